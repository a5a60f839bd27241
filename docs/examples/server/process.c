/* process.c - Runs each request in a process, the classic way of CGI.
 *
 * For comparison: the same program, compiled natively, with a limit on its
 * address space and the same deadline, but with all that a process may do.
 */
#define _GNU_SOURCE
#include "executor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { IN, OUT, ERR, STREAMS };

static struct limits limits;
static const char *program;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void shut(int *fd) {
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

/* Starts the program with `theirs` as its streams; 0 when it cannot be. */
static pid_t spawn(const struct request *request, const int *theirs) {
  char *args[] = {(char *)"guest", NULL};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  pid_t process = 0;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  for (int i = 0; i < STREAMS; ++i)
    posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
  if (posix_spawn(&process, program, &actions, &attributes, args,
                  (char *const *)request->variables))
    process = 0;
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return process;
}

/* Moves bytes until the program has closed its output; false when that takes
   too long. */
static bool pump(const struct request *request, struct reply *reply,
                 int *ours) {
  int64_t end = now() + limits.deadline_ms;
  size_t sent = 0;
  char buffer[65536];
  while (ours[OUT] >= 0 || ours[ERR] >= 0) {
    if (ours[IN] >= 0 && sent == request->body_size)
      shut(&ours[IN]);
    struct pollfd polled[STREAMS] = {
        {ours[IN], POLLOUT, 0}, {ours[OUT], POLLIN, 0}, {ours[ERR], POLLIN, 0}};
    int64_t left = end - now();
    int ready = left > 0 ? poll(polled, STREAMS, (int)left) : 0;
    if (ready < 0 && errno == EINTR)
      continue;
    if (ready <= 0)
      return false;
    if (polled[IN].revents) {
      ssize_t count =
          write(ours[IN], request->body + sent, request->body_size - sent);
      if (count >= 0)
        sent += (size_t)count;
      else if (errno != EAGAIN)
        shut(&ours[IN]);
    }
    for (int i = OUT; i <= ERR; ++i) {
      if (!polled[i].revents)
        continue;
      ssize_t count = read(ours[i], buffer, sizeof buffer);
      if (count <= 0)
        shut(&ours[i]);
      else if (i == ERR)
        reply_say(reply, buffer, (size_t)count);
      else if (!reply_write(reply, buffer, (size_t)count))
        return true; /* too large: the caller ends the program */
    }
  }
  return true;
}

static enum outcome execute(const struct request *request,
                            struct reply *reply) {
  int ours[STREAMS] = {-1, -1, -1}, theirs[STREAMS] = {-1, -1, -1};
  enum outcome outcome = OUTCOME_BUSY;
  pid_t process = 0;
  bool piped = true;
  for (int i = 0; i < STREAMS && piped; ++i) {
    int ends[2];
    piped = pipe2(ends, O_CLOEXEC) == 0;
    if (piped) {
      theirs[i] = ends[i != IN];
      ours[i] = ends[i == IN];
    }
  }
  if (piped) {
    fcntl(ours[IN], F_SETFL, O_NONBLOCK);
    process = spawn(request, theirs);
  }
  for (int i = 0; i < STREAMS; ++i)
    shut(&theirs[i]);
  if (process) {
    struct rlimit memory;
    memory.rlim_cur = memory.rlim_max =
        (rlim_t)limits.memory_pages * 65536 + ((rlim_t)64 << 20);
    prlimit(process, RLIMIT_AS, &memory, NULL);
    bool in_time = pump(request, reply, ours);
    if (!in_time || reply->too_large)
      kill(process, SIGKILL);
    int status;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR)
      ;
    outcome = OUTCOME_FAILED;
    if (!in_time) {
      outcome = OUTCOME_LATE;
      snprintf(reply->why, sizeof reply->why, "deadline");
    } else if (WIFSIGNALED(status)) {
      snprintf(reply->why, sizeof reply->why, "signal %d", WTERMSIG(status));
    } else if (WEXITSTATUS(status)) {
      snprintf(reply->why, sizeof reply->why, "exit %d", WEXITSTATUS(status));
    } else {
      outcome = OUTCOME_DONE;
    }
  } else {
    snprintf(reply->why, sizeof reply->why, "%s: cannot be started", program);
  }
  for (int i = 0; i < STREAMS; ++i)
    shut(&ours[i]);
  return outcome;
}

static bool start(const struct limits *given, const char *name) {
  limits = *given;
  program = name;
  if (access(name, X_OK) == 0)
    return true;
  perror(name);
  return false;
}

static bool stop(void) { return true; }

const struct executor process_executor = {start, execute, stop};
