//===- TypeTable.cpp - Defined types, canonical ids and subtyping ---------===//
//
// A recursive group is rolled up into a byte string (specification:
// Validation, "Defined Types"): references to types of the same group become
// their position in it, references to earlier groups become the key of the
// type they mean. Spelling an earlier group out would double a chain of
// pair types with each link, so a key is the SHA-256 digest of the rolled-up
// group and the position, 36 bytes whatever the type: equal types have equal
// keys in every module, and a collision is as unlikely as one of SHA-256.
//
// The runtime compares keys of objects that other versions of the compiler
// made, and makes keys of host functions itself: the rolled-up form is part of
// the ABI (abi/ModuleDesc.h), the numbers of the enumerators in it included.
//
//===----------------------------------------------------------------------===//

#include "wasm/TypeTable.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/SHA256.h"
#include <array>

using namespace w2o;

namespace {

/// Writes the rolled-up form of one group.
class RollUp {
public:
  RollUp(uint32_t first, const std::vector<std::string> &keys)
      : first(first), keys(keys) {}

  void add(const SubType &type) {
    addByte(type.isFinal);
    addByte(type.superType.has_value());
    if (type.superType)
      addIndex(*type.superType);
    addByte(uint8_t(type.kind));
    switch (type.kind) {
    case CompositeKind::Func:
      addList(type.func.params);
      addList(type.func.results);
      return;
    case CompositeKind::Struct:
    case CompositeKind::Array:
      addU32(type.fields.size());
      for (const FieldType &field : type.fields) {
        addByte(field.isMutable);
        addByte(field.storage.packing);
        addType(field.storage.type);
      }
      return;
    }
    llvm_unreachable("unknown composite kind");
  }

  std::array<uint8_t, 32> digest() const {
    llvm::SHA256 hasher;
    hasher.update(llvm::StringRef(text));
    return hasher.final();
  }

private:
  void addByte(uint8_t byte) { text.push_back(char(byte)); }
  void addU32(uint32_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8)
      addByte(uint8_t(value >> shift));
  }
  template <typename List> void addList(const List &list) {
    addU32(list.size());
    for (ValType type : list)
      addType(type);
  }
  void addType(ValType type) {
    addByte(uint8_t(type.kind()));
    if (!type.isRef())
      return;
    addByte(type.isNullable());
    addByte(uint8_t(type.heap().kind()));
    if (type.heap().isConcrete())
      addIndex(type.heap().typeIndex());
  }
  void addIndex(uint32_t index) {
    bool isOwn = index >= first;
    addByte(isOwn);
    if (isOwn)
      addU32(index - first);
    else
      text += keys[index];
  }

  uint32_t first;
  const std::vector<std::string> &keys;
  std::string text;
};

} // namespace

void TypeTable::addGroup(std::vector<SubType> group) {
  uint32_t first = size();
  uint32_t count = uint32_t(group.size());
  RollUp rollUp(first, keys);
  for (const SubType &type : group)
    rollUp.add(type);
  std::array<uint8_t, 32> digest = rollUp.digest();
  llvm::StringRef groupKey(reinterpret_cast<const char *>(digest.data()),
                           digest.size());

  // The first group of its kind gives its type indices as canonical ids.
  uint32_t base = interned.try_emplace(groupKey, first).first->second;
  for (uint32_t position = 0; position < count; ++position) {
    std::string key = groupKey.str();
    for (unsigned shift = 0; shift < 32; shift += 8)
      key.push_back(char(position >> shift));
    keys.push_back(std::move(key));
    canonical.push_back(base + position);
    groupIndex.push_back(uint32_t(groups.size()));
    types.push_back(std::move(group[position]));
  }
  groups.push_back({first, count});
}

const std::string &TypeTable::canonicalKey(uint32_t index) const {
  return keys[index];
}

std::pair<uint32_t, uint32_t> TypeTable::groupOf(uint32_t index) const {
  const Group &group = groups[groupIndex[index]];
  return {group.first, group.count};
}

bool TypeTable::isSubType(uint32_t sub, uint32_t super) const {
  assert(sub < size() && super < size());
  uint32_t target = canonical[super];
  while (canonical[sub] != target) {
    std::optional<uint32_t> next = types[sub].superType;
    // A supertype comes earlier; a group that breaks this rule may already be
    // here when the rule is checked, so the walk must end by itself.
    if (!next || *next >= sub)
      return false;
    sub = *next;
  }
  return true;
}

HeapKind TypeTable::topOf(HeapType type) const {
  switch (type.kind()) {
  case HeapKind::Func:
  case HeapKind::NoFunc:
    return HeapKind::Func;
  case HeapKind::Extern:
  case HeapKind::NoExtern:
    return HeapKind::Extern;
  case HeapKind::Exn:
  case HeapKind::NoExn:
    return HeapKind::Exn;
  case HeapKind::Any:
  case HeapKind::Eq:
  case HeapKind::I31:
  case HeapKind::Struct:
  case HeapKind::Array:
  case HeapKind::None:
    return HeapKind::Any;
  case HeapKind::Bottom:
    return HeapKind::Bottom;
  case HeapKind::Concrete:
    return isFunc(type.typeIndex()) ? HeapKind::Func : HeapKind::Any;
  }
  llvm_unreachable("unknown heap kind");
}

/// The most special abstract heap type above a composite type.
static HeapKind abstractOf(CompositeKind kind) {
  switch (kind) {
  case CompositeKind::Func:
    return HeapKind::Func;
  case CompositeKind::Struct:
    return HeapKind::Struct;
  case CompositeKind::Array:
    return HeapKind::Array;
  }
  llvm_unreachable("unknown composite kind");
}

// Specification: Validation, "Matching", "Heap Types".
bool TypeTable::matchesHeap(HeapType sub, HeapType super) const {
  if (sub == super || sub.kind() == HeapKind::Bottom)
    return true;
  switch (sub.kind()) {
  case HeapKind::Concrete:
    if (super.isConcrete())
      return isSubType(sub.typeIndex(), super.typeIndex());
    return matchesHeap(abstractOf(types[sub.typeIndex()].kind), super);
  case HeapKind::NoFunc:
  case HeapKind::NoExtern:
  case HeapKind::NoExn:
  case HeapKind::None:
    // The bottom of a hierarchy matches all of it.
    return topOf(sub) == topOf(super);
  case HeapKind::I31:
  case HeapKind::Struct:
  case HeapKind::Array:
    return super == HeapKind::Eq || super == HeapKind::Any;
  case HeapKind::Eq:
    return super == HeapKind::Any;
  case HeapKind::Func:
  case HeapKind::Extern:
  case HeapKind::Any:
  case HeapKind::Exn:
  case HeapKind::Bottom:
    return false;
  }
  llvm_unreachable("unknown heap kind");
}

bool TypeTable::matches(ValType sub, ValType super) const {
  if (sub == super || sub.isBottom())
    return true;
  if (!sub.isRef() || !super.isRef())
    return false;
  if (sub.isNullable() && !super.isNullable())
    return false;
  return matchesHeap(sub.heap(), super.heap());
}

bool TypeTable::matches(const FuncType &sub, const FuncType &super) const {
  if (sub.params.size() != super.params.size() ||
      sub.results.size() != super.results.size())
    return false;
  for (size_t i = 0; i < sub.params.size(); ++i)
    if (!matches(super.params[i], sub.params[i]))
      return false;
  for (size_t i = 0; i < sub.results.size(); ++i)
    if (!matches(sub.results[i], super.results[i]))
      return false;
  return true;
}

bool TypeTable::matchesField(const FieldType &sub,
                             const FieldType &super) const {
  if (sub.isMutable != super.isMutable ||
      sub.storage.packing != super.storage.packing)
    return false;
  if (!matches(sub.storage.type, super.storage.type))
    return false;
  // A mutable field is written too, so it must match both ways.
  return !sub.isMutable || matches(super.storage.type, sub.storage.type);
}
