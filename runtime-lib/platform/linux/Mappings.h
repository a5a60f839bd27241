//===- Mappings.h - What an address is mapped from, Linux -----------------===//
//
// Both functions fill a Mapping, whose path ends up in `line`, a buffer of
// `size` bytes; a path has at most PATH_MAX. False when nothing is mapped there
// or the system does not say.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_PLATFORM_LINUX_MAPPINGS_H
#define W2O_PLATFORM_LINUX_MAPPINGS_H

#include <stddef.h>
#include <stdint.h>

namespace w2o::platform {

struct Mapping {
  uintptr_t begin;
  uintptr_t end;
  uint64_t offset;
  uint64_t device;
  uint64_t inode;
  const char *path; ///< Empty when it has none.
};

/// Asks for the one mapping that `address` is in (PROCMAP_QUERY, Linux 6.11). A
/// process can have thousands, and reading them is most of what a first
/// instance costs. `maps` is /proc/self/maps.
bool queryMapping(int maps, uintptr_t address, char *line, size_t size,
                  Mapping *result);

/// Reads the mappings up to that one.
bool readMapping(int maps, uintptr_t address, char *line, size_t size,
                 Mapping *result);

/// The one or the other.
bool findMapping(uintptr_t address, char *line, size_t size, Mapping *result);

} // namespace w2o::platform

#endif // W2O_PLATFORM_LINUX_MAPPINGS_H
