// Arguments and environment arrive as they were given, also when empty; the
// variable that names directories is not the program's.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: env W2O_TEST=value W2O_EMPTY= W2O_DIRS=. %t.exe one "" "two words" \
// RUN:   --flag | FileCheck %s

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  // CHECK: 5 arguments
  printf("%d arguments\n", argc);
  // CHECK: [one]
  // CHECK-NEXT: []
  // CHECK-NEXT: [two words]
  // CHECK-NEXT: [--flag]
  for (int i = 1; i < argc; ++i)
    printf("[%s]\n", argv[i]);
  // CHECK-NEXT: end: null
  printf("end: %s\n", argv[argc] ? argv[argc] : "null");
  // CHECK-NEXT: value
  printf("%s\n", getenv("W2O_TEST"));
  // CHECK-NEXT: []
  printf("[%s]\n", getenv("W2O_EMPTY"));
  // CHECK-NEXT: not there
  printf("%s\n", getenv("W2O_DIRS") ? "there" : "not there");
  return 0;
}
