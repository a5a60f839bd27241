// Nothing above a directory that was given to the program is reached: not by
// "..", not by absolute paths, not by links, whoever made them.
// REQUIRES: wasi-cc
// RUN: %wasi_cc -O1 %s -o %t.wasm
// RUN: wasm2obj --emit=exe %t.wasm -o %t.exe
// RUN: rm -rf %t.dir && mkdir -p %t.dir/root/sub %t.dir/outside
// RUN: echo secret > %t.dir/outside/secret
// RUN: ln -s ../outside/secret %t.dir/root/to-file
// RUN: ln -s ../outside %t.dir/root/to-dir
// RUN: ln -s %t.dir/outside/secret %t.dir/root/absolute
// RUN: ln -s / %t.dir/root/slash
// RUN: ln -s to-dir %t.dir/root/chain
// RUN: ln -s ../chain %t.dir/root/sub/chain
// RUN: ln -s ../outside/new %t.dir/root/to-new
// RUN: env W2O_DIRS=%t.dir/root::/r %t.exe | FileCheck %s
// RUN: ls %t.dir/outside | FileCheck --check-prefix=OUTSIDE %s
// OUTSIDE: secret
// OUTSIDE-NOT: {{.}}

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// What is right for any way out: not there, or not allowed.
static int isRefused(int result) {
  return result < 0 && (errno == EPERM || errno == ENOTCAPABLE ||
                        errno == ENOENT || errno == ELOOP);
}

static int root;
static int attempts, escapes;

static void refused(const char *what, const char *path, int result) {
  ++attempts;
  if (isRefused(result))
    return;
  ++escapes;
  printf("escaped: %s %s: %s\n", what, path,
         result < 0 ? strerror(errno) : "done");
}

static void tryAll(const char *path) {
  struct stat status;
  refused("open", path, openat(root, path, O_RDONLY));
  refused("write", path, openat(root, path, O_WRONLY | O_TRUNC));
  refused("stat", path, fstatat(root, path, &status, 0));
  refused("chdir", path, openat(root, path, O_RDONLY | O_DIRECTORY));
  refused("link", path, linkat(root, path, root, "stolen", AT_SYMLINK_FOLLOW));
  refused("utimes", path, utimensat(root, path, NULL, 0));
}

static void tryName(const char *path) {
  refused("create", path, openat(root, path, O_WRONLY | O_CREAT, 0666));
  refused("mkdir", path, mkdirat(root, path, 0777));
  refused("unlink", path, unlinkat(root, path, 0));
  refused("rmdir", path, unlinkat(root, path, AT_REMOVEDIR));
  refused("symlink", path, symlinkat("sub", root, path));
  refused("rename to", path, renameat(root, "sub", root, path));
  refused("rename from", path, renameat(root, path, root, "stolen"));
  refused("link to", path, linkat(root, "sub", root, path, 0));
}

int main(void) {
  root = open("/r", O_RDONLY | O_DIRECTORY);
  const char *files[] = {
      "../outside/secret",      "sub/../../outside/secret",
      "./../outside/secret",    "sub/./.././../outside/secret",
      "../root/../outside/secret", "to-file",
      "to-dir/secret",          "absolute",
      "slash/etc/passwd",       "chain/secret",
      "sub/chain/secret",       "to-dir/../outside/secret",
      "..",                     "../",
      "sub/../..",              "../../../../../../../../etc/passwd",
      "/etc/passwd",            "//etc/passwd",
      "slash",                  "chain",
      "to-dir/",                "slash/proc/self/root/etc/passwd"};
  for (size_t i = 0; i < sizeof(files) / sizeof(*files); ++i)
    tryAll(files[i]);
  const char *names[] = {"../outside/new", "to-dir/new",   "chain/new",
                         "sub/chain/new",  "/new",         "slash/tmp/new",
                         "../new",         "sub/../../new"};
  for (size_t i = 0; i < sizeof(names) / sizeof(*names); ++i)
    tryName(names[i]);
  refused("create", "to-new", openat(root, "to-new", O_WRONLY | O_CREAT, 0666));

  // Links of the program's own making.
  refused("absolute link", "", symlinkat("/etc/passwd", root, "made"));
  symlinkat("..", root, "sub/up");
  symlinkat("sub/up/up", root, "two");
  refused("open", "two/outside", openat(root, "two/../outside/secret",
                                        O_RDONLY));
  refused("open", "sub/up/../outside/secret",
          openat(root, "sub/up/../outside/secret", O_RDONLY));
  // A directory's descriptor reaches what is below it, not its parent.
  int sub = openat(root, "sub", O_RDONLY | O_DIRECTORY);
  struct stat status;
  refused("parent", "..", fstatat(sub, "..", &status, 0));
  refused("parent", "../to-file", openat(sub, "../to-file", O_RDONLY));
  refused("parent", "up", openat(sub, "up", O_RDONLY));

  // Paths that the C library resolves itself.
  refused("libc", "/r/../outside", open("/r/../outside/secret", O_RDONLY));
  refused("libc", "/etc/passwd", open("/etc/passwd", O_RDONLY));
  // CHECK-NOT: escaped
  // CHECK: 205 attempts, 0 escapes
  printf("%d attempts, %d escapes\n", attempts, escapes);

  // What stays inside works.
  // CHECK-NEXT: inside 0
  printf("inside %d\n", fstatat(root, "sub/../sub/./up/sub", &status, 0));
  return 0;
}
