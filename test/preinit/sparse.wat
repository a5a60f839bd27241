;; Little that lies far from the rest, a table of zeros between two parts of a
;; heap for example, stays a segment and does not keep the rest from being an
;; image. A memory of small pages has segments only.
;; REQUIRES: wat2wasm, x86_64, linux
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run --enable=custom-page-sizes --invoke check %t.wasm > %t.expected
;; RUN: wasm2obj --enable=custom-page-sizes --preinit=_initialize %t.wasm -o %t.o
;; RUN: w2o-objdump -s %t.o | FileCheck %s
;; CHECK: 0 image in memory 0 100000 bytes
;; CHECK-NEXT: 1 active in memory 0 100 bytes
;; CHECK-NEXT: 2 active in memory 0 1000 bytes
;; CHECK-NEXT: 3 active in memory 1 5 bytes
;; RUN: wasm2obj --enable=custom-page-sizes --emit=shared --prefix=p --preinit=_initialize %t.wasm -o %t.so
;; RUN: w2o-run --prefix p --invoke check %t.so | diff %t.expected -
;; RUN: FileCheck %s --check-prefix=VALUE < %t.expected
;; VALUE: {{^}}302120

(module
  (memory 1)
  (memory $small 10 5000 (pagesize 1))
  (func (export "_initialize")
    (drop (memory.grow (i32.const 1000)))
    (memory.fill (i32.const 16) (i32.const 1) (i32.const 100))
    (memory.fill (i32.const 0x1000003) (i32.const 3) (i32.const 100000))
    (memory.fill (i32.const 0x2000000) (i32.const 2) (i32.const 1000))
    (drop (memory.grow $small (i32.const 4000)))
    (memory.fill $small (i32.const 4005) (i32.const 4) (i32.const 5)))
  (func (export "check") (result i32)
    (local $sum i32) (local $at i32)
    (loop $next
      (local.set $sum
        (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 0x2010000))))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $sum
        (i32.add (local.get $sum) (i32.load8_u $small (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (memory.size $small))))
    (local.get $sum)))
