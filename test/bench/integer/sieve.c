/*===- sieve.c - Sieve of Eratosthenes ------------------------------------===*\
 * Byte stores with growing strides.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"
#include <string.h>

int main(int argc, char **argv) {
  int last = rounds(argc, argv, 10);
  unsigned limit = 4000000, count = 0;
  unsigned char *composite = malloc(limit + 1);
  if (!composite)
    return 1;
  for (int round = 0; round < last; ++round) {
    memset(composite, 0, limit + 1);
    count = 0;
    for (unsigned i = 2; i <= limit; ++i) {
      if (composite[i])
        continue;
      ++count;
      for (unsigned long long j = (unsigned long long)i * i; j <= limit; j += i)
        composite[j] = 1;
    }
  }
  printf("sieve %u\n", count);
  free(composite);
  return 0;
}
