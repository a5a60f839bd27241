;; Loads out of bounds whose value is folded away only after other passes have
;; done their work: by then, the branch or the store that was thought to need
;; the value is gone. Each function must trap at every level.
;; REQUIRES: x86_64, linux, wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: %python %S/Inputs/lost-loads.py -O0 %t.wasm %s 65536
;; RUN: %python %S/Inputs/lost-loads.py -O1 %t.wasm %s 65536
;; RUN: %python %S/Inputs/lost-loads.py -O2 %t.wasm %s 65536
;; RUN: %python %S/Inputs/lost-loads.py -O3 %t.wasm %s 65536
;; RUN: %python %S/Inputs/lost-loads.py -O3 %t.wasm %s 65536 --disable-pass=all
;; RUN: %python %S/Inputs/lost-loads.py -O3 %t.wasm %s 65536 --disable-pass=vectorize-loops
;; RUN: %python %S/Inputs/lost-loads.py -O3 %t.wasm %s 65536 --disable-pass=suspend-pins,slp
(module
  (memory 1)
  (table 3 funcref)
  (global $g (mut i32) (i32.const 0))
  ;; The check of the second access is implied by the first one.
  (func (export "folded-check") (param i32)
    (drop (table.get (i32.const 2)))
    (block (br_if 0 (i32.load8_s (local.get 0)))
      (drop (table.get (i32.const 0)))))
  ;; After unrolling, the last test chooses between equal targets.
  (func (export "unrolled-search") (param i32)
    (local i32)
    (block
      (loop
        (br_if 1 (i32.eqz (i32.load8_u (i32.add (local.get 0) (local.get 1)))))
        (local.set 1 (i32.add (local.get 1) (i32.const 1)))
        (br_if 0 (i32.lt_u (local.get 1) (i32.const 4))))))
  ;; A loop that turns out to be none.
  (func (export "one-turn") (param i32)
    (local i32)
    (block
      (loop
        (br_if 1 (i32.load8_u (i32.add (local.get 0) (local.get 1))))
        (local.set 1 (i32.add (local.get 1) (i32.const 1)))
        (br_if 0 (i32.lt_u (local.get 1) (i32.const 1))))))
  ;; The blocks of both stores are joined.
  (func (export "overwritten") (param i32)
    (i32.store (i32.const 0) (i32.load (local.get 0)))
    (block (br_if 0 (i32.const 0)))
    (i32.store (i32.const 0) (i32.const 7)))
  ;; The other operand is NaN once the local is known to be 0.
  (func (export "nan-product") (param i32) (result f64)
    (local f64)
    (f64.mul (f64.load (local.get 0)) (f64.div (local.get 1) (local.get 1))))
  ;; What is known of a number that was computed decides the comparison.
  (func (export "not-negative") (param i32) (result i32)
    (f32.ne (f32.convert_i64_s (i64.load16_u (local.get 0)))
            (f32.const -0.01)))
  (func (export "sign-of-magnitude") (param i32) (result i32)
    (i64.lt_s (i64.reinterpret_f64 (f64.abs (f64.load (local.get 0))))
              (i64.const 0)))
  (func (export "sign-of-number") (param i32) (result i32)
    (i32.lt_s (i32.reinterpret_f32 (f32.convert_i32_u
                                     (i32.load8_u (local.get 0))))
              (i32.const 0)))
  (func (export "not-representable") (param i32) (result i32)
    (f64.eq (f64.promote_f32 (f32.load (local.get 0))) (f64.const 0.1)))
  (func (export "is-number") (param i32) (result i32)
    (local f64)
    (local.set 1 (f64.convert_i32_s (i32.load (local.get 0))))
    (f64.eq (local.get 1) (local.get 1)))
  (func (export "zero-product") (param i32) (result f64)
    (f64.mul (f64.convert_i32_u (i32.load8_u (local.get 0))) (f64.const 0)))
  (func (export "below-all") (param i32) (result i32)
    (f64.lt (f64.load (local.get 0)) (f64.const -inf)))
  (func (export "nan-comparison") (param i32) (result i32)
    (local f64)
    (f64.lt (f64.load (local.get 0)) (f64.div (local.get 1) (local.get 1))))
  ;; Two conditions of one branch are two branches in the end.
  (func (export "second-condition") (param i32)
    (if (i32.and (i32.lt_u (table.size 0) (i32.const 3))
                 (i32.ne (i32.load8_u (local.get 0)) (i32.const 0)))
      (then (drop (table.get (i32.const 9))))))
  (func (export "second-condition2") (param i32)
    (if (i32.or (i32.eqz (global.get $g))
                (i32.ne (i32.load8_u (local.get 0)) (i32.const 0)))
      (then (global.set $g (i32.const 7)))
      (else (drop (table.get (i32.const 9))))))
  ;; The store writes what is there already.
  (func (export "same-store") (param i32)
    (global.set $g (i32.const 5))
    (if (i32.load (local.get 0))
      (then (global.set $g (i32.const 5)))))
  (func (export "same-store2") (param i32)
    (i32.store (i32.const 0) (i32.const 5))
    (if (i32.load (local.get 0))
      (then (i32.store (i32.const 0) (i32.const 5)))))
  (func (export "same-store3") (param i32) (local i32)
    (local.set 1 (i32.load (local.get 0)))
    (i32.store (i32.const 0) (i32.const 5))
    (if (local.get 1)
      (then (i32.store (i32.const 0) (i32.const 5)))))
  ;; The store turns out to write back what was read.
  (func (export "write-back") (param i32)
    (i32.store (local.get 0) (i32.or (i32.load (local.get 0)) (i32.const 0))))
  (func (export "write-back-pointer") (param i32) (local i32)
    (i32.store (local.tee 1 (i32.load (local.get 0)))
      (i32.or (i32.load (local.get 1)) (i32.const 0))))
  (func (export "write-back-constants") (param i32)
    (i32.store offset=12 (i32.const 65524) (i32.load (i32.const 65536))))
  ;; Both arms do the same.
  (func (export "both-arms") (param i32)
    (if (i32.load (local.get 0))
      (then (global.set $g (i32.const 5)))
      (else (global.set $g (i32.add (i32.const 2) (i32.const 3))))))
  (func (export "both-arms2") (param i32) (local i32)
    (if (i32.load (local.get 0))
      (then (global.set $g (i32.const 5)))
      (else (global.set $g (i32.add (local.get 1) (i32.const 5))))))
  ;; Both ways return the same.
  (func (export "same-result") (param i32) (result i32) (local i32)
    (if (i32.load (local.get 0)) (then (return (i32.const 5))))
    (i32.add (local.get 1) (i32.const 5)))
  ;; So do these.
  (func (export "switch") (param i32) (result i32)
    (block
      (block
        (block (br_table 0 1 2 0 (i32.load (local.get 0))))
        (return (i32.const 1)))
      (return (i32.const 1)))
    (i32.const 1))
  ;; The condition has two values, and both have the same target.
  (func (export "switch-of-bit") (param i32) (result i32)
    (block
      (block
        (br_table 0 0 1 (i32.eqz (i32.load (local.get 0)))))
      (return (i32.const 1)))
    (i32.const 2))
  (func (export "switch-of-masked") (param i32) (result i32)
    (block
      (block
        (br_table 0 1 0 1 0 0 (i32.and (i32.load (local.get 0))
          (i32.const 4))))
      (return (i32.const 1)))
    (i32.const 2))
  (func (export "masked-equality") (param i32) (result i32)
    (i32.eq (i32.and (i32.load (local.get 0)) (i32.const 0x4000000))
      (i32.const 0x2000000)))
  ;; Values that cancel each other.
  (func (export "xor-self") (param i32) (result i32) (local i32)
    (local.set 1 (i32.load (local.get 0)))
    (i32.xor (local.get 1) (i32.load (local.get 0))))
  (func (export "sub-late") (param i32) (result i32) (local i32 i32)
    (local.set 1 (i32.load (local.get 0)))
    (i32.sub (local.get 1) (i32.add (local.get 1) (local.get 2))))
  ;; Operands that turn out to make the value irrelevant.
  (func (export "select-same") (param i32) (result i32) (local i32)
    (select (i32.const 4) (i32.add (local.get 1) (i32.const 4))
      (i32.load (local.get 0))))
  (func (export "and-zero-late") (param i32) (result i32) (local i32)
    (i32.and (i32.load (local.get 0)) (local.get 1)))
  (func (export "mul-zero-late") (param i32) (result i32) (local i32)
    (i32.mul (i32.load (local.get 0)) (local.get 1)))
  ;; Unrolled, the product is NaN, and only the last load is out of bounds.
  (func (export "nan-ahead") (param i32)
    (local i32)
    (loop
      (f64.store offset=4096 (local.get 1)
        (f64.mul (f64.load offset=65281 (local.get 1))
          (f64.load offset=1024 (local.get 1))))
      (f64.store offset=1040 (local.get 1) (f64.const nan))
      (br_if 0 (i32.lt_u (local.tee 1
        (i32.add (local.get 1) (i32.const 8))) (i32.const 256)))))
)
