//===- SpectestHost.cpp - The host module "spectest" ----------------------===//

#include "SpectestHost.h"
#include <vector>

namespace w2o::spectest {

/// The functions print in other engines; nobody reads that here.
static bool ignoreArguments(void *, w2o_instance *, const w2o_value *,
                            w2o_value *) {
  return true;
}

static w2o_value makeValue(w2o_kind kind) {
  w2o_value value{};
  switch (kind) {
  case W2O_I32:
    value.i32 = 666;
    break;
  case W2O_I64:
    value.i64 = 666;
    break;
  case W2O_F32:
    value.f32 = 666.6f;
    break;
  case W2O_F64:
    value.f64 = 666.6;
    break;
  case W2O_V128:
  case W2O_FUNCREF:
  case W2O_EXTERNREF:
  case W2O_ANYREF:
  case W2O_EXNREF:
    break;
  }
  return value;
}

std::optional<std::string> SpectestHost::create(w2o_store *store) {
  w2o_error error{};
  auto add = [this](const char *name, w2o_extern_kind kind) -> w2o_extern & {
    w2o_extern &item = items[name];
    item.kind = kind;
    return item;
  };

  static const struct {
    const char *name;
    std::vector<w2o_kind> params;
  } functions[] = {{"print", {}},
                   {"print_i32", {W2O_I32}},
                   {"print_i64", {W2O_I64}},
                   {"print_f32", {W2O_F32}},
                   {"print_f64", {W2O_F64}},
                   {"print_i32_f32", {W2O_I32, W2O_F32}},
                   {"print_f64_f64", {W2O_F64, W2O_F64}}};
  for (const auto &function : functions) {
    w2o_signature type{};
    type.params = function.params.data();
    type.num_params = function.params.size();
    w2o_func *func = w2o_func_new(store, &type, ignoreArguments, nullptr);
    if (!func)
      return "spectest: no memory for a function";
    add(function.name, W2O_EXTERN_FUNC).of.func = func;
  }

  static const std::pair<const char *, w2o_kind> globals[] = {
      {"global_i32", W2O_I32},
      {"global_i64", W2O_I64},
      {"global_f32", W2O_F32},
      {"global_f64", W2O_F64}};
  for (auto [name, kind] : globals) {
    w2o_global *global =
        w2o_global_new(store, kind, false, makeValue(kind), &error);
    if (!global)
      return std::string("spectest: ") + error.message;
    add(name, W2O_EXTERN_GLOBAL).of.global = global;
  }

  w2o_memory *memory = w2o_memory_new(store, 1, 2, &error);
  if (!memory)
    return std::string("spectest: ") + error.message;
  add("memory", W2O_EXTERN_MEMORY).of.memory = memory;
  w2o_memory *shared = w2o_memory_new_shared(store, 1, 2, &error);
  if (!shared)
    return std::string("spectest: ") + error.message;
  add("shared_memory", W2O_EXTERN_MEMORY).of.memory = shared;
  w2o_table *table = w2o_table_new(store, W2O_FUNCREF, 10, 20, &error);
  if (!table)
    return std::string("spectest: ") + error.message;
  add("table", W2O_EXTERN_TABLE).of.table = table;
  return std::nullopt;
}

bool SpectestHost::find(std::string_view field, w2o_extern &result) const {
  auto it = items.find(field);
  if (it == items.end())
    return false;
  result = it->second;
  return true;
}

} // namespace w2o::spectest
