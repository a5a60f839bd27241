//===- StaticTables.cpp - Tables whose elements are known -----------------===//
//
// Specification: Execution, "Instantiation". Elements are known when the table
// is filled by constants and nobody else can reach it: it is not imported, not
// exported, and no instruction changes it.
//
//===----------------------------------------------------------------------===//

#include "lower/StaticTables.h"

#include "llvm/ADT/DenseSet.h"
#include <algorithm>
#include <optional>

using namespace w2o;

namespace {

/// A table with few functions far apart would be a large constant.
bool isDense(uint64_t length, uint64_t numFunctions) {
  constexpr uint64_t small = 1024, sparsest = 4;
  return length <= small || length / sparsest <= numFunctions;
}

/// Which function an element is, or StaticTable::null; nothing when it is only
/// known later.
std::optional<uint32_t> element(const Module &module, const ConstExpr &expr) {
  if (expr.instrs.size() != 1)
    return std::nullopt;
  const Instr &instr = expr.instrs.front();
  if (instr.op == Op::RefNull)
    return StaticTable::null;
  if (instr.op != Op::RefFunc || module.functions[instr.index].isImport)
    return std::nullopt;
  return instr.index;
}

/// Where an active segment begins, when that is a constant.
std::optional<uint64_t> constantOffset(const ElementSegment &segment) {
  if (segment.offset.instrs.size() != 1)
    return std::nullopt;
  const Instr &instr = segment.offset.instrs.front();
  if (instr.op == Op::I32Const)
    return uint32_t(instr.imm);
  if (instr.op == Op::I64Const)
    return instr.imm;
  return std::nullopt;
}

/// Whether all active segments certainly fit. When one does not, the instance
/// is not made, but its functions may be in an imported table already and see
/// what was written until then.
bool segmentsFit(const Module &module) {
  for (const ElementSegment &segment : module.elements) {
    if (segment.mode != SegmentMode::Active)
      continue;
    const Table &table = module.tables[segment.table];
    std::optional<uint64_t> offset = constantOffset(segment);
    uint64_t size = table.type.limits.min;
    if (!offset || segment.size() > size || *offset > size - segment.size())
      return false;
  }
  return true;
}

/// Puts a segment into its table; false when an element is not known.
bool fill(const Module &module, const ElementSegment &segment,
          StaticTable &table) {
  uint64_t offset = *constantOffset(segment);
  for (size_t i = 0; i < segment.size(); ++i) {
    uint32_t function = StaticTable::null;
    if (segment.usesExprs) {
      std::optional<uint32_t> known = element(module, segment.exprs[i]);
      if (!known)
        return false;
      function = *known;
    } else {
      function = segment.functions[i];
      if (module.functions[function].isImport)
        return false;
    }
    table.functions[offset + i] = function;
  }
  return true;
}

void indexTypes(const Module &module, StaticTable &table) {
  for (size_t i = 0; i < table.functions.size(); ++i) {
    uint32_t function = table.functions[i];
    if (function == StaticTable::null)
      continue;
    uint32_t type =
        module.types.canonicalId(module.functions[function].typeIndex);
    auto [entry, isFirst] = table.byType.try_emplace(type, i);
    if (!isFirst)
      entry->second = StaticTable::several;
  }
}

} // namespace

StaticTables::StaticTables(const Module &module) {
  if (!segmentsFit(module))
    return;
  llvm::DenseSet<uint32_t> exported;
  for (const Export &e : module.exports)
    if (e.kind == ExternKind::Table)
      exported.insert(e.index);
  // How far elements go, and how many there are, before anything is allocated.
  std::map<uint32_t, std::pair<uint64_t, uint64_t>> extents;
  for (const ElementSegment &segment : module.elements)
    if (segment.mode == SegmentMode::Active && segment.size() != 0) {
      auto &[length, count] = extents[segment.table];
      length = std::max(length, *constantOffset(segment) + segment.size());
      count += segment.size();
    }
  for (auto &[index, extent] : extents) {
    const Table &table = module.tables[index];
    auto [length, count] = extent;
    // Elements that are not null without a segment are rare.
    bool isKnown = !table.isImport && !table.mayBeWritten &&
                   !exported.contains(index) && isDense(length, count) &&
                   (!table.init ||
                    element(module, *table.init) == StaticTable::null);
    if (!isKnown)
      continue;
    StaticTable &known = tables[index];
    known.size = table.type.limits.min;
    known.functions.assign(length, StaticTable::null);
  }
  for (const ElementSegment &segment : module.elements) {
    if (segment.mode != SegmentMode::Active)
      continue;
    auto known = tables.find(segment.table);
    if (known != tables.end() && !fill(module, segment, known->second))
      tables.erase(known);
  }
  for (auto &[index, table] : tables)
    indexTypes(module, table);
}
