/*===- CpuFeatures.h - CPU features that an object can require ------------===*\
 *
 * W2O_DESC cpu_required bits. The compiler sets those that the target options
 * allow the code generator to use; instantiate compares them with the CPU.
 *
\*===----------------------------------------------------------------------===*/

#ifndef W2O_ABI_CPUFEATURES_H
#define W2O_ABI_CPUFEATURES_H

#include <stdint.h>

/* W2O_CPU_FEATURE(NAME, bit, "LLVM feature",
                  "name for __builtin_cpu_supports", for a test) */
#define W2O_CPU_FEATURES_X86(W2O_CPU_FEATURE)                                  \
  W2O_CPU_FEATURE(SSE3, 0, "sse3", "sse3")                                     \
  W2O_CPU_FEATURE(SSSE3, 1, "ssse3", "ssse3")                                  \
  W2O_CPU_FEATURE(SSE4_1, 2, "sse4.1", "sse4.1")                               \
  W2O_CPU_FEATURE(SSE4_2, 3, "sse4.2", "sse4.2")                               \
  W2O_CPU_FEATURE(POPCNT, 4, "popcnt", "popcnt")                               \
  W2O_CPU_FEATURE(AVX, 5, "avx", "avx")                                        \
  W2O_CPU_FEATURE(AVX2, 6, "avx2", "avx2")                                     \
  W2O_CPU_FEATURE(BMI, 7, "bmi", "bmi")                                        \
  W2O_CPU_FEATURE(BMI2, 8, "bmi2", "bmi2")                                     \
  W2O_CPU_FEATURE(FMA, 9, "fma", "fma")                                        \
  W2O_CPU_FEATURE(AVX512F, 10, "avx512f", "avx512f")                           \
  W2O_CPU_FEATURE(AVX512VL, 11, "avx512vl", "avx512vl")                        \
  W2O_CPU_FEATURE(AVX512BW, 12, "avx512bw", "avx512bw")                        \
  W2O_CPU_FEATURE(AVX512DQ, 13, "avx512dq", "avx512dq")                        \
  W2O_CPU_FEATURE(AVX512CD, 14, "avx512cd", "avx512cd")                        \
  W2O_CPU_FEATURE(AVX512VBMI, 15, "avx512vbmi", "avx512vbmi")                  \
  W2O_CPU_FEATURE(AVX512VNNI, 16, "avx512vnni", "avx512vnni")                  \
  W2O_CPU_FEATURE(LZCNT, 17, "lzcnt", "lzcnt")                                 \
  W2O_CPU_FEATURE(F16C, 18, "f16c", "f16c")                                    \
  W2O_CPU_FEATURE(MOVBE, 19, "movbe", "movbe")

#endif /* W2O_ABI_CPUFEATURES_H */
