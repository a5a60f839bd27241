/*===- zlib.c - Deflate: compress at level 6, decompress ------------------===*\
 * Crate libz-sys, of which zlib itself is used.
\*===----------------------------------------------------------------------===*/
#include "text.h"
#include "zlib.h"

enum { SIZE = 2 << 20 };

int main(int argc, char **argv) {
  char *text = allocate(SIZE), *back = calloc(SIZE, 1);
  uLong bound = compressBound(SIZE);
  uLongf packed = 0;
  Bytef *out = allocate(bound);
  fillText(text, SIZE, 2);
  for (int n = rounds(argc, argv, 8); n; --n) {
    packed = bound;
    if (compress2(out, &packed, (Bytef *)text, SIZE, 6))
      abort();
    for (int i = 0; i < 4; ++i) {
      uLongf size = SIZE;
      if (uncompress((Bytef *)back, &size, out, packed) || size != SIZE)
        abort();
    }
  }
  printf("zlib %lu %08x\n", (unsigned long)packed, digest(back, SIZE));
  return 0;
}
