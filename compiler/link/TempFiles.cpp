//===- TempFiles.cpp - Files that do not outlive their scope --------------===//

#include "link/TempFiles.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace w2o {

Error ioError(const Twine &message) {
  Error error;
  error.kind = ErrorClass::Io;
  error.message = message.str();
  return error;
}

TempDirectory::~TempDirectory() {
  if (!path.empty())
    sys::fs::remove_directories(path);
}

std::optional<Error> TempDirectory::create() {
  if (std::error_code code = sys::fs::createUniqueDirectory("wasm2obj", path)) {
    path.clear();
    return ioError("cannot make a temporary directory: " + code.message());
  }
  return std::nullopt;
}

std::string TempDirectory::file(const Twine &name) const {
  SmallString<128> full = path;
  sys::path::append(full, name);
  return std::string(full);
}

PendingFile::~PendingFile() {
  if (!pending.empty())
    sys::fs::remove(pending);
}

std::optional<Error> PendingFile::create(const std::string &name) {
  if (sys::fs::is_directory(name))
    return ioError("cannot write '" + name + "': it is a directory");
  SmallString<128> unique;
  int descriptor;
  // The mode is that of an executable; the umask still applies.
  if (std::error_code code = sys::fs::createUniqueFile(
          name + ".tmp-%%%%%%%%", descriptor, unique, sys::fs::OF_None,
          sys::fs::all_read | sys::fs::all_write | sys::fs::all_exe))
    return ioError("cannot write '" + name + "': " + code.message());
  sys::fs::file_t handle = sys::fs::convertFDToNativeFile(descriptor);
  sys::fs::closeFile(handle);
  target = name;
  pending = std::string(unique);
  return std::nullopt;
}

std::optional<Error> PendingFile::commit() {
  if (std::error_code code = sys::fs::rename(pending, target))
    return ioError("cannot write '" + target + "': " + code.message());
  pending.clear();
  return std::nullopt;
}

std::optional<Error> writeFile(const std::string &path, ArrayRef<char> bytes) {
  std::error_code code;
  raw_fd_ostream stream(path, code, sys::fs::CD_CreateAlways);
  if (!code) {
    stream.write(bytes.data(), bytes.size());
    stream.close();
    code = stream.error();
    stream.clear_error();
  }
  if (code)
    return ioError("cannot write '" + path + "': " + code.message());
  return std::nullopt;
}

} // namespace w2o
