//===- SpectestHost.h - The host module "spectest" ------------------------===//
//
// Scripts may import a fixed set of things from the module "spectest". Most
// are made here through the host API, as a host would make them. The suite has
// them as a plain WebAssembly module too; what the host API cannot make, a
// table of 64-bit indices, is left to that module.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_SPECTEST_SPECTESTHOST_H
#define W2O_SPECTEST_SPECTESTHOST_H

#include "wasm2obj_rt.h"
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace w2o::spectest {

class SpectestHost {
public:
  /// Makes everything in `store`. Returns a message on failure.
  std::optional<std::string> create(w2o_store *store);

  bool find(std::string_view field, w2o_extern &result) const;

private:
  std::map<std::string, w2o_extern, std::less<>> items;
};

} // namespace w2o::spectest

#endif // W2O_SPECTEST_SPECTESTHOST_H
