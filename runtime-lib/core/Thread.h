//===- Thread.h - What a thread knows about its guest calls ---------------===//
//
// Each call from the host into a guest pushes an activation record, which lives
// in the stack frame of its entry (platform/arch/*.S). A trap resumes the
// innermost one; the fault handler uses it to see that a thread is in guest
// code at all.
//
// A call from a thread that is in no guest yet, with the thread's own stack
// limit, is what hosts do most, and what it writes is most of its cost. Such an
// entry leaves its record empty and keeps the instance in ThreadState: it is
// marked in the word that names it (ActiveCall).
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_THREAD_H
#define W2O_CORE_THREAD_H

#include "abi/VmLayout.h"
#include "platform/Interrupt.h"

#include <stdint.h>

namespace w2o {

struct ThreadState;

/// One active call from the host into a guest. Known to platform/arch/*.S.
/// Nothing is in it but its place when the call is a brief one.
struct Activation {
  uintptr_t previous;    ///< As ThreadState::top.
  w2o_vm *vm;            ///< As passed to w2o_enter().
  uintptr_t callerLimit; ///< head.stack_limit before the call.
  ThreadState *thread;
  w2o_register_frame *frame;
};

/// Per thread; read by the fault handler, hence initial-exec and plain data.
/// `top` is known to platform/arch/*.S.
struct ThreadState {
  uintptr_t top;        ///< Address of the innermost Activation, with briefCall
                        ///< or not; zero outside of guest calls.
  uintptr_t stackLimit; ///< head.stack_limit on this stack.
  uintptr_t stackSpan;  ///< From stackLimit to the stack's high end; 0 before
                        ///< the first entry.
  w2o_vm *briefVm;      ///< Of the outermost call when it is a brief one, else
                        ///< null; anything while `top` is zero.
  bool isPrepared;
  // Interrupt.h; the signal handler of this thread writes them.
  bool hasSeenInterrupt;   ///< In code that is no guest's.
  platform::Repeat repeat; ///< Of the signal.
};

/// In ThreadState::top and Activation::previous: this call is the thread's
/// outermost, its instance is ThreadState::briefVm, the limit that it found
/// ThreadState::stackLimit.
constexpr uintptr_t briefCall = 1;

/// A call that is active on a thread, or none.
class ActiveCall {
public:
  static ActiveCall innermost(const ThreadState &thread) {
    return {thread, __atomic_load_n(&thread.top, __ATOMIC_RELAXED)};
  }

  explicit operator bool() const { return word != 0; }
  Activation *activation() const {
    return reinterpret_cast<Activation *>(word & ~briefCall);
  }
  w2o_vm *vm() const { return isBrief() ? thread->briefVm : activation()->vm; }
  /// head.stack_limit before the call.
  uintptr_t callerLimit() const {
    return isBrief() ? thread->stackLimit : activation()->callerLimit;
  }
  bool isBrief() const { return word & briefCall; }
  /// The call around this one.
  ActiveCall outer() const {
    return {*thread, isBrief() ? 0 : activation()->previous};
  }

private:
  ActiveCall(const ThreadState &thread, uintptr_t word)
      : thread(&thread), word(word) {}

  const ThreadState *thread;
  uintptr_t word;
};

/// The state of the current thread.
ThreadState &currentThread();
inline ActiveCall innermostCall() {
  return ActiveCall::innermost(currentThread());
}

/// Takes the innermost call off the thread's list, as a normal return does in
/// assembler code.
void popCall(ActiveCall call);

} // namespace w2o

#endif // W2O_CORE_THREAD_H
