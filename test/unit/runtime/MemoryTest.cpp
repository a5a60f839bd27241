//===- MemoryTest.cpp - Memories and their instructions -------------------===//

#include "TestModule.h"
#include "core/GuestRanges.h"
#include "core/Memory.h"
#include "core/Store.h"

#include <gtest/gtest.h>

using namespace w2o;
using namespace w2o::test;

extern "C" {
uint64_t w2o_grow_memory(void *vm, uint32_t memory, uint64_t delta);
void w2o_memory_init(void *vm, uint32_t memory, uint32_t segment, uint64_t dst,
                     uint32_t src, uint32_t n);
void w2o_data_drop(void *vm, uint32_t segment);
}

namespace {

struct MemoryTest : testing::Test {
  void SetUp() override { store = w2o_store_new(); }
  void TearDown() override { w2o_store_delete(store); }
  w2o_store *store;
  w2o_error error;
};

TEST_F(MemoryTest, GrowsWithoutMoving) {
  w2o_memory *memory = w2o_memory_new(store, 1, 3, &error);
  ASSERT_TRUE(memory) << error.message;
  uint8_t *base = w2o_memory_data(memory);
  EXPECT_EQ(w2o_memory_size(memory), 65536u);
  base[65535] = 7;
  EXPECT_TRUE(w2o_memory_grow(memory, 2));
  EXPECT_FALSE(w2o_memory_grow(memory, 1));
  EXPECT_TRUE(w2o_memory_grow(memory, 0));
  EXPECT_FALSE(w2o_memory_grow(memory, UINT64_MAX));
  EXPECT_EQ(w2o_memory_pages(memory), 3u);
  EXPECT_EQ(w2o_memory_data(memory), base);
  EXPECT_EQ(base[65535], 7);
  EXPECT_EQ(base[3 * 65536 - 1], 0);
}

TEST_F(MemoryTest, AtChecksWithoutOverflow) {
  w2o_memory *memory = w2o_memory_new(store, 1, UINT64_MAX, &error);
  uint8_t *base = w2o_memory_data(memory);
  EXPECT_EQ(w2o_memory_at(memory, 65535, 1), base + 65535);
  EXPECT_EQ(w2o_memory_at(memory, 65536, 0), base + 65536);
  EXPECT_EQ(w2o_memory_at(memory, 65536, 1), nullptr);
  EXPECT_EQ(w2o_memory_at(memory, 65537, 0), nullptr);
  EXPECT_EQ(w2o_memory_at(memory, UINT64_MAX, 2), nullptr);
  EXPECT_EQ(w2o_memory_at(memory, 1, UINT64_MAX), nullptr);
}

TEST_F(MemoryTest, RejectsWrongLimits) {
  EXPECT_EQ(w2o_memory_new(store, 65537, UINT64_MAX, &error), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_ARGUMENT);
  EXPECT_EQ(w2o_memory_new(store, 2, 1, &error), nullptr);
}

TEST_F(MemoryTest, ReservationIsRegisteredAndGoesAway) {
  w2o_memory *memory = w2o_memory_new(store, 0, UINT64_MAX, &error);
  uintptr_t base = uintptr_t(w2o_memory_data(memory));
  EXPECT_TRUE(isGuestAddress(base));
  EXPECT_TRUE(isGuestAddress(base + W2O_MEMORY_RESERVATION - 1));
  w2o_store_delete(store);
  EXPECT_FALSE(isGuestAddress(base));
  store = w2o_store_new();
}

TEST_F(MemoryTest, SixtyFourBitMemoryHasNoGuard) {
  MemoryRequest request = {};
  request.limits.min = 1;
  request.limits.flags = W2O_DESC_LIMITS_64;
  request.limits.page_size_log2 = 16;
  w2o_memory *memory = newMemory(store, request, &error);
  ASSERT_TRUE(memory) << error.message;
  EXPECT_FALSE(memory->isGuarded);
  EXPECT_GE(memory->def->maximum, 65536u);
  EXPECT_EQ(memory->grow(70000), 1u);
  EXPECT_EQ(memory->grow(UINT64_C(1) << 40), UINT64_MAX);
}

TEST_F(MemoryTest, LargeMaximumReservesAPartOfIt) {
  MemoryRequest request = {};
  request.limits.max = UINT64_C(1) << 48;
  request.limits.flags = W2O_DESC_LIMITS_64 | W2O_DESC_LIMITS_HAS_MAX;
  request.limits.page_size_log2 = 16;
  w2o_memory *memory = newMemory(store, request, &error);
  ASSERT_TRUE(memory) << error.message;
  EXPECT_GE(memory->def->maximum, 65536u);
  EXPECT_LE(memory->mappingSize, UINT64_C(1) << 40);
  EXPECT_EQ(memory->grow(memory->def->maximum + 1), UINT64_MAX);
}

TEST_F(MemoryTest, MinimumBeyondTheAddressSpaceIsAnError) {
  MemoryRequest request = {};
  request.limits.min = UINT64_C(1) << 48;
  request.limits.flags = W2O_DESC_LIMITS_64;
  request.limits.page_size_log2 = 16;
  EXPECT_EQ(newMemory(store, request, &error), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_RESOURCE);
}

TEST_F(MemoryTest, EmptyForEver) {
  MemoryRequest request = {};
  request.limits.flags = W2O_DESC_LIMITS_64 | W2O_DESC_LIMITS_HAS_MAX;
  request.limits.page_size_log2 = 16;
  w2o_memory *memory = newMemory(store, request, &error);
  ASSERT_TRUE(memory) << error.message;
  EXPECT_NE(memory->def->base, nullptr);
  EXPECT_EQ(memory->grow(0), 0u);
  EXPECT_EQ(memory->grow(1), UINT64_MAX);
}

TEST_F(MemoryTest, PagesOfOneByte) {
  MemoryRequest request = {};
  request.limits.min = 10;
  request.limits.max = 5000;
  request.limits.flags = W2O_DESC_LIMITS_HAS_MAX;
  w2o_memory *memory = newMemory(store, request, &error);
  ASSERT_TRUE(memory) << error.message;
  EXPECT_FALSE(memory->isGuarded);
  EXPECT_EQ(memory->def->length, 10u);
  EXPECT_EQ(memory->grow(4990), 10u);
  EXPECT_EQ(memory->def->base[4999], 0);
  EXPECT_EQ(memory->grow(1), UINT64_MAX);
}

TEST_F(MemoryTest, SizeInBytesFitsIntoItsType) {
  MemoryRequest request = {};
  w2o_memory *memory = newMemory(store, request, &error);
  ASSERT_TRUE(memory) << error.message;
  EXPECT_EQ(memory->grow(UINT64_C(1) << 32), UINT64_MAX);
  EXPECT_EQ(memory->grow(UINT32_MAX), 0u);
  EXPECT_EQ(memory->pages(), UINT32_MAX);
}

TEST_F(MemoryTest, HostLimitBoundsGrowthAndMinimum) {
  TestModule m;
  m.addMemory(1);
  m.addExport("m", W2O_DESC_MEMORY, 0);
  w2o_config config = {};
  config.store = store;
  config.max_memory_pages = 2;
  w2o_instance *instance = w2o_instance_new(m.build(), &config, &error);
  ASSERT_TRUE(instance) << error.message;
  w2o_memory *memory = w2o_export_memory(instance, "m");
  EXPECT_TRUE(w2o_memory_grow(memory, 1));
  EXPECT_FALSE(w2o_memory_grow(memory, 1));

  TestModule big;
  big.addMemory(3);
  EXPECT_EQ(w2o_instance_new(big.build(), &config, &error), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_RESOURCE);
  EXPECT_STREQ(error.message,
               "a memory of 3 pages is over the limit of 2 pages");
}

//===-- Instructions ------------------------------------------------------===//

W2O_GUEST uint64_t guestGrow(void *vm, uint64_t delta) {
  return w2o_grow_memory(vm, 0, delta);
}
W2O_GUEST void guestInit(void *vm, uint64_t dst, uint32_t src, uint32_t n) {
  w2o_memory_init(vm, 0, 0, dst, src, n);
  asm volatile("");
}
W2O_GUEST void guestDrop(void *vm) {
  w2o_data_drop(vm, 0);
  asm volatile("");
}

struct MemoryBuiltins : testing::Test {
  void SetUp() override {
    uint32_t grow = m.addType({W2O_I64}, {W2O_I64});
    uint32_t init = m.addType({W2O_I64, W2O_I32, W2O_I32}, {});
    uint32_t drop = m.addType({}, {});
    m.addMemory(1, 2);
    m.addData("0123456789");
    m.addExport("grow", W2O_DESC_FUNC, m.addFunc(code(guestGrow), grow));
    m.addExport("init", W2O_DESC_FUNC, m.addFunc(code(guestInit), init));
    m.addExport("drop", W2O_DESC_FUNC, m.addFunc(code(guestDrop), drop));
    instance = w2o_instance_new(m.build(), nullptr, &error);
    ASSERT_TRUE(instance) << error.message;
    memory = w2o_memory_data(w2o_instance_memory(instance, 0));
  }
  void TearDown() override { w2o_instance_delete(instance); }

  w2o_trap_code call(const char *name, std::vector<w2o_value> args,
                     w2o_value *result = nullptr) {
    return w2o_func_call(w2o_export_func(instance, name), args.data(),
                         args.size(), result, result != nullptr, &error);
  }

  TestModule m;
  w2o_instance *instance = nullptr;
  uint8_t *memory = nullptr;
  w2o_error error;
};

TEST_F(MemoryBuiltins, MemoryZeroStartsAtVm) {
  EXPECT_EQ(memory, reinterpret_cast<uint8_t *>(instance));
}

TEST_F(MemoryBuiltins, Grow) {
  w2o_value result;
  EXPECT_EQ(call("grow", {i64(1)}, &result), W2O_TRAP_NONE);
  EXPECT_EQ(result.i64, 1);
  EXPECT_EQ(call("grow", {i64(1)}, &result), W2O_TRAP_NONE);
  EXPECT_EQ(result.i64, -1);
}

TEST_F(MemoryBuiltins, InitAndDrop) {
  EXPECT_EQ(call("init", {i64(20), i32(2), i32(3)}), W2O_TRAP_NONE);
  EXPECT_EQ(memcmp(memory + 20, "234", 4), 0);
  EXPECT_EQ(call("init", {i64(0), i32(8), i32(3)}),
            W2O_TRAP_MEMORY_OUT_OF_BOUNDS);
  EXPECT_EQ(call("init", {i64(0), i32(-1), i32(2)}),
            W2O_TRAP_MEMORY_OUT_OF_BOUNDS);
  EXPECT_EQ(call("init", {i64(65535), i32(0), i32(2)}),
            W2O_TRAP_MEMORY_OUT_OF_BOUNDS);
  EXPECT_EQ(call("drop", {}), W2O_TRAP_NONE);
  EXPECT_EQ(call("init", {i64(0), i32(0), i32(0)}), W2O_TRAP_NONE);
  EXPECT_EQ(call("init", {i64(0), i32(0), i32(1)}),
            W2O_TRAP_MEMORY_OUT_OF_BOUNDS);
}

} // namespace
