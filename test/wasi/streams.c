// A program in a pipeline: it reads all of its input, and a reader that goes
// away early is an error that it sees, not its end.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: %python -c "print('line\n' * 20000, end='')" | %t.exe | FileCheck %s
// CHECK: 100000 bytes
// RUN: %python %S/Inputs/early-end.py %t.exe write \
// RUN:   | FileCheck --check-prefix=EARLY %s
// EARLY: Broken pipe

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  (void)argv;
  char buffer[4096] = {0};
  if (argc == 1) {
    size_t total = 0;
    ssize_t got;
    while ((got = read(0, buffer, sizeof(buffer))) > 0)
      total += (size_t)got;
    printf("%zu bytes\n", total);
    return 0;
  }
  for (;;)
    if (write(1, buffer, sizeof(buffer)) < 0) {
      fprintf(stderr, "%s\n", strerror(errno));
      return 0;
    }
}
