//===- StateStreamTest.cpp - States between two processes -----------------===//

#include "w2o-preinit/StateStream.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>

using namespace w2o;

namespace {

using Reference = InitialState::Reference;

/// What `write` puts into a file, without the size at the start.
template <typename Write> std::vector<uint8_t> messageOf(Write write) {
  char *data = nullptr;
  size_t size = 0;
  FILE *out = open_memstream(&data, &size);
  EXPECT_TRUE(write(out));
  fclose(out);
  uint64_t announced = 0;
  std::memcpy(&announced, data, sizeof announced);
  EXPECT_EQ(announced, size - sizeof announced);
  std::vector<uint8_t> message(data + sizeof announced, data + size);
  free(data);
  return message;
}

InitialState someState(std::span<const uint8_t> bytes) {
  InitialState state;
  state.memories = {{65536, {{1, bytes}, {100, bytes.first(1)}}}, {0, {}}};
  state.globals.resize(2);
  state.globals[0].bytes = {1, 2, 3};
  state.globals[1].reference = {Reference::Func, 7};
  state.tables = {{}, {{}, {Reference::I31, 5}}};
  state.elements = {{true, {}}, {false, {{Reference::Func, 1}}}};
  state.droppedData = {true, false, true};
  state.removedExports = {"init", ""};
  return state;
}

} // namespace

TEST(StateStream, StatesArriveAsTheyWere) {
  const uint8_t bytes[] = {5, 6, 7};
  InitialState sent = someState(bytes), got;
  auto message = messageOf([&](FILE *f) { return writeState(f, sent); });
  ASSERT_FALSE(readState(message, got));
  ASSERT_EQ(got.memories.size(), 2u);
  EXPECT_EQ(got.memories[0].size, 65536u);
  ASSERT_EQ(got.memories[0].runs.size(), 2u);
  EXPECT_EQ(got.memories[0].runs[1].at, 100u);
  EXPECT_TRUE(std::ranges::equal(got.memories[0].runs[0].bytes, bytes));
  EXPECT_EQ(got.globals[0].bytes, sent.globals[0].bytes);
  EXPECT_EQ(got.globals[1].reference, sent.globals[1].reference);
  EXPECT_EQ(got.tables, sent.tables);
  EXPECT_TRUE(got.elements[0].isDropped);
  EXPECT_EQ(got.elements[1].values, sent.elements[1].values);
  EXPECT_EQ(got.droppedData, sent.droppedData);
  EXPECT_EQ(got.removedExports, sent.removedExports);
}

TEST(StateStream, ErrorsArriveAsTheyWere) {
  Error sent;
  sent.kind = ErrorClass::Preinit;
  sent.message = "text";
  sent.functionIndex = 3;
  sent.functionName = "name";
  auto message = messageOf([&](FILE *f) { return writeError(f, sent); });
  InitialState state;
  auto got = readState(message, state);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->kind, ErrorClass::Preinit);
  EXPECT_EQ(got->message, "text");
  EXPECT_FALSE(got->offset);
  EXPECT_EQ(got->functionIndex, 3u);
  EXPECT_EQ(got->functionName, "name");
}

TEST(StateStream, DamagedMessagesAreRefusedOrHarmless) {
  const uint8_t bytes[] = {5, 6, 7};
  auto message =
      messageOf([&](FILE *f) { return writeState(f, someState(bytes)); });
  for (size_t length = 0; length < message.size(); ++length) {
    InitialState state;
    // A copy of the very length, so that AddressSanitizer sees its end.
    std::vector<uint8_t> cut(message.begin(), message.begin() + length);
    auto error = readState(cut, state);
    ASSERT_TRUE(error) << length;
    EXPECT_EQ(error->kind, ErrorClass::Internal);
  }
  message.push_back(0);
  InitialState longer;
  EXPECT_TRUE(readState(message, longer));
  message.pop_back();
  for (size_t at = 0; at < message.size(); ++at)
    for (uint8_t value : {0xff, 0x80, 0x01}) {
      std::vector<uint8_t> changed = message;
      changed[at] ^= value;
      InitialState state;
      if (readState(changed, state))
        continue;
      for (const InitialState::Memory &memory : state.memories)
        for (const InitialState::Run &run : memory.runs)
          EXPECT_LE(run.bytes.size(), changed.size());
    }
}
