/* expand.c - The plugin of all hosts: run-length expansion, and its faults.

   "3a2b" becomes "aaabb". The counts are believed, so a large one leads to the
   end of the memory. Two inputs show a guest that lies to its host: "?" about
   what it returns, and "!" about what it passes to a function of the host. */

__attribute__((import_module("host"), import_name("log")))
void host_log(const char *text, unsigned size);

static char in[64], out[256];

/* Where the host puts what shall be expanded; null when that is too long. */
__attribute__((export_name("input"))) char *input(unsigned size) {
  return size <= sizeof in ? in : (char *)0;
}

__attribute__((export_name("output"))) char *output(void) { return out; }

/* Expands the first `size` bytes of the input; returns the output's length. */
__attribute__((export_name("expand"))) unsigned expand(unsigned size) {
  if (in[0] == '?')
    return 0xfffffff0;
  host_log(in[0] == '!' ? (const char *)0xfffffff0 : in, size);
  unsigned length = 0, count = 0;
  for (unsigned i = 0; i < size; ++i) {
    if (in[i] >= '0' && in[i] <= '9') {
      count = count * 10 + (unsigned)(in[i] - '0');
      continue;
    }
    char byte = in[i];
    for (; count; --count)
      out[length++] = byte;
  }
  return length;
}
