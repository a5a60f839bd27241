//===- ObjectType.cpp - Types of structures and arrays --------------------===//
//
// See ObjectType.h.
//
//===----------------------------------------------------------------------===//

#include "core/ObjectType.h"

#include "core/Registry.h"

using namespace w2o;

static_assert(int(W2O_OBJECT_STRUCT) == int(W2O_DESC_TYPE_STRUCT) &&
                  int(W2O_OBJECT_ARRAY) == int(W2O_DESC_TYPE_ARRAY),
              "kinds convert by number");

static uint32_t bytesOf(uint8_t kind, uint8_t packedBytes) {
  if (packedBytes)
    return packedBytes;
  switch (w2o_desc_value_kind(kind)) {
  case W2O_DESC_I32:
  case W2O_DESC_F32:
    return 4;
  case W2O_DESC_I64:
  case W2O_DESC_F64:
  case W2O_DESC_REF:
    return 8;
  case W2O_DESC_V128:
    return 16;
  }
  return 0;
}

uint32_t FieldInfo::bytes() const { return bytesOf(type.kind, packedBytes); }

FieldInfo w2o::fieldOf(const w2o_desc_field &field, const uint32_t *typeIds) {
  return {valueTypeOf(field.type, typeIds), field.packed_bytes,
          field.is_mutable != 0, field.at};
}

static bool isPacking(const w2o_desc_field &field) {
  return field.packed_bytes == 0 ||
         (field.packed_bytes <= 2 && field.type.kind == W2O_DESC_I32);
}

/// Fields in order, aligned and inside of `size` bytes.
static bool areFieldsInside(const w2o_desc_field *fields, uint32_t count,
                            uint32_t size, uint32_t numTypes) {
  constexpr uint32_t maxAlignment = 8;
  uint64_t end = 0;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t bytes = bytesOf(fields[i].type.kind, fields[i].packed_bytes);
    uint32_t alignment = bytes < maxAlignment ? bytes : maxAlignment;
    bool isKnown = fields[i].type.kind != W2O_DESC_REF ||
                   fields[i].type.heap < W2O_DESC_HEAP_CONCRETE ||
                   fields[i].type.heap - W2O_DESC_HEAP_CONCRETE < numTypes;
    if (!bytes || !isPacking(fields[i]) || !isKnown || fields[i].at < end ||
        fields[i].at % alignment)
      return false;
    end = uint64_t(fields[i].at) + bytes;
  }
  return end <= size;
}

/// Whether `sub` begins with the fields of `super`.
static bool isPrefix(const w2o_desc_field *super, const w2o_desc_field *sub,
                     uint32_t count) {
  for (uint32_t i = 0; i < count; ++i)
    if (super[i].at != sub[i].at || super[i].type.kind != sub[i].type.kind ||
        super[i].packed_bytes != sub[i].packed_bytes ||
        super[i].is_mutable != sub[i].is_mutable)
      return false;
  return true;
}

bool w2o::checkObjectType(const w2o_desc *desc, uint32_t index,
                          w2o_error *error) {
  const auto *types = W2O_DESC_AT(desc, w2o_desc_type, desc->types);
  const w2o_desc_type &type = types[index];
  const char *problem = nullptr;
  const auto *fields = W2O_DESC_AT(desc, w2o_desc_field, type.fields);
  switch (w2o_desc_type_kind(type.kind)) {
  case W2O_DESC_TYPE_FUNC:
    return true;
  case W2O_DESC_TYPE_STRUCT:
  case W2O_DESC_TYPE_ARRAY:
    break;
  default:
    return setError(error, W2O_ERROR_ARGUMENT,
                    "the descriptor is wrong about type %u: kind %u", index,
                    type.kind);
  }
  bool isArray = type.kind == W2O_DESC_TYPE_ARRAY;
  if (!areFieldsInside(fields, type.fields.count, type.size,
                       desc->types.count))
    problem = "fields do not fit";
  else if (isArray &&
           (type.fields.count != 1 ||
            type.size !=
                bytesOf(fields[0].type.kind, fields[0].packed_bytes)))
    problem = "an array has one element type";
  else if (type.super != UINT32_MAX) {
    if (type.super >= index || types[type.super].kind != type.kind ||
        types[type.super].fields.count > type.fields.count)
      problem = "its supertype does not fit";
    else if (!isPrefix(W2O_DESC_AT(desc, w2o_desc_field,
                                   types[type.super].fields),
                       fields, types[type.super].fields.count))
      problem = "its fields differ from those of its supertype";
  }
  return !problem || setError(error, W2O_ERROR_ARGUMENT,
                              "the descriptor is wrong about type %u: %s",
                              index, problem);
}

static uint32_t displayEntries(uint32_t depth) {
  return depth < W2O_TYPE_DISPLAY ? W2O_TYPE_DISPLAY : depth + 1;
}

size_t w2o::typeInfoBytes(uint32_t depth, uint32_t numFields) {
  size_t size = sizeof(w2o_type_info) +
                displayEntries(depth) * sizeof(w2o_type_info *) +
                numFields * sizeof(uint32_t);
  return (size + 7) & ~size_t(7);
}

bool w2o::isFollowed(const ValueType &type) {
  if (!type.isRef())
    return false;
  switch (type.heap) {
  case W2O_DESC_HEAP_I31: // Never points to an object, and so the bottoms.
  case W2O_DESC_HEAP_NONE:
  case W2O_DESC_HEAP_NOEXTERN:
  case W2O_DESC_HEAP_NOEXN:
    return false;
  }
  return kindOf(type) != W2O_FUNCREF;
}

void w2o::fillTypeInfo(w2o_type_info *info, const w2o_desc_type &type,
                       uint32_t id, uint32_t depth, const FieldInfo *fields) {
  info->id = id;
  info->kind = type.kind;
  info->depth = depth;
  info->size = type.size;
  auto *references =
      reinterpret_cast<uint32_t *>(info->display + displayEntries(depth));
  info->references = references;
  for (uint32_t i = 0; i < type.fields.count; ++i) {
    if (!isFollowed(fields[i].type))
      continue;
    bool isExtern = fields[i].type.heap == W2O_DESC_HEAP_EXTERN;
    references[info->num_references++] =
        fields[i].at | (isExtern ? W2O_REFERENCE_EXTERN : 0);
  }
}
