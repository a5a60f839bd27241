//===- Pool.cpp - C API: pools, resetting, snapshots ----------------------===//

#include "core/Pool.h"

#include "core/Snapshot.h"

using namespace w2o;

extern "C" {

w2o_pool *w2o_pool_new(const w2o_pool_config *config, w2o_error *error) {
  clearError(error);
  return newPool(config, error);
}

bool w2o_pool_delete(w2o_pool *pool) { return deletePool(pool); }

size_t w2o_pool_in_use(w2o_pool *pool) {
  pthread_mutex_lock(&pool->lock);
  size_t count = pool->numSlots - pool->numFree - pool->numRetired;
  pthread_mutex_unlock(&pool->lock);
  return count;
}

bool w2o_instance_reset(w2o_instance *instance, w2o_error *error) {
  clearError(error);
  return resetInstance(instanceOf(instance), error);
}

w2o_snapshot *w2o_instance_snapshot(w2o_instance *instance, w2o_error *error) {
  clearError(error);
  return newSnapshot(instanceOf(instance), error);
}

void w2o_snapshot_delete(w2o_snapshot *snapshot) { releaseSnapshot(snapshot); }

} // extern "C"
