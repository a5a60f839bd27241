;; A callee throws a number, its caller catches it, `run(n)` times.
(module
  (tag $e (param i32))
  (global $seen (mut i32) (i32.const 0))
  (table funcref (elem $throw))
  (func $throw (param i32)
    (global.set $seen (i32.add (global.get $seen) (i32.const 1)))
    (throw $e (local.get 0)))
  (func (export "run") (param $n i32) (result i32)
    (local $sum i32)
    (loop $again
      (block $caught (result i32)
        (try_table (catch $e $caught)
          (call_indirect (param i32) (local.get $n) (i32.const 0)))
        (unreachable))
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (local.get $sum) (global.get $seen))))
