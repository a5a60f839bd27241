/*===- syrk.c - Symmetric rank-k update ----------------------------------===*\
 * The lower triangle of C = alpha A A' + beta C.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 400, M = 320 };

static void syrk(double alpha, double beta, double c[N][N], double a[N][M]) {
  for (int i = 0; i < N; ++i) {
    for (int j = 0; j <= i; ++j)
      c[i][j] *= beta;
    for (int k = 0; k < M; ++k)
      for (int j = 0; j <= i; ++j)
        c[i][j] += alpha * a[i][k] * a[j][k];
  }
}

int main(int argc, char **argv) {
  MATRIX(c, N, N);
  MATRIX(a, N, M);
  fill(c, N * N, 1);
  fill(a, N * M, 2);
  for (int n = rounds(argc, argv, 5); n > 0; --n)
    syrk(1.5, 0.2, c, a);
  report("syrk", c, N * N);
  return 0;
}
