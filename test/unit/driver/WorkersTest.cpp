//===- WorkersTest.cpp - Threads, and the first error of many -------------===//

#include "driver/Workers.h"
#include <atomic>
#include <gtest/gtest.h>
#include <thread>

using namespace w2o;

TEST(Workers, EachItemRunsOnce) {
  std::vector<size_t> items;
  for (size_t i = 0; i < 500; ++i)
    items.push_back(i);
  std::vector<std::atomic<int>> runs(items.size());
  auto error = runItems(items, 4, [&](size_t item, unsigned worker) {
    EXPECT_LT(worker, 4u);
    ++runs[item];
    return std::optional<Error>();
  });
  EXPECT_FALSE(error);
  for (auto &count : runs)
    EXPECT_EQ(count, 1);
}

TEST(Workers, SmallestFailedItemWins) {
  // The late one fails first; the schedule is not the order of items either.
  for (unsigned jobs : {1u, 2u, 8u}) {
    auto error = runItems({7, 3, 5, 1}, jobs, [&](size_t item, unsigned) {
      Error failed;
      failed.message = std::to_string(item);
      if (item == 3)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      return item == 1 ? std::optional<Error>() : std::optional(failed);
    });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->message, "3");
  }
}

TEST(Workers, NoMoreThreadsThanItems) {
  EXPECT_EQ(workerCount(3, 8), 3u);
  EXPECT_EQ(workerCount(0, 8), 0u);
  EXPECT_GE(workerCount(100, 0), 1u);
}

TEST(Workers, PhaseTimesAddUpByName) {
  std::vector<PhaseTime> report;
  CompileOptions options;
  options.timeReport = &report;
  PhaseTimes times(options);
  { PhaseTimes::Scope scope(times, "a"); }
  { PhaseTimes::Scope scope(times, "b"); }
  { PhaseTimes::Scope scope(times, "a"); }
  ASSERT_EQ(report.size(), 2u);
  EXPECT_EQ(report[0].name, "a");
}
