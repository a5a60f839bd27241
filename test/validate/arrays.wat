;; Arrays: elements, segments and mutability.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/immutable.wat -o %t/immutable.wasm
;; RUN: not wasm2obj --validate-only %t/immutable.wasm 2>&1 \
;; RUN:   | FileCheck %t/immutable.wat
;; RUN: %wat2wasm %t/default.wat -o %t/default.wasm
;; RUN: not wasm2obj --validate-only %t/default.wasm 2>&1 \
;; RUN:   | FileCheck %t/default.wat
;; RUN: %wat2wasm %t/data.wat -o %t/data.wasm
;; RUN: not wasm2obj --validate-only %t/data.wasm 2>&1 | FileCheck %t/data.wat
;; RUN: %wat2wasm %t/elem.wat -o %t/elem.wasm
;; RUN: not wasm2obj --validate-only %t/elem.wasm 2>&1 | FileCheck %t/elem.wat
;; RUN: %wat2wasm %t/copy.wat -o %t/copy.wasm
;; RUN: not wasm2obj --validate-only %t/copy.wasm 2>&1 | FileCheck %t/copy.wat
;; RUN: %wat2wasm %t/fixed.wat -o %t/fixed.wasm
;; RUN: not wasm2obj --validate-only %t/fixed.wasm 2>&1 | FileCheck %t/fixed.wat

;--- immutable.wat
(module (type $a (array i32))
  (func (param (ref $a))
    (array.set $a (local.get 0) (i32.const 0) (i32.const 0))))
;; CHECK: immutable array: array.set writes to type 0

;--- default.wat
(module (type $a (array (ref any)))
  (func (drop (array.new_default $a (i32.const 1)))))
;; CHECK: type mismatch: array.new_default expects elements with a default but they have type (ref any)

;--- data.wat
(module (type $a (array anyref)) (data "")
  (func (drop (array.new_data $a 0 (i32.const 0) (i32.const 0)))))
;; CHECK: array type is not numeric or vector: array.new_data has elements of type anyref

;--- elem.wat
(module (type $a (array anyref)) (elem func)
  (func (drop (array.new_elem $a 0 (i32.const 0) (i32.const 0)))))
;; CHECK: type mismatch: array.new_elem copies elements of type (ref func) to an array of anyref

;--- copy.wat
(module (type $a (array (mut i8))) (type $b (array i16))
  (func (param (ref $a) (ref $b))
    (array.copy $a $b (local.get 0) (i32.const 0)
                      (local.get 1) (i32.const 0) (i32.const 0))))
;; CHECK: array types do not match: array.copy from type 1 to type 0

;--- fixed.wat
(module (type $a (array i32))
  (func (drop (array.new_fixed $a 10001 (unreachable)))))
;; CHECK: too many operands: array.new_fixed has 10001, the limit is 10000
