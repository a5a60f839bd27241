/*===- gemm.c - General product of matrices ------------------------------===*\
 * C = alpha A B + beta C. Rows of B and C are passed over with stride one.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { NI = 360, NJ = 400, NK = 440 };

static void gemm(double alpha, double beta, double c[NI][NJ],
                 double a[NI][NK], double b[NK][NJ]) {
  for (int i = 0; i < NI; ++i) {
    for (int j = 0; j < NJ; ++j)
      c[i][j] *= beta;
    for (int k = 0; k < NK; ++k)
      for (int j = 0; j < NJ; ++j)
        c[i][j] += alpha * a[i][k] * b[k][j];
  }
}

int main(int argc, char **argv) {
  MATRIX(a, NI, NK);
  MATRIX(b, NK, NJ);
  MATRIX(c, NI, NJ);
  fill(a, NI * NK, 1);
  fill(b, NK * NJ, 2);
  fill(c, NI * NJ, 3);
  for (int n = rounds(argc, argv, 6); n > 0; --n)
    gemm(1.5, 0.2, c, a, b);
  report("gemm", c, NI * NJ);
  return 0;
}
