/*===- 2mm.c - Two products in a row -------------------------------------===*\
 * D = alpha A B C + beta D, from left to right; each element is a dot product
 * along a column.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { NI = 260, NJ = 280, NK = 300, NL = 320 };

static void two_products(double alpha, double beta, double tmp[NI][NJ],
                         double a[NI][NK], double b[NK][NJ], double c[NJ][NL],
                         double d[NI][NL]) {
  for (int i = 0; i < NI; ++i)
    for (int j = 0; j < NJ; ++j) {
      tmp[i][j] = 0;
      for (int k = 0; k < NK; ++k)
        tmp[i][j] += alpha * a[i][k] * b[k][j];
    }
  for (int i = 0; i < NI; ++i)
    for (int j = 0; j < NL; ++j) {
      d[i][j] *= beta;
      for (int k = 0; k < NJ; ++k)
        d[i][j] += tmp[i][k] * c[k][j];
    }
}

int main(int argc, char **argv) {
  MATRIX(tmp, NI, NJ);
  MATRIX(a, NI, NK);
  MATRIX(b, NK, NJ);
  MATRIX(c, NJ, NL);
  MATRIX(d, NI, NL);
  fill(a, NI * NK, 1);
  fill(b, NK * NJ, 2);
  fill(c, NJ * NL, 3);
  fill(d, NI * NL, 4);
  for (int n = rounds(argc, argv, 5); n > 0; --n)
    two_products(1.5, 0.2, tmp, a, b, c, d);
  report("2mm", d, NI * NL);
  return 0;
}
