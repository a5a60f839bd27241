//===- OpcodeTest.cpp - The opcode tables ---------------------------------===//

#include "wasm/Opcode.h"
#include "wasm/Types.h"
#include <gtest/gtest.h>
#include <set>

using namespace w2o;

TEST(Opcode, EveryEncodingRoundTrips) {
  for (unsigned i = 0; i < numOps; ++i) {
    Op op = Op(i);
    EXPECT_EQ(decodeOp(opPrefix(op), opCode(op)), op) << opName(op).str();
  }
}

TEST(Opcode, NamesAreUniqueButForSelect) {
  std::set<std::string> names;
  for (unsigned i = 0; i < numOps; ++i)
    if (!names.insert(opName(Op(i)).str()).second) {
      EXPECT_EQ(opName(Op(i)), "select");
    }
  EXPECT_EQ(names.size(), numOps - 1);
}

TEST(Opcode, UnknownEncodings) {
  EXPECT_EQ(decodeOp(0, 0x27), std::nullopt);
  EXPECT_EQ(decodeOp(0, 0xfc), std::nullopt) << "a prefix alone";
  EXPECT_EQ(decodeOp(0, 0xff), std::nullopt);
  EXPECT_EQ(decodeOp(0xfb, 31), std::nullopt);
  EXPECT_EQ(decodeOp(0xfd, 0x9a), std::nullopt) << "a hole";
  EXPECT_EQ(decodeOp(0xfd, 0x114), std::nullopt);
  EXPECT_EQ(decodeOp(0xfe, 0x4f), std::nullopt);
  EXPECT_EQ(decodeOp(0xfc, UINT32_MAX), std::nullopt);
  EXPECT_EQ(decodeOp(0xfa, 0), std::nullopt);
}

TEST(Opcode, EncodingsOfTheSpecification) {
  EXPECT_EQ(decodeOp(0, 0x6d), Op::I32DivS);
  EXPECT_EQ(decodeOp(0, 0xbf), Op::F64ReinterpretI64);
  EXPECT_EQ(decodeOp(0, 0xc4), Op::I64Extend32S);
  EXPECT_EQ(decodeOp(0xfb, 25), Op::BrOnCastFail);
  EXPECT_EQ(decodeOp(0xfc, 17), Op::TableFill);
  EXPECT_EQ(decodeOp(0xfc, 0x16), Op::I64MulWideU);
  EXPECT_EQ(decodeOp(0xfd, 223), Op::I64x2ExtmulHighI32x4U);
  EXPECT_EQ(decodeOp(0xfd, 0x113), Op::I32x4RelaxedDotI8x16I7x16AddS);
  EXPECT_EQ(decodeOp(0xfe, 0x4e), Op::I64AtomicRmw32CmpxchgU);
}

TEST(Opcode, Signatures) {
  std::optional<FixedSignature> add = opSignature(Op::I64Add128);
  ASSERT_TRUE(add.has_value());
  EXPECT_EQ(add->params.size(), 4u);
  EXPECT_EQ(add->results.size(), 2u);

  std::optional<FixedSignature> store = opSignature(Op::F64Store);
  ASSERT_TRUE(store.has_value());
  ASSERT_EQ(store->params.size(), 1u) << "without the address";
  EXPECT_EQ(store->params[0], ValKind::F64);
  EXPECT_TRUE(store->results.empty());

  EXPECT_FALSE(opSignature(Op::Call).has_value());
  EXPECT_FALSE(opSignature(Op::MemorySize).has_value());
}

TEST(Opcode, Accesses) {
  EXPECT_EQ(opAccessLog2(Op::I64Load32U), 2u);
  EXPECT_EQ(opAccessLog2(Op::V128Load8x8S), 3u);
  EXPECT_EQ(opAccessLog2(Op::V128Store16Lane), 1u);
  EXPECT_EQ(opAccessLog2(Op::MemoryAtomicWait64), 3u);
}

TEST(Opcode, Features) {
  EXPECT_EQ(opFeature(Op::I32Add), std::nullopt);
  EXPECT_EQ(opFeature(Op::I32x4Add), Feature::Simd);
  EXPECT_EQ(opFeature(Op::F32x4RelaxedMadd), Feature::RelaxedSimd);
  EXPECT_EQ(opFeature(Op::Throw), Feature::Exceptions);
  EXPECT_EQ(opFeature(Op::Delegate), Feature::LegacyExceptions);
  EXPECT_EQ(opFeature(Op::StructNew), Feature::GC);
}

TEST(Opcode, ConstantInstructions) {
  EXPECT_TRUE(opIsConstant(Op::I32Const));
  EXPECT_TRUE(opIsConstant(Op::I64Mul));
  EXPECT_TRUE(opIsConstant(Op::GlobalGet));
  EXPECT_TRUE(opIsConstant(Op::ArrayNewFixed));
  EXPECT_FALSE(opIsConstant(Op::ArrayNewData));
  EXPECT_FALSE(opIsConstant(Op::I32DivS));
  EXPECT_FALSE(opIsConstant(Op::Nop));
}
