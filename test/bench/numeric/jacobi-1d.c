/*===- jacobi-1d.c - Three-point stencil ---------------------------------===*\
 * Two arrays take turns.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 4000 };

static void jacobi_1d(int steps, double a[N], double b[N]) {
  for (int t = 0; t < steps; ++t) {
    for (int i = 1; i < N - 1; ++i)
      b[i] = 0.33333 * (a[i - 1] + a[i] + a[i + 1]);
    for (int i = 1; i < N - 1; ++i)
      a[i] = 0.33333 * (b[i - 1] + b[i] + b[i + 1]);
  }
}

int main(int argc, char **argv) {
  VECTOR(a, N);
  VECTOR(b, N);
  fill(a, N, 1);
  fill(b, N, 2);
  jacobi_1d(rounds(argc, argv, 30000), a, b);
  report("jacobi-1d", a, N);
  return 0;
}
