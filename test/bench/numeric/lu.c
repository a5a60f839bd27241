/*===- lu.c - Factors of a matrix ----------------------------------------===*\
 * A = L U in place, without pivoting.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 360 };

static void lu(double a[N][N]) {
  for (int i = 0; i < N; ++i) {
    for (int j = 0; j < i; ++j) {
      for (int k = 0; k < j; ++k)
        a[i][j] -= a[i][k] * a[k][j];
      a[i][j] /= a[j][j];
    }
    for (int j = i; j < N; ++j)
      for (int k = 0; k < i; ++k)
        a[i][j] -= a[i][k] * a[k][j];
  }
}

int main(int argc, char **argv) {
  MATRIX(a, N, N);
  for (int n = rounds(argc, argv, 10); n > 0; --n) {
    fill_definite(a, N, n);
    lu(a);
  }
  report("lu", a, N * N);
  return 0;
}
