// Pipes, files and /dev/null are no terminals, and pipes cannot seek.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: rm -rf %t.dir && mkdir %t.dir
// RUN: env W2O_DIRS=%t.dir::/ %t.exe < /dev/null | FileCheck %s

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  int fd = open("/file", O_RDWR | O_CREAT, 0666);
  // CHECK: null 0, pipe 0, file 0
  printf("null %d, pipe %d, file %d\n", isatty(0), isatty(1), isatty(fd));
  // CHECK-NEXT: pipe: Invalid seek
  printf("pipe: %s\n",
         lseek(1, 0, SEEK_CUR) < 0 ? strerror(errno) : "seekable");
  // CHECK-NEXT: file: 0
  printf("file: %lld\n", (long long)lseek(fd, 0, SEEK_CUR));
  return 0;
}
