//===- TableTest.cpp - Tables and their instructions ----------------------===//

#include "TestModule.h"
#include "core/Instance.h"
#include "core/Table.h"

#include <gtest/gtest.h>

using namespace w2o;
using namespace w2o::test;

extern "C" {
uint64_t w2o_grow_table(void *vm, uint32_t table, void *init, uint64_t delta);
void w2o_table_fill(void *vm, uint32_t table, uint64_t dst, void *value,
                    uint64_t n);
void w2o_table_copy(void *vm, uint32_t dstTable, uint32_t srcTable,
                    uint64_t dst, uint64_t src, uint64_t n);
void w2o_table_init(void *vm, uint32_t table, uint32_t segment, uint64_t dst,
                    uint32_t src, uint32_t n);
void w2o_elem_drop(void *vm, uint32_t segment);
}

namespace {

w2o_value ref(w2o_func *func) {
  w2o_value v = {};
  v.funcref = func;
  return v;
}

TEST(Table, HostTable) {
  w2o_store *store = w2o_store_new();
  w2o_error error;
  w2o_table *table = w2o_table_new(store, W2O_EXTERNREF, 2, 5, &error);
  ASSERT_TRUE(table) << error.message;
  w2o_value value = {}, out;
  int object;
  value.externref = &object;
  EXPECT_TRUE(w2o_table_set(table, 1, value));
  EXPECT_FALSE(w2o_table_set(table, 2, value));
  EXPECT_TRUE(w2o_table_grow(table, 3, value));
  EXPECT_FALSE(w2o_table_grow(table, 1, value));
  EXPECT_EQ(w2o_table_size(table), 5u);
  EXPECT_TRUE(w2o_table_get(table, 4, &out));
  EXPECT_EQ(out.externref, &object);
  EXPECT_TRUE(w2o_table_get(table, 0, &out));
  EXPECT_EQ(out.externref, nullptr);
  EXPECT_FALSE(w2o_table_get(table, 5, &out));
  EXPECT_EQ(w2o_table_new(store, W2O_I32, 0, 0, &error), nullptr);
  EXPECT_EQ(w2o_table_new(store, W2O_FUNCREF, UINT64_C(1) << 40, UINT64_MAX,
                          &error),
            nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_RESOURCE);
  w2o_store_delete(store);
}

TEST(Global, RefusesFunctionsOfOtherStores) {
  w2o_store *a = w2o_store_new(), *b = w2o_store_new();
  w2o_signature none = {};
  w2o_kind funcref = W2O_FUNCREF;
  w2o_signature takes = {&funcref, 1, nullptr, 0};
  auto callback = [](void *, w2o_instance *, const w2o_value *, w2o_value *) {
    return true;
  };
  w2o_func *own = w2o_func_new(a, &takes, callback, nullptr);
  w2o_func *foreign = w2o_func_new(b, &none, callback, nullptr);
  w2o_error error;
  EXPECT_EQ(w2o_global_new(a, W2O_FUNCREF, true, ref(foreign), &error),
            nullptr);
  EXPECT_STREQ(error.message, "the value is no funcref of this store");
  w2o_global *global =
      w2o_global_new(a, W2O_FUNCREF, true, ref(own), &error);
  ASSERT_TRUE(global);
  EXPECT_FALSE(w2o_global_set(global, ref(foreign)));
  EXPECT_EQ(w2o_global_get(global).funcref, own);
  EXPECT_TRUE(w2o_global_set(global, ref(nullptr)));

  w2o_value argument = ref(foreign);
  EXPECT_EQ(w2o_func_call(own, &argument, 1, nullptr, 0, &error),
            W2O_TRAP_HOST);
  EXPECT_STREQ(error.message, "argument 0 is no funcref of the store");
  argument = ref(own);
  EXPECT_EQ(w2o_func_call(own, &argument, 1, nullptr, 0, &error),
            W2O_TRAP_NONE);
  w2o_store_delete(a);
  w2o_store_delete(b);
}

TEST(Table, RefusesFunctionsOfOtherStores) {
  w2o_store *a = w2o_store_new(), *b = w2o_store_new();
  w2o_signature type = {};
  auto callback = [](void *, w2o_instance *, const w2o_value *, w2o_value *) {
    return true;
  };
  w2o_func *own = w2o_func_new(a, &type, callback, nullptr);
  w2o_func *foreign = w2o_func_new(b, &type, callback, nullptr);
  w2o_table *table = w2o_table_new(a, W2O_FUNCREF, 1, UINT64_MAX, nullptr);
  EXPECT_TRUE(w2o_table_set(table, 0, ref(own)));
  EXPECT_FALSE(w2o_table_set(table, 0, ref(foreign)));
  w2o_store_delete(a);
  w2o_store_delete(b);
}

W2O_GUEST uint64_t guestGrow(void *vm, void *init, uint64_t delta) {
  return w2o_grow_table(vm, 0, init, delta);
}
W2O_GUEST void guestFill(void *vm, uint64_t dst, void *value, uint64_t n) {
  w2o_table_fill(vm, 0, dst, value, n);
  asm volatile("");
}
W2O_GUEST void guestCopy(void *vm, uint64_t dst, uint64_t src, uint64_t n) {
  w2o_table_copy(vm, 1, 0, dst, src, n);
  asm volatile("");
}
W2O_GUEST void guestInit(void *vm, uint32_t segment, uint64_t dst, uint32_t src,
                         uint32_t n) {
  w2o_table_init(vm, 0, segment, dst, src, n);
  asm volatile("");
}
W2O_GUEST void guestDrop(void *vm, uint32_t segment) {
  w2o_elem_drop(vm, segment);
  asm volatile("");
}

struct TableBuiltins : testing::Test {
  void SetUp() override {
    uint32_t grow = m.addType({W2O_FUNCREF, W2O_I64}, {W2O_I64});
    uint32_t fill = m.addType({W2O_I64, W2O_FUNCREF, W2O_I64}, {});
    uint32_t copy = m.addType({W2O_I64, W2O_I64, W2O_I64}, {});
    uint32_t init = m.addType({W2O_I32, W2O_I64, W2O_I32, W2O_I32}, {});
    uint32_t drop = m.addType({W2O_I32}, {});
    m.addTable(10, 20);
    m.addTable(10);
    m.addExport("grow", W2O_DESC_FUNC, m.addFunc(code(guestGrow), grow));
    m.addExport("fill", W2O_DESC_FUNC, m.addFunc(code(guestFill), fill));
    m.addExport("copy", W2O_DESC_FUNC, m.addFunc(code(guestCopy), copy));
    m.addExport("init", W2O_DESC_FUNC, m.addFunc(code(guestInit), init));
    m.addExport("drop", W2O_DESC_FUNC, m.addFunc(code(guestDrop), drop));
    m.addExport("t", W2O_DESC_TABLE, 0);
    m.addExport("u", W2O_DESC_TABLE, 1);
    m.addElem({1, TestModule::none, 2});
    m.addElem({}, 4);
    instance = w2o_instance_new(m.build(), nullptr, &error);
    ASSERT_TRUE(instance) << error.message;
    table = w2o_export_table(instance, "t");
  }
  void TearDown() override { w2o_instance_delete(instance); }

  w2o_trap_code call(const char *name, std::vector<w2o_value> args,
                     w2o_value *result = nullptr) {
    return w2o_func_call(w2o_export_func(instance, name), args.data(),
                         args.size(), result, result != nullptr, &error);
  }
  void *at(uint64_t index) {
    w2o_value value;
    EXPECT_TRUE(w2o_table_get(table, index, &value));
    return value.funcref;
  }

  TestModule m;
  w2o_instance *instance = nullptr;
  w2o_table *table = nullptr;
  w2o_error error;
};

TEST_F(TableBuiltins, GrowAndFill) {
  w2o_func *f = w2o_export_func(instance, "grow");
  w2o_value result;
  EXPECT_EQ(call("grow", {ref(f), i64(5)}, &result), W2O_TRAP_NONE);
  EXPECT_EQ(result.i64, 10);
  EXPECT_EQ(at(9), nullptr);
  EXPECT_EQ(at(14), f);
  EXPECT_EQ(call("grow", {ref(f), i64(6)}, &result), W2O_TRAP_NONE);
  EXPECT_EQ(result.i64, -1);
  EXPECT_EQ(call("fill", {i64(0), ref(f), i64(15)}), W2O_TRAP_NONE);
  EXPECT_EQ(at(0), f);
  EXPECT_EQ(call("fill", {i64(0), ref(nullptr), i64(16)}),
            W2O_TRAP_TABLE_OUT_OF_BOUNDS);
  EXPECT_STREQ(error.message, "out of bounds table access");
  EXPECT_EQ(at(0), f);
}

TEST_F(TableBuiltins, InitFromFunctionSegment) {
  EXPECT_EQ(call("init", {i32(0), i64(3), i32(0), i32(3)}), W2O_TRAP_NONE);
  EXPECT_EQ(at(3), w2o_export_func(instance, "fill"));
  EXPECT_EQ(at(4), nullptr);
  EXPECT_EQ(at(5), w2o_export_func(instance, "copy"));
  EXPECT_EQ(call("init", {i32(0), i64(0), i32(1), i32(3)}),
            W2O_TRAP_TABLE_OUT_OF_BOUNDS);
  EXPECT_EQ(call("init", {i32(0), i64(8), i32(0), i32(3)}),
            W2O_TRAP_TABLE_OUT_OF_BOUNDS);
  EXPECT_EQ(at(8), nullptr);
  EXPECT_EQ(call("drop", {i32(0)}), W2O_TRAP_NONE);
  EXPECT_EQ(call("init", {i32(0), i64(0), i32(0), i32(0)}), W2O_TRAP_NONE);
  EXPECT_EQ(call("init", {i32(0), i64(0), i32(0), i32(1)}),
            W2O_TRAP_TABLE_OUT_OF_BOUNDS);
}

TEST_F(TableBuiltins, InitFromExpressionSegment) {
  w2o_func *f = w2o_export_func(instance, "drop");
  instanceOf(instance)->array<void *>(m.elemValues(1))[2] = f;
  EXPECT_EQ(call("init", {i32(1), i64(6), i32(1), i32(3)}), W2O_TRAP_NONE);
  EXPECT_EQ(at(6), nullptr);
  EXPECT_EQ(at(7), f);
  EXPECT_EQ(call("init", {i32(1), i64(0), i32(2), i32(3)}),
            W2O_TRAP_TABLE_OUT_OF_BOUNDS);
}

TEST_F(TableBuiltins, CopyToAnotherTable) {
  w2o_func *f = w2o_export_func(instance, "grow");
  w2o_table_set(table, 2, ref(f));
  EXPECT_EQ(call("copy", {i64(0), i64(1), i64(3)}), W2O_TRAP_NONE);
  w2o_value value;
  w2o_table_get(w2o_export_table(instance, "u"), 1, &value);
  EXPECT_EQ(value.funcref, f);
  EXPECT_EQ(call("copy", {i64(8), i64(0), i64(3)}),
            W2O_TRAP_TABLE_OUT_OF_BOUNDS);
  EXPECT_EQ(call("copy", {i64(0), i64(-1), i64(1)}),
            W2O_TRAP_TABLE_OUT_OF_BOUNDS);
}

} // namespace
