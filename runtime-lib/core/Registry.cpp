//===- Registry.cpp - Types and modules of the process --------------------===//
//
// One lock guards all writers. Readers of types index a two-level array whose
// parts never move; readers of modules walk a list that only grows.
//
//===----------------------------------------------------------------------===//

#include "core/Registry.h"

#include "core/TypeKey.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

using namespace w2o;

namespace {

pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/// A TypeInfo with its key and hash chain, in one block with its arrays.
struct Entry {
  TypeInfo info;
  Entry *chain;
  uint64_t hash;
  uint32_t keyLength;
  const uint8_t *key;
  bool isComplete; ///< All but the id and the key is filled in.
};

constexpr uint32_t chunkSize = 1024;
constexpr uint32_t maxChunks = 16384;
/// chunks[id / chunkSize][id % chunkSize]; written once each.
Entry **chunks[maxChunks];
uint32_t numTypes = 1; // Id 0 is "no type".

/// Hash table over the keys; guarded by the lock.
Entry **buckets;
size_t numBuckets;

ModuleInfo *modules;

uint64_t hashOf(const uint8_t *key, size_t length) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325); // FNV-1a
  for (size_t i = 0; i < length; ++i)
    hash = (hash ^ key[i]) * UINT64_C(0x100000001b3);
  return hash;
}

Entry *findKey(const uint8_t *key, size_t length, uint64_t hash) {
  if (!numBuckets)
    return nullptr;
  for (Entry *e = buckets[hash % numBuckets]; e; e = e->chain)
    if (e->hash == hash && e->keyLength == length &&
        memcmp(e->key, key, length) == 0)
      return e;
  return nullptr;
}

bool growBuckets() {
  size_t newCount = numBuckets ? numBuckets * 2 : 256;
  auto **fresh = static_cast<Entry **>(calloc(newCount, sizeof(Entry *)));
  if (!fresh)
    return false;
  for (size_t i = 0; i < numBuckets; ++i)
    while (Entry *e = buckets[i]) {
      buckets[i] = e->chain;
      e->chain = fresh[e->hash % newCount];
      fresh[e->hash % newCount] = e;
    }
  free(buckets);
  buckets = fresh;
  numBuckets = newCount;
  return true;
}

/// What a new type looks like; the arrays are copied.
struct NewType {
  const uint8_t *key;
  size_t keyLength;
  uint8_t kind;
  bool isFinal;
  uint32_t superId;
  uint32_t numParams;
  uint32_t numResults;
  uint32_t numFields;
  uint32_t depth;
};

/// The block of a new entry, its value types still to be filled in.
Entry *makeEntry(const NewType &type) {
  size_t count = size_t(type.numParams) + type.numResults;
  bool isObject = type.kind != W2O_DESC_TYPE_FUNC;
  size_t objectBytes = isObject ? typeInfoBytes(type.depth, type.numFields) : 0;
  size_t size = sizeof(Entry) + objectBytes +
                type.numFields * sizeof(FieldInfo) +
                count * sizeof(ValueType) + count * sizeof(w2o_kind) +
                type.numParams * sizeof(ParamPlace) + type.keyLength;
  auto *entry = static_cast<Entry *>(calloc(1, size));
  if (!entry)
    return nullptr;
  auto *object = reinterpret_cast<char *>(entry + 1);
  auto *fields = reinterpret_cast<FieldInfo *>(object + objectBytes);
  auto *values = reinterpret_cast<ValueType *>(fields + type.numFields);
  auto *kinds = reinterpret_cast<w2o_kind *>(values + count);
  auto *places = reinterpret_cast<ParamPlace *>(kinds + count);
  auto *key = reinterpret_cast<uint8_t *>(places + type.numParams);
  memcpy(key, type.key, type.keyLength);
  entry->key = key;
  entry->keyLength = uint32_t(type.keyLength);
  entry->info.superId = type.superId;
  entry->info.isFinal = type.isFinal;
  entry->info.kind = type.kind;
  entry->info.values = values;
  entry->info.numFields = type.numFields;
  entry->info.fields = fields;
  if (isObject)
    entry->info.object = reinterpret_cast<w2o_type_info *>(object);
  entry->info.signature.numParams = type.numParams;
  entry->info.signature.numResults = type.numResults;
  entry->info.signature.params = kinds;
  entry->info.signature.results = kinds + type.numParams;
  entry->info.signature.places = places;
  return entry;
}

/// Enters a filled entry under the next id. False, and the entry freed, when
/// memory is exhausted.
bool addEntry(Entry *entry, uint64_t hash) {
  uint32_t id = numTypes;
  if (id / chunkSize >= maxChunks ||
      (numBuckets <= numTypes && !growBuckets())) {
    free(entry);
    return false;
  }
  Entry **chunk = chunks[id / chunkSize];
  if (!chunk) {
    chunk = static_cast<Entry **>(calloc(chunkSize, sizeof(Entry *)));
    if (!chunk) {
      free(entry);
      return false;
    }
    __atomic_store_n(&chunks[id / chunkSize], chunk, __ATOMIC_RELEASE);
  }
  entry->info.id = id;
  entry->hash = hash;
  entry->chain = buckets[hash % numBuckets];
  buckets[hash % numBuckets] = entry;
  __atomic_store_n(&chunk[id % chunkSize], entry, __ATOMIC_RELEASE);
  ++numTypes;
  return true;
}

ValueType *valuesOf(Entry *entry) {
  return const_cast<ValueType *>(entry->info.values);
}

w2o_type_info *objectOf(Entry *entry) {
  return const_cast<w2o_type_info *>(entry->info.object);
}

/// Derives kinds and places from the value types.
void finishSignature(Entry *entry) {
  Signature &signature = entry->info.signature;
  auto *kinds = const_cast<w2o_kind *>(signature.params);
  for (uint32_t i = 0; i < signature.numParams + signature.numResults; ++i)
    kinds[i] = kindOf(entry->info.values[i]);
  signature.classify();
  entry->isComplete = true;
}

Entry *entryOf(uint32_t id) { return chunks[id / chunkSize][id % chunkSize]; }

/// Id of type `index`; a new entry has no value types yet. 0 with `error`
/// filled on failure.
uint32_t internType(const w2o_desc *desc, uint32_t index,
                    const uint32_t *typeIds, w2o_error *error) {
  const w2o_desc_type &type =
      W2O_DESC_AT(desc, w2o_desc_type, desc->types)[index];
  const auto *key = reinterpret_cast<const uint8_t *>(desc) + type.key.at;
  uint64_t hash = hashOf(key, type.key.length);
  if (Entry *known = findKey(key, type.key.length, hash))
    return known->info.id;

  bool isFunc = type.kind == W2O_DESC_TYPE_FUNC;
  uint32_t superId = type.super < index ? typeIds[type.super] : 0;
  const w2o_type_info *super =
      superId ? entryOf(superId)->info.object : nullptr;
  Entry *entry = makeEntry({key, type.key.length, uint8_t(type.kind),
                            type.is_final != 0, superId,
                            isFunc ? type.params.count : 0,
                            isFunc ? type.results.count : 0,
                            isFunc ? 0 : type.fields.count,
                            super ? super->depth + 1 : 0});
  if (!entry || !addEntry(entry, hash)) {
    setError(error, W2O_ERROR_RESOURCE, "out of memory");
    return 0;
  }
  // Already now: a subtype of the same group asks for it.
  if (!isFunc)
    objectOf(entry)->depth = super ? super->depth + 1 : 0;
  return entry->info.id;
}

void completeFunction(Entry *entry, const w2o_desc *desc,
                      const w2o_desc_type &type, const uint32_t *typeIds) {
  uint32_t numParams = entry->info.signature.numParams;
  const auto *params = W2O_DESC_AT(desc, w2o_desc_value_type, type.params);
  const auto *results = W2O_DESC_AT(desc, w2o_desc_value_type, type.results);
  for (uint32_t k = 0; k < numParams; ++k)
    valuesOf(entry)[k] = valueTypeOf(params[k], typeIds);
  for (uint32_t k = 0; k < entry->info.signature.numResults; ++k)
    valuesOf(entry)[numParams + k] = valueTypeOf(results[k], typeIds);
  finishSignature(entry);
}

void completeObject(Entry *entry, const w2o_desc *desc,
                    const w2o_desc_type &type, const uint32_t *typeIds) {
  auto *fields = const_cast<FieldInfo *>(entry->info.fields);
  const auto *given = W2O_DESC_AT(desc, w2o_desc_field, type.fields);
  for (uint32_t k = 0; k < entry->info.numFields; ++k)
    fields[k] = fieldOf(given[k], typeIds);
  w2o_type_info *object = objectOf(entry);
  fillTypeInfo(object, type, entry->info.id, object->depth, fields);
  for (uint32_t id = entry->info.id; id; id = entryOf(id)->info.superId) {
    const w2o_type_info *ancestor = entryOf(id)->info.object;
    object->display[ancestor->depth] = ancestor;
  }
  entry->isComplete = true;
}

/// Whether a type that is known describes objects as `type` does.
bool hasLayoutOf(const TypeInfo &known, const w2o_desc *desc,
                 const w2o_desc_type &type, const uint32_t *typeIds) {
  if (known.kind != type.kind)
    return false;
  if (type.kind == W2O_DESC_TYPE_FUNC)
    return true;
  if (known.object->size != type.size ||
      known.numFields != type.fields.count)
    return false;
  const auto *given = W2O_DESC_AT(desc, w2o_desc_field, type.fields);
  for (uint32_t k = 0; k < known.numFields; ++k)
    if (!(known.fields[k] == fieldOf(given[k], typeIds)))
      return false;
  return true;
}

/// Ids of all types of a module. The types of a recursive group refer to each
/// other in both directions, so value types are filled in when all ids are
/// known. False with `error` filled on failure.
bool internTypes(const w2o_desc *desc, uint32_t *typeIds, w2o_error *error) {
  const auto *types = W2O_DESC_AT(desc, w2o_desc_type, desc->types);
  uint32_t count = 0;
  for (uint32_t i = 0; i < desc->types.count; ++i)
    if (!checkObjectType(desc, i, error))
      return false;
  while (count < desc->types.count &&
         (typeIds[count] = internType(desc, count, typeIds, error)) != 0)
    ++count;
  bool ok = count == desc->types.count;

  // Also after a failure: what was entered stays and must be complete. A type
  // of the missing rest is then no type.
  for (uint32_t i = 0; i < count; ++i) {
    Entry *entry = entryOf(typeIds[i]);
    if (entry->isComplete) {
      if (ok && !hasLayoutOf(entry->info, desc, types[i], typeIds))
        ok = setError(error, W2O_ERROR_UNSUPPORTED,
                      "type %u of the module has another layout than the same "
                      "type of a module that was loaded before; compile both "
                      "with one version of the compiler",
                      i);
    } else if (types[i].kind == W2O_DESC_TYPE_FUNC) {
      completeFunction(entry, desc, types[i], typeIds);
    } else {
      completeObject(entry, desc, types[i], typeIds);
    }
  }
  return ok;
}

} // namespace

uint32_t w2o::internSignature(const w2o_signature *signature) {
  for (size_t i = 0; i < signature->num_params; ++i)
    if (!isKind(signature->params[i]))
      return 0;
  for (size_t i = 0; i < signature->num_results; ++i)
    if (!isKind(signature->results[i]))
      return 0;

  TypeKey key = keyOfSignature(signature);
  uint64_t hash = hashOf(key.bytes, key.size);
  pthread_mutex_lock(&lock);
  uint32_t id = 0;
  if (Entry *known = findKey(key.bytes, key.size, hash)) {
    id = known->info.id;
  } else {
    uint32_t numParams = uint32_t(signature->num_params);
    uint32_t numResults = uint32_t(signature->num_results);
    Entry *entry = makeEntry({key.bytes, key.size, W2O_DESC_TYPE_FUNC, true, 0,
                              numParams, numResults, 0, 0});
    if (entry && addEntry(entry, hash)) {
      for (uint32_t i = 0; i < numParams; ++i)
        valuesOf(entry)[i] = valueTypeOf(signature->params[i]);
      for (uint32_t i = 0; i < numResults; ++i)
        valuesOf(entry)[numParams + i] = valueTypeOf(signature->results[i]);
      finishSignature(entry);
      id = entry->info.id;
    }
  }
  pthread_mutex_unlock(&lock);
  return id;
}

const TypeInfo *w2o::typeInfo(uint32_t id) {
  if (id == 0 || id / chunkSize >= maxChunks)
    return nullptr;
  Entry **chunk = __atomic_load_n(&chunks[id / chunkSize], __ATOMIC_ACQUIRE);
  if (!chunk)
    return nullptr;
  Entry *entry = __atomic_load_n(&chunk[id % chunkSize], __ATOMIC_ACQUIRE);
  return entry ? &entry->info : nullptr;
}

bool w2o::isSubType(uint32_t sub, uint32_t super) {
  while (sub != super) {
    const TypeInfo *info = typeInfo(sub);
    if (!info || info->superId == 0)
      return false;
    sub = info->superId;
  }
  return sub != 0;
}

ModuleInfo *w2o::acquireModule(const w2o_module *module, w2o_error *error) {
  pthread_mutex_lock(&lock);
  ModuleInfo *unused = nullptr;
  ModuleInfo *info = modules;
  for (; info; info = info->next) {
    if (info->users && info->module == module)
      break;
    if (!info->users)
      unused = info;
  }
  if (info) {
    ++info->users;
    pthread_mutex_unlock(&lock);
    return info;
  }

  const w2o_desc *desc = module->desc;
  auto *ids = static_cast<uint32_t *>(
      calloc(desc->types.count + 1, sizeof(uint32_t)));
  info = unused;
  bool isNew = !info;
  if (isNew)
    info = static_cast<ModuleInfo *>(calloc(1, sizeof(ModuleInfo)));
  bool ok = ids && info;
  if (!ok)
    setError(error, W2O_ERROR_RESOURCE, "out of memory");
  if (!ok || !internTypes(desc, ids, error)) {
    free(ids);
    if (isNew)
      free(info);
    pthread_mutex_unlock(&lock);
    return nullptr;
  }
  info->users = 1;
  info->numTypes = desc->types.count;
  info->typeIds = ids;
  // Readers take a node for valid only while `end` is set.
  __atomic_store_n(&info->module, module, __ATOMIC_RELAXED);
  __atomic_store_n(&info->begin, uintptr_t(module->text_begin),
                   __ATOMIC_RELAXED);
  __atomic_store_n(&info->end, uintptr_t(module->text_end), __ATOMIC_RELEASE);
  if (isNew) {
    info->next = modules;
    __atomic_store_n(&modules, info, __ATOMIC_RELEASE);
  }
  pthread_mutex_unlock(&lock);
  return info;
}

void w2o::releaseModule(ModuleInfo *info) {
  pthread_mutex_lock(&lock);
  if (--info->users == 0) {
    __atomic_store_n(&info->end, 0, __ATOMIC_RELEASE);
    free(info->typeIds);
    info->typeIds = nullptr;
    releaseImage(info->image);
    info->image = nullptr;
  }
  pthread_mutex_unlock(&lock);
}

Image *w2o::programImage(ModuleInfo *info) {
  const w2o_desc_image &image = info->module->desc->image;
  if (!image.size)
    return nullptr;
  pthread_mutex_lock(&lock);
  if (!info->image)
    info->image = newProgramImage(info->module->image, image.at, image.size);
  Image *result = info->image;
  pthread_mutex_unlock(&lock);
  return result;
}

const w2o_module *w2o::moduleOfCode(uintptr_t address) {
  for (ModuleInfo *info = __atomic_load_n(&modules, __ATOMIC_ACQUIRE); info;
       info = info->next) {
    // The module of guest code that runs is in use, and its node stands
    // still; a node that changes at this moment is another module's.
    uintptr_t end = __atomic_load_n(&info->end, __ATOMIC_ACQUIRE);
    uintptr_t begin = __atomic_load_n(&info->begin, __ATOMIC_RELAXED);
    if (address >= begin && address < end)
      return __atomic_load_n(&info->module, __ATOMIC_RELAXED);
  }
  return nullptr;
}
