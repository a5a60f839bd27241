//===- Errno.h - Host error numbers as WASI error numbers -----------------===//
//
// The only translation between the two. Code of this folder that asks the host
// for something keeps host numbers (`int`) until it returns to the guest.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_ERRNO_H
#define W2O_WASI_ERRNO_H

#include "wasi/WasiAbi.h"

namespace w2o::wasi {

/// The WASI number for a host errno value; 0 is Success, unknown ones are Io.
Errno errnoFromHost(int hostErrno);

/// The WASI number for the calling thread's errno.
Errno lastErrno();

/// For host calls that return -1 on failure.
template <class Int> inline Errno errnoUnlessOk(Int result) {
  return result == static_cast<Int>(-1) ? lastErrno() : Errno::Success;
}

} // namespace w2o::wasi

#endif // W2O_WASI_ERRNO_H
