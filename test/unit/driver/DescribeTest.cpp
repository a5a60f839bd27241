//===- DescribeTest.cpp - Prefixes, versions, text of options -------------===//

#include "driver/Describe.h"
#include "wasm/Mangle.h"
#include "wasm2obj/Compiler.h"
#include <gtest/gtest.h>

using namespace w2o;

TEST(Describe, DefaultPrefixIsAValidPrefix) {
  EXPECT_EQ(defaultPrefix("dir/app.wasm"), "app");
  EXPECT_EQ(defaultPrefix("my-app.2.wasm"), "my_app_2");
  EXPECT_EQ(defaultPrefix("__x__y__.wasm"), "x_y");
  EXPECT_EQ(defaultPrefix("2048.wasm"), "m_2048");
  EXPECT_EQ(defaultPrefix("int.wasm"), "m_int");
  EXPECT_EQ(defaultPrefix("w2o_x.wasm"), "m_w2o_x");
  EXPECT_EQ(defaultPrefix("\xc3\xa4.wasm"), "module");
  for (const char *name : {"a b.wasm", "-", "", "....", "_", "class.wasm"})
    EXPECT_TRUE(isValidPrefix(defaultPrefix(name))) << name;
}

TEST(Describe, WrongPrefixesAreUsageErrors) {
  EXPECT_FALSE(checkPrefix("app"));
  for (const char *prefix : {"", "a__b", "_a", "a_", "1a", "a-b", "while"}) {
    auto error = checkPrefix(prefix);
    ASSERT_TRUE(error) << prefix;
    EXPECT_EQ(error->kind, ErrorClass::Usage);
  }
}

TEST(Describe, OptionsTextNamesWhatShapesCode) {
  CompileOptions options;
  options.jobs = 7;
  TargetFacts facts;
  EXPECT_EQ(describeOptions(options, facts).optionsText, "-O2");
  options.optLevel = OptLevel::Os;
  options.debugInfo = true;
  options.imports = ImportBinding::Instance;
  options.linkImports = {"env.*"};
  EXPECT_EQ(describeOptions(options, facts).optionsText,
            "-Os -g --imports=instance --link-import=env.*");
}

TEST(Describe, RequiredCpuFeaturesFollowTheTarget) {
  CompileOptions options;
  options.target = "x86_64-linux-gnu";
  options.cpu = "x86-64";
  TargetInfo target;
  ASSERT_FALSE(TargetInfo::create(options, target));
  EXPECT_EQ(describeTarget(target).cpuRequired, 0u);
  options.cpu = "x86-64-v2";
  ASSERT_FALSE(TargetInfo::create(options, target));
  EXPECT_EQ(describeTarget(target).cpuRequired, 0x1fu);
}
