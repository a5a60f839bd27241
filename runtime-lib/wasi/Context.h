//===- Context.h - What a guest is given: struct w2o_wasi -----------------===//
//
// Arguments, environment, descriptors, clocks and randomness of the guests
// that use one w2o_wasi. HostApi.cpp fills it; the functions of the guest read
// it, on any number of threads. Only the descriptor table changes while a guest
// runs, and it has a lock.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_CONTEXT_H
#define W2O_WASI_CONTEXT_H

#include "wasi/FdTable.h"
#include "wasi/HostFileSystem.h"
#include "wasm2obj_wasi.h"

namespace w2o::wasi {

/// Strings back to back, each terminated, as the guest gets them.
class StringBlock {
public:
  StringBlock() = default;
  StringBlock(const StringBlock &) = delete;
  StringBlock &operator=(const StringBlock &) = delete;
  ~StringBlock() { std::free(chars); }

  /// Adds `text`, or `text` + '=' + `value`. False when memory is exhausted or
  /// the block would not fit into a guest's memory.
  bool add(const char *text, const char *value = nullptr);
  /// Removes the string that begins with `name` and '='.
  void removeVariable(const char *name);
  void clear() {
    length = 0;
    count = 0;
  }

  const char *data() const { return chars; }
  uint32_t size() const { return length; }
  uint32_t strings() const { return count; }

private:
  char *chars = nullptr;
  uint32_t length = 0;
  uint32_t capacity = 0;
  uint32_t count = 0;
};

} // namespace w2o::wasi

struct w2o_wasi {
  w2o::wasi::StringBlock args;
  w2o::wasi::StringBlock environment;
  w2o::wasi::HostFileSystem hostFiles; ///< Before those who refer to it.
  w2o::wasi::FdTable descriptors;
  w2o_wasi_clock clock = nullptr;
  void *clockContext = nullptr;
  w2o_wasi_random random = nullptr;
  void *randomContext = nullptr;
  uint32_t maxThreads = 0; ///< Beside the main thread of a program.
  w2o_wasi_thread_setup threadSetup = nullptr;
  void *threadSetupContext = nullptr;
};

#endif // W2O_WASI_CONTEXT_H
