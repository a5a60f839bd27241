/*===- strhash.c - Counting words in a hash table -------------------------===*\
 * Bytes, strings, allocation: memcmp, strlen, malloc of the guest's libc.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"
#include <stdint.h>
#include <string.h>

struct entry {
  struct entry *next;
  unsigned count;
  char word[];
};

enum { Buckets = 1 << 16 };
static struct entry *table[Buckets];

static uint32_t hash(const char *text, size_t length) {
  uint32_t h = 2166136261u; /* FNV-1a */
  for (size_t i = 0; i < length; ++i)
    h = (h ^ (uint8_t)text[i]) * 16777619u;
  return h;
}

static unsigned add(const char *word) {
  size_t length = strlen(word);
  struct entry **bucket = &table[hash(word, length) % Buckets];
  for (struct entry *entry = *bucket; entry; entry = entry->next)
    if (!strcmp(entry->word, word))
      return ++entry->count;
  struct entry *entry = malloc(sizeof *entry + length + 1);
  if (!entry)
    abort();
  memcpy(entry->word, word, length + 1);
  entry->next = *bucket;
  entry->count = 1;
  *bucket = entry;
  return 1;
}

int main(int argc, char **argv) {
  int words = rounds(argc, argv, 20) * 100000;
  uint32_t seed = 42;
  unsigned distinct = 0, most = 0;
  for (int i = 0; i < words; ++i) {
    char word[16];
    int length = 0;
    seed = seed * 1664525u + 1013904223u;
    uint32_t number = (seed >> 8) % 200000;
    do
      word[length++] = (char)('a' + number % 26);
    while (number /= 26);
    word[length] = 0;
    unsigned count = add(word);
    distinct += count == 1;
    if (count > most)
      most = count;
  }
  printf("strhash %u %u\n", distinct, most);
  return 0;
}
