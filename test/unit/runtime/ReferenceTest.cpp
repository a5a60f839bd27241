//===- ReferenceTest.cpp - References and objects for hosts ---------------===//

#include "TestModule.h"
#include "wasm2obj_gc.hpp"

#include <gtest/gtest.h>
#include <random>

using namespace w2o::test;

namespace {

w2o_value anyOf(void *reference) {
  w2o_value value = {};
  value.anyref = reference;
  return value;
}

struct ReferenceTest : testing::Test {
  ReferenceTest() {
    // 0: immutable i32, mutable i8, i16, f64, externref; then references.
    std::vector<w2o_desc_field> fields = {
        TestModule::field(W2O_DESC_I32, 0, 0, false),
        TestModule::field(W2O_DESC_I32, 4, 1),
        TestModule::field(W2O_DESC_I32, 6, 2),
        TestModule::field(W2O_DESC_F64, 8),
        TestModule::refField(W2O_DESC_HEAP_EXTERN, 16)};
    m.addObjectType("host record", W2O_DESC_TYPE_STRUCT, fields, 24);
    fields.push_back(TestModule::refField(W2O_DESC_HEAP_CONCRETE + 0, 24));
    fields.push_back(TestModule::field(W2O_DESC_V128, 32));
    m.addObjectType("host record, sub", W2O_DESC_TYPE_STRUCT, fields, 48, 0);
    m.addObjectType("host bytes", W2O_DESC_TYPE_ARRAY,
                    {TestModule::field(W2O_DESC_I32, 0, 1)}, 1);
    m.addObjectType("host anys", W2O_DESC_TYPE_ARRAY,
                    {TestModule::refField(W2O_DESC_HEAP_ANY, 0)}, 8);
    m.addObjectType("host doubles", W2O_DESC_TYPE_ARRAY,
                    {TestModule::field(W2O_DESC_F64, 0, 0, false)}, 8);
    w2o_desc_field notNull = TestModule::refField(W2O_DESC_HEAP_EQ, 0);
    notNull.type.nullable = 0;
    m.addObjectType("host pair", W2O_DESC_TYPE_STRUCT, {notNull}, 8);
    m.addType({}, {});
    w2o_config config = {};
    config.store = store = w2o_store_new();
    instance = w2o_instance_new(m.build(), &config, nullptr);
    for (uint32_t i = 0; i < numTypes; ++i)
      types[i] = w2o_instance_type(instance, i);
  }
  ~ReferenceTest() override { w2o_store_delete(store); }

  w2o_value newStruct(uint32_t type, std::vector<w2o_value> fields = {}) {
    w2o_value result;
    w2o_error error;
    EXPECT_TRUE(w2o_struct_new(store, types[type], fields.data(),
                               fields.size(), &result, &error))
        << error.message;
    return result;
  }
  w2o_value newArray(uint32_t type, uint32_t length,
                     const w2o_value *init = nullptr) {
    w2o_value result;
    w2o_error error;
    EXPECT_TRUE(
        w2o_array_new(store, types[type], length, init, &result, &error))
        << error.message;
    return result;
  }

  enum { Record, Sub, Bytes, Anys, Doubles, NotNull, Function, numTypes };
  TestModule m;
  w2o_store *store;
  w2o_instance *instance;
  const w2o_object_type *types[numTypes];
};

TEST_F(ReferenceTest, Types) {
  EXPECT_TRUE(types[Record]);
  EXPECT_EQ(types[Function], nullptr);
  EXPECT_EQ(w2o_instance_type(instance, numTypes), nullptr);
  EXPECT_EQ(w2o_object_type_kind(types[Record]), W2O_REF_STRUCT);
  EXPECT_EQ(w2o_object_type_kind(types[Bytes]), W2O_REF_ARRAY);
  EXPECT_EQ(w2o_object_type_num_fields(types[Sub]), 7u);
  EXPECT_EQ(w2o_object_type_num_fields(types[Anys]), 1u);
  EXPECT_TRUE(w2o_object_type_is_subtype(types[Sub], types[Record]));
  EXPECT_TRUE(w2o_object_type_is_subtype(types[Sub], types[Sub]));
  EXPECT_FALSE(w2o_object_type_is_subtype(types[Record], types[Sub]));
  w2o_field_type field;
  ASSERT_TRUE(w2o_object_type_field(types[Record], 1, &field));
  EXPECT_EQ(field.kind, W2O_I32);
  EXPECT_EQ(field.packed_bytes, 1);
  EXPECT_TRUE(field.is_mutable);
  ASSERT_TRUE(w2o_object_type_field(types[Sub], 5, &field));
  EXPECT_EQ(field.kind, W2O_ANYREF);
  EXPECT_TRUE(field.is_nullable);
  EXPECT_FALSE(w2o_object_type_field(types[Record], 5, &field));
}

TEST_F(ReferenceTest, StructuresGetAndSet) {
  int host;
  w2o_value record = newStruct(
      Record, {i32(-7), i32(0x1ff), i32(-2), f64(1.5), anyOf(&host)});
  w2o_value value;
  ASSERT_TRUE(w2o_struct_get(record, 0, &value));
  EXPECT_EQ(value.i32, -7);
  ASSERT_TRUE(w2o_struct_get(record, 1, &value));
  EXPECT_EQ(value.i64, 0xff);
  ASSERT_TRUE(w2o_struct_get(record, 2, &value));
  EXPECT_EQ(value.i64, 0xfffe);
  ASSERT_TRUE(w2o_struct_get(record, 3, &value));
  EXPECT_EQ(value.f64, 1.5);
  ASSERT_TRUE(w2o_struct_get(record, 4, &value));
  EXPECT_EQ(value.externref, &host);
  EXPECT_FALSE(w2o_struct_get(record, 5, &value));
  EXPECT_FALSE(w2o_struct_get(anyOf(nullptr), 0, &value));
  EXPECT_FALSE(w2o_struct_get(w2o_i31_new(1), 0, &value));

  EXPECT_FALSE(w2o_struct_set(record, 0, i32(1))); // Immutable.
  EXPECT_TRUE(w2o_struct_set(record, 1, i32(0x301)));
  ASSERT_TRUE(w2o_struct_get(record, 1, &value));
  EXPECT_EQ(value.i32, 1);
  ASSERT_TRUE(w2o_struct_get(record, 2, &value));
  EXPECT_EQ(value.i32, 0xfffe); // The neighbour is as it was.
  EXPECT_FALSE(w2o_struct_set(record, 5, i32(1)));
}

TEST_F(ReferenceTest, FieldsHaveTypes) {
  w2o_ref *sub = w2o_ref_retain(store, W2O_ANYREF, newStruct(Sub));
  w2o_ref *record = w2o_ref_retain(store, W2O_ANYREF, newStruct(Record));
  w2o_ref *bytes = w2o_ref_retain(store, W2O_ANYREF, newArray(Bytes, 3));
  w2o_value s = w2o_ref_value(sub), value;
  EXPECT_TRUE(w2o_struct_set(s, 5, w2o_ref_value(record)));
  EXPECT_TRUE(w2o_struct_set(s, 5, s)); // A subtype.
  EXPECT_TRUE(w2o_struct_set(s, 5, anyOf(nullptr)));
  EXPECT_FALSE(w2o_struct_set(s, 5, w2o_ref_value(bytes)));
  EXPECT_FALSE(w2o_struct_set(s, 5, w2o_i31_new(1)));
  w2o_error error;
  EXPECT_FALSE(w2o_struct_new(store, types[NotNull], nullptr, 0, &value,
                              &error));
  EXPECT_STREQ(error.message,
               "field 0 has type (ref eq) and no default value");
  w2o_value null = {};
  EXPECT_FALSE(
      w2o_struct_new(store, types[NotNull], &null, 1, &value, &error));
  EXPECT_STREQ(error.message, "field 0 is no (ref eq) of the store");
  null = w2o_i31_new(4);
  EXPECT_TRUE(w2o_struct_new(store, types[NotNull], &null, 1, &value, &error));
  EXPECT_FALSE(w2o_struct_new(store, types[Record], &null, 1, &value, &error));
  EXPECT_STREQ(error.message,
               "the structure has 5 fields, 1 values were given");
  EXPECT_FALSE(w2o_struct_new(store, types[Bytes], nullptr, 0, &value, &error));
  EXPECT_FALSE(w2o_array_new(store, types[Record], 1, nullptr, &value, &error));
}

TEST_F(ReferenceTest, CastsAndKinds) {
  w2o_value sub = newStruct(Sub);
  EXPECT_TRUE(w2o_ref_test(sub, types[Record]));
  EXPECT_TRUE(w2o_ref_test(sub, types[Sub]));
  EXPECT_FALSE(w2o_ref_test(sub, types[Bytes]));
  EXPECT_EQ(w2o_ref_object_type(sub), types[Sub]);
  EXPECT_EQ(w2o_ref_kind(W2O_ANYREF, sub), W2O_REF_STRUCT);
  EXPECT_EQ(w2o_ref_kind(W2O_EXTERNREF, w2o_externref_from_anyref(sub)),
            W2O_REF_STRUCT);
  w2o_value record = newStruct(Record);
  EXPECT_FALSE(w2o_ref_test(record, types[Sub]));
  w2o_value array = newArray(Bytes, 0);
  EXPECT_EQ(w2o_ref_kind(W2O_ANYREF, array), W2O_REF_ARRAY);
  EXPECT_FALSE(w2o_ref_test(anyOf(nullptr), types[Record]));
  EXPECT_FALSE(w2o_ref_test(w2o_i31_new(0), types[Record]));
  EXPECT_EQ(w2o_ref_object_type(w2o_i31_new(0)), nullptr);
  int host;
  w2o_value any;
  ASSERT_TRUE(w2o_anyref_from_externref(store, anyOf(&host), &any));
  EXPECT_EQ(w2o_ref_kind(W2O_ANYREF, any), W2O_REF_HOST);
  EXPECT_EQ(w2o_ref_object_type(any), nullptr);
}

TEST_F(ReferenceTest, NumbersOfI31) {
  for (int32_t number : {0, 1, -1, 0x3fffffff, -0x40000000}) {
    int32_t out;
    ASSERT_TRUE(w2o_i31_get(w2o_i31_new(number), &out));
    EXPECT_EQ(out, number);
    EXPECT_EQ(uint64_t(w2o_i31_new(number).i64) >> 32, 0u);
  }
  int32_t out;
  ASSERT_TRUE(w2o_i31_get(w2o_i31_new(0x40000000), &out));
  EXPECT_EQ(out, -0x40000000); // 31 bits.
  EXPECT_FALSE(w2o_i31_get(anyOf(nullptr), &out));
  EXPECT_FALSE(w2o_i31_get(newStruct(Record), &out));
}

TEST_F(ReferenceTest, Arrays) {
  w2o_value seven = i32(0x107);
  w2o_value bytes = newArray(Bytes, 1000, &seven), value;
  uint32_t length;
  ASSERT_TRUE(w2o_array_length(bytes, &length));
  EXPECT_EQ(length, 1000u);
  ASSERT_TRUE(w2o_array_get(bytes, 999, &value));
  EXPECT_EQ(value.i64, 7);
  EXPECT_FALSE(w2o_array_get(bytes, 1000, &value));
  EXPECT_FALSE(w2o_array_set(bytes, 1000, seven));
  EXPECT_TRUE(w2o_array_set(bytes, 1, i32(-1)));
  uint8_t out[4] = {};
  ASSERT_TRUE(w2o_array_read(bytes, 0, 3, out));
  EXPECT_EQ(out[0], 7);
  EXPECT_EQ(out[1], 0xff);
  EXPECT_EQ(out[2], 7);
  EXPECT_EQ(out[3], 0);
  EXPECT_FALSE(w2o_array_read(bytes, 998, 3, out));
  EXPECT_FALSE(w2o_array_read(bytes, UINT32_MAX, 2, out));
  EXPECT_FALSE(w2o_array_read(bytes, 2, UINT32_MAX, out));
  EXPECT_TRUE(w2o_array_read(bytes, 1000, 0, nullptr));
  EXPECT_TRUE(w2o_array_write(bytes, 996, 4, "abcd"));
  EXPECT_FALSE(w2o_array_write(bytes, 997, 4, "abcd"));
  ASSERT_TRUE(w2o_array_get(bytes, 999, &value));
  EXPECT_EQ(value.i32, 'd');
  EXPECT_FALSE(w2o_array_length(newStruct(Record), &length));

  w2o_value anys = newArray(Anys, 2);
  EXPECT_FALSE(w2o_array_read(anys, 0, 1, out)); // References are not bytes.
  EXPECT_FALSE(w2o_array_write(anys, 0, 1, out));
  EXPECT_TRUE(w2o_array_set(anys, 0, w2o_i31_new(3)));
  w2o_value half = f64(0.5);
  w2o_value doubles = newArray(Doubles, 4, &half);
  EXPECT_FALSE(w2o_array_set(doubles, 0, half)); // Immutable.
  EXPECT_FALSE(w2o_array_write(doubles, 0, 1, &half));
  double read[4];
  ASSERT_TRUE(w2o_array_read(doubles, 0, 4, read));
  EXPECT_EQ(read[3], 0.5);
}

TEST_F(ReferenceTest, RetainedReferencesStay) {
  std::mt19937 random(1);
  std::vector<w2o_ref *> refs;
  w2o_store_set_heap_stress(store, 1);
  for (int i = 0; i < 1000; ++i) {
    refs.push_back(w2o_ref_retain(
        store, W2O_ANYREF,
        newStruct(Record, {i32(i), i32(0), i32(0), f64(0), anyOf(nullptr)})));
    if (random() % 3 == 0) { // Also from the middle of the list.
      size_t at = random() % refs.size();
      w2o_ref_release(refs[at]);
      refs.erase(refs.begin() + ptrdiff_t(at));
    }
  }
  int32_t before = -1;
  for (w2o_ref *ref : refs) {
    w2o_value value;
    ASSERT_TRUE(w2o_struct_get(w2o_ref_value(ref), 0, &value));
    EXPECT_GT(value.i32, before);
    before = value.i32;
  }
  w2o_store_collect(store);
  EXPECT_EQ(w2o_store_heap_statistics(store).live_bytes, refs.size() * 32);
  for (w2o_ref *ref : refs)
    w2o_ref_release(ref);
  w2o_ref_release(nullptr);
  EXPECT_TRUE(w2o_store_collect(store));
  EXPECT_EQ(w2o_store_heap_statistics(store).live_bytes, 0u);
  EXPECT_GT(w2o_store_heap_statistics(store).collections, 1000u);
  // One more that goes with the store.
  w2o_ref_retain(store, W2O_ANYREF, newStruct(Record));
}

TEST_F(ReferenceTest, FieldsOfANewObjectSurviveItsAllocation) {
  w2o_store_set_heap_stress(store, 1);
  w2o_value inner = newStruct(Record);
  std::vector<w2o_value> fields(7);
  fields[5] = inner;
  w2o_ref *outer = w2o_ref_retain(store, W2O_ANYREF, newStruct(Sub, fields));
  newStruct(Record);
  w2o_value value;
  ASSERT_TRUE(w2o_struct_get(w2o_ref_value(outer), 5, &value));
  EXPECT_EQ(w2o_ref_object_type(value), types[Record]);
  w2o_value array = newArray(Anys, 3, &value);
  ASSERT_TRUE(w2o_array_get(array, 2, &value));
  EXPECT_EQ(w2o_ref_object_type(value), types[Record]);
}

TEST_F(ReferenceTest, TheLimitOfTheStore) {
  w2o_store *small = w2o_store_new();
  w2o_store_set_max_heap_bytes(small, 1 << 20);
  EXPECT_EQ(w2o_store_heap_statistics(small).used_bytes, 0u);
  w2o_value value;
  w2o_error error;
  EXPECT_FALSE(
      w2o_array_new(small, types[Bytes], 2 << 20, nullptr, &value, &error));
  EXPECT_EQ(error.kind, W2O_ERROR_RESOURCE);
  EXPECT_STREQ(error.message, "no memory for an array");
  EXPECT_TRUE(
      w2o_array_new(small, types[Bytes], 900000, nullptr, &value, &error));
  EXPECT_LE(w2o_store_heap_statistics(small).used_bytes, 1u << 20);
  w2o_store_set_max_heap_bytes(small, 2 << 20);
  EXPECT_TRUE(
      w2o_array_new(small, types[Bytes], 1200000, nullptr, &value, &error));
  w2o_store_delete(small);

  // w2o_config says the same.
  w2o_config config = {};
  config.max_heap_bytes = 1 << 20;
  w2o_instance *other = w2o_instance_new(m.build(), &config, nullptr);
  ASSERT_TRUE(other);
  EXPECT_FALSE(w2o_array_new(w2o_instance_store(other), types[Bytes], 2 << 20,
                             nullptr, &value, &error));
  w2o_instance_delete(other);
}

//===-- C++ ---------------------------------------------------------------===//

TEST_F(ReferenceTest, RefsOfCpp) {
  w2o_store_set_heap_stress(store, 1);
  w2o::ObjectType record(types[Record]), sub(types[Sub]), bytes(types[Bytes]),
      anys(types[Anys]), doubles(types[Doubles]);
  EXPECT_THROW(w2o::ObjectType{types[Function]}, std::invalid_argument);
  EXPECT_TRUE(sub.isSubTypeOf(record));
  w2o::Ref a = w2o::Ref::structure(store, record, 5, 6, 7, 2.5,
                                   static_cast<void *>(nullptr));
  w2o::Ref copy = a, moved = std::move(a);
  EXPECT_FALSE(a);
  EXPECT_EQ(copy.any(), moved.any());
  EXPECT_EQ(copy.get<int32_t>(0), 5);
  EXPECT_EQ(copy.get<double>(3), 2.5);
  copy.set(1, 300);
  EXPECT_EQ(moved.get<uint32_t>(1), 44u);
  EXPECT_THROW(copy.set(0, 1), std::logic_error);
  EXPECT_THROW(copy.get<double>(0), std::invalid_argument);
  EXPECT_THROW(copy.get<int32_t>(9), std::out_of_range);
  EXPECT_THROW(w2o::Ref::structure(store, record, 5), std::invalid_argument);
  EXPECT_THROW(w2o::Ref::structure(store, record, 5., 6, 7, 2.5,
                                   static_cast<void *>(nullptr)),
               std::invalid_argument);
  EXPECT_EQ(copy.type(), record);
  EXPECT_TRUE(copy.isA(record));
  EXPECT_FALSE(copy.isA(sub));

  w2o::Ref array = w2o::Ref::array(store, anys, 3);
  array.set(1, copy.any());
  EXPECT_EQ(array.getRef(1).get<int32_t>(0), 5);
  EXPECT_FALSE(array.getRef(0));
  EXPECT_EQ(array.length(), 3u);
  EXPECT_THROW(array.set(3, copy.any()), std::out_of_range);
  EXPECT_THROW(copy.length(), std::invalid_argument);
  EXPECT_THROW(array.read<void *>(), std::invalid_argument);

  EXPECT_EQ(w2o::Ref::array(store, doubles, 2, 0.25).read<double>(),
            (std::vector<double>{0.25, 0.25}));
  w2o::Ref text = w2o::Ref::array(store, bytes, 4);
  text.write<char>(1, std::string_view("xyz"));
  EXPECT_EQ(text.read<char>(), (std::vector<char>{0, 'x', 'y', 'z'}));
  EXPECT_THROW(text.write<char>(2, std::string_view("xyz")),
               std::out_of_range);
  EXPECT_THROW(text.read<int16_t>(), std::invalid_argument);
}

} // namespace
