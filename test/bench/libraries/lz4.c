/*===- lz4.c - LZ4: compress, decompress ----------------------------------===*\
 * Crate lz4-sys. A decoder that is nothing but copies, of four bytes where
 * addresses have 32 bits, else of eight; matches are looked for differently, so
 * the size of what is compressed differs.
\*===----------------------------------------------------------------------===*/
#include "text.h"
#include "lz4.h"

enum { SIZE = 4 << 20 };

int main(int argc, char **argv) {
  char *text = allocate(SIZE), *back = calloc(SIZE, 1);
  int bound = LZ4_compressBound(SIZE), packed = 0;
  char *out = allocate((size_t)bound);
  fillText(text, SIZE, 3);
  for (int n = rounds(argc, argv, 16); n; --n) {
    packed = LZ4_compress_default(text, out, SIZE, bound);
    for (int i = 0; i < 8; ++i)
      if (LZ4_decompress_safe(out, back, packed, SIZE) != SIZE)
        abort();
  }
  printf("lz4 %08x\n", digest(back, SIZE));
  return 0;
}
