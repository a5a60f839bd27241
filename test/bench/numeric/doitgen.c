/*===- doitgen.c - Product of a three-dimensional array with a matrix ----===*\
 * Multiresolution analysis: each row times a matrix, in place.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { R = 64, Q = 70, P = 80 };

static void doitgen(double a[R][Q][P], double c4[P][P], double sum[P]) {
  for (int r = 0; r < R; ++r)
    for (int q = 0; q < Q; ++q) {
      for (int p = 0; p < P; ++p) {
        sum[p] = 0;
        for (int s = 0; s < P; ++s)
          sum[p] += a[r][q][s] * c4[s][p];
      }
      for (int p = 0; p < P; ++p)
        a[r][q][p] = sum[p];
    }
}

int main(int argc, char **argv) {
  double(*a)[Q][P] = allocate(sizeof(double) * R * Q * P);
  MATRIX(c4, P, P);
  VECTOR(sum, P);
  fill(c4, P * P, 1);
  for (int i = 0; i < P * P; ++i)
    c4[0][i] *= 2.0 / P;
  fill(a, R * Q * P, 2);
  for (int n = rounds(argc, argv, 10); n > 0; --n)
    doitgen(a, c4, sum);
  report("doitgen", a, R * Q * P);
  return 0;
}
