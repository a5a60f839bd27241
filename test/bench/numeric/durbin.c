/*===- durbin.c - Levinson-Durbin recursion ------------------------------===*\
 * Solves the Yule-Walker equations of a Toeplitz matrix.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 2000 };

static void durbin(double r[N], double y[N], double z[N]) {
  y[0] = -r[0];
  double beta = 1, alpha = -r[0];
  for (int k = 1; k < N; ++k) {
    beta = (1 - alpha * alpha) * beta;
    double sum = 0;
    for (int i = 0; i < k; ++i)
      sum += r[k - i - 1] * y[i];
    alpha = -(r[k] + sum) / beta;
    for (int i = 0; i < k; ++i)
      z[i] = y[i] + alpha * y[k - i - 1];
    for (int i = 0; i < k; ++i)
      y[i] = z[i];
    y[k] = alpha;
  }
}

int main(int argc, char **argv) {
  VECTOR(r, N);
  VECTOR(y, N);
  VECTOR(z, N);
  fill(r, N, 1);
  for (int i = 0; i < N; ++i)
    r[i] *= 1.0 / (2 * N);
  for (int n = rounds(argc, argv, 50); n > 0; --n)
    durbin(r, y, z);
  report("durbin", y, N);
  return 0;
}
