//===- InstanceTest.cpp - Making instances, imports and exports -----------===//

#include "abi/Version.h"
#include "TestModule.h"
#include "core/Instance.h"

#include <gtest/gtest.h>

using namespace w2o;
using namespace w2o::test;

extern "C" void w2o_trap_unreachable(void);

namespace {

struct InstanceTest : testing::Test {
  void SetUp() override { store = w2o_store_new(); }
  void TearDown() override { w2o_store_delete(store); }

  void bind(const char *module, const char *field, w2o_extern value) {
    bindings.push_back(
        {module, strlen(module), field, strlen(field), value});
  }
  w2o_instance *make(TestModule &m) {
    w2o_config config = {};
    config.store = store;
    config.imports = bindings.data();
    config.num_imports = bindings.size();
    return w2o_instance_new(m.build(), &config, &error);
  }
  static w2o_extern of(w2o_memory *memory) {
    w2o_extern e;
    e.kind = W2O_EXTERN_MEMORY;
    e.of.memory = memory;
    return e;
  }
  static w2o_extern of(w2o_table *table) {
    w2o_extern e;
    e.kind = W2O_EXTERN_TABLE;
    e.of.table = table;
    return e;
  }
  static w2o_extern of(w2o_global *global) {
    w2o_extern e;
    e.kind = W2O_EXTERN_GLOBAL;
    e.of.global = global;
    return e;
  }

  w2o_store *store;
  std::vector<w2o_import> bindings;
  w2o_error error;
};

TEST_F(InstanceTest, EmptyModule) {
  TestModule m;
  w2o_instance *instance = w2o_instance_new(m.build(), nullptr, &error);
  ASSERT_TRUE(instance) << error.message;
  EXPECT_EQ(w2o_instance_module(instance), m.build());
  EXPECT_EQ(w2o_export_func(instance, "x"), nullptr);
  EXPECT_EQ(w2o_instance_memory(instance, 0), nullptr);
  int data;
  w2o_instance_set_data(instance, &data);
  EXPECT_EQ(w2o_instance_data(instance), &data);
  EXPECT_TRUE(w2o_instance_delete(instance));
  EXPECT_TRUE(w2o_instance_delete(nullptr));
  w2o_instance *owned = make(m);
  EXPECT_EQ(w2o_instance_store(owned), store);
  EXPECT_FALSE(w2o_instance_delete(owned));
}

TEST_F(InstanceTest, ObjectsThatDoNotFit) {
  TestModule m;
  w2o_module module = *m.build();
  module.abi_version = 99;
  EXPECT_EQ(w2o_instance_new(&module, nullptr, &error), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_UNSUPPORTED);
  EXPECT_EQ(std::string(error.message),
            "the module has ABI version 99, this runtime version " +
                std::to_string(W2O_ABI_VERSION));
  module.magic = 0;
  EXPECT_EQ(w2o_instance_new(&module, nullptr, &error), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_ARGUMENT);
  EXPECT_EQ(w2o_instance_new(nullptr, nullptr, &error), nullptr);

  TestModule future;
  future.desc.cpu_required = UINT64_C(1) << 63;
  EXPECT_EQ(w2o_instance_new(future.build(), nullptr, &error), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_UNSUPPORTED);
  EXPECT_NE(strstr(error.message, "CPU"), nullptr);
}

TEST_F(InstanceTest, ExportsAreFoundByName) {
  TestModule m;
  m.addMemory(1);
  m.addMemory(2);
  m.addTable(1);
  m.addGlobal(W2O_I64, true);
  for (const char *name : {"b", "", "abc", "ab", "z"})
    m.addExport(name, W2O_DESC_MEMORY, 0);
  m.addExport("second", W2O_DESC_MEMORY, 1);
  m.addExport("t", W2O_DESC_TABLE, 0);
  m.addExport("g", W2O_DESC_GLOBAL, 0);
  m.addExport(std::string("a\0b", 3), W2O_DESC_MEMORY, 1);
  w2o_instance *instance = make(m);
  ASSERT_TRUE(instance) << error.message;
  w2o_memory *first = w2o_instance_memory(instance, 0);
  for (const char *name : {"b", "", "abc", "ab", "z"})
    EXPECT_EQ(w2o_export_memory(instance, name), first) << name;
  EXPECT_EQ(w2o_export_memory(instance, "a"), nullptr);
  EXPECT_EQ(w2o_export_memory(instance, "abcd"), nullptr);
  EXPECT_EQ(w2o_export_memory(instance, "t"), nullptr);
  EXPECT_TRUE(w2o_export_table(instance, "t"));
  w2o_extern result;
  EXPECT_TRUE(w2o_export(instance, "a\0b", 3, &result));
  EXPECT_EQ(result.of.memory, w2o_instance_memory(instance, 1));
  w2o_global *global = w2o_export_global(instance, "g");
  EXPECT_EQ(global, w2o_export_global(instance, "g"));
  EXPECT_EQ(w2o_global_kind(global), W2O_I64);
  EXPECT_TRUE(w2o_global_set(global, i64(9)));
  EXPECT_EQ(w2o_global_get(global).i64, 9);
  EXPECT_EQ(w2o_module_num_exports(m.build()), 9u);
  const char *name;
  size_t length;
  w2o_extern_kind kind;
  EXPECT_TRUE(w2o_module_export(m.build(), 0, &name, &length, &kind));
  EXPECT_EQ(length, 0u);
  EXPECT_FALSE(w2o_module_export(m.build(), 9, &name, &length, &kind));
}

TEST_F(InstanceTest, UnknownImport) {
  TestModule m;
  m.importFunc("env", "missing", m.addType({}, {}));
  EXPECT_EQ(make(m), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_LINK);
  EXPECT_STREQ(error.message,
               "unknown import: nothing provides the function env.missing");
}

TEST_F(InstanceTest, ResolverIsAskedAfterTheList) {
  TestModule m;
  m.importMemory("env", "m", 1);
  m.addExport("m", W2O_DESC_MEMORY, 0);
  w2o_memory *memory = w2o_memory_new(store, 1, UINT64_MAX, nullptr);
  w2o_config config = {};
  config.store = store;
  config.resolver_context = memory;
  config.resolver = [](void *context, const char *module, size_t moduleLength,
                       const char *field, size_t fieldLength,
                       w2o_extern *result) {
    EXPECT_EQ(std::string(module, moduleLength), "env");
    EXPECT_EQ(std::string(field, fieldLength), "m");
    *result = of(static_cast<w2o_memory *>(context));
    return true;
  };
  w2o_instance *instance = w2o_instance_new(m.build(), &config, &error);
  ASSERT_TRUE(instance) << error.message;
  // The same memory under any name has one handle.
  EXPECT_EQ(w2o_export_memory(instance, "m"), memory);
}

TEST_F(InstanceTest, MemoryImportsMatchByLimits) {
  TestModule m;
  m.importMemory("env", "m", 2);
  w2o_memory *memory = w2o_memory_new(store, 1, 5, nullptr);
  bind("env", "m", of(memory));
  EXPECT_EQ(make(m), nullptr);
  EXPECT_STREQ(error.message, "incompatible import type: env.m: it has 1 "
                              "pages, at least 2 are expected");
  // The current size counts.
  EXPECT_TRUE(w2o_memory_grow(memory, 1));
  EXPECT_TRUE(make(m)) << error.message;
  bindings[0].value =
      of(w2o_table_new(store, W2O_FUNCREF, 1, UINT64_MAX, nullptr));
  EXPECT_EQ(make(m), nullptr);
  EXPECT_STREQ(error.message, "incompatible import type: env.m: a table was "
                              "given, a memory is expected");
}

TEST_F(InstanceTest, GlobalImports) {
  TestModule m;
  m.importGlobal("env", "g", W2O_F64, true);
  w2o_global *global = w2o_global_new(store, W2O_F64, true, f64(2), nullptr);
  bind("env", "g", of(global));
  EXPECT_TRUE(make(m)) << error.message;
  bindings[0].value =
      of(w2o_global_new(store, W2O_F64, false, f64(2), nullptr));
  EXPECT_EQ(make(m), nullptr);
  EXPECT_STREQ(error.message,
               "incompatible import type: env.g: the global is immutable");
  bindings[0].value = of(w2o_global_new(store, W2O_I32, true, i32(2), nullptr));
  EXPECT_EQ(make(m), nullptr);
  EXPECT_STREQ(error.message, "incompatible import type: env.g: the global is "
                              "i32, f64 is expected");
}

TEST_F(InstanceTest, TableImportsMatchByElement) {
  TestModule m;
  m.importTable("env", "t", 1);
  bind("env", "t",
       of(w2o_table_new(store, W2O_EXTERNREF, 1, UINT64_MAX, nullptr)));
  EXPECT_EQ(make(m), nullptr);
  EXPECT_STREQ(error.message, "incompatible import type: env.t: it holds "
                              "externref, funcref is expected");
}

TEST_F(InstanceTest, ThingsOfOtherStoresDoNotLink) {
  w2o_store *other = w2o_store_new();
  TestModule m;
  m.importMemory("env", "m", 0);
  bind("env", "m", of(w2o_memory_new(other, 1, UINT64_MAX, nullptr)));
  EXPECT_EQ(make(m), nullptr);
  EXPECT_STREQ(error.message,
               "incompatible import type: env.m: it belongs to another store");
  w2o_store_delete(other);
}

W2O_GUEST void trapInStart(w2o_vm *) {
  w2o_trap_unreachable();
  asm volatile("");
}

int linkedCalls;
W2O_GUEST void linkedFunction(w2o_instance *) { ++linkedCalls; }

TEST_F(InstanceTest, TrapOfTheStartFunction) {
  TestModule m;
  m.setStart(m.addFunc(code(trapInStart), m.addType({}, {}), "start"));
  EXPECT_EQ(make(m), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_TRAP);
  EXPECT_EQ(error.trap, W2O_TRAP_UNREACHABLE);
  EXPECT_EQ(w2o_instance_new(m.build(), nullptr, &error), nullptr);
  EXPECT_EQ(error.trap, W2O_TRAP_UNREACHABLE);
}

TEST_F(InstanceTest, TrapOfTheInitialiser) {
  TestModule m;
  m.setInit(trapInStart);
  EXPECT_EQ(make(m), nullptr);
  EXPECT_EQ(error.trap, W2O_TRAP_UNREACHABLE);
}

TEST_F(InstanceTest, LinkedImports) {
  TestModule m;
  m.importFunc("env", "f", m.addType({}, {}), code(linkedFunction));
  m.addExport("f", W2O_DESC_FUNC, 0);
  m.setStart(0);
  linkedCalls = 0;
  w2o_instance *instance = make(m);
  ASSERT_TRUE(instance) << error.message;
  EXPECT_EQ(linkedCalls, 1);
  w2o_func *func = w2o_export_func(instance, "f");
  EXPECT_EQ(w2o_func_call(func, nullptr, 0, nullptr, 0, &error),
            W2O_TRAP_NONE);
  EXPECT_EQ(linkedCalls, 2);
}

TEST_F(InstanceTest, FailedInstancesLeaveNothingBehind) {
  TestModule m;
  m.addMemory(1);
  m.addTable(10);
  m.importFunc("env", "missing", m.addType({}, {}));
  TestModule tooBig;
  tooBig.addMemory(1);
  tooBig.addTable(UINT64_C(1) << 40);
  EXPECT_EQ(make(m), nullptr);
  EXPECT_EQ(make(tooBig), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_RESOURCE);
  EXPECT_EQ(store->memories, nullptr);
  EXPECT_EQ(store->tables, nullptr);
  EXPECT_EQ(store->instances, nullptr);
}

TEST_F(InstanceTest, ManyInstances) {
#if defined(__SANITIZE_ADDRESS__)
  constexpr int count = 1000;
#elif defined(__SANITIZE_THREAD__)
  // Leaves a program less than 3 TiB of addresses.
  constexpr int count = 100;
#else
  constexpr int count = 10000;
#endif
  TestModule m;
  m.addMemory(1);
  std::vector<w2o_instance *> all;
  for (int i = 0; i < count; ++i) {
    w2o_instance *instance = w2o_instance_new(m.build(), nullptr, &error);
    ASSERT_TRUE(instance) << i << ": " << error.message;
    all.push_back(instance);
  }
  for (w2o_instance *instance : all)
    w2o_instance_delete(instance);
}

} // namespace
