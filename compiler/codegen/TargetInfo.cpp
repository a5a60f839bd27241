//===- TargetInfo.cpp - Target triple, CPU and features -------------------===//
//
// See TargetInfo.h. Order of work: triple -> llvm::Target -> CPU (default or
// named) -> feature list -> the options that the code generator is made with.
//
//===----------------------------------------------------------------------===//

#include "codegen/TargetInfo.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include <algorithm>
#include <mutex>

using namespace llvm;

namespace w2o {

TargetInfo::TargetInfo() = default;
TargetInfo::~TargetInfo() = default;
TargetInfo::TargetInfo(TargetInfo &&) noexcept = default;
TargetInfo &TargetInfo::operator=(TargetInfo &&) noexcept = default;

/// The three architectures that the ABI is defined for; others are left out
/// although LLVM has them, so that no test is needed at run time.
static void initializeTargets() {
  static std::once_flag once;
  std::call_once(once, [] {
#define W2O_INITIALIZE(name)                                                   \
  LLVMInitialize##name##TargetInfo();                                          \
  LLVMInitialize##name##Target();                                              \
  LLVMInitialize##name##TargetMC();                                            \
  LLVMInitialize##name##AsmPrinter();                                          \
  LLVMInitialize##name##AsmParser();
    W2O_INITIALIZE(X86)
    W2O_INITIALIZE(AArch64)
    W2O_INITIALIZE(RISCV)
#undef W2O_INITIALIZE
  });
}

std::string hostTriple() {
  Triple host(Triple::normalize(sys::getProcessTriple()));
  if (!host.isOSDarwin())
    host.setVendor(Triple::UnknownVendor);
  return host.str();
}

static Error usage(const Twine &message) {
  Error error;
  error.kind = ErrorClass::Usage;
  error.message = message.str();
  return error;
}

/// ", did you mean 'x'?" for the nearest of `names`, or nothing.
template <typename Table>
static std::string suggestion(StringRef wrong, const Table &names) {
  unsigned best = unsigned(wrong.size()) / 3 + 1;
  StringRef nearest;
  for (const auto &entry : names) {
    unsigned distance = wrong.edit_distance(entry.Key, true, best);
    if (distance < best || (distance == best && nearest.empty())) {
      best = distance;
      nearest = entry.Key;
    }
  }
  return nearest.empty() ? "" : (", did you mean '" + nearest + "'?").str();
}

static std::optional<Error> checkTriple(const Triple &triple,
                                        StringRef written) {
  switch (triple.getArch()) {
  case Triple::x86_64:
  case Triple::aarch64:
  case Triple::riscv64:
    break;
  default: // llvm::Triple lists some sixty architectures
    return usage("unknown target '" + written +
                 "', expected a triple of x86_64, aarch64 or riscv64");
  }
  if (triple.isX32() || triple.getEnvironment() == Triple::GNUILP32)
    return usage("target '" + written + "' has 32-bit pointers, expected 64");
  if (!triple.isOSBinFormatELF() && !triple.isOSBinFormatMachO())
    return usage("target '" + written + "' has object format " +
                 Triple::getObjectFormatTypeName(triple.getObjectFormat()) +
                 ", expected one with ELF or Mach-O");
  if (triple.isOSBinFormatMachO() && !triple.isOSDarwin())
    return usage("target '" + written +
                 "' has object format Mach-O but no Apple system");
  return std::nullopt;
}

/// The CPU when none is named.
static StringRef baselineCpu(const Triple &triple) {
  switch (triple.getArch()) {
  case Triple::x86_64:
    // Apple never made an x86-64 machine below Penryn that a supported system
    // runs on; elsewhere the level that distributions agree on.
    return triple.isOSDarwin() ? "penryn" : "x86-64-v2";
  case Triple::aarch64:
    if (triple.isMacOSX() || triple.isSimulatorEnvironment() ||
        triple.isMacCatalystEnvironment())
      return "apple-m1";
    return triple.isOSDarwin() ? "apple-a7" : "generic";
  default: // checkTriple() let nothing else through
    return "generic-rv64";
  }
}

/// The features that go with the baseline CPU.
static StringRef baselineFeatures(const Triple &triple) {
  // RISC-V: RV64GC. Relaxation would let the linker shorten code, and the
  // offsets in the descriptor are fixed before that.
  return triple.isRISCV64() ? "+m,+a,+f,+d,+c,-relax" : "";
}

/// Appends the items of a feature string to `list`, checking each name.
static std::optional<Error> addFeatures(StringRef text,
                                        const MCSubtargetInfo &table,
                                        StringRef arch,
                                        SmallVectorImpl<std::string> &list) {
  SmallVector<StringRef> items;
  text.split(items, ',', -1, /*KeepEmpty=*/true);
  for (StringRef item : items) {
    item = item.trim();
    if (item.empty() && items.size() == 1)
      continue;
    if (item.size() < 2 || (item[0] != '+' && item[0] != '-'))
      return usage("CPU feature '" + item + "' must be written +name or -name");
    StringRef name = item.drop_front();
    auto entries = table.getAllProcessorFeatures();
    if (none_of(entries, [&](const auto &f) { return name == f.Key; }))
      return usage("unknown CPU feature '" + name + "' for " + arch +
                   suggestion(name, entries));
    list.push_back(item.str());
  }
  return std::nullopt;
}

/// The features of this machine, sorted so that the text is deterministic.
static void addHostFeatures(SmallVectorImpl<std::string> &list) {
  size_t first = list.size();
  for (const auto &feature : sys::getHostCPUFeatures())
    list.push_back((feature.second ? "+" : "-") + feature.first().str());
  std::sort(list.begin() + first, list.end(),
            [](StringRef a, StringRef b) {
              return a.drop_front() < b.drop_front();
            });
}

std::optional<Error> TargetInfo::create(const CompileOptions &options,
                                        TargetInfo &info) {
  initializeTargets();

  std::string written = options.target.empty() ? hostTriple() : options.target;
  info.targetTriple = Triple(Triple::normalize(written));
  if (auto error = checkTriple(info.targetTriple, written))
    return error;
  std::string lookupError;
  info.target =
      TargetRegistry::lookupTarget(info.targetTriple.str(), lookupError);
  if (!info.target)
    return usage("unknown target '" + Twine(written) +
                 "': this LLVM was built without it");

  StringRef arch = info.targetTriple.getArchName();
  // A subtarget of the baseline gives access to the tables of names.
  std::unique_ptr<MCSubtargetInfo> table(info.target->createMCSubtargetInfo(
      info.targetTriple.str(), baselineCpu(info.targetTriple), ""));
  if (!table)
    return usage("unknown target '" + Twine(written) + "'");

  SmallVector<std::string> list;
  bool native = options.cpu == "native";
  if (options.cpu.empty() || native) {
    info.cpuName = baselineCpu(info.targetTriple).str();
    if (auto error = addFeatures(baselineFeatures(info.targetTriple), *table,
                                 arch, list))
      return error;
  }
  if (native) {
    if (Triple(hostTriple()).getArch() != info.targetTriple.getArch())
      return usage("CPU 'native' needs a target of this machine's "
                   "architecture, and the target is '" +
                   written + "'");
    info.cpuName = sys::getHostCPUName().str();
    addHostFeatures(list);
  } else if (!options.cpu.empty()) {
    info.cpuName = options.cpu;
    if (info.targetTriple.isRISCV64())
      list.push_back("-relax");
  }
  if (!table->isCPUStringValid(info.cpuName))
    return usage(
        "unknown CPU '" + info.cpuName + "' for " + arch +
        suggestion(info.cpuName, table->getAllProcessorDescriptions()));
  if (auto error = addFeatures(options.cpuFeatures, *table, arch, list))
    return error;
  info.features = join(list, ",");

  info.subtarget.reset(info.target->createMCSubtargetInfo(
      info.targetTriple.str(), info.cpuName, info.features));
  if (!info.subtarget || (info.targetTriple.isRISCV64() &&
                          !info.subtarget->checkFeatures("+64bit")))
    return usage("CPU '" + info.cpuName + "' is not a 64-bit CPU");
  if (info.targetTriple.getArch() == Triple::x86_64 &&
      !info.subtarget->checkFeatures("+64bit,+sse2"))
    return usage("CPU '" + info.cpuName + "' with features '" + info.features +
                 "' is not a 64-bit CPU with SSE2");
  if (info.targetTriple.isRISCV64())
    info.abiName = info.hasFeature("d")   ? "lp64d"
                   : info.hasFeature("f") ? "lp64f"
                                          : "lp64";
  info.layout = info.createMachine(OptLevel::O0)
                    ->createDataLayout()
                    .getStringRepresentation();
  return std::nullopt;
}

static CodeGenOptLevel codeGenLevel(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return CodeGenOptLevel::None;
  case OptLevel::O1:
    return CodeGenOptLevel::Less;
  case OptLevel::O2:
  case OptLevel::Os:
    return CodeGenOptLevel::Default;
  case OptLevel::O3:
    return CodeGenOptLevel::Aggressive;
  }
  llvm_unreachable("covered switch");
}

std::unique_ptr<TargetMachine>
TargetInfo::createMachine(OptLevel level) const {
  TargetOptions options;
  // WebAssembly has no floating-point exceptions and one rounding mode, and
  // only relaxed instructions may be fused.
  options.NoTrappingFPMath = true;
  options.AllowFPOpFusion = FPOpFusion::Standard;
  options.MCOptions.ABIName = abiName;
  options.MCOptions.AsmVerbose = true;
  std::unique_ptr<TargetMachine> machine(target->createTargetMachine(
      targetTriple.str(), cpuName, features, options, Reloc::PIC_,
      CodeModel::Small, codeGenLevel(level)));
  // One selector for all targets: AArch64 would take GlobalISel at -O0.
  machine->setGlobalISel(false);
  machine->setO0WantsFastISel(true);
  return machine;
}

bool TargetInfo::hasFeature(StringRef name) const {
  // checkFeatures() prints a warning for a name of another architecture.
  return any_of(subtarget->getAllProcessorFeatures(),
                [&](const auto &f) { return name == f.Key; }) &&
         subtarget->checkFeatures(("+" + name).str());
}

bool TargetInfo::hasRoundInstruction() const {
  switch (targetTriple.getArch()) {
  case Triple::x86_64:
    return hasFeature("sse4.1");
  case Triple::riscv64:
    // Without Zfa LLVM rounds through an integer conversion, which lets a
    // signalling NaN through unchanged; WebAssembly wants it quiet.
    return hasFeature("zfa");
  default: // AArch64: part of the base instruction set
    return true;
  }
}

} // namespace w2o
