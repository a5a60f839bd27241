;; A try_table around a call costs nothing while nothing is thrown: the loop has
;; the same instructions with and without it.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm -O2 --prefix=m --target=x86_64-linux-gnu -o %t.o
;; RUN: llvm-objdump -d --no-show-raw-insn %t.o | FileCheck %s
(module
  (tag $e (param i32))
  (func $g (param i32) (result i32)
    (if (i32.eq (local.get 0) (i32.const -1)) (then (throw $e (i32.const 1))))
    (i32.mul (local.get 0) (i32.const 3)))

  ;; CHECK-LABEL: <m.f1>:
  ;; CHECK: [[LOOP:[0-9a-f]+]]: {{.*}}movl %{{.*}}, %esi
  ;; CHECK-NEXT: callq
  ;; CHECK-NEXT: addl
  ;; CHECK-NEXT: decl
  ;; CHECK-NEXT: jne {{.*}}[[LOOP]]
  (func (export "with") (param $n i32) (result i32) (local $s i32)
    (block $c (result i32)
      (loop $l
        (try_table (catch $e $c)
          (local.set $s (i32.add (local.get $s) (call $g (local.get $n)))))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (local.get $s)))

  ;; CHECK-LABEL: <m.f2>:
  ;; CHECK: [[PLAIN:[0-9a-f]+]]: {{.*}}movl %{{.*}}, %esi
  ;; CHECK-NEXT: callq
  ;; CHECK-NEXT: addl
  ;; CHECK-NEXT: decl
  ;; CHECK-NEXT: jne {{.*}}[[PLAIN]]
  (func (export "without") (param $n i32) (result i32) (local $s i32)
    (loop $l
      (local.set $s (i32.add (local.get $s) (call $g (local.get $n))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s)))
