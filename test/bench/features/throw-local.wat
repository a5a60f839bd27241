;; One time in two, a function throws what it catches itself.
(module
  (tag $e (param i32))
  (func $parity (param $x i32) (result i32)
    (block $caught (result i32)
      (try_table (catch $e $caught)
        (if (i32.and (local.get $x) (i32.const 1))
          (then (throw $e (local.get $x)))))
      (i32.const 3)))
  (func (export "run") (param $n i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum (i32.xor (i32.mul (local.get $sum) (i32.const 31))
        (call $parity (local.get $n))))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
