;; A function whose frame is larger than the stack check allows for is compiled
;; again, behind a check of its true size.
;; RUN: %python -c "n = 700; print('(module (func $g (param i64)) (func $big (export \"big\") (param i64) (result i64) ' + ' '.join('(local i64)' for i in range(n)) + ''.join('(local.set %%d (i64.mul (local.get 0) (i64.const %%d)))' %% (i + 1, i * 77777777777 + 3) for i in range(n)) + '(loop ' + ''.join('(local.set %%d (i64.add (i64.rotl (local.get %%d) (local.get %%d)) (local.get %%d)))' %% (i + 1, i + 1, (i * 31 + 7) %% n + 1, (i * 17 + 5) %% n + 1) for i in range(n)) + '(call $g (local.get 5)) (br_if 0 (i64.ne (local.get 9) (i64.const 0)))) ' + '(local.get 1)' + ''.join('(i64.xor (local.get %%d))' %% (i + 1) for i in range(1, n)) + '))')" > %t.wat
;; RUN: %wat2wasm %t.wat -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=aarch64-linux-gnu -o %t.o
;; RUN: llvm-nm %t.o | FileCheck %s --check-prefix=NM
;; CHECK-LABEL: m.f1.big:
;; CHECK: w2o_trap_call_stack_exhausted
;; CHECK-LABEL: m.f1.big.body:
;; NM-DAG: T m.f1.big
;; NM-DAG: T m.f1.big.body
