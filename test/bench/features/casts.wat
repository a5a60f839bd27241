;; Which of several classes of a tree an object has, by tests one by one.
(module
  (rec
    (type $node (sub (struct (field i32))))
    (type $leaf (sub $node (struct (field i32))))
    (type $unary (sub $node (struct (field i32) (field i32))))
    (type $binary (sub $node (struct (field i32) (field i32) (field i32)))))
  (type $nodes (array (mut (ref null $node))))
  (func (export "run") (param $n i32) (result i32)
    (local $all (ref $nodes)) (local $i i32) (local $sum i32)
    (local $node (ref null $node))
    (local.set $all (array.new_default $nodes (i32.const 63)))
    (loop $make
      (array.set $nodes (local.get $all) (local.get $i)
        (struct.new $leaf (local.get $i)))
      (array.set $nodes (local.get $all)
        (i32.add (local.get $i) (i32.const 1))
        (struct.new $unary (local.get $i) (i32.const 2)))
      (array.set $nodes (local.get $all)
        (i32.add (local.get $i) (i32.const 2))
        (struct.new $binary (local.get $i) (i32.const 3) (i32.const 4)))
      (br_if $make (i32.lt_u
        (local.tee $i (i32.add (local.get $i) (i32.const 3)))
        (i32.const 63))))
    (local.set $i (i32.const 0))
    (loop $again
      (local.set $node (array.get $nodes (local.get $all) (local.get $i)))
      (local.set $i (select (i32.const 0)
        (i32.add (local.get $i) (i32.const 1))
        (i32.eq (local.get $i) (i32.const 62))))
      (local.set $sum (i32.mul (local.get $sum) (i32.const 31)))
      (block $done
        (block $other (result (ref null $node))
          (local.set $sum (i32.add (local.get $sum)
            (struct.get $leaf 0 (br_on_cast_fail $other (ref null $node)
              (ref $leaf) (local.get $node)))))
          (br $done))
        (block $other (param (ref null $node)) (result (ref null $node))
          (local.set $node)
          (local.set $sum (i32.add (local.get $sum)
            (struct.get $unary 1 (br_on_cast_fail $other (ref null $node)
              (ref $unary) (local.get $node)))))
          (br $done))
        (local.set $node)
        (local.set $sum (i32.add (local.get $sum) (struct.get $binary 2
          (ref.cast (ref $binary) (local.get $node))))))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
