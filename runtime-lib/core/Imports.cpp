//===- Imports.cpp - Binding the imports of an instance -------------------===//
//
// Each import is looked for in the explicit list, then asked of the resolver,
// and must match the declared type (specification: Validation, Matching,
// "External Types"). Functions that the linker has bound are not looked for.
//
//===----------------------------------------------------------------------===//

#include "core/Function.h"
#include "core/Global.h"
#include "core/Instance.h"
#include "core/Table.h"
#include "core/Tag.h"

#include <stdio.h>
#include <string.h>

using namespace w2o;

namespace {

const char *kindText(uint32_t kind) {
  static const char *const texts[] = {"function", "table", "memory", "global",
                                      "tag"};
  return kind < 5 ? texts[kind] : "external";
}

class Binder {
public:
  Binder(Instance *instance, const w2o_config *config, w2o_error *error)
      : instance(instance), desc(instance->desc), config(config),
        error(error) {}

  bool bind(const w2o_desc_import &import, w2o_func **functions) {
    module = {W2O_DESC_TEXT(desc, import.module), import.module.length};
    field = {W2O_DESC_TEXT(desc, import.field), import.field.length};
    if (import.flags & W2O_DESC_IMPORT_LINKED)
      return true;
    w2o_extern value;
    if (!find(&value))
      return setError(error, W2O_ERROR_LINK,
                      "unknown import: nothing provides the %s %.*s.%.*s",
                      kindText(import.kind), module.printLength(), module.text,
                      field.printLength(), field.text);
    if (uint32_t(value.kind) != import.kind)
      return mismatch("a %s was given, a %s is expected", kindText(value.kind),
                      kindText(import.kind));
    if (!value.of.tag) // All members are pointers.
      return mismatch("a null %s was given", kindText(import.kind));
    switch (w2o_desc_extern_kind(import.kind)) {
    case W2O_DESC_FUNC:
      functions[import.index] = value.of.func;
      return checkFunction(value.of.func, import.index);
    case W2O_DESC_TABLE:
      instance->tables[import.index] = value.of.table;
      return checkTable(*value.of.table, import.index);
    case W2O_DESC_MEMORY:
      instance->memories[import.index] = value.of.memory;
      return checkMemory(*value.of.memory, import.index);
    case W2O_DESC_GLOBAL:
      instance->globals[import.index] = value.of.global;
      return checkGlobal(*value.of.global, import.index);
    case W2O_DESC_TAG:
      instance->tags[import.index] = value.of.tag;
      return checkTag(*instance->tags[import.index], import.index);
    }
    return false;
  }

private:
  bool find(w2o_extern *value) const {
    for (size_t i = 0; i < config->num_imports; ++i) {
      const w2o_import &import = config->imports[i];
      if (import.module_length == module.length &&
          import.field_length == field.length &&
          memcmp(import.module, module.text, module.length) == 0 &&
          memcmp(import.field, field.text, field.length) == 0) {
        *value = import.value;
        return true;
      }
    }
    return config->resolver &&
           config->resolver(config->resolver_context, module.text,
                            module.length, field.text, field.length, value);
  }

  template <typename... Arguments>
  bool mismatch(const char *format, Arguments... arguments) const {
    char reason[240];
    snprintf(reason, sizeof(reason), format, arguments...);
    return setError(error, W2O_ERROR_LINK,
                    "incompatible import type: %.*s.%.*s: %s",
                    module.printLength(), module.text, field.printLength(),
                    field.text, reason);
  }

  bool checkStore(const w2o_store *store) const {
    return store == instance->store ||
           mismatch("%s", "it belongs to another store");
  }

  bool checkFunction(const w2o_func *func, uint32_t index) const {
    uint32_t type =
        W2O_DESC_AT(desc, w2o_desc_func, desc->funcs)[index].type;
    if (!checkStore(storeOfFunction(func)))
      return false;
    return isSubType(func->type_id, instance->info->typeIds[type]) ||
           mismatch("%s", "the function has another signature");
  }

  /// `unit` is what is counted; `size` is the current one.
  bool checkLimits(const w2o_desc_limits &given, uint64_t size,
                   const w2o_desc_limits &wanted, const char *unit) const {
    constexpr uint32_t shape = W2O_DESC_LIMITS_64 | W2O_DESC_LIMITS_SHARED;
    if ((given.flags & shape) != (wanted.flags & shape))
      return mismatch("%s", (given.flags ^ wanted.flags) & W2O_DESC_LIMITS_64
                                ? "the address types differ"
                                : "only one of the two is shared");
    if (size < wanted.min)
      return mismatch("it has %llu %s, at least %llu are expected",
                      (unsigned long long)size, unit,
                      (unsigned long long)wanted.min);
    if (!(wanted.flags & W2O_DESC_LIMITS_HAS_MAX))
      return true;
    if (!(given.flags & W2O_DESC_LIMITS_HAS_MAX))
      return mismatch("it has no maximum, at most %llu %s are expected",
                      (unsigned long long)wanted.max, unit);
    return given.max <= wanted.max ||
           mismatch("its maximum is %llu %s, at most %llu are expected",
                    (unsigned long long)given.max, unit,
                    (unsigned long long)wanted.max);
  }

  bool checkTable(const w2o_table &table, uint32_t index) const {
    const w2o_desc_table &wanted =
        W2O_DESC_AT(desc, w2o_desc_table, desc->tables)[index];
    ValueType element = valueTypeOf(wanted.element, instance->info->typeIds);
    if (!checkStore(table.store))
      return false;
    // Tables can be written, so the types must be the same both ways.
    if (!(table.element == element))
      return mismatch("it holds %s, %s is expected",
                      textOf(table.element).text, textOf(element).text);
    return checkLimits(table.limits, table.def->size, wanted.limits,
                       "elements");
  }

  bool checkMemory(const w2o_memory &memory, uint32_t index) const {
    const w2o_desc_memory &wanted =
        W2O_DESC_AT(desc, w2o_desc_memory, desc->memories)[index];
    if (!checkStore(memory.store))
      return false;
    if (memory.limits.page_size_log2 != wanted.limits.page_size_log2)
      return mismatch("%s", "the page sizes differ");
    if (!checkLimits(memory.limits, memory.pages(), wanted.limits, "pages"))
      return false;
    bool needsGuard = reliesOnGuard(wanted.limits) &&
                      !(desc->flags & W2O_DESC_FLAG_CHECKED_MEMORIES);
    return memory.isGuarded || !needsGuard ||
           mismatch("%s", "the memory has no guard, which the code of this "
                          "module relies on");
  }

  bool checkGlobal(const w2o_global &global, uint32_t index) const {
    const w2o_desc_global &wanted =
        W2O_DESC_AT(desc, w2o_desc_global, desc->globals)[index];
    ValueType type = valueTypeOf(wanted.type, instance->info->typeIds);
    if (!checkStore(global.store))
      return false;
    if (global.isMutable != (wanted.is_mutable != 0))
      return mismatch("the global is %s", global.isMutable ? "mutable"
                                                           : "immutable");
    bool fits = global.isMutable ? global.type == type
                                 : matches(global.type, type);
    return fits || mismatch("the global is %s, %s is expected",
                            textOf(global.type).text, textOf(type).text);
  }

  bool checkTag(const w2o_tag &tag, uint32_t index) const {
    uint32_t type = W2O_DESC_AT(desc, uint32_t, desc->tags)[index];
    return checkStore(tag.store) &&
           (tag.def.type_id == instance->info->typeIds[type] ||
            mismatch("%s", "the tag has another type"));
  }

  Instance *instance;
  const w2o_desc *desc;
  const w2o_config *config;
  w2o_error *error;
  Name module;
  Name field;
};

} // namespace

bool w2o::bindImports(Instance *instance, const w2o_config *config,
                      w2o_func **functions, w2o_error *error) {
  const w2o_desc *desc = instance->desc;
  const auto *imports = W2O_DESC_AT(desc, w2o_desc_import, desc->imports);
  Binder binder(instance, config, error);
  for (uint32_t i = 0; i < desc->imports.count; ++i)
    if (!binder.bind(imports[i], functions))
      return false;
  return true;
}
