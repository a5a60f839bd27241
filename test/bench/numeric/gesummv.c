/*===- gesummv.c - Sum of two products with a vector ---------------------===*\
 * y = alpha A x + beta B x.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 700 };

static void gesummv(double alpha, double beta, double a[N][N], double b[N][N],
                    double tmp[N], double x[N], double y[N]) {
  for (int i = 0; i < N; ++i) {
    tmp[i] = 0;
    y[i] = 0;
    for (int j = 0; j < N; ++j) {
      tmp[i] = a[i][j] * x[j] + tmp[i];
      y[i] = b[i][j] * x[j] + y[i];
    }
    y[i] = alpha * tmp[i] + beta * y[i];
  }
}

int main(int argc, char **argv) {
  MATRIX(a, N, N);
  MATRIX(b, N, N);
  VECTOR(tmp, N);
  VECTOR(x, N);
  VECTOR(y, N);
  fill(a, N * N, 1);
  fill(b, N * N, 2);
  fill(x, N, 3);
  for (int n = rounds(argc, argv, 200); n > 0; --n)
    gesummv(1.5, 1.2, a, b, tmp, x, y);
  report("gesummv", y, N);
  return 0;
}
