;; Loops that compare bytes compare eight at a time (codegen/WidenCompares.h),
;; where what is read ahead is in the same page as what is compared.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/plain.wat -o %t/plain.wasm
;; RUN: wasm2obj %t/plain.wasm --prefix=m -O2 --emit=ir -o - | FileCheck %s
;; CHECK-LABEL: @m.f0.compare(
;; The end of a page, twice; then the words, one after the other.
;; CHECK: and i32 {{.*}}, 65535
;; CHECK: and i32 {{.*}}, 65535
;; CHECK: load i64
;; CHECK: load i64
;; CHECK: cttz
;; CHECK: umin
;; CHECK: load i8
;; CHECK: load i8

;; Not at other levels, nor where something is counted in the loop.
;; RUN: wasm2obj %t/plain.wasm --prefix=m -O1 --emit=ir -o - | FileCheck %s --check-prefix=NONE
;; RUN: wasm2obj %t/plain.wasm --prefix=m -Os --emit=ir -o - | FileCheck %s --check-prefix=NONE
;; RUN: wasm2obj %t/plain.wasm --prefix=m -O2 --fuel --emit=ir -o - | FileCheck %s --check-prefix=NONE
;; RUN: wasm2obj %t/plain.wasm --prefix=m -O2 --interrupt=epoch --emit=ir -o - | FileCheck %s --check-prefix=NONE
;; Memories that end anywhere, that others write, or that are not guarded; and
;; loops that load the second byte only when the first one says so, or store.
;; RUN: %wat2wasm %t/small.wat -o %t/small.wasm
;; RUN: wasm2obj %t/small.wasm --prefix=m -O2 --enable=custom-page-sizes --emit=ir -o - | FileCheck %s --check-prefix=NONE
;; RUN: %wat2wasm %t/others.wat -o %t/others.wasm
;; RUN: wasm2obj %t/others.wasm --prefix=m -O2 --emit=ir -o - | FileCheck %s --check-prefix=NONE
;; NONE: define
;; NONE-NOT: cttz
;; NONE-NOT: xor i64

;--- plain.wat
(module
  (memory 1)
  (func $compare (param $l i32) (param $r i32) (param $n i32) (result i32)
    (block $end
      (loop $again
        (br_if $end (i32.ne (i32.load8_u (local.get $l))
                            (i32.load8_u (local.get $r))))
        (local.set $l (i32.add (local.get $l) (i32.const 1)))
        (local.set $r (i32.add (local.get $r) (i32.const 1)))
        (br_if $again
          (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $n)))

;--- small.wat
(module
  (memory 1 (pagesize 1))
  (func $compare (param $l i32) (param $r i32) (param $n i32) (result i32)
    (block $end
      (loop $again
        (br_if $end (i32.ne (i32.load8_u (local.get $l))
                            (i32.load8_u (local.get $r))))
        (local.set $l (i32.add (local.get $l) (i32.const 1)))
        (local.set $r (i32.add (local.get $r) (i32.const 1)))
        (br_if $again
          (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $n)))

;--- others.wat
(module
  (memory $shared 1 1 shared)
  (memory $plain 1)
  (func $compare (param $l i32) (param $r i32) (param $n i32) (result i32)
    (block $end
      (loop $again
        (br_if $end (i32.ne (i32.load8_u $shared (local.get $l))
                            (i32.load8_u $shared (local.get $r))))
        (local.set $l (i32.add (local.get $l) (i32.const 1)))
        (local.set $r (i32.add (local.get $r) (i32.const 1)))
        (br_if $again
          (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $n))
  (func $guarded (param $l i32) (param $r i32) (result i32)
    (block $end
      (loop $again
        (br_if $end (i32.eqz (i32.load8_u $plain (local.get $l))))
        (br_if $end (i32.ne (i32.load8_u $plain (local.get $l))
                            (i32.load8_u $plain (local.get $r))))
        (local.set $l (i32.add (local.get $l) (i32.const 1)))
        (local.set $r (i32.add (local.get $r) (i32.const 1)))
        (br $again)))
    (local.get $l))
  (func $stores (param $l i32) (param $r i32) (param $n i32) (result i32)
    (block $end
      (loop $again
        (br_if $end (i32.ne (i32.load8_u $plain (local.get $l))
                            (i32.load8_u $plain (local.get $r))))
        (i32.store8 $plain (i32.const 3) (local.get $n))
        (local.set $l (i32.add (local.get $l) (i32.const 1)))
        (local.set $r (i32.add (local.get $r) (i32.const 1)))
        (br_if $again
          (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $n))
  ;; An offset, behind which a page may end.
  (func $offset (param $l i32) (param $r i32) (param $n i32) (result i32)
    (block $end
      (loop $again
        (br_if $end (i32.ne (i32.load8_u $plain offset=4 (local.get $l))
                            (i32.load8_u $plain (local.get $r))))
        (local.set $l (i32.add (local.get $l) (i32.const 1)))
        (local.set $r (i32.add (local.get $r) (i32.const 1)))
        (br_if $again
          (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $n)))
