;; A memory with guard pages has at most 65,535 pages, and loops at its end trap
;; where the specification says: what they prove from accesses that did not
;; trap holds for the largest memory.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke limits %t.wasm | FileCheck %s --check-prefix=LIMITS
;; RUN: w2o-run -O3 --invoke limits %t.wasm | FileCheck %s --check-prefix=LIMITS
;; RUN: w2o-run -O0 --invoke last %t.wasm | FileCheck %s --check-prefix=LAST
;; RUN: w2o-run -O3 --invoke last %t.wasm | FileCheck %s --check-prefix=LAST
;; RUN: not w2o-run -O0 --invoke behind %t.wasm 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke behind %t.wasm 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O0 --invoke page %t.wasm 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke page %t.wasm 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: echo '(module (memory 65535) (func (export "f") (result i32) memory.size))' > %t.max.wat
;; RUN: %wat2wasm %t.max.wat -o %t.max.wasm
;; RUN: w2o-run --invoke f %t.max.wasm | FileCheck %s --check-prefix=MAX
;; RUN: echo '(module (memory 65536) (func (export "f")))' > %t.over.wat
;; RUN: %wat2wasm %t.over.wat -o %t.over.wasm
;; RUN: not w2o-run --invoke f %t.over.wasm 2>&1 | FileCheck %s --check-prefix=OVER
;; RUN: echo '(module (memory 65536 65536 shared) (func (export "f")))' > %t.shared.wat
;; RUN: %wat2wasm %t.shared.wat -o %t.shared.wasm
;; RUN: not w2o-run --invoke f %t.shared.wasm 2>&1 | FileCheck %s --check-prefix=OVER

;; MAX: 65535
;; OVER: a memory of 65536 pages is over the limit of 65535 pages
;; TRAP: out of bounds memory access
(module
  (memory 1 65536)

  ;; One page too many, to the limit, and one more.
  ;; LIMITS: -1
  ;; LIMITS-NEXT: 1
  ;; LIMITS-NEXT: -1
  ;; LIMITS-NEXT: 65535
  (func (export "limits") (result i32 i32 i32 i32)
    (memory.grow (i32.const 65535))
    (memory.grow (i32.const 65534))
    (memory.grow (i32.const 1))
    (memory.size))

  ;; `n` steps of pairs; the neighbour is a sum that may wrap.
  (func $pairs (param $p i32) (param $n i32) (result i32)
    (local $sum i32)
    (loop $again
      (i32.store (i32.add (local.get $p) (i32.const 4)) (local.get $n))
      (i32.store (local.get $p) (local.get $n))
      (local.set $sum (i32.add (local.get $sum) (i32.add
        (i32.load (local.get $p))
        (i32.load (i32.add (local.get $p) (i32.const 4))))))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (local.get $sum))

  ;; Up to the last byte of the memory.
  ;; LAST: 110
  (func (export "last") (result i32)
    (drop (memory.grow (i32.const 65534)))
    (call $pairs (i32.const 0xfffeffb0) (i32.const 10)))

  ;; One word further, of which half is in the memory.
  (func (export "behind") (result i32)
    (drop (memory.grow (i32.const 65534)))
    (call $pairs (i32.const 0xfffeffb4) (i32.const 10)))

  ;; Steps of a page, whose last sum wraps to 0.
  (func (export "page") (local $p i32)
    (drop (memory.grow (i32.const 65534)))
    (local.set $p (i32.const 0xfff00000))
    (loop $again
      (i32.store8 (local.get $p) (i32.const 1))
      (br_if $again (local.tee $p
        (i32.add (local.get $p) (i32.const 65536)))))))
