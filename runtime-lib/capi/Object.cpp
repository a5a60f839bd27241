//===- Object.cpp - C API: structures and arrays that exist ---------------===//
//
// Everything here reads an object's own type, so it needs no heap.
//
//===----------------------------------------------------------------------===//

#include "capi/Object.h"

#include "core/Function.h"
#include "core/Instance.h"

#include <string.h>

using namespace w2o;

static const w2o_type_info *typeOf(w2o_value anyref) {
  w2o_ref_type type = refTypeOf(W2O_ANYREF, anyref);
  if (type != W2O_REF_STRUCT && type != W2O_REF_ARRAY)
    return nullptr;
  return *reinterpret_cast<const w2o_type_info *const *>(
      static_cast<const char *>(anyref.anyref) + W2O_OBJECT_TYPE);
}

static uint32_t lengthOf(w2o_value array) {
  return *reinterpret_cast<const uint32_t *>(
      static_cast<const char *>(array.anyref) + W2O_ARRAY_LENGTH);
}

void w2o::storeField(const FieldInfo &field, void *to, const w2o_value &value) {
  // Little-endian: the low bytes are first.
  memcpy(to, &value, field.bytes());
}

static w2o_value loadField(const FieldInfo &field, const void *from) {
  w2o_value value = {};
  memcpy(&value, from, field.bytes());
  return value;
}

/// The field of a structure, and where it is; null when there is none.
static const FieldInfo *fieldAt(w2o_value structure, uint32_t index,
                                char **at) {
  const w2o_type_info *type = typeOf(structure);
  if (!type || type->kind != W2O_OBJECT_STRUCT)
    return nullptr;
  const TypeInfo *info = typeInfo(type->id);
  if (index >= info->numFields)
    return nullptr;
  *at = static_cast<char *>(structure.anyref) + info->fields[index].at;
  return &info->fields[index];
}

/// The same for `count` elements of an array.
static const FieldInfo *elementsAt(w2o_value array, uint32_t first,
                                   uint32_t count, char **at) {
  const w2o_type_info *type = typeOf(array);
  if (!type || type->kind != W2O_OBJECT_ARRAY)
    return nullptr;
  uint32_t length = lengthOf(array);
  if (count > length || first > length - count)
    return nullptr;
  *at = static_cast<char *>(array.anyref) + uint64_t(first) * type->size;
  return typeInfo(type->id)->fields;
}

static bool get(const FieldInfo *field, const char *at, w2o_value *result) {
  if (!field)
    return false;
  *result = loadField(*field, at);
  return true;
}

static bool set(const FieldInfo *field, char *at, const w2o_value &value) {
  if (!field || !field->isMutable || !accepts(field->type, value))
    return false;
  storeField(*field, at, value);
  return true;
}

extern "C" {

w2o_value w2o_i31_new(int32_t number) {
  w2o_value value = {};
  value.i64 = int64_t(uint32_t(number) << 1 | W2O_I31_TAG);
  return value;
}

bool w2o_i31_get(w2o_value anyref, int32_t *number) {
  if (refTypeOf(W2O_ANYREF, anyref) != W2O_REF_I31)
    return false;
  *number = anyref.i32 >> 1;
  return true;
}

const w2o_object_type *w2o_instance_type(w2o_instance *instance,
                                         uint32_t index) {
  const Instance *object = instanceOf(instance);
  return index < object->desc->types.count
             ? typeInfo(object->info->typeIds[index])->object
             : nullptr;
}

const w2o_object_type *w2o_ref_object_type(w2o_value anyref) {
  return typeOf(anyref);
}

bool w2o_ref_test(w2o_value anyref, const w2o_object_type *type) {
  const w2o_type_info *actual = typeOf(anyref);
  return actual && w2o_object_type_is_subtype(actual, type);
}

w2o_ref_type w2o_object_type_kind(const w2o_object_type *type) {
  return type->kind == W2O_OBJECT_ARRAY ? W2O_REF_ARRAY : W2O_REF_STRUCT;
}

uint32_t w2o_object_type_num_fields(const w2o_object_type *type) {
  return typeInfo(type->id)->numFields;
}

bool w2o_object_type_field(const w2o_object_type *type, uint32_t field,
                           w2o_field_type *result) {
  const TypeInfo *info = typeInfo(type->id);
  if (field >= info->numFields)
    return false;
  const FieldInfo &found = info->fields[field];
  *result = {kindOf(found.type), found.packedBytes, found.isMutable,
             found.type.isRef() && found.type.nullable};
  return true;
}

bool w2o_object_type_is_subtype(const w2o_object_type *sub,
                                const w2o_object_type *super) {
  return sub->depth >= super->depth && sub->display[super->depth] == super;
}

bool w2o_struct_get(w2o_value structure, uint32_t field, w2o_value *result) {
  char *at = nullptr;
  const FieldInfo *info = fieldAt(structure, field, &at);
  return get(info, at, result);
}

bool w2o_struct_set(w2o_value structure, uint32_t field, w2o_value value) {
  char *at = nullptr;
  const FieldInfo *info = fieldAt(structure, field, &at);
  return set(info, at, value);
}

bool w2o_array_length(w2o_value array, uint32_t *length) {
  if (refTypeOf(W2O_ANYREF, array) != W2O_REF_ARRAY)
    return false;
  *length = lengthOf(array);
  return true;
}

bool w2o_array_get(w2o_value array, uint32_t index, w2o_value *result) {
  char *at = nullptr;
  const FieldInfo *info = elementsAt(array, index, 1, &at);
  return get(info, at, result);
}

bool w2o_array_set(w2o_value array, uint32_t index, w2o_value value) {
  char *at = nullptr;
  const FieldInfo *info = elementsAt(array, index, 1, &at);
  return set(info, at, value);
}

bool w2o_array_read(w2o_value array, uint32_t first, uint32_t count,
                    void *to) {
  char *at = nullptr;
  const FieldInfo *info = elementsAt(array, first, count, &at);
  if (!info || info->type.isRef())
    return false;
  if (count)
    memcpy(to, at, uint64_t(count) * info->bytes());
  return true;
}

bool w2o_array_write(w2o_value array, uint32_t first, uint32_t count,
                     const void *from) {
  char *at = nullptr;
  const FieldInfo *info = elementsAt(array, first, count, &at);
  if (!info || info->type.isRef() || !info->isMutable)
    return false;
  if (count)
    memcpy(at, from, uint64_t(count) * info->bytes());
  return true;
}

} // extern "C"
