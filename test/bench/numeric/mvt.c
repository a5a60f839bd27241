/*===- mvt.c - Products with a matrix and with its transpose -------------===*\
 * x1 += A y1 and x2 += A' y2; the second runs down the columns.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 700 };

static void mvt(double x1[N], double x2[N], double y1[N], double y2[N],
                double a[N][N]) {
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j)
      x1[i] += a[i][j] * y1[j];
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j)
      x2[i] += a[j][i] * y2[j];
}

int main(int argc, char **argv) {
  VECTOR(x1, N);
  VECTOR(x2, N);
  VECTOR(y1, N);
  VECTOR(y2, N);
  MATRIX(a, N, N);
  fill(x1, N, 1);
  fill(x2, N, 2);
  fill(y1, N, 3);
  fill(y2, N, 4);
  fill(a, N * N, 5);
  for (int n = rounds(argc, argv, 120); n > 0; --n)
    mvt(x1, x2, y1, y2, a);
  report("mvt", x1, N);
  report("mvt", x2, N);
  return 0;
}
