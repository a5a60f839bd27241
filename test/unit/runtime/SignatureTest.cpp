//===- SignatureTest.cpp - Where a call's values are ----------------------===//

#include "core/Signature.h"

#include <cstring>
#include <gtest/gtest.h>
#include <vector>

using namespace w2o;

namespace {

struct Classified {
  Classified(std::vector<w2o_kind> p, std::vector<w2o_kind> r)
      : params(std::move(p)), results(std::move(r)), places(params.size() + 1) {
    signature.numParams = uint32_t(params.size());
    signature.numResults = uint32_t(results.size());
    signature.params = params.data();
    signature.results = results.data();
    signature.places = places.data();
    signature.classify();
  }
  std::vector<w2o_kind> params, results;
  std::vector<ParamPlace> places;
  Signature signature;

  /// One letter and index per parameter: i0 f1 o2.
  std::string text() const {
    std::string out;
    for (size_t i = 0; i < params.size(); ++i)
      out += std::string(1, "ifo"[places[i].kind]) +
             std::to_string(places[i].index) + " ";
    return out;
  }
};

std::vector<w2o_kind> times(size_t n, w2o_kind kind) {
  return std::vector<w2o_kind>(n, kind);
}

TEST(Signature, RegistersInOrderPerClass) {
  Classified c({W2O_I32, W2O_F32, W2O_I64, W2O_V128, W2O_FUNCREF}, {W2O_F64});
  EXPECT_EQ(c.text(), "i0 f0 i1 f1 i2 ");
  EXPECT_EQ(c.signature.overflowRegister, Signature::none);
  EXPECT_EQ(c.signature.resultsRegister, Signature::none);
}

TEST(Signature, FiveIntegersFit) {
  Classified c(times(5, W2O_I64), {});
  EXPECT_EQ(c.text(), "i0 i1 i2 i3 i4 ");
  EXPECT_EQ(c.signature.numOverflow, 0u);
}

TEST(Signature, OverflowPointerTakesARegister) {
  Classified c(times(6, W2O_I64), {});
  EXPECT_EQ(c.text(), "i0 i1 i2 i3 o0 o1 ");
  EXPECT_EQ(c.signature.overflowRegister, 4);
  EXPECT_EQ(c.signature.numOverflow, 2u);
}

TEST(Signature, ResultsPointerTakesARegister) {
  Classified four(times(4, W2O_I32), times(2, W2O_I32));
  EXPECT_EQ(four.text(), "i0 i1 i2 i3 ");
  EXPECT_EQ(four.signature.resultsRegister, 4);
  Classified five(times(5, W2O_I32), times(2, W2O_I32));
  EXPECT_EQ(five.text(), "i0 i1 i2 o0 o1 ");
  EXPECT_EQ(five.signature.overflowRegister, 3);
  EXPECT_EQ(five.signature.resultsRegister, 4);
}

TEST(Signature, FloatOverflowDoesNotStopIntegers) {
  std::vector<w2o_kind> params = times(9, W2O_F64);
  params.push_back(W2O_I32);
  Classified c(params, {});
  EXPECT_EQ(c.text(), "f0 f1 f2 f3 f4 f5 f6 f7 o0 i0 ");
  // Directly behind the integers that are there.
  EXPECT_EQ(c.signature.overflowRegister, 1);
}

TEST(Signature, FloatOverflowPushesTheFifthInteger) {
  std::vector<w2o_kind> params = times(9, W2O_F32);
  for (int i = 0; i < 5; ++i)
    params.push_back(W2O_I32);
  Classified c(params, {});
  EXPECT_EQ(c.text(), "f0 f1 f2 f3 f4 f5 f6 f7 o0 i0 i1 i2 i3 o1 ");
  EXPECT_EQ(c.signature.overflowRegister, 4);
}

TEST(Signature, PackedArgumentsUnpack) {
  std::vector<w2o_kind> params;
  for (int i = 0; i < 30; ++i)
    params.push_back(w2o_kind(W2O_I32 + i % 5));
  Classified c(params, times(3, W2O_F32));
  std::vector<w2o_value> args(params.size()), read(params.size());
  for (size_t i = 0; i < args.size(); ++i)
    for (int k = 0; k < 16; ++k)
      args[i].v128[k] = uint8_t(i * 16 + k);
  std::vector<w2o_value> overflow(c.signature.numOverflow), results(3);
  w2o_register_frame frame;
  c.signature.pack(args.data(), &frame, overflow.data(), results.data());
  c.signature.unpack(&frame, read.data());
  size_t sizes[] = {0, 4, 8, 4, 8, 16};
  for (size_t i = 0; i < args.size(); ++i)
    EXPECT_EQ(memcmp(&args[i], &read[i], sizes[params[i]]), 0) << i;

  w2o_value out[3];
  c.signature.packResults(args.data(), &frame);
  c.signature.unpackResults(&frame, results.data(), out);
  EXPECT_EQ(memcmp(out, args.data(), sizeof(out)), 0);
}

TEST(Signature, I32IsSignExtended) {
  Classified c({W2O_I32}, {W2O_I32});
  w2o_value arg = {};
  arg.i32 = -5;
  w2o_register_frame frame;
  c.signature.pack(&arg, &frame, nullptr, nullptr);
  EXPECT_EQ(int64_t(frame.ints[1]), -5);
}

} // namespace
