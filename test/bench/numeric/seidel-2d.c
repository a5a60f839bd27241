/*===- seidel-2d.c - Nine-point stencil in place -------------------------===*\
 * Gauss-Seidel: each element depends on the one before it.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 400 };

static void seidel_2d(int steps, double a[N][N]) {
  for (int t = 0; t < steps; ++t)
    for (int i = 1; i <= N - 2; ++i)
      for (int j = 1; j <= N - 2; ++j)
        a[i][j] = (a[i - 1][j - 1] + a[i - 1][j] + a[i - 1][j + 1] +
                   a[i][j - 1] + a[i][j] + a[i][j + 1] + a[i + 1][j - 1] +
                   a[i + 1][j] + a[i + 1][j + 1]) /
                  9.0;
}

int main(int argc, char **argv) {
  MATRIX(a, N, N);
  fill(a, N * N, 1);
  seidel_2d(rounds(argc, argv, 40), a);
  report("seidel-2d", a, N * N);
  return 0;
}
