// Clocks run and sleep; random bytes differ.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm -D_WASI_EMULATED_PROCESS_CLOCKS \
// RUN:   -lwasi-emulated-process-clocks
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: %t.exe | FileCheck %s

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * 1000000000ll + time.tv_nsec;
}

int main(void) {
  // CHECK: after 2020: 1
  printf("after 2020: %d\n", time(NULL) > 1577836800);
  struct timespec resolution;
  clock_getres(CLOCK_MONOTONIC, &resolution);
  // CHECK-NEXT: resolution: 1
  printf("resolution: %d\n",
         resolution.tv_sec == 0 && resolution.tv_nsec > 0);
  long long begin = now(CLOCK_MONOTONIC);
  // CHECK-NEXT: usleep 0
  printf("usleep %d\n", usleep(20000));
  long long middle = now(CLOCK_MONOTONIC);
  // CHECK-NEXT: slept: 1
  printf("slept: %d\n", middle - begin >= 20000000);
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += 10000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_nsec -= 1000000000;
    ++until.tv_sec;
  }
  // CHECK-NEXT: nanosleep 0
  printf("nanosleep %d\n",
         clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL));
  struct timespec reached;
  clock_gettime(CLOCK_REALTIME, &reached);
  // CHECK-NEXT: reached: 1
  printf("reached: %d\n",
         reached.tv_sec > until.tv_sec || (reached.tv_sec == until.tv_sec &&
                                           reached.tv_nsec >= until.tv_nsec));
  // CHECK-NEXT: yield 0
  printf("yield %d\n", sched_yield());

  unsigned char a[64] = {0}, b[64] = {0}, none[64] = {0};
  // CHECK-NEXT: random 0 0
  int first = getentropy(a, sizeof(a));
  printf("random %d %d\n", first, getentropy(b, sizeof(b)));
  // CHECK-NEXT: differ 1 1
  printf("differ %d %d\n", memcmp(a, b, sizeof(a)) != 0,
         memcmp(a, none, sizeof(a)) != 0);
  return 0;
}
