;; Structs: fields, packing and mutability.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/field.wat -o %t/field.wasm
;; RUN: not wasm2obj --validate-only %t/field.wasm 2>&1 | FileCheck %t/field.wat
;; RUN: %wat2wasm %t/packed.wat -o %t/packed.wasm
;; RUN: not wasm2obj --validate-only %t/packed.wasm 2>&1 \
;; RUN:   | FileCheck %t/packed.wat
;; RUN: %wat2wasm %t/unpacked.wat -o %t/unpacked.wasm
;; RUN: not wasm2obj --validate-only %t/unpacked.wasm 2>&1 \
;; RUN:   | FileCheck %t/unpacked.wat
;; RUN: %wat2wasm %t/immutable.wat -o %t/immutable.wasm
;; RUN: not wasm2obj --validate-only %t/immutable.wasm 2>&1 \
;; RUN:   | FileCheck %t/immutable.wat
;; RUN: %wat2wasm %t/default.wat -o %t/default.wasm
;; RUN: not wasm2obj --validate-only %t/default.wasm 2>&1 \
;; RUN:   | FileCheck %t/default.wat

;--- field.wat
(module (type $s (struct (field i32)))
  (func (param (ref $s)) (drop (struct.get $s 1 (local.get 0)))))
;; CHECK: unknown field 1: the last one is 0

;--- packed.wat
(module (type $s (struct (field i8)))
  (func (param (ref $s)) (drop (struct.get $s 0 (local.get 0)))))
;; CHECK: field is packed: struct.get needs the form with _s or _u

;--- unpacked.wat
(module (type $s (struct (field i32)))
  (func (param (ref $s)) (drop (struct.get_s $s 0 (local.get 0)))))
;; CHECK: field is unpacked: struct.get_s is for packed fields only

;--- immutable.wat
(module (type $s (struct (field i32)))
  (func (param (ref $s)) (struct.set $s 0 (local.get 0) (i32.const 0))))
;; CHECK: immutable field: struct.set writes to field 0 of type 0

;--- default.wat
(module (type $s (struct (field (ref any))))
  (func (drop (struct.new_default $s))))
;; CHECK: type mismatch: struct.new_default expects fields with a default but one has type (ref any)
