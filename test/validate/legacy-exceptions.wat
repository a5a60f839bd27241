;; The legacy exception instructions, which are off by default.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/off.wat -o %t/off.wasm
;; RUN: not wasm2obj --validate-only %t/off.wasm 2>&1 | FileCheck %t/off.wat
;; RUN: %wat2wasm %t/rethrow.wat -o %t/rethrow.wasm
;; RUN: not wasm2obj --validate-only --enable=legacy-exceptions %t/rethrow.wasm 2>&1 \
;; RUN:   | FileCheck %t/rethrow.wat

;--- off.wat
(module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00"
  "\0a\07\01\05\00\06\40\0b\0b") ;; try end
;; CHECK: try needs the feature 'legacy-exceptions', which is off

;--- rethrow.wat
(module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00"
  "\0a\06\01\04\00\09\00\0b") ;; rethrow 0
;; CHECK: invalid rethrow label: label 0 is no handler
