/* Bytes one by one: a checksum and the words of a text. */
#include "freestanding.h"

enum { SIZE = 1 << 16 };
static uint8_t text[SIZE];
static uint32_t table[256];

static uint32_t checksum(const uint8_t *p, size_t size) {
  uint32_t crc = ~0u;
  while (size-- > 0)
    crc = table[(crc ^ *p++) & 255] ^ crc >> 8;
  return ~crc;
}

static uint32_t words(const uint8_t *p, const uint8_t *end) {
  uint32_t count = 0;
  int inside = 0;
  for (; p != end; ++p) {
    int letter = *p != ' ' && *p != '\n';
    count += letter && !inside;
    inside = letter;
  }
  return count;
}

int32_t run(int32_t n) {
  uint32_t seed = 1, sum = 0;
  for (uint32_t i = 0; i < 256; ++i) {
    table[i] = i;
    for (int k = 0; k < 8; ++k)
      table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320u : 0);
  }
  for (size_t i = 0; i < SIZE; ++i) {
    seed = seed * 1664525u + 1013904223u;
    text[i] = seed >> 29 ? 'a' + (seed >> 24) % 26 : ' ';
  }
  while (n-- > 0)
    sum = sum * 31 + checksum(text, SIZE) + words(text, text + SIZE);
  return (int32_t)sum;
}
