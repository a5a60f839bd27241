//===- Exception.h - Exceptions on their way to a handler -----------------===//
//
// docs/Heap.md, "Exceptions". A throw is a record with the unwinder's header
// and the exception, from w2o_throw_exn() to the landing pad or the entry from
// the host that takes the exception out of it. Destructors of a host function
// can run guest code in between, which may throw as well, so that any number
// of records can be on their way; the store has them in a list, because they
// keep their exceptions alive.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_EXCEPTION_H
#define W2O_CORE_EXCEPTION_H

#include "abi/HeapLayout.h"
#include "core/Store.h"

#include <unwind.h>

namespace w2o {

struct Throw {
  _Unwind_Exception header; ///< First: the unwinder hands out its address.
  w2o_exception *exception;
  w2o_vm *vm; ///< Of whoever threw; null once the store is gone.
  Throw *previous, *next; ///< In the list of the store of `vm`.
};

/// Unwinds to the innermost handler of guest code, or else to the innermost
/// entry from the host, which reports an uncaught exception. `vm` is whose
/// code throws, or the store's own.
[[noreturn]] void throwException(w2o_vm *vm, w2o_exception *exception);

/// The record behind the unwinder's header, or null when it is not one of
/// this runtime.
Throw *throwOf(_Unwind_Exception *header);
/// Ends a throw: frees the record and returns the exception.
w2o_exception *takeException(Throw *record);

/// When a store is deleted: a host that left a `catch (...)` by a trap has not
/// given its record back, and may still do so.
void abandonThrows(w2o_store *store);

/// Fills the trap record of the innermost activation's store, for a throw
/// that no guest frame handles.
void recordUncaught(const Throw *record);
/// Ends such a throw: the innermost w2o_enter() returns a trap code.
[[noreturn]] void endUncaught(Throw *record);

} // namespace w2o

#endif // W2O_CORE_EXCEPTION_H
