/*===- wasm2obj_profile.h - Profiles of guests, for the next compile ------===*\
 *
 * C11 and C++. Part of -lw2o_rt.
 *
 * Code that was compiled by `wasm2obj --profile-generate` counts how often its
 * branches are taken. When the process exits (by exit() or a return from
 * main), the counts are written to a file, which `llvm-profdata merge` turns
 * into the argument of `wasm2obj --profile-use`. Hosts that run for long, or
 * that end in another way, call w2o_profile_write() themselves.
 *
 * The file is the one of the environment variable W2O_PROFILE_FILE, else that
 * of --profile-generate=FILE, else "default.profraw". "%p" in a name is
 * replaced by the number of the process.
 *
 * Threads. Every function may be called by any thread at any time. Counts that
 * guests add meanwhile may be in the file or not.
 *
\*===----------------------------------------------------------------------===*/

#ifndef WASM2OBJ_PROFILE_H
#define WASM2OBJ_PROFILE_H

#include "wasm2obj_rt.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Writes the counts of all instrumented code of this process, that of unloaded
   libraries included, since the process started or w2o_profile_reset(). Each
   code must have been instantiated once. With `path`, all of it into that file;
   with NULL, into the files above. A file is replaced as a whole: when the
   function fails, what was there before still is. False: W2O_ERROR_RESOURCE,
   with the name and the reason; W2O_ERROR_ARGUMENT when nothing in the process
   was compiled by --profile-generate. `error` may be NULL. */
W2O_API bool w2o_profile_write(const char *path, w2o_error *error);

/* Sets all counts to zero, e.g. when a host has started and is about to do
   what it should be fast at. */
W2O_API void w2o_profile_reset(void);

#ifdef __cplusplus
}
#endif

#endif /* WASM2OBJ_PROFILE_H */
