// A directory that was given only for reading can be read and nothing else.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: rm -rf %t.ro %t.rw && mkdir -p %t.ro/dir %t.rw
// RUN: echo text > %t.ro/file
// RUN: env "W2O_DIRS=%t.ro::/ro::ro;%t.rw::/rw" %t.exe | FileCheck %s
// RUN: ls %t.ro | FileCheck --check-prefix=RO %s
// RO: dir
// RO-NEXT: file
// RO-NOT: {{.}}
// RUN: env W2O_DIRS=%t.ro::/ro::rx not %t.exe 2>&1 \
// RUN:   | FileCheck --check-prefix=BAD %s
// BAD: error: the third part of an entry of W2O_DIRS must be 'ro', found 'rx'

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void show(const char *what, int result) {
  printf("%s: %s\n", what,
         result >= 0                                 ? "done"
         : errno == ENOTCAPABLE || errno == EPERM ? "refused"
                                                  : strerror(errno));
}

int main(void) {
  char text[16] = {0};
  int fd = open("/ro/file", O_RDONLY);
  // CHECK: 5 text
  printf("%zd %s", read(fd, text, sizeof(text)), text);
  // CHECK-NEXT: list: done
  show("list", opendir("/ro") ? 0 : -1);
  struct stat status;
  // CHECK-NEXT: stat: done
  show("stat", stat("/ro/file", &status));
  // CHECK-NEXT: create: refused
  show("create", open("/ro/new", O_WRONLY | O_CREAT, 0666));
  // CHECK-NEXT: truncate: refused
  show("truncate", open("/ro/file", O_WRONLY | O_TRUNC));
  // The C library asks for as much as there is, and says so when it is used.
  // CHECK-NEXT: write: Bad file descriptor
  fd = open("/ro/file", O_RDWR);
  show("write", fd < 0 ? -1 : (int)write(fd, "x", 1));
  // CHECK-NEXT: times: refused
  show("times", utimensat(AT_FDCWD, "/ro/file", NULL, 0));
  // CHECK-NEXT: mkdir: refused
  show("mkdir", mkdir("/ro/new", 0777));
  // CHECK-NEXT: rmdir: refused
  show("rmdir", rmdir("/ro/dir"));
  // CHECK-NEXT: unlink: refused
  show("unlink", unlink("/ro/file"));
  // CHECK-NEXT: symlink: refused
  show("symlink", symlink("file", "/ro/new"));
  // CHECK-NEXT: move away: refused
  show("move away", rename("/ro/file", "/rw/file"));
  // CHECK-NEXT: move there: refused
  show("move there", rename("/rw", "/ro/new"));
  // CHECK-NEXT: link away: refused
  show("link away", link("/ro/file", "/rw/file"));
  // CHECK-NEXT: in a directory below: refused
  int dir = open("/ro/dir", O_RDONLY | O_DIRECTORY);
  show("in a directory below", openat(dir, "new", O_WRONLY | O_CREAT, 0666));
  // CHECK-NEXT: elsewhere: done
  show("elsewhere", open("/rw/new", O_WRONLY | O_CREAT, 0666));
  return 0;
}
