/*===- host.c - Runs a module without WASI, for tools/bench ---------------===*\
 * Calls the export `run` with the number that is the argument, and prints the
 * result and the seconds that the call took.
\*===----------------------------------------------------------------------===*/
#include "wasm2obj_rt.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

extern const w2o_module bench_module;

int main(int count, char **arguments) {
  w2o_error error;
  w2o_instance *instance = w2o_instance_new(&bench_module, NULL, &error);
  if (count != 2 || !instance) {
    fprintf(stderr, "%s\n", instance ? "one argument" : error.message);
    return 1;
  }
  w2o_value value = {.i32 = atoi(arguments[1])}, result;
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  if (w2o_func_call(w2o_export_func(instance, "run"), &value, 1, &result, 1,
                    &error)) {
    fprintf(stderr, "%s\n", error.message);
    return 1;
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%d\n%.6f\n", result.i32,
         (end.tv_sec - begin.tv_sec) + (end.tv_nsec - begin.tv_nsec) * 1e-9);
  return w2o_instance_delete(instance) ? 0 : 1;
}
