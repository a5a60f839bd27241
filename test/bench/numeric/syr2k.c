/*===- syr2k.c - Symmetric rank-2k update --------------------------------===*\
 * The lower triangle of C = alpha (A B' + B A') + beta C.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 360, M = 300 };

static void syr2k(double alpha, double beta, double c[N][N], double a[N][M],
                  double b[N][M]) {
  for (int i = 0; i < N; ++i) {
    for (int j = 0; j <= i; ++j)
      c[i][j] *= beta;
    for (int k = 0; k < M; ++k)
      for (int j = 0; j <= i; ++j)
        c[i][j] += a[j][k] * alpha * b[i][k] + b[j][k] * alpha * a[i][k];
  }
}

int main(int argc, char **argv) {
  MATRIX(c, N, N);
  MATRIX(a, N, M);
  MATRIX(b, N, M);
  fill(c, N * N, 1);
  fill(a, N * M, 2);
  fill(b, N * M, 3);
  for (int n = rounds(argc, argv, 4); n > 0; --n)
    syr2k(1.5, 0.2, c, a, b);
  report("syr2k", c, N * N);
  return 0;
}
