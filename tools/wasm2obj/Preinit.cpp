//===- Preinit.cpp - The state after an initialiser that runs now ---------===//
//
// See Preinit.h.
//
//===----------------------------------------------------------------------===//

#include "Preinit.h"

#include "Files.h"
#include "abi/Symbols.h"
#include "w2o-preinit/StateStream.h"
#include "wasm2obj/Compiler.h"
#include "wasm2obj/Link.h"
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace w2o {

namespace {

constexpr const char *guestPrefix = "guest";
/// What a message may have beside the contents of memories and tables: numbers,
/// globals, names, element segments.
constexpr uint64_t messageOverhead = uint64_t(1) << 30;

using Clock = std::chrono::steady_clock;

Error internal(const std::string &message) {
  return makeError(ErrorClass::Internal, "w2o-preinit: " + message);
}

/// The module as a library for this machine, beside `object`.
std::optional<Error> compileForHost(std::span<const uint8_t> module,
                                    const ToolOptions &options,
                                    TemporaryFile &object) {
  CompileOptions compile;
  compile.features = options.compile.features;
  compile.jobs = options.compile.jobs;
  compile.progress = options.compile.progress;
  compile.verifyIR = options.compile.verifyIR;
  compile.prefix = guestPrefix;
  // Names that a module chooses must never be looked up in a process.
  compile.imports = ImportBinding::Instance;
  compile.optLevel = OptLevel::O1;
  std::vector<char> bytes;
  if (auto error = compileModule(module, compile, bytes))
    return error;
  if (auto error = object.write(bytes))
    return error;
  LinkOptions link;
  link.output = object.libraryPath();
  return linkShared(std::span(&object.path(), 1), link);
}

/// Ends when the object goes away, if not before.
class Child {
public:
  Child() = default;
  Child(const Child &) = delete;
  Child &operator=(const Child &) = delete;
  ~Child() {
    if (output >= 0)
      close(output);
    if (pid > 0) {
      kill(pid, SIGKILL);
      wait();
    }
  }

  bool start(const std::vector<std::string> &command) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
      return false;
    output = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                     O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<char *> arguments;
    for (const std::string &argument : command)
      arguments.push_back(const_cast<char *>(argument.c_str()));
    arguments.push_back(nullptr);
    int failed = posix_spawn(&pid, arguments[0], &actions, nullptr,
                             arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failed) {
      pid = -1;
      errno = failed;
    }
    return !failed;
  }

  /// Its status, as of waitpid().
  int wait() {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
      ;
    pid = -1;
    return status;
  }

  enum class Read { Done, TooLate, TooShort };
  /// Reads exactly `size` bytes.
  Read read(void *to, size_t size, Clock::time_point deadline) {
    auto *at = static_cast<uint8_t *>(to);
    while (size != 0) {
      auto left = std::chrono::ceil<std::chrono::milliseconds>(
          deadline - Clock::now());
      if (left.count() <= 0)
        return Read::TooLate;
      struct pollfd ready = {output, POLLIN, 0};
      constexpr int64_t longestWait = 60'000;
      if (poll(&ready, 1, int(std::min(left.count(), longestWait))) <= 0)
        continue;
      ssize_t count = ::read(output, at, size);
      if (count == 0)
        return Read::TooShort;
      if (count < 0) {
        if (errno == EINTR)
          continue;
        return Read::TooShort;
      }
      at += count;
      size -= size_t(count);
    }
    return Read::Done;
  }

private:
  pid_t pid = -1;
  int output = -1;
};

/// Why the child has said nothing.
Error explain(int status) {
  if (WIFSIGNALED(status))
    return internal("ended by signal " + std::to_string(WTERMSIG(status)));
  return internal("ended with status " + std::to_string(WEXITSTATUS(status)));
}

std::optional<Error> readMessage(Child &child, const ToolOptions &options,
                                 std::vector<uint8_t> &message) {
  auto deadline =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(
                         std::chrono::duration<double>(options.preinitTimeout));
  uint64_t size = 0;
  Child::Read result = child.read(&size, sizeof size, deadline);
  if (result == Child::Read::Done) {
    if (size > messageOverhead &&
        size - messageOverhead > options.preinitMaxMemory)
      return internal("a state of " + std::to_string(size) + " bytes");
    message.resize(size);
    result = child.read(message.data(), message.size(), deadline);
  }
  switch (result) {
  case Child::Read::Done:
    return std::nullopt;
  case Child::Read::TooLate: {
    char seconds[32];
    snprintf(seconds, sizeof seconds, "%g", options.preinitTimeout);
    return makeError(ErrorClass::Preinit,
                     "'" + *options.preinit + "' did not end within " +
                         seconds + " seconds (--preinit-timeout)");
  }
  case Child::Read::TooShort:
    return explain(child.wait());
  }
  return std::nullopt;
}

} // namespace

std::optional<Error> PreinitState::make(std::span<const uint8_t> module,
                                        const ToolOptions &options) {
  auto start = Clock::now();
  TemporaryFile object;
  if (auto error = compileForHost(module, options, object))
    return error;
  Child child;
  std::string program = (programFolder() / "w2o-preinit").string();
  if (!child.start({program, object.libraryPath(),
                    std::string(guestPrefix) + W2O_SYMBOL_MODULE_SUFFIX,
                    *options.preinit, std::to_string(options.preinitMaxMemory),
                    std::to_string(uint64_t(
                        std::ceil(options.preinitTimeout)))}))
    return makeError(ErrorClass::Io, "cannot run '" + program +
                                         "': " + strerror(errno));
  if (auto error = readMessage(child, options, message))
    return error;
  auto error = readState(message, state);
  if (options.compile.timeReport)
    options.compile.timeReport->push_back(
        {"preinit",
         std::chrono::duration<double>(Clock::now() - start).count()});
  return error;
}

} // namespace w2o
