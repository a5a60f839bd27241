//===- PipeGuard.h - Writing without SIGPIPE ------------------------------===//
//
// A guest that writes to a pipe without a reader gets EPIPE. The signal that
// comes with it would end the host, and a library must not change the host's
// handlers; so the signal is held back on this thread for the time of the
// write, and taken away if the write was what raised it.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_PIPEGUARD_H
#define W2O_WASI_PIPEGUARD_H

#include <cerrno>
#include <csignal>

namespace w2o::wasi {

class PipeGuard {
public:
  /// Does nothing unless `needed`: files and terminals raise no signal.
  explicit PipeGuard(bool needed) : active(needed) {
    if (!active)
      return;
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    wasPending = sigismember(&pending, SIGPIPE) == 1;
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &saved);
  }
  ~PipeGuard() {
    if (!active)
      return;
    int keep = errno;
    // A signal that was pending before is the host's business.
    sigset_t pending;
    sigemptyset(&pending);
    if (!wasPending && sigpending(&pending) == 0 &&
        sigismember(&pending, SIGPIPE) == 1) {
      sigset_t pipe;
      sigemptyset(&pipe);
      sigaddset(&pipe, SIGPIPE);
      int signal;
      sigwait(&pipe, &signal); // returns at once
    }
    pthread_sigmask(SIG_SETMASK, &saved, nullptr);
    errno = keep;
  }
  PipeGuard(const PipeGuard &) = delete;
  PipeGuard &operator=(const PipeGuard &) = delete;

private:
  bool active;
  bool wasPending = false;
  sigset_t saved;
};

} // namespace w2o::wasi

#endif // W2O_WASI_PIPEGUARD_H
