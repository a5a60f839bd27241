/*===- sha256.c - SHA-256 over a buffer (FIPS 180-4) ----------------------===*\
 * Rotations, and many live integers in one block.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"
#include <stdint.h>
#include <string.h>

static uint32_t k[64], state[8];

static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

/* The constants are the first 32 bits of the fractions of square and cube
   roots of primes (sections 4.2.2 and 5.3.3), found by bisection. */
static uint32_t root_fraction(unsigned prime, int cube) {
  /* Fixed point with 32 bits of fraction; a power has 64 or 96. */
  unsigned __int128 goal = (unsigned __int128)prime << (cube ? 96 : 64);
  unsigned __int128 low = 0, high = (unsigned __int128)32 << 32;
  while (high - low > 1) {
    unsigned __int128 middle = (low + high) / 2;
    unsigned __int128 power = middle * middle;
    if (cube)
      power *= middle;
    if (power <= goal)
      low = middle;
    else
      high = middle;
  }
  return (uint32_t)low;
}

static void find_constants(void) {
  unsigned found = 0;
  for (unsigned n = 2; found < 64; ++n) {
    int prime = 1;
    for (unsigned d = 2; d * d <= n; ++d)
      prime &= n % d != 0;
    if (!prime)
      continue;
    k[found] = root_fraction(n, 1);
    if (found < 8)
      state[found] = root_fraction(n, 0);
    ++found;
  }
}

static void block(const uint8_t *bytes) {
  uint32_t w[64], v[8];
  for (int i = 0; i < 16; ++i)
    w[i] = (uint32_t)bytes[4 * i] << 24 | (uint32_t)bytes[4 * i + 1] << 16 |
           (uint32_t)bytes[4 * i + 2] << 8 | bytes[4 * i + 3];
  for (int i = 16; i < 64; ++i) {
    uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[i - 7] +
           (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
  }
  memcpy(v, state, sizeof v);
  for (int i = 0; i < 64; ++i) {
    uint32_t t1 = v[7] + (rotate(v[4], 6) ^ rotate(v[4], 11) ^
                          rotate(v[4], 25)) +
                  ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
    uint32_t t2 = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)) +
                  ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    for (int j = 7; j > 0; --j)
      v[j] = v[j - 1];
    v[4] += t1;
    v[0] = t1 + t2;
  }
  for (int i = 0; i < 8; ++i)
    state[i] += v[i];
}

int main(int argc, char **argv) {
  int megabytes = rounds(argc, argv, 64);
  find_constants();
  static uint8_t buffer[1 << 20];
  for (unsigned i = 0; i < sizeof buffer; ++i)
    buffer[i] = (uint8_t)(i * 31 + (i >> 8));
  for (int round = 0; round < megabytes; ++round)
    for (unsigned i = 0; i < sizeof buffer; i += 64)
      block(buffer + i);
  /* The last block: the padding of a message of whole blocks. */
  uint8_t last[64] = {0x80};
  uint64_t bits = (uint64_t)megabytes << 23;
  for (int i = 0; i < 8; ++i)
    last[56 + i] = (uint8_t)(bits >> (56 - 8 * i));
  block(last);
  printf("sha256 ");
  for (int i = 0; i < 8; ++i)
    printf("%08x", (unsigned)state[i]);
  printf("\n");
  return 0;
}
