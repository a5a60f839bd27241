//===- ModuleLowering.h - What the driver sees of lowering ----------------===//
//
// A module is lowered in partitions: one LLVM module for a range of functions,
// each in its own LLVMContext so that partitions can be compiled on different
// threads, and a last LLVM module with the descriptor, the data and the
// wrappers. ModuleContext is what all of them share; it never changes.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_MODULELOWERING_H
#define W2O_LOWER_MODULELOWERING_H

#include "lower/InstanceLayout.h"
#include "lower/MemoryImage.h"
#include "lower/ObjectLayout.h"
#include "lower/StaticTables.h"
#include "wasm/Instr.h"
#include "wasm/Module.h"
#include "wasm2obj/CompileOptions.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace w2o {

/// Facts about the target that lowering depends on; codegen/TargetInfo knows
/// them, and passing them as data keeps lowering free of code generation.
struct TargetFacts {
  std::string triple;
  std::string dataLayout;
  std::string cpu;
  std::string featureString;
  uint64_t cpuRequired = 0; ///< W2O_CPU_* bits for the descriptor.
  /// Whether ceil, floor, trunc and nearest are instructions; if not, they
  /// are builtins, so that libm is never needed.
  bool hasRound = true;
  bool isX86 = false;
  bool isAArch64 = false;
  bool isRISCV = false;
  bool isMachO = false;
  /// Pages of the system may be this large.
  uint64_t largestPage = 4096;
};

struct LoweringOptions {
  std::string prefix;
  const TargetFacts *target = nullptr;
  FeatureSet features;
  ImportBinding imports = ImportBinding::Link;
  std::vector<std::string> linkImports;
  std::vector<std::string> instanceImports;
  InterruptKind interrupt = InterruptKind::None;
  bool fuel = false;
  bool debugInfo = false;
  OptLevel optLevel = OptLevel::O2;
  OptionalPassSet passes;
  std::string optionsText; ///< For the descriptor.
  std::string producer;    ///< For the descriptor.
  /// What profiles call the functions, by index; empty without profiles.
  std::vector<std::string> profileNames;
  /// With code that counts: the file of the profile (abi/ProfileData.h).
  std::optional<std::string> profilePath;
  /// Everything else about profiles that code depends on.
  std::string profileKey;
};

/// Everything about a module that does not depend on an LLVMContext.
/// Immutable after construction, shared by all threads. The module must be
/// validated completely and outlive this.
class ModuleContext {
public:
  ModuleContext(const Module &module, LoweringOptions options);

  const Module &module;
  const LoweringOptions options;
  const InstanceLayout layout;
  const MemoryImage image;
  const ObjectLayout objects;
  const StaticTables staticTables;
  /// Whether functions of the module return with the instance pointer where it
  /// came (docs/Abi.md, "What a function keeps").
  const bool keepsInstance;

  /// Symbol of a defined function, or the link-time symbol of an import.
  const std::string &symbol(uint32_t functionIndex) const {
    return symbols[functionIndex];
  }
  /// What symbols of defined functions begin with; their index follows.
  std::string functionPrefix() const { return internalSymbol("f"); }
  /// Whether an imported function is bound by the linker.
  bool isLinked(uint32_t functionIndex) const { return linked[functionIndex]; }
  std::string internalSymbol(llvm::StringRef suffix) const {
    return options.prefix + "." + suffix.str();
  }
  const TargetFacts &target() const { return *options.target; }

private:
  std::vector<std::string> symbols;
  std::vector<bool> linked;
};

class FunctionLowering;
struct PartitionState;

/// Lowers a range of functions into one LLVM module. Call beginFunction(),
/// emit() or skip() for each instruction in lock step with the validator,
/// endFunction(); then finish().
class PartitionLowering {
public:
  PartitionLowering(const ModuleContext &context, llvm::LLVMContext &llvm,
                    llvm::StringRef name);
  ~PartitionLowering();

  /// `frameBytes` is the frame size that an earlier compile of the function
  /// found, when it was over W2O_STACK_SMALL_FRAME; otherwise 0. With it the
  /// body becomes the symbol `<symbol>.body` behind a check of that size.
  void beginFunction(uint32_t functionIndex, llvm::ArrayRef<ValType> locals,
                     uint64_t frameBytes);
  /// `popped` are the operand types that the validator saw, in stack order.
  void emit(const Instr &instr, llvm::ArrayRef<ValType> popped);
  /// For instructions in dead code.
  void skip(const Instr &instr);
  uint32_t height() const;
  void endFunction();

  /// Functions of the module that are called directly but were not begun, in
  /// ascending order.
  std::vector<uint32_t> missingCallees() const;
  /// What was lowered under that index is a copy for inlining: the function
  /// itself is in another partition.
  void makeCopy(uint32_t functionIndex);

  /// The largest frame that the stack check of the function allows for.
  uint64_t assumedFrame(uint32_t functionIndex) const;
  llvm::StringRef symbolName(uint32_t functionIndex) const;

  std::unique_ptr<llvm::Module> finish();

private:
  const ModuleContext &context;
  std::unique_ptr<PartitionState> state;
  std::unique_ptr<FunctionLowering> current;
  std::map<uint32_t, uint64_t> frames;
};

/// A call that the body of its callee has replaced.
struct InlinedCall {
  uint32_t function = 0; ///< Index of the callee.
  /// What called it: 0 is the function of the code, k call k - 1 of its list.
  uint32_t parent = 0;
  uint32_t offset = 0; ///< Of the call, from the start of the caller's body.

  bool operator==(const InlinedCall &) const = default;
};

/// One contiguous piece of machine code of a function, in text order.
struct CodeRange {
  uint32_t functionIndex = 0;
  std::string symbol; ///< Where it starts.
  uint64_t size = 0;
  std::vector<InlinedCall> inlined;
  std::string pcRows; ///< The rows of w2o_desc_code::pc_map.
};

/// The LLVM module with descriptor, data, init function and wrappers.
std::unique_ptr<llvm::Module> lowerMetadata(const ModuleContext &context,
                                            llvm::LLVMContext &llvm,
                                            llvm::ArrayRef<CodeRange> code);

} // namespace w2o

#endif // W2O_LOWER_MODULELOWERING_H
