//===- StaticTables.h - Tables whose elements are known -------------------===//
//
// Most tables of functions are filled when an instance is made and never again:
// compilers make them for function pointers. call_indirect need not read such a
// table, but a constant of the object, where an element is the address of code
// and a type that is compared with a number (docs/Abi.md, "Static tables"). No
// guest and no host can change that constant.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_STATICTABLES_H
#define W2O_LOWER_STATICTABLES_H

#include "wasm/Module.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <vector>

namespace w2o {

/// The elements of a table that stay what they are.
struct StaticTable {
  static constexpr uint32_t null = UINT32_MAX;
  /// Fields of an element in the object: the distance of the code from the
  /// constant, and the canonical id of the type; 0 and `null` where the element
  /// is null.
  static constexpr unsigned code = 0, type = 1;

  /// Defined functions, or null; the elements behind are all null.
  std::vector<uint32_t> functions;
  uint64_t size = 0; ///< Of the table; at least that of `functions`.

  /// By canonical id of a type: the element that has it, or `several`.
  llvm::DenseMap<uint32_t, uint64_t> byType;
  static constexpr uint64_t several = UINT64_MAX;
};

class StaticTables {
public:
  StaticTables() = default; ///< None.
  /// `module` is completely validated, bodies included.
  explicit StaticTables(const Module &module);

  /// Null when the elements of the table may change, or are not known.
  const StaticTable *find(uint32_t table) const {
    auto found = tables.find(table);
    return found == tables.end() ? nullptr : &found->second;
  }
  auto begin() const { return tables.begin(); }
  auto end() const { return tables.end(); }

private:
  std::map<uint32_t, StaticTable> tables;
};

} // namespace w2o

#endif // W2O_LOWER_STATICTABLES_H
