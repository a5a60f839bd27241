/* Product of matrices: loops that a compiler can analyse. */
#include "freestanding.h"

enum { N = 192 };
static double a[N][N], b[N][N], c[N][N];

static void multiply(void) {
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j) {
      c[i][j] *= 0.5;
      for (int k = 0; k < N; ++k)
        c[i][j] += a[i][k] * b[k][j];
    }
}

int32_t run(int32_t n) {
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j) {
      a[i][j] = (i * 7 + j) % 13;
      b[i][j] = (i + j * 5) % 11;
      c[i][j] = 0;
    }
  while (n-- > 0)
    multiply();
  double sum = 0;
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j)
      sum += c[i][j];
  return (int32_t)(sum / 16);
}
