/*===- pcre2.c - Regular expressions, interpreted -------------------------===*\
 * Crate pcre2-sys, without its compiler to machine code: backtracking, a
 * function of thousands of lines around one switch.
\*===----------------------------------------------------------------------===*/
#include "text.h"
#include "pcre2.h"

enum { SIZE = 256 << 10 };

static unsigned countMatches(const char *pattern, const char *text) {
  int error;
  PCRE2_SIZE at;
  pcre2_code *code =
      pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                    PCRE2_MULTILINE, &error, &at, NULL);
  if (!code)
    abort();
  pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
  unsigned count = 0;
  for (PCRE2_SIZE from = 0; from < SIZE;) {
    if (pcre2_match(code, (PCRE2_SPTR)text, SIZE, from, 0, data, NULL) < 0)
      break;
    PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    from = ends[1] > from ? ends[1] : from + 1;
    ++count;
  }
  pcre2_match_data_free(data);
  pcre2_code_free(code);
  return count;
}

int main(int argc, char **argv) {
  static const char *const patterns[] = {
      "^\\d+\\.\\d{3} host(1|2)\\d .*error$",
      "(\\w+) \\1",
      "(?:timeout|warning|expired).{1,20}(?:user|server)",
      "[aeiou]{2,}[^aeiou\\s]+\\b",
      "host\\d+ (?=.*(request|entry).*(closed|cached))"};
  char *text = allocate(SIZE);
  fillText(text, SIZE, 4);
  unsigned sum = 0;
  for (int n = rounds(argc, argv, 5); n; --n)
    for (unsigned i = 0; i < sizeof patterns / sizeof *patterns; ++i)
      sum = sum * 31 + countMatches(patterns[i], text);
  printf("pcre2 %08x\n", sum);
  return 0;
}
