//===- Image.cpp - What a memory holds when it is new ---------------------===//
//
// See Image.h.
//
//===----------------------------------------------------------------------===//

#include "core/Image.h"

#include "core/Memory.h"
#include "platform/Platform.h"

#include <stdlib.h>
#include <string.h>

using namespace w2o;

static bool isZero(const uint8_t *page, size_t size) {
  // Equal to itself one byte further, and the first one is zero.
  return page[0] == 0 && memcmp(page, page + 1, size - 1) == 0;
}

/// Copies what is not zero into a nameless file and makes it constant.
static platform::FilePart fileWith(const uint8_t *bytes, uint64_t size) {
  platform::FilePart file = platform::newNamelessFile(size);
  size_t page = platform::pageSize();
  for (uint64_t at = 0; file.file >= 0 && at < size;) {
    uint64_t end = at;
    while (end < size && !isZero(bytes + end, page))
      end += page;
    if (end != at && !platform::writeFile(file, bytes + at, end - at, at))
      platform::closeFile(file);
    at = end + page;
  }
  if (file.file >= 0 && !platform::sealFile(file))
    platform::closeFile(file);
  return file;
}

Image *w2o::newProgramImage(const uint8_t *bytes, uint64_t at, uint64_t size) {
  auto *image = static_cast<Image *>(calloc(1, sizeof(Image)));
  if (!image)
    return nullptr;
  *image = {1, at, size, bytes, 0, platform::noFile};
  if ((at | size) & (platform::pageSize() - 1))
    return image; // The system has larger pages than the compiler expected.
  image->file = platform::fileOfPages(bytes, size);
  if (image->file.file < 0)
    image->file = fileWith(bytes, size);
  return image;
}

Image *w2o::newMemoryImage(const w2o_memory &memory) {
  auto *image = static_cast<Image *>(calloc(1, sizeof(Image)));
  if (!image)
    return nullptr;
  const uint8_t *base = memory.def->base;
  uint64_t size = platform::roundUpToPage(memory.length());
  *image = {1, 0, size, nullptr, size_t(size), platform::noFile};
  if (!size)
    return image;
  image->file = fileWith(base, size);
  if (image->file.file >= 0)
    image->bytes = platform::mapFileReadOnly(size, image->file);
  if (image->bytes)
    return image;
  platform::closeFile(image->file);
  void *copy = platform::reserve(size);
  if (!copy || !platform::commit(copy, size)) {
    if (copy)
      platform::release(copy, size);
    free(image);
    return nullptr;
  }
  memcpy(copy, base, size);
  image->bytes = static_cast<const uint8_t *>(copy);
  return image;
}

Image *w2o::retainImage(Image *image) {
  if (image)
    __atomic_fetch_add(&image->references, 1, __ATOMIC_RELAXED);
  return image;
}

void w2o::releaseImage(Image *image) {
  if (!image || __atomic_sub_fetch(&image->references, 1, __ATOMIC_ACQ_REL))
    return;
  platform::closeFile(image->file);
  if (image->mappingSize && image->bytes)
    platform::release(const_cast<uint8_t *>(image->bytes), image->mappingSize);
  free(image);
}
