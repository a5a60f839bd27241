;; Arrays: all ways to make one, bounds at their edges, overlapping copies,
;; lengths that overflow, null.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: %python %S/Inputs/expect.py -O0 %t.wasm %s
;; RUN: %python %S/Inputs/expect.py -O3 %t.wasm %s
(module
  (type $i8 (array (mut i8)))
  (type $i16 (array (mut i16)))
  (type $i32 (array (mut i32)))
  (type $i64 (array (mut i64)))
  (type $v128 (array (mut v128)))
  (type $refs (array (mut anyref)))
  (type $funcs (array (mut funcref)))
  (data $bytes "\01\02\03\04\05\06\07\88")
  (elem $values anyref (ref.i31 (i32.const 5)) (ref.null any)
    (array.new $i32 (i32.const 9) (i32.const 2)))
  (elem $code func $sum8 $sum8)

  (func $sum8 (param $a (ref null $i8)) (result i32)
    (local $i i32) (local $sum i32)
    (loop $l
      (if (i32.lt_u (local.get $i) (array.len (local.get $a)))
        (then
          ;; Weighted, so that the order matters.
          (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 10))
            (array.get_u $i8 (local.get $a) (local.get $i))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $l))))
    (local.get $sum))
  (func $digits (result (ref $i8))
    (array.new_fixed $i8 6 (i32.const 1) (i32.const 2) (i32.const 3)
                           (i32.const 4) (i32.const 5) (i32.const 6)))

  ;; = digits -> 123456
  (func (export "digits") (result i32) (call $sum8 (call $digits)))
  ;; = new 4 7 -> 7777
  ;; = new 0 7 -> 0
  (func (export "new") (param $n i32) (param $v i32) (result i32)
    (call $sum8 (array.new $i8 (local.get $v) (local.get $n))))
  ;; = length 1000 -> 1000
  (func (export "length") (param $n i32) (result i32)
    (array.len (array.new_default $refs (local.get $n))))
  ;; = empty -> 0
  (func (export "empty") (result i32) (array.len (array.new_fixed $i64 0)))

  ;; Elements of each size are filled and read.
  ;; = sizes 3 -> 1
  ;; = sizes 1 -> 1
  ;; = sizes 33 -> 1
  (func (export "sizes") (param $n i32) (result i32)
    (local $last i32)
    (local.set $last (i32.sub (local.get $n) (i32.const 1)))
    (i32.and
      (i32.and
        (i32.eq (array.get_s $i16 (array.new $i16 (i32.const 0x1fffe)
                                                  (local.get $n))
                  (local.get $last)) (i32.const -2))
        (i32.eq (array.get $i32 (array.new $i32 (i32.const 0x01020304)
                                                (local.get $n))
                  (local.get $last)) (i32.const 0x01020304)))
      (i32.and
        (i64.eq (array.get $i64 (array.new $i64 (i64.const 0x0102030405060708)
                                                (local.get $n))
                  (local.get $last)) (i64.const 0x0102030405060708))
        (i64.eq (i64x2.extract_lane 1
                  (array.get $v128 (array.new $v128 (v128.const i64x2 3 4)
                                                    (local.get $n))
                    (local.get $last))) (i64.const 4)))))

  ;; = at 0 -> 1
  ;; = at 5 -> 6
  ;; ! at 6 -> out of bounds array access
  ;; ! at -1 -> out of bounds array access
  (func (export "at") (param $i i32) (result i32)
    (array.get_u $i8 (call $digits) (local.get $i)))
  ;; = put 5 -> 123459
  ;; ! put 6 -> out of bounds array access
  ;; ! put -2147483648 -> out of bounds array access
  (func (export "put") (param $i i32) (result i32)
    (local $a (ref $i8))
    (local.set $a (call $digits))
    (array.set $i8 (local.get $a) (local.get $i) (i32.const 9))
    (call $sum8 (local.get $a)))

  ;; = fill 1 3 -> 199956
  ;; = fill 6 0 -> 123456
  ;; ! fill 7 0 -> out of bounds array access
  ;; ! fill 5 2 -> out of bounds array access
  ;; ! fill -1 2 -> out of bounds array access
  ;; ! fill 2 -1 -> out of bounds array access
  ;; ! fill -1 -1 -> out of bounds array access
  (func (export "fill") (param $i i32) (param $n i32) (result i32)
    (local $a (ref $i8))
    (local.set $a (call $digits))
    (array.fill $i8 (local.get $a) (local.get $i) (i32.const 9)
                    (local.get $n))
    (call $sum8 (local.get $a)))

  ;; Within one array, both ways.
  ;; = copy 0 2 4 -> 345656
  ;; = copy 2 0 4 -> 121234
  ;; = copy 6 6 0 -> 123456
  ;; ! copy 3 0 4 -> out of bounds array access
  ;; ! copy 0 3 4 -> out of bounds array access
  ;; ! copy -1 0 2 -> out of bounds array access
  ;; ! copy 0 -1 2 -> out of bounds array access
  ;; ! copy 1 1 -1 -> out of bounds array access
  (func (export "copy") (param $to i32) (param $from i32) (param $n i32)
    (result i32)
    (local $a (ref $i8))
    (local.set $a (call $digits))
    (array.copy $i8 $i8 (local.get $a) (local.get $to)
                        (local.get $a) (local.get $from) (local.get $n))
    (call $sum8 (local.get $a)))

  ;; = init-data 0 0 4 -> 123456
  ;; = init-data 2 4 4 -> 125806
  ;; ! init-data 3 0 4 -> out of bounds array access
  ;; ! init-data 0 5 4 -> out of bounds memory access
  ;; ! init-data -1 0 2 -> out of bounds array access
  ;; ! init-data 0 -1 2 -> out of bounds memory access
  (func (export "init-data") (param $to i32) (param $from i32) (param $n i32)
    (result i32)
    (local $a (ref $i8))
    (local.set $a (call $digits))
    (array.init_data $i8 $bytes (local.get $a) (local.get $to)
                                (local.get $from) (local.get $n))
    (call $sum8 (local.get $a)))

  ;; The bytes are four times the elements, which must not wrap at 2^32.
  ;; = new-data 0 2 -> 67305985
  ;; = new-data 8 0 -> 0
  ;; ! new-data 1 2 -> out of bounds memory access
  ;; ! new-data 0 0x40000000 -> out of bounds memory access
  ;; ! new-data 0xfffffffc 0x40000001 -> out of bounds memory access
  (func (export "new-data") (param $from i32) (param $n i32) (result i32)
    (local $a (ref $i32))
    (local.set $a (array.new_data $i32 $bytes (local.get $from)
                                              (local.get $n)))
    (if (result i32) (array.len (local.get $a))
      (then (array.get $i32 (local.get $a) (i32.const 0)))
      (else (i32.const 0))))
  ;; ! init-wide 0x40000000 -> out of bounds array access
  ;; ! init-wide 3 -> out of bounds memory access
  ;; = init-wide 2 -> 1
  (func (export "init-wide") (param $n i32) (result i32)
    (local $a (ref $i32))
    (local.set $a (array.new_default $i32 (i32.const 1000)))
    (array.init_data $i32 $bytes (local.get $a) (i32.const 0) (i32.const 0)
                                 (local.get $n))
    (i32.eq (array.get $i32 (local.get $a) (i32.const 1))
            (i32.const 0x88070605)))
  ;; ! dropped 1 -> out of bounds memory access
  ;; = dropped 0 -> 0
  (func (export "dropped") (param $n i32) (result i32)
    (data.drop $bytes)
    (array.len (array.new_data $i64 $bytes (i32.const 0) (local.get $n))))

  ;; = new-elem 0 3 -> 2
  ;; ! new-elem 1 3 -> out of bounds table access
  ;; ! new-elem 0 0x20000000 -> out of bounds table access
  ;; ! new-elem -1 2 -> out of bounds table access
  (func (export "new-elem") (param $from i32) (param $n i32) (result i32)
    (array.len (ref.cast (ref $i32)
      (array.get $refs (array.new_elem $refs $values (local.get $from)
                                                     (local.get $n))
                       (i32.const 2)))))
  ;; = init-elem 1 0 2 -> 5
  ;; ! init-elem 3 0 2 -> out of bounds array access
  ;; ! init-elem 1 2 2 -> out of bounds table access
  (func (export "init-elem") (param $to i32) (param $from i32) (param $n i32)
    (result i32)
    (local $a (ref $refs))
    (local.set $a (array.new_default $refs (i32.const 4)))
    (array.init_elem $refs $values (local.get $a) (local.get $to)
                                   (local.get $from) (local.get $n))
    (i31.get_s (ref.cast i31ref
      (array.get $refs (local.get $a) (i32.const 1)))))
  ;; = functions -> 0
  (func (export "functions") (result i32)
    (ref.is_null (array.get $funcs
      (array.new_elem $funcs $code (i32.const 1) (i32.const 1))
      (i32.const 0))))

  ;; More than the heap can hold, more than 64 bits could count.
  ;; ! huge -1 -> allocation failure
  (func (export "huge") (param $n i32) (result i32)
    (array.len (array.new_default $v128 (local.get $n))))
  ;; ! huge-fill -1 -> allocation failure
  (func (export "huge-fill") (param $n i32) (result i32)
    (array.len (array.new $v128 (v128.const i64x2 1 2) (local.get $n))))

  ;; ! get-null -> null array reference
  (func (export "get-null") (result i32)
    (local $a (ref null $i32))
    (array.get $i32 (local.get $a) (i32.const 0)))
  ;; ! set-null -> null array reference
  (func (export "set-null")
    (array.set $i32 (ref.null $i32) (i32.const -1) (i32.const 0)))
  ;; ! len-null -> null array reference
  (func (export "len-null") (result i32)
    (array.len (ref.null array)))
  ;; ! unused-len-null -> null array reference
  (func (export "unused-len-null")
    (local $a (ref null array))
    (drop (array.len (local.get $a))))
  ;; ! fill-null -> null array reference
  (func (export "fill-null")
    (array.fill $i32 (ref.null $i32) (i32.const 0) (i32.const 0)
                     (i32.const 0)))
  ;; ! copy-to-null -> null array reference
  (func (export "copy-to-null")
    (array.copy $i8 $i8 (ref.null $i8) (i32.const 9) (call $digits)
                        (i32.const 0) (i32.const 0)))
  ;; ! copy-from-null -> null array reference
  (func (export "copy-from-null")
    (array.copy $i8 $i8 (call $digits) (i32.const 9) (ref.null $i8)
                        (i32.const 0) (i32.const 0)))
  ;; ! init-null -> null array reference
  (func (export "init-null")
    (array.init_data $i8 $bytes (ref.null $i8) (i32.const 0) (i32.const 99)
                                (i32.const 0)))
  ;; ! sum-null -> null array reference
  (func (export "sum-null") (result i32) (call $sum8 (ref.null $i8))))
