"""A program of a few functions; with an argument, a later version of it."""
import sys

changed = len(sys.argv) > 1
inner = "(if (i32.eqz (local.get 0)) (then (return (i32.const 7))))"
print(f"""
(module
  (memory (export "memory") 1)
  (table funcref (elem $twice $half))
  (type $t (func (param i32) (result i32)))
  {'(func $new (param i32 i32))' if changed else ''}
  (func $twice (param i32) (result i32)
    {inner if changed else ''}
    (i32.shl (local.get 0) (i32.const 1)))
  (func $half (param i32) (result i32)
    (if (i32.and (local.get 0) (i32.const 1))
      (then (return (i32.const 1))))
    (i32.shr_u (local.get 0) (i32.const 1)))
  (func $choose (param i32) (result i32)
    (block $a (block $b (block $c
      (br_table $a $b $c (i32.rem_u (local.get 0) (i32.const 5))))
      (return (call_indirect (type $t) (local.get 0)
                (i32.and (local.get 0) (i32.const 1)))))
      (return (i32.const {4 if changed else 3})))
    (call $twice (local.get 0)))
  (func (export "sum") (param i32) (result i32) (local i32 i32)
    (loop $l
      (local.set 2 (i32.add (local.get 2) (i32.load8_u (local.get 1))))
      (br_if $l (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1)))
                          (local.get 0))))
    (local.get 2))
  (func $store (param i32)
    (i32.store (i32.const 8) (call $choose (local.get 0))))
  (func (export "_start") (local i32)
    (loop $l
      (call $store (local.get 0))
      (br_if $l (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1)))
                          (i32.const 300))))))
""")
