/*===- kernel.h - What the kernels share ----------------------------------===*\
 * Each kernel is one file: a `static` function, as a rule over arrays from the
 * heap whose shape the compiler knows, and a main() that fills them, repeats
 * the function and prints a checksum. Without an argument a native run takes
 * some tenths of a second; the first argument is the number of rounds, or the
 * part of the usual number to do: 12, /10.
 *
 * Checksums of floating-point numbers have few digits: libraries of
 * mathematics and fused operations differ in the last bits.
\*===----------------------------------------------------------------------===*/
#ifndef KERNEL_H
#define KERNEL_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define VECTOR(name, n) double *name = allocate(sizeof(double) * (n))
#define MATRIX(name, rows, columns)                                            \
  double(*name)[columns] = allocate(sizeof(double) * (rows) * (columns))

static inline void *allocate(size_t bytes) {
  void *memory = malloc(bytes);
  if (!memory)
    abort();
  return memory;
}

/* Values in [0.01, 1.01), different for each seed. */
static inline void fill(void *memory, size_t count, unsigned seed) {
  double *values = memory;
  unsigned state = seed * 2654435761u;
  for (size_t i = 0; i < count; ++i) {
    state = state * 1664525u + 1013904223u;
    values[i] = (state >> 8) / 16777216.0 + 0.01;
  }
}

/* A symmetric positive definite matrix: its diagonal dominates. */
static inline void fill_definite(void *memory, size_t n, unsigned seed) {
  double *a = memory;
  fill(a, n * n, seed);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < i; ++j)
      a[j * n + i] = a[i * n + j];
    a[i * n + i] += (double)n;
  }
}

static inline void report(const char *name, const void *memory, size_t count) {
  const double *values = memory;
  double sum = 0;
  for (size_t i = 0; i < count; ++i)
    sum += values[i] * (double)(i % 13 + 1);
  printf("%s %.8e\n", name, sum);
}

static inline int rounds(int argc, char **argv, int usual) {
  if (argc < 2)
    return usual;
  return argv[1][0] == '/' ? (usual + atoi(argv[1] + 1) - 1) / atoi(argv[1] + 1)
                           : atoi(argv[1]);
}

#endif
