;; Sizes of memories and tables.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/memory.wat -o %t/memory.wasm
;; RUN: not wasm2obj --validate-only %t/memory.wasm 2>&1 \
;; RUN:   | FileCheck %t/memory.wat
;; RUN: %wat2wasm %t/order.wat -o %t/order.wasm
;; RUN: not wasm2obj --validate-only %t/order.wasm 2>&1 | FileCheck %t/order.wat
;; RUN: %wat2wasm %t/shared.wat -o %t/shared.wasm
;; RUN: not wasm2obj --validate-only %t/shared.wasm 2>&1 \
;; RUN:   | FileCheck %t/shared.wat
;; RUN: %wat2wasm %t/page.wat -o %t/page.wasm
;; RUN: not wasm2obj --validate-only --enable=custom-page-sizes %t/page.wasm 2>&1 \
;; RUN:   | FileCheck %t/page.wat
;; RUN: %wat2wasm %t/table.wat -o %t/table.wasm
;; RUN: not wasm2obj --validate-only %t/table.wasm 2>&1 | FileCheck %t/table.wat
;; RUN: %wat2wasm %t/null.wat -o %t/null.wasm
;; RUN: not wasm2obj --validate-only %t/null.wasm 2>&1 | FileCheck %t/null.wat

;--- memory.wat
(module (memory 65537))
;; CHECK: memory size must be at most 65536 pages (4GiB), found 65537

;--- order.wat
(module (memory 2 1))
;; CHECK: size minimum must not be greater than maximum: the memory has 2 and 1

;--- shared.wat
(module binary "\00asm\01\00\00\00\05\03\01\02\01") ;; shared 1
;; CHECK: shared memory must have maximum: none found

;--- page.wat
(module binary "\00asm\01\00\00\00\05\04\01\08\01\03") ;; pages of 8
;; CHECK: invalid custom page size: 2**3, it must be 1 or 65536

;--- table.wat
(module binary "\00asm\01\00\00\00"
  "\04\08\01\70\00\80\80\80\80\10") ;; 2**32 elements
;; CHECK: table size must be at most 4294967295 elements, found 4294967296

;--- null.wat
(module (table 1 (ref func)))
;; CHECK: type mismatch: a table of (ref func) needs an initial element
