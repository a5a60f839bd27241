;; An object has no writable data that is not relocation-only, no DWARF unless
;; -g asks for it, an unwind table, and no names of files.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -o %t.o
;; RUN: llvm-readelf -SsW %t.o | FileCheck %s
;; RUN: wasm2obj -g %t.wasm --prefix=m --target=x86_64-linux-gnu -o %t.g.o
;; RUN: llvm-dwarfdump --debug-info --debug-line %t.g.o | FileCheck %s --check-prefix=DWARF
;; CHECK-NOT: .debug
;; CHECK-NOT: {{ WA }}
;; CHECK: .eh_frame
;; CHECK: .rodata.w2o_desc PROGBITS {{.*}} A 0
;; CHECK: .data.rel.ro PROGBITS {{.*}} WA
;; CHECK-NOT: {{ WA }}
;; CHECK: .note.GNU-stack
;; CHECK-NOT: FILE
;; DWARF: DW_TAG_subprogram
;; DWARF: DW_AT_name ("get")
;; DWARF: file_names

(module (memory (export "memory") 1) (data (i32.const 0) "abc")
  (func $get (export "get") (param i32) (result i32)
    (i32.load (local.get 0))))
