"""Prints a module with every table instruction for tables of each kind.

Functions are named <instruction>_<table>, copies copy_<to>_<from>. $f0 to $f3
return their number; $other has another type and no table of the third kind can
hold it.
"""
# Index type, limits, element type; in the order of table-edges.test.
TABLES = [
    ("i32", "7 12", "funcref"),
    ("i64", "i64 7 12", "funcref"),
    ("i32", "7 12", "(ref null $number)"),
]

print("""(module
  (type $number (func (result i32)))
  (elem declare func $f0 $f1 $f2 $f3 $other)
  (elem $untyped funcref (ref.func $f0) (ref.func $other) (ref.null func)
    (ref.func $f3) (ref.func $f1))
  (elem $typed (ref null $number) (ref.func $f0) (ref.func $f2)
    (ref.null $number) (ref.func $f3) (ref.func $f1))
  (func $other (export "other") (param i64) (result i32) (i32.const 99))""")
for i in range(4):
    print(f'  (func $f{i} (export "f{i}") (type $number) (i32.const {i}))')
for index, (type, limits, element) in enumerate(TABLES):
    segment = "$typed" if index == 2 else "$untyped"
    print(f'  (table (export "t{index}") {limits} {element})')
    for name, params, text in (
            ("get", "", "table.get {} (local.get 0)"),
            ("set", "{e}", "table.set {} (local.get 0) (local.get 1)"),
            ("fill", "{e} {i}",
             "table.fill {} (local.get 0) (local.get 1) (local.get 2)"),
            ("call", "", "call_indirect {} (type $number) (local.get 0)"),
            ("tail", "",
             "return_call_indirect {} (type $number) (local.get 0)"),
            ("init", "i32 i32",
             "table.init {} %s (local.get 0) (local.get 1) (local.get 2)"
             % segment)):
        result = {"get": f"(result {element})", "call": "(result i32)",
                  "tail": "(result i32)"}.get(name, "")
        params = params.format(e=element, i=type)
        print(f'  (func (export "{name}_{index}") (param {type} {params}) '
              f"{result} ({text.format(index)}))")
    print(f'  (func (export "grow_{index}") (param {element} {type}) '
          f"(result {type}) (table.grow {index} (local.get 0) "
          "(local.get 1)))")
    for other, (source, _, _) in enumerate(TABLES):
        if index == 2 and other != 2:
            continue
        length = type if type == source else "i32"
        print(f'  (func (export "copy_{index}_{other}") '
              f"(param {type} {source} {length}) (table.copy {index} {other} "
              "(local.get 0) (local.get 1) (local.get 2)))")
print(")")
