//===- Describe.cpp - Options in the words of lowering and of the object --===//

#include "driver/Describe.h"

#include "abi/CpuFeatures.h"
#include "abi/Version.h"
#include "wasm/Mangle.h"
#include "wasm2obj/Compiler.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace w2o {

std::optional<Error> checkPrefix(const std::string &prefix) {
  if (isValidPrefix(prefix))
    return std::nullopt;
  Error error;
  error.kind = ErrorClass::Usage;
  error.message =
      "prefix '" + prefix +
      "' cannot start symbols: expected a C identifier without '__', without "
      "'_' at either end, that is no keyword and does not start with 'w2o_'";
  return error;
}

TargetFacts describeTarget(const TargetInfo &target) {
  TargetFacts facts;
  facts.triple = target.triple().str();
  facts.dataLayout = target.dataLayout();
  facts.cpu = target.cpu();
  facts.featureString = target.featureString();
  facts.hasRound = target.hasRoundInstruction();
  facts.isX86 = target.triple().isX86();
  facts.isAArch64 = target.triple().isAArch64();
  facts.isRISCV = target.triple().isRISCV64();
  facts.isMachO = target.isMachO();
  // Darwin on arm64 has pages of 16 KiB; Linux kernels for arm64 can be built
  // with 4, 16 or 64 KiB.
  if (facts.isAArch64)
    facts.largestPage = target.isMachO() ? 16 * 1024 : 64 * 1024;
  if (facts.isX86) {
#define REQUIRED(name, bit, feature, runtimeName)                              \
  if (target.hasFeature(feature))                                              \
    facts.cpuRequired |= uint64_t(1) << bit;
    W2O_CPU_FEATURES_X86(REQUIRED)
#undef REQUIRED
  }
  return facts;
}

static const char *levelText(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return "-O0";
  case OptLevel::O1:
    return "-O1";
  case OptLevel::O2:
    return "-O2";
  case OptLevel::O3:
    return "-O3";
  case OptLevel::Os:
    return "-Os";
  }
  llvm_unreachable("covered switch");
}

LoweringOptions describeOptions(const CompileOptions &options,
                                const TargetFacts &facts) {
  LoweringOptions result;
  result.prefix = options.prefix;
  result.target = &facts;
  result.features = options.features;
  result.imports = options.imports;
  result.linkImports = options.linkImports;
  result.instanceImports = options.instanceImports;
  result.interrupt = options.interrupt;
  result.fuel = options.fuel;
  result.debugInfo = options.debugInfo;
  result.optLevel = options.optLevel;
  result.passes = options.passes;
  result.producer = versionString();

  std::string &text = result.optionsText;
  text = levelText(options.optLevel);
  for (unsigned i = 0; i < numOptionalPasses; ++i)
    if (!options.passes.has(OptionalPass(i)))
      text += std::string(" --disable-pass=") +
              optionalPassName(OptionalPass(i));
  if (options.debugInfo)
    text += " -g";
  if (options.interrupt == InterruptKind::Epoch)
    text += " --interrupt=epoch";
  if (options.fuel)
    text += " --fuel";
  if (options.profileGenerate)
    text += " --profile-generate";
  if (options.profileUse)
    text += " --profile-use";
  if (options.initialState)
    text += " --preinit";
  if (options.imports == ImportBinding::Instance)
    text += " --imports=instance";
  for (const std::string &pattern : options.linkImports)
    text += " --link-import=" + pattern;
  for (const std::string &pattern : options.instanceImports)
    text += " --instance-import=" + pattern;
  return result;
}

std::string defaultPrefix(const std::string &path) {
  std::string prefix;
  for (char c : sys::path::stem(path)) {
    char valid = isAlnum(c) ? c : '_';
    // "__" and '_' at the ends are for the names of exports and imports.
    if (valid == '_' && (prefix.empty() || prefix.back() == '_'))
      continue;
    prefix += valid;
  }
  while (!prefix.empty() && prefix.back() == '_')
    prefix.pop_back();
  if (prefix.empty())
    return "module";
  // A digit, a keyword or the runtime's own prefix at the start.
  if (!isValidPrefix(prefix))
    prefix.insert(0, "m_");
  return prefix;
}

std::string versionString() {
  return "wasm2obj " W2O_VERSION " (LLVM " LLVM_VERSION_STRING ", ABI " +
         std::to_string(W2O_ABI_VERSION) + ")";
}

} // namespace w2o
