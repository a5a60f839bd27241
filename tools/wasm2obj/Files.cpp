//===- Files.cpp - Reading the module and writing the result --------------===//

#include "Files.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace w2o {

/// Larger modules are refused by the compiler anyway; this bounds reading
/// from a device that never ends.
static constexpr size_t maxInput = (size_t(1) << 30) + 1;

static std::optional<Error> ioError(std::string message) {
  return makeError(ErrorClass::Io, std::move(message));
}

static std::optional<Error> malformed(std::string message) {
  Error error;
  error.kind = ErrorClass::Malformed;
  error.message = std::move(message);
  error.offset = 0;
  return error;
}

/// What is wrong at first sight, in words that help more than "bad magic".
static std::optional<Error> checkForm(const std::vector<uint8_t> &bytes) {
  if (bytes.empty())
    return malformed("the file is empty, expected a WebAssembly module");
  std::string_view text(reinterpret_cast<const char *>(bytes.data()),
                        std::min<size_t>(bytes.size(), 4096));
  size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos)
    return std::nullopt;
  text.remove_prefix(start);
  if (text.substr(0, 1) == "(" || text.substr(0, 2) == ";;")
    return malformed("the file is WebAssembly text, expected the binary "
                     "format; assemble it first, e.g. with 'wasm-tools parse'");
  return std::nullopt;
}

std::filesystem::path programFolder() {
  std::error_code code;
  return std::filesystem::read_symlink("/proc/self/exe", code).parent_path();
}

/// The message does not name the file.
static std::optional<Error> readAll(const std::string &path,
                                    std::vector<uint8_t> &bytes) {
  bool fromStdin = path == "-";
  int fd = fromStdin ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return ioError(std::string("cannot read: ") + strerror(errno));
  struct stat status = {};
  std::optional<Error> error;
  if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode))
    error = ioError("cannot read: it is a directory");
  else if (S_ISREG(status.st_mode))
    bytes.reserve(std::min<size_t>(size_t(status.st_size), maxInput));
  while (!error && bytes.size() < maxInput) {
    size_t old = bytes.size();
    bytes.resize(std::min(maxInput, old + (1 << 20)));
    ssize_t count = read(fd, bytes.data() + old, bytes.size() - old);
    bytes.resize(old + size_t(std::max<ssize_t>(count, 0)));
    if (count == 0)
      break;
    if (count < 0 && errno != EINTR)
      error = ioError(std::string("cannot read: ") + strerror(errno));
  }
  if (!fromStdin)
    close(fd);
  return error;
}

std::optional<Error> readModule(const std::string &path,
                                std::vector<uint8_t> &bytes) {
  auto error = readAll(path, bytes);
  return error ? error : checkForm(bytes);
}

std::optional<Error> readFile(const std::string &path,
                              std::vector<uint8_t> &bytes) {
  auto error = readAll(path, bytes);
  if (error)
    error->message = "'" + path + "': " + error->message;
  return error;
}

static bool isSpecialFile(const std::string &path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) &&
         !S_ISDIR(status.st_mode);
}

static std::string cannotWrite(const std::string &path, const char *reason) {
  return "cannot write '" + path + "': " + reason;
}

std::optional<Error> checkWritable(const std::string &path) {
  if (path == "-" || isSpecialFile(path))
    return std::nullopt;
  struct stat status;
  if (stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
    return ioError(cannotWrite(path, "it is a directory"));
  std::string parent = std::filesystem::path(path).parent_path().string();
  if (access(parent.empty() ? "." : parent.c_str(), W_OK | X_OK) != 0)
    return ioError(cannotWrite(path, strerror(errno)));
  return std::nullopt;
}

/// Writes all bytes; false with errno set.
static bool writeAll(int fd, const std::vector<char> &bytes) {
  for (size_t done = 0; done < bytes.size();) {
    ssize_t count = write(fd, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno != EINTR)
      return false;
    done += size_t(std::max<ssize_t>(count, 0));
  }
  return true;
}

std::optional<Error> writeOutput(const std::string &path,
                                 const std::vector<char> &bytes) {
  if (path == "-") {
    if (!writeAll(STDOUT_FILENO, bytes))
      return ioError(cannotWrite("standard output", strerror(errno)));
    return std::nullopt;
  }
  bool direct = isSpecialFile(path);
  std::string name = direct ? path : path + ".tmp-XXXXXX";
  int fd = direct ? open(name.c_str(), O_WRONLY | O_CLOEXEC)
                  : mkstemp(name.data());
  if (fd < 0)
    return ioError(cannotWrite(path, strerror(errno)));
  bool ok = writeAll(fd, bytes);
  if (!direct) {
    // mkstemp made it private; give it the mode that open() would have.
    mode_t mask = umask(0);
    umask(mask);
    ok = ok && fchmod(fd, 0666 & ~mask) == 0;
  }
  int reason = errno;
  if (close(fd) != 0 && ok) {
    ok = false;
    reason = errno;
  }
  if (ok && !direct && rename(name.c_str(), path.c_str()) != 0) {
    ok = false;
    reason = errno;
  }
  if (ok)
    return std::nullopt;
  if (!direct)
    unlink(name.c_str());
  return ioError(cannotWrite(path, strerror(reason)));
}

static std::string quoteForMake(const std::string &path) {
  std::string quoted;
  for (char c : path) {
    if (c == ' ' || c == '#' || c == '\\' || c == ':')
      quoted += '\\';
    if (c == '$')
      quoted += '$';
    quoted += c;
  }
  return quoted;
}

std::string dependencyRule(const std::string &output,
                           std::initializer_list<std::string> inputs) {
  std::string rule = quoteForMake(output) + ":";
  for (const std::string &input : inputs)
    if (!input.empty() && input != "-")
      rule += " " + quoteForMake(input);
  return rule + "\n";
}

std::optional<Error> TemporaryFile::write(const std::vector<char> &bytes) {
  std::error_code code;
  std::string name =
      (std::filesystem::temp_directory_path(code) / "wasm2obj-XXXXXX")
          .string();
  if (code || !mkdtemp(name.data()))
    return ioError("cannot make a temporary directory");
  directory = name;
  file = directory + "/module.o";
  return writeOutput(file, bytes);
}

TemporaryFile::~TemporaryFile() {
  if (!directory.empty()) {
    unlink(file.c_str());
    unlink(libraryPath().c_str());
    rmdir(directory.c_str());
  }
}

} // namespace w2o
