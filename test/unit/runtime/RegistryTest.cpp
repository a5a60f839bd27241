//===- RegistryTest.cpp - Canonical types, keys and guest ranges ----------===//

#include "TestModule.h"
#include "core/GuestRanges.h"
#include "core/Registry.h"

#include <gtest/gtest.h>
#include <thread>

using namespace w2o;
using namespace w2o::test;

namespace {

uint32_t idOf(Kinds params, Kinds results) {
  w2o_signature signature = {params.data(), params.size(), results.data(),
                             results.size()};
  return internSignature(&signature);
}

TEST(Registry, EqualSignaturesHaveOneId) {
  uint32_t id = idOf({W2O_I32, W2O_F64}, {W2O_FUNCREF});
  EXPECT_NE(id, 0u);
  EXPECT_EQ(id, idOf({W2O_I32, W2O_F64}, {W2O_FUNCREF}));
  EXPECT_NE(id, idOf({W2O_I32}, {W2O_F64, W2O_FUNCREF}));
  EXPECT_NE(id, idOf({W2O_I32, W2O_F64}, {W2O_EXTERNREF}));
  EXPECT_EQ(idOf({w2o_kind(99)}, {}), 0u);
}

TEST(Registry, SignatureOfAnId) {
  const TypeInfo *info = typeInfo(idOf({W2O_I64, W2O_V128}, {W2O_F32}));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->signature.numParams, 2u);
  EXPECT_EQ(info->signature.params[1], W2O_V128);
  EXPECT_EQ(info->signature.results[0], W2O_F32);
  EXPECT_EQ(typeInfo(0), nullptr);
  EXPECT_EQ(typeInfo(4000000000u), nullptr);
}

TEST(Registry, KeyIsTheDigestOfTheContract) {
  // SHA-256 of 01 00 00, count 2, i32, funcref, count 1, f64.
  Kinds params = {W2O_I32, W2O_FUNCREF}, results = {W2O_F64};
  w2o_signature signature = {params.data(), 2, results.data(), 1};
  TypeKey key = keyOfSignature(&signature);
  std::string hex;
  for (uint8_t byte : key.bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  EXPECT_EQ(hex, "072108c3316948321c5640724ff9a11f"
                 "72278c72dcdf27ebbefb972cfc00e9d9"
                 "00000000");
}

TEST(Registry, KeyOfLongSignatureSpansBlocks) {
  // 7 bytes, 300 times i64, 4 bytes.
  Kinds params(300, W2O_I64);
  w2o_signature signature = {params.data(), params.size(), nullptr, 0};
  TypeKey key = keyOfSignature(&signature);
  EXPECT_EQ(key.bytes[0], 0x68);
  EXPECT_EQ(key.bytes[31], 0xda);
}

TEST(Registry, ModulesShareIdsWithTheHost) {
  TestModule m;
  m.addType({W2O_I32}, {W2O_I64});
  m.addType({}, {});
  m.addType({W2O_I32}, {W2O_I64});
  ModuleInfo *info = acquireModule(m.build());
  ASSERT_TRUE(info);
  EXPECT_EQ(info->typeIds[0], idOf({W2O_I32}, {W2O_I64}));
  EXPECT_EQ(info->typeIds[0], info->typeIds[2]);
  EXPECT_EQ(info->typeIds[1], idOf({}, {}));
  EXPECT_EQ(acquireModule(m.build()), info);
  EXPECT_EQ(moduleOfCode(uintptr_t(__start_guest_text)), m.build());
  EXPECT_EQ(moduleOfCode(uintptr_t(__stop_guest_text)), nullptr);
  releaseModule(info);
  releaseModule(info);
  EXPECT_EQ(moduleOfCode(uintptr_t(__start_guest_text)), nullptr);
}

TEST(Registry, NodesAreUsedAgain) {
  TestModule a, b;
  ModuleInfo *first = acquireModule(a.build());
  releaseModule(first);
  ModuleInfo *second = acquireModule(b.build());
  EXPECT_EQ(first, second);
  EXPECT_EQ(second->module, b.build());
  releaseModule(second);
}

constexpr uintptr_t gib = uintptr_t(1) << 30;

TEST(GuestRanges, FindsWhatIsThere) {
  uintptr_t a = 1000 * gib + 12345 * 4096, size = W2O_MEMORY_RESERVATION;
  EXPECT_FALSE(isGuestAddress(a));
  ASSERT_TRUE(addGuestRange(a, a + size));
  ASSERT_TRUE(addGuestRange(a + size, a + 2 * size)); // adjacent
  EXPECT_FALSE(isGuestAddress(a - 1));
  EXPECT_TRUE(isGuestAddress(a));
  EXPECT_TRUE(isGuestAddress(a + size - 1));
  removeGuestRange(a, a + size);
  EXPECT_FALSE(isGuestAddress(a + size - 1));
  EXPECT_TRUE(isGuestAddress(a + size));
  EXPECT_TRUE(isGuestAddress(a + 2 * size - 1));
  EXPECT_FALSE(isGuestAddress(a + 2 * size));
  removeGuestRange(a + size, a + 2 * size);
  EXPECT_FALSE(isGuestAddress(a + size));
  EXPECT_FALSE(isGuestAddress(UINTPTR_MAX));
}

TEST(GuestRanges, NeighboursComeAndGoDuringLookups) {
  uintptr_t mine = 2000 * gib + 4096, size = W2O_MEMORY_RESERVATION;
  ASSERT_TRUE(addGuestRange(mine, mine + size));
  std::thread other([=] {
    for (int i = 0; i < 20000; ++i) {
      addGuestRange(mine - size, mine);
      addGuestRange(mine + size, mine + 2 * size);
      removeGuestRange(mine - size, mine);
      removeGuestRange(mine + size, mine + 2 * size);
    }
  });
  int missed = 0;
  for (int i = 0; i < 200000; ++i)
    missed += !isGuestAddress(mine + (size - 1) * uintptr_t(i % 2));
  other.join();
  EXPECT_EQ(missed, 0);
  removeGuestRange(mine, mine + size);
}

} // namespace
