//===- Wasi.cpp - What all functions of WASI share ------------------------===//
//
// The look-up of descriptors with their rights, and the blocks of strings that
// arguments and environment are.
//
//===----------------------------------------------------------------------===//

#include "wasi/Wasi.h"

#include <utility>

namespace w2o::wasi {

Errno Call::descriptor(uint32_t fd, Rights needed,
                       DescriptorRef &result) const {
  DescriptorRef found = wasi.descriptors.get(fd);
  if (!found)
    return Errno::BadF;
  Rights missing = needed & ~found->base();
  if (missing != 0) {
    if (found->isDirectory() && (missing & rights::FileOnly) != 0)
      return Errno::IsDir;
    if (!found->isDirectory() && (missing & rights::DirectoryOnly) != 0)
      return Errno::NotDir;
    if (!found->isSocket() && (missing & rights::SocketOnly) != 0)
      return Errno::NotSock;
    bool hasPosition = found->type() == FileType::RegularFile ||
                       found->type() == FileType::BlockDevice;
    if (!hasPosition && (missing & (rights::FdSeek | rights::FdTell)) != 0)
      return Errno::SPipe;
    return Errno::NotCapable;
  }
  result = std::move(found);
  return Errno::Success;
}

//===-- StringBlock -------------------------------------------------------===//

bool StringBlock::add(const char *text, const char *value) {
  size_t textLength = std::strlen(text);
  size_t valueLength = value != nullptr ? std::strlen(value) + 1 : 0;
  size_t added = textLength + valueLength + 1;
  // A guest counts its bytes in 32 bits, and needs room for itself.
  constexpr size_t most = UINT32_MAX / 2;
  if (added > most || length > most - added)
    return false;
  size_t needed = length + added;
  if (needed > capacity) {
    size_t wanted = needed + needed / 2;
    auto *fresh = static_cast<char *>(std::realloc(chars, wanted));
    if (fresh == nullptr)
      return false;
    chars = fresh;
    capacity = static_cast<uint32_t>(wanted);
  }
  char *to = chars + length;
  std::memcpy(to, text, textLength);
  to += textLength;
  if (value != nullptr) {
    *to++ = '=';
    std::memcpy(to, value, valueLength - 1);
    to += valueLength - 1;
  }
  *to = '\0';
  length = static_cast<uint32_t>(needed);
  ++count;
  return true;
}

void StringBlock::removeVariable(const char *name) {
  size_t nameLength = std::strlen(name);
  for (uint32_t at = 0; at < length;) {
    const char *entry = chars + at;
    uint32_t size = static_cast<uint32_t>(std::strlen(entry)) + 1;
    if (std::strncmp(entry, name, nameLength) != 0 ||
        entry[nameLength] != '=') {
      at += size;
      continue;
    }
    std::memmove(chars + at, chars + at + size, length - at - size);
    length -= size;
    --count;
  }
}

} // namespace w2o::wasi
