// The ways for a program to end, and what the process reports.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: %t.exe 0
// RUN: %python %S/Inputs/status.py 7 %t.exe 7
// RUN: %python %S/Inputs/status.py 9 %t.exe 9 exit \
// RUN:   | FileCheck --check-prefix=EXIT %s
// RUN: %python %S/Inputs/status.py 3 %t.exe 3 _Exit \
// RUN:   | FileCheck --check-prefix=NOW %s
// RUN: %python %S/Inputs/status.py 255 %t.exe -1
// RUN: %python %S/Inputs/status.py 134 %t.exe 0 abort 2>&1 \
// RUN:   | FileCheck --check-prefix=TRAP %s
// EXIT: flushed
// EXIT: at exit
// NOW: begin
// NOW-NOT: flushed
// TRAP: error: wasm trap: unreachable
// TRAP-NEXT: wasm backtrace:
// TRAP-NEXT: 0: 0x{{[0-9a-f]+}} - abort
// TRAP: main

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void atEnd(void) { puts("at exit"); }

int main(int argc, char **argv) {
  int status = atoi(argv[1]);
  const char *how = argc > 2 ? argv[2] : "return";
  if (strcmp(how, "return") == 0)
    return status;
  puts("begin"); // the C library writes its first line at once
  puts("flushed");
  atexit(atEnd);
  if (strcmp(how, "exit") == 0)
    exit(status);
  if (strcmp(how, "_Exit") == 0)
    _Exit(status);
  abort();
}
