//===- Exports.h - Prototypes of the symbols that modules import ----------===//
//
// Expanded from Wasi.def for Exports.cpp, which defines them, and Resolve.cpp,
// which hands them out by name.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_EXPORTS_H
#define W2O_WASI_EXPORTS_H

#include "wasi/Expand.h"
#include "wasi/GuestMemory.h"
#include "wasm2obj_rt.h"

struct w2o_wasi;

/// Provided by core: the `wasi` of the configuration that the instance was made
/// with, or null.
extern "C" struct w2o_wasi *w2o_instance_wasi(w2o_instance *instance);

// Weak where they are defined only: a weak reference would not make the linker
// take the definitions out of an archive.
#ifndef W2O_WASI_LINKAGE
#define W2O_WASI_LINKAGE W2O_API
#endif

extern "C" {
#define W2O_WASI_PROTOTYPE(result, symbol, count, params)                      \
  W2O_WASI_LINKAGE result symbol(w2o_instance *caller                          \
                                     W2O_WASI_IMPORT_##count params);

#define W2O_WASI(name, implementation, count, params)                          \
  W2O_WASI_PROTOTYPE(int32_t, wasi_snapshot_preview1__##name, count, params)   \
  W2O_WASI_PROTOTYPE(int32_t, wasi_unstable__##name, count, params)
#define W2O_WASI_PREVIEW1(name, implementation, count, params)                 \
  W2O_WASI_PROTOTYPE(int32_t, wasi_snapshot_preview1__##name, count, params)
#define W2O_WASI_VOID(name, implementation, count, params)                     \
  W2O_WASI_PROTOTYPE(void, wasi_snapshot_preview1__##name, count, params)      \
  W2O_WASI_PROTOTYPE(void, wasi_unstable__##name, count, params)
// The rows name a type of the namespace.
using w2o::wasi::GuestPtr;
#include "wasi/Wasi.def"
#undef W2O_WASI_PROTOTYPE

// wasi-threads: `thread-spawn` of the module `wasi` (Threads.cpp), with the
// hyphen as docs/Abi.md, "Names", has it.
#define W2O_WASI_THREAD_SPAWN wasi__thread_x2Dspawn
W2O_WASI_LINKAGE int32_t W2O_WASI_THREAD_SPAWN(w2o_instance *caller,
                                               int32_t argument);
}

#endif // W2O_WASI_EXPORTS_H
