/*===- matmul.c - Product of dense matrices of doubles --------------------===*\
 * Loops over arrays: addressing, unrolling, vectorisation.
\*===----------------------------------------------------------------------===*/
#include <stdio.h>
#include <stdlib.h>

enum { Size = 320 };
static double a[Size][Size], b[Size][Size], c[Size][Size];

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 40;
  for (int i = 0; i < Size; ++i)
    for (int j = 0; j < Size; ++j) {
      a[i][j] = (i * 7 + j * 3) % 11 - 5;
      b[i][j] = (i * 5 + j * 13) % 17 - 8;
    }
  for (int round = 0; round < rounds; ++round)
    for (int i = 0; i < Size; ++i)
      for (int k = 0; k < Size; ++k)
        for (int j = 0; j < Size; ++j)
          c[i][j] += a[i][k] * b[k][j];
  double trace = 0;
  for (int i = 0; i < Size; ++i)
    trace += c[i][i];
  printf("matmul %.0f\n", trace);
  return 0;
}
