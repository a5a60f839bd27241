;; Features that are off, by where they are needed: an instruction, a type, an
;; item of the module.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/instruction.wat -o %t/instruction.wasm
;; RUN: not wasm2obj --validate-only --disable=sign-extension %t/instruction.wasm 2>&1 \
;; RUN:   | FileCheck %t/instruction.wat
;; RUN: %wat2wasm %t/type.wat -o %t/type.wasm
;; RUN: not wasm2obj --validate-only --disable=simd %t/type.wasm 2>&1 \
;; RUN:   | FileCheck %t/type.wat
;; RUN: %wat2wasm %t/memories.wat -o %t/memories.wasm
;; RUN: not wasm2obj --validate-only --disable=multi-memory %t/memories.wasm 2>&1 \
;; RUN:   | FileCheck %t/memories.wat
;; RUN: %wat2wasm %t/shared.wat -o %t/shared.wasm
;; RUN: not wasm2obj --validate-only --disable=threads %t/shared.wasm 2>&1 \
;; RUN:   | FileCheck %t/shared.wat
;; RUN: %wat2wasm %t/memory64.wat -o %t/memory64.wasm
;; RUN: not wasm2obj --validate-only --disable=memory64 %t/memory64.wasm 2>&1 \
;; RUN:   | FileCheck %t/memory64.wat
;; RUN: %wat2wasm %t/table64.wat -o %t/table64.wasm
;; RUN: not wasm2obj --validate-only --disable=memory64 %t/table64.wasm 2>&1 \
;; RUN:   | FileCheck %t/table64.wat
;; RUN: %wat2wasm %t/results.wat -o %t/results.wasm
;; RUN: not wasm2obj --validate-only --disable=multi-value %t/results.wasm 2>&1 \
;; RUN:   | FileCheck %t/results.wat
;; RUN: %wat2wasm %t/block.wat -o %t/block.wasm
;; RUN: not wasm2obj --validate-only --disable=multi-value %t/block.wasm 2>&1 \
;; RUN:   | FileCheck %t/block.wat
;; RUN: %wat2wasm %t/tag.wat -o %t/tag.wasm
;; RUN: not wasm2obj --validate-only --disable=exceptions %t/tag.wasm 2>&1 \
;; RUN:   | FileCheck %t/tag.wat
;; RUN: %wat2wasm %t/table.wat -o %t/table.wasm
;; RUN: not wasm2obj --validate-only --disable=reference-types %t/table.wasm 2>&1 \
;; RUN:   | FileCheck %t/table.wat
;; RUN: %wat2wasm %t/export.wat -o %t/export.wasm
;; RUN: not wasm2obj --validate-only --disable=mutable-globals %t/export.wasm 2>&1 \
;; RUN:   | FileCheck %t/export.wat
;; RUN: %wat2wasm %t/import.wat -o %t/import.wasm
;; RUN: not wasm2obj --validate-only --disable=mutable-globals %t/import.wasm 2>&1 \
;; RUN:   | FileCheck %t/import.wat
;; RUN: %wat2wasm %t/init.wat -o %t/init.wasm
;; RUN: not wasm2obj --validate-only --disable=function-references %t/init.wasm 2>&1 \
;; RUN:   | FileCheck %t/init.wat

;--- instruction.wat
(module (func (drop (i32.extend8_s (i32.const 0)))))
;; CHECK: i32.extend8_s needs the feature 'sign-extension', which is off

;--- type.wat
(module (func (param v128)))
;; CHECK: v128 needs the feature 'simd', which is off

;--- memories.wat
(module (memory 1) (memory 1))
;; CHECK: a second memory needs the feature 'multi-memory', which is off

;--- shared.wat
(module (memory 1 1 shared))
;; CHECK: a shared memory needs the feature 'threads', which is off

;--- memory64.wat
(module (memory i64 1))
;; CHECK: a memory with 64-bit addresses needs the feature 'memory64', which is off

;--- table64.wat
(module (table i64 1 funcref))
;; CHECK: a table with 64-bit indices needs the feature 'memory64', which is off

;--- results.wat
(module (func (result i32 i32) (unreachable)))
;; CHECK: a function type with several results needs the feature 'multi-value', which is off

;--- block.wat
(module (func (i32.const 0) (block (param i32) (drop))))
;; CHECK: a block type with a type index needs the feature 'multi-value', which is off

;--- tag.wat
(module (tag))
;; CHECK: a tag needs the feature 'exceptions', which is off

;--- table.wat
(module (table 1 funcref) (table 1 funcref))
;; CHECK: a second table needs the feature 'reference-types', which is off

;--- export.wat
(module (global (export "g") (mut i32) (i32.const 0)))
;; CHECK: an exported mutable global needs the feature 'mutable-globals', which is off

;--- import.wat
(module (import "m" "g" (global (mut i32))))
;; CHECK: an imported mutable global needs the feature 'mutable-globals', which is off

;--- init.wat
(module (table 1 funcref (ref.null func)))
;; CHECK: a table with an initial element needs the feature 'function-references', which is off
