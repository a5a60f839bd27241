/*===- covariance.c - Covariance matrix ----------------------------------===*\
 * Means of the columns, then products of all pairs of columns.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { M = 260, N = 300 };

static void covariance(double data[N][M], double cov[M][M], double mean[M]) {
  for (int j = 0; j < M; ++j) {
    mean[j] = 0;
    for (int i = 0; i < N; ++i)
      mean[j] += data[i][j];
    mean[j] /= N;
  }
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < M; ++j)
      data[i][j] -= mean[j];
  for (int i = 0; i < M; ++i)
    for (int j = i; j < M; ++j) {
      cov[i][j] = 0;
      for (int k = 0; k < N; ++k)
        cov[i][j] += data[k][i] * data[k][j];
      cov[i][j] /= N - 1.0;
      cov[j][i] = cov[i][j];
    }
}

int main(int argc, char **argv) {
  MATRIX(data, N, M);
  MATRIX(cov, M, M);
  VECTOR(mean, M);
  for (int n = rounds(argc, argv, 10); n > 0; --n) {
    fill(data, N * M, n);
    covariance(data, cov, mean);
  }
  report("covariance", cov, M * M);
  return 0;
}
