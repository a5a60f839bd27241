;; Small loops that compute with numbers, or are known to go round often, begin
;; where a window of decoded instructions does at -O3; at other levels they take
;; no space for it, and loops that search or copy never do.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O3 --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s --check-prefix=LESS
;; LESS-NOT: .p2align 5

(module (memory 1)
  ;; CHECK-LABEL: m.f0.scale:
  ;; CHECK: .p2align 5
  ;; CHECK-NEXT: .LBB0_
  (func $scale (param $p i32) (param $x f64) (param $n i32)
    (loop $again
      (f64.store (local.get $p)
        (f64.div (local.get $x) (f64.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 24)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; CHECK-LABEL: m.f1.known:
  ;; CHECK: .p2align 5
  ;; CHECK-NEXT: .LBB1_
  (func $known (param $p i32) (local $n i32)
    (local.set $n (i32.const 1000))
    (loop $again
      (i32.store (local.get $p)
        (i32.rotl (i32.const 77) (i32.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 24)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; CHECK-LABEL: m.f2.last:
  ;; CHECK-NOT: .p2align 5
  ;; CHECK: ret
  (func $last (param $p i32) (result i32) (local $next i32)
    (loop $again
      (if (local.tee $next (i32.load (local.get $p)))
        (then
          (local.set $p (local.get $next))
          (br $again))))
    (local.get $p)))
