// The constructor of a library fills a table with numbers and a heap with a
// tree; with --preinit the object has both, and neither constructor nor
// _initialize. Results are the same at every level, in an executable and in a
// library, and what is left to do costs next to nothing.
// REQUIRES: wasi-cc, x86_64, linux, plain-runtime
// RUN: %wasi_cc -O1 -mexec-model=reactor %s -o %t.wasm
// RUN: wasm2obj --emit=exe -O0 --preinit=_initialize %t.wasm -o %t.0
// RUN: wasm2obj --emit=exe -O3 --preinit=_initialize %t.wasm -o %t.3
// RUN: %t.0 one two | FileCheck %s
// RUN: %t.3 one two | FileCheck %s
// RUN: w2o-run --invoke prime %t.wasm 4999 | FileCheck %s --check-prefix=LAST
// CHECK: prime 4999 is 48611
// CHECK-NEXT: 3 arguments, built 1 times, depth 13
// LAST: 48611
//
// Without it the table takes more than a million instructions.
// RUN: wasm2obj --emit=shared --fuel --prefix=p %t.wasm -o %t.so
// RUN: not w2o-run --prefix p --fuel 1000000 --invoke prime %t.so 4999 2>&1 | FileCheck %s --check-prefix=FUEL
// FUEL: all fuel consumed
// RUN: wasm2obj --emit=shared --fuel --prefix=p --preinit=_initialize %t.wasm -o %t.pre.so
// RUN: w2o-run --prefix p --fuel 100 --invoke prime %t.pre.so 4999 | FileCheck %s --check-prefix=LAST
// RUN: w2o-run --prefix p --invoke depth %t.pre.so | FileCheck %s --check-prefix=DEPTH
// DEPTH: {{^}}13
//
// RUN: w2o-objdump %t.pre.so | FileCheck %s --check-prefix=DUMP
// DUMP: options{{.*}} --preinit
// DUMP-NOT: _initialize
//
// Another initialiser than _initialize is run after it.
// RUN: wasm2obj --emit=shared --prefix=p --preinit=more %t.wasm -o %t.more.so
// RUN: w2o-run --prefix p --invoke prime %t.more.so 0 | FileCheck %s --check-prefix=MORE
// MORE: {{^}}1002
// RUN: not w2o-run --prefix p --invoke more %t.more.so 2>&1 | FileCheck %s --check-prefix=GONE
// GONE: exports no function 'more'
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <wasi/api.h>

struct tree {
  struct tree *left, *right;
};

static uint32_t *primes;
static int count, built;
static struct tree *root;

static struct tree *grow(int depth) {
  struct tree *tree = malloc(sizeof *tree);
  tree->left = depth > 1 ? grow(depth - 1) : NULL;
  tree->right = depth > 1 ? grow(depth - 1) : NULL;
  return tree;
}

static int depth_of(const struct tree *tree) {
  if (!tree)
    return 0;
  int left = depth_of(tree->left), right = depth_of(tree->right);
  return 1 + (left > right ? left : right);
}

__attribute__((constructor)) static void build(void) {
  primes = malloc(5000 * sizeof *primes);
  for (uint32_t n = 2; count < 5000; ++n) {
    int is_prime = 1;
    for (int i = 0; i < count && primes[i] * primes[i] <= n; ++i)
      if (n % primes[i] == 0)
        is_prime = 0;
    if (is_prime)
      primes[count++] = n;
  }
  root = grow(13);
  ++built;
}

__attribute__((export_name("more"))) void more(void) { primes[0] += 1000; }
__attribute__((export_name("prime"))) uint32_t prime(int i) {
  return primes[i];
}
__attribute__((export_name("depth"))) int depth(void) {
  return depth_of(root);
}
__attribute__((export_name("_start"))) void start(void) {
  size_t arguments, bytes;
  if (__wasi_args_sizes_get(&arguments, &bytes))
    abort();
  printf("prime 4999 is %u\n", prime(4999));
  printf("%zu arguments, built %d times, depth %d\n", arguments, built,
         depth());
  fflush(stdout);
}
