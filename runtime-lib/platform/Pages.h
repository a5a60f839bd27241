//===- Pages.h - What is in the pages of a reservation --------------------===//
//
// Pages that start as a copy of a file, pages that go back to what they were,
// and which pages were written. All of it is an optimisation: where a system
// has nothing for it, the functions say so and callers copy and clear bytes.
// Thread-safe; knows nothing of the runtime.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_PLATFORM_PAGES_H
#define W2O_PLATFORM_PAGES_H

#include <stddef.h>
#include <stdint.h>

namespace w2o::platform {

//===-- Files to map from -------------------------------------------------===//

/// A part of an open file. The identity is checked before each use, because a
/// host may close all descriptors and open others with the same numbers.
struct FilePart {
  int file; ///< Owned; negative: there is no file.
  uint64_t offset;
  uint64_t device;
  uint64_t inode;
};

constexpr FilePart noFile = {-1, 0, 0, 0};

/// The file that the pages at `bytes`, a constant of the program or of a shared
/// library, are mapped from. Only the very file: one that has taken its name
/// does not count, whatever is in it. `file` is negative when it cannot be
/// had: it was deleted, or lives on a file system that hides its identity.
FilePart fileOfPages(const void *bytes, size_t size);

/// A nameless file of `size` bytes, all zero. `file` is negative when the
/// system has none.
FilePart newNamelessFile(uint64_t size);
bool writeFile(const FilePart &part, const void *bytes, size_t size,
               uint64_t at);
/// Makes a nameless file constant for ever.
bool sealFile(const FilePart &part);
void closeFile(FilePart &part);

/// Replaces whole pages of a reservation by a private, readable and writable
/// copy of a file's bytes. False when that cannot be; then the pages are as
/// before.
bool mapFile(void *address, size_t size, const FilePart &part);
/// The same, read-only and at an address of the system's choice; null when that
/// cannot be. Given back with release().
const uint8_t *mapFileReadOnly(size_t size, const FilePart &part);

//===-- Pages of a reservation --------------------------------------------===//

/// Makes pages inaccessible and forgets their contents and their file.
bool decommit(void *address, size_t size);

/// Forgets what was written to accessible pages: they are again the file's, or
/// zero where none is mapped.
bool forgetChanges(void *address, size_t size);

struct PageRun {
  uint8_t *begin;
  uint8_t *end;
};
constexpr size_t unknownRuns = SIZE_MAX;
/// Runs of accessible private pages in the range that may differ from what is
/// mapped there (a file's bytes or zero): a page that is in no run does not. At
/// most `maxRuns`; unknownRuns when there are more or the system does not say.
size_t changedPages(void *address, size_t size, PageRun *runs, size_t maxRuns);

} // namespace w2o::platform

#endif // W2O_PLATFORM_PAGES_H
