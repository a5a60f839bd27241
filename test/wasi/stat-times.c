// Types, sizes, link counts and times of files.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: rm -rf %t.dir && mkdir %t.dir
// RUN: env W2O_DIRS=%t.dir::/ %t.exe | FileCheck %s

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

static const char *type(mode_t mode) {
  return S_ISREG(mode) ? "file" : S_ISDIR(mode) ? "dir"
         : S_ISLNK(mode) ? "link" : S_ISCHR(mode) ? "char" : "other";
}

static void show(const char *name, int flags) {
  struct stat status;
  if (fstatat(AT_FDCWD, name, &status, flags) != 0)
    printf("%s: missing\n", name);
  else
    printf("%s: %s\n", name, type(status.st_mode));
}

int main(void) {
  int fd = open("/file", O_RDWR | O_CREAT, 0666);
  write(fd, "12345", 5);
  mkdir("/dir", 0777);
  symlink("file", "/link");
  symlink("nowhere", "/dangling");
  // CHECK: /file: file
  show("/file", 0);
  // CHECK-NEXT: /dir: dir
  show("/dir", 0);
  // CHECK-NEXT: /dir/: dir
  show("/dir/", AT_SYMLINK_NOFOLLOW);
  // CHECK-NEXT: /link: file
  show("/link", 0);
  // CHECK-NEXT: /link: link
  show("/link", AT_SYMLINK_NOFOLLOW);
  // CHECK-NEXT: /dangling: missing
  show("/dangling", 0);
  // CHECK-NEXT: /dangling: link
  show("/dangling", AT_SYMLINK_NOFOLLOW);
  // CHECK-NEXT: /file/: missing
  show("/file/", 0);

  struct stat a, b;
  link("/file", "/second");
  stat("/file", &a);
  stat("/second", &b);
  // CHECK-NEXT: size 5, 2 names, same file 1
  printf("size %lld, %d names, same file %d\n", (long long)a.st_size,
         (int)a.st_nlink, a.st_ino == b.st_ino && a.st_dev == b.st_dev);

  struct timespec times[2] = {{1000000001, 5}, {1234567890, 987654321}};
  futimens(fd, times);
  fstat(fd, &a);
  // CHECK-NEXT: 1000000001.000000005 1234567890.987654321
  printf("%lld.%09ld %lld.%09ld\n", (long long)a.st_atim.tv_sec,
         a.st_atim.tv_nsec, (long long)a.st_mtim.tv_sec, a.st_mtim.tv_nsec);
  times[0].tv_nsec = UTIME_OMIT;
  times[1].tv_sec = 7;
  times[1].tv_nsec = 0;
  utimensat(AT_FDCWD, "/link", times, 0);
  stat("/file", &a);
  // CHECK-NEXT: 1000000001 7
  printf("%lld %lld\n", (long long)a.st_atim.tv_sec,
         (long long)a.st_mtim.tv_sec);
  times[1].tv_sec = 9;
  utimensat(AT_FDCWD, "/link", times, AT_SYMLINK_NOFOLLOW);
  stat("/link", &a);
  lstat("/link", &b);
  // CHECK-NEXT: file 7, link 9
  printf("file %lld, link %lld\n", (long long)a.st_mtim.tv_sec,
         (long long)b.st_mtim.tv_sec);
  // The C library mistakes its own UTIME_NOW, hence without it.
  __wasi_fd_filestat_set_times(fd, 0, 0, __WASI_FSTFLAGS_MTIM_NOW);
  stat("/file", &a);
  // CHECK-NEXT: recent 1
  printf("recent %d\n", a.st_mtim.tv_sec > 1600000000);
  return 0;
}
