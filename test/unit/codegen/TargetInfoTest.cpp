//===- TargetInfoTest.cpp - Triples, CPUs and features --------------------===//

#include "codegen/TargetInfo.h"
#include <gtest/gtest.h>

using namespace w2o;

static TargetInfo make(const char *target, const char *cpu = "",
                       const char *features = "") {
  CompileOptions options;
  options.target = target;
  options.cpu = cpu;
  options.cpuFeatures = features;
  TargetInfo info;
  auto error = TargetInfo::create(options, info);
  EXPECT_FALSE(error) << error->message;
  return info;
}

static std::string errorOf(const char *target, const char *cpu = "",
                           const char *features = "") {
  CompileOptions options;
  options.target = target;
  options.cpu = cpu;
  options.cpuFeatures = features;
  TargetInfo info;
  auto error = TargetInfo::create(options, info);
  if (!error)
    return "";
  EXPECT_EQ(error->kind, ErrorClass::Usage);
  return error->message;
}

TEST(TargetInfo, BaselinesOfTheArchitectures) {
  EXPECT_EQ(make("x86_64-linux-gnu").cpu(), "x86-64-v2");
  EXPECT_EQ(make("x86_64-apple-macosx11").cpu(), "penryn");
  EXPECT_EQ(make("aarch64-linux-gnu").cpu(), "generic");
  EXPECT_EQ(make("arm64-apple-macosx11").cpu(), "apple-m1");
  EXPECT_EQ(make("arm64-apple-ios14").cpu(), "apple-a7");
  EXPECT_EQ(make("riscv64-linux-gnu").cpu(), "generic-rv64");
}

TEST(TargetInfo, FeaturesFollowTheCpuAndTheList) {
  EXPECT_TRUE(make("x86_64-linux-gnu").hasFeature("sse4.2"));
  EXPECT_FALSE(make("x86_64-linux-gnu").hasFeature("avx"));
  EXPECT_TRUE(make("x86_64-linux-gnu", "haswell").hasFeature("avx2"));
  EXPECT_FALSE(make("x86_64-linux-gnu", "haswell", "-avx").hasFeature("avx2"));
  EXPECT_TRUE(make("x86_64-linux-gnu", "", "+avx2").hasFeature("avx"));
  EXPECT_TRUE(make("riscv64-linux-gnu").hasFeature("c"));
  EXPECT_FALSE(make("riscv64-linux-gnu").hasFeature("relax"));
  // A name of another architecture is no feature, and no warning.
  EXPECT_FALSE(make("aarch64-linux-gnu").hasFeature("avx2"));
}

TEST(TargetInfo, RoundingIsAnInstructionWhereTheCpuHasOne) {
  EXPECT_TRUE(make("x86_64-linux-gnu").hasRoundInstruction());
  EXPECT_FALSE(make("x86_64-linux-gnu", "x86-64").hasRoundInstruction());
  EXPECT_TRUE(make("aarch64-linux-gnu").hasRoundInstruction());
  EXPECT_FALSE(make("riscv64-linux-gnu").hasRoundInstruction());
}

TEST(TargetInfo, TheHostNeedsNoTriple) {
  TargetInfo info = make("");
  EXPECT_EQ(info.triple().str(), hostTriple());
  EXPECT_FALSE(info.dataLayout().empty());
  EXPECT_FALSE(make("", "native").cpu().empty());
}

TEST(TargetInfo, WrongNamesAreErrorsThatNameThem) {
  EXPECT_NE(errorOf("foo").find("'foo'"), std::string::npos);
  EXPECT_NE(errorOf("wasm32-wasi").find("'wasm32-wasi'"), std::string::npos);
  EXPECT_NE(errorOf("x86_64-linux-gnu", "haswel").find("'haswell'"),
            std::string::npos);
  EXPECT_NE(errorOf("x86_64-linux-gnu", "", "+avx9").find("'avx9'"),
            std::string::npos);
  EXPECT_NE(errorOf("x86_64-linux-gnu", "", "-64bit").find("64-bit"),
            std::string::npos);
}

TEST(TargetInfo, NativeNeedsTheSameArchitecture) {
  const char *other = llvm::Triple(hostTriple()).isX86() ? "aarch64-linux-gnu"
                                                         : "x86_64-linux-gnu";
  EXPECT_NE(errorOf(other, "native").find("native"), std::string::npos);
}
