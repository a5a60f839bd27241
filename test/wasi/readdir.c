// A directory with many entries is listed completely and once, in pieces that
// the C library's buffer forces, also when going back to an earlier position.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: rm -rf %t.dir && mkdir %t.dir
// RUN: env W2O_DIRS=%t.dir::/ %t.exe | FileCheck %s

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { Count = 1000 };

int main(void) {
  char name[128];
  mkdir("/many", 0777);
  for (int i = 0; i < Count; ++i) {
    // Names of all lengths, so that buffers end at every place in an entry.
    snprintf(name, sizeof(name), "/many/%d-%0*d", i, i % 90 + 1, 0);
    close(open(name, O_WRONLY | O_CREAT, 0666));
  }
  static char seen[Count];
  int dots = 0, twice = 0, files = 0;
  DIR *dir = opendir("/many");
  struct dirent *entry;
  while ((entry = readdir(dir))) {
    if (entry->d_name[0] == '.') {
      ++dots;
      continue;
    }
    int i = atoi(entry->d_name);
    twice += seen[i];
    seen[i] = 1;
    files += entry->d_type == DT_REG;
  }
  int all = 0;
  for (int i = 0; i < Count; ++i)
    all += seen[i];
  // CHECK: 1000 files, 1000 regular, 0 twice, 2 dots
  printf("%d files, %d regular, %d twice, %d dots\n", all, files, twice, dots);

  rewinddir(dir);
  for (int i = 0; i < 500; ++i)
    readdir(dir);
  long position = telldir(dir);
  char first[256], second[256];
  strcpy(first, readdir(dir)->d_name);
  for (int i = 0; i < 200; ++i)
    readdir(dir);
  seekdir(dir, position);
  strcpy(second, readdir(dir)->d_name);
  // CHECK-NEXT: same entry: 1
  printf("same entry: %d\n", strcmp(first, second) == 0);
  closedir(dir);

  // Removing while reading, as rm -r does.
  dir = opendir("/many");
  int removed = 0;
  while ((entry = readdir(dir)))
    if (entry->d_name[0] != '.')
      removed += unlinkat(dirfd(dir), entry->d_name, 0) == 0;
  closedir(dir);
  // CHECK-NEXT: removed 1000
  printf("removed %d\n", removed);
  // CHECK-NEXT: rmdir 0
  printf("rmdir %d\n", rmdir("/many"));
  // CHECK-NEXT: No such file or directory
  printf("%s\n", opendir("/many") ? "opened" : strerror(errno));
  return 0;
}
