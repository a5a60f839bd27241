//===- Profile.cpp - Counters of instrumented code to a file --------------===//
//
// The format is LLVM's raw profile: a header, then for each of records,
// counters and names the bytes of the section, padded to 8 bytes. Records
// refer to counters by distances, which the header lets a reader correct. A
// file can hold several profiles behind each other.
//
// Nothing else in the runtime refers to this file, so that a program without
// instrumented objects is linked without it.
//
//===----------------------------------------------------------------------===//

#include "wasm2obj_profile.h"

#include "abi/ProfileData.h"
#include "core/Error.h"
#include "core/Export.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace w2o;

namespace {

/// llvm/ProfileData/InstrProfData.inc, of the LLVM that makes the records; a
/// unit test reads a file back with LLVM's reader.
constexpr uint64_t rawVersion = 10;
constexpr uint64_t fromIR = uint64_t(1) << 56;
constexpr uint64_t lastValueKind = 2;
constexpr size_t recordBytes = 64;

struct RawHeader {
  uint64_t magic = UINT64_C(0xff6c70726f667281); // \377 l p r o f r \201
  uint64_t version = rawVersion | fromIR;
  uint64_t binaryIdBytes = 0;
  uint64_t numRecords = 0;
  uint64_t paddingBeforeCounters = 0;
  uint64_t numCounters = 0;
  uint64_t paddingAfterCounters = 0;
  uint64_t numBitmapBytes = 0;
  uint64_t paddingAfterBitmap = 0;
  uint64_t nameBytes = 0;
  uint64_t recordsToCounters = 0;
  uint64_t recordsToBitmap = 0;
  uint64_t namesAddress = 0;
  uint64_t numVTables = 0;
  uint64_t vtableNameBytes = 0;
  uint64_t valueKindLast = lastValueKind;
};

/// What is left of a library that was unloaded: the bytes follow.
struct Saved {
  Saved *next;
  char *path;
  size_t size;
  uint8_t bytes[];
};

// All under the lock.
pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
w2o_profile_data *live = nullptr;
Saved *saved = nullptr;
bool isWrittenAtExit = false; // or will not be any more

struct Guard {
  Guard() { pthread_mutex_lock(&lock); }
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;
  ~Guard() { pthread_mutex_unlock(&lock); }
};

struct Piece {
  const void *at;
  size_t size;
};
constexpr size_t numPieces = 5;

/// The profile of one program or library in pieces; `header` is the first.
void describe(const w2o_profile_data &data, RawHeader &header,
              Piece (&pieces)[numPieces]) {
  static const uint8_t zeros[sizeof(uint64_t)] = {};
  size_t records = size_t(data.records_end - data.records_begin);
  size_t counters = size_t(data.counters_end - data.counters_begin);
  size_t names = size_t(data.names_end - data.names_begin);
  header.numRecords = records / recordBytes;
  header.numCounters = counters;
  header.nameBytes = names;
  header.recordsToCounters =
      uintptr_t(data.counters_begin) - uintptr_t(data.records_begin);
  header.namesAddress = uintptr_t(data.names_begin);
  pieces[0] = {&header, sizeof header};
  pieces[1] = {data.records_begin, records};
  pieces[2] = {data.counters_begin, counters * sizeof(uint64_t)};
  pieces[3] = {data.names_begin, names};
  pieces[4] = {zeros, -names % sizeof(uint64_t)};
}

/// False with errno.
bool writeAll(int file, const void *bytes, size_t size) {
  auto *at = static_cast<const uint8_t *>(bytes);
  while (size != 0) {
    ssize_t count = write(file, at, size);
    if (count < 0 && errno != EINTR)
      return false;
    if (count > 0) {
      at += count;
      size -= size_t(count);
    }
  }
  return true;
}

/// Whether a profile that belongs into the file `own` goes into `wanted`; null
/// wants all.
bool belongs(const char *own, const char *wanted) {
  return !wanted || strcmp(own, wanted) == 0;
}

bool writeProfiles(int file, const char *wanted) {
  for (w2o_profile_data *data = live; data; data = data->next) {
    if (!belongs(data->path, wanted))
      continue;
    RawHeader header;
    Piece pieces[numPieces];
    describe(*data, header, pieces);
    for (const Piece &piece : pieces)
      if (!writeAll(file, piece.at, piece.size))
        return false;
  }
  for (Saved *old = saved; old; old = old->next)
    if (belongs(old->path, wanted) && !writeAll(file, old->bytes, old->size))
      return false;
  return true;
}

/// Replaces "%p". False when the result is too long.
bool expand(const char *pattern, char (&path)[PATH_MAX]) {
  size_t length = 0;
  for (const char *at = pattern; *at; ++at) {
    int count = 1;
    size_t room = sizeof path - length;
    if (at[0] == '%' && at[1] == 'p') {
      count = snprintf(path + length, room, "%ld", long(getpid()));
      ++at;
    } else {
      path[length] = *at;
    }
    if (count < 0 || size_t(count) >= room)
      return false;
    length += size_t(count);
  }
  path[length] = '\0';
  return true;
}

bool isRegularOrMissing(const char *path) {
  struct stat status;
  return stat(path, &status) != 0 || S_ISREG(status.st_mode);
}

/// Under a name of its own until it is whole; into devices and pipes directly.
/// False with errno.
bool replaceFile(const char *path, const char *wanted) {
  constexpr char suffix[] = ".XXXXXX";
  char name[PATH_MAX + sizeof suffix];
  bool isDirect = !isRegularOrMissing(path);
  snprintf(name, sizeof name, "%s%s", path, isDirect ? "" : suffix);
  int file = isDirect ? open(name, O_WRONLY | O_CLOEXEC) : mkstemp(name);
  if (file < 0)
    return false;
  bool ok = writeProfiles(file, wanted);
  if (!isDirect) {
    // mkstemp made it private; it gets the mode that open() would have given.
    mode_t mask = umask(0);
    umask(mask);
    ok = ok && fchmod(file, 0666 & ~mask) == 0;
  }
  int reason = errno;
  if (close(file) != 0 && ok) {
    ok = false;
    reason = errno;
  }
  if (ok && !isDirect && rename(name, path) != 0) {
    ok = false;
    reason = errno;
  }
  if (!ok && !isDirect)
    unlink(name);
  errno = reason;
  return ok;
}

bool writeFile(const char *pattern, const char *wanted, w2o_error *error) {
  char path[PATH_MAX];
  errno = ENAMETOOLONG;
  if (*pattern && expand(pattern, path) && replaceFile(path, wanted))
    return true;
  return setError(error, W2O_ERROR_RESOURCE, "cannot write profile '%s': %s",
                  pattern, *pattern ? strerror(errno) : "the name is empty");
}

const char *fileOfEnvironment() {
  const char *path = getenv("W2O_PROFILE_FILE");
  return path && *path ? path : nullptr;
}

/// Whether a profile before `end`, in the order of the lists, has that path.
bool isDone(const char *path, const w2o_profile_data *endLive,
            const Saved *endSaved) {
  for (w2o_profile_data *data = live; data && data != endLive;
       data = data->next)
    if (strcmp(data->path, path) == 0)
      return true;
  if (endLive)
    return false;
  for (Saved *old = saved; old && old != endSaved; old = old->next)
    if (strcmp(old->path, path) == 0)
      return true;
  return false;
}

/// Each file once; the first error counts, the other files are written.
bool writeEach(w2o_error *error) {
  bool ok = true;
  auto write = [&](const char *path) {
    if (!writeFile(path, path, ok ? error : nullptr))
      ok = false;
  };
  for (w2o_profile_data *data = live; data; data = data->next)
    if (!isDone(data->path, data, nullptr))
      write(data->path);
  for (Saved *old = saved; old; old = old->next)
    if (!isDone(old->path, nullptr, old))
      write(old->path);
  return ok;
}

bool writeProfile(const char *path, w2o_error *error) {
  if (!path)
    path = fileOfEnvironment();
  return path ? writeFile(path, nullptr, error) : writeEach(error);
}

void writeAtExit() {
  Guard guard;
  isWrittenAtExit = true;
  w2o_error error;
  if ((live || saved) && !writeProfile(nullptr, &error))
    fprintf(stderr, "w2o: %s\n", error.message);
}

/// Copies what a library has counted. Without memory for it, it is lost.
void save(const w2o_profile_data &data) {
  RawHeader header;
  Piece pieces[numPieces];
  describe(data, header, pieces);
  size_t size = 0;
  for (const Piece &piece : pieces)
    size += piece.size;
  auto *copy = static_cast<Saved *>(malloc(sizeof(Saved) + size));
  char *path = strdup(data.path);
  if (!copy || !path) {
    free(copy);
    free(path);
    fprintf(stderr, "w2o: a profile is lost: out of memory\n");
    return;
  }
  *copy = {saved, path, size};
  uint8_t *at = copy->bytes;
  for (const Piece &piece : pieces) {
    if (piece.size)
      memcpy(at, piece.at, piece.size);
    at += piece.size;
  }
  saved = copy;
}

} // namespace

W2O_EXPORT void w2o_profile_add(w2o_profile_data *data) {
  if (!data->counters_begin || !data->records_begin)
    return; // No function has code.
  Guard guard;
  for (w2o_profile_data *other = live; other; other = other->next)
    if (other->records_begin == data->records_begin)
      return;
  static bool isRegistered = false;
  if (!isRegistered)
    isRegistered = atexit(writeAtExit) == 0;
  data->next = live;
  live = data;
}

W2O_EXPORT void w2o_profile_remove(w2o_profile_data *data) {
  Guard guard;
  for (w2o_profile_data **at = &live; *at; at = &(*at)->next) {
    if ((*at)->records_begin != data->records_begin)
      continue;
    if (!isWrittenAtExit)
      save(**at);
    *at = (*at)->next;
    return;
  }
}

W2O_EXPORT bool w2o_profile_write(const char *path, w2o_error *error) {
  Guard guard;
  clearError(error);
  if (live || saved)
    return writeProfile(path, error);
  return setError(error, W2O_ERROR_ARGUMENT,
                  "no profile to write: no code of this process was compiled "
                  "with --profile-generate and instantiated");
}

W2O_EXPORT void w2o_profile_reset(void) {
  Guard guard;
  for (w2o_profile_data *data = live; data; data = data->next)
    for (uint64_t *count = data->counters_begin; count != data->counters_end;
         ++count)
      __atomic_store_n(count, 0, __ATOMIC_RELAXED);
  while (Saved *old = saved) {
    saved = old->next;
    free(old->path);
    free(old);
  }
}
