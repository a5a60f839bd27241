// Making, moving, linking and removing names, with the errors of POSIX.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: rm -rf %t.dir && mkdir %t.dir
// RUN: env W2O_DIRS=%t.dir::/ %t.exe | FileCheck %s
// RUN: ls %t.dir | count 0

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void show(const char *what, int result) {
  printf("%s: %s\n", what, result == 0 ? "done" : strerror(errno));
}

static void make(const char *name) {
  close(open(name, O_WRONLY | O_CREAT, 0666));
}

int main(void) {
  // CHECK: mkdir: done
  show("mkdir", mkdir("/dir", 0777));
  // CHECK-NEXT: again: File exists
  show("again", mkdir("/dir", 0777));
  // CHECK-NEXT: below nothing: No such file or directory
  show("below nothing", mkdir("/no/dir", 0777));
  make("/dir/a");
  // CHECK-NEXT: rename: done
  show("rename", rename("/dir/a", "/b"));
  make("/c");
  // CHECK-NEXT: replace: done
  show("replace", rename("/b", "/c"));
  // CHECK-NEXT: gone: No such file or directory
  show("gone", access("/b", F_OK));
  // CHECK-NEXT: file over directory: Is a directory
  show("file over directory", rename("/c", "/dir"));
  // CHECK-NEXT: directory over file: Not a directory
  show("directory over file", rename("/dir", "/c"));
  // CHECK-NEXT: into itself: Invalid argument
  show("into itself", rename("/dir", "/dir/sub"));
  // CHECK-NEXT: directory: done
  show("directory", rename("/dir", "/folder"));
  // CHECK-NEXT: link: done
  show("link", link("/c", "/folder/hard"));
  // CHECK-NEXT: link again: File exists
  show("link again", link("/c", "/folder/hard"));
  // CHECK-NEXT: symlink: done
  show("symlink", symlink("../c", "/folder/soft"));
  char target[16] = {0};
  // CHECK-NEXT: 4 ../c
  printf("%zd ", readlink("/folder/soft", target, sizeof(target)));
  printf("%s\n", target);
  // CHECK-NEXT: through the link: done
  show("through the link", access("/folder/soft", F_OK));
  // CHECK-NEXT: no link: Invalid argument
  show("no link", readlink("/c", target, sizeof(target)) < 0 ? -1 : 0);
  // CHECK-NEXT: not empty: Directory not empty
  show("not empty", rmdir("/folder"));
  // CHECK-NEXT: unlink directory: Is a directory
  show("unlink directory", unlink("/folder"));
  // CHECK-NEXT: rmdir file: Not a directory
  show("rmdir file", rmdir("/c"));
  // CHECK-NEXT: unlink: done
  // CHECK-NEXT: unlink: done
  // CHECK-NEXT: unlink: done
  show("unlink", unlink("/folder/soft"));
  show("unlink", unlink("/folder/hard"));
  show("unlink", unlink("/c"));
  // CHECK-NEXT: rmdir: done
  show("rmdir", rmdir("/folder/"));
  char name[400];
  memset(name, 'n', sizeof(name));
  name[0] = '/';
  name[sizeof(name) - 1] = 0;
  // CHECK-NEXT: long name: Filename too long
  show("long name", mkdir(name, 0777));
  // CHECK-NEXT: root: Invalid argument
  show("root", rmdir("/"));
  return 0;
}
