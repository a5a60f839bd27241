/*===- freestanding.h - Kernels without a C library -----------------------===*\
 * There is no C library for wasm64, so these kernels have none: one exported
 * function `run`, memory that is taken from an array, and for native code a
 * main() around it. It prints what run() returns, and the seconds.
\*===----------------------------------------------------------------------===*/
#ifndef FREESTANDING_H
#define FREESTANDING_H

#include <stddef.h>
#include <stdint.h>

__attribute__((visibility("default"))) int32_t run(int32_t n);

#ifndef __wasm__
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int count, char **arguments) {
  struct timespec begin, end;
  (void)count;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  int32_t result = run(atoi(arguments[1]));
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%d\n%.6f\n", result,
         (end.tv_sec - begin.tv_sec) + (end.tv_nsec - begin.tv_nsec) * 1e-9);
}
#endif

#endif
