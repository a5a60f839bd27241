//===- Runner.cpp - The functions that run at compile time ----------------===//
//
// See Runner.h.
//
//===----------------------------------------------------------------------===//

#include "Runner.h"

#include "abi/ModuleDesc.h"
#include <algorithm>
#include <vector>

namespace w2o {

/// Calls nest as deep on every machine that has a main thread with the usual
/// 8 MiB.
static constexpr size_t stackSize = 4 << 20;

static std::optional<Error> refuse(std::string message) {
  return makeError(ErrorClass::Preinit, std::move(message));
}

static std::string importName(const w2o_desc *desc,
                              const w2o_desc_import &import) {
  std::string name = "'";
  name.append(W2O_DESC_TEXT(desc, import.module), import.module.length);
  name += '.';
  name.append(W2O_DESC_TEXT(desc, import.field), import.field.length);
  return name + "'";
}

/// The kind of host functions' values for a type; nothing when there is none
/// that is exactly this type.
static std::optional<w2o_kind> kindOf(const w2o_desc_value_type &type) {
  if (type.kind != W2O_DESC_REF)
    return w2o_kind(type.kind);
  if (!type.nullable)
    return std::nullopt;
  switch (type.heap) {
  case W2O_DESC_HEAP_FUNC:
    return W2O_FUNCREF;
  case W2O_DESC_HEAP_EXTERN:
    return W2O_EXTERNREF;
  case W2O_DESC_HEAP_ANY:
    return W2O_ANYREF;
  case W2O_DESC_HEAP_EXN:
    return W2O_EXNREF;
  default:
    return std::nullopt;
  }
}

static bool appendKinds(const w2o_desc *desc, w2o_desc_array types,
                        std::vector<w2o_kind> &kinds) {
  for (uint32_t i = 0; i < types.count; ++i) {
    auto kind = kindOf(W2O_DESC_AT(desc, w2o_desc_value_type, types)[i]);
    if (!kind)
      return false;
    kinds.push_back(*kind);
  }
  return true;
}

static bool kindsOfImport(const w2o_desc *desc, const w2o_desc_import &import,
                          std::vector<w2o_kind> &params,
                          std::vector<w2o_kind> &results) {
  uint32_t index =
      W2O_DESC_AT(desc, w2o_desc_func, desc->funcs)[import.index].type;
  const auto &type = W2O_DESC_AT(desc, w2o_desc_type, desc->types)[index];
  return appendKinds(desc, type.params, params) &&
         appendKinds(desc, type.results, results);
}

Runner::Runner(const w2o_module *module, uint64_t maxMemory)
    : module(module), maxMemory(maxMemory), store(w2o_store_new()) {}

Runner::~Runner() { w2o_store_delete(store); }

std::optional<Error> Runner::checkImport(uint32_t index) {
  static constexpr const char *kinds[] = {"function", "table", "memory",
                                          "global", "tag"};
  const w2o_desc *desc = module->desc;
  const auto &import =
      W2O_DESC_AT(desc, w2o_desc_import, desc->imports)[index];
  std::string name = importName(desc, import);
  if (import.kind != W2O_DESC_FUNC)
    return refuse(std::string("the module imports the ") + kinds[import.kind] +
                  " " + name + ", which is not known at compile time");
  std::vector<w2o_kind> params, results;
  if (!kindsOfImport(desc, import, params, results))
    return refuse("the imported function " + name +
                  " has references in its type that no function of the host "
                  "can have");
  return std::nullopt;
}

std::optional<Error> Runner::checkModule() {
  const w2o_desc *desc = module->desc;
  for (uint32_t i = 0; i < desc->imports.count; ++i)
    if (auto error = checkImport(i))
      return error;
  auto add = [&](uint64_t count, uint64_t size) {
    if (count > (maxMemory - used) / size)
      return false;
    used += count * size;
    return true;
  };
  for (uint32_t i = 0; i < desc->memories.count; ++i) {
    const w2o_desc_limits &limits =
        W2O_DESC_AT(desc, w2o_desc_memory, desc->memories)[i].limits;
    if (limits.flags & W2O_DESC_LIMITS_SHARED)
      return refuse("memory " + std::to_string(i) +
                    " is shared: other threads could be using it");
    if (!add(limits.min, uint64_t(1) << limits.page_size_log2))
      return refuse("memory " + std::to_string(i) +
                    " is over the limit (--preinit-max-memory)");
  }
  for (uint32_t i = 0; i < desc->tables.count; ++i)
    if (!add(W2O_DESC_AT(desc, w2o_desc_table, desc->tables)[i].limits.min,
             sizeof(void *)))
      return refuse("table " + std::to_string(i) +
                    " is over the limit (--preinit-max-memory)");
  return std::nullopt;
}

bool Runner::stubCalled(void *stub, w2o_instance *caller, const w2o_value *,
                        w2o_value *) {
  std::string text = "import " + static_cast<Stub *>(stub)->name +
                     " was called";
  w2o_set_trap(caller, W2O_TRAP_HOST, 0, text.c_str());
  return false;
}

bool Runner::bind(void *context, const char *, size_t, const char *, size_t,
                  w2o_extern *result) {
  auto &self = *static_cast<Runner *>(context);
  const w2o_desc *desc = self.module->desc;
  if (self.nextImport == desc->imports.count)
    return false;
  const auto &import = W2O_DESC_AT(desc, w2o_desc_import,
                                   desc->imports)[self.nextImport++];
  std::vector<w2o_kind> params, results;
  if (!kindsOfImport(desc, import, params, results))
    return false;
  w2o_signature type = {params.data(), params.size(), results.data(),
                        results.size()};
  Stub &stub = self.stubs.emplace_back(Stub{importName(desc, import)});
  result->kind = W2O_EXTERN_FUNC;
  result->of.func = w2o_func_new(self.store, &type, stubCalled, &stub);
  return result->of.func;
}

bool Runner::mayGrow(void *context, w2o_instance *,
                     const w2o_growth *growth) {
  auto &self = *static_cast<Runner *>(context);
  uint64_t size = growth->kind == W2O_EXTERN_TABLE ? sizeof(void *) : 1;
  uint64_t more = growth->to - growth->from;
  if (more > (self.maxMemory - self.used) / size)
    return false;
  self.used += more * size;
  return true;
}

Error Runner::describe(const std::string &what,
                       const w2o_error &error) const {
  std::string text = error.message[0] ? error.message
                                      : w2o_trap_message(error.trap);
  bool isTrap = error.kind == W2O_ERROR_TRAP;
  Error result = makeError(ErrorClass::Preinit,
                           what + (isTrap ? " trapped: " : ": ") + text);
  const w2o_frame *frames = nullptr;
  if (!made || !isTrap || w2o_backtrace(made, &frames) == 0)
    return result;
  result.functionIndex = frames[0].func_index;
  if (frames[0].wasm_offset)
    result.offset = frames[0].wasm_offset;
  if (frames[0].func_name)
    result.functionName.assign(frames[0].func_name,
                               frames[0].func_name_length);
  return result;
}

std::optional<Error> Runner::instantiate() {
  if (!store)
    return refuse("out of memory");
  w2o_store_set_growth_callback(store, mayGrow, this);
  w2o_config config = {};
  config.store = store;
  config.resolver = bind;
  config.resolver_context = this;
  config.max_memory_pages =
      std::max<uint64_t>(maxMemory / W2O_WASM_PAGE_SIZE, 1);
  config.max_table_elements =
      std::max<uint64_t>(maxMemory / sizeof(void *), 1);
  config.max_heap_bytes = maxMemory;
  config.stack_size = stackSize;
  w2o_error error = {};
  made = w2o_instance_new(module, &config, &error);
  if (made)
    return std::nullopt;
  return describe("instantiation", error);
}

std::optional<Error> Runner::call(const std::string &name) {
  w2o_extern found = {};
  if (!w2o_export(made, name.data(), name.size(), &found) ||
      found.kind != W2O_EXTERN_FUNC)
    return makeError(ErrorClass::Usage,
                     "--preinit: the module exports no function '" + name +
                         "'");
  w2o_signature type = w2o_func_signature(found.of.func);
  if (type.num_params != 0 || type.num_results != 0)
    return makeError(ErrorClass::Usage,
                     "--preinit: function '" + name + "' has " +
                         std::to_string(type.num_params) + " parameters and " +
                         std::to_string(type.num_results) +
                         " results, expected none");
  w2o_error error = {};
  if (w2o_func_call(found.of.func, nullptr, 0, nullptr, 0, &error) ==
      W2O_TRAP_NONE)
    return std::nullopt;
  return describe("'" + name + "'", error);
}

std::optional<Error> Runner::run(const std::string &initialiser) {
  if (auto error = checkModule())
    return error;
  if (auto error = instantiate())
    return error;
  if (initialiser != reactorInitialiser &&
      w2o_export_func(made, reactorInitialiser))
    if (auto error = call(reactorInitialiser))
      return error;
  return call(initialiser);
}

} // namespace w2o
