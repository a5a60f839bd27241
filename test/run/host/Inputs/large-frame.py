"""Prints a module with a recursive function of N live v128 locals."""
import sys

n = int(sys.argv[1])
print("(module (memory 1) (func $big (export \"f\")")
print(" ".join(f"(local $l{i} v128)" for i in range(n)))
for i in range(n):
    print(f"(local.set $l{i} (v128.load offset={i} (i32.const 0)))")
print("(call $big)")
for i in range(n):
    print(f"(v128.store offset={i} (i32.const 0) (local.get $l{n - 1 - i}))")
print("))")
