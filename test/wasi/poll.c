// Waiting for input, output and time at once.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: echo hello | %t.exe | FileCheck %s

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <unistd.h>

int main(void) {
  struct pollfd fds[3] = {{0, POLLIN, 0}, {1, POLLOUT, 0}, {77, POLLIN, 0}};
  // CHECK: 1 0 bad 1
  int count = poll(&fds[2], 1, 10000);
  printf("%d %d bad %d\n", count, fds[2].revents & POLLIN,
         (fds[2].revents & POLLNVAL) != 0);
  // CHECK-NEXT: in 1
  count = poll(fds, 1, 10000);
  printf("in %d\n", count == 1 && (fds[0].revents & POLLIN) != 0);
  // CHECK-NEXT: out 1
  count = poll(fds + 1, 1, 10000);
  printf("out %d\n", count == 1 && (fds[1].revents & POLLOUT) != 0);
  char text[16];
  // CHECK-NEXT: read 6
  printf("read %zd\n", read(0, text, sizeof(text)));
  // CHECK-NEXT: timeout 0
  printf("timeout %d\n", poll(NULL, 0, 5) == -1 && errno != ENOSYS &&
                                 errno != EINVAL && errno != ENOTSUP);
  struct timeval time = {0, 1000};
  // CHECK-NEXT: select 0
  printf("select %d\n", select(0, NULL, NULL, NULL, &time));
  // CHECK-NEXT: end 0
  printf("end %zd\n", read(0, text, sizeof(text)));
  return 0;
}
