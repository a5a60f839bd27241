/*===- trmm.c - Product with a triangular matrix -------------------------===*\
 * B = alpha A' B, where A is unit lower triangular.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { M = 340, N = 400 };

static void trmm(double alpha, double a[M][M], double b[M][N]) {
  for (int i = 0; i < M; ++i)
    for (int j = 0; j < N; ++j) {
      for (int k = i + 1; k < M; ++k)
        b[i][j] += a[k][i] * b[k][j];
      b[i][j] = alpha * b[i][j];
    }
}

int main(int argc, char **argv) {
  MATRIX(a, M, M);
  MATRIX(b, M, N);
  fill(a, M * M, 1);
  for (int n = rounds(argc, argv, 6); n > 0; --n) {
    fill(b, M * N, n);
    trmm(1.5, a, b);
  }
  report("trmm", b, M * N);
  return 0;
}
