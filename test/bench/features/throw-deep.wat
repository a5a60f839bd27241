;; As throw.wat, with ten frames in between that have no handler.
(module
  (tag $e (param i32))
  (func $down (param $depth i32) (param $value i32) (result i32)
    (if (i32.eqz (local.get $depth)) (then (throw $e (local.get $value))))
    (i32.add (i32.const 1)
      (call $down (i32.sub (local.get $depth) (i32.const 1))
        (local.get $value))))
  (func (export "run") (param $n i32) (result i32)
    (local $sum i32)
    (loop $again
      (block $caught (result i32)
        (try_table (catch $e $caught)
          (drop (call $down (i32.const 10) (local.get $n))))
        (unreachable))
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
