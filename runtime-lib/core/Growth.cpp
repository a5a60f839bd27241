//===- Growth.cpp - The host's word on growing memories and tables --------===//

#include "core/Growth.h"

#include "core/Function.h"
#include "core/Interrupt.h"

using namespace w2o;

bool w2o::mayGrow(Instance *instance, const w2o_growth &growth) {
  w2o_store *store = instance->store;
  if (!store->growthCallback)
    return true;
  bool may = store->growthCallback(store->growthContext, instance->vm, &growth);
  leaveWhenInterrupted();
  if (!may && (store->pending.isSet || store->pending.exception))
    raisePending(store, W2O_TRAP_HOST);
  dropPending(store);
  return may;
}
