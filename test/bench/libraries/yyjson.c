/*===- yyjson.c - JSON: read, walk, write ---------------------------------===*\
 * Crate yyjson-sys. A document of records with text, some of it escaped or
 * beyond ASCII, whole numbers and fractions is parsed, all its values are
 * looked at, and it is written again. Memory comes from a pool of the
 * library's, since C libraries differ in what large allocations cost.
\*===----------------------------------------------------------------------===*/
#include "text.h"
#include "yyjson.h"

enum { RECORDS = 6000, RECORD_BYTES = 512, NAME_BYTES = 48 };

/* The length of the document. Text of a record is a piece of `text`, whose
   newlines become escapes. */
static size_t makeDocument(char *at, const char *text, size_t textSize) {
  static const char *const marks[] = {"\\u00e9", "\xc3\xa9", "\\\"", "\\t",
                                      "\xe2\x82\xac", "\\ud83d\\ude00"};
  const char *start = at;
  unsigned seed = 7;
  at += sprintf(at, "{\"version\":3,\"records\":[");
  for (unsigned i = 0; i < RECORDS; ++i) {
    at += sprintf(at, "%s{\"id\":%u,\"name\":\"", i ? "," : "", i * 7919u);
    const char *piece = text + nextRandom(&seed) % (textSize - NAME_BYTES);
    for (int n = 0; n < NAME_BYTES; ++n)
      if (piece[n] == '\n')
        at += sprintf(at, "\\n");
      else
        *at++ = piece[n];
    unsigned mark = nextRandom(&seed) % (sizeof marks / sizeof *marks);
    unsigned whole = nextRandom(&seed) % 180, part = nextRandom(&seed);
    at += sprintf(at, "%s\",\"place\":[%u.%07u,-%u.%05u],", marks[mark], whole,
                  part % 10000000, whole / 2, part % 100000);
    at += sprintf(at, "\"size\":%u%09u,\"ratio\":%u.%ue-%u,", part % 1000 + 1,
                  part, part % 9 + 1, part % 1000, whole % 30);
    at += sprintf(at, "\"open\":%s,\"owner\":%s,\"tags\":[",
                  part & 1 ? "true" : "false", part & 2 ? "null" : "\"us\"");
    for (unsigned n = 0; n < part % 5; ++n)
      at += sprintf(at, "%s\"t%u\"", n ? "," : "", (part >> n) % 97);
    at += sprintf(at, "]}");
  }
  at += sprintf(at, "]}");
  return (size_t)(at - start);
}

static unsigned mix(unsigned hash, uint64_t value) {
  hash = (hash ^ (unsigned)value) * 16777619u;
  return (hash ^ (unsigned)(value >> 32)) * 16777619u;
}

static unsigned walk(yyjson_val *value, unsigned hash) {
  hash = mix(hash, yyjson_get_tag(value));
  size_t index, count;
  yyjson_val *key, *element;
  uint64_t bits;
  double real;
  switch (yyjson_get_type(value)) {
  case YYJSON_TYPE_OBJ:
    yyjson_obj_foreach(value, index, count, key, element) {
      hash = mix(hash, yyjson_get_len(key));
      hash = walk(element, hash);
    }
    return hash;
  case YYJSON_TYPE_ARR:
    yyjson_arr_foreach(value, index, count, element)
      hash = walk(element, hash);
    return hash;
  case YYJSON_TYPE_STR:
    /* The rest is compared when it has been written again. */
    return mix(hash, yyjson_get_len(value) << 8 |
                         (unsigned char)yyjson_get_str(value)[0]);
  case YYJSON_TYPE_NUM:
    if (!yyjson_is_real(value))
      return mix(hash, yyjson_get_uint(value));
    real = yyjson_get_real(value);
    memcpy(&bits, &real, sizeof bits);
    return mix(hash, bits);
  default:
    return hash;
  }
}

int main(int argc, char **argv) {
  enum { TEXT_BYTES = 1 << 16 };
  char *text = allocate(TEXT_BYTES);
  char *document = allocate((size_t)RECORDS * RECORD_BYTES);
  fillText(text, TEXT_BYTES, 5);
  size_t size = makeDocument(document, text, TEXT_BYTES);
  size_t poolSize = 2 * yyjson_read_max_memory_usage(size, 0);
  char *pool = allocate(poolSize);
  unsigned seen = 0, written = 0;
  size_t length = 0;
  for (int n = rounds(argc, argv, 150); n > 0; --n) {
    yyjson_alc memory;
    if (!yyjson_alc_pool_init(&memory, pool, poolSize))
      abort();
    yyjson_doc *read = yyjson_read_opts(document, size, 0, &memory, NULL);
    if (!read)
      abort();
    seen = walk(yyjson_doc_get_root(read), 2166136261u);
    char *again = yyjson_write_opts(read, 0, &memory, &length, NULL);
    if (!again)
      abort();
    if (n == 1)
      written = digest(again, length);
  }
  printf("yyjson %lu %08x %lu %08x\n", (unsigned long)size, seen,
         (unsigned long)length, written);
  return 0;
}
