;; Tables that nobody changes are constants of the object: which are, and which
;; are not. docs/Abi.md, "Static tables".
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --emit=ir -O2 --disable-pass=inline-calls --prefix=m %t.wasm -o %t.ll
;; RUN: FileCheck %s < %t.ll
;; RUN: FileCheck %s --check-prefix=NONE < %t.ll
;; RUN: wasm2obj -O2 --prefix=m %t.wasm -o %t.o
;; RUN: llvm-readelf -SW -r %t.o | FileCheck %s --check-prefix=OBJECT
;; The loader has nothing to do for them.
;; OBJECT: .rodata
;; OBJECT-NOT: R_X86_64_64 {{.*}}m.table
(module
  (type $t (func (result i32)))
  (type $u (func (param i32) (result i32)))
  (type $open (sub (func (result f32))))
  (import "a" "b" (func $imported (result i32)))
  (func $x (type $t) (i32.const 1))
  (func $y (type $t) (i32.const 2))
  (func $z (type $u) (local.get 0))
  (func $o (type $open) (f32.const 1))

  (table $static 8 funcref)
  (elem (table $static) (i32.const 1) func $x $z $y)
  ;; CHECK-DAG: @m.table.0 = {{.*}}constant [4 x { i32, i32 }] [{ i32, i32 } { i32 0, i32 -1 }, {{.*}}@m.f1{{.*}}@m.table.0

  (table $exported (export "t") 4 funcref)
  (elem (table $exported) (i32.const 1) func $x)
  (table $written 4 funcref)
  (elem (table $written) (i32.const 1) func $x)
  (table $grown 4 funcref)
  (elem (table $grown) (i32.const 1) func $x)
  (table $filled 4 funcref)
  (elem (table $filled) (i32.const 1) func $x)
  (table $copied 4 funcref)
  (elem (table $copied) (i32.const 1) func $x)
  (table $initialised 4 funcref)
  (elem (table $initialised) (i32.const 1) func $x)
  (table $imports 4 funcref)
  (elem (table $imports) (i32.const 1) func $imported)
  (table $sparse 100000 funcref)
  (elem (table $sparse) (i32.const 99998) func $x $y)
  (table $initial 4 funcref (ref.func $x))
  (elem (table $initial) (i32.const 1) func $x)
  (table $empty 4 funcref)
  ;; NONE-NOT: @m.table.{{[1-9]|10}} =

  (table $read i64 3 funcref)
  (elem (table $read) (i64.const 0) funcref (ref.null func) (ref.func $x))
  ;; CHECK-DAG: @m.table.11 = {{.*}}constant [2 x { i32, i32 }]

  (elem $passive func $x)
  (func (export "write") (param i32)
    (table.init $initialised $passive
      (local.get 0) (i32.const 0) (i32.const 1))
    (table.fill $filled (local.get 0) (ref.func $x) (i32.const 1))
    (table.copy $copied $static
      (local.get 0) (i32.const 0) (i32.const 1))
    (drop (table.grow $grown (ref.func $x) (i32.const 1)))
    (return)
    ;; Dead code counts: the check is about instructions, not about control.
    (table.set $written (local.get 0) (ref.func $x)))

  ;; One compare for the range and one for the type, with the number of the type
  ;; in the code; nothing of the instance is read.
  ;; Only the stack's limit, at -8, is loaded from it.
  ;; CHECK-LABEL: define hidden i32 @m.f6(
  ;; CHECK-NOT: ptr %vm, i64 -{{[0-9][0-9]}}
  ;; CHECK-DAG: icmp ugt i32 %0, 3
  ;; CHECK-DAG: getelementptr {{.*}}@m.table.0
  ;; CHECK-DAG: call i32 %
  ;; CHECK-NOT: ptr %vm, i64 -{{[0-9][0-9]}}
  ;; CHECK: {{^}}}
  (func (export "several") (param i32) (result i32)
    (i32.add (i32.const 1) (call_indirect $static (type $t) (local.get 0))))
  ;; One function alone has this type: it is called directly.
  ;; CHECK-LABEL: define hidden i32 @m.f7(
  ;; CHECK-DAG: icmp eq i32 %{{.*}}, 2
  ;; CHECK-DAG: call i32 @m.f3.z(
  ;; CHECK: {{^}}}
  (func (export "only") (param i32) (result i32)
    (call_indirect $static (type $u) (i32.const 7) (local.get 0)))
  ;; A type that has subtypes is compared at run time.
  ;; CHECK-LABEL: define hidden float @m.f8(
  ;; CHECK-NOT: @m.table.0
  ;; CHECK: {{^}}}
  (func (export "open") (param i32) (result f32)
    (call_indirect $static (type $open) (local.get 0)))
  (func (export "read") (param i64) (result i32)
    (call_indirect $read (type $t) (local.get 0)))
  (func (export "other") (param i32) (result i32)
    (call_indirect $written (type $t) (local.get 0))
    (call_indirect $empty (type $t) (local.get 0))
    (drop)))

;; An instance that cannot be made may leave functions behind that see a table
;; before all segments were written.
;; RUN: split-file %S/Inputs/static-tables.txt %t.more
;; RUN: %wat2wasm %t.more/unfit.wat -o %t.unfit.wasm
;; RUN: wasm2obj --emit=ir --prefix=m %t.unfit.wasm -o - | FileCheck %s --check-prefix=UNFIT
;; RUN: %wat2wasm %t.more/imported.wat -o %t.imported.wasm
;; RUN: wasm2obj --emit=ir --prefix=m %t.imported.wasm -o - | FileCheck %s --check-prefix=UNFIT
;; RUN: %wat2wasm %t.more/offset.wat -o %t.offset.wasm
;; RUN: wasm2obj --emit=ir --prefix=m %t.offset.wasm -o - | FileCheck %s --check-prefix=UNFIT
;; UNFIT-NOT: @m.table
