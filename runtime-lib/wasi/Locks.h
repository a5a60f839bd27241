//===- Locks.h - Locks of the C library, for the length of a scope --------===//
//
// std::lock_guard and its kin for pthread locks, which need no C++ library and
// no constructor that runs before main().
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_LOCKS_H
#define W2O_WASI_LOCKS_H

#include <pthread.h>

namespace w2o::wasi {

class MutexLock {
public:
  explicit MutexLock(pthread_mutex_t &mutex) : mutex(mutex) {
    pthread_mutex_lock(&mutex);
  }
  ~MutexLock() { pthread_mutex_unlock(&mutex); }
  MutexLock(const MutexLock &) = delete;
  MutexLock &operator=(const MutexLock &) = delete;

private:
  pthread_mutex_t &mutex;
};

} // namespace w2o::wasi

#endif // W2O_WASI_LOCKS_H
