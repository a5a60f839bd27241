/*===- trisolv.c - Forward substitution ----------------------------------===*\
 * Solves L x = b.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 1000 };

static void trisolv(double l[N][N], double x[N], double b[N]) {
  for (int i = 0; i < N; ++i) {
    x[i] = b[i];
    for (int j = 0; j < i; ++j)
      x[i] -= l[i][j] * x[j];
    x[i] = x[i] / l[i][i];
  }
}

int main(int argc, char **argv) {
  MATRIX(l, N, N);
  VECTOR(x, N);
  VECTOR(b, N);
  fill_definite(l, N, 1);
  fill(b, N, 2);
  for (int n = rounds(argc, argv, 240); n > 0; --n)
    trisolv(l, x, b);
  report("trisolv", x, N);
  return 0;
}
