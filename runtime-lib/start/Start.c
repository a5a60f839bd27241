/*===- Start.c - main() of stand-alone programs ---------------------------===*\
 *
 * Linked into executables that wasm2obj makes. The linker step defines the
 * symbol w2o_start_module as the module of the object (--defsym).
 *
 * The program gets all arguments, the environment and the standard streams of
 * the process, and no files: directories are given to it by the environment
 * variable W2O_DIRS, see docs/Wasi.md.
 *
\*===----------------------------------------------------------------------===*/

#include "wasm2obj_wasi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const w2o_module w2o_start_module;

static const char *const dirs_variable = "W2O_DIRS";

/* One entry of W2O_DIRS: HOST, HOST::GUEST or HOST::GUEST::ro. The text is
   changed. */
static bool preopen(w2o_wasi *wasi, char *entry, w2o_error *error) {
  const char *host = entry;
  const char *guest = entry;
  bool read_only = false;
  char *separator = strstr(entry, "::");
  if (separator) {
    *separator = '\0';
    guest = separator + 2;
    separator = strstr(separator + 2, "::");
    if (separator) {
      *separator = '\0';
      read_only = strcmp(separator + 2, "ro") == 0;
      if (!read_only) {
        error->kind = W2O_ERROR_ARGUMENT;
        snprintf(error->message, sizeof(error->message),
                 "the third part of an entry of %s must be 'ro', found '%s'",
                 dirs_variable, separator + 2);
        return false;
      }
    }
  }
  return w2o_wasi_preopen_dir(wasi, host, guest, read_only, error);
}

static bool preopen_all(w2o_wasi *wasi, const char *list, w2o_error *error) {
  bool ok = true;
  char *copy = strdup(list);
  char *rest = copy;
  if (!copy) {
    error->kind = W2O_ERROR_RESOURCE;
    snprintf(error->message, sizeof(error->message), "out of memory");
    return false;
  }
  while (ok && rest) {
    char *entry = rest;
    rest = strchr(rest, ';');
    if (rest)
      *rest++ = '\0';
    if (*entry)
      ok = preopen(wasi, entry, error);
  }
  free(copy);
  return ok;
}

static bool set_up(w2o_wasi *wasi, int argc, char **argv, w2o_error *error) {
  const char *dirs = getenv(dirs_variable);
  w2o_wasi_set_max_threads(wasi, W2O_WASI_DEFAULT_THREADS);
  return w2o_wasi_set_args(wasi, (size_t)argc, (const char *const *)argv,
                           error) &&
         w2o_wasi_inherit_env(wasi, error) &&
         /* It is for this file, not for the program. */
         w2o_wasi_set_env(wasi, dirs_variable, NULL, error) &&
         w2o_wasi_inherit_stdio(wasi, error) &&
         (!dirs || preopen_all(wasi, dirs, error));
}

int main(int argc, char **argv) {
  w2o_error error;
  int status;
  w2o_wasi *wasi = w2o_wasi_new();
  if (!wasi) {
    fprintf(stderr, "error: out of memory\n");
    return W2O_WASI_STATUS_FAILED;
  }
  if (set_up(wasi, argc, argv, &error)) {
    status = w2o_wasi_run_command(&w2o_start_module, wasi, NULL);
  } else {
    fprintf(stderr, "error: %s\n", error.message);
    status = W2O_WASI_STATUS_FAILED;
  }
  w2o_wasi_delete(wasi);
  return status;
}
