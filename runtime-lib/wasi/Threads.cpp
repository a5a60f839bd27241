//===- Threads.cpp - wasi.thread-spawn and calls with threads -------------===//
//
// wasi-threads has one function. Its module is called `wasi`, it is the same
// for all snapshots, and its result is a number or a negative error, so it has
// no row in Wasi.def.
//
//===----------------------------------------------------------------------===//

#define W2O_WASI_LINKAGE W2O_API __attribute__((weak))
#include "wasi/Exports.h"

#include "wasi/ThreadGroup.h"

using namespace w2o::wasi;

int32_t W2O_WASI_THREAD_SPAWN(w2o_instance *caller, int32_t argument) {
  // Outside of w2o_wasi_call() nobody would end the threads.
  ThreadGroup *group = ThreadGroup::current();
  int32_t id = 0;
  Errno error = group != nullptr ? group->spawn(caller, argument, id)
                                 : Errno::NotSup;
  w2o::leaveWhenInterrupted();
  return error == Errno::Success ? id : -static_cast<int32_t>(error);
}

w2o_trap_code w2o_wasi_call(w2o_wasi *wasi, w2o_func *func,
                            const w2o_value *args, size_t num_args,
                            w2o_value *results, size_t num_results,
                            w2o_error *error) {
  if (wasi == nullptr || wasi->maxThreads == 0)
    return w2o_func_call(func, args, num_args, results, num_results, error);
  ThreadGroup group(*wasi);
  return group.run(func, args, num_args, results, num_results, error);
}
