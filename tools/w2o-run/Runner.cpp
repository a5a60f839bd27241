//===- Runner.cpp - A module to an exit code ------------------------------===//
//
// Only the public interface of the runtime is used: this is what any host
// does. All memory of a run is freed by the guards below, also after a trap.
//
//===----------------------------------------------------------------------===//

#include "Runner.h"
#include "Invoke.h"
#include "Messages.h"
#include "abi/VmLayout.h"
#include "wasm2obj/Error.h"
#include "wasm2obj_wasi_fs.h"
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cinttypes>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <thread>

namespace w2o {

namespace {

/// Gives the program an empty directory in memory.
bool giveMemory(w2o_wasi *wasi, const std::string &name, uint64_t most,
                w2o_error &error) {
  w2o_wasi_fs_config config = {};
  config.max_bytes = most;
  w2o_wasi_fs *fs = w2o_wasi_fs_new(&config);
  if (!fs) {
    error.kind = W2O_ERROR_RESOURCE;
    snprintf(error.message, sizeof error.message,
             "cannot make a directory in memory of %" PRIu64 " bytes", most);
    return false;
  }
  bool given =
      w2o_wasi_preopen_fs(wasi, fs, "/", name.c_str(), false, &error);
  w2o_wasi_fs_delete(fs); // from here on the program's
  return given;
}

/// Gives the program what the options say; false with the reason in `error`.
bool setUpWasi(w2o_wasi *wasi, const RunOptions &options, w2o_error &error) {
  std::vector<const char *> args = {options.module.c_str()};
  if (options.invoke.empty())
    for (const std::string &argument : options.arguments)
      args.push_back(argument.c_str());
  if (!w2o_wasi_set_args(wasi, args.size(), args.data(), &error) ||
      !w2o_wasi_inherit_stdio(wasi, &error))
    return false;
  if (options.inheritEnvironment && !w2o_wasi_inherit_env(wasi, &error))
    return false;
  for (const Variable &variable : options.environment) {
    const char *value = variable.value ? variable.value->c_str()
                                       : getenv(variable.name.c_str());
    if (value &&
        !w2o_wasi_set_env(wasi, variable.name.c_str(), value, &error))
      return false;
  }
  for (const Directory &directory : options.directories)
    if (!w2o_wasi_preopen_dir(wasi, directory.host.c_str(),
                              directory.guest.c_str(), directory.isReadOnly,
                              &error))
      return false;
  for (const std::string &name : options.memoryDirectories)
    if (!giveMemory(wasi, name, options.maxDirMemory, error))
      return false;
  w2o_wasi_set_max_threads(wasi, options.maxThreads);
  return true;
}

/// Calls functions of an instance, and says how they ended.
class Run {
public:
  Run(w2o_wasi *wasi, w2o_instance *instance, const RunOptions &options)
      : wasi(wasi), instance(instance), options(options) {}

  /// The program, or the function of --invoke. Returns the exit code.
  int run();

private:
  int call(w2o_func *func, const std::vector<w2o_value> &args,
           std::vector<w2o_value> &results);
  int call(w2o_func *func) {
    std::vector<w2o_value> none;
    return call(func, none, none);
  }
  int invoke();
  int runFunctions();

  w2o_wasi *wasi;
  w2o_instance *instance;
  const RunOptions &options;
  bool endedAsExpected = false; ///< By the trap of --expect-trap.
};

int Run::call(w2o_func *func, const std::vector<w2o_value> &args,
              std::vector<w2o_value> &results) {
  w2o_error error = {};
  w2o_wasi_call(wasi, func, args.data(), args.size(), results.data(),
                results.size(), &error);
  if (options.expectedTrap && options.expectedTrap->isMetBy(error, instance)) {
    endedAsExpected = true;
    return W2O_WASI_STATUS_TRAP;
  }
  int status = reportOutcome(error, instance);
  return status != 0 && options.expectedTrap
             ? reportNoTrap(*options.expectedTrap)
             : status;
}

int Run::invoke() {
  w2o_extern found = {};
  if (!w2o_export(instance, options.invoke.data(), options.invoke.size(),
                  &found) ||
      found.kind != W2O_EXTERN_FUNC)
    return reportUsage("the module exports no function '" + options.invoke +
                      "'");
  w2o_signature type = w2o_func_signature(found.of.func);
  if (options.arguments.size() != type.num_params)
    return reportUsage("function '" + options.invoke + "' takes " +
                      std::to_string(type.num_params) + " arguments, found " +
                      std::to_string(options.arguments.size()));
  std::vector<w2o_value> args, results(type.num_results);
  for (size_t i = 0; i != type.num_params; ++i) {
    auto value = parseValue(options.arguments[i], type.params[i]);
    if (!value)
      return reportUsage("argument " + std::to_string(i + 1) + ": expected " +
                        kindName(type.params[i]) + ", found '" +
                        options.arguments[i] + "'");
    args.push_back(*value);
  }
  int status = call(found.of.func, args, results);
  if (status != 0)
    return status;
  for (size_t i = 0; i != results.size(); ++i)
    printf("%s\n", printValue(results[i], type.results[i]).c_str());
  if (fflush(stdout) == 0)
    return 0;
  fprintf(stderr, "w2o-run: error: cannot write the results: %s\n",
          strerror(errno));
  return exitCode(ErrorClass::Io);
}

int Run::runFunctions() {
  w2o_func *initialize = w2o_export_func(instance, "_initialize");
  w2o_func *start = w2o_export_func(instance, "_start");
  if (!options.invoke.empty()) {
    // A library of functions ("reactor") wants to be initialised first.
    if (initialize)
      if (int status = call(initialize))
        return status;
    return invoke();
  }
  if (!start && !initialize)
    return reportUsage("the module exports no function '_start': it is not a "
                      "program; --invoke NAME calls a function");
  return call(start ? start : initialize);
}

int Run::run() {
  int status = runFunctions();
  if (endedAsExpected)
    return 0;
  return status == 0 && options.expectedTrap
             ? reportNoTrap(*options.expectedTrap)
             : status;
}

/// Interrupts a store when its time is up, unless it goes away before.
class Watchdog {
public:
  Watchdog(w2o_store *store, double seconds) {
    if (seconds == 0)
      return;
    uint64_t ticket = w2o_store_new_ticket(store);
    auto end = std::chrono::steady_clock::now() +
               std::chrono::duration<double>(seconds);
    thread = std::thread([=, this] {
      std::unique_lock guard(lock);
      while (!isDone)
        if (wakeUp.wait_until(guard, end) == std::cv_status::timeout) {
          isTimeUp = w2o_store_interrupt(store, ticket);
          return;
        }
    });
  }
  Watchdog(const Watchdog &) = delete;
  Watchdog &operator=(const Watchdog &) = delete;
  ~Watchdog() { stop(); }

  /// Whether the time was up before the program ended.
  bool stop() {
    if (thread.joinable()) {
      {
        std::lock_guard guard(lock);
        isDone = true;
      }
      wakeUp.notify_one();
      thread.join();
    }
    return isTimeUp;
  }

private:
  std::mutex lock;
  std::condition_variable wakeUp;
  bool isDone = false;
  bool isTimeUp = false;
  std::thread thread;
};

} // namespace

int runModule(const w2o_module *module, const RunOptions &options,
              Stopwatch &stopwatch) {
  std::unique_ptr<w2o_wasi, void (*)(w2o_wasi *)> wasi(w2o_wasi_new(),
                                                       w2o_wasi_delete);
  std::unique_ptr<w2o_store, void (*)(w2o_store *)> store(w2o_store_new(),
                                                          w2o_store_delete);
  w2o_error error = {};
  if (!wasi || !store) {
    fputs("w2o-run: error: out of memory\n", stderr);
    return W2O_WASI_STATUS_FAILED;
  }
  if (!setUpWasi(wasi.get(), options, error))
    return reportUsage(error.message);

  w2o_config config = {};
  config.store = store.get();
  config.wasi = wasi.get();
  config.stack_size = size_t(options.stackSize);
  if (options.maxMemory != 0) // 0 pages would mean no limit.
    config.max_memory_pages =
        std::max<uint64_t>(options.maxMemory / W2O_WASM_PAGE_SIZE, 1);
  config.fuel = options.fuel.value_or(0);
  Watchdog watchdog(store.get(), options.timeout);
  w2o_instance *instance = w2o_wasi_instance_new(module, &config, &error);
  stopwatch.finish("instantiate");
  if (instance && options.fuel && !w2o_instance_add_fuel(instance, 0))
    return reportUsage("--fuel: the library was compiled without it");
  int status = 0;
  if (instance)
    status = Run(wasi.get(), instance, options).run();
  else if (!options.expectedTrap ||
           !options.expectedTrap->isMetBy(error, nullptr))
    status = reportOutcome(error, nullptr);
  if (watchdog.stop() && status != 0)
    reportNote("--timeout: the time was up");
  stopwatch.finish("run");
  return status;
}

} // namespace w2o
