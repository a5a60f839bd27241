;; One atomic addition, one exchange by comparison, one load and one store to
;; different words of a shared memory that no other thread uses.
(module
  (memory 1 1 shared)
  (func (export "run") (param $n i32) (result i32)
    (local $p i32)
    (loop $again
      (local.set $p (i32.and (i32.shl (local.get $n) (i32.const 4))
        (i32.const 0xff0)))
      (drop (i32.atomic.rmw.add (local.get $p) (local.get $n)))
      (drop (i32.atomic.rmw.cmpxchg offset=4 (local.get $p)
        (i32.atomic.load offset=4 (local.get $p)) (local.get $n)))
      (i32.atomic.store offset=8 (local.get $p) (local.get $n))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (i32.atomic.load (i32.const 16))
      (i32.add (i32.atomic.load (i32.const 36))
        (i32.atomic.load (i32.const 56))))))
