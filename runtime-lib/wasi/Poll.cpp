//===- Poll.cpp - poll_oneoff ---------------------------------------------===//
//
// Waits until at least one of a list of subscriptions has something to report:
// a clock that reaches a time, or a descriptor that can be read or written.
// Sleeping is the same call with one clock. Every subscription that is due
// when the wait ends is reported.
//
// Deadlines are kept on the host's monotonic clock. A deadline on another
// clock, or on one that the host program has replaced, is translated once, at
// the start: such a clock need not advance while we wait.
//
//===----------------------------------------------------------------------===//

#include "core/Interrupt.h"
#include "platform/FileSystem.h"
#include "wasi/Errno.h"
#include "wasi/HostClock.h"
#include "wasi/Wasi.h"

#include <new>
#include <poll.h>
#include <utility>

namespace w2o::wasi {

namespace {

/// A subscription while it is waited for.
struct Waiter {
  uint64_t userData;
  uint8_t type;              ///< eventtype
  Errno error;               ///< Reported at once unless Success.
  uint64_t deadline;         ///< Clocks: host monotonic time.
  size_t slot;               ///< Descriptors: index in the pollfd list.
  Descriptor *descriptor;    ///< Descriptors: kept by `references`.
};

uint64_t monotonicNow() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return nanosOf(time);
}

uint64_t addSaturating(uint64_t a, uint64_t b) {
  return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/// A list of references that has no C++ library behind it.
class ReferenceList {
public:
  ReferenceList() = default;
  ReferenceList(const ReferenceList &) = delete;
  ReferenceList &operator=(const ReferenceList &) = delete;
  ~ReferenceList() {
    for (size_t i = 0; i < used; ++i)
      items[i].~DescriptorRef();
    std::free(items);
  }
  bool allocate(size_t count) {
    items = static_cast<DescriptorRef *>(
        std::calloc(count, sizeof(DescriptorRef)));
    return items != nullptr;
  }
  Descriptor *keep(DescriptorRef reference) {
    return &**new (&items[used++]) DescriptorRef(std::move(reference));
  }

private:
  DescriptorRef *items = nullptr;
  size_t used = 0;
};

class Poller {
public:
  explicit Poller(Call &call) : call(call), start(monotonicNow()) {}

  Errno run(GuestPtr subscriptions, GuestPtr events, uint32_t count,
            GuestPtr result);

private:
  bool subscribe(GuestPtr at, Waiter &waiter);
  void subscribeClock(Waiter &waiter, uint32_t clock, uint64_t timeout,
                      uint16_t flags);
  void subscribeDescriptor(Waiter &waiter, uint32_t fd);
  Errno wait();
  bool report(const Waiter &waiter, uint64_t now, Event &event) const;

  Call &call;
  uint64_t start;
  HeapArray<Waiter> waiters;
  HeapArray<pollfd> descriptors;
  size_t descriptorCount = 0;
  ReferenceList references;
  uint64_t nearest = UINT64_MAX; ///< Earliest deadline.
  bool waits = true;             ///< Nothing is due already.
};

/// Copies one subscription; its layout depends on the snapshot.
bool Poller::subscribe(GuestPtr at, Waiter &waiter) {
  uint32_t idOrFd;
  uint32_t clock;
  uint64_t timeout;
  uint16_t flags;
  if (call.snapshot == Snapshot::Preview1) {
    Subscription guest;
    if (!call.memory.read(at, guest))
      return false;
    waiter.userData = guest.userData;
    waiter.type = guest.tag;
    idOrFd = clock = guest.id;
    timeout = guest.timeout;
    flags = guest.flags;
  } else {
    Subscription0 guest;
    if (!call.memory.read(at, guest))
      return false;
    waiter.userData = guest.userData;
    waiter.type = guest.tag;
    idOrFd = static_cast<uint32_t>(guest.identifierOrFd);
    clock = guest.clock;
    timeout = guest.timeout;
    flags = guest.flags;
  }
  waiter.error = Errno::Success;
  waiter.deadline = UINT64_MAX;
  switch (waiter.type) {
  case eventtype::Clock:
    subscribeClock(waiter, clock, timeout, flags);
    break;
  case eventtype::FdRead:
  case eventtype::FdWrite:
    subscribeDescriptor(waiter, idOrFd);
    break;
  default:
    waiter.error = Errno::Inval;
    break;
  }
  if (waiter.error != Errno::Success)
    waits = false;
  return true;
}

void Poller::subscribeClock(Waiter &waiter, uint32_t clock, uint64_t timeout,
                            uint16_t flags) {
  // Time on a CPU does not pass while waiting.
  if (clock != clockid::Realtime && clock != clockid::Monotonic) {
    waiter.error = clock <= clockid::ThreadCpuTime ? Errno::NotSup
                                                   : Errno::Inval;
    return;
  }
  if ((flags & subclockflags::AbsTime) != 0) {
    uint64_t now;
    waiter.error = readClock(call.wasi, clock, now);
    timeout = timeout > now ? timeout - now : 0;
  }
  waiter.deadline = addSaturating(start, timeout);
  if (waiter.deadline < nearest)
    nearest = waiter.deadline;
}

void Poller::subscribeDescriptor(Waiter &waiter, uint32_t fd) {
  DescriptorRef reference;
  waiter.error = call.descriptor(fd, rights::PollFdReadWrite, reference);
  if (waiter.error != Errno::Success)
    return;
  pollfd &slot = descriptors[descriptorCount];
  slot.fd = reference->host();
  // Nothing to wait for; the host leaves out negative numbers.
  if (slot.fd < 0)
    waits = false;
  slot.events = waiter.type == eventtype::FdRead ? POLLIN : POLLOUT;
  waiter.slot = descriptorCount++;
  waiter.descriptor = references.keep(std::move(reference));
}

Errno Poller::wait() {
  for (;;) {
    timespec timeout = {};
    timespec *limit = &timeout;
    if (waits && nearest == UINT64_MAX) {
      limit = nullptr;
    } else if (waits) {
      uint64_t now = monotonicNow();
      timeout = timespecOf(nearest > now ? nearest - now : 0);
    }
    if (platform::waitForDescriptors(descriptors.data(), descriptorCount,
                                     limit) >= 0) {
      bool any = false;
      for (size_t i = 0; i < descriptorCount; ++i)
        any |= descriptors[i].revents != 0;
      if (any || !waits || monotonicNow() >= nearest)
        return Errno::Success;
      continue; // woke up a little early
    }
    if (errno != EINTR || isInterrupted())
      return lastErrno();
  }
}

/// Fills the event of a subscription; false when there is none.
bool Poller::report(const Waiter &waiter, uint64_t now, Event &event) const {
  event = {};
  event.userData = waiter.userData;
  event.type = waiter.type;
  event.error = waiter.error;
  if (waiter.error != Errno::Success)
    return true;
  if (waiter.type == eventtype::Clock)
    return waiter.deadline <= now;
  const pollfd &slot = descriptors[waiter.slot];
  short happened = slot.revents;
  if (happened == 0 && slot.fd >= 0)
    return false;
  if ((happened & POLLNVAL) != 0) {
    event.error = Errno::BadF;
    return true;
  }
  if ((happened & POLLHUP) != 0)
    event.flags |= eventrwflags::HangUp;
  if (waiter.type == eventtype::FdRead) {
    event.bytes = waiter.descriptor->readable();
  } else if ((happened & POLLERR) != 0) {
    event.error = Errno::Pipe; // nobody reads any more
  } else {
    event.bytes = 1; // at least; hosts do not tell
  }
  return true;
}

Errno Poller::run(GuestPtr subscriptions, GuestPtr events, uint32_t count,
                  GuestPtr result) {
  if (count == 0)
    return Errno::Inval;
  uint32_t size = call.snapshot == Snapshot::Preview1 ? sizeof(Subscription)
                                                      : sizeof(Subscription0);
  if (!call.memory.contains(subscriptions, uint64_t{count} * size) ||
      !call.memory.contains(events, uint64_t{count} * sizeof(Event)) ||
      !call.memory.contains(result, sizeof(uint32_t)))
    return Errno::Fault;
  if (!waiters.allocate(count) || !descriptors.allocate(count) ||
      !references.allocate(count))
    return Errno::NoMem;
  for (uint32_t i = 0; i < count; ++i)
    if (!subscribe(subscriptions + i * size, waiters[i]))
      return Errno::Fault;
  if (Errno error = wait(); error != Errno::Success)
    return error;
  uint64_t now = monotonicNow();
  uint32_t reported = 0;
  for (uint32_t i = 0; i < count; ++i) {
    Event event;
    if (!report(waiters[i], now, event))
      continue;
    call.memory.write(events + reported * uint32_t{sizeof(Event)}, event);
    ++reported;
  }
  call.memory.write(result, reported);
  return Errno::Success;
}

} // namespace

Errno pollOneOff(Call &call, GuestPtr subscriptions, GuestPtr events,
                 uint32_t count, GuestPtr result) {
  return Poller(call).run(subscriptions, events, count, result);
}

} // namespace w2o::wasi
