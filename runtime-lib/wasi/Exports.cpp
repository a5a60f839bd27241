//===- Exports.cpp - The symbols that compiled modules import -------------===//
//
// `<module>__<field>` as docs/Abi.md names link-time imports, for both WASI
// modules. All of them are weak, so that a host replaces any one function by
// defining the symbol itself, and the others stay.
//
//===----------------------------------------------------------------------===//

#define W2O_WASI_LINKAGE W2O_API __attribute__((weak))
#include "wasi/Exports.h"

#include "core/Interrupt.h"
#include "wasi/Wasi.h"

namespace w2o::wasi {

namespace {

/// What the calling instance was given; traps when that is nothing.
Call callOf(w2o_instance *caller, Snapshot snapshot) {
  w2o_wasi *wasi = w2o_instance_wasi(caller);
  if (wasi == nullptr)
    w2o_trap(caller, "the module calls WASI, but the instance was made without "
                     "a w2o_wasi");
  w2o_memory *memory = w2o_instance_memory(caller, 0);
  if (memory == nullptr)
    w2o_trap(caller, "the module calls WASI, but has no memory");
  return Call{caller, *wasi,
              GuestMemory(w2o_memory_data(memory), w2o_memory_size(memory)),
              snapshot};
}

} // namespace

} // namespace w2o::wasi

using namespace w2o::wasi;

#define W2O_WASI_SYMBOL(module, snapshot, name, implementation, count, params) \
  int32_t module##__##name(                                                    \
      w2o_instance *caller W2O_WASI_IMPORT_##count params) {                   \
    Call call = callOf(caller, snapshot);                                      \
    Errno error = implementation(call W2O_WASI_PASS_##count params);           \
    w2o::leaveWhenInterrupted();                                               \
    return static_cast<int32_t>(error);                                        \
  }
#define W2O_WASI_VOID_SYMBOL(module, snapshot, name, implementation, count,    \
                             params)                                           \
  void module##__##name(w2o_instance *caller W2O_WASI_IMPORT_##count params) { \
    Call call = callOf(caller, snapshot);                                      \
    implementation(call W2O_WASI_PASS_##count params);                         \
  }

#define W2O_WASI(name, implementation, count, params)                          \
  W2O_WASI_SYMBOL(wasi_snapshot_preview1, Snapshot::Preview1, name,            \
                  implementation, count, params)                               \
  W2O_WASI_SYMBOL(wasi_unstable, Snapshot::Unstable, name, implementation,     \
                  count, params)
#define W2O_WASI_PREVIEW1(name, implementation, count, params)                 \
  W2O_WASI_SYMBOL(wasi_snapshot_preview1, Snapshot::Preview1, name,            \
                  implementation, count, params)
#define W2O_WASI_VOID(name, implementation, count, params)                     \
  W2O_WASI_VOID_SYMBOL(wasi_snapshot_preview1, Snapshot::Preview1, name,       \
                       implementation, count, params)                          \
  W2O_WASI_VOID_SYMBOL(wasi_unstable, Snapshot::Unstable, name,                \
                       implementation, count, params)
#include "wasi/Wasi.def"
