//===- Sleep.cpp - Sleeping until a word changes, Darwin ------------------===//
//
// The system's own call for this is not public, so words share a few condition
// variables by a hash of their address; who is woken for another word goes
// back to sleep.
//
//===----------------------------------------------------------------------===//

#include "platform/Platform.h"

#include <pthread.h>
#include <time.h>

namespace {

struct Room {
  pthread_mutex_t lock;
  pthread_cond_t changed;
};
#define W2O_ROOM {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER}
Room rooms[] = {W2O_ROOM, W2O_ROOM, W2O_ROOM, W2O_ROOM,
                W2O_ROOM, W2O_ROOM, W2O_ROOM, W2O_ROOM};
#undef W2O_ROOM

Room &roomOf(const uint32_t *word) {
  uint64_t hash = uint64_t(uintptr_t(word)) * UINT64_C(0x9e3779b97f4a7c15);
  return rooms[hash >> 61];
}

} // namespace

void w2o::platform::sleepWhile(const uint32_t *word, uint32_t expected,
                               uint64_t deadline) {
  Room &room = roomOf(word);
  pthread_mutex_lock(&room.lock);
  while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == expected) {
    if (deadline == noDeadline) {
      pthread_cond_wait(&room.changed, &room.lock);
      continue;
    }
    uint64_t now = monotonicNow();
    if (now >= deadline)
      break;
    uint64_t rest = deadline - now;
    timespec duration = {time_t(rest / 1000000000), long(rest % 1000000000)};
    pthread_cond_timedwait_relative_np(&room.changed, &room.lock, &duration);
  }
  pthread_mutex_unlock(&room.lock);
}

void w2o::platform::wakeSleepers(const uint32_t *word) {
  Room &room = roomOf(word);
  // With the lock, so that nobody is between the look at the word and sleep.
  pthread_mutex_lock(&room.lock);
  pthread_cond_broadcast(&room.changed);
  pthread_mutex_unlock(&room.lock);
}
