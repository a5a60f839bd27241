/*===- nussinov.c - Secondary structure of a nucleic acid ----------------===*\
 * Dynamic programming over all intervals of a sequence.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 500 };

static int max(int a, int b) { return a >= b ? a : b; }
static int match(int a, int b) { return a + b == 3; }

static void nussinov(char seq[N], int table[N][N]) {
  for (int i = N - 1; i >= 0; --i)
    for (int j = i + 1; j < N; ++j) {
      table[i][j] = max(table[i][j], table[i][j - 1]);
      if (i + 1 < N) {
        table[i][j] = max(table[i][j], table[i + 1][j]);
        int pair = i < j - 1 ? match(seq[i], seq[j]) : 0;
        table[i][j] = max(table[i][j], table[i + 1][j - 1] + pair);
      }
      for (int k = i + 1; k < j; ++k)
        table[i][j] = max(table[i][j], table[i][k] + table[k + 1][j]);
    }
}

int main(int argc, char **argv) {
  char *seq = allocate(N);
  int(*table)[N] = allocate(sizeof(int) * N * N);
  unsigned sum = 0;
  for (int n = rounds(argc, argv, 8); n > 0; --n) {
    for (int i = 0; i < N; ++i) {
      seq[i] = (char)((i * 7 + i / 3 + n) % 4);
      for (int j = 0; j < N; ++j)
        table[i][j] = 0;
    }
    nussinov(seq, table);
    sum = sum * 31 + (unsigned)table[0][N - 1];
  }
  printf("nussinov %u\n", sum);
  return 0;
}
