/*===- symm.c - Product with a symmetric matrix --------------------------===*\
 * C = alpha A B + beta C, where only the lower triangle of A is stored.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { M = 300, N = 360 };

static void symm(double alpha, double beta, double c[M][N], double a[M][M],
                 double b[M][N]) {
  for (int i = 0; i < M; ++i)
    for (int j = 0; j < N; ++j) {
      double sum = 0;
      for (int k = 0; k < i; ++k) {
        c[k][j] += alpha * b[i][j] * a[i][k];
        sum += b[k][j] * a[i][k];
      }
      c[i][j] = beta * c[i][j] + alpha * b[i][j] * a[i][i] + alpha * sum;
    }
}

int main(int argc, char **argv) {
  MATRIX(c, M, N);
  MATRIX(a, M, M);
  MATRIX(b, M, N);
  fill(c, M * N, 1);
  fill(a, M * M, 2);
  fill(b, M * N, 3);
  for (int n = rounds(argc, argv, 8); n > 0; --n)
    symm(1.5, 0.2, c, a, b);
  report("symm", c, M * N);
  return 0;
}
