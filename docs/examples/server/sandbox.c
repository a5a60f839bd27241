/* sandbox.c - Runs each request in an instance that nobody used before.
 *
 * The instance comes from a pool, which bounds how many there are and how much
 * memory each has, and is deleted with its store and its WASI when the program
 * has ended, in whatever way. Two things end it at the deadline: the epoch,
 * which compiled code looks at in loops and functions, and an interrupt for a
 * guest that waits in a function of WASI, where it does not look.
 */
#include "executor.h"

#include "guest.h"
#include "wasm2obj_wasi.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
  GRACE_MS = 5,           /* from the deadline to the interrupt */
  FRAMES = 3,             /* of the backtrace, in the log */
  MOST_ELEMENTS = 1 << 16 /* of a table */
};

/* A request that runs, in the list of all. */
struct run {
  struct run *next, **link;
  w2o_store *store;
  uint64_t ticket;
  uint64_t interrupt_at; /* as now(); 0: done */
};

struct input {
  const char *bytes;
  size_t size;
};

static struct limits limits;
static w2o_pool *pool;
static pthread_t ticker;
static atomic_bool stopping;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of `runs` */
static struct run *runs;

/* Milliseconds; an epoch is one. */
static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

/* Advances the epoch with the time, and interrupts who does not look at it. */
static void *tick(void *unused) {
  uint64_t last = now();
  while (!atomic_load(&stopping)) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    uint64_t time = now();
    for (; last < time; ++last)
      w2o_advance_epoch();
    pthread_mutex_lock(&lock);
    for (struct run *run = runs; run; run = run->next)
      if (run->interrupt_at && time >= run->interrupt_at) {
        w2o_store_interrupt(run->store, run->ticket);
        run->interrupt_at = 0;
      }
    pthread_mutex_unlock(&lock);
  }
  return unused;
}

static void enter(struct run *run) {
  run->ticket = w2o_store_new_ticket(run->store);
  run->interrupt_at = now() + limits.deadline_ms + GRACE_MS;
  w2o_store_set_deadline(run->store, limits.deadline_ms);
  pthread_mutex_lock(&lock);
  run->next = runs;
  run->link = &runs;
  if (runs)
    runs->link = &run->next;
  runs = run;
  pthread_mutex_unlock(&lock);
}

/* From here on nobody interrupts the store, which may go. */
static void leave(struct run *run) {
  pthread_mutex_lock(&lock);
  *run->link = run->next;
  if (run->next)
    run->next->link = run->link;
  pthread_mutex_unlock(&lock);
}

static ptrdiff_t read_body(void *context, void *buffer, size_t size) {
  struct input *input = context;
  if (size > input->size)
    size = input->size;
  if (size)
    memcpy(buffer, input->bytes, size);
  input->bytes += size;
  input->size -= size;
  return (ptrdiff_t)size;
}

static ptrdiff_t write_reply(void *context, const void *bytes, size_t size) {
  return reply_write(context, bytes, size) ? (ptrdiff_t)size : -1;
}

static ptrdiff_t write_log(void *context, const void *bytes, size_t size) {
  reply_say(context, bytes, size);
  return (ptrdiff_t)size;
}

/* How the program ended: the trap and where it happened, innermost first. */
static enum outcome judge(w2o_instance *instance, const w2o_error *error,
                          char *why, size_t size) {
  if (error->kind == W2O_OK ||
      (error->trap == W2O_TRAP_EXIT && error->exit_code == 0))
    return OUTCOME_DONE;
  if (error->kind != W2O_ERROR_TRAP) {
    snprintf(why, size, "%.200s", error->message);
    return error->kind == W2O_ERROR_RESOURCE ? OUTCOME_BUSY : OUTCOME_FAILED;
  }
  if (error->trap == W2O_TRAP_EXIT) {
    snprintf(why, size, "exit %d", (int)error->exit_code);
    return OUTCOME_FAILED;
  }
  const w2o_frame *frames = NULL;
  size_t count = instance ? w2o_backtrace(instance, &frames) : 0;
  size_t used = (size_t)snprintf(why, size, "trap %d (%s)", (int)error->trap,
                                 w2o_trap_message(error->trap));
  for (size_t i = 0; i < count && i < FRAMES && used < size; ++i)
    used += (size_t)snprintf(
        why + used, size - used, " %s %.*s", i ? "called by" : "in",
        frames[i].func_name ? (int)frames[i].func_name_length : 1,
        frames[i].func_name ? frames[i].func_name : "?");
  return error->trap == W2O_TRAP_INTERRUPTED ? OUTCOME_LATE : OUTCOME_FAILED;
}

/* Makes the instance in `store` and lets it run to its end. */
static enum outcome run_guest(w2o_store *store, w2o_wasi *wasi,
                              struct reply *reply) {
  w2o_error error = {0};
  w2o_config config = {.store = store,
                       .wasi = wasi,
                       .pool = pool,
                       .stack_size = limits.stack_size,
                       .max_memory_pages = limits.memory_pages,
                       .max_table_elements = MOST_ELEMENTS,
                       .max_heap_bytes = (uint64_t)limits.memory_pages << 16};
  w2o_instance *instance =
      w2o_wasi_instance_new(&guest_module, &config, &error);
  w2o_func *entry = instance ? w2o_export_func(instance, "_start") : NULL;
  if (instance && !entry) {
    snprintf(reply->why, sizeof reply->why, "the guest is no command");
    return OUTCOME_FAILED;
  }
  if (entry) {
    error.kind = W2O_OK;
    w2o_wasi_call(wasi, entry, NULL, 0, NULL, 0, &error);
  }
  return judge(instance, &error, reply->why, sizeof reply->why);
}

static enum outcome execute(const struct request *request,
                            struct reply *reply) {
  static const char *const args[] = {"guest"};
  struct input input = {request->body, request->body_size};
  struct run run = {.store = w2o_store_new()};
  w2o_wasi *wasi = w2o_wasi_new();
  enum outcome outcome = OUTCOME_BUSY;

  if (run.store && wasi && w2o_wasi_set_args(wasi, 1, args, NULL) &&
      w2o_wasi_set_environ(wasi, request->num_variables, request->variables,
                           NULL) &&
      w2o_wasi_set_input(wasi, read_body, &input, NULL) &&
      w2o_wasi_set_output(wasi, 1, write_reply, reply, NULL) &&
      w2o_wasi_set_output(wasi, 2, write_log, reply, NULL)) {
    enter(&run);
    outcome = run_guest(run.store, wasi, reply);
    leave(&run);
  } else {
    snprintf(reply->why, sizeof reply->why, "out of memory");
  }
  w2o_store_delete(run.store); /* the slot of the pool is as new */
  w2o_wasi_delete(wasi);
  return outcome;
}

static bool start(const struct limits *given, const char *program) {
  (void)program;
  limits = *given;
  w2o_error error;
  w2o_pool_config config = {.num_slots = limits.instances,
                            .max_memory_pages = limits.memory_pages};
  pool = w2o_pool_new(&config, &error);
  if (!pool) {
    fprintf(stderr, "server: %s\n", error.message);
    return false;
  }
  if (pthread_create(&ticker, NULL, tick, NULL)) {
    fprintf(stderr, "server: no thread for the clock\n");
    return false;
  }
  return true;
}

static bool stop(void) {
  atomic_store(&stopping, true);
  pthread_join(ticker, NULL);
  return w2o_pool_delete(pool);
}

const struct executor sandbox_executor = {start, execute, stop};
