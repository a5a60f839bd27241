;; --emit=shared: exports the module, leaves the runtime undefined, and can be
;; mapped without writable code.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu --emit=shared -o %t.so
;; RUN: llvm-nm -D %t.so | FileCheck %s
;; RUN: llvm-readelf -ld %t.so | FileCheck %s --check-prefix=ELF
;; RUN: wasm2obj %t.wasm --prefix=m --target=aarch64-linux-gnu --emit=shared -o %t.arm.so
;; RUN: llvm-nm -D %t.arm.so | FileCheck %s
;; CHECK-DAG: T m_answer
;; CHECK-DAG: m_module
;; CHECK-DAG: U w2o_abi_version_
;; CHECK-DAG: U w2o_enter
;; ELF-NOT: RWE
;; ELF-NOT: TEXTREL
;; ELF: BIND_NOW

(module (func (export "answer") (result i32) (i32.const 42)))
