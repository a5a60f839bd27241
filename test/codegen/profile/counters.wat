;; --profile-generate: each function has counters in sections of the project's
;; own, in one piece; the module's init function adds them. Without it there is
;; nothing of this. Functions have names that later versions have too.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --emit=ir --profile-generate=p.raw --verify-ir -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m -o %t.o --target=x86_64-linux-gnu --profile-generate
;; RUN: llvm-readelf -SW %t.o | FileCheck %s --check-prefix=SECTIONS
;; RUN: llvm-nm %t.o | FileCheck %s --check-prefix=NM
;; RUN: wasm2obj %t.wasm --prefix=m -o %t.plain.o
;; RUN: llvm-readelf -sSW %t.plain.o | FileCheck %s --check-prefix=PLAIN
;; RUN: not wasm2obj %t.wasm --target=arm64-apple-macosx11 --profile-generate -o %t.m.o 2>&1 | FileCheck %s --check-prefix=MACHO
;; RUN: not test -e %t.m.o
;; RUN: wasm2obj %t.wasm --prefix=m -o %t.a.o --target=aarch64-linux-gnu --profile-generate
;; RUN: wasm2obj %t.wasm --prefix=m -o %t.r.o --target=riscv64-linux-gnu --profile-generate
;; MACHO: wasm2obj: error: --profile-generate needs a target with ELF

;; CHECK-DAG: @__profc_named = private global {{.*}} section "w2o_prf_cnts"
;; CHECK-DAG: @__profd_named = private global {{.*}} section "w2o_prf_data"
;; CHECK-DAG: @__profc_exported = private
;; CHECK-DAG: @[[CODE:__profc_code_[0-9a-f]*]] = private
;; CHECK-DAG: @"[[CODE]]+2" = private
;; CHECK-DAG: @m.profile_path = {{.*}}c"p.raw\00"
;; CHECK-NOT: __llvm_profile
;; CHECK: define {{.*}} @m.f0.named(
;; CHECK: store i64 {{.*}}@__profc_named
;; CHECK: define {{.*}} @m.init(
;; CHECK: call void @w2o_profile_add(ptr {{.*}}@m.profile)

;; SECTIONS-COUNT-1: w2o_prf_cnts
;; SECTIONS-NOT: w2o_prf_cnts
;; SECTIONS-NOT: GROUP
;; NM-NOT: __prof
;; NM: U w2o_profile_add
;; PLAIN-NOT: prf
;; PLAIN-NOT: prof

(module
  (memory 1)
  (func $named (export "other") (param i32) (result i32)
    (if (result i32) (local.get 0) (then (i32.const 1))
      (else (i32.load (i32.const 4)))))
  (func (export "exported"))
  (func (param i32) (result i32) (i32.const 3))
  (func (param i32) (result i32) (i32.const 4)))
