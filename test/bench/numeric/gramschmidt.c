/*===- gramschmidt.c - Modified Gram-Schmidt process ---------------------===*\
 * A = Q R, column by column.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { M = 260, N = 300 };

static void gramschmidt(double a[M][N], double r[N][N], double q[M][N]) {
  for (int k = 0; k < N; ++k) {
    double norm = 0;
    for (int i = 0; i < M; ++i)
      norm += a[i][k] * a[i][k];
    r[k][k] = sqrt(norm);
    for (int i = 0; i < M; ++i)
      q[i][k] = a[i][k] / r[k][k];
    for (int j = k + 1; j < N; ++j) {
      r[k][j] = 0;
      for (int i = 0; i < M; ++i)
        r[k][j] += q[i][k] * a[i][j];
      for (int i = 0; i < M; ++i)
        a[i][j] = a[i][j] - q[i][k] * r[k][j];
    }
  }
}

int main(int argc, char **argv) {
  MATRIX(a, M, N);
  MATRIX(r, N, N);
  MATRIX(q, M, N);
  fill(r, N * N, 0);
  for (int n = rounds(argc, argv, 6); n > 0; --n) {
    fill(a, M * N, n);
    for (int i = 0; i < M; ++i)
      a[i][i] += 1;
    gramschmidt(a, r, q);
  }
  // Columns beyond the rank are noise.
  report("gramschmidt", r, 100 * N);
  return 0;
}
