//===- Thread.h - What a thread knows about its guest calls ---------------===//
//
// Each call from the host into a guest pushes an activation record, which lives
// in the stack frame of its entry (platform/arch/*.S). A trap resumes the
// innermost one; the fault handler uses it to see that a thread is in guest
// code at all.
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
struct Activation {
  Activation *previous;
  w2o_vm *vm;            ///< As passed to w2o_enter().
  uintptr_t callerLimit; ///< head.stack_limit before the call.
  ThreadState *thread;
  w2o_register_frame *frame;
};

/// Per thread; read by the fault handler, hence initial-exec and plain data.
/// `top` is known to platform/arch/*.S.
struct ThreadState {
  Activation *top;      ///< Innermost, or null outside of guest calls.
  uintptr_t stackLimit; ///< head.stack_limit on this stack.
  uintptr_t stackSpan;  ///< From stackLimit to the stack's high end; 0 before
                        ///< the first entry.
  bool isPrepared;
  // Interrupt.h; the signal handler of this thread writes them.
  bool hasSeenInterrupt;   ///< In code that is no guest's.
  platform::Repeat repeat; ///< Of the signal.
};

/// The state of the current thread.
ThreadState &currentThread();

/// Takes the innermost activation off the thread's list, as a normal return
/// does in assembler code.
void popActivation(Activation *activation);

} // namespace w2o

#endif // W2O_CORE_THREAD_H
