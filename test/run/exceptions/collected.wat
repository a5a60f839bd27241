;; Exceptions are objects of the collected heap: a million of them fit into a
;; small one, and what an exception refers to lives as long as it does, also
;; while only a handler, a local, a global or a table knows it.
;; REQUIRES: wat2wasm, x86_64
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke many %t.wasm 300000 | FileCheck %s --check-prefix=MANY
;; RUN: w2o-run -O3 --invoke many %t.wasm 1000000 | FileCheck %s --check-prefix=MANY
;; RUN: w2o-run -O0 --invoke kept %t.wasm | FileCheck %s --check-prefix=KEPT
;; RUN: w2o-run -O3 --invoke kept %t.wasm | FileCheck %s --check-prefix=KEPT
;; MANY: {{^}}0{{$}}
;; KEPT: {{^}}1110{{$}}
(module
  (type $box (struct (field $value (mut i32))))
  (type $bytes (array (mut i8)))
  (tag $e (param i32 (ref $box)))
  (tag $big (param (ref $bytes)))
  (global $g (mut exnref) (ref.null exn))
  (table $t 1 exnref)

  ;; Each with an array of 4 KiB: gigabytes in all.
  (func (export "many") (param $n i32) (result i32)
    (loop $l
      (block $c (result (ref $bytes))
        (try_table (result (ref $bytes)) (catch $big $c)
          (throw $big (array.new_default $bytes (i32.const 4096)))))
      (drop)
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 0))

  (func $throw (param i32)
    (throw $e (local.get 0) (struct.new $box (local.get 0))))
  (func $catch (param i32) (result exnref)
    (block $c (result i32 (ref $box) exnref)
      (try_table (catch_ref $e $c) (call $throw (local.get 0)))
      (unreachable))
    (return))
  ;; Leaves garbage on the heap and other values on the stack.
  (func $litter (param $n i32) (result i32)
    (local $i i32)
    (loop $l
      (drop (struct.new $box (i32.const -1)))
      (drop (array.new $bytes (i32.const 7) (i32.const 1000)))
      (br_if $l (i32.lt_u
        (local.tee $i (i32.add (local.get $i) (i32.const 1)))
        (local.get $n))))
    (local.get $i))
  (func $open (param exnref) (result i32)
    (block $c (result i32 (ref $box))
      (try_table (catch $e $c) (throw_ref (local.get 0)))
      (unreachable))
    (i32.eq (struct.get $box $value))
    (if (result i32) (then (i32.const 1)) (else (i32.const 0))))
  (func (export "kept") (result i32)
    (local $x exnref)
    (local.set $x (call $catch (i32.const 5)))
    (global.set $g (call $catch (i32.const 6)))
    (table.set $t (i32.const 0) (call $catch (i32.const 7)))
    (drop (call $litter (i32.const 20000)))
    (i32.add
      (i32.mul (i32.const 1000) (call $open (local.get $x)))
      (i32.add
        (i32.mul (i32.const 100) (call $open (global.get $g)))
        (i32.mul (i32.const 10) (call $open (table.get $t (i32.const 0))))))))
