;; What a call of a virtual method is: a descriptor from the object, a function
;; from the descriptor, a call, and a cast of the receiver in the callee.
(module
  (rec
    (type $method (func (param (ref $shape)) (result i32)))
    (type $class (struct (field $area (ref $method))))
    (type $shape (sub (struct (field $class (ref $class)))))
    (type $square (sub $shape (struct (field (ref $class))
      (field $side i32))))
    (type $oblong (sub $shape (struct (field (ref $class))
      (field $width i32) (field $height i32)))))
  (type $shapes (array (mut (ref null $shape))))
  (elem declare func $square_area $oblong_area)
  (func $square_area (type $method)
    (local $this (ref $square))
    (local.set $this (ref.cast (ref $square) (local.get 0)))
    (i32.mul (struct.get $square $side (local.get $this))
      (struct.get $square $side (local.get $this))))
  (func $oblong_area (type $method)
    (local $this (ref $oblong))
    (local.set $this (ref.cast (ref $oblong) (local.get 0)))
    (i32.mul (struct.get $oblong $width (local.get $this))
      (struct.get $oblong $height (local.get $this))))
  (global $square_class (ref $class)
    (struct.new $class (ref.func $square_area)))
  (global $oblong_class (ref $class)
    (struct.new $class (ref.func $oblong_area)))
  (func (export "run") (param $n i32) (result i32)
    (local $all (ref $shapes)) (local $i i32) (local $sum i32)
    (local $shape (ref $shape))
    (local.set $all (array.new_default $shapes (i32.const 64)))
    (loop $make
      (array.set $shapes (local.get $all) (local.get $i)
        (if (result (ref $shape)) (i32.and (i32.const 4) (local.get $i))
          (then (struct.new $square (global.get $square_class)
            (local.get $i)))
          (else (struct.new $oblong (global.get $oblong_class)
            (local.get $i) (i32.const 3)))))
      (br_if $make (i32.lt_u
        (local.tee $i (i32.add (local.get $i) (i32.const 1)))
        (i32.const 64))))
    (loop $again
      (local.set $shape (ref.as_non_null (array.get $shapes (local.get $all)
        (i32.and (local.get $n) (i32.const 63)))))
      (local.set $sum (i32.xor
        (i32.mul (local.get $sum) (i32.const 31))
        (call_ref $method (local.get $shape)
          (struct.get $class $area
            (struct.get $shape $class (local.get $shape))))))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
