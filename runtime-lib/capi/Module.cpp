//===- Module.cpp - C API: description of a module ------------------------===//

#include "abi/ModuleDesc.h"
#include "abi/Version.h"
#include "wasm2obj_rt.h"

static_assert(int(W2O_EXTERN_FUNC) == W2O_DESC_FUNC &&
                  int(W2O_EXTERN_TABLE) == W2O_DESC_TABLE &&
                  int(W2O_EXTERN_MEMORY) == W2O_DESC_MEMORY &&
                  int(W2O_EXTERN_GLOBAL) == W2O_DESC_GLOBAL &&
                  int(W2O_EXTERN_TAG) == W2O_DESC_TAG,
              "kinds convert by number");

extern "C" {

/// Objects refer to it: one that was compiled for another version of the
/// contract does not link.
W2O_API extern const char W2O_ABI_VERSION_SYMBOL;
const char W2O_ABI_VERSION_SYMBOL = W2O_ABI_VERSION;

size_t w2o_module_num_imports(const w2o_module *module) {
  return module->desc->imports.count;
}

size_t w2o_module_num_exports(const w2o_module *module) {
  return module->desc->exports.count;
}

bool w2o_module_import(const w2o_module *module, size_t index,
                       const char **module_name, size_t *module_name_length,
                       const char **field, size_t *field_length,
                       w2o_extern_kind *kind) {
  const w2o_desc *desc = module->desc;
  if (index >= desc->imports.count)
    return false;
  const w2o_desc_import &import =
      W2O_DESC_AT(desc, w2o_desc_import, desc->imports)[index];
  *module_name = W2O_DESC_TEXT(desc, import.module);
  *module_name_length = import.module.length;
  *field = W2O_DESC_TEXT(desc, import.field);
  *field_length = import.field.length;
  *kind = w2o_extern_kind(import.kind);
  return true;
}

bool w2o_module_export(const w2o_module *module, size_t index,
                       const char **name, size_t *name_length,
                       w2o_extern_kind *kind) {
  const w2o_desc *desc = module->desc;
  if (index >= desc->exports.count)
    return false;
  const w2o_desc_export &entry =
      W2O_DESC_AT(desc, w2o_desc_export, desc->exports)[index];
  *name = W2O_DESC_TEXT(desc, entry.name);
  *name_length = entry.name.length;
  *kind = w2o_extern_kind(entry.kind);
  return true;
}

} // extern "C"
