;; A module is compiled once per content and options. What is in the cache
;; counts only when it is complete and nobody else can have written it.
;; REQUIRES: wat2wasm
;; RUN: rm -rf %t && mkdir %t
;; RUN: %wat2wasm %s -o %t/a.wasm
;; RUN: cp %t/a.wasm %t/b.wasm
;; RUN: w2o-run --cache-dir %t/cache --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=COLD
;; RUN: w2o-run --cache-dir %t/cache --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=WARM
;; The name of the file does not matter.
;; RUN: env W2O_CACHE_DIR=%t/cache w2o-run --time --invoke f %t/b.wasm 2>&1 | FileCheck %s --check-prefix=WARM
;; RUN: ls %t/cache | count 1
;; COLD: 7
;; COLD: compile
;; COLD: link
;; WARM: 7
;; WARM-NOT: compile
;; WARM: load

;; Options that change the code, and features, are other entries.
;; RUN: w2o-run --cache-dir %t/cache -O0 --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=COLD
;; RUN: w2o-run --cache-dir %t/cache --disable simd --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=COLD
;; RUN: w2o-run --cache-dir %t/cache --disable-pass slp --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=COLD
;; RUN: ls %t/cache | count 4

;; --no-cache neither reads nor writes.
;; RUN: w2o-run --no-cache --cache-dir %t/none --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=COLD
;; RUN: not test -e %t/none

;; Truncated, empty or changed files are compiled anew and replaced.
;; RUN: %python -c "import glob; [open(f, 'r+b').truncate(4000) for f in glob.glob(r'%t/cache/*.so')]"
;; RUN: w2o-run --cache-dir %t/cache --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=COLD
;; RUN: w2o-run --cache-dir %t/cache --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=WARM
;; RUN: %python -c "import glob; [open(f, 'r+b').truncate(0) for f in glob.glob(r'%t/cache/*.so')]"
;; RUN: w2o-run --cache-dir %t/cache --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=COLD
;; RUN: %python %S/Inputs/flip-bytes.py %t/cache
;; RUN: w2o-run --cache-dir %t/cache --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=COLD

;; Files and folders that others can write are not trusted.
;; RUN: chmod go+w %t/cache/*.so
;; RUN: w2o-run --cache-dir %t/cache --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=COLD
;; RUN: w2o-run --cache-dir %t/cache --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=WARM
;; RUN: chmod go+w %t/cache
;; RUN: w2o-run --cache-dir %t/cache --time --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=FOREIGN
;; FOREIGN: w2o-run: note: not using the cache: {{.*}}cache belongs to or can be changed by other users
;; FOREIGN: 7
;; FOREIGN: compile

;; No leftovers, and a cache that cannot be used is no failure.
;; RUN: ls -A %t/cache | not grep '^[.]'
;; RUN: touch %t/file
;; RUN: w2o-run --cache-dir %t/file/x --invoke f %t/a.wasm 2>&1 | FileCheck %s --check-prefix=NODIR
;; RUN: w2o-run -q --cache-dir %t/file/x --invoke f %t/a.wasm 2>&1 | count 1
;; NODIR: w2o-run: note: not using the cache: cannot make
;; NODIR: 7
(module (func (export "f") (result i32) (i32.const 7)))
