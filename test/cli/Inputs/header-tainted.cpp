// The host of test/cli/header-tainted.wat.
#include "app.h"
#include <cstdio>

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      std::printf("line %d: %s\n", __LINE__, #condition);                      \
      return 1;                                                                \
    }                                                                          \
  } while (0)

template <class E, class F> static bool throws(F f) {
  try {
    f();
    return false;
  } catch (const E &) {
    return true;
  }
}

static_assert(AppSandbox::importTable.empty());
static_assert(AppSandbox::exportTable.size() == 5);
static_assert(AppSandbox::exportTable[2].name == "evil");
static_assert(AppSandbox::exportTable[2].type ==
              "(func (param i32) (result i32))");

int main() {
  AppSandbox app;
#ifdef USE
  int array[4] = {};
  return array[0] + USE;
#else
  using w2o::Rejected;
  auto evil = [&](int32_t x) { return app.evil(x); };
  w2o::Memory memory = app.memory();
  CHECK(evil(3).index(4) == 3);
  CHECK(throws<Rejected>([&] { evil(4).index(4); }));
  CHECK(throws<Rejected>([&] { evil(-1).index(4); }));
  CHECK(throws<Rejected>([&] { evil(0).index(0); }));
  CHECK(evil(4).length(4) == 4);
  CHECK(throws<Rejected>([&] { evil(-1).length(SIZE_MAX); }));
  CHECK(evil(-5).in(-5, 5) == -5);
  CHECK(throws<Rejected>([&] { evil(6).in(-5, 5); }));
  CHECK(evil(7).as([](int x) { return x == 7 ? 'a' : 'b'; }) == 'a');
  auto [a, b] = app.two(9);
  CHECK(a.in(9, 9) == 9 && b.in(0, 1) == 0.5);
  app.none(evil(1)); // its own back

  CHECK((w2o::copy<uint32_t>(memory, evil(32)).unchecked() == 1));
  CHECK(throws<std::out_of_range>(
      [&] { w2o::copy<uint32_t>(memory, evil(65533)); }));
  // Addresses above 2 GiB are no negative ones.
  CHECK(w2o::address(evil(-1)) == 0xffffffffu);
  CHECK(throws<std::out_of_range>(
      [&] { w2o::copy<uint8_t>(memory, evil(-1)); }));
  CHECK(throws<std::out_of_range>([&] {
    w2o::copyArray<uint64_t>(memory, evil(0), SIZE_MAX / 8 + 2);
  }));
  std::vector<w2o::Tainted<uint32_t>> array =
      w2o::copyArray<uint32_t>(memory, evil(32), 2);
  CHECK(array[0].in(0, 1) == 1);
  CHECK(throws<Rejected>([&] { array[1].index(100); }));
  CHECK(w2o::copyBytes(memory, evil(65531), 5)[4] == 'e');
  CHECK(throws<std::out_of_range>(
      [&] { w2o::copyBytes(memory, evil(65531), 6); }));

  CHECK(w2o::copyText(memory, evil(16), 4) == "text");
  CHECK(throws<Rejected>([&] { w2o::copyText(memory, evil(16), 3); }));
  // Up to the last byte of the memory, and no end.
  CHECK(throws<Rejected>([&] { w2o::copyText(memory, evil(65531), 100); }));
  CHECK(throws<Rejected>(
      [&] { w2o::copyText(memory, evil(65531), SIZE_MAX); }));
  CHECK(throws<std::out_of_range>(
      [&] { w2o::copyText(memory, evil(65536), 100); }));
  std::puts("all checked");
#endif
}
