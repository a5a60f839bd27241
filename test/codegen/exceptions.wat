;; Only functions with handlers have a personality routine and a table of call
;; sites. Neither makes anything writable that is not relocation-only, and no
;; symbol is wanted but the runtime's.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/handler.wat -o %t/handler.wasm
;; RUN: %wat2wasm %t/throw.wat -o %t/throw.wasm
;; RUN: wasm2obj %t/throw.wasm --prefix=m --target=x86_64-linux-gnu -o %t/throw.o
;; RUN: llvm-readelf -SW %t/throw.o | FileCheck %s --check-prefix=THROW
;; RUN: wasm2obj %t/handler.wasm --prefix=m --target=x86_64-linux-gnu -o %t/x86.o
;; RUN: wasm2obj %t/handler.wasm --prefix=m --target=aarch64-linux-gnu -o %t/arm.o
;; RUN: wasm2obj %t/handler.wasm --prefix=m --target=riscv64-linux-gnu -o %t/riscv.o
;; RUN: wasm2obj %t/handler.wasm --prefix=m -O0 -g --target=x86_64-linux-gnu -o %t/debug.o
;; RUN: llvm-readelf -SW %t/x86.o | FileCheck %s
;; RUN: llvm-readelf -SW %t/arm.o | FileCheck %s
;; RUN: llvm-readelf -SW %t/riscv.o | FileCheck %s
;; RUN: llvm-readelf -SW %t/debug.o | FileCheck %s
;; RUN: llvm-nm -u %t/x86.o | FileCheck %s --check-prefix=SYMBOLS
;; RUN: llvm-nm -u %t/arm.o | FileCheck %s --check-prefix=SYMBOLS
;; RUN: llvm-nm -u %t/riscv.o | FileCheck %s --check-prefix=SYMBOLS
;; RUN: llvm-dwarfdump --eh-frame %t/x86.o | FileCheck %s --check-prefix=FRAMES
;; RUN: not wasm2obj %t/handler.wasm --target=arm64-apple-macosx -o %t/mach.o 2>&1 | FileCheck %s --check-prefix=MACHO

;; THROW-NOT: .gcc_except_table
;; THROW-NOT: DW.ref
;; THROW: .eh_frame

;; CHECK-NOT: {{ WA }}
;; CHECK: .gcc_except_table PROGBITS {{.*}} A 0
;; CHECK: .data.rel.ro.DW.ref.w2o_personality PROGBITS {{.*}} WAG
;; CHECK-NOT: {{ WAG }}
;; CHECK: .data.rel.ro PROGBITS {{.*}} WA
;; CHECK-NOT: {{ WA }}
;; CHECK: .symtab

;; SYMBOLS-NOT: {{ U [^w]}}
;; SYMBOLS: U w2o_personality
;; SYMBOLS-NOT: {{ U [^w]}}

;; FRAMES-COUNT-1: Personality
;; FRAMES-NOT: Personality

;; MACHO: not supported: the module uses exceptions, which are not compiled to Mach-O objects yet

;--- handler.wat
(module
  (tag $e (param i32))
  (func $throw (throw $e (i32.const 1)))
  (func (export "catch") (result i32)
    (block $l (result i32)
      (try_table (catch $e $l) (call $throw))
      (i32.const 0))))

;--- throw.wat
(module
  (tag $e (param i32))
  (func $throw (throw $e (i32.const 1)))
  (func (export "call") (call $throw)))
