;; Hints become branch weights of br_if and if; code without them has none. A
;; section that is malformed or misplaced is ignored, and so is a hint for
;; another instruction: the code is that of the module without it.
;; REQUIRES: wat2wasm
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/hints.wat -o %t/source.wasm
;; RUN: wasm2obj --prefix=hints --emit=ir --unoptimized %t/source.wasm -o - | FileCheck %t/hints.wat
;; RUN: %python %t/variants.py %t/source.wasm %t
;; RUN: wasm2obj --prefix=m %t/hints.wasm -o %t/hints.o
;; RUN: wasm2obj --prefix=m %t/none.wasm -o %t/none.o
;; RUN: not cmp -s %t/hints.o %t/none.o
;; RUN: wasm2obj --prefix=m %t/twice.wasm -o %t/twice.o
;; RUN: cmp %t/hints.o %t/twice.o
;; RUN: wasm2obj --prefix=m %t/behind.wasm -o %t/behind.o
;; RUN: cmp %t/none.o %t/behind.o
;; RUN: wasm2obj --prefix=m %t/value.wasm -o %t/value.o
;; RUN: cmp %t/none.o %t/value.o
;; RUN: wasm2obj --prefix=m %t/size.wasm -o %t/size.o
;; RUN: cmp %t/none.o %t/size.o
;; RUN: wasm2obj --prefix=m %t/order.wasm -o %t/order.o
;; RUN: cmp %t/none.o %t/order.o
;; RUN: wasm2obj --prefix=m %t/function.wasm -o %t/function.o
;; RUN: cmp %t/none.o %t/function.o
;; RUN: wasm2obj --prefix=m %t/import.wasm -o %t/import.o
;; RUN: cmp %t/none.o %t/import.o
;; RUN: wasm2obj --prefix=m %t/far.wasm -o %t/far.o
;; RUN: cmp %t/none.o %t/far.o
;; RUN: wasm2obj --prefix=m %t/short.wasm -o %t/short.o
;; RUN: cmp %t/none.o %t/short.o
;; RUN: wasm2obj --prefix=m %t/count.wasm -o %t/count.o
;; RUN: cmp %t/none.o %t/count.o
;; RUN: wasm2obj --prefix=m %t/target.wasm -o %t/target.o
;; RUN: cmp %t/none.o %t/target.o

;--- hints.wat
(module
  (import "env" "cold" (func $cold))
  ;; CHECK-LABEL: define hidden void @hints.f1
  ;; CHECK: br i1 %{{.*}}, label %end, {{.*}}!prof ![[LIKELY:[0-9]+]]
  ;; CHECK: br i1 %{{.*}}, label %then, {{.*}}!prof ![[UNLIKELY:[0-9]+]]
  (func (export "hinted") (param i32 i32)
    (block
      local.get 0
      (@metadata.code.branch_hint "\01") br_if 0
      call $cold)
    (block
      local.get 1
      (@metadata.code.branch_hint "\00") if
        call $cold
      end))
  ;; CHECK-LABEL: define hidden void @hints.f2
  ;; CHECK: br i1 %{{.*}}, label %end,
  ;; CHECK-NOT: !prof
  ;; CHECK: br i1 %{{.*}}, label %then,
  ;; CHECK-NOT: !prof
  ;; CHECK: ret void
  (func (export "plain") (param i32 i32)
    (block
      local.get 0
      br_if 0
      call $cold)
    (block
      local.get 1
      if
        call $cold
      end)))
;; CHECK-DAG: ![[LIKELY]] = !{!"branch_weights", {{.*}}i32 1048575, i32 1}
;; CHECK-DAG: ![[UNLIKELY]] = !{!"branch_weights", {{.*}}i32 1, i32 1048575}

;--- variants.py
import sys

source, folder = sys.argv[1:]
module = open(source, "rb").read()
name = b"metadata.code.branch_hint"


def sections():
    at = 8
    while at < len(module):
        size, shift, start = 0, 0, at + 1
        while True:
            byte = module[start]
            start += 1
            size |= (byte & 0x7f) << shift
            shift += 7
            if byte < 0x80:
                break
        yield module[at], module[at:start + size], module[start:start + size]
        at = start + size


def hint_section(content):
    body = bytes([len(name)]) + name + content
    return b"\0" + bytes([len(body)]) + body


def is_hints(section):
    return section[0] == 0 and section[2][1:].startswith(name)


def padded(content):
    # Code is at one offset in all variants, which descriptors tell.
    length = 100 - len(content)
    return content + bytes([0, length - 2, 0]) + bytes(length - 3)


def write(variant, content, behind=False):
    out = module[:8]
    for section in sections():
        if is_hints(section):
            out += padded(b"" if behind or content is None else content)
            continue
        out += section[1]
        if behind and section[0] == 10:
            out += content
    with open(f"{folder}/{variant}.wasm", "wb") as file:
        file.write(out)


given = next(s for s in sections() if is_hints(s))
content = given[2][1 + len(name):]
# One function, index 1, two hints of three bytes each.
assert content[:3] == b"\1\1\2" and len(content) == 9, content
first, second = content[3:6], content[6:]
write("none", None)
write("hints", given[1])
write("twice", given[1] + hint_section(b"\0"))
write("behind", given[1], behind=True)
write("value", hint_section(b"\1\1\2" + first + second[:2] + b"\2"))
write("size", hint_section(b"\1\1\2" + first + second[:1] + b"\2\0\0"))
write("order", hint_section(b"\1\1\2" + second + first))
write("function", hint_section(b"\1\3\2" + first + second))
write("import", hint_section(b"\1\0\2" + first + second))
write("far", hint_section(b"\1\1\2" + first + b"\x7f\1\0"))
write("short", hint_section(content[:-1]))
write("count", hint_section(b"\1\1\xff\xff\xff\xff\x0f" + first + second))
# The instructions before the branches.
write("target", hint_section(b"\1\1\1" + bytes([first[0] - 2]) + first[1:]))
