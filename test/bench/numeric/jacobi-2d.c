/*===- jacobi-2d.c - Five-point stencil ----------------------------------===*\
 * Two arrays take turns.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 500 };

static void jacobi_2d(int steps, double a[N][N], double b[N][N]) {
  for (int t = 0; t < steps; ++t) {
    for (int i = 1; i < N - 1; ++i)
      for (int j = 1; j < N - 1; ++j)
        b[i][j] = 0.2 * (a[i][j] + a[i][j - 1] + a[i][j + 1] + a[i + 1][j] +
                         a[i - 1][j]);
    for (int i = 1; i < N - 1; ++i)
      for (int j = 1; j < N - 1; ++j)
        a[i][j] = 0.2 * (b[i][j] + b[i][j - 1] + b[i][j + 1] + b[i + 1][j] +
                         b[i - 1][j]);
  }
}

int main(int argc, char **argv) {
  MATRIX(a, N, N);
  MATRIX(b, N, N);
  fill(a, N * N, 1);
  fill(b, N * N, 2);
  jacobi_2d(rounds(argc, argv, 300), a, b);
  report("jacobi-2d", a, N * N);
  return 0;
}
