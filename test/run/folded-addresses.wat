;; Sums that wrap in 32 bits, next to accesses that prove that others do not
;; (codegen/FoldAddresses.h), trap or not as the specification says.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke below %t.wasm 16 | FileCheck %s --check-prefix=BELOW
;; RUN: w2o-run -O3 --invoke below %t.wasm 16 | FileCheck %s --check-prefix=BELOW
;; RUN: not w2o-run -O0 --invoke below %t.wasm 8 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke below %t.wasm 8 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: w2o-run -O0 --invoke guarded %t.wasm 4294967280 | FileCheck %s --check-prefix=GUARDED
;; RUN: w2o-run -O3 --invoke guarded %t.wasm 4294967280 | FileCheck %s --check-prefix=GUARDED
;; RUN: w2o-run -O0 --invoke order %t.wasm 4294967280 | FileCheck %s --check-prefix=ORDER
;; RUN: w2o-run -O3 --invoke order %t.wasm 4294967280 | FileCheck %s --check-prefix=ORDER
;; RUN: w2o-run -O0 --invoke above %t.wasm 65520 2>&1 | FileCheck %s --check-prefix=ABOVE
;; RUN: w2o-run -O3 --invoke above %t.wasm 65520 2>&1 | FileCheck %s --check-prefix=ABOVE
;; RUN: not w2o-run -O0 --invoke above %t.wasm 65524 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke above %t.wasm 65524 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O0 --invoke above %t.wasm 4294967280 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke above %t.wasm 4294967280 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: w2o-run -O0 --invoke far %t.wasm 0 | FileCheck %s --check-prefix=FAR
;; RUN: w2o-run -O3 --invoke far %t.wasm 0 | FileCheck %s --check-prefix=FAR
;; RUN: not w2o-run -O0 --invoke stored %t.wasm 4294967280 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke stored %t.wasm 4294967280 2>&1 | FileCheck %s --check-prefix=TRAP
;; TRAP: out of bounds memory access
(module
  (memory 1 2)
  (data (i32.const 0) "\01\02\03\04\05\06\07\08")
  (func $store (param i32) (i32.store8 (local.get 0) (i32.const 7)))

  ;; Sixteen below: at 0, or 4 GiB above.
  ;; BELOW: 1
  (func (export "below") (param $p i32) (result i32)
    (i32.store (local.get $p) (i32.const 9))
    (i32.load8_u (i32.add (local.get $p) (i32.const -16))))

  ;; The proof is in a branch that is not taken.
  ;; GUARDED: 5
  (func (export "guarded") (param $p i32) (result i32)
    (if (i32.lt_u (local.get $p) (i32.const 65536))
      (then (i32.store8 (local.get $p) (i32.const 1))))
    (i32.load8_u (i32.add (local.get $p) (i32.const 20))))

  ;; The sum is accessed first; what would be its proof never runs.
  ;; ORDER: 5
  (func (export "order") (param $p i32) (result i32)
    (local $v i32)
    (local.set $v (i32.load8_u (i32.add (local.get $p) (i32.const 20))))
    (if (i32.lt_u (local.get $p) (i32.const 65536))
      (then (i32.store8 (local.get $p) (i32.const 1))))
    (local.get $v))

  ;; The last access that fits, and the first that does not.
  ;; ABOVE: 9
  (func (export "above") (param $p i32) (result i32)
    (i32.store8 (local.get $p) (i32.const 9))
    (i32.store8 (i32.const 65532) (i32.const 9))
    (i32.load8_u (i32.add (local.get $p) (i32.const 12))))

  ;; Farther than a page, which wraps to the start.
  ;; FAR: 6
  (func (export "far") (param $p i32) (result i32)
    (local.set $p (i32.add (local.get $p) (i32.const 16)))
    (i32.store8 (local.get $p) (i32.const 1))
    (i32.load8_u (i32.add (local.get $p) (i32.const -11))))

  ;; Two stores behind one that traps.
  (func (export "stored") (param $p i32)
    (call $store (local.get $p))
    (i32.store8 (local.get $p) (i32.const 1))
    (i32.store8 (i32.add (local.get $p) (i32.const 16)) (i32.const 1))
    (i32.store8 (i32.add (local.get $p) (i32.const 17)) (i32.const 1))))
