//===- InstanceLayout.cpp - Displacements of an instance's header fields --===//
//
// The arrays follow the head downwards, hottest first, so that the fields of
// small modules keep one-byte or at least small displacements.
//
//===----------------------------------------------------------------------===//

#include "lower/InstanceLayout.h"
#include "lower/CallShape.h"
#include <algorithm>

using namespace w2o;

namespace {

/// Hands out displacements downwards from the head.
class Allocator {
public:
  template <typename T> int64_t array(size_t count) {
    if (count == 0)
      return 0;
    cursor -= int64_t(sizeof(T)) * int64_t(count);
    cursor &= ~int64_t(15); // 16: v128 globals, and it keeps lines together.
    return cursor;
  }
  uint64_t size() const { return uint64_t(-cursor); }

private:
  int64_t cursor = -int64_t(sizeof(struct w2o_vm_head)) & ~int64_t(15);
};

} // namespace

InstanceLayout::InstanceLayout(const Module &m) {
  // A shared memory may outlive the instance, so its header is elsewhere.
  atVm = m.numImportedMemories == 0 && !m.memories.empty() &&
         isGuarded(m.memories[0].type) &&
         !m.memories[0].type.limits.isShared;

  records.assign(m.functions.size(), noRecord);
  for (uint32_t i = 0; i < m.functions.size(); ++i) {
    bool isStart = m.start && *m.start == i;
    if (m.functions[i].isImport || m.functions[i].isDeclared || isStart) {
      records[i] = uint32_t(recordToFunction.size());
      recordToFunction.push_back(i);
    }
  }

  Allocator allocate;
  abi.memory_slots = allocate.array<w2o_memory_slot>(m.memories.size());
  abi.table_defs = allocate.array<w2o_table_def>(m.tables.size() -
                                                 m.numImportedTables);
  abi.table_slots = allocate.array<void *>(m.numImportedTables);
  abi.memory_defs = allocate.array<w2o_memory_def>(m.memories.size() -
                                                   m.numImportedMemories);
  abi.global_slots = allocate.array<void *>(m.numImportedGlobals);
  abi.global_cells = allocate.array<w2o_global_cell>(m.globals.size() -
                                                     m.numImportedGlobals);
  abi.type_ids = allocate.array<uint32_t>(m.types.size());
  bool hasObjects = false;
  for (uint32_t i = 0; i < m.types.size(); ++i)
    hasObjects |= !m.types.isFunc(i);
  abi.type_infos = allocate.array<void *>(hasObjects ? m.types.size() : 0);
  abi.tag_slots = allocate.array<void *>(m.tags.size());
  abi.func_records = allocate.array<struct w2o_func>(recordToFunction.size());
  abi.data_lengths = allocate.array<uint64_t>(m.data.size());
  abi.elem_lengths = allocate.array<uint64_t>(m.elements.size());

  size_t numValues = 0;
  for (const ElementSegment &segment : m.elements)
    if (segment.usesExprs && segment.mode != SegmentMode::Declarative)
      numValues += segment.exprs.size();
  abi.elem_values = allocate.array<void *>(numValues);
  int64_t next = abi.elem_values;
  for (const ElementSegment &segment : m.elements) {
    elemValueStart.push_back(next);
    if (segment.usesExprs && segment.mode != SegmentMode::Declarative)
      next += int64_t(sizeof(void *) * segment.exprs.size());
  }

  uint32_t tailSlots = 0;
  for (uint32_t i = 0; i < m.types.size(); ++i)
    if (m.types.isFunc(i))
      tailSlots = std::max(tailSlots, numOverflowSlots(m.types.func(i)));
  abi.tail_args = allocate.array<w2o_global_cell>(tailSlots);

  abi.header_size = allocate.size();
  abi.num_records = recordToFunction.size();
}
