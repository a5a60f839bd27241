;; The descriptor maps code to wasm offsets without DWARF.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -o %t.o
;; RUN: w2o-objdump --pc-map %t.o | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=arm64-apple-macosx11 -o %t.mac.o
;; RUN: w2o-objdump --pc-map %t.mac.o | FileCheck %s
;; CHECK: get
;; CHECK: 0x{{[0-9a-f]+}}

(module (memory 1)
  (func $get (export "get") (param i32) (result i32)
    (i32.add (i32.load (local.get 0)) (i32.load offset=4 (local.get 0)))))
