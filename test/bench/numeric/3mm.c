/*===- 3mm.c - Three products --------------------------------------------===*\
 * G = (A B) (C D).
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { NI = 220, NJ = 240, NK = 260, NL = 280, NM = 300 };

static void three_products(double e[NI][NJ], double a[NI][NK],
                           double b[NK][NJ], double f[NJ][NL],
                           double c[NJ][NM], double d[NM][NL],
                           double g[NI][NL]) {
  for (int i = 0; i < NI; ++i)
    for (int j = 0; j < NJ; ++j) {
      e[i][j] = 0;
      for (int k = 0; k < NK; ++k)
        e[i][j] += a[i][k] * b[k][j];
    }
  for (int i = 0; i < NJ; ++i)
    for (int j = 0; j < NL; ++j) {
      f[i][j] = 0;
      for (int k = 0; k < NM; ++k)
        f[i][j] += c[i][k] * d[k][j];
    }
  for (int i = 0; i < NI; ++i)
    for (int j = 0; j < NL; ++j) {
      g[i][j] = 0;
      for (int k = 0; k < NJ; ++k)
        g[i][j] += e[i][k] * f[k][j];
    }
}

int main(int argc, char **argv) {
  MATRIX(e, NI, NJ);
  MATRIX(a, NI, NK);
  MATRIX(b, NK, NJ);
  MATRIX(f, NJ, NL);
  MATRIX(c, NJ, NM);
  MATRIX(d, NM, NL);
  MATRIX(g, NI, NL);
  fill(a, NI * NK, 1);
  fill(b, NK * NJ, 2);
  fill(c, NJ * NM, 3);
  fill(d, NM * NL, 4);
  for (int n = rounds(argc, argv, 5); n > 0; --n)
    three_products(e, a, b, f, c, d, g);
  report("3mm", g, NI * NL);
  return 0;
}
