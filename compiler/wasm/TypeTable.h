//===- TypeTable.h - Defined types, canonical ids and subtyping -----------===//
//
// The type section as an index space of SubType, grouped in recursive groups
// (specification: Validation, "Types" and "Matching"). Two types are equal
// when their rolled-up recursive groups are: each group is interned once and
// a type's canonical id is (group, position). Nothing else in the compiler
// compares types structurally.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASM_TYPETABLE_H
#define W2O_WASM_TYPETABLE_H

#include "wasm/Types.h"
#include "llvm/ADT/StringMap.h"
#include <string>
#include <vector>

namespace w2o {

class TypeTable {
public:
  uint32_t size() const { return uint32_t(types.size()); }
  const SubType &operator[](uint32_t index) const { return types[index]; }
  bool isFunc(uint32_t index) const {
    return index < size() && types[index].kind == CompositeKind::Func;
  }
  const FuncType &func(uint32_t index) const {
    assert(isFunc(index));
    return types[index].func;
  }

  /// Appends one recursive group; indices of the group continue the index
  /// space. The caller has checked that references stay in bounds.
  void addGroup(std::vector<SubType> group);

  /// Equal for two indices exactly when the types are equal.
  uint32_t canonicalId(uint32_t index) const { return canonical[index]; }
  /// The rolled-up form that canonicalId() is interned by: a byte string that
  /// is equal for equal types of *different* modules too. This is what a
  /// runtime registry interns.
  const std::string &canonicalKey(uint32_t index) const;
  /// First type index and number of types of the group of `index`.
  std::pair<uint32_t, uint32_t> groupOf(uint32_t index) const;

  bool matchesHeap(HeapType sub, HeapType super) const;
  bool matches(ValType sub, ValType super) const;
  bool matches(const FuncType &sub, const FuncType &super) const;
  /// Whether defined type `sub` is `super` or declares it as an ancestor.
  bool isSubType(uint32_t sub, uint32_t super) const;
  bool matchesField(const FieldType &sub, const FieldType &super) const;
  /// The top type of the hierarchy that `type` belongs to.
  HeapKind topOf(HeapType type) const;

private:
  std::vector<SubType> types;
  std::vector<uint32_t> canonical;
  struct Group {
    uint32_t first;
    uint32_t count;
  };
  std::vector<Group> groups;
  std::vector<uint32_t> groupIndex; ///< type index -> group
  llvm::StringMap<uint32_t> interned;
  std::vector<std::string> keys; ///< by type index
};

} // namespace w2o

#endif // W2O_WASM_TYPETABLE_H
