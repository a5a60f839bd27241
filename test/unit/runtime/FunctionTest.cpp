//===- FunctionTest.cpp - Host functions and calls of functions -----------===//

#include "TestModule.h"

#include <gtest/gtest.h>

using namespace w2o;
using namespace w2o::test;

extern "C" void w2o_trap_unreachable(void);

namespace {

struct FunctionTest : testing::Test {
  void SetUp() override { store = w2o_store_new(); }
  void TearDown() override { w2o_store_delete(store); }

  w2o_func *make(const Kinds &params, const Kinds &results,
                 w2o_callback callback, void *context = nullptr) {
    w2o_signature type = {params.data(), params.size(), results.data(),
                          results.size()};
    return w2o_func_new(store, &type, callback, context);
  }
  w2o_trap_code call(w2o_func *func, const std::vector<w2o_value> &args,
                     std::vector<w2o_value> &results) {
    return w2o_func_call(func, args.data(), args.size(), results.data(),
                         results.size(), &error);
  }

  w2o_store *store;
  w2o_error error;
};

/// Returns its arguments in reverse; the number is the context.
bool reverse(void *context, w2o_instance *, const w2o_value *args,
             w2o_value *results) {
  auto count = reinterpret_cast<uintptr_t>(context);
  for (size_t i = 0; i < count; ++i)
    results[i] = args[count - 1 - i];
  return true;
}

TEST_F(FunctionTest, EveryNumberOfValuesGoesThroughTheStub) {
  const size_t sizes[] = {0, 4, 8, 4, 8, 16};
  for (size_t count = 0; count <= 40; ++count) {
    Kinds params, results;
    std::vector<w2o_value> args(count), out(count);
    for (size_t i = 0; i < count; ++i) {
      params.push_back(w2o_kind(W2O_I32 + (i * 7 + count) % 5));
      for (int k = 0; k < 16; ++k)
        args[i].v128[k] = uint8_t(i * 5 + k + 1);
    }
    results.assign(params.rbegin(), params.rend());
    w2o_func *func =
        make(params, results, reverse, reinterpret_cast<void *>(count));
    ASSERT_TRUE(func);
    ASSERT_EQ(call(func, args, out), W2O_TRAP_NONE) << error.message;
    for (size_t i = 0; i < count; ++i)
      EXPECT_EQ(memcmp(&out[i], &args[count - 1 - i], sizes[results[i]]), 0)
          << count << " values, result " << i;
  }
}

TEST_F(FunctionTest, AThousandValues) {
  Kinds kinds(1000, W2O_I64);
  std::vector<w2o_value> args(1000), out(1000);
  for (int i = 0; i < 1000; ++i)
    args[i] = i64(i * i);
  w2o_func *func = make(kinds, kinds, reverse, reinterpret_cast<void *>(1000));
  ASSERT_EQ(call(func, args, out), W2O_TRAP_NONE);
  EXPECT_EQ(out[0].i64, 999 * 999);
  kinds.push_back(W2O_I64);
  EXPECT_EQ(make(kinds, {}, reverse), nullptr);
}

TEST_F(FunctionTest, CountsAndTypesAreChecked) {
  w2o_func *func = make({W2O_I32}, {W2O_I32}, reverse,
                        reinterpret_cast<void *>(1));
  std::vector<w2o_value> out(1), none;
  EXPECT_EQ(call(func, {}, out), W2O_TRAP_HOST);
  EXPECT_EQ(error.kind, W2O_ERROR_ARGUMENT);
  EXPECT_STREQ(error.message, "the function takes 1 arguments, 0 were given");
  EXPECT_EQ(call(func, {i32(1)}, none), W2O_TRAP_HOST);
  EXPECT_STREQ(error.message,
               "the function has 1 results, room for 0 was given");
  EXPECT_EQ(call(nullptr, {}, none), W2O_TRAP_HOST);
  EXPECT_EQ(call(func, {i32(1)}, out), W2O_TRAP_NONE);
  EXPECT_EQ(error.kind, W2O_OK);
}

TEST_F(FunctionTest, SignatureIsReadBack) {
  w2o_func *func = make({W2O_I32, W2O_FUNCREF}, {W2O_V128}, reverse);
  w2o_signature type = w2o_func_signature(func);
  ASSERT_EQ(type.num_params, 2u);
  EXPECT_EQ(type.params[1], W2O_FUNCREF);
  ASSERT_EQ(type.num_results, 1u);
  EXPECT_EQ(type.results[0], W2O_V128);
}

TEST_F(FunctionTest, CallbackThatFails) {
  std::vector<w2o_value> none;
  w2o_func *plain = make({}, {}, [](void *, w2o_instance *, const w2o_value *,
                                    w2o_value *) { return false; });
  EXPECT_EQ(call(plain, {}, none), W2O_TRAP_HOST);
  EXPECT_STREQ(error.message, "host function trapped");

  w2o_func *described =
      make({}, {}, [](void *, w2o_instance *caller, const w2o_value *,
                      w2o_value *) {
        w2o_set_trap(caller, W2O_TRAP_OUT_OF_FUEL, 0, "no more");
        return false;
      });
  EXPECT_EQ(call(described, {}, none), W2O_TRAP_OUT_OF_FUEL);
  EXPECT_STREQ(error.message, "no more");
  // The pending trap is used up.
  EXPECT_EQ(call(plain, {}, none), W2O_TRAP_HOST);
}

TEST_F(FunctionTest, CallbackThatDoesNotReturn) {
  std::vector<w2o_value> none;
  w2o_func *trap = make({}, {}, [](void *, w2o_instance *caller,
                                   const w2o_value *, w2o_value *) -> bool {
    w2o_trap(caller, "on purpose");
  });
  EXPECT_EQ(call(trap, {}, none), W2O_TRAP_HOST);
  EXPECT_STREQ(error.message, "on purpose");
  w2o_func *leave = make({}, {}, [](void *, w2o_instance *caller,
                                    const w2o_value *, w2o_value *) -> bool {
    w2o_exit(caller, 42);
  });
  EXPECT_EQ(call(leave, {}, none), W2O_TRAP_EXIT);
  EXPECT_EQ(error.exit_code, 42);
}

//===-- From guest code ---------------------------------------------------===//

/// Calls import 0, (i32, f64) -> f64, through its record.
W2O_GUEST double callImport(w2o_vm *vm, int32_t x, double y) {
  const w2o_func *record = w2o_export_func(vm, "import");
  auto target = reinterpret_cast<double (*)(void *, int32_t, double)>(
      record->code);
  return target(record->vm, x, y) + 1;
}

struct ImportTest : FunctionTest {
  w2o_instance *instantiate(w2o_func *import) {
    uint32_t type = m.addType({W2O_I32, W2O_F64}, {W2O_F64});
    m.importFunc("env", "f", type);
    m.addExport("import", W2O_DESC_FUNC, 0);
    m.addExport("run", W2O_DESC_FUNC, m.addFunc(code(callImport), type));
    w2o_import binding = {"env", 3, "f", 1, {}};
    binding.value.kind = W2O_EXTERN_FUNC;
    binding.value.of.func = import;
    w2o_config config = {};
    config.store = store;
    config.imports = &binding;
    config.num_imports = 1;
    return w2o_instance_new(m.build(), &config, &error);
  }
  TestModule m;
};

TEST_F(ImportTest, GuestCallsHost) {
  w2o_instance *seen = nullptr;
  w2o_func *host = make(
      {W2O_I32, W2O_F64}, {W2O_F64},
      [](void *context, w2o_instance *caller, const w2o_value *args,
         w2o_value *results) {
        *static_cast<w2o_instance **>(context) = caller;
        results[0].f64 = args[0].i32 * args[1].f64;
        return true;
      },
      &seen);
  w2o_instance *instance = instantiate(host);
  ASSERT_TRUE(instance) << error.message;
  std::vector<w2o_value> out(1);
  w2o_func *run = w2o_export_func(instance, "run");
  EXPECT_EQ(call(run, {i32(-3), f64(0.5)}, out), W2O_TRAP_NONE);
  EXPECT_EQ(out[0].f64, -0.5);
  EXPECT_EQ(seen, instance);
}

TEST_F(ImportTest, CppExceptionCrossesGuestFrames) {
  w2o_func *host = make({W2O_I32, W2O_F64}, {W2O_F64},
                        [](void *, w2o_instance *, const w2o_value *args,
                           w2o_value *results) {
                          if (args[0].i32 == 7)
                            throw 7;
                          results[0].f64 = 1;
                          return true;
                        });
  w2o_instance *instance = instantiate(host);
  ASSERT_TRUE(instance) << error.message;
  w2o_func *run = w2o_export_func(instance, "run");
  std::vector<w2o_value> out(1);
  for (int i = 0; i < 3; ++i) {
    int caught = 0;
    try {
      call(run, {i32(7), f64(0)}, out);
    } catch (int value) {
      caught = value;
    }
    EXPECT_EQ(caught, 7);
    // The activation is gone: entering works as before, and so do traps.
    EXPECT_EQ(call(run, {i32(1), f64(0)}, out), W2O_TRAP_NONE);
    EXPECT_EQ(out[0].f64, 2);
  }
  EXPECT_EQ(w2o_vm_head_of(instance)->entry_depth, 0u);
}

TEST_F(ImportTest, NestedEntriesTrapOneByOne) {
  // run -> host -> run -> host, which traps the inner one; the outer one then
  // goes on.
  static w2o_func *run;
  static int depth;
  depth = 0;
  w2o_func *host = make(
      {W2O_I32, W2O_F64}, {W2O_F64},
      [](void *, w2o_instance *caller, const w2o_value *,
         w2o_value *results) {
        if (depth++ == 1)
          w2o_trap(caller, "inner");
        w2o_value args[2] = {i32(0), f64(0)}, out = {};
        w2o_error inner;
        EXPECT_EQ(w2o_func_call(run, args, 2, &out, 1, &inner), W2O_TRAP_HOST);
        EXPECT_STREQ(inner.message, "inner");
        EXPECT_EQ(w2o_vm_head_of(caller)->entry_depth, 1u);
        results[0].f64 = 10;
        return true;
      });
  w2o_instance *instance = instantiate(host);
  ASSERT_TRUE(instance) << error.message;
  run = w2o_export_func(instance, "run");
  std::vector<w2o_value> out(1);
  EXPECT_EQ(call(run, {i32(0), f64(0)}, out), W2O_TRAP_NONE);
  EXPECT_EQ(out[0].f64, 11);
}

TEST_F(ImportTest, WrongSignatureDoesNotLink) {
  EXPECT_EQ(instantiate(make({W2O_I32}, {}, reverse)), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_LINK);
  EXPECT_STREQ(error.message, "incompatible import type: env.f: the function "
                              "has another signature");
}

} // namespace
