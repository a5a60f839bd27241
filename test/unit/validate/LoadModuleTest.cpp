//===- LoadModuleTest.cpp - From bytes to a checked module ----------------===//
//
// The front end as its users call it: error classes, and the function that an
// error belongs to.
//
//===----------------------------------------------------------------------===//

#include "unit/validate/ModuleBytes.h"
#include <gtest/gtest.h>

using namespace w2o;

namespace {

/// Type 0 is [] -> [i32], function 0 has it.
ModuleBytes withBody(std::vector<uint8_t> code) {
  return ModuleBytes()
      .section(1, {1, 0x60, 0, 1, 0x7f})
      .section(3, {1, 0})
      .body(code);
}

class LoadModuleTest : public testing::Test {
protected:
  Module module;
  ErrorSink errors;
  BodyFacts facts;

  bool validate(const ModuleBytes &bytes,
                FeatureSet features = FeatureSet::all()) {
    if (!loadModule(bytes.bytes, features, module, errors))
      return false;
    for (uint32_t i = module.numImportedFunctions; i < module.functions.size();
         ++i)
      if (!validateBody(module, i, features, facts, errors))
        return false;
    return true;
  }
};

TEST_F(LoadModuleTest, ValidModule) {
  EXPECT_TRUE(validate(withBody({0x41, 7, 0x0b})));
  EXPECT_EQ(module.functions.size(), 1u);
  EXPECT_EQ(module.funcType(0).results.size(), 1u);
}

// Tables that no instruction changes are constants of the object
// (lower/StaticTables.h): until bodies were read, all may change.
TEST_F(LoadModuleTest, BodiesTellWhichTablesTheyWrite) {
  // table.size 0, return, and table.set 1 behind it.
  ModuleBytes bytes =
      ModuleBytes()
          .section(1, {1, 0x60, 0, 1, 0x7f})
          .section(3, {1, 0})
          .section(4, {2, 0x70, 0, 1, 0x70, 0, 1})
          .body({0xfc, 0x10, 0, 0x0f, 0x41, 0, 0xd0, 0x70, 0x26, 1, 0x0b});
  ASSERT_TRUE(validate(bytes)) << errors.error().message;
  EXPECT_TRUE(module.tables[0].mayBeWritten);
  EXPECT_TRUE(module.tables[1].mayBeWritten);
  module.addFacts(facts);
  EXPECT_FALSE(module.tables[0].mayBeWritten);
  EXPECT_TRUE(module.tables[1].mayBeWritten);
  EXPECT_TRUE(module.used.has(Feature::ReferenceTypes));
}

TEST_F(LoadModuleTest, InvalidBody) {
  ModuleBytes bytes = withBody({0x42, 7, 0x0b});
  // Name section: function 0 is "f".
  bytes.section(0, {4, 'n', 'a', 'm', 'e', 1, 4, 1, 0, 1, 'f'});
  EXPECT_FALSE(validate(bytes));
  const Error &error = errors.error();
  EXPECT_EQ(error.kind, ErrorClass::Invalid);
  EXPECT_EQ(error.message,
            "type mismatch: end expects i32 but the operand has type i64");
  EXPECT_EQ(error.functionIndex, 0u);
  EXPECT_EQ(error.functionName, "f");
  // Header, type section, function section, code section up to the body.
  EXPECT_EQ(error.offset, 8u + 7 + 4 + 4 + 1 + 2);
}

TEST_F(LoadModuleTest, ModuleErrorsNameNoFunction) {
  EXPECT_FALSE(validate(ModuleBytes().section(8, {0})));
  EXPECT_EQ(errors.error().kind, ErrorClass::Invalid);
  EXPECT_EQ(errors.error().message, "unknown function 0: there are none");
  EXPECT_FALSE(errors.error().functionIndex.has_value());
}

TEST_F(LoadModuleTest, UnclosedBlock) {
  EXPECT_FALSE(validate(withBody({0x02, 0x40, 0x0b})));
  EXPECT_EQ(errors.error().kind, ErrorClass::Malformed);
}

TEST_F(LoadModuleTest, CodeAfterTheEnd) {
  EXPECT_FALSE(validate(withBody({0x41, 7, 0x0b, 0x0b})));
  EXPECT_EQ(errors.error().kind, ErrorClass::Malformed);
}

TEST_F(LoadModuleTest, ElseWithoutIf) {
  EXPECT_FALSE(validate(withBody({0x05, 0x0b})));
  EXPECT_EQ(errors.error().kind, ErrorClass::Malformed);
}

TEST_F(LoadModuleTest, FirstErrorWins) {
  errors.invalid(1, "earlier");
  EXPECT_FALSE(validate(withBody({0x0b})));
  EXPECT_EQ(errors.error().message, "earlier");
  EXPECT_FALSE(errors.error().functionIndex.has_value());
}

TEST_F(LoadModuleTest, TruncationsNeverCrash) {
  ModuleBytes whole = withBody({0x02, 0x40, 0x0c, 0, 0x0b, 0x41, 7, 0x0b});
  whole.section(0, {4, 'n', 'a', 'm', 'e', 1, 4, 1, 0, 1, 'f'});
  for (size_t size = 0; size < whole.bytes.size(); ++size) {
    Module cut;
    ErrorSink sink;
    BodyFacts found;
    std::span<const uint8_t> bytes(whole.bytes.data(), size);
    if (loadModule(bytes, FeatureSet::all(), cut, sink))
      for (uint32_t i = 0; i < cut.functions.size(); ++i)
        validateBody(cut, i, FeatureSet::all(), found, sink);
  }
}

TEST_F(LoadModuleTest, EveryByteMayChange) {
  ModuleBytes whole = withBody({0x02, 0x40, 0x0c, 0, 0x0b, 0x41, 7, 0x0b});
  for (size_t at = 0; at < whole.bytes.size(); ++at)
    for (unsigned value = 0; value < 256; ++value) {
      ModuleBytes changed = whole;
      changed.bytes[at] = uint8_t(value);
      Module result;
      ErrorSink sink;
      BodyFacts found;
      if (loadModule(changed.bytes, FeatureSet::all(), result, sink))
        for (uint32_t i = result.numImportedFunctions;
             i < result.functions.size(); ++i)
          validateBody(result, i, FeatureSet::all(), found, sink);
    }
}

} // namespace
