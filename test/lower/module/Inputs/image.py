"""Prints a module with data segments: image.py SEGMENT... [-- FIELD...]

A segment is OFFSET:LENGTH; OFFSET is a number or an expression in parentheses.
Fields are put before the segments as they are; @FILE stands for the fields in a
file.
"""
import sys

arguments = sys.argv[1:]
fields = []
if "--" in arguments:
    at = arguments.index("--")
    arguments, fields = arguments[:at], arguments[at + 1:]
print("(module")
for field in fields:
    print(open(field[1:]).read() if field.startswith("@") else field)
for number, segment in enumerate(arguments):
    offset, length = segment.rsplit(":", 1)
    if not offset.startswith("("):
        offset = f"(i32.const {offset})"
    byte = "abcdefgh"[number]
    print(f'(data {offset} "{byte * int(length)}")')
print(")")
