;; Calls inside of a try_table; nothing is thrown.
(module
  (tag $e (param i32))
  (table funcref (elem $mix))
  (func $mix (param $x i32) (result i32)
    (if (i32.eq (local.get $x) (i32.const -1))
      (then (throw $e (local.get $x))))
    (i32.xor (i32.mul (local.get $x) (i32.const 31))
      (i32.shr_u (local.get $x) (i32.const 7))))
  (func (export "run") (param $n i32) (result i32)
    (local $sum i32)
    (loop $again
      (block $done
        (block $caught (result i32)
          (try_table (catch $e $caught)
            (local.set $sum (call_indirect (param i32) (result i32)
              (i32.and (i32.add (local.get $sum) (local.get $n))
                (i32.const 0x7fffffff))
              (i32.const 0)))
            (br $done))
          (unreachable))
        (local.set $sum))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
