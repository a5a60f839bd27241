/*===- text.h - Text to compress and to search in -------------------------===*\
 * The same for each run: lines of words, of which few are frequent, and of
 * numbers, like those of a log.
\*===----------------------------------------------------------------------===*/
#ifndef TEXT_H
#define TEXT_H

#include "../kernel.h"
#include <string.h>

static inline unsigned nextRandom(unsigned *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* Fills exactly `size` bytes, the last of which is a newline. */
static inline void fillText(char *text, size_t size, unsigned seed) {
  static const char *const words[] = {
      "the",    "request", "of",     "user",   "was",     "accepted", "by",
      "server", "after",   "a",      "delay",  "timeout", "while",    "reading",
      "from",   "address", "closed", "cached", "entry",   "expired",  "warning",
      "and",    "retry",   "queued", "module", "loaded",  "without",  "error"};
  enum { NUM_WORDS = sizeof words / sizeof *words };
  size_t at = 0;
  while (at + 128 < size) {
    /* One after the other: compilers evaluate arguments in any order. */
    unsigned second = nextRandom(&seed) % 86400;
    unsigned millisecond = nextRandom(&seed) % 1000;
    unsigned host = nextRandom(&seed) % 40;
    at += (size_t)snprintf(text + at, 64, "%u.%03u host%u ", second,
                           millisecond, host);
    for (unsigned n = 3 + nextRandom(&seed) % 5; n; --n) {
      /* Squared: the first words are the frequent ones. */
      unsigned r = nextRandom(&seed) % NUM_WORDS;
      const char *word = words[r * (nextRandom(&seed) % NUM_WORDS) / NUM_WORDS];
      size_t length = strlen(word);
      memcpy(text + at, word, length);
      at += length;
      text[at++] = ' ';
    }
    text[at - 1] = '\n';
  }
  memset(text + at, '.', size - at);
  text[size - 1] = '\n';
}

/* FNV-1a. */
static inline unsigned digest(const void *bytes, size_t size) {
  const unsigned char *at = bytes;
  unsigned hash = 2166136261u;
  for (size_t i = 0; i < size; ++i)
    hash = (hash ^ at[i]) * 16777619u;
  return hash;
}

#endif
