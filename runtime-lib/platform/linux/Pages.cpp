//===- Pages.cpp - What is in the pages of a reservation, Linux -----------===//
//
// Written pages are found with PAGEMAP_SCAN (Linux 6.7). The descriptor of
// /proc/self/pagemap names the address space of the process that opened it, and
// a child of fork() inherits it: scanned there, it would tell about the
// parent's pages, and changes would be missed. So it is kept on a page that the
// kernel clears in children (MADV_WIPEONFORK), which open their own.
//
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // memfd_create, seals
#endif

#include "platform/Pages.h"

#include "platform/Platform.h"
#include "platform/linux/Mappings.h"

#include <errno.h>
#include <fcntl.h>
#include <initializer_list>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace w2o::platform;

#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif

//===-- Files to map from -------------------------------------------------===//

namespace {

FilePart partOf(int file, uint64_t offset) {
  struct stat status;
  if (file < 0)
    return noFile;
  if (fstat(file, &status) != 0) {
    close(file);
    return noFile;
  }
  return {file, offset, status.st_dev, status.st_ino};
}

bool isUnchanged(const FilePart &part) {
  struct stat status;
  return part.file >= 0 && fstat(part.file, &status) == 0 &&
         status.st_dev == part.device && status.st_ino == part.inode;
}

/// Whether the file has the first and the last of the bytes at `offset`. The
/// identity is checked before; this would notice a wrong offset.
bool hasBytes(const FilePart &part, const void *bytes, size_t size) {
  char page[512];
  size_t length = size < sizeof(page) ? size : sizeof(page);
  for (size_t at : {size_t(0), size - length})
    if (pread(part.file, page, length, off_t(part.offset + at)) !=
            ssize_t(length) ||
        memcmp(page, static_cast<const char *>(bytes) + at, length) != 0)
      return false;
  return true;
}

} // namespace

FilePart w2o::platform::fileOfPages(const void *bytes, size_t size) {
  constexpr size_t lineSize = 8192; // A path has at most 4096 bytes.
  auto *line = static_cast<char *>(malloc(lineSize));
  Mapping mapping;
  auto begin = uintptr_t(bytes);
  FilePart result = noFile;
  if (line && size && findMapping(begin, line, lineSize, &mapping) &&
      mapping.inode && mapping.end - begin >= size) {
    uint64_t offset = mapping.offset + (begin - mapping.begin);
    // The program itself can be opened also when it was deleted.
    for (const char *path : {mapping.path, "/proc/self/exe"}) {
      if (path[0] != '/' || offset % pageSize())
        continue;
      // Not blocking: whatever has the name now may be a pipe.
      FilePart part = partOf(
          open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), offset);
      if (part.file < 0)
        continue;
      if (part.device == mapping.device && part.inode == mapping.inode &&
          hasBytes(part, bytes, size)) {
        result = part;
        break;
      }
      closeFile(part);
    }
  }
  free(line);
  return result;
}

FilePart w2o::platform::newNamelessFile(uint64_t size) {
  FilePart part =
      partOf(memfd_create("w2o-image", MFD_CLOEXEC | MFD_ALLOW_SEALING), 0);
  if (part.file >= 0 && ftruncate(part.file, off_t(size)) != 0)
    closeFile(part);
  return part;
}

bool w2o::platform::writeFile(const FilePart &part, const void *bytes,
                              size_t size, uint64_t at) {
  const auto *from = static_cast<const char *>(bytes);
  while (size) {
    ssize_t done = pwrite(part.file, from, size, off_t(part.offset + at));
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return false;
    from += done;
    at += uint64_t(done);
    size -= size_t(done);
  }
  return true;
}

bool w2o::platform::sealFile(const FilePart &part) {
  return fcntl(part.file, F_ADD_SEALS,
               F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0;
}

void w2o::platform::closeFile(FilePart &part) {
  if (isUnchanged(part))
    close(part.file);
  part = noFile;
}

bool w2o::platform::mapFile(void *address, size_t size, const FilePart &part) {
  return isUnchanged(part) &&
         mmap(address, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED,
              part.file, off_t(part.offset)) != MAP_FAILED;
}

const uint8_t *w2o::platform::mapFileReadOnly(size_t size,
                                              const FilePart &part) {
  if (!isUnchanged(part))
    return nullptr;
  void *p = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, part.file,
                 off_t(part.offset));
  return p == MAP_FAILED ? nullptr : static_cast<const uint8_t *>(p);
}

//===-- Pages of a reservation --------------------------------------------===//

bool w2o::platform::decommit(void *address, size_t size) {
  // A new mapping instead of mprotect and madvise: it joins the reservation
  // around it, and takes nothing from the commit limit.
  return size == 0 ||
         mmap(address, size, PROT_NONE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1,
              0) != MAP_FAILED;
}

bool w2o::platform::forgetChanges(void *address, size_t size) {
  return size == 0 || madvise(address, size, MADV_DONTNEED) == 0;
}

namespace {

// <linux/fs.h> of Linux 6.7; older headers do not have it.
constexpr uint64_t pageIsFile = 1 << 2;
constexpr uint64_t pageIsPresent = 1 << 3;
constexpr uint64_t pageIsSwapped = 1 << 4;
constexpr uint64_t pageIsZero = 1 << 5;
struct PageRegion {
  uint64_t start, end, categories;
};
struct ScanArguments {
  uint64_t size, flags, start, end, walkEnd, vec, vecLength, maxPages,
      categoryInverted, categoryMask, categoryAnyOf, returnMask;
};
#define W2O_PAGEMAP_SCAN _IOWR('f', 16, ScanArguments)

enum ScannerState : uint32_t { NotOpen = 0, Open = 1, Unsupported = 2 };
struct Scanner {
  uint32_t state; ///< ScannerState; zero again in a child of fork().
  int file;
};

pthread_mutex_t scannerLock = PTHREAD_MUTEX_INITIALIZER;
Scanner *scanner; ///< On a page of its own; null before the first use.

/// Under the lock.
void openScanner() {
  Scanner *page = scanner;
  if (!page) {
    void *p = mmap(nullptr, pageSize(), PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
      return;
    page = static_cast<Scanner *>(p);
    if (madvise(page, pageSize(), MADV_WIPEONFORK) != 0)
      page->state = Unsupported;
  }
  if (page->state == NotOpen) {
    page->file = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    __atomic_store_n(&page->state, page->file >= 0 ? Open : Unsupported,
                     __ATOMIC_RELEASE);
  }
  __atomic_store_n(&scanner, page, __ATOMIC_RELEASE);
}

Scanner *openedScanner() {
  Scanner *page = __atomic_load_n(&scanner, __ATOMIC_ACQUIRE);
  if (!page || __atomic_load_n(&page->state, __ATOMIC_ACQUIRE) == NotOpen) {
    // After fork() a thread that is not here may hold the lock for ever.
    if (pthread_mutex_trylock(&scannerLock) != 0)
      return nullptr;
    openScanner();
    pthread_mutex_unlock(&scannerLock);
    page = __atomic_load_n(&scanner, __ATOMIC_ACQUIRE);
  }
  return page && __atomic_load_n(&page->state, __ATOMIC_ACQUIRE) == Open
             ? page
             : nullptr;
}

} // namespace

size_t w2o::platform::changedPages(void *address, size_t size, PageRun *runs,
                                   size_t maxRuns) {
  static_assert(sizeof(PageRegion) == 24 && sizeof(ScanArguments) == 96);
  constexpr size_t most = 64;
  PageRegion regions[most];
  Scanner *opened = size ? openedScanner() : nullptr;
  if (!opened || maxRuns >= most)
    return size ? unknownRuns : 0;
  ScanArguments arguments = {};
  arguments.size = sizeof(arguments);
  arguments.start = uintptr_t(address);
  arguments.end = uintptr_t(address) + size;
  arguments.vec = uintptr_t(regions);
  arguments.vecLength = maxRuns + 1; // One more shows that there are more.
  // Neither the file's nor the shared page of zeros, so the process's own.
  arguments.categoryInverted = pageIsFile | pageIsZero;
  arguments.categoryMask = pageIsFile | pageIsZero;
  arguments.categoryAnyOf = pageIsPresent | pageIsSwapped;
  arguments.returnMask = pageIsPresent;
  int found = ioctl(opened->file, W2O_PAGEMAP_SCAN, &arguments);
  if (found < 0) {
    __atomic_store_n(&opened->state, Unsupported, __ATOMIC_RELEASE);
    return unknownRuns;
  }
  if (size_t(found) > maxRuns || arguments.walkEnd != arguments.end)
    return unknownRuns;
  for (int i = 0; i < found; ++i)
    runs[i] = {reinterpret_cast<uint8_t *>(uintptr_t(regions[i].start)),
               reinterpret_cast<uint8_t *>(uintptr_t(regions[i].end))};
  return size_t(found);
}
