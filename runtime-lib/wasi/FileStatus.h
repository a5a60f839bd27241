//===- FileStatus.h - Status of files in both directions ------------------===//
//
// Conversions between the host's and the guest's status and times that
// FdStat.cpp and PathOps.cpp share.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_FILESTATUS_H
#define W2O_WASI_FILESTATUS_H

#include "wasi/Wasi.h"

#include <ctime>

namespace w2o::wasi {

/// Writes the file status in the layout of the calling snapshot.
Errno writeFileStat(Call &call, const FileStatus &status, GuestPtr result);

/// The two times for utimensat() from fstflags. Inval for flags that exclude
/// each other. "Now" follows a clock that the host program has set.
Errno timesToHost(const w2o_wasi &wasi, uint64_t access, uint64_t modification,
                  uint32_t flags, timespec (&times)[2]);

} // namespace w2o::wasi

#endif // W2O_WASI_FILESTATUS_H
