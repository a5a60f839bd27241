//===- Metering.cpp - C API: fuel, epochs and growth ----------------------===//

#include "core/Metering.h"

using namespace w2o;

extern "C" {

bool w2o_instance_set_fuel(w2o_instance *instance, uint64_t fuel) {
  Instance *object = instanceOf(instance);
  if (!countsFuel(object))
    return false;
  setFuel(object, fuel);
  return true;
}

bool w2o_instance_add_fuel(w2o_instance *instance, uint64_t fuel) {
  Instance *object = instanceOf(instance);
  if (!countsFuel(object))
    return false;
  addFuel(object, fuel);
  return true;
}

bool w2o_instance_use_fuel(w2o_instance *instance, uint64_t fuel) {
  Instance *object = instanceOf(instance);
  if (!countsFuel(object) || fuelOf(object) < fuel)
    return false;
  setFuel(object, fuelOf(object) - fuel);
  return true;
}

uint64_t w2o_instance_fuel(w2o_instance *instance) {
  return fuelOf(instanceOf(instance));
}

void w2o_store_set_fuel_callback(w2o_store *store, w2o_limit_callback callback,
                                 void *context) {
  store->outOfFuel = {callback, context};
}

void w2o_store_set_growth_callback(w2o_store *store,
                                   w2o_growth_callback callback,
                                   void *context) {
  store->growthCallback = callback;
  store->growthContext = context;
}

void w2o_advance_epoch(void) { advanceEpoch(); }

void w2o_store_set_deadline(w2o_store *store, uint64_t epochs) {
  setDeadline(store, epochs);
}

void w2o_store_set_deadline_callback(w2o_store *store,
                                     w2o_limit_callback callback,
                                     void *context) {
  store->deadline = {callback, context};
}

} // extern "C"
