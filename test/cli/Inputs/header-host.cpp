#include "app.h"
#include <cstdio>

void env__log(w2o_instance *caller, int32_t at, int32_t length) {
  std::string_view text = w2o::Memory(app_memory(caller)).text(at, length);
  std::printf("guest says: %.*s\n", int(text.size()), text.data());
}

void env__wide(w2o_instance *, int32_t p0, int32_t *r0, int64_t *r1) {
  *r0 = p0 + 1;
  *r1 = -p0;
}

int main() {
  AppInstance app;
  if (app.greet() != std::tuple<int32_t, int64_t>(8, -7))
    return 1;
  std::printf("add: %d\n", app.add(20, 22));
  auto [quotient, remainder] = app.divmod(17, 5);
  std::printf("divmod: %d %d\n", quotient, remainder);
  try {
    app.divmod(1, 0);
    return 2;
  } catch (const w2o::Trap &trap) {
    std::printf("trap %d: %s\n", int(trap.code()), trap.what());
    if (trap.frames().size() != 1)
      return 3;
    std::printf("frame: %s\n", trap.frames()[0].funcName.c_str());
  }
  std::printf("counter: %d\n", app.counter().get<int32_t>());

  auto add = app.func("add");
  std::printf("by name: %d\n", add.call<int32_t(int32_t, int32_t)>(20, 22));
  try {
    add.call<int64_t(int32_t)>(1);
  } catch (const std::invalid_argument &) {
    std::puts("wrong signature refused");
  }

  // Host functions as values: the instance lives in an explicit store here.
  w2o::Store store;
  w2o_config config = {};
  config.store = store.handle();
  AppInstance other(config);
  w2o::Func square = store.function<int32_t(int32_t)>(
      [](int32_t x) { return x * x; });
  std::printf("lambda: %d\n", other.apply(square.handle(), 3));
  w2o::Func thrower = store.function<int32_t(int32_t)>(
      [](int32_t) -> int32_t { throw std::runtime_error("from the lambda"); });
  try {
    other.apply(thrower.handle(), 3);
    return 4;
  } catch (const w2o::Trap &trap) {
    std::printf("host exception: %s\n", trap.what());
  }

  w2o::Memory memory = app.memory();
  memory.write<uint32_t>(100, 0x01020304);
  if (memory.bytes()[100] != 4 || memory.read<uint16_t>(101) != 0x0203 ||
      memory.view<uint32_t>(100, 1)[0] != 0x01020304)
    return 5;
  try {
    memory.read<uint64_t>(65533);
    return 6;
  } catch (const std::out_of_range &) {
    std::puts("out of range refused");
  }
  w2o::V128 lanes = {1, 0, 0, 0, 2};
  std::printf("v128: %d\n", app.sum_lanes(lanes)[12]);
}
