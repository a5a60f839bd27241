//===- FloatBuiltinsTest.cpp - Roundings agree with libm ------------------===//

#include <cfenv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>

extern "C" {
float w2o_f32_ceil(float);
float w2o_f32_floor(float);
float w2o_f32_trunc(float);
float w2o_f32_nearest(float);
double w2o_f64_ceil(double);
double w2o_f64_floor(double);
double w2o_f64_trunc(double);
double w2o_f64_nearest(double);
}

namespace {

template <typename Bits, typename Float> Bits bitsOf(Float x) {
  Bits bits;
  memcpy(&bits, &x, sizeof(bits));
  return bits;
}

TEST(FloatBuiltins, SinglesAgreeWithLibm) {
  // A stride through all bit patterns, and the neighbourhoods of integers.
  for (uint64_t step = 0; step < (UINT64_C(1) << 32); step += 65521) {
    auto bits = uint32_t(step);
    float x;
    memcpy(&x, &bits, sizeof(x));
    if (std::isnan(x)) {
      EXPECT_TRUE(std::isnan(w2o_f32_floor(x)));
      EXPECT_TRUE(bitsOf<uint32_t>(w2o_f32_nearest(x)) & 0x400000);
      continue;
    }
    EXPECT_EQ(bitsOf<uint32_t>(w2o_f32_ceil(x)),
              bitsOf<uint32_t>(std::ceil(x)))
        << x;
    EXPECT_EQ(bitsOf<uint32_t>(w2o_f32_floor(x)),
              bitsOf<uint32_t>(std::floor(x)))
        << x;
    EXPECT_EQ(bitsOf<uint32_t>(w2o_f32_trunc(x)),
              bitsOf<uint32_t>(std::trunc(x)))
        << x;
    EXPECT_EQ(bitsOf<uint32_t>(w2o_f32_nearest(x)),
              bitsOf<uint32_t>(std::nearbyint(x)))
        << x;
  }
}

TEST(FloatBuiltins, DoublesAgreeWithLibm) {
  const double values[] = {0.0,     0.5,     0.49999999999999994,
                           1.0,     1.5,     2.5,
                           0.7,     1e15,    4503599627370495.5,
                           1e300,   5e-324,  4503599627370496.0,
                           INFINITY};
  for (double magnitude : values)
    for (double x : {magnitude, -magnitude}) {
      EXPECT_EQ(bitsOf<uint64_t>(w2o_f64_ceil(x)),
                bitsOf<uint64_t>(std::ceil(x)));
      EXPECT_EQ(bitsOf<uint64_t>(w2o_f64_floor(x)),
                bitsOf<uint64_t>(std::floor(x)));
      EXPECT_EQ(bitsOf<uint64_t>(w2o_f64_trunc(x)),
                bitsOf<uint64_t>(std::trunc(x)));
      EXPECT_EQ(bitsOf<uint64_t>(w2o_f64_nearest(x)),
                bitsOf<uint64_t>(std::nearbyint(x)));
    }
}

} // namespace
