//===- ReadDir.cpp - fd_readdir -------------------------------------------===//
//
// The guest gets entries packed one after the other into its buffer; the last
// may be cut off. It asks again with the cookie of the last whole entry.
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

#include "wasi/Errno.h"
#include "wasi/Wasi.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace w2o::wasi {

namespace {

/// Opens the listing of a directory. It has a file offset of its own: the
/// descriptor itself might be shared with the host program.
Errno openListing(Descriptor &directory) {
  Descriptor::Listing &listing = directory.listing;
  if (listing.stream != nullptr)
    return Errno::Success;
  HostFd fd(openat(directory.host(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status;
  if (!fd.valid() || fstat(fd.get(), &status) != 0)
    return lastErrno();
  DIR *stream = fdopendir(fd.get());
  if (stream == nullptr)
    return lastErrno();
  fd.release();
  listing.stream = stream;
  listing.self = status.st_ino;
  return Errno::Success;
}

/// Goes to a cookie; Inval when it was never given out.
Errno seekListing(Descriptor::Listing &listing, uint64_t cookie) {
  if (cookie > listing.known)
    return Errno::Inval;
  auto number = static_cast<uint32_t>(cookie);
  if (number == 0)
    rewinddir(listing.stream);
  else if (number != listing.at)
    seekdir(listing.stream, listing.positions[number]);
  listing.at = number;
  return Errno::Success;
}

/// Remembers where the host's listing is after one more entry.
bool advance(Descriptor::Listing &listing) {
  uint32_t number = listing.at + 1;
  if (number >= listing.capacity) {
    uint32_t wanted = listing.capacity == 0 ? 64 : listing.capacity * 2;
    auto *fresh = static_cast<long *>(
        std::realloc(listing.positions, size_t{wanted} * sizeof(long)));
    if (fresh == nullptr)
      return false;
    listing.positions = fresh;
    listing.capacity = wanted;
  }
  listing.positions[number] = telldir(listing.stream);
  listing.at = number;
  if (listing.known < number)
    listing.known = number;
  return true;
}

FileType typeOf(const DIR *stream, const dirent &entry) {
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
    if (fstatat(dirfd(const_cast<DIR *>(stream)), entry.d_name, &status,
                AT_SYMLINK_NOFOLLOW) == 0)
      return fileTypeOf(status.st_mode);
    return FileType::Unknown;
  }
  default:
    return FileType::Unknown;
  }
}

} // namespace

Errno fdReadDir(Call &call, uint32_t fd, GuestPtr buffer, uint32_t length,
                uint64_t cookie, GuestPtr result) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::FdReadDir, descriptor);
      error != Errno::Success)
    return error;
  if (!call.memory.contains(buffer, length) ||
      !call.memory.contains(result, sizeof(uint32_t)))
    return Errno::Fault;

  Descriptor::Listing &listing = descriptor->listing;
  MutexLock guard(listing.lock);
  if (Errno error = openListing(*descriptor); error != Errno::Success)
    return error;
  if (Errno error = seekListing(listing, cookie); error != Errno::Success)
    return error;

  uint32_t used = 0;
  auto append = [&](const void *from, size_t size) {
    size_t room = length - used;
    size_t part = size < room ? size : room;
    call.memory.writeBytes(buffer + used, from, part);
    used += static_cast<uint32_t>(part);
  };
  while (used < length) {
    errno = 0;
    dirent *entry = readdir(listing.stream);
    if (entry == nullptr) {
      if (errno != 0)
        return lastErrno();
      break;
    }
    if (!advance(listing))
      return Errno::NoMem;
    bool isParent = std::strcmp(entry->d_name, "..") == 0;
    Dirent header = {};
    header.next = listing.at;
    // The parent may be outside of what the guest may know.
    header.ino = isParent ? listing.self : entry->d_ino;
    header.nameLength = static_cast<uint32_t>(std::strlen(entry->d_name));
    header.type = typeOf(listing.stream, *entry);
    // When this is cut off, the guest asks for an earlier position next.
    append(&header, sizeof(header));
    append(entry->d_name, header.nameLength);
  }
  return call.memory.write(result, used) ? Errno::Success : Errno::Fault;
}

} // namespace w2o::wasi
