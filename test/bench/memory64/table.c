/* A hash table with open addressing: addresses that are computed from data. */
#include "freestanding.h"

enum { SIZE = 1 << 15 };
static uint32_t keys[SIZE], counts[SIZE];

static void insert(uint32_t key) {
  uint32_t i = key * 2654435769u >> 17;
  while (keys[i] && keys[i] != key)
    i = (i + 1) & (SIZE - 1);
  keys[i] = key;
  ++counts[i];
}

int32_t run(int32_t n) {
  uint32_t seed = 1, sum = 0;
  for (; n > 0; --n) {
    seed = seed * 1664525u + 1013904223u;
    insert((seed >> 16) % 20000 + 1);
  }
  for (int i = 0; i < SIZE; ++i)
    sum = sum * 31 + keys[i] * counts[i];
  return (int32_t)sum;
}
