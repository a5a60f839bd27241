//===- SharedMemoryTest.cpp - Shared memories, wait and notify ------------===//

#include "TestModule.h"
#include "core/GuestRanges.h"
#include "core/Memory.h"
#include "core/WaitQueue.h"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <thread>

using namespace w2o;
using namespace w2o::test;

namespace {

constexpr int64_t forever = -1;

struct SharedMemoryTest : testing::Test {
  void SetUp() override { store = w2o_store_new(); }
  void TearDown() override { w2o_store_delete(store); }
  w2o_store *store;
  w2o_error error;
};

TEST_F(SharedMemoryTest, NeedsAMaximum) {
  EXPECT_EQ(w2o_memory_new_shared(store, 1, UINT64_MAX, &error), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_ARGUMENT);
  w2o_memory *memory = w2o_memory_new_shared(store, 1, 2, &error);
  ASSERT_TRUE(memory) << error.message;
  EXPECT_TRUE(w2o_memory_is_shared(memory));
  EXPECT_TRUE(w2o_memory_grow(memory, 1));
  EXPECT_FALSE(w2o_memory_grow(memory, 1));
}

TEST_F(SharedMemoryTest, OnlySharedOnesAreShared) {
  w2o_memory *memory = w2o_memory_new(store, 1, 2, &error);
  EXPECT_FALSE(w2o_memory_is_shared(memory));
  w2o_store *other = w2o_store_new();
  EXPECT_EQ(w2o_memory_share(memory, other, &error), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_ARGUMENT);
  w2o_store_delete(other);
}

TEST_F(SharedMemoryTest, OneHandlePerStore) {
  w2o_memory *memory = w2o_memory_new_shared(store, 1, 2, &error);
  EXPECT_EQ(w2o_memory_share(memory, store, &error), memory);
  w2o_store *other = w2o_store_new();
  w2o_memory *second = w2o_memory_share(memory, other, &error);
  EXPECT_NE(second, memory);
  EXPECT_EQ(w2o_memory_share(memory, other, &error), second);
  EXPECT_EQ(w2o_memory_share(second, store, &error), memory);
  EXPECT_EQ(w2o_memory_data(second), w2o_memory_data(memory));
  EXPECT_TRUE(w2o_memory_grow(second, 1));
  EXPECT_EQ(w2o_memory_pages(memory), 2u);
  w2o_store_delete(other);
}

TEST_F(SharedMemoryTest, LivesUntilTheLastStoreIsGone) {
  w2o_store *other = w2o_store_new();
  w2o_memory *first = w2o_memory_new_shared(other, 1, 2, &error);
  w2o_memory *second = w2o_memory_share(first, store, &error);
  uint8_t *base = w2o_memory_data(second);
  base[65535] = 7;
  w2o_store_delete(other);
  EXPECT_EQ(base[65535], 7);
  EXPECT_TRUE(w2o_memory_grow(second, 1));
  EXPECT_TRUE(isGuestAddress(uintptr_t(base)));
  w2o_store_delete(store);
  EXPECT_FALSE(isGuestAddress(uintptr_t(base)));
  store = w2o_store_new();
}

TEST_F(SharedMemoryTest, GrowsOncePerPage) {
  w2o_memory *memory = w2o_memory_new_shared(store, 0, 1000, &error);
  std::atomic<unsigned> grown = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      w2o_store *mine = w2o_store_new();
      w2o_memory *handle = w2o_memory_share(memory, mine, nullptr);
      for (int j = 0; j < 300; ++j) {
        uint64_t before = handle->grow(1);
        if (before == UINT64_MAX)
          continue;
        ++grown;
        EXPECT_GT(w2o_memory_pages(handle), before);
        w2o_memory_data(handle)[before * 65536] = 1;
      }
      w2o_store_delete(mine);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(grown, 1000u);
  EXPECT_EQ(w2o_memory_pages(memory), 1000u);
}

//===-- Wait and notify ---------------------------------------------------===//

TEST(WaitQueueTest, ReturnsAtOnceWhenNotEqual) {
  uint32_t word = 5;
  uint64_t wide = UINT64_C(1) << 32;
  EXPECT_EQ(waitAt(&word, 4, forever), WaitResult::NotEqual);
  EXPECT_EQ(waitAt(&wide, uint64_t(0), forever), WaitResult::NotEqual);
}

TEST(WaitQueueTest, TimesOut) {
  uint32_t word = 5;
  EXPECT_EQ(waitAt(&word, 5, 0), WaitResult::TimedOut);
  auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(waitAt(&word, 5, 20'000'000), WaitResult::TimedOut);
  EXPECT_GE(std::chrono::steady_clock::now() - start,
            std::chrono::milliseconds(20));
  EXPECT_EQ(notifyAt(&word, UINT32_MAX), 0u);
}

/// Notifies until `count` threads were woken.
void wakeAll(const void *cell, unsigned count, uint32_t most) {
  for (unsigned woken = 0; woken < count; std::this_thread::yield()) {
    uint32_t now = notifyAt(cell, most);
    EXPECT_LE(now, most);
    woken += now;
  }
}

TEST(WaitQueueTest, WakesAsManyAsAsked) {
  uint64_t cells[2] = {0, 0};
  std::atomic<unsigned> woken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back([&, i] {
      // A very long timeout must not wrap around.
      int64_t timeout = i % 2 ? forever : INT64_MAX;
      if (waitAt(&cells[0], uint64_t(0), timeout) == WaitResult::Woken)
        ++woken;
    });
  EXPECT_EQ(notifyAt(&cells[0], 0), 0u);
  EXPECT_EQ(notifyAt(&cells[1], UINT32_MAX), 0u);
  wakeAll(&cells[0], 3, 1);
  wakeAll(&cells[0], 3, UINT32_MAX);
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(woken, 6u);
  EXPECT_EQ(notifyAt(&cells[0], UINT32_MAX), 0u);
}

TEST(WaitQueueTest, LosesNoNotification) {
  uint32_t turn = 0;
  auto play = [&](uint32_t me) {
    for (;;) {
      uint32_t now = __atomic_load_n(&turn, __ATOMIC_SEQ_CST);
      if (now >= 20000)
        return;
      if (now % 2 != me) {
        waitAt(&turn, now, forever);
        continue;
      }
      __atomic_fetch_add(&turn, 1, __ATOMIC_SEQ_CST);
      notifyAt(&turn, UINT32_MAX);
    }
  };
  std::thread other([&] { play(1); });
  play(0);
  other.join();
  EXPECT_EQ(turn, 20000u);
}

TEST(WaitQueueTest, TimeoutsAndNotificationsAgree) {
  // Every waiter that says it was woken was counted, and no other.
  uint32_t word = 0;
  std::atomic<uint32_t> woken = 0, running = 4;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 500; ++j)
        if (waitAt(&word, 0, 20'000) == WaitResult::Woken)
          ++woken;
      --running;
    });
  uint32_t counted = 0;
  while (running) {
    counted += notifyAt(&word, 2);
    std::this_thread::yield();
  }
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(woken, counted);
}

} // namespace
