//===- CpuTest.cpp - What the runtime finds out about the CPU -------------===//
//
// platform/Cpu against the library of the compiler that built the test.
//
//===----------------------------------------------------------------------===//

#include "abi/CpuFeatures.h"
#include "platform/Platform.h"
#include <gtest/gtest.h>

using namespace w2o::platform;

#if defined(__x86_64__)
TEST(Cpu, FeaturesAreThoseThatTheCompilersLibraryFinds) {
  __builtin_cpu_init();
  const uint64_t bits = cpuFeatures();
#define W2O_COMPARE(NAME, bit, llvmName, gccName)                              \
  EXPECT_EQ((bits >> bit & 1) != 0, __builtin_cpu_supports(gccName) != 0)      \
      << llvmName;
  W2O_CPU_FEATURES_X86(W2O_COMPARE)
#undef W2O_COMPARE
}
#endif

TEST(Cpu, FeaturesHaveTheNamesOfTheTargetOption) {
#if defined(__x86_64__)
  EXPECT_STREQ(cpuFeatureName(0), "sse3");
#endif
  EXPECT_EQ(cpuFeatureName(63), nullptr);
}
