;; The type section: bounds of references, and declared subtyping.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/bounds.wat -o %t/bounds.wasm
;; RUN: not wasm2obj --validate-only %t/bounds.wasm 2>&1 \
;; RUN:   | FileCheck %t/bounds.wat
;; RUN: %wat2wasm %t/final.wat -o %t/final.wasm
;; RUN: not wasm2obj --validate-only %t/final.wasm 2>&1 | FileCheck %t/final.wat
;; RUN: %wat2wasm %t/match.wat -o %t/match.wasm
;; RUN: not wasm2obj --validate-only %t/match.wasm 2>&1 | FileCheck %t/match.wat

;--- bounds.wat
(module binary "\00asm\01\00\00\00"
  "\01\06\01\60\01\63\05\00") ;; (func (param (ref null 5)))
;; CHECK: unknown type 5: the last one is 0

;--- final.wat
(module (type (sub final (struct)))
  (type (sub 0 (struct))))
;; CHECK: sub type: type 1 extends type 0, which is final

;--- match.wat
(module (type (sub (struct (field i32))))
  (type (sub 0 (struct (field i64)))))
;; CHECK: sub type: type 1 does not match type 0, which it extends
