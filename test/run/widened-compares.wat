;; Comparing bytes eight at a time (codegen/WidenCompares.h) answers as comparing
;; them one by one does, and traps where that does: lengths and differences of
;; all kinds, addresses at the ends of pages, and past the end of the memory.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: %python %S/Inputs/compare_levels.py %t.wasm
(module
  (memory 2)

  ;; memcmp, as C libraries have it.
  (func $compare (param $l i32) (param $r i32) (param $n i32) (result i32)
    (local $a i32) (local $b i32)
    (block $end
      (br_if $end (i32.eqz (local.get $n)))
      (loop $again
        (block $differ
          (br_if $differ (i32.ne
            (local.tee $a (i32.load8_u (local.get $l)))
            (local.tee $b (i32.load8_u (local.get $r)))))
          (local.set $l (i32.add (local.get $l) (i32.const 1)))
          (local.set $r (i32.add (local.get $r) (i32.const 1)))
          (br_if $again
            (local.tee $n (i32.sub (local.get $n) (i32.const 1))))
          (return (i32.const 0)))
        (return (i32.sub (local.get $a) (local.get $b)))))
    (i32.const 0))

  ;; strcmp.
  (func $strings (param $l i32) (param $r i32) (result i32)
    (local $a i32) (local $b i32)
    (local.set $b (i32.load8_u (local.get $r)))
    (block $end
      (br_if $end (i32.eqz
        (local.tee $a (i32.load8_u (local.get $l)))))
      (br_if $end (i32.ne (local.get $a) (local.get $b)))
      (loop $again
        (local.set $b (i32.load8_u offset=0
          (local.tee $r (i32.add (local.get $r) (i32.const 1)))))
        (br_if $end (i32.eqz (local.tee $a (i32.load8_u
          (local.tee $l (i32.add (local.get $l) (i32.const 1)))))))
        (br_if $again (i32.eq (local.get $a) (local.get $b)))))
    (i32.sub (local.get $a) (local.get $b)))

  ;; How many bytes are alike, with the counter going on where it was.
  (func $prefix (param $l i32) (param $r i32) (param $n i32) (result i32)
    (local $start i32)
    (local.set $start (local.get $n))
    (block $end
      (loop $again
        (br_if $end (i32.ne (i32.load8_u (local.get $l))
                            (i32.load8_u (local.get $r))))
        (local.set $l (i32.add (local.get $l) (i32.const 1)))
        (local.set $r (i32.add (local.get $r) (i32.const 1)))
        (br_if $again
          (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (i32.sub (local.get $start) (local.get $n)))

  (func $fill (param $at i32) (param $n i32)
    (loop $again
      (i32.store8 (local.get $at)
        (i32.add (i32.and (local.get $n) (i32.const 63)) (i32.const 1)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  (func $mix (param $hash i32) (param $value i32) (result i32)
    (i32.mul (i32.xor (local.get $hash) (local.get $value))
             (i32.const 0x01000193)))

  ;; All lengths up to 40 and places of a difference, or of a zero byte, up to
  ;; that; 2000 and 2000 + $shift are where the two begin.
  (func (export "lengths") (param $shift i32) (result i32)
    (local $n i32) (local $at i32) (local $hash i32)
    (loop $longer
      (local.set $at (i32.const 0))
      (loop $further
        (call $fill (i32.const 2000) (i32.const 44))
        (memory.copy (i32.add (i32.const 3000) (local.get $shift))
          (i32.const 2000) (i32.const 44))
        (local.set $hash (call $mix (local.get $hash)
          (call $prefix (i32.const 2000)
            (i32.add (i32.const 3000) (local.get $shift))
            (i32.add (local.get $n) (i32.const 1)))))
        (i32.store8 offset=2000 (local.get $at) (i32.const 77))
        (local.set $hash (call $mix (local.get $hash)
          (call $compare (i32.const 2000)
            (i32.add (i32.const 3000) (local.get $shift)) (local.get $n))))
        (local.set $hash (call $mix (local.get $hash)
          (call $strings (i32.const 2000)
            (i32.add (i32.const 3000) (local.get $shift)))))
        (i32.store8 offset=2000 (local.get $at) (i32.const 0))
        (i32.store8 (i32.add (i32.add (local.get $shift) (local.get $at))
                             (i32.const 3000))
          (i32.const 0))
        (local.set $hash (call $mix (local.get $hash)
          (call $strings (i32.const 2000)
            (i32.add (i32.const 3000) (local.get $shift)))))
        (local.set $hash (call $mix (local.get $hash)
          (call $prefix (i32.const 2000)
            (i32.add (i32.const 3000) (local.get $shift))
            (i32.add (local.get $n) (i32.const 1)))))
        (br_if $further (i32.lt_u
          (local.tee $at (i32.add (local.get $at) (i32.const 1)))
          (i32.const 41))))
      (br_if $longer (i32.lt_u
        (local.tee $n (i32.add (local.get $n) (i32.const 1)))
        (i32.const 40))))
    (local.get $hash))

  ;; Across the end of the first page, which is no end of the memory.
  (func (export "across") (param $before i32) (result i32)
    (local $at i32)
    (local.set $at (i32.sub (i32.const 65536) (local.get $before)))
    (call $fill (local.get $at) (i32.const 60))
    (memory.copy (i32.const 1000) (local.get $at) (i32.const 60))
    (i32.store8 (i32.const 1055) (i32.const 99))
    (call $mix
      (call $compare (local.get $at) (i32.const 1000) (i32.const 60))
      (call $prefix (i32.const 1000) (local.get $at) (i32.const 60))))

  ;; Up to the end of the memory, which strings and counters end in front of.
  (func (export "at_end") (param $before i32) (result i32)
    (local $at i32)
    (local.set $at (i32.sub (i32.const 131072) (local.get $before)))
    (call $fill (local.get $at) (local.get $before))
    (memory.copy (i32.const 1000) (local.get $at) (local.get $before))
    (i32.store8 (i32.const 131071) (i32.const 0))
    (i32.store8 (i32.add (i32.const 999) (local.get $before)) (i32.const 0))
    (call $mix
      (call $mix
        (call $compare (local.get $at) (i32.const 1000) (local.get $before))
        (call $strings (i32.const 1000) (local.get $at)))
      (call $prefix (i32.const 1000) (local.get $at) (local.get $before))))

  ;; Past it, first one and then the other.
  (func (export "left_out") (param $before i32) (result i32)
    (call $compare
      (i32.sub (i32.const 131072) (local.get $before))
      (i32.const 1000) (i32.const 100)))
  (func (export "right_out") (param $before i32) (result i32)
    (call $compare
      (i32.const 1000)
      (i32.sub (i32.const 131072) (local.get $before)) (i32.const 100)))
  (func (export "both_out") (param $before i32) (result i32)
    (call $compare
      (i32.sub (i32.const 131072) (local.get $before))
      (i32.sub (i32.const 131072) (local.get $before)) (i32.const 100)))
  ;; From the end of the index range on.
  (func (export "wrapped") (param $before i32) (result i32)
    (call $compare (i32.sub (i32.const 0) (local.get $before))
                   (i32.const 0) (i32.const 100))))
