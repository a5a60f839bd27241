/*===- quicksort.c - Sorting through a comparison function ----------------===*\
 * Recursion, indirect calls, unpredictable branches.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"
#include <stdint.h>

typedef int (*order)(uint32_t, uint32_t);

static int by_value(uint32_t a, uint32_t b) { return a < b; }
static int by_low_bits(uint32_t a, uint32_t b) {
  return (a & 0xffff) < (b & 0xffff) || ((a & 0xffff) == (b & 0xffff) && a < b);
}
/* Volatile, so that the calls stay indirect. */
static order volatile orders[2] = {by_value, by_low_bits};

static void sort(uint32_t *values, int count, order before) {
  while (count > 1) {
    uint32_t pivot = values[count / 2];
    int i = 0, j = count - 1;
    while (i <= j) {
      while (before(values[i], pivot))
        ++i;
      while (before(pivot, values[j]))
        --j;
      if (i <= j) {
        uint32_t t = values[i];
        values[i++] = values[j];
        values[j--] = t;
      }
    }
    sort(values, j + 1, before);
    values += i;
    count -= i;
  }
}

int main(int argc, char **argv) {
  int count = 1000000, last = rounds(argc, argv, 4);
  uint32_t *values = malloc(count * sizeof *values), check = 0;
  if (!values)
    return 1;
  for (int round = 0; round < last; ++round) {
    uint32_t seed = 12345u + (uint32_t)round;
    for (int i = 0; i < count; ++i) {
      seed = seed * 1664525u + 1013904223u;
      values[i] = seed >> 3;
    }
    sort(values, count, orders[round & 1]);
    for (int i = 0; i < count; i += 1000)
      check = check * 31 + values[i];
  }
  printf("quicksort %u\n", (unsigned)check);
  free(values);
  return 0;
}
