//===- Metering.cpp - Fuel and epochs -------------------------------------===//
//
// See Metering.h. Everything but the epoch belongs to the store's thread.
//
//===----------------------------------------------------------------------===//

#include "core/Metering.h"

using namespace w2o;

/// From 1, so that every deadline but "none" is more than 0.
static uint64_t epoch = 1;
/// A deadline that never comes.
static constexpr uint64_t never = UINT64_MAX;

void w2o::startMetering(Instance *instance, uint64_t fuel) {
  struct w2o_vm_head *head = instance->head();
  setFuel(instance, fuel ? fuel : mostFuel);
  head->epoch = &epoch;
  // 0 in a store that was never given one.
  uint64_t limit = instance->store->hostHead.head.epoch_limit;
  head->epoch_limit = limit ? limit : never;
}

bool w2o::countsFuel(const Instance *instance) {
  return instance->desc->flags & W2O_DESC_FLAG_FUEL;
}

uint64_t w2o::fuelOf(const Instance *instance) {
  int64_t fuel = instance->head()->fuel;
  return fuel > 0 ? uint64_t(fuel) : 0;
}

void w2o::setFuel(Instance *instance, uint64_t fuel) {
  instance->head()->fuel = int64_t(fuel < mostFuel ? fuel : mostFuel);
}

void w2o::addFuel(Instance *instance, uint64_t fuel) {
  // Negative while out_of_fuel asks for more.
  int64_t before = instance->head()->fuel;
  int64_t sum;
  if (fuel > mostFuel || __builtin_add_overflow(before, int64_t(fuel), &sum))
    sum = int64_t(mostFuel);
  instance->head()->fuel = sum;
}

uint64_t w2o::passMetering(const Instance *parent, w2o_store *store) {
  store->hostHead.head.epoch_limit = parent->head()->epoch_limit;
  uint64_t fuel = fuelOf(parent);
  return fuel ? fuel : 1; // 0 would be the most.
}

uint64_t w2o::currentEpoch() {
  return __atomic_load_n(&epoch, __ATOMIC_RELAXED);
}

void w2o::advanceEpoch() { __atomic_fetch_add(&epoch, 1, __ATOMIC_RELAXED); }

void w2o::setDeadline(w2o_store *store, uint64_t epochs) {
  uint64_t limit;
  if (__builtin_add_overflow(currentEpoch(), epochs, &limit))
    limit = never;
  store->hostHead.head.epoch_limit = limit;
  for (Instance *instance = store->instances; instance;
       instance = instance->nextInStore)
    instance->head()->epoch_limit = limit;
}
