//===- ThreadGroup.cpp - The threads of one run of a program --------------===//
//
// See ThreadGroup.h. The life of a thread:
//
//   parent: spawn()                       new thread: threadMain()
//     Member in the list, Starting
//     pthread_create
//     sleeps until it is not Starting ...   store and instance are made
//                                           Running (or Failed)
//     returns the number                    wasi_thread_start
//                                           a trap: the group's outcome
//                                           the store is deleted
//                                           done
//     pthread_join, in a later spawn() or at the end
//
// The instance is made on the new thread, since its start function may run for
// long, block or spawn itself, and the new thread has a stack for that. The
// parent waits for it, because only then can it be told of a failure.
//
//===----------------------------------------------------------------------===//

#include "wasi/ThreadGroup.h"

#include "core/Function.h"
#include "core/Instance.h"
#include "core/Metering.h"
#include "core/Trap.h"
#include "platform/Platform.h"
#include "wasi/Locks.h"

#include <climits>
#include <csignal>

using namespace w2o;
using namespace w2o::wasi;

namespace {

/// Stack of a thread when w2o_config::stack_size does not say how much. Guests
/// have a stack for their data in the memory; this one is for calls.
constexpr size_t defaultStackSize = size_t{2} << 20;
/// The thread itself, its signal frames and thread-local variables.
constexpr size_t stackOverhead = W2O_STACK_RESERVE + (size_t{256} << 10);

/// Thread numbers are positive and leave three bits to the guest.
constexpr int32_t mostThreadId = (1 << 29) - 1;

/// How often a signal that found nothing to do is sent again.
constexpr uint64_t resendInterval = 1000000; // ns

/// `wasi_thread_start` of an instance when it has the right type.
w2o_func *startFunction(w2o_instance *instance) {
  w2o_func *func = w2o_export_func(instance, "wasi_thread_start");
  if (func == nullptr)
    return nullptr;
  w2o_signature type = w2o_func_signature(func);
  bool fits = type.num_params == 2 && type.num_results == 0 &&
              type.params[0] == W2O_I32 && type.params[1] == W2O_I32;
  return fits ? func : nullptr;
}

Errno errnoOf(const w2o_error &error) {
  return error.kind == W2O_ERROR_RESOURCE ? Errno::NoMem : Errno::NotSup;
}

/// Blocks all signals but those of faults while a thread is made, which
/// inherits that: the host's signals are for the host's threads.
class SignalsBlocked {
public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    for (int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT})
      sigdelset(&all, fault);
    pthread_sigmask(SIG_SETMASK, &all, &saved);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &saved, nullptr); }
  SignalsBlocked(const SignalsBlocked &) = delete;
  SignalsBlocked &operator=(const SignalsBlocked &) = delete;

private:
  sigset_t saved;
};

} // namespace

__thread ThreadGroup::Member *ThreadGroup::self;

ThreadGroup *ThreadGroup::current() {
  return self != nullptr ? self->group : nullptr;
}

//===-- Shared by all threads ---------------------------------------------===//

/// Changes members under the lock, and wakes those that wait for it.
template <class Change> void ThreadGroup::change(Change change) {
  {
    MutexLock guard(lock);
    change();
    __atomic_fetch_add(&changes, 1, __ATOMIC_RELEASE);
  }
  platform::wakeSleepers(&changes);
}

/// Sleeps while a condition, which is asked under the lock, holds. With an
/// interval, the condition is asked that often also without a change.
template <class Condition>
void ThreadGroup::waitWhile(Condition condition, uint64_t interval) {
  for (;;) {
    uint32_t seen = __atomic_load_n(&changes, __ATOMIC_ACQUIRE);
    {
      MutexLock guard(lock);
      if (!condition())
        return;
    }
    platform::sleepWhile(&changes, seen,
                         interval != 0 ? platform::monotonicNow() + interval
                                       : platform::noDeadline);
  }
}

void ThreadGroup::enter(Member &member, w2o_store *store) {
  member.outer = self;
  self = &member;
  MutexLock guard(lock);
  member.store = store;
  if (hasOutcome)
    interruptLocked(member);
}

void ThreadGroup::leave(Member &member) {
  w2o_store *store = member.store;
  change([&] { member.store = nullptr; });
  continueProgram(store);
  self = member.outer;
}

void ThreadGroup::interruptLocked(Member &member) {
  if (member.store != nullptr)
    endProgram(member.store, &outcome);
}

/// The first outcome counts; false for a later one. Null: the main thread has
/// returned; nobody sees what ends the others then.
bool ThreadGroup::setOutcome(const TrapRecord *record) {
  MutexLock guard(lock);
  if (hasOutcome)
    return false;
  if (record != nullptr)
    outcome = *record;
  else
    recordTrap(outcome, W2O_TRAP_EXIT, 0, nullptr);
  hasOutcome = true;
  return true;
}

//===-- The main thread ---------------------------------------------------===//

w2o_trap_code ThreadGroup::run(w2o_func *entry, const w2o_value *args,
                               size_t numArgs, w2o_value *results,
                               size_t numResults, w2o_error *error) {
  Member member = {};
  member.group = this;
  mainMember = &member;
  w2o_error own;
  w2o_error *used = error != nullptr ? error : &own;
  enter(member, storeOfFunction(entry));
  w2o_trap_code code =
      w2o_func_call(entry, args, numArgs, results, numResults, used);
  leave(member);

  // A wrong argument: the program did not run.
  if (used->kind != W2O_OK && used->kind != W2O_ERROR_TRAP)
    return code;
  TrapRecord &record = storeOfFunction(entry)->trap;
  if (!setOutcome(code != W2O_TRAP_NONE ? &record : nullptr)) {
    record = outcome;
    *used = outcome.error;
    code = outcome.error.trap;
  }
  endThreads();
  return code;
}

void ThreadGroup::endThreads() {
  waitWhile(
      [&] {
        for (Member *member = members; member != nullptr; member = member->next)
          interruptLocked(*member);
        return count != 0;
      },
      resendInterval);
  joinDone();
}

//===-- Making a thread ---------------------------------------------------===//

int32_t ThreadGroup::nextId() {
  for (;;) {
    lastId = lastId == mostThreadId ? 1 : lastId + 1;
    bool isUsed = false;
    for (Member *member = members; member != nullptr; member = member->next)
      isUsed |= member->id == lastId;
    if (!isUsed)
      return lastId;
  }
}

/// Joins and frees the threads that have ended.
void ThreadGroup::joinDone() {
  Member *done = nullptr;
  {
    MutexLock guard(lock);
    for (Member **at = &members; *at != nullptr;) {
      Member *member = *at;
      if (!member->isDone || member->isAwaited) {
        at = &member->next;
        continue;
      }
      *at = member->next;
      member->next = done;
      done = member;
    }
  }
  while (done != nullptr) {
    Member *next = done->next;
    pthread_join(done->thread, nullptr);
    std::free(done);
    done = next;
  }
}

Errno ThreadGroup::startThread(Member &member, size_t stackSize) {
  size_t size = stackSize != 0 ? stackSize : defaultStackSize;
  if (size > SIZE_MAX / 2)
    return Errno::NoMem;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0)
    return Errno::NoMem;
  int error = pthread_attr_setstacksize(
      &attributes, platform::roundUpToPage(size + stackOverhead));
  if (error == 0) {
    SignalsBlocked blocked;
    error = pthread_create(&member.thread, &attributes, threadMain, &member);
  }
  pthread_attr_destroy(&attributes);
  return error == 0 ? Errno::Success : Errno::Again;
}

Errno ThreadGroup::spawn(w2o_instance *parent, int32_t argument, int32_t &id) {
  if (startFunction(parent) == nullptr)
    return Errno::NotSup;
  joinDone();
  auto *member = static_cast<Member *>(std::calloc(1, sizeof(Member)));
  if (member == nullptr)
    return Errno::NoMem;
  member->group = this;
  member->isAwaited = true;
  member->argument = argument;
  member->parent = parent;
  {
    MutexLock guard(lock);
    if (hasOutcome || count >= wasi.maxThreads) {
      std::free(member);
      return Errno::Again;
    }
    member->id = nextId();
    member->next = members;
    members = member;
    ++count;
  }

  Errno error = startThread(*member, instanceOf(parent)->stackSize);
  if (error != Errno::Success) {
    MutexLock guard(lock);
    Member **at = &members;
    while (*at != member)
      at = &(*at)->next;
    *at = member->next;
    --count;
    std::free(member);
    return error;
  }
  waitWhile([&] {
    if (member->state != State::Starting)
      return false;
    // The parent is interrupted, and with it all that it started.
    if (isInterrupted()) {
      if (!hasOutcome)
        recordTrap(outcome, W2O_TRAP_INTERRUPTED, 0, nullptr);
      hasOutcome = true;
      interruptLocked(*member);
    }
    return true;
  });
  id = member->id;
  if (member->state == State::Failed)
    error = member->error;
  // From here on any thread may free it.
  change([&] { member->isAwaited = false; });
  return error;
}

//===-- The new thread ----------------------------------------------------===//

void *ThreadGroup::threadMain(void *argument) {
  auto *member = static_cast<Member *>(argument);
  member->group->runThread(*member);
  return nullptr;
}

/// The instance of a new thread: the parent's module over the parent's shared
/// memories. Null with `member.error`, or when it trapped.
w2o_instance *ThreadGroup::makeInstance(Member &member, w2o_store *store) {
  const Instance *parent = instanceOf(member.parent);
  const w2o_desc *desc = parent->desc;
  const auto *descImports = W2O_DESC_AT(desc, w2o_desc_import, desc->imports);
  HeapArray<w2o_import> imports;
  if (!imports.allocate(desc->num_imported_memories)) {
    member.error = Errno::NoMem;
    return nullptr;
  }
  size_t used = 0;
  for (uint32_t i = 0; i < desc->imports.count; ++i) {
    const w2o_desc_import &import = descImports[i];
    if (import.kind != W2O_DESC_MEMORY)
      continue;
    w2o_memory *memory = parent->memories[import.index];
    // Others are the resolver's business.
    if (!w2o_memory_is_shared(memory))
      continue;
    w2o_extern value = {W2O_EXTERN_MEMORY, {}};
    value.of.memory = w2o_memory_share(memory, store, nullptr);
    if (value.of.memory == nullptr) {
      member.error = Errno::NoMem;
      return nullptr;
    }
    imports[used++] = {W2O_DESC_TEXT(desc, import.module), import.module.length,
                       W2O_DESC_TEXT(desc, import.field), import.field.length,
                       value};
  }
  // Without a memory in common there is nothing that a thread is good for.
  if (used == 0) {
    member.error = Errno::NotSup;
    return nullptr;
  }

  w2o_config config = {};
  config.store = store;
  config.imports = imports.data();
  config.num_imports = used;
  config.max_table_elements = parent->maxTableElements;
  config.stack_size = parent->stackSize;
  config.wasi = &wasi;
  config.fuel = passMetering(parent, store);
  if (wasi.threadSetup != nullptr &&
      !wasi.threadSetup(wasi.threadSetupContext, &config)) {
    member.error = Errno::NotSup;
    return nullptr;
  }
  w2o_error error = {};
  w2o_instance *instance =
      w2o_wasi_instance_new(parent->module, &config, &error);
  if (instance == nullptr) {
    member.error = errnoOf(error);
    // A start function can end the program like any other code.
    if (error.kind == W2O_ERROR_TRAP)
      setOutcome(&store->trap);
  }
  return instance;
}

void ThreadGroup::runThread(Member &member) {
  member.error = Errno::NoMem;
  w2o_store *store = w2o_store_new();
  w2o_instance *instance = nullptr;
  if (store != nullptr) {
    enter(member, store);
    instance = makeInstance(member, store);
  }
  bool isRunning = instance != nullptr;
  change([&] { member.state = isRunning ? State::Running : State::Failed; });
  if (isRunning) {
    // The parent gets a head start. Nobody may rely on it, but programs do
    // that were only tried where making a thread is slow.
    waitWhile([&] { return member.isAwaited; });
    w2o_value args[2] = {};
    args[0].i32 = member.id;
    args[1].i32 = member.argument;
    w2o_error error;
    if (w2o_func_call(startFunction(instance), args, 2, nullptr, 0, &error) !=
        W2O_TRAP_NONE)
      setOutcome(&store->trap);
  }
  if (store != nullptr)
    leave(member);
  w2o_store_delete(store);

  // The main thread ends all others, but somebody has to end it.
  waitWhile(
      [&] {
        if (!hasOutcome || mainMember->store == nullptr)
          return false;
        interruptLocked(*mainMember);
        return true;
      },
      resendInterval);
  // Nothing of the group is touched after this, but by the main thread and
  // whoever joins this one.
  change([&] {
    member.isDone = true;
    --count;
  });
}
