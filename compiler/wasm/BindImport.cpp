//===- BindImport.cpp - Which function imports the linker binds -----------===//
//
// Glob matching with backtracking to the last star only, which is enough: an
// earlier star never has to take more once a later one was reached.
//
//===----------------------------------------------------------------------===//

#include "wasm/BindImport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;

namespace w2o {

bool matchesPattern(StringRef pattern, StringRef text) {
  size_t p = 0, t = 0;
  size_t starAt = StringRef::npos, starTook = 0;
  while (t != text.size()) {
    if (p != pattern.size() && pattern[p] == '*') {
      starAt = p++;
      starTook = t;
    } else if (p != pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (starAt != StringRef::npos) {
      p = starAt + 1;
      t = ++starTook;
    } else {
      return false;
    }
  }
  return pattern.drop_front(p).find_first_not_of('*') == StringRef::npos;
}

ImportBinding bindImport(StringRef module, StringRef field,
                         ImportBinding byDefault,
                         ArrayRef<std::string> linkImports,
                         ArrayRef<std::string> instanceImports) {
  std::string name = (Twine(module) + "." + field).str();
  auto matchesName = [&](const std::string &pattern) {
    return matchesPattern(pattern, name);
  };
  if (any_of(instanceImports, matchesName))
    return ImportBinding::Instance;
  if (any_of(linkImports, matchesName))
    return ImportBinding::Link;
  return byDefault;
}

} // namespace w2o
