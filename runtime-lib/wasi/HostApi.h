//===- HostApi.h - What the files of the host API share -------------------===//
//
// Errors as wasm2obj_wasi.h promises them, and the rules for standard streams.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_HOSTAPI_H
#define W2O_WASI_HOSTAPI_H

#include "wasi/Rights.h"
#include "wasm2obj_wasi.h"

namespace w2o::wasi {

/// Fills `error`, which may be null, and returns false, for the caller to
/// return.
__attribute__((format(printf, 3, 4))) bool
fail(w2o_error *error, w2o_error_kind kind, const char *format, ...);
bool outOfMemory(w2o_error *error);
/// The same for success: true.
bool succeed(w2o_error *error);

/// Whether a descriptor of the guest is 0, 1 or 2; fails otherwise.
bool isStream(int guestFd, w2o_error *error);
/// Input is only to be read from, output only to be written to.
Rights streamRights(int guestFd);

} // namespace w2o::wasi

#endif // W2O_WASI_HOSTAPI_H
