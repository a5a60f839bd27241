/*===- floyd-warshall.c - Shortest paths between all pairs ---------------===*\
 * Integers; each step reads the row and the column of one node.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { N = 300 };

static void floyd_warshall(int path[N][N]) {
  for (int k = 0; k < N; ++k)
    for (int i = 0; i < N; ++i)
      for (int j = 0; j < N; ++j)
        path[i][j] = path[i][j] < path[i][k] + path[k][j]
                         ? path[i][j]
                         : path[i][k] + path[k][j];
}

int main(int argc, char **argv) {
  int(*path)[N] = allocate(sizeof(int) * N * N);
  unsigned sum = 0;
  for (int n = rounds(argc, argv, 10); n > 0; --n) {
    for (int i = 0; i < N; ++i)
      for (int j = 0; j < N; ++j)
        path[i][j] = (i + j + n) % 13 == 0 ? 999 : i * j % 7 + (i ^ j) % 61 + 1;
    floyd_warshall(path);
    for (int i = 0; i < N; ++i)
      sum = sum * 31 + (unsigned)path[i][N - 1 - i];
  }
  printf("floyd-warshall %u\n", sum);
  return 0;
}
