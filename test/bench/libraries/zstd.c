/*===- zstd.c - Zstandard: compress at level 3, decompress ----------------===*\
 * Crate zstd-sys. Match finders, entropy coders, copies of short runs.
\*===----------------------------------------------------------------------===*/
#include "text.h"
#include "zstd.h"

enum { SIZE = 4 << 20 };

int main(int argc, char **argv) {
  char *text = allocate(SIZE), *back = calloc(SIZE, 1);
  size_t bound = ZSTD_compressBound(SIZE), packed = 0;
  void *out = allocate(bound);
  fillText(text, SIZE, 1);
  for (int n = rounds(argc, argv, 12); n; --n) {
    packed = ZSTD_compress(out, bound, text, SIZE, 3);
    for (int i = 0; i < 4; ++i)
      if (ZSTD_decompress(back, SIZE, out, packed) != SIZE)
        abort();
  }
  printf("zstd %zu %08x\n", packed, digest(back, SIZE));
  return 0;
}
