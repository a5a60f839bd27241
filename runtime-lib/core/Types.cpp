//===- Types.cpp - Value types across modules -----------------------------===//
//
// See Types.h.
//
//===----------------------------------------------------------------------===//

#include "core/Types.h"

#include "abi/HeapLayout.h"
#include "core/Registry.h"

#include <stdio.h>

using namespace w2o;

static_assert(int(W2O_I32) == W2O_DESC_I32 && int(W2O_I64) == W2O_DESC_I64 &&
                  int(W2O_F32) == W2O_DESC_F32 &&
                  int(W2O_F64) == W2O_DESC_F64 &&
                  int(W2O_V128) == W2O_DESC_V128,
              "numeric kinds convert by number");

ValueType w2o::valueTypeOf(const w2o_desc_value_type &type,
                           const uint32_t *typeIds) {
  if (type.kind != W2O_DESC_REF)
    return {type.kind, 0, 0};
  uint32_t heap = type.heap;
  if (heap >= W2O_DESC_HEAP_CONCRETE)
    heap = W2O_DESC_HEAP_CONCRETE + typeIds[heap - W2O_DESC_HEAP_CONCRETE];
  return {W2O_DESC_REF, uint8_t(type.nullable != 0), heap};
}

ValueType w2o::valueTypeOf(w2o_kind kind) {
  switch (kind) {
  case W2O_I32:
  case W2O_I64:
  case W2O_F32:
  case W2O_F64:
  case W2O_V128:
    break;
  case W2O_FUNCREF:
    return {W2O_DESC_REF, 1, W2O_DESC_HEAP_FUNC};
  case W2O_EXTERNREF:
    return {W2O_DESC_REF, 1, W2O_DESC_HEAP_EXTERN};
  case W2O_EXNREF:
    return {W2O_DESC_REF, 1, W2O_DESC_HEAP_EXN};
  case W2O_ANYREF:
    return {W2O_DESC_REF, 1, W2O_DESC_HEAP_ANY};
  }
  return {uint8_t(kind), 0, 0};
}

/// The top of the hierarchy of a heap type.
static uint32_t topOf(uint32_t heap) {
  if (heap >= W2O_DESC_HEAP_CONCRETE) {
    const TypeInfo *info = typeInfo(heap - W2O_DESC_HEAP_CONCRETE);
    return info && info->kind == W2O_DESC_TYPE_FUNC ? W2O_DESC_HEAP_FUNC
                                                    : W2O_DESC_HEAP_ANY;
  }
  switch (w2o_desc_heap(heap)) {
  case W2O_DESC_HEAP_FUNC:
  case W2O_DESC_HEAP_NOFUNC:
    return W2O_DESC_HEAP_FUNC;
  case W2O_DESC_HEAP_EXTERN:
  case W2O_DESC_HEAP_NOEXTERN:
    return W2O_DESC_HEAP_EXTERN;
  case W2O_DESC_HEAP_EXN:
  case W2O_DESC_HEAP_NOEXN:
    return W2O_DESC_HEAP_EXN;
  case W2O_DESC_HEAP_ANY:
  case W2O_DESC_HEAP_EQ:
  case W2O_DESC_HEAP_I31:
  case W2O_DESC_HEAP_STRUCT:
  case W2O_DESC_HEAP_ARRAY:
  case W2O_DESC_HEAP_NONE:
  case W2O_DESC_HEAP_CONCRETE:
    break;
  }
  return W2O_DESC_HEAP_ANY;
}

static bool isBottom(uint32_t heap) {
  return heap == W2O_DESC_HEAP_NOFUNC || heap == W2O_DESC_HEAP_NOEXTERN ||
         heap == W2O_DESC_HEAP_NOEXN || heap == W2O_DESC_HEAP_NONE;
}

/// Specification: Validation, Matching, "Heap Types".
static bool matchesHeap(uint32_t sub, uint32_t super) {
  if (sub == super)
    return true;
  uint32_t top = topOf(sub);
  if (top != topOf(super))
    return false;
  if (isBottom(sub) || super == top)
    return true;
  if (isBottom(super))
    return false;
  if (sub >= W2O_DESC_HEAP_CONCRETE) {
    const TypeInfo *info = typeInfo(sub - W2O_DESC_HEAP_CONCRETE);
    if (super >= W2O_DESC_HEAP_CONCRETE)
      return isSubType(sub - W2O_DESC_HEAP_CONCRETE,
                       super - W2O_DESC_HEAP_CONCRETE);
    if (!info)
      return false;
    return super == W2O_DESC_HEAP_EQ ||
           (super == W2O_DESC_HEAP_STRUCT &&
            info->kind == W2O_DESC_TYPE_STRUCT) ||
           (super == W2O_DESC_HEAP_ARRAY && info->kind == W2O_DESC_TYPE_ARRAY);
  }
  return super == W2O_DESC_HEAP_EQ &&
         (sub == W2O_DESC_HEAP_I31 || sub == W2O_DESC_HEAP_STRUCT ||
          sub == W2O_DESC_HEAP_ARRAY);
}

bool w2o::matches(const ValueType &sub, const ValueType &super) {
  if (sub.kind != super.kind)
    return false;
  if (!sub.isRef())
    return true;
  return (!sub.nullable || super.nullable) &&
         matchesHeap(sub.heap, super.heap);
}

w2o_kind w2o::kindOf(const ValueType &type) {
  if (!type.isRef())
    return w2o_kind(type.kind);
  switch (topOf(type.heap)) {
  case W2O_DESC_HEAP_FUNC:
    return W2O_FUNCREF;
  case W2O_DESC_HEAP_ANY:
    return W2O_ANYREF;
  case W2O_DESC_HEAP_EXN:
    return W2O_EXNREF;
  default:
    return W2O_EXTERNREF;
  }
}

bool w2o::isKind(w2o_kind kind) {
  switch (kind) {
  case W2O_I32:
  case W2O_I64:
  case W2O_F32:
  case W2O_F64:
  case W2O_V128:
  case W2O_FUNCREF:
  case W2O_EXTERNREF:
  case W2O_EXNREF:
  case W2O_ANYREF:
    return true;
  }
  return false;
}

static const w2o_type_info *typeOfObject(const void *reference) {
  return *reinterpret_cast<const w2o_type_info *const *>(
      static_cast<const char *>(reference) + W2O_OBJECT_TYPE);
}

static w2o_ref_type refTypeOfObject(uintptr_t bits) {
  if (!bits)
    return W2O_REF_NULL;
  if (bits & W2O_I31_TAG)
    return W2O_REF_I31;
  switch (w2o_object_kind(
      typeOfObject(reinterpret_cast<const void *>(bits))->kind)) {
  case W2O_OBJECT_STRUCT:
    return W2O_REF_STRUCT;
  case W2O_OBJECT_ARRAY:
    return W2O_REF_ARRAY;
  case W2O_OBJECT_EXTERN:
    return W2O_REF_HOST;
  case W2O_OBJECT_EXCEPTION:
    return W2O_REF_EXCEPTION;
  }
  return W2O_REF_NULL;
}

w2o_ref_type w2o::refTypeOf(w2o_kind kind, const w2o_value &value) {
  auto bits = uintptr_t(value.anyref);
  switch (kind) {
  case W2O_FUNCREF:
    return bits ? W2O_REF_FUNC : W2O_REF_NULL;
  case W2O_EXTERNREF:
    if (bits >> W2O_INTERNAL_TAG_SHIFT != W2O_INTERNAL_TAG)
      return bits ? W2O_REF_HOST : W2O_REF_NULL;
    return refTypeOfObject(bits ^ W2O_INTERNAL_TAG << W2O_INTERNAL_TAG_SHIFT);
  case W2O_EXNREF:
  case W2O_ANYREF:
    return refTypeOfObject(bits);
  case W2O_I32:
  case W2O_I64:
  case W2O_F32:
  case W2O_F64:
  case W2O_V128:
    break;
  }
  return W2O_REF_NULL;
}

/// Whether a reference that is not null may be where the heap type is `heap`,
/// of the any hierarchy.
static bool acceptsObject(uint32_t heap, const w2o_value &value) {
  w2o_ref_type type = refTypeOf(W2O_ANYREF, value);
  bool isObject = type == W2O_REF_STRUCT || type == W2O_REF_ARRAY;
  if (heap >= W2O_DESC_HEAP_CONCRETE)
    return isObject && isSubType(typeOfObject(value.anyref)->id,
                                 heap - W2O_DESC_HEAP_CONCRETE);
  switch (heap) {
  case W2O_DESC_HEAP_ANY:
    return isObject || type == W2O_REF_I31 || type == W2O_REF_HOST;
  case W2O_DESC_HEAP_EQ:
    return isObject || type == W2O_REF_I31;
  case W2O_DESC_HEAP_I31:
    return type == W2O_REF_I31;
  case W2O_DESC_HEAP_STRUCT:
    return type == W2O_REF_STRUCT;
  case W2O_DESC_HEAP_ARRAY:
    return type == W2O_REF_ARRAY;
  default:
    return false;
  }
}

bool w2o::accepts(const ValueType &type, const w2o_value &value) {
  if (!type.isRef())
    return true;
  if (!value.externref)
    return type.nullable;
  if (isBottom(type.heap))
    return false;
  if (kindOf(type) == W2O_ANYREF)
    return acceptsObject(type.heap, value);
  if (type.isConcrete())
    return isSubType(value.funcref->type_id, type.typeId());
  return true;
}

TypeText w2o::textOf(const ValueType &type) {
  static const char *const kinds[] = {"?", "i32", "i64", "f32", "f64", "v128"};
  static const char *const heaps[] = {
      "func", "nofunc", "extern", "noextern", "any", "eq",
      "i31",  "struct", "array",  "none",     "exn", "noexn"};
  TypeText out;
  if (!type.isRef()) {
    snprintf(out.text, sizeof(out.text), "%s", kinds[type.kind % 6]);
  } else {
    const char *null = type.nullable ? "null " : "";
    if (type.isConcrete())
      snprintf(out.text, sizeof(out.text), "(ref %sof type id %u)", null,
               type.typeId());
    else if (type.nullable && type.heap <= W2O_DESC_HEAP_EXTERN &&
             type.heap != W2O_DESC_HEAP_NOFUNC)
      snprintf(out.text, sizeof(out.text), "%sref", heaps[type.heap]);
    else
      snprintf(out.text, sizeof(out.text), "(ref %s%s)", null,
               heaps[type.heap % 12]);
  }
  return out;
}
