/*===- atax.c - Transposed matrix times matrix times vector --------------===*\
 * y = A' (A x), in one pass over A.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { M = 900, N = 1000 };

static void atax(double a[M][N], double x[N], double y[N], double tmp[M]) {
  for (int j = 0; j < N; ++j)
    y[j] = 0;
  for (int i = 0; i < M; ++i) {
    tmp[i] = 0;
    for (int j = 0; j < N; ++j)
      tmp[i] += a[i][j] * x[j];
    for (int j = 0; j < N; ++j)
      y[j] += a[i][j] * tmp[i];
  }
}

int main(int argc, char **argv) {
  MATRIX(a, M, N);
  VECTOR(x, N);
  VECTOR(y, N);
  VECTOR(tmp, M);
  fill(a, M * N, 1);
  fill(x, N, 2);
  for (int n = rounds(argc, argv, 120); n > 0; --n)
    atax(a, x, y, tmp);
  report("atax", y, N);
  return 0;
}
