// Reading, writing, appending, truncating, seeking, through libc.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: rm -rf %t.dir && mkdir %t.dir
// RUN: env W2O_DIRS=%t.dir::/ %t.exe | FileCheck %s
// RUN: FileCheck --check-prefix=FILE --input-file=%t.dir/text %s
// FILE: first line
// FILE-NEXT: second line

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void) {
  FILE *file = fopen("/text", "w");
  fputs("first line\n", file);
  fclose(file);
  file = fopen("/text", "a");
  fputs("second line\n", file);
  // CHECK: at 23
  printf("at %ld\n", ftell(file));
  fclose(file);

  char line[64];
  file = fopen("/text", "r");
  fseek(file, 11, SEEK_SET);
  fgets(line, sizeof(line), file);
  // CHECK-NEXT: second line
  printf("%s", line);
  // CHECK-NEXT: end 1
  fgets(line, sizeof(line), file);
  printf("end %d\n", feof(file) != 0);
  fclose(file);

  int fd = open("/data", O_RDWR | O_CREAT | O_EXCL, 0666);
  // CHECK-NEXT: 10
  printf("%zd\n", write(fd, "0123456789", 10));
  // CHECK-NEXT: 6 at 6
  off_t at = lseek(fd, -4, SEEK_END);
  printf("%lld at %lld\n", (long long)at, (long long)lseek(fd, 0, SEEK_CUR));
  // CHECK-NEXT: 3 [234] at 6
  memset(line, 0, sizeof(line));
  ssize_t got = pread(fd, line, 3, 2);
  printf("%zd [%s] at %lld\n", got, line, (long long)lseek(fd, 0, SEEK_CUR));
  // CHECK-NEXT: 2
  printf("%zd\n", pwrite(fd, "ab", 2, 9));
  struct iovec parts[3] = {{line, 4}, {line + 10, 0}, {line + 20, 40}};
  lseek(fd, 0, SEEK_SET);
  memset(line, 0, sizeof(line));
  // CHECK-NEXT: 11 [0123] [45678ab]
  got = readv(fd, parts, 3);
  printf("%zd [%.4s] [%s]\n", got, line, line + 20);
  // CHECK-NEXT: 0
  printf("%zd\n", read(fd, line, 10));
  // CHECK-NEXT: truncated to 4
  struct stat status;
  ftruncate(fd, 4);
  fstat(fd, &status);
  printf("truncated to %lld\n", (long long)status.st_size);
  // CHECK-NEXT: allocated 100
  posix_fallocate(fd, 0, 100);
  fstat(fd, &status);
  printf("allocated %lld\n", (long long)status.st_size);
  // CHECK-NEXT: 0 0 0
  printf("%d %d %d\n", fsync(fd), fdatasync(fd), close(fd));
  // CHECK-NEXT: closed: Bad file descriptor
  printf("closed: %s\n", read(fd, line, 1) < 0 ? strerror(errno) : "read");
  // CHECK-NEXT: exclusive: File exists
  fd = open("/data", O_RDWR | O_CREAT | O_EXCL, 0666);
  printf("exclusive: %s\n", fd < 0 ? strerror(errno) : "opened");
  // CHECK-NEXT: missing: No such file or directory
  fd = open("/missing", O_RDONLY);
  printf("missing: %s\n", fd < 0 ? strerror(errno) : "opened");
  // CHECK-NEXT: emptied to 0
  fd = open("/data", O_WRONLY | O_TRUNC);
  fstat(fd, &status);
  printf("emptied to %lld\n", (long long)status.st_size);
  // CHECK-NEXT: flags 0
  printf("flags %d\n", fcntl(fd, F_GETFL) & O_APPEND);
  fcntl(fd, F_SETFL, O_APPEND);
  write(fd, "one", 3);
  lseek(fd, 0, SEEK_SET);
  write(fd, "two", 3);
  fstat(fd, &status);
  // CHECK-NEXT: appended 6
  printf("appended %lld\n", (long long)status.st_size);
  close(fd);
  return 0;
}
