/*===- deriche.c - Recursive edge detection ------------------------------===*\
 * Single precision; each line is filtered forwards and backwards, then each
 * column.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { W = 1000, H = 700 };

static void deriche(float alpha, float in[W][H], float out[W][H],
                    float y1[W][H], float y2[W][H]) {
  float e1 = expf(-alpha), e2 = expf(-2.0f * alpha);
  float k = (1.0f - e1) * (1.0f - e1) / (1.0f + 2.0f * alpha * e1 - e2);
  float a1 = k, a2 = k * e1 * (alpha - 1.0f), a3 = k * e1 * (alpha + 1.0f);
  float a4 = -k * e2, b1 = 2.0f * e1, b2 = -e2;
  for (int i = 0; i < W; ++i) {
    float ym1 = 0, ym2 = 0, xm1 = 0;
    for (int j = 0; j < H; ++j) {
      y1[i][j] = a1 * in[i][j] + a2 * xm1 + b1 * ym1 + b2 * ym2;
      xm1 = in[i][j];
      ym2 = ym1;
      ym1 = y1[i][j];
    }
  }
  for (int i = 0; i < W; ++i) {
    float yp1 = 0, yp2 = 0, xp1 = 0, xp2 = 0;
    for (int j = H - 1; j >= 0; --j) {
      y2[i][j] = a3 * xp1 + a4 * xp2 + b1 * yp1 + b2 * yp2;
      xp2 = xp1;
      xp1 = in[i][j];
      yp2 = yp1;
      yp1 = y2[i][j];
    }
  }
  for (int i = 0; i < W; ++i)
    for (int j = 0; j < H; ++j)
      out[i][j] = y1[i][j] + y2[i][j];
  for (int j = 0; j < H; ++j) {
    float tm1 = 0, ym1 = 0, ym2 = 0;
    for (int i = 0; i < W; ++i) {
      y1[i][j] = a1 * out[i][j] + a2 * tm1 + b1 * ym1 + b2 * ym2;
      tm1 = out[i][j];
      ym2 = ym1;
      ym1 = y1[i][j];
    }
  }
  for (int j = 0; j < H; ++j) {
    float tp1 = 0, tp2 = 0, yp1 = 0, yp2 = 0;
    for (int i = W - 1; i >= 0; --i) {
      y2[i][j] = a3 * tp1 + a4 * tp2 + b1 * yp1 + b2 * yp2;
      tp2 = tp1;
      tp1 = out[i][j];
      yp2 = yp1;
      yp1 = y2[i][j];
    }
  }
  for (int i = 0; i < W; ++i)
    for (int j = 0; j < H; ++j)
      out[i][j] = y1[i][j] + y2[i][j];
}

int main(int argc, char **argv) {
  float(*in)[H] = allocate(sizeof(float) * W * H);
  float(*out)[H] = allocate(sizeof(float) * W * H);
  float(*y1)[H] = allocate(sizeof(float) * W * H);
  float(*y2)[H] = allocate(sizeof(float) * W * H);
  for (int i = 0; i < W; ++i)
    for (int j = 0; j < H; ++j)
      in[i][j] = (float)((313 * i + 991 * j) % 65536) / 65535.0f;
  for (int n = rounds(argc, argv, 8); n > 0; --n)
    deriche(0.25f, in, out, y1, y2);
  double sum = 0;
  for (int i = 0; i < W; ++i)
    for (int j = 0; j < H; ++j)
      sum += out[i][j];
  printf("deriche %.4e\n", sum);
  return 0;
}
