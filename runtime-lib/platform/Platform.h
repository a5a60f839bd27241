//===- Platform.h - What the runtime wants from the operating system ------===//
//
// Address space, stacks of threads, alternate signal stacks and CPU features.
// One implementation per system in posix/, linux/ and darwin/; nothing outside
// this folder asks which system it runs on. Knows nothing of the runtime.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_PLATFORM_PLATFORM_H
#define W2O_PLATFORM_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

namespace w2o::platform {

//===-- Address space -----------------------------------------------------===//

/// Size of a page of the system, a power of two.
size_t pageSize();

inline size_t roundUpToPage(size_t bytes) {
  size_t page = pageSize();
  return (bytes + page - 1) & ~(page - 1);
}

/// Takes `size` bytes of address space that nobody can access and that costs
/// no memory. The caller gives it back with release(). Null when the system
/// refuses; errno says why.
void *reserve(size_t size);

/// Makes whole pages of a reservation readable and writable. Fresh pages read
/// as zero and take memory when they are first touched.
bool commit(void *address, size_t size);

/// Gives a whole reservation back.
void release(void *address, size_t size);

//===-- Stacks ------------------------------------------------------------===//

struct StackBounds {
  uintptr_t low;  ///< Lowest address that the stack may grow to.
  uintptr_t high; ///< One past the highest.
};

/// Bounds of the stack that the system gave the current thread. For the main
/// thread that is what the stack limit of the process allows, not what is
/// mapped at the moment. Slow: the caller caches it.
bool currentStack(StackBounds *bounds);

/// Gives the current thread an alternate signal stack unless it has one. Ours
/// is freed when the thread ends; one that is there already is kept, since it
/// belongs to the host (Go, JVM and .NET install theirs).
void ensureAlternateStack();

//===-- Sleeping ----------------------------------------------------------===//

/// Nanoseconds on a clock that is never set back.
uint64_t monotonicNow();

constexpr uint64_t noDeadline = UINT64_MAX;

/// Sleeps while `*word` is `expected`, until wakeSleepers() or until
/// monotonicNow() reaches the deadline. May return for no reason.
void sleepWhile(const uint32_t *word, uint32_t expected, uint64_t deadline);

/// Wakes all that sleep on the word. It was changed before; its address need
/// not be valid any more.
void wakeSleepers(const uint32_t *word);

//===-- CPU ---------------------------------------------------------------===//

/// The W2O_CPU_* bits (abi/CpuFeatures.h) of features that the CPU has and the
/// system has switched on.
uint64_t cpuFeatures();

/// Name of feature bit `bit`, or null when the bit means nothing on this CPU.
const char *cpuFeatureName(unsigned bit);

} // namespace w2o::platform

#endif // W2O_PLATFORM_PLATFORM_H
