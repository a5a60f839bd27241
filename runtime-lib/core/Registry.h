//===- Registry.h - Types and modules of the process ----------------------===//
//
// Canonical type ids: equal types of any two modules get one 32-bit id, so
// that compiled code checks a signature with one compare, and structures and
// arrays one w2o_type_info, so that a cast compares addresses. Ids start at 1;
// they and what is known about them live as long as the process.
//
// Modules: the type ids and the text range of each module that has instances.
// The fault handler and the backtrace find a module by a code address; they
// take no lock. Nodes are never freed, but are used again for another module
// when the last instance is gone, since a module may be unloaded (dlclose)
// and another one may then have its address.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_REGISTRY_H
#define W2O_CORE_REGISTRY_H

#include "core/Image.h"
#include "core/ObjectType.h"
#include "core/Signature.h"
#include "core/Types.h"

namespace w2o {

/// A canonical type.
struct TypeInfo {
  uint32_t id;
  uint32_t superId; ///< 0: none.
  bool isFinal;
  uint8_t kind; ///< enum w2o_desc_type_kind
  /// Functions: the signature, and the types behind its kinds, parameters
  /// first.
  Signature signature;
  const ValueType *values;
  /// Structures and arrays: the fields, and what compiled code reads.
  uint32_t numFields;
  const FieldInfo *fields;
  const w2o_type_info *object;
};

/// Interns the final function type of a host function. 0 when memory is
/// exhausted or a kind is none.
uint32_t internSignature(const w2o_signature *signature);

/// Null when there is no such id.
const TypeInfo *typeInfo(uint32_t id);
/// Whether `sub` is `super` or declares it as an ancestor.
bool isSubType(uint32_t sub, uint32_t super);

struct ModuleInfo {
  // Read without a lock; `end` is 0 while the node is not in use.
  uintptr_t begin;
  uintptr_t end;
  const w2o_module *module;
  ModuleInfo *next;
  // Under the registry's lock.
  uint32_t users;
  uint32_t numTypes;
  uint32_t *typeIds;
  Image *image; ///< Null until programImage().
};

/// Registers a module, or counts one more user. Null with `error` filled when
/// memory is exhausted, or when the module describes a type in another way
/// than a module before it.
ModuleInfo *acquireModule(const w2o_module *module, w2o_error *error = nullptr);
void releaseModule(ModuleInfo *info);
/// The image of the module's data segments, which lives as long as the module
/// is in use. Null when it has none or memory is exhausted.
Image *programImage(ModuleInfo *info);

/// The module whose code `address` belongs to, or null. Async-signal-safe.
const w2o_module *moduleOfCode(uintptr_t address);

} // namespace w2o

#endif // W2O_CORE_REGISTRY_H
