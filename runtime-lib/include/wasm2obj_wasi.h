/*===- wasm2obj_wasi.h - Host API of WASI ---------------------------------===*\
 *
 * C11 and C++. Part of -lw2o_rt.
 *
 * A w2o_wasi holds what a guest program is given: arguments, environment,
 * standard streams, directories, clocks and randomness. A new one gives
 * nothing: no arguments, no variables, no open descriptors, no directories;
 * only the clocks and random numbers of the host. Instances get it through
 * w2o_config::wasi. Files in memory are in wasm2obj_wasi_fs.h, wrappers for C++
 * in wasm2obj_wasi.hpp.
 *
 * Implemented are `wasi_snapshot_preview1` (46 functions), its predecessor
 * `wasi_unstable` (45), and `thread-spawn` of wasi-threads. Compiled modules
 * import them as link-time symbols, e.g. wasi_snapshot_preview1__fd_write. A
 * host replaces any of them by defining a function of the same name:
 *
 *   int32_t wasi_snapshot_preview1__random_get(w2o_instance *caller,
 *                                              int32_t buffer, int32_t length);
 *
 * Ownership. The caller owns the w2o_wasi and deletes it after the last
 * instance that uses it. Strings are copied. Host descriptors are duplicated:
 * the caller keeps its own.
 *
 * Threads. Set it up from one thread, before an instance uses it. Several
 * instances, also on several threads, may use one w2o_wasi at a time; they
 * share its descriptors. Callbacks then run on several threads at a time too.
 *
 * Errors. Functions that can fail return false and fill `error`, which may be
 * NULL: W2O_ERROR_ARGUMENT for a bad argument (a directory that cannot be
 * opened, for example), W2O_ERROR_RESOURCE when memory is exhausted.
 *
\*===----------------------------------------------------------------------===*/

#ifndef WASM2OBJ_WASI_H
#define WASM2OBJ_WASI_H

#include "wasm2obj_rt.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct w2o_wasi w2o_wasi;

/* NULL when memory is exhausted. */
W2O_API w2o_wasi *w2o_wasi_new(void);
/* Closes everything that the guest has open. NULL is allowed. */
W2O_API void w2o_wasi_delete(w2o_wasi *wasi);

/*===------------------ Arguments and environment -------------------------===*/

/* Replaces the arguments. The first is by convention the program's name. */
W2O_API bool w2o_wasi_set_args(w2o_wasi *wasi, size_t count,
                               const char *const *args, w2o_error *error);
/* Sets one variable; NULL as value removes it. A name must not be empty or
   contain '='. */
W2O_API bool w2o_wasi_set_env(w2o_wasi *wasi, const char *name,
                              const char *value, w2o_error *error);
/* Replaces all variables by `count` strings NAME=VALUE, as in environ: cheaper
   than one by one. Two of one name are an error that is not looked for. */
W2O_API bool w2o_wasi_set_environ(w2o_wasi *wasi, size_t count,
                                  const char *const *variables,
                                  w2o_error *error);
/* Sets all variables of this process. */
W2O_API bool w2o_wasi_inherit_env(w2o_wasi *wasi, w2o_error *error);

/*===------------------ Streams, directories, sockets ---------------------===*/

/* Gives a duplicate of host descriptor `host_fd` to the guest as descriptor
   `guest_fd`: 0 (input, only to be read from), 1 or 2 (output, only to be
   written to). A negative `host_fd` takes the stream away. */
W2O_API bool w2o_wasi_set_stream(w2o_wasi *wasi, int guest_fd, int host_fd,
                                 w2o_error *error);
/* The three streams of this process; those that are closed stay closed. */
W2O_API bool w2o_wasi_inherit_stdio(w2o_wasi *wasi, w2o_error *error);

/* Input as a function of the host: fills `buffer` with up to `size` bytes, and
   returns how many, 0 for the end, or a negative number for an I/O error. It
   may wait, on the guest's thread, must return, and must not rely on what was
   in the buffer: that is memory of the guest. NULL takes the stream away. */
typedef ptrdiff_t (*w2o_wasi_read)(void *context, void *buffer, size_t size);
W2O_API bool w2o_wasi_set_input(w2o_wasi *wasi, w2o_wasi_read read,
                                void *context, w2o_error *error);
/* Output, `guest_fd` 1 or 2, as a function of the host: takes up to `size`
   bytes, and returns how many; 0 and less is an I/O error. The bytes are memory
   of the guest, whose other threads may change them meanwhile: copy, then look.
   Files in memory can be streams as well (wasm2obj_wasi_fs.h). */
typedef ptrdiff_t (*w2o_wasi_write)(void *context, const void *bytes,
                                    size_t size);
W2O_API bool w2o_wasi_set_output(w2o_wasi *wasi, int guest_fd,
                                 w2o_wasi_write write, void *context,
                                 w2o_error *error);

/* Gives the directory `host_path`, with everything below it, to the guest,
   which sees it as `guest_path`. Guests find files by the longest matching
   name: "/" and "." are the usual ones for a root and a working directory.
   `read_only`: nothing below it can be changed, made or removed. */
W2O_API bool w2o_wasi_preopen_dir(w2o_wasi *wasi, const char *host_path,
                                  const char *guest_path, bool read_only,
                                  w2o_error *error);

/* Gives a duplicate of a socket to the guest, usually one that listens, as the
   next free descriptor from 3 on, stored in `guest_fd` if that is not NULL.
   Preopen directories first: the C library of guests looks for them from 3 on
   and stops at the first descriptor that is none. */
W2O_API bool w2o_wasi_preopen_socket(w2o_wasi *wasi, int host_fd,
                                     uint32_t *guest_fd, w2o_error *error);

/*===--------------------- Clocks and randomness --------------------------===*/

#define W2O_WASI_CLOCK_REALTIME 0u
#define W2O_WASI_CLOCK_MONOTONIC 1u
#define W2O_WASI_CLOCK_PROCESS_CPUTIME 2u
#define W2O_WASI_CLOCK_THREAD_CPUTIME 3u

/* The time of a clock in nanoseconds, e.g. for reproducible runs. Called on
   the guest's thread. Waiting (poll_oneoff) still takes real time. */
typedef uint64_t (*w2o_wasi_clock)(void *context, uint32_t clock_id);
/* Replaces all clocks; NULL restores those of the host. */
W2O_API void w2o_wasi_set_clock(w2o_wasi *wasi, w2o_wasi_clock clock,
                                void *context);

/* Fills a buffer; false makes random_get fail with an I/O error. Called on
   the guest's thread. */
typedef bool (*w2o_wasi_random)(void *context, void *buffer, size_t length);
/* Replaces the source of randomness; NULL restores the host's. */
W2O_API void w2o_wasi_set_random(w2o_wasi *wasi, w2o_wasi_random random,
                                 void *context);

/*===---------------------------- Threads ---------------------------------===*/

/* What executables and w2o-run allow. */
#define W2O_WASI_DEFAULT_THREADS 256u

/* How many threads a program may have at a time beside its main thread; 0 until
   it is set. When there are as many, thread-spawn fails and the program goes
   on. Each takes a native thread with a stack of 2 MiB, or of
   w2o_config::stack_size where that is set. */
W2O_API void w2o_wasi_set_max_threads(w2o_wasi *wasi, uint32_t most);

/* Completes the configuration for the instance of a new thread, on that thread,
   for modules that import from the host per instance: functions made in
   `config->store` are provided by `config->resolver`, which is NULL before. The
   shared memories are there already. What the resolver does not provide is
   looked for in WASI. False: thread-spawn fails. */
typedef bool (*w2o_wasi_thread_setup)(void *context, w2o_config *config);
/* NULL, the default: nothing but WASI and the shared memories. */
W2O_API void w2o_wasi_set_thread_setup(w2o_wasi *wasi,
                                       w2o_wasi_thread_setup setup,
                                       void *context);

/*===---------------------------- Running ---------------------------------===*/

/* Makes an instance as w2o_instance_new() does. What `config` does not provide
   is looked for among the functions of WASI; and the shared memory that
   programs with threads import as `env.memory` is made. */
W2O_API w2o_instance *w2o_wasi_instance_new(const w2o_module *module,
                                            const w2o_config *config,
                                            w2o_error *error);

/* Calls a function as w2o_func_call() does, as the main thread of a program.
   Only during such a call can threads be made. When it returns or traps, all
   threads that were made in it end. When one of them traps or exits, so does
   this call, with that trap, its message and backtrace, as if it had happened
   here. The call returns when the last thread is gone: a host function that
   blocks for good keeps it from doing so; a system call that returns EINTR ends
   with a failure instead.
   Threads are interrupted as by w2o_store_interrupt(); in
   W2O_SIGNALS_MANUAL the host's handler must be in place. */
W2O_API w2o_trap_code w2o_wasi_call(w2o_wasi *wasi, w2o_func *func,
                                    const w2o_value *args, size_t num_args,
                                    w2o_value *results, size_t num_results,
                                    w2o_error *error);

/* A w2o_resolver for modules whose imports are bound per instance: finds the
   functions of both WASI modules. `context` is the w2o_store that the instance
   is made in, which owns the functions found. */
W2O_API bool w2o_wasi_resolve(void *context, const char *module,
                              size_t module_length, const char *field,
                              size_t field_length, w2o_extern *result);

/* Exit statuses of w2o_wasi_run_command beside the program's own. */
#define W2O_WASI_STATUS_FAILED 1 /* no instance could be made */
#define W2O_WASI_STATUS_TRAP 134 /* as a shell reports an aborted program */

/* Runs a program: makes an instance of `module` by w2o_wasi_instance_new(),
   calls `_start` (or, in a module without one, `_initialize`) by
   w2o_wasi_call(), and deletes the instance. Returns the
   exit status of the program: the argument of proc_exit, or 0. When it traps
   or cannot be started, prints why to the host's standard error, with the
   guest's backtrace, and returns one of the numbers above.
   `config` may be NULL; its `wasi` and `store` are not used. */
W2O_API int w2o_wasi_run_command(const w2o_module *module, w2o_wasi *wasi,
                                 const w2o_config *config);

#ifdef __cplusplus
}
#endif

#endif /* WASM2OBJ_WASI_H */
