/*===- heat-3d.c - Heat equation in space --------------------------------===*\
 * Seven-point stencil; two arrays take turns.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 80 };

static void step(double to[N][N][N], double from[N][N][N]) {
  for (int i = 1; i < N - 1; ++i)
    for (int j = 1; j < N - 1; ++j)
      for (int k = 1; k < N - 1; ++k)
        to[i][j][k] = 0.125 * (from[i + 1][j][k] - 2.0 * from[i][j][k] +
                               from[i - 1][j][k]) +
                      0.125 * (from[i][j + 1][k] - 2.0 * from[i][j][k] +
                               from[i][j - 1][k]) +
                      0.125 * (from[i][j][k + 1] - 2.0 * from[i][j][k] +
                               from[i][j][k - 1]) +
                      from[i][j][k];
}

int main(int argc, char **argv) {
  double(*a)[N][N] = allocate(sizeof(double) * N * N * N);
  double(*b)[N][N] = allocate(sizeof(double) * N * N * N);
  fill(a, N * N * N, 1);
  fill(b, N * N * N, 2);
  for (int n = rounds(argc, argv, 80); n > 0; --n) {
    step(b, a);
    step(a, b);
  }
  report("heat-3d", a, N * N * N);
  return 0;
}
