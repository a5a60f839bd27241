//===- Interrupt.cpp - Ending guest calls from another thread -------------===//
//
// The interrupting thread, under the store's lock:
//   1. sets store.interrupt,
//   2. sets the stack limit of all heads of the store to interruptedLimit,
//   3. sends the store's thread a signal.
//
// What the thread notices first ends the call with W2O_TRAP_INTERRUPTED, or
// with the outcome that was asked for:
//   - Guest code: the handler of the signal redirects it into the runtime.
//     Guest frames have nothing to clean up, so any instruction will do.
//   - A guest function that starts: its stack check fails, and raiseTrap() sees
//     that it was not the stack.
//   - A system call that blocks ends with EINTR; loops that would start it
//     again ask isInterrupted() first.
//   - A host function: nothing happens to it. The handler has the signal sent
//     again (platform/Interrupt.h) until guest code goes on, and functions of
//     the runtime that return to the guest call leaveWhenInterrupted().
//   - The next entry from that host function: refused.
//
// The signal. SIGSEGV, whose handler is there already; it carries a mark, so a
// signal that arrives late is recognised and ignored, however late it is, and
// two copies of the runtime tell theirs apart. Sanitizers deliver it at once,
// unlike others. Rejected: a flag that compiled code polls (it costs all
// programs; `--interrupt=epoch` is there for who wants that), and a signal of
// its own, which the host may use for something else.
//
// Why a late interrupt never hits a later call. An entry compares the limit
// (core/Thread.cpp), and so does its end (platform/arch/*.S), as they always
// do. Both find another limit than they expect after step 2, take the lock and
// look: at the end of the outermost call the interrupt is forgotten, and so it
// is at the start of one, when the call that it was meant for ended between the
// test in interruptStore() and step 2. So after a call has ended, whatever
// follows waits for the interrupting thread to be done, and starts without
// interrupt. A signal that is still on its way finds no interrupt. Those who
// cannot tell which call is running name it by a ticket: newTicket() takes the
// lock too, so an interrupt with an old ticket does nothing.
//
// Threads. The stack limit says which thread a store was entered from: it lies
// in that thread's stack. With a coroutine's stack that is nobody's, all
// threads in guest calls are signalled; a thread that is not interrupted
// ignores the signal. A thread is in the list until the destructor of a key
// runs on it, so the id that is signalled is never that of another.
//
//===----------------------------------------------------------------------===//

#include "core/Interrupt.h"

#include "core/Trap.h"
#include "platform/Interrupt.h"

#include <pthread.h>

using namespace w2o;

namespace {

/// A thread that entered guest code. In its own thread-local storage, so that
/// there is nothing to allocate: a thread that cannot be signalled could not be
/// interrupted.
struct ThreadNode {
  ThreadNode *next;
  platform::ThreadId id;
  ThreadState *state; ///< Null while it is not in the list.
  uintptr_t low; ///< Bounds of the stack; equal when they are not known.
  uintptr_t high;

  bool hasOnStack(uintptr_t address) const {
    return address >= low && address < high;
  }
};

pthread_mutex_t threadsLock = PTHREAD_MUTEX_INITIALIZER;
ThreadNode *threads;
__thread ThreadNode self;
pthread_once_t keyOnce = PTHREAD_ONCE_INIT;
pthread_key_t key;
bool keyMade;
char mark;

void forgetThread(void *value) {
  auto *node = static_cast<ThreadNode *>(value);
  pthread_mutex_lock(&threadsLock);
  ThreadNode **at = &threads;
  while (*at != node)
    at = &(*at)->next;
  *at = node->next;
  pthread_mutex_unlock(&threadsLock);
  platform::releaseRepeat(node->state->repeat);
  // Destructors of the host that run later may still call guests.
  node->state->isPrepared = false;
  node->state->stackLimit = 0;
  node->state->stackSpan = 0;
  node->state = nullptr;
}

void makeKey() { keyMade = pthread_key_create(&key, forgetThread) == 0; }

/// Signals the thread whose stack `limit` is in, or else all in guest calls.
void signalThreads(uintptr_t limit) {
  if (limit == 0)
    return; // Never entered, so there is nobody to tell.
  pthread_mutex_lock(&threadsLock);
  ThreadNode *found = threads;
  while (found && !found->hasOnStack(limit))
    found = found->next;
  for (ThreadNode *node = threads; node; node = node->next)
    if (found ? node == found
              : __atomic_load_n(&node->state->top, __ATOMIC_RELAXED) != 0)
      platform::signalThread(node->id, SIGSEGV, &mark);
  pthread_mutex_unlock(&threadsLock);
}

//===-- The store's state, all under its lock -----------------------------===//

void interrupt(w2o_store *store, InterruptReason reason) {
  uint32_t before = store->interrupt;
  if (!before)
    store->limitBefore = stackLimitOf(store->hostVm());
  __atomic_store_n(&store->interrupt, before | reason, __ATOMIC_RELEASE);
  if (!before)
    store->setStackLimits(interruptedLimit);
  signalThreads(store->limitBefore);
}

void forget(w2o_store *store, uint32_t reasons) {
  uint32_t before = store->interrupt;
  if (!(before & reasons))
    return;
  __atomic_store_n(&store->interrupt, before & ~reasons, __ATOMIC_RELEASE);
  if (!(before & ~reasons))
    store->setStackLimits(store->limitBefore);
}

} // namespace

void *w2o::interruptMark() { return &mark; }

bool w2o::registerThread(ThreadState *state, uintptr_t low, uintptr_t high) {
  if (self.state) {
    // Again, because its stack was not known the first time.
    pthread_mutex_lock(&threadsLock);
    self.low = low;
    self.high = high;
    pthread_mutex_unlock(&threadsLock);
    return true;
  }
  pthread_once(&keyOnce, makeKey);
  if (!keyMade || pthread_setspecific(key, &self) != 0)
    return false;
  self = {nullptr, platform::currentThreadId(), state, low, high};
  pthread_mutex_lock(&threadsLock);
  self.next = threads;
  threads = &self;
  pthread_mutex_unlock(&threadsLock);
  return true;
}

uint64_t w2o::numBriefCalls(const w2o_store *store) {
  uint64_t count = 0;
  pthread_mutex_lock(&threadsLock);
  // An entry writes `briefVm` first. What it names may be gone when we look, so
  // it is only compared.
  for (const ThreadNode *node = threads; node; node = node->next)
    if (__atomic_load_n(&node->state->top, __ATOMIC_ACQUIRE))
      count += store->contains(
          __atomic_load_n(&node->state->briefVm, __ATOMIC_RELAXED));
  pthread_mutex_unlock(&threadsLock);
  return count;
}

uint64_t w2o::newTicket(w2o_store *store) {
  ControlLock lock(store);
  if (store->interrupt & TicketInterrupted) {
    // A call that is active should end all the same.
    if (store->isActive())
      interrupt(store, CallInterrupted);
    forget(store, TicketInterrupted);
  }
  return ++store->ticket;
}

bool w2o::interruptStore(w2o_store *store, uint64_t ticket) {
  ControlLock lock(store);
  if (ticket ? ticket != store->ticket : !store->isActive())
    return false;
  interrupt(store, ticket ? TicketInterrupted : CallInterrupted);
  return true;
}

void w2o::endProgram(w2o_store *store, const TrapRecord *outcome) {
  ControlLock lock(store);
  __atomic_store_n(&store->outcome, outcome, __ATOMIC_RELEASE);
  interrupt(store, ProgramEnded);
}

void w2o::continueProgram(w2o_store *store) {
  ControlLock lock(store);
  forget(store, ProgramEnded);
  __atomic_store_n(&store->outcome, nullptr, __ATOMIC_RELEASE);
}

bool w2o::refusesEntry(w2o_store *store) {
  if (isInterrupted(store) && !store->isActive())
    forget(store, CallInterrupted);
  return isInterrupted(store);
}

bool w2o::staysInterrupted(w2o_store *store, uintptr_t callerLimit) {
  if (!isInterrupted(store))
    return false;
  bool isOther = store->limitBefore != callerLimit;
  bool isActive = store->isActive();
  if (isActive)
    store->limitBefore = callerLimit;
  else
    forget(store, CallInterrupted);
  // The call was made by another thread than the one around it.
  if (isActive && isOther)
    signalThreads(callerLimit);
  return isInterrupted(store);
}

//===-- The current thread ------------------------------------------------===//

bool w2o::isInterrupted(const ThreadState &state) {
  for (auto call = ActiveCall::innermost(state); call; call = call.outer())
    if (isInterrupted(storeOf(call.vm())))
      return true;
  return false;
}

const TrapRecord *w2o::requestedOutcome(const ThreadState &state) {
  const TrapRecord *result = nullptr;
  for (auto call = ActiveCall::innermost(state); call; call = call.outer())
    if (const TrapRecord *outcome = __atomic_load_n(
            &storeOf(call.vm())->outcome, __ATOMIC_ACQUIRE))
      result = outcome;
  return result;
}

void w2o::endWhenInterrupted() {
  if (isInterrupted())
    raiseTrap(W2O_TRAP_INTERRUPTED);
  settleThread();
}

void w2o::settleThread() {
  ThreadState &state = currentThread();
  if (!state.hasSeenInterrupt && !state.repeat.nanoseconds)
    return;
  if (isInterrupted(state))
    return;
  platform::stopRepeating(state.repeat);
  __atomic_store_n(&state.hasSeenInterrupt, false, __ATOMIC_RELAXED);
}
