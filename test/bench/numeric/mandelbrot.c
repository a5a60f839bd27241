/*===- mandelbrot.c - Escape times over a grid ----------------------------===*\
 * A tight floating-point loop with a data-dependent exit.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

int main(int argc, char **argv) {
  int size = rounds(argc, argv, 8) * 100;
  unsigned long long sum = 0;
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) {
      double cr = 3.0 * x / size - 2.25, ci = 3.0 * y / size - 1.5;
      double zr = 0, zi = 0;
      int n = 0;
      while (n < 200 && zr * zr + zi * zi <= 4.0) {
        double t = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = t;
        ++n;
      }
      sum += n;
    }
  printf("mandelbrot %llu\n", sum);
  return 0;
}
