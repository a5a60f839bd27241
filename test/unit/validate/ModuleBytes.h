//===- ModuleBytes.h - Tiny modules for the validator's unit tests --------===//
//
// Two ways to a module: ModuleBytes puts sections of bytes behind the header,
// for tests of the whole front end; SmallModule is a Module made by hand, for
// tests of one class without the decoder.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_TEST_UNIT_VALIDATE_MODULEBYTES_H
#define W2O_TEST_UNIT_VALIDATE_MODULEBYTES_H

#include "validate/FunctionValidator.h"
#include "validate/LoadModule.h"
#include <initializer_list>
#include <vector>

namespace w2o {

struct ModuleBytes {
  std::vector<uint8_t> bytes = {0, 'a', 's', 'm', 1, 0, 0, 0};

  /// Contents shorter than 128 bytes only: the size takes one byte.
  ModuleBytes &section(uint8_t id, std::vector<uint8_t> contents) {
    assert(contents.size() < 128);
    bytes.push_back(id);
    bytes.push_back(uint8_t(contents.size()));
    bytes.insert(bytes.end(), contents.begin(), contents.end());
    return *this;
  }
  /// A code section of one function without locals.
  ModuleBytes &body(std::vector<uint8_t> code) {
    std::vector<uint8_t> contents = {1, uint8_t(code.size() + 1), 0};
    contents.insert(contents.end(), code.begin(), code.end());
    return section(10, contents);
  }
};

/// A module of function types with one function per type, in order.
struct SmallModule {
  Module module;

  SmallModule(std::initializer_list<FuncType> functionTypes) {
    for (const FuncType &type : functionTypes) {
      SubType entry;
      entry.func = type;
      Function function;
      function.typeIndex = module.types.size();
      module.types.addGroup({entry});
      module.functions.push_back(function);
    }
  }
};

inline FuncType signature(std::initializer_list<ValType> params,
                          std::initializer_list<ValType> results) {
  FuncType type;
  type.params.append(params.begin(), params.end());
  type.results.append(results.begin(), results.end());
  return type;
}

} // namespace w2o

#endif // W2O_TEST_UNIT_VALIDATE_MODULEBYTES_H
