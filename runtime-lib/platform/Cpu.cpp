//===- Cpu.cpp - CPU features at run time ---------------------------------===//
//
// An object says which features its code may use; a CPU without one of them
// gets an error from w2o_instance_new() instead of SIGILL in the middle of a
// guest function. Only x86-64 has bits so far: the other targets compile for
// their baseline.
//
// The CPU is asked directly. __builtin_cpu_supports() asks a variable of the
// compiler's library, which says "nothing" where that library is Zig's.
//
//===----------------------------------------------------------------------===//

#include "abi/CpuFeatures.h"
#include "platform/Platform.h"
#include <atomic>

#if defined(__x86_64__)
#include <cpuid.h>

namespace {

/// What CPUID and the operating system say, by the names of the manual (Intel
/// SDM, volume 2A, CPUID).
struct Answers {
  uint32_t leaf1Ecx = 0, leaf7Ebx = 0, leaf7Ecx = 0, extended1Ecx = 0;
  /// Whether the system saves these registers (SDM, volume 1, 13.3).
  bool ymm = false, zmm = false;

  Answers() {
    uint32_t a, b, c, d;
    if (__get_cpuid(1, &a, &b, &c, &d))
      leaf1Ecx = c;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
      leaf7Ebx = b;
      leaf7Ecx = c;
    }
    if (__get_cpuid(0x80000001, &a, &b, &c, &d))
      extended1Ecx = c;
    if (leaf1Ecx & bit_OSXSAVE) {
      uint32_t saved, high;
      __asm__("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
      constexpr uint32_t ymmStates = 0x06, zmmStates = 0xe6;
      ymm = (saved & ymmStates) == ymmStates;
      zmm = (saved & zmmStates) == zmmStates;
    }
  }

  bool SSE3() const { return leaf1Ecx & bit_SSE3; }
  bool SSSE3() const { return leaf1Ecx & bit_SSSE3; }
  bool SSE4_1() const { return leaf1Ecx & bit_SSE4_1; }
  bool SSE4_2() const { return leaf1Ecx & bit_SSE4_2; }
  bool POPCNT() const { return leaf1Ecx & bit_POPCNT; }
  bool MOVBE() const { return leaf1Ecx & bit_MOVBE; }
  bool LZCNT() const { return extended1Ecx & bit_LZCNT; }
  bool BMI() const { return leaf7Ebx & bit_BMI; }
  bool BMI2() const { return leaf7Ebx & bit_BMI2; }
  bool AVX() const { return ymm && (leaf1Ecx & bit_AVX); }
  bool AVX2() const { return ymm && (leaf7Ebx & bit_AVX2); }
  bool FMA() const { return ymm && (leaf1Ecx & bit_FMA); }
  bool F16C() const { return ymm && (leaf1Ecx & bit_F16C); }
  bool AVX512F() const { return zmm && (leaf7Ebx & bit_AVX512F); }
  bool AVX512VL() const { return zmm && (leaf7Ebx & bit_AVX512VL); }
  bool AVX512BW() const { return zmm && (leaf7Ebx & bit_AVX512BW); }
  bool AVX512DQ() const { return zmm && (leaf7Ebx & bit_AVX512DQ); }
  bool AVX512CD() const { return zmm && (leaf7Ebx & bit_AVX512CD); }
  bool AVX512VBMI() const { return zmm && (leaf7Ecx & bit_AVX512VBMI); }
  bool AVX512VNNI() const { return zmm && (leaf7Ecx & bit_AVX512VNNI); }
};

uint64_t askCpu() {
  const Answers cpu;
  uint64_t bits = 0;
#define W2O_PROBE(NAME, bit, llvmName, gccName)                                \
  if (cpu.NAME())                                                              \
    bits |= UINT64_C(1) << bit;
  W2O_CPU_FEATURES_X86(W2O_PROBE)
#undef W2O_PROBE
  return bits;
}

} // namespace
#endif

uint64_t w2o::platform::cpuFeatures() {
#if defined(__x86_64__)
  // Every instance asks, and in a virtual machine CPUID takes as long as a
  // system call or longer. Threads that are here at once find the same.
  static std::atomic<uint64_t> answer;
  constexpr uint64_t known = UINT64_C(1) << 63;
  uint64_t bits = answer.load(std::memory_order_relaxed);
  if (!(bits & known)) {
    bits = askCpu() | known;
    answer.store(bits, std::memory_order_relaxed);
  }
  return bits & ~known;
#else
  return 0;
#endif
}

const char *w2o::platform::cpuFeatureName([[maybe_unused]] unsigned bit) {
#if defined(__x86_64__)
#define W2O_NAME(NAME, number, llvmName, gccName)                              \
  if (bit == number)                                                           \
    return llvmName;
  W2O_CPU_FEATURES_X86(W2O_NAME)
#undef W2O_NAME
#endif
  return nullptr;
}
