;; The instance pointer after an exception: the unwinder leaves nothing in the
;; register that functions keep for each other (docs/Abi.md), and each landing
;; pad restores it for itself and for the caller.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke caught %t.wasm 5 | FileCheck %s
;; RUN: w2o-run -O1 --invoke caught %t.wasm 5 | FileCheck %s
;; RUN: w2o-run -O3 --invoke caught %t.wasm 5 | FileCheck %s
;; CHECK: 512
(module
  (tag $e (param i32))
  (memory 1)
  (data (i32.const 16) "\07\00\00\00\05\00\00\00")
  (func $throw (param i32)
    (if (i32.load (local.get 0)) (then (throw $e (local.get 0)))))

  ;; Frames without handlers in between, which use many registers.
  (func $between (param $n i32) (result i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $f i32)
    (local.set $a (i32.load (local.get $n)))
    (local.set $b (i32.load offset=4 (local.get $n)))
    (local.set $c (i32.load offset=8 (local.get $n)))
    (local.set $d (i32.load offset=12 (local.get $n)))
    (local.set $f (i32.load offset=16 (local.get $n)))
    (call $throw (local.get $n))
    (i32.add (local.get $a) (i32.add (local.get $b) (i32.add (local.get $c)
      (i32.add (local.get $d) (local.get $f))))))

  ;; 7, from memory behind the landing pad.
  (func $catch (param $n i32) (result i32)
    (block $l (result i32)
      (try_table (catch $e $l) (return (call $between (local.get $n))))
      (unreachable))
    (i32.load))

  ;; 512: 5 from memory, 7 times, and once more with 7 from the callee.
  (func (export "caught") (param $n i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 2))
        (i32.add (call $catch (i32.const 16)) (i32.load (i32.const 20)))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    ;; 12 * 31 = 372, 140 more
    (i32.add (local.get $sum) (i32.mul (call $catch (i32.const 16))
      (i32.const 20)))))
