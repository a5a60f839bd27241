//===- Cache.cpp - The folder of compiled modules -------------------------===//
//
// A file is a shared library with a seal behind it: a checksum of the
// library, its size, and a magic number. Loaders ignore what follows the
// library. The seal finds accidents (a full disk, a crash while writing, a
// changed bit); against people there are the permissions.
//
//===----------------------------------------------------------------------===//

#include "Cache.h"
#include "Sha256.h"
#include "abi/Version.h"
#include "wasm2obj/Compiler.h"
#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace w2o {

namespace {

struct Seal {
  uint64_t checksum;
  uint64_t size; ///< Of what precedes the seal.
  char magic[8];
};
constexpr char sealMagic[] = {'w', '2', 'o', '-', 's', 'e', 'a', 'l'};

class File {
public:
  File(const std::string &path, int flags, mode_t mode = 0)
      : fd(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  File(const File &) = delete;
  File &operator=(const File &) = delete;
  ~File() {
    if (fd >= 0)
      close(fd);
  }
  explicit operator bool() const { return fd >= 0; }

  const int fd;
};

/// Not cryptographic: four lanes of multiply and rotate, at memory speed.
uint64_t checksum(std::span<const uint8_t> bytes) {
  constexpr uint64_t prime = 0x9e3779b97f4a7c15;
  uint64_t lanes[4] = {1, 2, 3, 4};
  size_t at = 0;
  for (; bytes.size() - at >= sizeof lanes; at += sizeof lanes) {
    uint64_t words[4];
    std::memcpy(words, bytes.data() + at, sizeof words);
    for (int i = 0; i != 4; ++i)
      lanes[i] = std::rotl((lanes[i] ^ words[i]) * prime, 29);
  }
  uint64_t out = bytes.size();
  for (; at != bytes.size(); ++at)
    out = std::rotl((out ^ bytes[at]) * prime, 29);
  for (uint64_t lane : lanes)
    out = std::rotl((out ^ lane) * prime, 29);
  return out;
}

/// The contents of an open file, mapped.
class Mapping {
public:
  Mapping(int fd, size_t size) : size(size) {
    if (size != 0)
      at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  }
  Mapping(const Mapping &) = delete;
  Mapping &operator=(const Mapping &) = delete;
  ~Mapping() {
    if (at != MAP_FAILED)
      munmap(at, size);
  }
  explicit operator bool() const { return at != MAP_FAILED; }
  std::span<const uint8_t> bytes() const {
    return {static_cast<const uint8_t *>(at), size};
  }

private:
  void *at = MAP_FAILED;
  size_t size;
};

/// Whether nobody but this user can change what `status` describes.
bool isPrivate(const struct stat &status) {
  return status.st_uid == geteuid() && (status.st_mode & 022) == 0;
}

/// Whether nobody else can put another directory in the place of `path`, which
/// is absolute and without links: a folder above it that all users can write
/// to must have the sticky bit, as /tmp has.
bool isPathSafe(std::string path) {
  while (path.size() > 1) {
    path.erase(std::max<size_t>(path.rfind('/'), 1));
    struct stat status;
    if (stat(path.c_str(), &status) != 0 ||
        ((status.st_mode & S_IWOTH) && !(status.st_mode & S_ISVTX)))
      return false;
  }
  return true;
}

/// Makes a directory and its parents.
bool makeDirectories(const std::string &path) {
  for (size_t at = 0; at != std::string::npos;) {
    at = path.find('/', at + 1);
    std::string part = path.substr(0, at);
    if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST)
      return false;
  }
  return true;
}

std::string defaultDirectory() {
  auto variable = [](const char *name) -> std::string {
    const char *value = getenv(name);
    return value ? value : "";
  };
  if (std::string own = variable("W2O_CACHE_DIR"); !own.empty())
    return own;
  // The XDG specification tells to ignore a relative path.
  if (std::string xdg = variable("XDG_CACHE_HOME"); xdg.starts_with("/"))
    return xdg + "/wasm2obj";
  if (std::string home = variable("HOME"); !home.empty())
    return home + "/.cache/wasm2obj";
  return "";
}

/// What tells builds of the compiler apart that have the same version: size
/// and time of the running program.
std::string buildId() {
  struct stat status;
  if (stat("/proc/self/exe", &status) != 0)
    return "unknown";
  return std::to_string(status.st_size) + " " +
         std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec);
}

/// For --cpu=native, whose code depends on the machine.
std::string hostCpu() {
  std::ifstream info("/proc/cpuinfo");
  std::string line, out;
  while (std::getline(info, line) && !line.empty())
    for (const char *name : {"vendor_id", "cpu family", "model", "stepping",
                             "flags", "Features", "CPU ", "isa"})
      if (line.starts_with(name))
        out += line + ";";
  return out;
}

} // namespace

std::string cacheKey(std::span<const uint8_t> module,
                     const CompileOptions &options) {
  std::string text = "w2o-run 1\n";
  text += "version " + versionString() + "\n";
  text += "abi " + std::to_string(W2O_ABI_VERSION) + "\n";
  text += "build " + buildId() + "\n";
  text += "level " + std::to_string(unsigned(options.optLevel)) + "\n";
  text += "passes " + std::to_string(options.passes.raw()) + "\n";
  text += "cpu " + options.cpu + "\n";
  if (options.cpu == "native")
    text += "host " + hostCpu() + "\n";
  text += "features " + std::to_string(options.features.raw()) + "\n";
  text += options.fuel ? "fuel\n" : "";
  if (options.profileGenerate)
    text += "profile to " + sha256(*options.profileGenerate) + "\n";
  if (options.profileUse)
    text += "profile " + sha256(options.profileUse->second) + "\n";
  text += "module " + sha256(module) + "\n";
  return sha256(text);
}

std::optional<Cache> Cache::open(const std::string &directory,
                                 std::string &reason) {
  Cache cache;
  cache.directory = directory.empty() ? defaultDirectory() : directory;
  if (cache.directory.empty()) {
    reason = "no folder for it: HOME is not set";
    return std::nullopt;
  }
  if (!makeDirectories(cache.directory)) {
    reason = "cannot make " + cache.directory + ": " + strerror(errno);
    return std::nullopt;
  }
  // Absolute, since dlopen searches for a name without a slash.
  if (char *real = realpath(cache.directory.c_str(), nullptr)) {
    cache.directory = real;
    free(real);
  }
  struct stat status;
  if (stat(cache.directory.c_str(), &status) != 0 ||
      !S_ISDIR(status.st_mode)) {
    reason = cache.directory + " is not a directory";
    return std::nullopt;
  }
  if (!isPrivate(status) || !isPathSafe(cache.directory)) {
    reason = cache.directory + " belongs to or can be changed by other users";
    return std::nullopt;
  }
  if (access(cache.directory.c_str(), R_OK | W_OK | X_OK) != 0) {
    reason = "cannot write to " + cache.directory;
    return std::nullopt;
  }
  return cache;
}

bool Cache::has(const std::string &key) const {
  File file(path(key), O_RDONLY | O_NOFOLLOW);
  struct stat status;
  if (!file || fstat(file.fd, &status) != 0 || !S_ISREG(status.st_mode) ||
      !isPrivate(status))
    return false;
  Seal seal;
  size_t size = size_t(status.st_size);
  Mapping contents(file.fd, size);
  if (contents && size >= sizeof seal) {
    std::span<const uint8_t> bytes = contents.bytes();
    size_t librarySize = size - sizeof seal;
    std::memcpy(&seal, bytes.data() + librarySize, sizeof seal);
    if (std::memcmp(seal.magic, sealMagic, sizeof sealMagic) == 0 &&
        seal.size == librarySize &&
        seal.checksum == checksum(bytes.first(librarySize)))
      return true;
  }
  unlink(path(key).c_str());
  return false;
}

std::string Cache::temporaryPath(const std::string &key) const {
  return directory + "/." + key + "." + std::to_string(getpid()) + ".so";
}

bool Cache::commit(const std::string &temporary,
                   const std::string &key) const {
  File file(temporary, O_RDWR | O_NOFOLLOW);
  struct stat status;
  if (!file || fstat(file.fd, &status) != 0)
    return false;
  Seal seal;
  {
    Mapping contents(file.fd, size_t(status.st_size));
    if (!contents)
      return false;
    seal.checksum = checksum(contents.bytes());
    seal.size = uint64_t(status.st_size);
    std::memcpy(seal.magic, sealMagic, sizeof sealMagic);
  }
  // Readers see the old file or this one: rename() is atomic.
  return fchmod(file.fd, 0600) == 0 &&
         pwrite(file.fd, &seal, sizeof seal, status.st_size) ==
             ssize_t(sizeof seal) &&
         rename(temporary.c_str(), path(key).c_str()) == 0;
}

} // namespace w2o
