;; A program whose modules have no structures, arrays or exceptions links
;; nothing of the heap: not through tables and globals of references, traps,
;; or anything that the host API does with them.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m %t.wasm -o %t.o
;; RUN: echo '#include "wasm2obj_rt.h"' > %t.c
;; RUN: echo 'extern const w2o_module m_module;' >> %t.c
;; RUN: echo 'w2o_config config = {.max_heap_bytes = 1 << 20};' >> %t.c
;; RUN: echo 'int main(void) {' >> %t.c
;; RUN: echo '  w2o_instance *made = w2o_instance_new(&m_module, &config, 0);' >> %t.c
;; RUN: echo '  int bad = !made || w2o_ref_kind(W2O_ANYREF, (w2o_value){.i64 = 3}) != W2O_REF_I31;' >> %t.c
;; RUN: echo '  return w2o_instance_delete(made), bad; }' >> %t.c
;; RUN: %cc -I%inc %t.c %t.o %rt/libw2o_rt.a -lpthread -o %t.out
;; RUN: %t.out
;; RUN: llvm-nm %t.out | FileCheck %s --implicit-check-not=attach_heap --implicit-check-not=heapOf --implicit-check-not=allocateObject
;; CHECK: w2o_instance_new

;; The names are right.
;; RUN: llvm-nm %rt/libw2o_rt.a | FileCheck %s --check-prefix=NAMES
;; NAMES-DAG: T w2o_attach_heap
;; NAMES-DAG: T {{.*}}heapOf
;; NAMES-DAG: T {{.*}}allocateObject

(module
  (memory 1)
  (table (export "table") 10 externref)
  (global (export "global") (mut funcref) (ref.null func))
  (func (export "f") (param i32) (result i32)
    (drop (table.grow (ref.null extern) (i32.const 1)))
    (i32.div_s (i32.load (local.get 0)) (local.get 0))))
