"""A structure whose last field is beyond what a fault can tell from null."""
fields = 600
print(f"""(module
  (type $s (struct {"(field (mut i64))" * fields}))
  (func (export "get") (param i32) (result i64)
    (local $s (ref null $s))
    (if (local.get 0) (then
      (local.set $s (struct.new_default $s))
      (struct.set $s {fields - 1} (local.get $s) (i64.const 77))))
    (struct.get $s {fields - 1} (local.get $s)))
  (func (export "set") (param i32)
    (local $s (ref null $s))
    (if (local.get 0) (then (local.set $s (struct.new_default $s))))
    (struct.set $s {fields - 1} (local.get $s) (i64.const 1)))
  (func (export "edge") (param $n i32) (result i64)
    (local $s (ref null $s))
    (if (local.get $n) (then (local.set $s (struct.new_default $s))))
    (i64.add (struct.get $s 511 (local.get $s))
             (struct.get $s 512 (local.get $s)))))
""")
