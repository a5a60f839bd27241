//===- Metering.h - Fuel and epochs ---------------------------------------===//
//
// What code of `wasm2obj --fuel` and `--interrupt=epoch` checks. Fuel is in the
// head of each instance; the deadline is the store's, with a copy in each head;
// the epoch is one counter of the process, which only grows.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_METERING_H
#define W2O_CORE_METERING_H

#include "core/Instance.h"

namespace w2o {

/// Fuel that nobody uses up; the most that the counter holds.
constexpr uint64_t mostFuel = INT64_MAX;

/// Gives a new instance its fuel (0: the most) and its store's deadline.
void startMetering(Instance *instance, uint64_t fuel);

bool countsFuel(const Instance *instance);
uint64_t fuelOf(const Instance *instance);
void setFuel(Instance *instance, uint64_t fuel);
void addFuel(Instance *instance, uint64_t fuel);

/// What an instance of another thread of the same program starts with: as much
/// as its parent has left, so that no chain of threads runs for longer than
/// one. The store gets the deadline too.
uint64_t passMetering(const Instance *parent, w2o_store *store);

uint64_t currentEpoch();
void advanceEpoch();
/// Sets the deadline of a store to `epochs` from now.
void setDeadline(w2o_store *store, uint64_t epochs);

} // namespace w2o

#endif // W2O_CORE_METERING_H
