// Programs for snapshot 0, `wasi_unstable`: other numbers for whence, a smaller
// file status, larger subscriptions. The program imports these directly, since
// today's C library only knows preview 1, which it uses beside them.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: rm -rf %t.dir && mkdir %t.dir
// RUN: env W2O_DIRS=%t.dir::/ %t.exe | FileCheck %s

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OLD(name)                                                              \
  __attribute__((import_module("wasi_unstable"), import_name(#name)))

OLD(fd_seek) int32_t oldSeek(int32_t, int64_t, int32_t, uint64_t *);
OLD(fd_filestat_get) int32_t oldStat(int32_t, void *);
OLD(poll_oneoff)
int32_t oldPoll(const void *, void *, int32_t, uint32_t *);
OLD(fd_write) int32_t oldWrite(int32_t, const void *, int32_t, uint32_t *);

struct stat0 {
  uint64_t dev, ino;
  uint8_t type;
  uint32_t nlink;
  uint64_t size, atim, mtim, ctim;
};
_Static_assert(sizeof(struct stat0) == 56, "layout of snapshot 0");

struct subscription0 {
  uint64_t userdata;
  uint8_t tag;
  uint64_t identifier;
  uint32_t clock;
  uint64_t timeout, precision;
  uint16_t flags;
};
_Static_assert(sizeof(struct subscription0) == 56, "layout of snapshot 0");

struct event {
  uint64_t userdata;
  uint16_t error;
  uint8_t type;
  uint64_t bytes;
  uint16_t flags;
};
_Static_assert(sizeof(struct event) == 32, "layout of both snapshots");

int main(void) {
  struct {
    const char *text;
    uint32_t length;
  } line = {"written\n", 8};
  uint32_t written;
  // CHECK: written
  oldWrite(1, &line, 1, &written);

  int fd = open("/file", O_RDWR | O_CREAT, 0666);
  write(fd, "0123456789", 10);
  uint64_t at;
  // CHECK-NEXT: set 4, current 6, end 9
  oldSeek(fd, 4, 2, &at);
  printf("set %d, ", (int)at);
  oldSeek(fd, 2, 0, &at);
  printf("current %d, ", (int)at);
  oldSeek(fd, -1, 1, &at);
  printf("end %d\n", (int)at);

  struct {
    struct stat0 stat;
    uint64_t after;
  } room;
  memset(&room, 0xee, sizeof(room));
  // CHECK-NEXT: type 4, 1 name, 10 bytes, kept 1
  oldStat(fd, &room.stat);
  printf("type %d, %d name, %d bytes, kept %d\n", room.stat.type,
         (int)room.stat.nlink, (int)room.stat.size,
         room.after == 0xeeeeeeeeeeeeeeee);

  struct subscription0 in[2] = {
      {.userdata = 5, .tag = 0, .clock = 1, .timeout = 3600000000000},
      {.userdata = 6, .tag = 0, .clock = 1, .timeout = 1000000}};
  struct event out[2];
  uint32_t count = 0;
  // CHECK-NEXT: poll 0: 1 event, user data 6, error 0
  int error = oldPoll(in, out, 2, &count);
  printf("poll %d: %u event, user data %d, error %d\n", error, count,
         (int)out[0].userdata, out[0].error);
  return 0;
}
