;; Each kind of state: memories (grown, several), globals of every type, tables
;; (grown, with holes, of references that cannot be null), segments that are
;; dropped and that are not, a start function. `check` gives the same number as
;; when the initialiser runs in the instance, on each level.
;; REQUIRES: wat2wasm, x86_64, linux
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run --invoke check %t.wasm > %t.expected
;; RUN: FileCheck %s < %t.expected
;; CHECK: {{^[1-9][0-9]*$}}
;; RUN: wasm2obj --emit=shared --prefix=p -O0 --preinit=_initialize %t.wasm -o %t.so
;; RUN: w2o-run --prefix p --invoke check %t.so | diff %t.expected -
;; RUN: wasm2obj --emit=shared --prefix=p -O3 --preinit=_initialize %t.wasm -o %t.so
;; RUN: w2o-run --prefix p --invoke check %t.so | diff %t.expected -
;; RUN: w2o-run --prefix p --invoke nan %t.so | FileCheck %s --check-prefix=NAN
;; NAN: {{^}}2143289345
;; RUN: not w2o-run --prefix p --invoke dropped %t.so 2>&1 | FileCheck %s --check-prefix=DROPPED
;; DROPPED: out of bounds memory access
;; RUN: not w2o-run --prefix p --invoke dropped-elements %t.so 2>&1 | FileCheck %s --check-prefix=ELEMENTS
;; ELEMENTS: out of bounds table access
;; RUN: w2o-run --prefix p --invoke kept %t.so | FileCheck %s --check-prefix=KEPT
;; KEPT: {{^}}107
;; RUN: w2o-run --prefix p --invoke kept-element %t.so | FileCheck %s --check-prefix=KEPTELEM
;; KEPTELEM: {{^}}20

;; Neither the machine that it is for nor the number of threads nor a second
;; time changes what is in the object.
;; RUN: w2o-objdump -s %t.so | tail -n +2 > %t.segments
;; RUN: wasm2obj --preinit=_initialize --target=aarch64-linux-gnu %t.wasm -o %t.arm.o
;; RUN: w2o-objdump -s %t.arm.o | tail -n +2 | diff %t.segments -
;; RUN: wasm2obj --preinit=_initialize --target=riscv64-linux-gnu %t.wasm -o %t.riscv.o
;; RUN: w2o-objdump -s %t.riscv.o | tail -n +2 | diff %t.segments -
;; RUN: wasm2obj --preinit=_initialize --target=arm64-apple-macosx %t.wasm -o %t.apple.o
;; RUN: w2o-objdump -s %t.apple.o | tail -n +2 | diff %t.segments -
;; RUN: wasm2obj --preinit=_initialize --target=aarch64-linux-gnu %t.wasm -j1 -o - | cmp - %t.arm.o
;; RUN: wasm2obj --preinit=_initialize --target=aarch64-linux-gnu %t.wasm -j4 -o - | cmp - %t.arm.o

;; The code is where it was in the module.
;; RUN: not w2o-run --prefix p --invoke crash %t.so > %t.crash 2>&1
;; RUN: not w2o-run --invoke crash %t.wasm 2>&1 | diff %t.crash -
(module
  (type $number (func (result i32)))
  (memory 1 4)
  (memory $second 1)
  (global $i32 (mut i32) (i32.const 1))
  (global $i64 (mut i64) (i64.const 2))
  (global $f32 (mut f32) (f32.const 3))
  (global $f64 (mut f64) (f64.const 4))
  (global $v128 (mut v128) (v128.const i64x2 5 6))
  (global $func (mut funcref) (ref.null func))
  (global $typed (mut (ref $number)) (ref.func $ten))
  (global $extern (mut externref) (ref.null extern))
  (global $constant i32 (i32.const 7))
  (global $constant-func funcref (ref.func $twenty))
  (table $funcs 2 20 funcref)
  (table $all 3 (ref $number) (ref.func $ten))
  (elem (table $funcs) (i32.const 1) func $ten)
  (elem $passive funcref (ref.func $ten) (ref.null func) (ref.func $twenty))
  (elem $dropped func $ten $twenty)
  (data (i32.const 100) "abc")
  (data $kept "keep")
  (data $gone "gone")
  (data (memory $second) (i32.const 8) "second")
  (start $start)

  (func $ten (result i32) (i32.const 10))
  (func $twenty (result i32) (i32.const 20))
  (func $start (i32.store (i32.const 4) (i32.const 1000)))
  (func (export "_initialize")
    ;; Fails where the start function has not been run, or was twice.
    (if (i32.ne (i32.load (i32.const 4)) (i32.const 1000))
      (then unreachable))
    (i32.store (i32.const 4) (i32.const 1))
    (i32.store8 (i32.const 101) (i32.const 0))
    (drop (memory.grow (i32.const 2)))
    (i32.store (i32.const 196604) (i32.const 77))
    (i64.store $second (i32.const 65528) (i64.const 123456789))
    (memory.init $gone (i32.const 200) (i32.const 0) (i32.const 4))
    (data.drop $gone)
    (elem.drop $dropped)
    (global.set $i32 (i32.const -5))
    (global.set $i64 (i64.const -6))
    (global.set $f32 (f32.const nan:0x400001))
    (global.set $f64 (f64.const -0.5))
    (global.set $v128 (v128.const i64x2 -1 0x123456789abcdef0))
    (global.set $func (ref.func $twenty))
    (global.set $typed (ref.func $twenty))
    (drop (table.grow $funcs (ref.null func) (i32.const 10)))
    (table.set $funcs (i32.const 11) (ref.func $twenty))
    (table.set $all (i32.const 1) (ref.func $twenty)))

  (func $mix (param i64 i64) (result i64)
    (i64.add (i64.mul (local.get 0) (i64.const 31)) (local.get 1)))
  (func (export "check") (result i64)
    (local $sum i64) (local $i i32)
    (loop $next
      (local.set $sum (call $mix (local.get $sum)
        (i64.extend_i32_u (i32.load8_u (local.get $i)))))
      (br_if $next (i32.lt_u
        (local.tee $i (i32.add (local.get $i) (i32.const 1)))
        (i32.mul (memory.size) (i32.const 65536)))))
    (local.set $sum (call $mix (local.get $sum)
      (i64.load $second (i32.const 65528))))
    (local.set $sum (call $mix (local.get $sum)
      (i64.load $second (i32.const 7))))
    (local.set $sum (call $mix (local.get $sum)
      (i64.extend_i32_u (global.get $i32))))
    (local.set $sum (call $mix (local.get $sum) (global.get $i64)))
    (local.set $sum (call $mix (local.get $sum)
      (i64.reinterpret_f64 (global.get $f64))))
    (local.set $sum (call $mix (local.get $sum)
      (i64x2.extract_lane 1 (global.get $v128))))
    (local.set $sum (call $mix (local.get $sum)
      (i64.extend_i32_u (i32.add (global.get $constant)
        (ref.is_null (global.get $extern))))))
    (local.set $sum (call $mix (local.get $sum)
      (i64.extend_i32_u (table.size $funcs))))
    (local.set $i (i32.const 0))
    (loop $next
      (local.set $sum (call $mix (local.get $sum)
        (if (result i64) (ref.is_null (table.get $funcs (local.get $i)))
          (then (i64.const 99))
          (else (i64.extend_i32_u (call_indirect $funcs (type $number)
            (local.get $i)))))))
      (br_if $next (i32.lt_u
        (local.tee $i (i32.add (local.get $i) (i32.const 1)))
        (table.size $funcs))))
    (local.set $i (i32.const 0))
    (loop $next
      (local.set $sum (call $mix (local.get $sum)
        (i64.extend_i32_u (call_ref $number
          (table.get $all (local.get $i))))))
      (br_if $next (i32.lt_u
        (local.tee $i (i32.add (local.get $i) (i32.const 1)))
        (i32.const 3))))
    (table.set $funcs (i32.const 0) (global.get $func))
    (local.set $sum (call $mix (local.get $sum) (i64.extend_i32_u
      (call_indirect $funcs (type $number) (i32.const 0)))))
    (table.set $funcs (i32.const 0) (global.get $constant-func))
    (local.set $sum (call $mix (local.get $sum) (i64.extend_i32_u
      (call_indirect $funcs (type $number) (i32.const 0)))))
    (local.set $sum (call $mix (local.get $sum)
      (i64.extend_i32_u (call_ref $number (global.get $typed)))))
    (i64.and (local.get $sum) (i64.const 0xffffffff)))
  (func (export "nan") (result i32)
    (i32.reinterpret_f32 (global.get $f32)))
  (func (export "dropped")
    (memory.init $gone (i32.const 0) (i32.const 0) (i32.const 1)))
  (func (export "dropped-elements")
    (table.init $funcs $dropped (i32.const 0) (i32.const 0) (i32.const 1)))
  (func (export "kept") (result i32)
    (memory.init $kept (i32.const 0) (i32.const 0) (i32.const 4))
    (i32.load8_u (i32.const 0)))
  (func (export "kept-element") (result i32)
    (table.init $funcs $passive (i32.const 0) (i32.const 2) (i32.const 1))
    (call_indirect $funcs (type $number) (i32.const 0)))
  (func $crash (export "crash")
    (i32.store (i32.const -1) (global.get $i32))))
