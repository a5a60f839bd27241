//===- Pages.cpp - What is in the pages of a reservation, Darwin ----------===//
//
// There are no nameless files that can be made constant, and no way to ask for
// the written pages of a range, so images are copied, and pages that go back to
// zero are mapped anew: MADV_DONTNEED of Darwin keeps their contents.
//
//===----------------------------------------------------------------------===//

#include "platform/Pages.h"

#include <sys/mman.h>

using namespace w2o::platform;

FilePart w2o::platform::fileOfPages(const void *, size_t) { return noFile; }
FilePart w2o::platform::newNamelessFile(uint64_t) { return noFile; }
bool w2o::platform::writeFile(const FilePart &, const void *, size_t,
                              uint64_t) {
  return false;
}
bool w2o::platform::sealFile(const FilePart &) { return false; }
void w2o::platform::closeFile(FilePart &part) { part = noFile; }
bool w2o::platform::mapFile(void *, size_t, const FilePart &) { return false; }
const uint8_t *w2o::platform::mapFileReadOnly(size_t, const FilePart &) {
  return nullptr;
}

static bool mapAgain(void *address, size_t size, int protection) {
  return size == 0 ||
         mmap(address, size, protection,
              MAP_PRIVATE | MAP_ANON | MAP_NORESERVE | MAP_FIXED, -1,
              0) != MAP_FAILED;
}

bool w2o::platform::decommit(void *address, size_t size) {
  return mapAgain(address, size, PROT_NONE);
}

bool w2o::platform::forgetChanges(void *address, size_t size) {
  return mapAgain(address, size, PROT_READ | PROT_WRITE);
}

size_t w2o::platform::changedPages(void *, size_t size, PageRun *, size_t) {
  return size ? unknownRuns : 0;
}
