// The same program under w2o-run, whose flags give directories and variables.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: rm -rf %t.dir && mkdir %t.dir && echo text > %t.dir/file
// RUN: w2o-run --dir %t.dir::/data --env NAME=value %t.wasm /data/file one \
// RUN:   | FileCheck %s
// RUN: w2o-run --dir-ro %t.dir::/data %t.wasm /data/file \
// RUN:   | FileCheck --check-prefix=RO %s
// RUN: w2o-run %t.wasm /data/file | FileCheck --check-prefix=NONE %s

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  char line[16] = "";
  FILE *file = fopen(argv[1], "r");
  // CHECK: read: text
  // RO: read: text
  // NONE: read: {{.+}}
  if (file)
    printf("read: %s", fgets(line, sizeof(line), file));
  else
    printf("read: %s\n", strerror(errno));
  // CHECK-NEXT: 3 arguments, variable value
  // NONE-NEXT: 2 arguments, variable unset
  const char *value = getenv("NAME");
  printf("%d arguments, variable %s\n", argc, value ? value : "unset");
  // CHECK-NEXT: create: done
  // RO: create: failed
  // NONE: create: failed
  printf("create: %s\n",
         open("/data/new", O_WRONLY | O_CREAT, 0666) < 0 ? "failed" : "done");
  return 0;
}
