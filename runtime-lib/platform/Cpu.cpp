//===- Cpu.cpp - CPU features at run time ---------------------------------===//
//
// An object says which features its code may use; a CPU without one of them
// gets an error from w2o_instance_new() instead of SIGILL in the middle of a
// guest function. Only x86-64 has bits so far: the other targets compile for
// their baseline.
//
//===----------------------------------------------------------------------===//

#include "abi/CpuFeatures.h"
#include "platform/Platform.h"

uint64_t w2o::platform::cpuFeatures() {
  uint64_t bits = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
#define W2O_PROBE(NAME, bit, llvmName, gccName)                                \
  if (__builtin_cpu_supports(gccName))                                         \
    bits |= UINT64_C(1) << bit;
  W2O_CPU_FEATURES_X86(W2O_PROBE)
#undef W2O_PROBE
#endif
  return bits;
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
