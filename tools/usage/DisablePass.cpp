//===- DisablePass.cpp - The option --disable-pass of the tools -----------===//

#include "usage/DisablePass.h"

#include "usage/UsageError.h"

namespace w2o {

std::string disablePasses(const std::vector<std::string> &names,
                          OptionalPassSet &passes) {
  for (const std::string &name : names) {
    if (name == "all") {
      passes = OptionalPassSet::none();
    } else if (auto pass = optionalPassFromName(name)) {
      passes.remove(*pass);
    } else {
      std::vector<std::string> known;
      for (unsigned i = 0; i < numOptionalPasses; ++i)
        known.push_back(optionalPassName(OptionalPass(i)));
      known.push_back("all");
      return unknownValue("--disable-pass", name, known);
    }
  }
  return "";
}

} // namespace w2o
