;; Nesting is part of the binary format's grammar, so a body that breaks it is
;; malformed rather than invalid.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/unclosed.wat -o %t/unclosed.wasm
;; RUN: not wasm2obj --validate-only %t/unclosed.wasm 2>&1 \
;; RUN:   | FileCheck %t/unclosed.wat
;; RUN: %wat2wasm %t/after.wat -o %t/after.wasm
;; RUN: not wasm2obj --validate-only %t/after.wasm 2>&1 | FileCheck %t/after.wat
;; RUN: %wat2wasm %t/else.wat -o %t/else.wasm
;; RUN: not wasm2obj --validate-only %t/else.wasm 2>&1 | FileCheck %t/else.wat
;; RUN: %wat2wasm %t/catch.wat -o %t/catch.wasm
;; RUN: not wasm2obj --validate-only --enable=legacy-exceptions %t/catch.wasm 2>&1 \
;; RUN:   | FileCheck %t/catch.wat
;; RUN: %wat2wasm %t/delegate.wat -o %t/delegate.wasm
;; RUN: not wasm2obj --validate-only --enable=legacy-exceptions %t/delegate.wasm 2>&1 \
;; RUN:   | FileCheck %t/delegate.wat

;--- unclosed.wat
(module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00"
  "\0a\06\01\04\00\02\40\0b") ;; block end
;; CHECK: END opcode expected: the body ends inside of a block

;--- after.wat
(module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00"
  "\0a\05\01\03\00\0b\0b") ;; end end
;; CHECK: END opcode expected last: the body goes on after its final end

;--- else.wat
(module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00"
  "\0a\05\01\03\00\05\0b") ;; else end
;; CHECK: illegal opcode: else outside of an if

;--- catch.wat
(module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00"
  "\0a\05\01\03\00\19\0b") ;; catch_all end
;; CHECK: illegal opcode: catch_all outside of a try

;--- delegate.wat
(module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00"
  "\0a\06\01\04\00\18\00\0b") ;; delegate 0 end
;; CHECK: illegal opcode: delegate outside of a try
