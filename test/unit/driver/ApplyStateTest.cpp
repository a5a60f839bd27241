//===- ApplyStateTest.cpp - Modules that start from a given state ---------===//

#include "driver/ApplyState.h"
#include <functional>
#include <gtest/gtest.h>

using namespace w2o;

namespace {

using Reference = InitialState::Reference;

/// Two functions, the second of which no reference can name; a memory of 1 to 4
/// pages; a table of 2 to 5 functions; a global for each of i64 and i31; an
/// active and a passive data segment; a passive element segment; a start
/// function.
struct ApplyState : testing::Test {
  ApplyState() {
    module.functions.resize(2);
    module.functions[0].isDeclared = true;
    module.memories.resize(1);
    module.memories[0].type.limits = {1, 4};
    module.tables.resize(1);
    module.tables[0].type = {ValType::funcRef(), {2, 5}};
    module.globals.resize(2);
    module.globals[0].type = {ValKind::I64, true};
    module.globals[1].type = {ValType::ref(HeapKind::I31, false), false};
    module.data.resize(2);
    module.data[0].mode = SegmentMode::Active;
    module.data[0].bytes = bytes;
    module.data[1].bytes = bytes;
    module.elements.resize(1);
    module.elements[0].usesExprs = true;
    module.elements[0].type = ValType::funcRef();
    module.elements[0].exprs.resize(1);
    module.start = 1;
    module.exports = {{"init", ExternKind::Func, 0, 0},
                      {"other", ExternKind::Func, 0, 0}};

    state.memories = {{2 * 65536, {{100, bytes}, {131060, bytes}}}};
    state.tables = {{{}, {Reference::Func, 0}, {}}};
    state.globals.resize(2);
    state.globals[0].bytes = {7};
    state.globals[1].reference = {Reference::I31, uint32_t(-3)};
    state.elements = {{false, {{Reference::Func, 0}}}};
    state.droppedData = {true, false};
    state.removedExports = {"init", "nothing"};
  }

  std::vector<uint8_t> bytes = {1, 2, 3};
  Module module;
  InitialState state;
};

} // namespace

TEST_F(ApplyState, RewritesDefinitionsAndKeepsIndices) {
  ASSERT_FALSE(applyState(state, module));
  EXPECT_FALSE(module.start);
  ASSERT_EQ(module.exports.size(), 1u);
  EXPECT_EQ(module.exports[0].name, "other");
  EXPECT_EQ(module.memories[0].type.limits.min, 2u);
  ASSERT_EQ(module.data.size(), 4u);
  EXPECT_EQ(module.data[0].mode, SegmentMode::Passive);
  EXPECT_TRUE(module.data[0].bytes.empty());
  EXPECT_EQ(module.data[1].bytes.size(), 3u);
  EXPECT_EQ(module.data[3].mode, SegmentMode::Active);
  EXPECT_EQ(module.data[3].offset.instrs[0].imm, 131060u);
  EXPECT_EQ(module.tables[0].type.limits.min, 3u);
  ASSERT_EQ(module.elements.size(), 2u);
  EXPECT_EQ(module.elements[0].exprs[0].instrs[0].op, Op::RefFunc);
  EXPECT_EQ(module.elements[1].functions, std::vector<uint32_t>{0});
  EXPECT_EQ(module.elements[1].offset.instrs[0].imm, 1u);
  EXPECT_EQ(module.globals[0].init.instrs[0].imm, 7u);
  EXPECT_EQ(module.globals[1].init.instrs[0].imm, uint64_t(-3));
  EXPECT_EQ(module.globals[1].init.instrs[1].op, Op::RefI31);
}

TEST_F(ApplyState, AddressesAbove2GiBAreSignExtendedAsDecoded) {
  module.memories[0].type.limits.max = 65535;
  state.memories[0] = {uint64_t(65535) << 16, {{0x80000000, bytes}}};
  ASSERT_FALSE(applyState(state, module));
  EXPECT_EQ(module.data[2].offset.instrs[0].imm, 0xffffffff80000000u);
}

TEST_F(ApplyState, TablesWithoutNullAreFilledWithTheirFirstElement) {
  module.functions[1].isDeclared = true;
  module.tables[0].type.element = ValType::ref(HeapKind::Func, false);
  state.tables[0] = {{Reference::Func, 1},
                     {Reference::Func, 0},
                     {Reference::Func, 1},
                     {Reference::Func, 1}};
  ASSERT_FALSE(applyState(state, module));
  EXPECT_EQ(module.tables[0].init->instrs[0].index, 1u);
  EXPECT_EQ(module.elements[1].functions, std::vector<uint32_t>{0});
}

TEST_F(ApplyState, StatesThatDoNotFitAreRefused) {
  const std::function<void(InitialState &)> damages[] = {
      [](InitialState &s) { s.memories.pop_back(); },
      [](InitialState &s) { s.memories.push_back({}); },
      [](InitialState &s) { s.tables.clear(); },
      [](InitialState &s) { s.globals.pop_back(); },
      [](InitialState &s) { s.elements.push_back({}); },
      [](InitialState &s) { s.droppedData.pop_back(); },
      // Not whole pages, too few, too many.
      [](InitialState &s) { s.memories[0].size += 1; },
      [](InitialState &s) { s.memories[0] = {0, {}}; },
      [](InitialState &s) { s.memories[0].size = 5 * 65536; },
      [](InitialState &s) { s.memories[0].size = uint64_t(-65536); },
      // Outside, wrapping round, over another one.
      [](InitialState &s) { s.memories[0].runs[1].at = 131070; },
      [](InitialState &s) { s.memories[0].runs[1].at = uint64_t(-2); },
      [](InitialState &s) { s.memories[0].runs[1].at = 102; },
      [](InitialState &s) { s.tables[0].pop_back(); s.tables[0].pop_back(); },
      [](InitialState &s) { s.tables[0].resize(6); },
      [](InitialState &s) { s.tables[0][0] = {Reference::I31, 0}; },
      [](InitialState &s) { s.tables[0][0] = {Reference::Kind(9), 0}; },
      // A function that no reference can name, and none at all.
      [](InitialState &s) { s.tables[0][0] = {Reference::Func, 1}; },
      [](InitialState &s) { s.tables[0][0] = {Reference::Func, UINT32_MAX}; },
      [](InitialState &s) { s.globals[1].reference = {}; },
      [](InitialState &s) { s.globals[1].reference.kind = Reference::Func; },
      [](InitialState &s) { s.elements[0].values.clear(); },
      [](InitialState &s) { s.elements[0].values[0].value = 2; },
  };
  for (size_t i = 0; i < std::size(damages); ++i) {
    Module copy = module;
    InitialState damaged = state;
    damages[i](damaged);
    auto error = applyState(damaged, copy);
    ASSERT_TRUE(error) << i;
    EXPECT_EQ(error->kind, ErrorClass::Internal) << i;
  }
}

TEST_F(ApplyState, SharedMemoriesAreRefused) {
  module.memories[0].type.limits.isShared = true;
  EXPECT_TRUE(applyState(state, module));
}

TEST_F(ApplyState, PutsTheLargestFullPartFirst) {
  std::vector<uint8_t> large(1000, 1), small(10, 2);
  state.memories[0].runs = {
      {0, small}, {40000, large}, {41500, large}, {131000, small}};
  ASSERT_FALSE(applyState(state, module));
  std::vector<uint64_t> order;
  for (size_t i = 2; i < module.data.size(); ++i)
    order.push_back(module.data[i].offset.instrs[0].imm);
  EXPECT_EQ(order, (std::vector<uint64_t>{40000, 41500, 0, 131000}));
}

TEST_F(ApplyState, FunctionsAreOfTheTypeThatATableHolds) {
  SubType noResult, number;
  number.func.results = {ValKind::I32};
  module.types.addGroup({noResult});
  module.types.addGroup({number});
  module.functions[0].typeIndex = 1;
  for (uint32_t type : {0u, 1u}) {
    Module copy = module;
    copy.tables[0].type.element = ValType::ref(HeapType::concrete(type), true);
    EXPECT_EQ(applyState(state, copy).has_value(), type == 0);
  }
}
