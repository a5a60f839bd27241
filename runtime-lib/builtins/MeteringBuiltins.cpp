//===- MeteringBuiltins.cpp - When fuel or time runs out ------------------===//
//
// The host is asked whether the code may go on. Its callbacks are like host
// functions: they may call guests, and traps of w2o_set_trap() are theirs.
//
//===----------------------------------------------------------------------===//

#include "builtins/Builtins.h"
#include "core/Function.h"
#include "core/Interrupt.h"
#include "core/Metering.h"

using namespace w2o;
using namespace w2o::builtin;

/// What the host allows; traps when that is nothing.
static uint64_t ask(Instance *instance, const LimitCallback &limit,
                    w2o_trap_code otherwise) {
  uint64_t more =
      limit.callback ? limit.callback(limit.context, instance->vm) : 0;
  leaveWhenInterrupted();
  if (more == 0)
    raisePending(instance->store, otherwise);
  dropPending(instance->store);
  return more;
}

void builtin::w2o_out_of_fuel(PTR vm, I64 cost) {
  Instance *instance = callerOf(vm);
  // What has not run is not paid for, as the host sees it.
  int64_t &fuel = instance->head()->fuel;
  fuel += int64_t(cost);
  while (fuel < int64_t(cost))
    addFuel(instance, ask(instance, instance->store->outOfFuel,
                          W2O_TRAP_OUT_OF_FUEL));
  fuel -= int64_t(cost);
}

void builtin::w2o_epoch_deadline(PTR vm) {
  Instance *instance = callerOf(vm);
  // Another guest may have moved the deadline in the meantime.
  while (currentEpoch() >= instance->head()->epoch_limit)
    setDeadline(instance->store, ask(instance, instance->store->deadline,
                                     W2O_TRAP_INTERRUPTED));
}
