//===- Runner.h - Executes one script and counts --------------------------===//
//
// One store per script holds all its instances. Each command ends as
//
//   Passed       did what the specification demands
//   Failed       did not
//   Unsupported  needs a module, or a kind of reference at the host API, that
//                is not implemented yet, directly or through an instance
//   Skipped      is not for a binary-only engine (text, annotations), or is
//                named by the suite's list of exceptions
//
// so that nothing that was not executed can count as passed.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_SPECTEST_RUNNER_H
#define W2O_SPECTEST_RUNNER_H

#include "ModuleLoader.h"
#include "Script.h"
#include "SpectestHost.h"
#include "Values.h"
#include <array>
#include <map>
#include <memory>

namespace w2o::spectest {

enum class Status { Passed, Failed, Unsupported, Skipped };
inline constexpr unsigned numStatuses = 4;
const char *statusName(Status status);

/// How a command ended; `message` says why when it did not pass.
struct Result {
  Status status = Status::Passed;
  std::string message;
};

struct Finding {
  unsigned line;
  CommandKind kind;
  Result result;
};

struct Summary {
  std::array<std::array<unsigned, numStatuses>, numCommandKinds> counts{};
  /// Commands that failed or are unsupported, the first of each message.
  std::vector<Finding> findings;

  unsigned total(Status status) const;
};

struct RunnerOptions {
  CompileOptions compile;
  /// Only decode and validate modules; run nothing.
  bool validateOnly = false;
  /// The host module "spectest" as a plain module; see SpectestHost.h.
  std::filesystem::path spectestModule;
  std::vector<Skip> skips;
  /// Collect at every so-many-th allocation of an object; 0: when it is time.
  uint32_t heapStress = 0;
  /// Print each command before it is executed.
  bool trace = false;
};

class Runner {
public:
  explicit Runner(const RunnerOptions &options);
  ~Runner();
  Runner(const Runner &) = delete;
  Runner &operator=(const Runner &) = delete;

  Summary run(const Script &script);

private:
  /// An instance, or the reason why there is none.
  struct InstanceEntry {
    w2o_instance *instance = nullptr;
    Result state;
  };
  /// A definition keeps its bytes; code is made at its first instantiation.
  struct Definition {
    std::vector<uint8_t> bytes;
    const w2o_module *module = nullptr;
    Result state;
  };
  /// How an action ended.
  struct Outcome {
    enum class Kind { Values, Trap, NotRun };
    Kind kind = Kind::NotRun;
    std::vector<TypedValue> values;
    w2o_error error{};
    Result state; ///< NotRun: why
  };

  Result execute(const Command &command);
  Result executeModule(const Command &command);
  Result executeDefinition(const Command &command);
  Result executeInstance(const Command &command);
  Result executeRegister(const Command &command);
  Result executeAction(const Command &command);
  Result executeAssertReturn(const Command &command);
  Result executeAssertTrap(const Command &command, w2o_trap_code only);
  Result executeAssertRefused(const Command &command, ErrorClass expected);
  Result executeAssertInstantiation(const Command &command,
                                    w2o_error_kind expected);

  bool findSpectest(std::string_view field, w2o_extern &result);
  void loadSpectest();
  Result loadDefinition(Definition &definition);
  /// Reads, validates and, unless only validating, compiles.
  Result readDefinition(const std::string &filename, Definition &definition);
  InstanceEntry instantiate(const Definition &definition, w2o_error &error);
  InstanceEntry *findInstance(const std::optional<std::string> &name);
  Outcome perform(const Action &action);
  Outcome invoke(w2o_instance *instance, const Action &action);
  Outcome getGlobal(w2o_instance *instance, const Action &action);
  static bool resolve(void *context, const char *module, size_t moduleLength,
                      const char *field, size_t fieldLength,
                      w2o_extern *result);

  RunnerOptions options;
  ModuleLoader loader;
  w2o_store *store = nullptr;
  SpectestHost host;
  std::optional<InstanceEntry> spectest; ///< the plain module, once needed
  std::filesystem::path folder;
  InstanceEntry current;
  std::map<std::string, InstanceEntry> instances;
  std::map<std::string, InstanceEntry> registered;
  std::shared_ptr<Definition> currentDefinition;
  std::map<std::string, std::shared_ptr<Definition>> definitions;
  /// Set by resolve() when an import names an instance that is missing
  /// because something is unsupported or failed.
  std::optional<Result> missingImport;
};

} // namespace w2o::spectest

#endif // W2O_SPECTEST_RUNNER_H
