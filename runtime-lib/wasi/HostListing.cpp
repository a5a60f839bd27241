//===- HostListing.cpp - Listing a directory of the host ------------------===//
//
// A cookie is the number of entries before it, and a table has the position of
// the host's own listing (telldir) for each. Host positions are not given out:
// they can need 64 bits, of which the telldir() of a guest keeps 32, and they
// would come back as the guest likes. A number alone would not do, since it
// shifts when files are removed while the directory is read. Cookies stay valid
// while the descriptor is open. 0 is the beginning and reads the directory
// afresh.
//
//===----------------------------------------------------------------------===//

#include "wasi/DirectoryBuffer.h"
#include "wasi/HostFile.h"
#include "wasi/Locks.h"

#include <fcntl.h>

namespace w2o::wasi {

/// Opens the listing of a directory. It has a file offset of its own: the
/// descriptor itself might be shared with the host program.
int HostFile::Listing::open(int directory) {
  if (stream != nullptr)
    return 0;
  HostFd fd(openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status;
  if (!fd.valid() || fstat(fd.get(), &status) != 0)
    return errno;
  DIR *opened = fdopendir(fd.get());
  if (opened == nullptr)
    return errno;
  fd.release();
  stream = opened;
  self = status.st_ino;
  return 0;
}

/// Goes to a cookie; EINVAL when it was never given out.
int HostFile::Listing::seek(uint64_t cookie) {
  if (cookie > known)
    return EINVAL;
  auto number = static_cast<uint32_t>(cookie);
  if (number == 0)
    rewinddir(stream);
  else if (number != at)
    seekdir(stream, positions[number]);
  at = number;
  return 0;
}

/// Remembers where the host's listing is after one more entry. False when
/// memory is exhausted.
bool HostFile::Listing::advance() {
  uint32_t number = at + 1;
  if (number >= capacity) {
    uint32_t wanted = capacity == 0 ? 64 : capacity * 2;
    auto *fresh = static_cast<long *>(
        std::realloc(positions, size_t{wanted} * sizeof(long)));
    if (fresh == nullptr)
      return false;
    positions = fresh;
    capacity = wanted;
  }
  positions[number] = telldir(stream);
  at = number;
  if (known < number)
    known = number;
  return true;
}

namespace {

FileType typeOf(DIR *stream, const dirent &entry) {
  switch (entry.d_type) {
  case DT_REG:
    return FileType::RegularFile;
  case DT_DIR:
    return FileType::Directory;
  case DT_LNK:
    return FileType::SymbolicLink;
  case DT_CHR:
    return FileType::CharacterDevice;
  case DT_BLK:
    return FileType::BlockDevice;
  case DT_SOCK:
    return FileType::SocketStream;
  case DT_UNKNOWN: {
    // Some file systems do not store types in directories.
    struct stat status;
    if (fstatat(dirfd(stream), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0)
      return fileTypeOf(status.st_mode);
    return FileType::Unknown;
  }
  default:
    return FileType::Unknown;
  }
}

} // namespace

int HostFile::list(uint64_t cookie, DirectoryBuffer &buffer) {
  MutexLock guard(listing.lock);
  if (int error = listing.open(host()))
    return error;
  if (int error = listing.seek(cookie))
    return error;
  while (!buffer.full()) {
    errno = 0;
    dirent *entry = readdir(listing.stream);
    if (entry == nullptr)
      return errno;
    if (!listing.advance())
      return ENOMEM;
    bool isParent = std::strcmp(entry->d_name, "..") == 0;
    // The parent may be outside of what the guest may know.
    buffer.append(listing.at, isParent ? listing.self : entry->d_ino,
                  typeOf(listing.stream, *entry), entry->d_name,
                  std::strlen(entry->d_name));
  }
  return 0;
}

} // namespace w2o::wasi
