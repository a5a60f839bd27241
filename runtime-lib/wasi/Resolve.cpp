//===- Resolve.cpp - Binding WASI by name, per instance -------------------===//
//
// For modules whose imports are not bound by the linker: w2o_wasi_resolve
// makes a host function of the caller's store for a name. The table is made
// from Wasi.def and refers to the exported symbols, so that a function that
// the host program replaced is replaced here too.
//
//===----------------------------------------------------------------------===//

#include "wasi/Exports.h"

#include "wasm2obj_wasi.h"

#include <cstring>
#include <utility>

namespace w2o::wasi {

namespace {

/// Reads argument `value` as the type of a parameter.
template <class T> T argument(const w2o_value &value) {
  if constexpr (sizeof(T) == 8)
    return value.i64;
  else
    return value.i32;
}

template <class T>
inline constexpr w2o_kind kindOf = sizeof(T) == 8 ? W2O_I64 : W2O_I32;

/// Calls a symbol with values instead of arguments, and knows its signature.
template <auto symbol> struct Binding;

template <class... Params, int32_t (*symbol)(w2o_instance *, Params...)>
struct Binding<symbol> {
  // One more entry, since there are no arrays of none.
  static constexpr w2o_kind params[] = {kindOf<Params>..., W2O_I32};
  static constexpr size_t numParams = sizeof...(Params);
  static constexpr size_t numResults = 1;

  static bool call(void *, w2o_instance *caller, const w2o_value *args,
                   w2o_value *results) {
    results[0].i32 =
        invoke(caller, args, std::index_sequence_for<Params...>());
    return true;
  }
  template <size_t... index>
  static int32_t invoke(w2o_instance *caller,
                        [[maybe_unused]] const w2o_value *args,
                        std::index_sequence<index...>) {
    return symbol(caller, argument<Params>(args[index])...);
  }
};

template <class... Params, void (*symbol)(w2o_instance *, Params...)>
struct Binding<symbol> {
  static constexpr w2o_kind params[] = {kindOf<Params>..., W2O_I32};
  static constexpr size_t numParams = sizeof...(Params);
  static constexpr size_t numResults = 0;

  static bool call(void *, w2o_instance *caller, const w2o_value *args,
                   w2o_value *) {
    invoke(caller, args, std::index_sequence_for<Params...>());
    return true;
  }
  template <size_t... index>
  static void invoke(w2o_instance *caller, const w2o_value *args,
                     std::index_sequence<index...>) {
    symbol(caller, argument<Params>(args[index])...);
  }
};

constexpr w2o_kind errnoResult[] = {W2O_I32};

struct Row {
  const char *module;
  const char *field;
  w2o_callback callback;
  w2o_signature signature;
};

template <auto symbol>
constexpr Row row(const char *module, const char *field) {
  using B = Binding<symbol>;
  return {module,
          field,
          B::call,
          {B::params, B::numParams, errnoResult, B::numResults}};
}

#define W2O_WASI_ROW(module, name) row<&module##__##name>(#module, #name),
#define W2O_WASI(name, implementation, count, params)                          \
  W2O_WASI_ROW(wasi_snapshot_preview1, name)                                   \
  W2O_WASI_ROW(wasi_unstable, name)
#define W2O_WASI_PREVIEW1(name, implementation, count, params)                 \
  W2O_WASI_ROW(wasi_snapshot_preview1, name)
#define W2O_WASI_VOID(name, implementation, count, params)                     \
  W2O_WASI_ROW(wasi_snapshot_preview1, name)                                   \
  W2O_WASI_ROW(wasi_unstable, name)
constexpr Row rows[] = {
#include "wasi/Wasi.def"
    row<&W2O_WASI_THREAD_SPAWN>("wasi", "thread-spawn"),
};
#undef W2O_WASI_ROW

static_assert(sizeof(rows) / sizeof(rows[0]) == 46 + 45 + 1,
              "46 functions in preview 1, all but one also in snapshot 0, and "
              "the one of wasi-threads");

bool equal(const char *text, const char *other, size_t length) {
  return std::strlen(text) == length &&
         std::memcmp(text, other, length) == 0;
}

} // namespace

} // namespace w2o::wasi

bool w2o_wasi_resolve(void *context, const char *module, size_t module_length,
                      const char *field, size_t field_length,
                      w2o_extern *result) {
  using namespace w2o::wasi;
  for (const Row &row : rows) {
    if (!equal(row.field, field, field_length) ||
        !equal(row.module, module, module_length))
      continue;
    w2o_func *func = w2o_func_new(static_cast<w2o_store *>(context),
                                  &row.signature, row.callback, nullptr);
    if (func == nullptr)
      return false;
    result->kind = W2O_EXTERN_FUNC;
    result->of.func = func;
    return true;
  }
  return false;
}
