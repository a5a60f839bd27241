//===- ThreadGroup.h - The threads of one run of a program ----------------===//
//
// wasi-threads: a program that imports `wasi.thread-spawn` makes threads, each
// with an instance of its own over the same shared memory. A group is one call
// of the program's entry on one thread of the host, the main thread, with all
// threads that the program makes meanwhile.
//
// The first trap or exit of any of them is the outcome of the group. It is kept
// here, the guest calls of all the others are made to end with it
// (core/Interrupt.h), and so it comes out of the call on the main thread too,
// as if it had happened there. That call returns when the last thread is gone.
//
// A thread keeps its store to itself. What threads share is in the group,
// under its lock, which is never held while guest code runs or something
// blocks.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_THREADGROUP_H
#define W2O_WASI_THREADGROUP_H

#include "core/Interrupt.h"
#include "wasi/Context.h"

namespace w2o::wasi {

class ThreadGroup {
public:
  explicit ThreadGroup(w2o_wasi &wasi) : wasi(wasi) {}
  ThreadGroup(const ThreadGroup &) = delete;
  ThreadGroup &operator=(const ThreadGroup &) = delete;
  ~ThreadGroup() { pthread_mutex_destroy(&lock); }

  /// The group that the current thread runs in, or null.
  static ThreadGroup *current();

  /// Calls a function as the program's main thread, and ends all others.
  w2o_trap_code run(w2o_func *entry, const w2o_value *args, size_t numArgs,
                    w2o_value *results, size_t numResults, w2o_error *error);

  /// Makes a thread that calls `wasi_thread_start`. Success with its number,
  /// or why not. `parent` is the instance that asks, on the current thread.
  Errno spawn(w2o_instance *parent, int32_t argument, int32_t &id);

private:
  enum class State : uint8_t {
    Starting, ///< Its instance is being made; the parent waits.
    Failed,   ///< There is no instance; the parent is told why.
    Running,
  };
  struct Member {
    ThreadGroup *group;
    Member *outer; ///< What the thread was before: a call may be nested.
    Member *next;
    pthread_t thread;
    State state;
    bool isAwaited; ///< The parent looks at it: not to be freed.
    bool isDone;    ///< The thread touches nothing of the group any more.
    w2o_store *store; ///< Of its guest calls; null before and after them.
    int32_t id;
    int32_t argument;
    w2o_instance *parent; ///< While Starting.
    Errno error;          ///< When Failed.
  };

  static __thread Member *self; ///< Of the current thread, or null.

  static void *threadMain(void *member);
  void runThread(Member &member);
  w2o_instance *makeInstance(Member &member, w2o_store *store);
  Errno startThread(Member &member, size_t stackSize);

  template <class Change> void change(Change change);
  template <class Condition>
  void waitWhile(Condition condition, uint64_t interval = 0);
  void enter(Member &member, w2o_store *store);
  void leave(Member &member);
  bool setOutcome(const TrapRecord *record);
  void interruptLocked(Member &member);
  void endThreads();
  void joinDone();
  int32_t nextId();

  w2o_wasi &wasi;
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  /// Counts changes of a member's state; threads sleep on it.
  uint32_t changes = 0;
  Member *members = nullptr; ///< All threads but the main one.
  Member *mainMember = nullptr;
  uint32_t count = 0; ///< Members that are not done.
  int32_t lastId = 0;
  bool hasOutcome = false;
  TrapRecord outcome = {}; ///< Set once.
};

} // namespace w2o::wasi

#endif // W2O_WASI_THREADGROUP_H
