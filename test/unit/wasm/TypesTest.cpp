//===- TypesTest.cpp - Packing and printing of types ----------------------===//

#include "wasm/Types.h"
#include <gtest/gtest.h>

using namespace w2o;

TEST(Types, PrintAsInTheTextFormat) {
  EXPECT_EQ(toString(ValType(ValKind::V128)), "v128");
  EXPECT_EQ(toString(ValType::funcRef()), "funcref");
  EXPECT_EQ(toString(ValType::ref(HeapKind::None, true)), "nullref");
  EXPECT_EQ(toString(ValType::ref(HeapKind::Func, false)), "(ref func)");
  EXPECT_EQ(toString(ValType::ref(HeapType::concrete(12), true)),
            "(ref null 12)");
  EXPECT_EQ(toString(HeapType(HeapKind::NoExtern)), "noextern");
}

TEST(Types, PrintFunctionTypes) {
  FuncType type;
  EXPECT_EQ(toString(type), "[] -> []");
  type.params = {ValKind::I32, ValKind::I64};
  type.results = {ValKind::F32};
  EXPECT_EQ(toString(type), "[i32 i64] -> [f32]");
}

TEST(Types, LargestTypeIndexSurvivesPacking) {
  HeapType heap = HeapType::concrete(1'000'000);
  ValType type = ValType::ref(heap, false);
  EXPECT_TRUE(type.isRef());
  EXPECT_FALSE(type.isNullable());
  EXPECT_EQ(type.heap().typeIndex(), 1'000'000u);
}
