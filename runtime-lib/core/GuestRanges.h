//===- GuestRanges.h - Which addresses belong to guest memories -----------===//
//
// Asked by the fault handler, so reading takes no lock and never waits, with
// any number of instances. See GuestRanges.cpp for the structure.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_GUESTRANGES_H
#define W2O_CORE_GUESTRANGES_H

#include <stdint.h>

namespace w2o {

/// Enters [begin, end), which must be longer than 4 GiB. False when the table
/// cannot be allocated or the address is above its range.
bool addGuestRange(uintptr_t begin, uintptr_t end);
void removeGuestRange(uintptr_t begin, uintptr_t end);
/// Async-signal-safe.
bool isGuestAddress(uintptr_t address);

} // namespace w2o

#endif // W2O_CORE_GUESTRANGES_H
