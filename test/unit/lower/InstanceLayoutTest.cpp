//===- InstanceLayoutTest.cpp - Displacements of header fields ------------===//

#include "lower/InstanceLayout.h"
#include <gtest/gtest.h>
#include <vector>

using namespace w2o;

namespace {

TEST(InstanceLayoutTest, EmptyModuleIsTheHeadAlone) {
  Module m;
  InstanceLayout layout(m);
  EXPECT_EQ(layout.desc().header_size % 16, 0u);
  EXPECT_GE(layout.desc().header_size, sizeof(struct w2o_vm_head));
  EXPECT_FALSE(layout.memory0AtVm());
}

TEST(InstanceLayoutTest, ArraysAreDisjointAlignedAndBelowTheHead) {
  Module m;
  m.memories.resize(2);
  m.tables.resize(3);
  m.globals.resize(5);
  m.functions.resize(4);
  m.functions[1].isDeclared = true;
  m.start = 3;
  m.data.resize(2);
  m.elements.resize(1);
  InstanceLayout layout(m);
  const w2o_desc_layout &d = layout.desc();
  struct Range {
    int64_t at;
    uint64_t bytes;
  };
  std::vector<Range> ranges = {
      {d.memory_slots, 2 * sizeof(w2o_memory_slot)},
      {d.memory_defs, 2 * sizeof(w2o_memory_def)},
      {d.table_defs, 3 * sizeof(w2o_table_def)},
      {d.global_cells, 5 * sizeof(w2o_global_cell)},
      {d.func_records, 2 * sizeof(struct w2o_func)},
      {d.data_lengths, 2 * sizeof(uint64_t)},
      {d.elem_lengths, 1 * sizeof(uint64_t)},
      {-int64_t(sizeof(struct w2o_vm_head)), sizeof(struct w2o_vm_head)},
  };
  for (size_t i = 0; i < ranges.size(); ++i) {
    EXPECT_EQ(ranges[i].at % 8, 0);
    EXPECT_LE(ranges[i].at + int64_t(ranges[i].bytes), 0);
    EXPECT_GE(ranges[i].at, -int64_t(d.header_size));
    for (size_t k = i + 1; k < ranges.size(); ++k)
      EXPECT_TRUE(
          ranges[i].at + int64_t(ranges[i].bytes) <= ranges[k].at ||
          ranges[k].at + int64_t(ranges[k].bytes) <= ranges[i].at)
          << i << " and " << k;
  }
  EXPECT_EQ(d.global_cells % 16, 0) << "v128 globals are aligned";
}

TEST(InstanceLayoutTest, RecordsAreForImportsReferencesAndStart) {
  Module m;
  m.functions.resize(5);
  m.functions[0].isImport = true;
  m.numImportedFunctions = 1;
  m.functions[2].isDeclared = true;
  m.start = 4;
  InstanceLayout layout(m);
  EXPECT_EQ(layout.recordOf(0), 0u);
  EXPECT_EQ(layout.recordOf(1), InstanceLayout::noRecord);
  EXPECT_EQ(layout.recordOf(2), 1u);
  EXPECT_EQ(layout.recordOf(3), InstanceLayout::noRecord);
  EXPECT_EQ(layout.recordOf(4), 2u);
}

TEST(InstanceLayoutTest, OnlyOwnGuardedMemoryIsAtVm) {
  Module imported;
  imported.memories.resize(1);
  imported.numImportedMemories = 1;
  EXPECT_FALSE(InstanceLayout(imported).memory0AtVm());
  Module wide;
  wide.memories.resize(1);
  wide.memories[0].type.limits.is64 = true;
  EXPECT_FALSE(InstanceLayout(wide).memory0AtVm());
  Module bytes;
  bytes.memories.resize(1);
  bytes.memories[0].type.pageSizeLog2 = 0;
  EXPECT_FALSE(InstanceLayout(bytes).memory0AtVm());
  Module own;
  own.memories.resize(1);
  EXPECT_TRUE(InstanceLayout(own).memory0AtVm());
}

} // namespace
