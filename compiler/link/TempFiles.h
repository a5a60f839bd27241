//===- TempFiles.h - Files that do not outlive their scope ----------------===//
//
// lld reads and writes files only. Inputs go into a private directory, and an
// output gets a temporary name beside its target and is renamed when it is
// complete, so that a failed link never leaves half a file.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LINK_TEMPFILES_H
#define W2O_LINK_TEMPFILES_H

#include "wasm2obj/Error.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"
#include <optional>
#include <string>

namespace w2o {

/// A directory that only this user can read, removed with all it holds.
class TempDirectory {
public:
  TempDirectory() = default;
  TempDirectory(const TempDirectory &) = delete;
  TempDirectory &operator=(const TempDirectory &) = delete;
  ~TempDirectory();

  std::optional<Error> create();
  std::string file(const llvm::Twine &name) const;

private:
  llvm::SmallString<128> path;
};

/// A file that replaces `target` when commit() is called, and vanishes
/// otherwise.
class PendingFile {
public:
  PendingFile() = default;
  PendingFile(const PendingFile &) = delete;
  PendingFile &operator=(const PendingFile &) = delete;
  ~PendingFile();

  /// Fails when no file can be made beside the target.
  std::optional<Error> create(const std::string &target);
  const std::string &path() const { return pending; }
  std::optional<Error> commit();

private:
  std::string target;
  std::string pending;
};

std::optional<Error> writeFile(const std::string &path,
                               llvm::ArrayRef<char> bytes);
Error ioError(const llvm::Twine &message);

} // namespace w2o

#endif // W2O_LINK_TEMPFILES_H
