//===- Mappings.cpp - What an address is mapped from, Linux ---------------===//
//
// See Mappings.h, and proc_pid_maps(5).
//
//===----------------------------------------------------------------------===//

#include "platform/linux/Mappings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

using namespace w2o::platform;

namespace {

// <linux/fs.h> of Linux 6.11; older headers do not have it.
struct MappingQuery {
  uint64_t size, flags, address, begin, end, vmaFlags, pageSize, offset, inode;
  uint32_t major, minor, nameSize, buildIdSize;
  uint64_t name, buildId;
};
#define W2O_PROCMAP_QUERY _IOWR('f', 17, MappingQuery)

/// One line: begin-end perms offset major:minor inode path
bool parseMapping(const char *line, Mapping *mapping) {
  char *at;
  mapping->begin = strtoul(line, &at, 16);
  if (*at++ != '-')
    return false;
  mapping->end = strtoul(at, &at, 16);
  if (*at++ != ' ' || !(at = strchr(at, ' ')))
    return false;
  mapping->offset = strtoull(at, &at, 16);
  unsigned long major = strtoul(at, &at, 16);
  if (*at++ != ':')
    return false;
  mapping->device = makedev(major, strtoul(at, &at, 16));
  mapping->inode = strtoull(at, &at, 10);
  mapping->path = at + strspn(at, " ");
  return true;
}

} // namespace

bool w2o::platform::queryMapping(int maps, uintptr_t address, char *line,
                                 size_t size, Mapping *result) {
  static_assert(sizeof(MappingQuery) == 104);
  MappingQuery query = {};
  query.size = sizeof(query);
  query.address = address;
  query.name = uintptr_t(line);
  query.nameSize = uint32_t(size);
  if (ioctl(maps, W2O_PROCMAP_QUERY, &query) != 0)
    return false;
  if (!query.nameSize)
    line[0] = 0;
  *result = {uintptr_t(query.begin), uintptr_t(query.end),
             query.offset,           makedev(query.major, query.minor),
             query.inode,            line};
  return true;
}

bool w2o::platform::readMapping(int maps, uintptr_t address, char *line,
                                size_t size, Mapping *result) {
  bool found = false, isOver = false;
  size_t length = 0;
  while (!isOver) {
    ssize_t got = read(maps, line + length, size - 1 - length);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    length += size_t(got);
    line[length] = 0;
    char *begin = line;
    while (char *end = strchr(begin, '\n')) {
      *end = 0;
      if (parseMapping(begin, result) && address < result->end) {
        found = address >= result->begin;
        isOver = true;
        break;
      }
      begin = end + 1;
    }
    if (isOver)
      break;
    length -= size_t(begin - line);
    memmove(line, begin, length);
    isOver = length == size - 1; // A line that does not fit: give up.
  }
  return found;
}

bool w2o::platform::findMapping(uintptr_t address, char *line, size_t size,
                                Mapping *result) {
  int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (maps < 0)
    return false;
  bool found = queryMapping(maps, address, line, size, result) ||
               readMapping(maps, address, line, size, result);
  close(maps);
  return found;
}
