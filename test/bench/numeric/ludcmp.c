/*===- ludcmp.c - Solution of a linear system ----------------------------===*\
 * A = L U, then L y = b and U x = y.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 360 };

static void ludcmp(double a[N][N], double b[N], double x[N], double y[N]) {
  for (int i = 0; i < N; ++i) {
    for (int j = 0; j < i; ++j) {
      double w = a[i][j];
      for (int k = 0; k < j; ++k)
        w -= a[i][k] * a[k][j];
      a[i][j] = w / a[j][j];
    }
    for (int j = i; j < N; ++j) {
      double w = a[i][j];
      for (int k = 0; k < i; ++k)
        w -= a[i][k] * a[k][j];
      a[i][j] = w;
    }
  }
  for (int i = 0; i < N; ++i) {
    double w = b[i];
    for (int j = 0; j < i; ++j)
      w -= a[i][j] * y[j];
    y[i] = w;
  }
  for (int i = N - 1; i >= 0; --i) {
    double w = y[i];
    for (int j = i + 1; j < N; ++j)
      w -= a[i][j] * x[j];
    x[i] = w / a[i][i];
  }
}

int main(int argc, char **argv) {
  MATRIX(a, N, N);
  VECTOR(b, N);
  VECTOR(x, N);
  VECTOR(y, N);
  fill(b, N, 2);
  for (int n = rounds(argc, argv, 10); n > 0; --n) {
    fill_definite(a, N, n);
    ludcmp(a, b, x, y);
  }
  report("ludcmp", x, N);
  return 0;
}
