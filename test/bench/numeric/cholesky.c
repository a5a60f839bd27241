/*===- cholesky.c - Factor of a symmetric matrix -------------------------===*\
 * A = L L' in place of the lower triangle.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 440 };

static void cholesky(double a[N][N]) {
  for (int i = 0; i < N; ++i) {
    for (int j = 0; j < i; ++j) {
      for (int k = 0; k < j; ++k)
        a[i][j] -= a[i][k] * a[j][k];
      a[i][j] /= a[j][j];
    }
    for (int k = 0; k < i; ++k)
      a[i][i] -= a[i][k] * a[i][k];
    a[i][i] = sqrt(a[i][i]);
  }
}

int main(int argc, char **argv) {
  MATRIX(a, N, N);
  for (int n = rounds(argc, argv, 10); n > 0; --n) {
    fill_definite(a, N, n);
    cholesky(a);
  }
  report("cholesky", a, N * N);
  return 0;
}
