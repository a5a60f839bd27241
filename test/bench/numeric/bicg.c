/*===- bicg.c - The two products of the biconjugate gradient method ------===*\
 * s = A' r and q = A p.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 950, M = 1050 };

static void bicg(double a[N][M], double s[M], double q[N], double p[M],
                 double r[N]) {
  for (int j = 0; j < M; ++j)
    s[j] = 0;
  for (int i = 0; i < N; ++i) {
    q[i] = 0;
    for (int j = 0; j < M; ++j) {
      s[j] += r[i] * a[i][j];
      q[i] += a[i][j] * p[j];
    }
  }
}

int main(int argc, char **argv) {
  MATRIX(a, N, M);
  VECTOR(s, M);
  VECTOR(q, N);
  VECTOR(p, M);
  VECTOR(r, N);
  fill(a, N * M, 1);
  fill(p, M, 2);
  fill(r, N, 3);
  for (int n = rounds(argc, argv, 120); n > 0; --n)
    bicg(a, s, q, p, r);
  report("bicg", s, M);
  report("bicg", q, N);
  return 0;
}
