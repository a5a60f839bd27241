// A program gets its arguments, variables, files and streams as the options
// say, and its exit code is that of w2o-run.
// REQUIRES: wasi-cc
// RUN: rm -rf %t && mkdir -p %t/data %t/ro
// RUN: echo from-host > %t/data/in.txt
// RUN: echo read-only > %t/ro/in.txt
// RUN: %wasi_cc -O1 %s -o %t.wasm
//
// Everything behind the module is the program's, also what looks like ours.
// RUN: w2o-run %t.wasm args --dir x -- -O3 "two words" "" | FileCheck %s \
// RUN:   --check-prefix=ARGS
// ARGS: 1: args
// ARGS-NEXT: 2: --dir
// ARGS-NEXT: 3: x
// ARGS-NEXT: 4: --
// ARGS-NEXT: 5: -O3
// ARGS-NEXT: 6: two words
// ARGS-NEXT: 7: {{$}}
//
// RUN: env W2O_TEST_A=host W2O_TEST_B=secret w2o-run --env W2O_TEST_A --env \
// RUN:   W2O_TEST_C=x=y --env W2O_TEST_UNSET %t.wasm env | FileCheck %s \
// RUN:   --check-prefix=ENV
// ENV: A=host
// ENV-NEXT: B=(null)
// ENV-NEXT: C=x=y
// RUN: env W2O_TEST_A=host w2o-run --inherit-env --env W2O_TEST_A=mine \
// RUN:   %t.wasm env | FileCheck %s --check-prefix=INHERIT
// INHERIT: A=mine
//
// RUN: w2o-run --dir %t/data::/d %t.wasm copy /d/in.txt /d/out.txt
// RUN: FileCheck %s --check-prefix=FILE < %t/data/out.txt
// FILE: from-host
// RUN: not w2o-run --dir-ro %t/ro::/d %t.wasm copy /d/in.txt /d/out.txt 2>&1 \
// RUN:   | FileCheck %s --check-prefix=RO
// RO: cannot write
// RUN: not test -e %t/ro/out.txt
// RUN: not w2o-run --dir %t/data::/d %t.wasm copy /d/../ro/in.txt /d/x 2>&1 | \
// RUN:   FileCheck %s --check-prefix=NONE
// RUN: not w2o-run %t.wasm copy %t/data/in.txt /x 2>&1 | FileCheck %s \
// RUN:   --check-prefix=NONE
// NONE: cannot read
// RUN: not w2o-run --dir %t/missing %t.wasm env 2>&1 | FileCheck %s \
// RUN:   --check-prefix=NODIR
// NODIR: w2o-run: error: {{.*}}missing
//
// A directory in memory begins empty and has an end.
// RUN: w2o-run --dir-memory /tmp %t.wasm scratch /tmp/a 100000 | FileCheck %s \
// RUN:   --check-prefix=SCRATCH
// RUN: w2o-run --dir-memory /tmp %t.wasm scratch /tmp/a 100000 | FileCheck %s \
// RUN:   --check-prefix=SCRATCH
// SCRATCH: new, wrote 100000, read 100000
// RUN: w2o-run --dir-memory /tmp --dir-memory /x --max-dir-memory 64K %t.wasm \
// RUN:   scratch /x/a 100000 | FileCheck %s --check-prefix=SMALL
// SMALL: new, wrote 49152: No space left on device, read 49152
// RUN: not w2o-run --dir-memory /tmp --max-dir-memory 10 %t.wasm env 2>&1 | \
// RUN:   FileCheck %s --check-prefix=TINY
// TINY: w2o-run: error: cannot make a directory in memory of 10 bytes
// RUN: not w2o-run --dir-memory "" %t.wasm env 2>&1 | FileCheck %s \
// RUN:   --check-prefix=NONAME
// NONAME: w2o-run: error: {{.*}}
//
// RUN: echo text | w2o-run %t.wasm stdin | FileCheck %s --check-prefix=STDIN
// STDIN: read 5 bytes
//
// RUN: %python %S/Inputs/exit-code.py 42 w2o-run %t.wasm exit 42
// RUN: %python %S/Inputs/exit-code.py 0 w2o-run %t.wasm exit 0
//
// RUN: not w2o-run %t.wasm crash > %t.out 2>&1
// RUN: FileCheck %s --check-prefix=CRASH < %t.out
// CRASH: before
// CRASH: w2o-run: trap: unreachable
// CRASH-NEXT: 0: func {{[0-9]+}} '{{crash|__main_argc_argv|main}}' at 0x
// CRASH: '_start'
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void show(const char *name) {
  char variable[32];
  snprintf(variable, sizeof variable, "W2O_TEST_%s", name);
  const char *value = getenv(variable);
  printf("%s=%s\n", name, value ? value : "(null)");
}

__attribute__((noinline)) static void crash(void) {
  puts("before");
  fflush(stdout);
  __builtin_trap();
}

static int copy(const char *from, const char *to) {
  char buffer[100];
  FILE *in = fopen(from, "r");
  if (!in) {
    fprintf(stderr, "cannot read %s\n", from);
    return 1;
  }
  size_t n = fread(buffer, 1, sizeof buffer, in);
  FILE *out = fopen(to, "w");
  if (!out) {
    fprintf(stderr, "cannot write %s\n", to);
    return 1;
  }
  fwrite(buffer, 1, n, out);
  return fclose(out);
}

/* Writes until it is enough or does not fit, and reads it back. */
static void scratch(const char *path, long wanted) {
  static char buffer[1024];
  long wrote = 0, got = 0;
  printf("%s", access(path, F_OK) ? "new" : "there");
  int fd = open(path, O_RDWR | O_CREAT, 0666);
  while (wrote < wanted) {
    long part = wanted - wrote < 1024 ? wanted - wrote : 1024;
    part = write(fd, buffer, part);
    if (part < 0)
      break;
    wrote += part;
  }
  printf(", wrote %ld", wrote);
  if (wrote < wanted)
    printf(": %s", strerror(errno));
  lseek(fd, 0, SEEK_SET);
  for (long part; (part = read(fd, buffer, sizeof buffer)) > 0;)
    got += part;
  printf(", read %ld\n", got);
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (!strcmp(what, "args"))
    for (int i = 1; i != argc; ++i)
      printf("%d: %s\n", i, argv[i]);
  if (!strcmp(what, "env")) {
    show("A");
    show("B");
    show("C");
  }
  if (!strcmp(what, "copy"))
    return copy(argv[2], argv[3]);
  if (!strcmp(what, "scratch"))
    scratch(argv[2], atol(argv[3]));
  if (!strcmp(what, "stdin")) {
    char buffer[100];
    printf("read %zu bytes\n", fread(buffer, 1, sizeof buffer, stdin));
  }
  if (!strcmp(what, "exit"))
    return atoi(argv[2]);
  if (!strcmp(what, "crash"))
    crash();
  return 0;
}
