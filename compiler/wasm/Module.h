//===- Module.h - A decoded module as plain data --------------------------===//
//
// Index spaces and definitions (specification: Structure, "Modules"). Imports
// come first in each index space, as in the specification. Bodies stay byte
// ranges into the module's bytes, which the owner must keep alive.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASM_MODULE_H
#define W2O_WASM_MODULE_H

#include "wasm/ConstExpr.h"
#include "wasm/TypeTable.h"
#include "wasm/Types.h"
#include "wasm2obj/Features.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace w2o {

enum class ExternKind : uint8_t { Func, Table, Memory, Global, Tag };

struct Import {
  std::string module;
  std::string field;
  ExternKind kind = ExternKind::Func;
  uint32_t index = 0; ///< Index in the index space of `kind`.
  uint32_t offset = 0; ///< Byte offset of the definition in the module.
};

struct Export {
  std::string name;
  ExternKind kind = ExternKind::Func;
  uint32_t index = 0;
  uint32_t offset = 0; ///< Byte offset of the definition in the module.
};

struct Function {
  uint32_t typeIndex = 0;
  bool isImport = false;
  /// Whether ref.func may name it: exported, in an element segment, or named
  /// by a global initialiser (specification: "refs" of the context).
  bool isDeclared = false;
  /// Body of a defined function, from the local declarations to the final
  /// `end`, inclusive; offset of the first byte in the module.
  std::span<const uint8_t> body;
  uint32_t bodyOffset = 0;
  std::string name; ///< Name section; empty when it has none.
  /// Byte offset of the import, or of the entry in the function section.
  uint32_t offset = 0;
};

struct Table {
  TableType type;
  bool isImport = false;
  std::optional<ConstExpr> init; ///< Initial element; null when absent.
  uint32_t offset = 0; ///< Byte offset of the definition in the module.
  /// Whether an instruction of a body may change it; true until all bodies
  /// were validated.
  bool mayBeWritten = true;
};

struct Memory {
  MemoryType type;
  bool isImport = false;
  uint32_t offset = 0; ///< Byte offset of the definition in the module.
};

struct Global {
  GlobalType type;
  bool isImport = false;
  ConstExpr init; ///< Defined globals only.
  uint32_t offset = 0; ///< Byte offset of the definition in the module.
};

struct Tag {
  uint32_t typeIndex = 0;
  bool isImport = false;
  uint32_t offset = 0; ///< Byte offset of the definition in the module.
};

enum class SegmentMode : uint8_t { Active, Passive, Declarative };

struct ElementSegment {
  SegmentMode mode = SegmentMode::Passive;
  uint32_t table = 0; ///< Active
  ConstExpr offset;   ///< Active
  ValType type;
  /// Exactly one of these two is used: function indices, or expressions.
  bool usesExprs = false;
  std::vector<uint32_t> functions;
  std::vector<ConstExpr> exprs;
  uint32_t definitionOffset = 0; ///< Byte offset of the segment.
  size_t size() const { return usesExprs ? exprs.size() : functions.size(); }
};

struct DataSegment {
  SegmentMode mode = SegmentMode::Passive;
  uint32_t memory = 0; ///< Active
  ConstExpr offset;    ///< Active
  std::span<const uint8_t> bytes;
  uint32_t definitionOffset = 0; ///< Byte offset of the segment.
};

struct CustomSection {
  std::string name;
  std::span<const uint8_t> bytes;
  uint32_t offset = 0;
};

/// How a br_if or if is likely to go (specification: Appendix, Custom Sections,
/// "Branch Hints").
struct BranchHint {
  uint32_t offset = 0; ///< Byte offset of the instruction in the module.
  bool isTaken = false;
};

/// What only bodies say about a module; found while they are validated.
struct BodyFacts {
  FeatureSet used = FeatureSet::none(); ///< Features that they need.
  llvm::SmallDenseSet<uint32_t, 4> writtenTables;

  void add(const BodyFacts &other) {
    used.add(other.used);
    writtenTables.insert(other.writtenTables.begin(),
                         other.writtenTables.end());
  }
};

struct Module {
  TypeTable types;
  std::vector<Import> imports;
  std::vector<Export> exports;
  std::vector<Function> functions;
  std::vector<Table> tables;
  std::vector<Memory> memories;
  std::vector<Global> globals;
  std::vector<Tag> tags;
  std::vector<ElementSegment> elements;
  std::vector<DataSegment> data;
  std::optional<uint32_t> dataCount;
  std::optional<uint32_t> start;
  uint32_t startOffset = 0; ///< Byte offset of the start section.
  std::vector<CustomSection> customs;
  std::string name; ///< Module name from the name section.
  std::vector<BranchHint> branchHints; ///< By offset, one per offset.

  uint32_t numImportedFunctions = 0;
  uint32_t numImportedTables = 0;
  uint32_t numImportedMemories = 0;
  uint32_t numImportedGlobals = 0;
  uint32_t numImportedTags = 0;

  /// Features that the module's sections or bodies need; filled by
  /// decode and validate, bodies included once they were validated.
  FeatureSet used = FeatureSet::none();

  /// Takes over what the bodies say, all of which were validated.
  void addFacts(const BodyFacts &facts);

  /// The hint for the instruction at a byte offset, or null.
  const BranchHint *branchHint(uint32_t offset) const;

  const FuncType &funcType(uint32_t functionIndex) const {
    return types.func(functions[functionIndex].typeIndex);
  }
};

inline void Module::addFacts(const BodyFacts &facts) {
  used.add(facts.used);
  for (size_t i = 0; i < tables.size(); ++i)
    tables[i].mayBeWritten = facts.writtenTables.contains(uint32_t(i));
}

inline const BranchHint *Module::branchHint(uint32_t offset) const {
  auto at = std::lower_bound(
      branchHints.begin(), branchHints.end(), offset,
      [](const BranchHint &hint, uint32_t o) { return hint.offset < o; });
  return at != branchHints.end() && at->offset == offset ? &*at : nullptr;
}

} // namespace w2o

#endif // W2O_WASM_MODULE_H
