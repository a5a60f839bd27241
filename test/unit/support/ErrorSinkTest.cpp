//===- ErrorSinkTest.cpp - The first error wins ---------------------------===//

#include "support/ErrorSink.h"
#include <gtest/gtest.h>

using namespace w2o;

TEST(ErrorSink, KeepsTheFirstError) {
  ErrorSink errors;
  EXPECT_FALSE(errors.hasError());
  EXPECT_FALSE(errors.invalid(7, "type mismatch"));
  EXPECT_FALSE(errors.malformed(9, "unexpected end"));
  ASSERT_TRUE(errors.hasError());
  EXPECT_EQ(errors.error().kind, ErrorClass::Invalid);
  EXPECT_EQ(errors.error().message, "type mismatch");
  EXPECT_EQ(errors.error().offset, 7u);
}

TEST(ErrorSink, IsEmptyAgainAfterClear) {
  ErrorSink errors;
  errors.invalid(1, "first");
  errors.error().functionIndex = 3;
  errors.clear();
  EXPECT_FALSE(errors.hasError());
  errors.fail(ErrorClass::Limit, 2, "second");
  EXPECT_EQ(errors.error().kind, ErrorClass::Limit);
  EXPECT_FALSE(errors.error().functionIndex.has_value());
}
