//===- CompileOptions.h - What a compile depends on -----------------------===//
//
// Everything that changes the output bytes is a field here, apart from those at
// the end, from `jobs` on, which must not. Field names equal the command-line
// options of docs/Cli.md.
//
//===----------------------------------------------------------------------===//

#ifndef WASM2OBJ_COMPILEOPTIONS_H
#define WASM2OBJ_COMPILEOPTIONS_H

#include "wasm2obj/Features.h"
#include "wasm2obj/InitialState.h"
#include "wasm2obj/OptionalPasses.h"
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace w2o {

enum class OptLevel : uint8_t { O0, O1, O2, O3, Os };

/// What compileModule() produces. Shared and Exe are Obj plus a link
/// (Link.h); Header is text made from the module alone.
enum class EmitKind : uint8_t { Obj, Asm, IR, Bitcode, Header };

/// How function imports are bound when no pattern of `linkImports` or
/// `instanceImports` names them.
enum class ImportBinding : uint8_t {
  Link,     ///< Undefined C symbol, resolved by the linker: a direct call.
  Instance, ///< Looked up by name when an instance is made.
};

/// Which checks compiled code makes so that the host can end it.
/// (w2o_store_interrupt() needs none.)
enum class InterruptKind : uint8_t {
  None,
  Epoch, ///< Deadlines in epochs, which the host advances.
};

/// Wall time and counts of one phase, summed over all threads.
struct PhaseTime {
  std::string name;
  double seconds;
};

/// What a profile was of use for, in functions.
struct ProfileReport {
  uint32_t numKnown = 0; ///< Of the module, with names that the profile has.
  uint32_t numUsed = 0;  ///< Of those: whose control flow is the same.
};

struct CompileOptions {
  /// Target triple; empty means the host's.
  std::string target;
  /// CPU name; empty means the baseline of the target, "native" the host.
  std::string cpu;
  /// LLVM feature string, e.g. "+avx2,-bmi".
  std::string cpuFeatures;
  OptLevel optLevel = OptLevel::O2;
  /// What the level may use of these; --disable-pass takes some out.
  OptionalPassSet passes;
  EmitKind emit = EmitKind::Obj;
  FeatureSet features;
  /// Prefix of every symbol; must be a C identifier. Never empty here: the
  /// driver derives the default from the file name.
  std::string prefix = "module";
  /// Binding of function imports; patterns are "module.field" with `*`.
  ImportBinding imports = ImportBinding::Link;
  std::vector<std::string> linkImports;
  std::vector<std::string> instanceImports;
  InterruptKind interrupt = InterruptKind::None;
  /// Count instructions, and stop when a number of them has run.
  bool fuel = false;
  /// Code counts how often its branches are taken; the runtime writes a profile
  /// into that file (docs/Profiles.md).
  std::optional<std::string> profileGenerate;
  /// The bytes of a profile of the module or of an earlier version of it, with
  /// a name for messages. Not together with profileGenerate. Borrowed until
  /// compileModule() returns.
  std::optional<std::pair<std::string, std::span<const uint8_t>>> profileUse;
  /// Where instances start, in place of what the module's initialisers and
  /// start function make; null for those. Borrowed, and so are its bytes,
  /// until compileModule() returns.
  const InitialState *initialState = nullptr;
  /// Emit DWARF (functions and wasm byte offsets).
  bool debugInfo = false;
  /// Run the LLVM verifier between steps (slow; for tests).
  bool verifyIR = false;
  /// Show the IR before optimisation (with EmitKind::IR).
  bool unoptimized = false;

  /// With a number: compile the partitions of one part of so many, numbered
  /// from 0, and make a file for `parts` of them (EmitKind::Obj only).
  uint32_t numParts = 0;
  uint32_t part = 0;

  /// Number of threads; 0 means one per core. Never changes the output.
  unsigned jobs = 0;
  /// Parts, with names for messages, that were made of the same module with the
  /// same options and must be all there are; when there are any, nothing but
  /// the descriptor is compiled. Borrowed until compileModule() returns.
  std::vector<std::pair<std::string, std::span<const uint8_t>>> parts;
  /// Where partitions are kept for later compiles; empty: nowhere. Whoever can
  /// write there decides what is in the objects. Only a help: what cannot be
  /// read or written there is no error.
  std::string cacheDirectory;
  /// Roughly how much may stay there; 0: without limit.
  uint64_t cacheBytes = uint64_t(5) << 30;
  /// Called with (functions done, functions in all) from any thread, one
  /// call at a time.
  std::function<void(size_t, size_t)> progress;
  /// When set, says what profileUse was good for. Not with numParts.
  ProfileReport *profileReport = nullptr;
  /// When set, receives the phase times.
  std::vector<PhaseTime> *timeReport = nullptr;
};

} // namespace w2o

#endif // WASM2OBJ_COMPILEOPTIONS_H
