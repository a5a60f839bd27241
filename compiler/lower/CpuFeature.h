//===- CpuFeature.h - CPU features that lowering asks about ---------------===//
//
// The bits of abi/CpuFeatures.h as an enumeration. Lowering only asks where an
// instruction of the CPU has no equivalent in LLVM IR that always selects it.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_CPUFEATURE_H
#define W2O_LOWER_CPUFEATURE_H

#include "abi/CpuFeatures.h"
#include "lower/ModuleLowering.h"

namespace w2o {

enum class X86Feature : unsigned {
#define W2O_ENUMERATOR(Name, Bit, LlvmName, CompilerName) Name = Bit,
  W2O_CPU_FEATURES_X86(W2O_ENUMERATOR)
#undef W2O_ENUMERATOR
};

/// Whether the target is x86 and its code may use a feature.
inline bool hasX86Feature(const TargetFacts &target, X86Feature feature) {
  return target.isX86 && (target.cpuRequired >> unsigned(feature) & 1);
}

} // namespace w2o

#endif // W2O_LOWER_CPUFEATURE_H
