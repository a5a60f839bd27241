//===- Snapshot.h - The state of an instance, to make others from ---------===//
//
// What the instance defined at one moment: memories, tables, globals and which
// segments are dropped. Never changes, so that any threads can make instances
// from it at once.
//
// References. The functions of the instance are kept as the numbers of their
// records, and become the functions of the new instance. Host pointers
// (externref) are kept as they are. Other references name things of the store,
// which a new instance may not be in, so an instance that holds one cannot be
// snapshotted.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_SNAPSHOT_H
#define W2O_CORE_SNAPSHOT_H

#include "core/Instance.h"

/// Arrays are indexed by definition, without imports.
struct w2o_snapshot {
  uint32_t references; ///< Atomic.
  const w2o_module *module;
  w2o::ModuleInfo *info;
  w2o::Image **images;
  uint64_t *lengths; ///< Of memories, in bytes.
  uint64_t *tableSizes;
  uintptr_t **tableElements; ///< Encoded references.
  w2o_global_cell *globals;  ///< References encoded.
  uint64_t *dataLengths;
  uint64_t *elemLengths;
  uintptr_t *elemValues; ///< Encoded; of all expression segments in order.
};

namespace w2o {

/// Null with `error` filled.
w2o_snapshot *newSnapshot(Instance *instance, w2o_error *error);
/// Takes a reference. Null is allowed.
w2o_snapshot *retainSnapshot(w2o_snapshot *snapshot);
/// Drops a reference. Null is allowed.
void releaseSnapshot(w2o_snapshot *snapshot);

/// Gives an instance, whose memories have their images already, the rest of the
/// state. False with `error` filled.
bool restoreState(const w2o_snapshot *snapshot, Instance *instance,
                  w2o_error *error);

} // namespace w2o

#endif // W2O_CORE_SNAPSHOT_H
