/*===- correlation.c - Correlation matrix --------------------------------===*\
 * Means and deviations of the columns, then products of all pairs of columns.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { M = 260, N = 300 };

static void correlation(double data[N][M], double corr[M][M], double mean[M],
                        double deviation[M]) {
  for (int j = 0; j < M; ++j) {
    mean[j] = 0;
    for (int i = 0; i < N; ++i)
      mean[j] += data[i][j];
    mean[j] /= N;
  }
  for (int j = 0; j < M; ++j) {
    deviation[j] = 0;
    for (int i = 0; i < N; ++i)
      deviation[j] += (data[i][j] - mean[j]) * (data[i][j] - mean[j]);
    deviation[j] = sqrt(deviation[j] / N);
    deviation[j] = deviation[j] <= 0.1 ? 1.0 : deviation[j];
  }
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < M; ++j) {
      data[i][j] -= mean[j];
      data[i][j] /= sqrt((double)N) * deviation[j];
    }
  for (int i = 0; i < M - 1; ++i) {
    corr[i][i] = 1;
    for (int j = i + 1; j < M; ++j) {
      corr[i][j] = 0;
      for (int k = 0; k < N; ++k)
        corr[i][j] += data[k][i] * data[k][j];
      corr[j][i] = corr[i][j];
    }
  }
  corr[M - 1][M - 1] = 1;
}

int main(int argc, char **argv) {
  MATRIX(data, N, M);
  MATRIX(corr, M, M);
  VECTOR(mean, M);
  VECTOR(deviation, M);
  for (int n = rounds(argc, argv, 10); n > 0; --n) {
    fill(data, N * M, n);
    correlation(data, corr, mean, deviation);
  }
  report("correlation", corr, M * M);
  return 0;
}
