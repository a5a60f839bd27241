//===- ObjectKinds.cpp - Objects without a WebAssembly type ---------------===//
//
// See ObjectKinds.h.
//
//===----------------------------------------------------------------------===//

#include "gc/ObjectKinds.h"

using namespace w2o;

namespace {

/// A w2o_type_info with its display, which is a flexible array.
struct Described {
  uint32_t id, kind, depth, size, numReferences, padding;
  const uint32_t *references;
  const w2o_type_info *display[W2O_TYPE_DISPLAY];
};
static_assert(offsetof(Described, display) == offsetof(w2o_type_info, display));
static_assert(offsetof(Described, references) ==
              offsetof(w2o_type_info, references));

constexpr uint32_t externField[] = {W2O_REFERENCE_EXTERN};
constexpr Described externType = {
    0, W2O_OBJECT_EXTERN, 0, sizeof(void *), 1, 0, externField, {}};
constexpr Described exceptionType = {
    0, W2O_OBJECT_EXCEPTION, 0, sizeof(w2o_exception), 0, 0, nullptr, {}};

constexpr uintptr_t internalTag = W2O_INTERNAL_TAG << W2O_INTERNAL_TAG_SHIFT;

/// Whether a word that claims to be an internal reference is one. The host can
/// make any word, and the guest must not get at what is no object.
bool isInternal(const Heap *heap, uintptr_t word) {
  if (word & W2O_I31_TAG)
    return word <= UINT32_MAX;
  if (!heap || !isObject(heap, word))
    return false;
  const auto *type = *reinterpret_cast<const w2o_type_info *const *>(
      word + W2O_OBJECT_TYPE);
  return type->kind == W2O_OBJECT_STRUCT || type->kind == W2O_OBJECT_ARRAY;
}

} // namespace

const w2o_type_info *w2o::externObjectType() {
  return reinterpret_cast<const w2o_type_info *>(&externType);
}

const w2o_type_info *w2o::exceptionObjectType() {
  return reinterpret_cast<const w2o_type_info *>(&exceptionType);
}

bool w2o::anyOfExtern(w2o_store *store, void *externref, void **result) {
  auto bits = uintptr_t(externref);
  if (!bits) {
    *result = nullptr;
    return true;
  }
  if (bits >> W2O_INTERNAL_TAG_SHIFT == W2O_INTERNAL_TAG &&
      isInternal(store->heap, bits ^ internalTag)) {
    *result = reinterpret_cast<void *>(bits ^ internalTag);
    return true;
  }
  Heap *heap = heapOf(store);
  void *object =
      heap ? allocateObject(heap, externObjectType(), sizeof(void *)) : nullptr;
  if (!object)
    return false;
  *static_cast<void **>(object) = externref;
  *result = object;
  return true;
}

void *w2o::externOfAny(void *anyref) {
  auto bits = uintptr_t(anyref);
  if (!bits)
    return nullptr;
  if (!(bits & W2O_I31_TAG)) {
    const auto *type = *reinterpret_cast<const w2o_type_info *const *>(
        bits + W2O_OBJECT_TYPE);
    if (type->kind == W2O_OBJECT_EXTERN)
      return *static_cast<void **>(anyref);
  }
  return reinterpret_cast<void *>(bits | internalTag);
}
