/*===- gemver.c - Rank-two update and two products -----------------------===*\
 * A += u1 v1' + u2 v2', x += beta A' y + z, w += alpha A x.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 700 };

static void gemver(double alpha, double beta, double a[N][N], double u1[N],
                   double v1[N], double u2[N], double v2[N], double w[N],
                   double x[N], double y[N], double z[N]) {
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j)
      a[i][j] = a[i][j] + u1[i] * v1[j] + u2[i] * v2[j];
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j)
      x[i] = x[i] + beta * a[j][i] * y[j];
  for (int i = 0; i < N; ++i)
    x[i] = x[i] + z[i];
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j)
      w[i] = w[i] + alpha * a[i][j] * x[j];
}

int main(int argc, char **argv) {
  MATRIX(a, N, N);
  VECTOR(u1, N);
  VECTOR(v1, N);
  VECTOR(u2, N);
  VECTOR(v2, N);
  VECTOR(w, N);
  VECTOR(x, N);
  VECTOR(y, N);
  VECTOR(z, N);
  double *vectors[] = {u1, v1, u2, v2, w, x, y, z};
  for (unsigned i = 0; i < sizeof vectors / sizeof *vectors; ++i)
    fill(vectors[i], N, i + 1);
  fill(a, N * N, 9);
  for (int n = rounds(argc, argv, 80); n > 0; --n)
    gemver(1e-6, 1e-6, a, u1, v1, u2, v2, w, x, y, z);
  report("gemver", w, N);
  return 0;
}
