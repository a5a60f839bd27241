;; What the micro benchmarks of calls and instances use: the smallest functions,
;; and a memory with an image of 1 MiB.
(module
  (import "host" "add" (func $host (param i32 i32) (result i32)))
  (memory (export "memory") 32 64)
  (global (export "counter") (mut i32) (i32.const 0))
  ;; IMAGE: tools/bench puts a data segment of 1 MiB here.
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  ;; `n` calls of the host.
  (func (export "calls") (param $n i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum (call $host (local.get $sum) (local.get $n)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
  ;; Writes to `n` pages of 4 KiB.
  (func (export "touch") (param $n i32) (result i32)
    (loop $again
      (i32.store (i32.shl (local.get $n) (i32.const 12)) (local.get $n))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 1))
  (func (export "spin") (loop $ever (br $ever))))
