//===- Runner.h - The functions that run at compile time ------------------===//

#ifndef W2O_PREINIT_RUNNER_H
#define W2O_PREINIT_RUNNER_H

#include "wasm2obj/Error.h"
#include "wasm2obj_rt.h"
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace w2o {

/// Called before everything else, where a module exports it (WASI).
constexpr const char *reactorInitialiser = "_initialize";

/// Makes an instance and initialises it: docs/Preinit.md, "What is run". All
/// of it is freed with the runner.
class Runner {
public:
  /// `maxMemory` in bytes, for all memories and tables.
  Runner(const w2o_module *module, uint64_t maxMemory);
  ~Runner();
  Runner(const Runner &) = delete;
  Runner &operator=(const Runner &) = delete;

  std::optional<Error> run(const std::string &initialiser);
  /// Null before run().
  w2o_instance *instance() const { return made; }

private:
  /// An imported function: traps and says its name.
  struct Stub {
    std::string name;
  };
  std::optional<Error> checkModule();
  std::optional<Error> checkImport(uint32_t index);
  std::optional<Error> instantiate();
  std::optional<Error> call(const std::string &name);
  /// What ended a call, with the place in the module where one is known.
  Error describe(const std::string &what, const w2o_error &error) const;

  static bool bind(void *runner, const char *module, size_t moduleLength,
                   const char *field, size_t fieldLength, w2o_extern *result);
  static bool stubCalled(void *stub, w2o_instance *caller,
                         const w2o_value *args, w2o_value *results);
  static bool mayGrow(void *runner, w2o_instance *instance,
                      const w2o_growth *growth);

  const w2o_module *module;
  uint64_t maxMemory;
  uint64_t used = 0; ///< Of maxMemory.
  w2o_store *store;
  w2o_instance *made = nullptr;
  uint32_t nextImport = 0; ///< For bind(), which is asked in order.
  std::deque<Stub> stubs;  ///< Their addresses are kept.
};

} // namespace w2o

#endif // W2O_PREINIT_RUNNER_H
