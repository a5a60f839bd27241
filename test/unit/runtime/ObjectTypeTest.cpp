//===- ObjectTypeTest.cpp - Types of structures and arrays ----------------===//

#include "TestModule.h"
#include "core/Instance.h"

#include <gtest/gtest.h>

using namespace w2o;
using namespace w2o::test;

namespace {

constexpr auto none = TestModule::none;
constexpr auto concrete = [](uint32_t index) {
  return W2O_DESC_HEAP_CONCRETE + index;
};

w2o_desc_field i32At(uint32_t at) {
  return TestModule::field(W2O_DESC_I32, at);
}
w2o_desc_field refAt(uint32_t heap, uint32_t at) {
  return TestModule::refField(heap, at);
}

/// Registers a module for the time of a test.
struct Registered {
  explicit Registered(TestModule &m) : info(acquireModule(m.build(), &error)) {}
  ~Registered() {
    if (info)
      releaseModule(info);
  }
  const TypeInfo &type(uint32_t index) const {
    return *typeInfo(info->typeIds[index]);
  }
  w2o_error error = {};
  ModuleInfo *info;
};

TEST(ObjectType, InfoOfAStructure) {
  TestModule m;
  uint32_t func = m.addType({}, {});
  uint32_t self = m.addObjectType(
      "structure", W2O_DESC_TYPE_STRUCT,
      {i32At(0), refAt(concrete(1), 8), refAt(W2O_DESC_HEAP_FUNC, 16),
       refAt(W2O_DESC_HEAP_EXTERN, 24), refAt(concrete(func), 32),
       refAt(W2O_DESC_HEAP_I31, 40), refAt(W2O_DESC_HEAP_ANY, 48)},
      56);
  Registered r(m);
  ASSERT_TRUE(r.info);
  const w2o_type_info *info = r.type(self).object;
  ASSERT_TRUE(info);
  EXPECT_EQ(info->id, r.info->typeIds[self]);
  EXPECT_EQ(info->kind, uint32_t(W2O_OBJECT_STRUCT));
  EXPECT_EQ(info->size, 56u);
  EXPECT_EQ(info->depth, 0u);
  EXPECT_EQ(info->display[0], info);
  for (unsigned i = 1; i < W2O_TYPE_DISPLAY; ++i)
    EXPECT_EQ(info->display[i], nullptr);
  // Functions and i31 are not followed.
  ASSERT_EQ(info->num_references, 3u);
  EXPECT_EQ(info->references[0], 8u);
  EXPECT_EQ(info->references[1], 24u | W2O_REFERENCE_EXTERN);
  EXPECT_EQ(info->references[2], 48u);
  EXPECT_EQ(r.type(func).object, nullptr);
  EXPECT_EQ(r.type(self).numFields, 7u);
  EXPECT_EQ(r.type(self).fields[1].type.typeId(), info->id);
}

TEST(ObjectType, ArraysOfReferencesAndOfNumbers) {
  TestModule m;
  m.addObjectType("array of any", W2O_DESC_TYPE_ARRAY,
                  {refAt(W2O_DESC_HEAP_ANY, 0)}, 8);
  m.addObjectType("array of i8", W2O_DESC_TYPE_ARRAY,
                  {TestModule::field(W2O_DESC_I32, 0, 1)}, 1);
  m.addObjectType("array of v128", W2O_DESC_TYPE_ARRAY,
                  {TestModule::field(W2O_DESC_V128, 0)}, 16);
  Registered r(m);
  ASSERT_TRUE(r.info);
  EXPECT_EQ(r.type(0).object->num_references, 1u);
  EXPECT_EQ(r.type(0).object->references[0], 0u);
  EXPECT_EQ(r.type(1).object->num_references, 0u);
  EXPECT_EQ(r.type(1).object->size, 1u);
  EXPECT_EQ(r.type(2).object->size, 16u);
}

TEST(ObjectType, DisplayHasAllAncestors) {
  TestModule m;
  constexpr uint32_t depth = W2O_TYPE_DISPLAY + 3;
  for (uint32_t i = 0; i <= depth; ++i)
    m.addObjectType("chain" + std::to_string(i), W2O_DESC_TYPE_STRUCT, {}, 0,
                    i ? i - 1 : none);
  Registered r(m);
  ASSERT_TRUE(r.info);
  const w2o_type_info *last = r.type(depth).object;
  EXPECT_EQ(last->depth, depth);
  for (uint32_t i = 0; i <= depth; ++i)
    EXPECT_EQ(last->display[i], r.type(i).object);
  EXPECT_EQ(r.type(3).object->display[4], nullptr);
}

TEST(ObjectType, EqualTypesOfModulesAreOne) {
  // At different indices, and twice in the second module.
  TestModule a, b;
  a.addObjectType("shared", W2O_DESC_TYPE_STRUCT, {refAt(concrete(0), 0)}, 8);
  b.addType({W2O_I32}, {});
  b.addObjectType("shared", W2O_DESC_TYPE_STRUCT, {refAt(concrete(1), 0)}, 8);
  b.addObjectType("shared", W2O_DESC_TYPE_STRUCT, {refAt(concrete(2), 0)}, 8);
  Registered first(a), second(b);
  ASSERT_TRUE(first.info && second.info);
  EXPECT_EQ(first.type(0).object, second.type(1).object);
  EXPECT_EQ(first.type(0).object, second.type(2).object);
}

TEST(ObjectType, AnotherLayoutOfTheSameTypeIsRefused) {
  auto make = [](TestModule &m, std::vector<w2o_desc_field> fields,
                 uint32_t size) {
    m.addType({}, {});
    m.addObjectType("disputed", W2O_DESC_TYPE_STRUCT, std::move(fields), size);
  };
  TestModule a;
  make(a, {i32At(0), refAt(W2O_DESC_HEAP_ANY, 8)}, 16);
  Registered first(a);
  ASSERT_TRUE(first.info);

  const std::pair<std::vector<w2o_desc_field>, uint32_t> others[] = {
      {{i32At(0), refAt(W2O_DESC_HEAP_ANY, 8)}, 24},
      {{i32At(4), refAt(W2O_DESC_HEAP_ANY, 8)}, 16},
      {{i32At(0), TestModule::field(W2O_DESC_I64, 8)}, 16},
      {{i32At(0), refAt(W2O_DESC_HEAP_EXTERN, 8)}, 16},
      {{i32At(0), i32At(4), i32At(8)}, 16}};
  for (const auto &[fields, size] : others) {
    TestModule b;
    make(b, fields, size);
    Registered second(b);
    EXPECT_FALSE(second.info);
    EXPECT_EQ(second.error.kind, W2O_ERROR_UNSUPPORTED);
    EXPECT_STREQ(second.error.message,
                 "type 1 of the module has another layout than the same type "
                 "of a module that was loaded before; compile both with one "
                 "version of the compiler");
  }
}

TEST(ObjectType, WrongDescriptionsAreRefused) {
  struct Case {
    w2o_desc_type_kind kind;
    std::vector<w2o_desc_field> fields;
    uint32_t size, super;
  } cases[] = {
      {W2O_DESC_TYPE_STRUCT, {i32At(8)}, 8, none},           // outside
      {W2O_DESC_TYPE_STRUCT, {i32At(0), i32At(0)}, 8, none}, // overlap
      {W2O_DESC_TYPE_STRUCT, {i32At(2)}, 8, none},           // alignment
      {W2O_DESC_TYPE_STRUCT, {refAt(concrete(9), 0)}, 8, none},
      {W2O_DESC_TYPE_STRUCT, {TestModule::field(W2O_DESC_I64, 0, 1)}, 8, none},
      {W2O_DESC_TYPE_STRUCT, {TestModule::field(99, 0)}, 8, none},
      {W2O_DESC_TYPE_STRUCT, {i32At(0)}, 4, 1}, // its own ancestor
      {W2O_DESC_TYPE_STRUCT, {i32At(4)}, 8, 0}, // not as the supertype
      {W2O_DESC_TYPE_STRUCT, {}, 8, 0},
      {W2O_DESC_TYPE_ARRAY, {i32At(0)}, 4, 0},
      {W2O_DESC_TYPE_ARRAY, {i32At(0)}, 8, none},
      {W2O_DESC_TYPE_ARRAY, {}, 4, none},
      {w2o_desc_type_kind(7), {}, 0, none}};
  int number = 0;
  for (const Case &c : cases) {
    TestModule m;
    m.addObjectType("first of wrong", W2O_DESC_TYPE_STRUCT, {i32At(0)}, 4);
    m.addObjectType("wrong" + std::to_string(number), c.kind, c.fields, c.size,
                    c.super);
    Registered r(m);
    EXPECT_FALSE(r.info) << number;
    EXPECT_EQ(r.error.kind, W2O_ERROR_ARGUMENT);
    EXPECT_TRUE(strstr(r.error.message, "the descriptor is wrong about type 1"))
        << r.error.message;
    ++number;
  }
}

TEST(ObjectType, InstancesHaveInfosAndAHeapBeforeCodeRuns) {
  TestModule m;
  uint32_t func = m.addType({}, {});
  uint32_t type =
      m.addObjectType("instantiated", W2O_DESC_TYPE_STRUCT, {i32At(0)}, 4);
  static int64_t typeInfos;
  static const w2o_type_info *seen[2];
  static void *heap;
  m.setInit([](w2o_vm *vm) {
    memcpy(seen, reinterpret_cast<char *>(vm) + typeInfos, sizeof(seen));
    heap = w2o_vm_head_of(vm)->heap;
  });
  const w2o_module *module = m.build();
  typeInfos = m.layout().type_infos;
  w2o_instance *instance = w2o_instance_new(module, nullptr, nullptr);
  ASSERT_TRUE(instance);
  EXPECT_EQ(seen[func], nullptr);
  ASSERT_TRUE(seen[type]);
  EXPECT_EQ(seen[type], typeInfo(seen[type]->id)->object);
  EXPECT_TRUE(heap);
  w2o_instance_delete(instance);
}

TEST(ObjectType, InstancesWithoutObjectTypesHaveNoHeap) {
  TestModule m;
  m.addType({}, {});
  w2o_instance *instance = w2o_instance_new(m.build(), nullptr, nullptr);
  ASSERT_TRUE(instance);
  EXPECT_EQ(w2o_vm_head_of(instance)->heap, nullptr);
  w2o_instance_delete(instance);
}

TEST(RefKind, WithoutObjects) {
  w2o_value value = {};
  EXPECT_EQ(w2o_ref_kind(W2O_ANYREF, value), W2O_REF_NULL);
  EXPECT_EQ(w2o_ref_kind(W2O_EXTERNREF, value), W2O_REF_NULL);
  EXPECT_EQ(w2o_ref_kind(W2O_FUNCREF, value), W2O_REF_NULL);
  int somewhere;
  value.externref = &somewhere;
  EXPECT_EQ(w2o_ref_kind(W2O_EXTERNREF, value), W2O_REF_HOST);
  EXPECT_EQ(w2o_ref_kind(W2O_FUNCREF, value), W2O_REF_FUNC);
  value.i64 = 7 << 1 | 1;
  EXPECT_EQ(w2o_ref_kind(W2O_ANYREF, value), W2O_REF_I31);
  EXPECT_EQ(w2o_ref_kind(W2O_I64, value), W2O_REF_NULL);
  w2o_value converted = w2o_externref_from_anyref(value);
  EXPECT_EQ(w2o_ref_kind(W2O_EXTERNREF, converted), W2O_REF_I31);
}

TEST(RefKind, HostPointersAsAnyref) {
  w2o_store *store = w2o_store_new();
  int somewhere;
  w2o_value value = {}, any = {};
  value.externref = &somewhere;
  ASSERT_TRUE(w2o_anyref_from_externref(store, value, &any));
  EXPECT_NE(any.anyref, value.externref);
  EXPECT_EQ(w2o_ref_kind(W2O_ANYREF, any), W2O_REF_HOST);
  EXPECT_EQ(w2o_externref_from_anyref(any).externref, &somewhere);
  w2o_value i31 = {};
  i31.i64 = 5;
  ASSERT_TRUE(w2o_anyref_from_externref(
      store, w2o_externref_from_anyref(i31), &any));
  EXPECT_EQ(any.i64, 5);
  ASSERT_TRUE(w2o_anyref_from_externref(store, {}, &any));
  EXPECT_EQ(any.anyref, nullptr);
  w2o_store_delete(store);
}

} // namespace
