//===- TargetInfo.h - Target triple, CPU and features ---------------------===//
//
// Turns the three target options into a checked description of the target.
// LLVM itself only prints a warning for a CPU or feature that it does not
// know and then compiles for something else, so every name is looked up in
// the target's own tables first and a wrong one is an error here.
//
// The default CPU of each architecture is a baseline that every server of the
// last ten years has; docs/Cli.md lists them.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_TARGETINFO_H
#define W2O_CODEGEN_TARGETINFO_H

#include "wasm2obj/CompileOptions.h"
#include "wasm2obj/Error.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/TargetParser/Triple.h"
#include <memory>
#include <optional>
#include <string>

namespace llvm {
class Target;
class TargetMachine;
class MCSubtargetInfo;
} // namespace llvm

namespace w2o {

/// What --target, --cpu and --cpu-features mean. Immutable once created, so
/// all threads share one and make a TargetMachine each.
class TargetInfo {
public:
  TargetInfo();
  ~TargetInfo();
  TargetInfo(TargetInfo &&) noexcept;
  TargetInfo &operator=(TargetInfo &&) noexcept;

  /// Checks the three options and fills `info`. The error is of class Usage
  /// and names the part that is wrong.
  static std::optional<Error> create(const CompileOptions &options,
                                     TargetInfo &info);

  /// A new code generator for the target. Not shared between threads.
  std::unique_ptr<llvm::TargetMachine> createMachine(OptLevel level) const;

  const llvm::Triple &triple() const { return targetTriple; }
  const std::string &cpu() const { return cpuName; }
  const std::string &featureString() const { return features; }
  const std::string &dataLayout() const { return layout; }
  bool isMachO() const { return targetTriple.isOSBinFormatMachO(); }

  /// Whether the code generator may use the LLVM feature of that name.
  bool hasFeature(llvm::StringRef name) const;

  /// Whether rounding to an integral value (ceil, floor, trunc, nearest) is an
  /// instruction. Where it is not, LLVM would call libm.
  bool hasRoundInstruction() const;

private:
  const llvm::Target *target = nullptr;
  llvm::Triple targetTriple;
  std::string cpuName;
  std::string features;
  std::string abiName; ///< RISC-V: the floating-point part of the ABI.
  std::string layout;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget;
};

/// The triple of this machine in the one spelling that all hosts agree on,
/// e.g. "x86_64-unknown-linux-gnu": LLVM packages differ in the vendor field.
std::string hostTriple();

} // namespace w2o

#endif // W2O_CODEGEN_TARGETINFO_H
