//===- HostApi.cpp - Setting up what a guest is given ---------------------===//
//
// wasm2obj_wasi.h without running (Command.cpp) and binding (Resolve.cpp).
//
//===----------------------------------------------------------------------===//

#include "wasi/HostApi.h"

#include "wasi/CallbackStream.h"
#include "wasi/Context.h"

#include "platform/FileSystem.h"

#include <cstdarg>
#include <cstdio>
#include <fcntl.h>
#include <new>
#include <sys/stat.h>
#include <utility>

extern char **environ;

namespace w2o::wasi {

bool fail(w2o_error *error, w2o_error_kind kind, const char *format, ...) {
  if (error == nullptr)
    return false;
  error->kind = kind;
  error->trap = W2O_TRAP_NONE;
  error->exit_code = 0;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(error->message, sizeof(error->message), format, arguments);
  va_end(arguments);
  return false;
}

bool outOfMemory(w2o_error *error) {
  return fail(error, W2O_ERROR_RESOURCE, "out of memory");
}

bool succeed(w2o_error *error) {
  if (error != nullptr) {
    error->kind = W2O_OK;
    error->trap = W2O_TRAP_NONE;
    error->exit_code = 0;
    error->message[0] = '\0';
  }
  return true;
}

bool isStream(int guestFd, w2o_error *error) {
  if (guestFd >= 0 && guestFd <= 2)
    return true;
  return fail(error, W2O_ERROR_ARGUMENT,
              "a standard stream is descriptor 0, 1 or 2, found %d", guestFd);
}

Rights streamRights(int guestFd) {
  Rights all = rights::Stream | rights::File | rights::Socket;
  return guestFd == 0 ? all & ~(rights::Modifying)
                      : all & ~(rights::FdRead);
}

} // namespace w2o::wasi

using namespace w2o::wasi;

namespace {

HostFd duplicate(int fd) { return HostFd(fcntl(fd, F_DUPFD_CLOEXEC, 0)); }

/// Makes a function of the host the stream `guestFd`, or takes it away.
bool setCallbacks(w2o_wasi *wasi, int guestFd, w2o_wasi_read reader,
                  w2o_wasi_write writer, void *context, w2o_error *error) {
  DescriptorRef descriptor;
  if (reader != nullptr || writer != nullptr) {
    descriptor = DescriptorRef::make<CallbackStream>(reader, writer, context,
                                                     streamRights(guestFd));
    if (!descriptor)
      return outOfMemory(error);
  }
  if (wasi->descriptors.set(static_cast<uint32_t>(guestFd),
                            std::move(descriptor)) != Errno::Success)
    return outOfMemory(error);
  return succeed(error);
}

} // namespace

w2o_wasi *w2o_wasi_new(void) {
  void *memory = std::malloc(sizeof(w2o_wasi));
  return memory != nullptr ? new (memory) w2o_wasi() : nullptr;
}

void w2o_wasi_delete(w2o_wasi *wasi) {
  if (wasi == nullptr)
    return;
  wasi->~w2o_wasi();
  std::free(wasi);
}

bool w2o_wasi_set_args(w2o_wasi *wasi, size_t count, const char *const *args,
                       w2o_error *error) {
  wasi->args.clear();
  for (size_t i = 0; i < count; ++i)
    if (!wasi->args.add(args[i]))
      return outOfMemory(error);
  return succeed(error);
}

bool w2o_wasi_set_environ(w2o_wasi *wasi, size_t count,
                          const char *const *variables, w2o_error *error) {
  for (size_t i = 0; i < count; ++i)
    if (std::strchr(variables[i], '=') == nullptr || variables[i][0] == '=')
      return fail(error, W2O_ERROR_ARGUMENT,
                  "an environment variable has the form NAME=VALUE, found '%s'",
                  variables[i]);
  wasi->environment.clear();
  for (size_t i = 0; i < count; ++i)
    if (!wasi->environment.add(variables[i]))
      return outOfMemory(error);
  return succeed(error);
}

bool w2o_wasi_set_env(w2o_wasi *wasi, const char *name, const char *value,
                      w2o_error *error) {
  if (name == nullptr || name[0] == '\0' || std::strchr(name, '=') != nullptr)
    return fail(error, W2O_ERROR_ARGUMENT,
                "the name of an environment variable must not be empty or "
                "contain '=', found '%s'",
                name != nullptr ? name : "");
  wasi->environment.removeVariable(name);
  if (value != nullptr && !wasi->environment.add(name, value))
    return outOfMemory(error);
  return succeed(error);
}

bool w2o_wasi_inherit_env(w2o_wasi *wasi, w2o_error *error) {
  for (char **entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const char *equals = std::strchr(*entry, '=');
    if (equals == nullptr || equals == *entry)
      continue;
    HeapString name;
    if (!name.assign(*entry, static_cast<size_t>(equals - *entry)))
      return outOfMemory(error);
    if (!w2o_wasi_set_env(wasi, name.c_str(), equals + 1, error))
      return false;
  }
  return succeed(error);
}

bool w2o_wasi_set_stream(w2o_wasi *wasi, int guest_fd, int host_fd,
                         w2o_error *error) {
  if (!isStream(guest_fd, error))
    return false;
  auto number = static_cast<uint32_t>(guest_fd);
  DescriptorRef descriptor;
  if (host_fd >= 0) {
    HostFd fd = duplicate(host_fd);
    if (!fd.valid())
      return fail(error, W2O_ERROR_ARGUMENT,
                  "cannot duplicate descriptor %d: %s", host_fd,
                  std::strerror(errno));
    int failed = wasi->hostFiles.adopt(std::move(fd), streamRights(guest_fd),
                                       rights::None, descriptor);
    if (failed != 0)
      return fail(error,
                  failed == ENOMEM ? W2O_ERROR_RESOURCE : W2O_ERROR_ARGUMENT,
                  "cannot use descriptor %d: %s", host_fd,
                  std::strerror(failed));
  }
  if (wasi->descriptors.set(number, std::move(descriptor)) != Errno::Success)
    return outOfMemory(error);
  return succeed(error);
}

bool w2o_wasi_set_input(w2o_wasi *wasi, w2o_wasi_read read, void *context,
                        w2o_error *error) {
  return setCallbacks(wasi, 0, read, nullptr, context, error);
}

bool w2o_wasi_set_output(w2o_wasi *wasi, int guest_fd, w2o_wasi_write write,
                         void *context, w2o_error *error) {
  if (guest_fd != 1 && guest_fd != 2)
    return fail(error, W2O_ERROR_ARGUMENT,
                "an output stream is descriptor 1 or 2, found %d", guest_fd);
  return setCallbacks(wasi, guest_fd, nullptr, write, context, error);
}

bool w2o_wasi_inherit_stdio(w2o_wasi *wasi, w2o_error *error) {
  for (int fd = 0; fd <= 2; ++fd) {
    bool isOpen = fcntl(fd, F_GETFD) != -1;
    if (!w2o_wasi_set_stream(wasi, fd, isOpen ? fd : -1, error))
      return false;
  }
  return succeed(error);
}

bool w2o_wasi_preopen_dir(w2o_wasi *wasi, const char *host_path,
                          const char *guest_path, bool read_only,
                          w2o_error *error) {
  if (guest_path[0] == '\0')
    return fail(error, W2O_ERROR_ARGUMENT,
                "the guest's name of directory '%s' is empty", host_path);
  HostFd fd(::open(host_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // A directory that may be searched but not listed is of use as well.
  if (!fd.valid() && errno == EACCES)
    fd = HostFd(::open(host_path, w2o::platform::searchFlags() | O_CLOEXEC));
  if (!fd.valid())
    return fail(error, W2O_ERROR_ARGUMENT, "cannot open directory '%s': %s",
                host_path, std::strerror(errno));
  Rights denied = read_only ? rights::Modifying : rights::None;
  DescriptorRef descriptor;
  int failed = wasi->hostFiles.adopt(
      std::move(fd), rights::Directory & ~denied,
      rights::Inheritable & ~denied, descriptor);
  if (failed != 0)
    return fail(error, W2O_ERROR_RESOURCE, "cannot use directory '%s': %s",
                host_path, std::strerror(failed));
  uint32_t number;
  if (!descriptor->setPreopenName(guest_path) ||
      wasi->descriptors.insert(std::move(descriptor), FdTable::firstFree,
                               number) != Errno::Success)
    return outOfMemory(error);
  return succeed(error);
}

bool w2o_wasi_preopen_socket(w2o_wasi *wasi, int host_fd, uint32_t *guest_fd,
                             w2o_error *error) {
  HostFd fd = duplicate(host_fd);
  struct stat status;
  if (!fd.valid() || fstat(fd.get(), &status) != 0)
    return fail(error, W2O_ERROR_ARGUMENT,
                "cannot duplicate descriptor %d: %s", host_fd,
                std::strerror(errno));
  if (!S_ISSOCK(status.st_mode))
    return fail(error, W2O_ERROR_ARGUMENT, "descriptor %d is not a socket",
                host_fd);
  DescriptorRef descriptor;
  int failed = wasi->hostFiles.adopt(std::move(fd), rights::Socket,
                                     rights::Socket, descriptor);
  if (failed != 0)
    return fail(error, W2O_ERROR_RESOURCE, "cannot use descriptor %d: %s",
                host_fd, std::strerror(failed));
  uint32_t number;
  if (wasi->descriptors.insert(std::move(descriptor), FdTable::firstFree,
                               number) != Errno::Success)
    return outOfMemory(error);
  if (guest_fd != nullptr)
    *guest_fd = number;
  return succeed(error);
}

void w2o_wasi_set_clock(w2o_wasi *wasi, w2o_wasi_clock clock, void *context) {
  wasi->clock = clock;
  wasi->clockContext = context;
}

void w2o_wasi_set_random(w2o_wasi *wasi, w2o_wasi_random random,
                         void *context) {
  wasi->random = random;
  wasi->randomContext = context;
}

void w2o_wasi_set_max_threads(w2o_wasi *wasi, uint32_t most) {
  wasi->maxThreads = most;
}

void w2o_wasi_set_thread_setup(w2o_wasi *wasi, w2o_wasi_thread_setup setup,
                               void *context) {
  wasi->threadSetup = setup;
  wasi->threadSetupContext = context;
}
