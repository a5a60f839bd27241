//===- FloatBuiltins.cpp - Roundings without libm -------------------------===//
//
// For CPUs without a rounding instruction (x86-64 before SSE 4.1, RISC-V).
// Specification: Execution, Numerics, fceil, ffloor, ftrunc, fnearest: the
// sign of zero is kept and a NaN comes out quiet.
//
// A number whose magnitude is at least 2^(mantissa bits) is an integer
// already. Below that, adding and subtracting that power rounds to an integer
// with the current rounding mode, which is to nearest, ties to even; the other
// roundings correct that by one. libm is not used: its functions may be
// missing in a host that links only libc.
//
//===----------------------------------------------------------------------===//

#include "builtins/Builtins.h"

#include <string.h>

using namespace w2o;
using namespace w2o::builtin;

namespace {

template <typename Float> struct Traits;
template <> struct Traits<float> {
  static constexpr float integral = 8388608.0f; // 2^23
  static float abs(float x) { return __builtin_fabsf(x); }
  static float copySign(float x, float sign) {
    return __builtin_copysignf(x, sign);
  }
};
template <> struct Traits<double> {
  static constexpr double integral = 4503599627370496.0; // 2^52
  static double abs(double x) { return __builtin_fabs(x); }
  static double copySign(double x, double sign) {
    return __builtin_copysign(x, sign);
  }
};

template <typename Float> Float nearest(Float x) {
  using T = Traits<Float>;
  if (!(T::abs(x) < T::integral))
    return x + 0; // An integer, an infinity, or a NaN, which becomes quiet.
  // Volatile: the sum must be rounded, and must not be simplified away.
  volatile Float sum = T::abs(x) + T::integral;
  return T::copySign(sum - T::integral, x);
}

template <typename Float> Float floor(Float x) {
  Float rounded = nearest(x);
  return rounded > x ? Traits<Float>::copySign(rounded - 1, x) : rounded;
}

template <typename Float> Float ceil(Float x) {
  Float rounded = nearest(x);
  return rounded < x ? Traits<Float>::copySign(rounded + 1, x) : rounded;
}

template <typename Float> Float trunc(Float x) {
  return Traits<Float>::copySign(floor(Traits<Float>::abs(x)), x);
}

} // namespace

float builtin::w2o_f32_ceil(float x) { return ceil(x); }
float builtin::w2o_f32_floor(float x) { return floor(x); }
float builtin::w2o_f32_trunc(float x) { return trunc(x); }
float builtin::w2o_f32_nearest(float x) { return nearest(x); }
double builtin::w2o_f64_ceil(double x) { return ceil(x); }
double builtin::w2o_f64_floor(double x) { return floor(x); }
double builtin::w2o_f64_trunc(double x) { return trunc(x); }
double builtin::w2o_f64_nearest(double x) { return nearest(x); }
