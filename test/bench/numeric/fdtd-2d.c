/*===- fdtd-2d.c - Maxwell's equations in the plane ----------------------===*\
 * Finite differences in the time domain: three fields on staggered grids.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { NX = 480, NY = 560 };

static void fdtd_2d(int steps, double ex[NX][NY], double ey[NX][NY],
                    double hz[NX][NY]) {
  for (int t = 0; t < steps; ++t) {
    for (int j = 0; j < NY; ++j)
      ey[0][j] = t;
    for (int i = 1; i < NX; ++i)
      for (int j = 0; j < NY; ++j)
        ey[i][j] = ey[i][j] - 0.5 * (hz[i][j] - hz[i - 1][j]);
    for (int i = 0; i < NX; ++i)
      for (int j = 1; j < NY; ++j)
        ex[i][j] = ex[i][j] - 0.5 * (hz[i][j] - hz[i][j - 1]);
    for (int i = 0; i < NX - 1; ++i)
      for (int j = 0; j < NY - 1; ++j)
        hz[i][j] = hz[i][j] - 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] -
                                     ey[i][j]);
  }
}

int main(int argc, char **argv) {
  MATRIX(ex, NX, NY);
  MATRIX(ey, NX, NY);
  MATRIX(hz, NX, NY);
  fill(ex, NX * NY, 1);
  fill(ey, NX * NY, 2);
  fill(hz, NX * NY, 3);
  fdtd_2d(rounds(argc, argv, 250), ex, ey, hz);
  report("fdtd-2d", hz, NX * NY);
  return 0;
}
