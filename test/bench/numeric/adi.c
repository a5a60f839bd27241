/*===- adi.c - Alternating directions, implicit --------------------------===*\
 * Heat equation: a tridiagonal system for each column, then for each row.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 300 };

static void adi(int steps, double u[N][N], double v[N][N], double p[N][N],
                double q[N][N]) {
  double dx = 1.0 / N, dy = 1.0 / N, dt = 1.0 / steps;
  double mul1 = 2.0 * dt / (dx * dx), mul2 = 1.0 * dt / (dy * dy);
  double a = -mul1 / 2.0, b = 1.0 + mul1, c = a;
  double d = -mul2 / 2.0, e = 1.0 + mul2, f = d;
  for (int t = 1; t <= steps; ++t) {
    for (int i = 1; i < N - 1; ++i) {
      v[0][i] = 1.0;
      p[i][0] = 0.0;
      q[i][0] = v[0][i];
      for (int j = 1; j < N - 1; ++j) {
        p[i][j] = -c / (a * p[i][j - 1] + b);
        q[i][j] = (-d * u[j][i - 1] + (1.0 + 2.0 * d) * u[j][i] -
                   f * u[j][i + 1] - a * q[i][j - 1]) /
                  (a * p[i][j - 1] + b);
      }
      v[N - 1][i] = 1.0;
      for (int j = N - 2; j >= 1; --j)
        v[j][i] = p[i][j] * v[j + 1][i] + q[i][j];
    }
    for (int i = 1; i < N - 1; ++i) {
      u[i][0] = 1.0;
      p[i][0] = 0.0;
      q[i][0] = u[i][0];
      for (int j = 1; j < N - 1; ++j) {
        p[i][j] = -f / (d * p[i][j - 1] + e);
        q[i][j] = (-a * v[i - 1][j] + (1.0 + 2.0 * a) * v[i][j] -
                   c * v[i + 1][j] - d * q[i][j - 1]) /
                  (d * p[i][j - 1] + e);
      }
      u[i][N - 1] = 1.0;
      for (int j = N - 2; j >= 1; --j)
        u[i][j] = p[i][j] * u[i][j + 1] + q[i][j];
    }
  }
}

int main(int argc, char **argv) {
  MATRIX(u, N, N);
  MATRIX(v, N, N);
  MATRIX(p, N, N);
  MATRIX(q, N, N);
  fill(u, N * N, 1);
  fill(v, N * N, 2);
  adi(rounds(argc, argv, 50), u, v, p, q);
  report("adi", u, N * N);
  return 0;
}
