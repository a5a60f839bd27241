;; A backtrace names functions whose bodies replaced their calls, with the
;; places of these calls, as if nothing had happened to them; also in code that
;; debuggers read, through two callers, and where the outermost is far away.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: not w2o-run -O0 --invoke chain %t.wasm 0 > %t.chain 2>&1
;; RUN: FileCheck %s --check-prefix=CHAIN < %t.chain
;; RUN: not w2o-run -O2 --invoke chain %t.wasm 0 > %t.chain2 2>&1
;; RUN: diff %t.chain %t.chain2
;; RUN: not w2o-run -O3 --invoke chain %t.wasm 0 > %t.chain3 2>&1
;; RUN: diff %t.chain %t.chain3
;; RUN: not w2o-run -O0 --invoke chain %t.wasm 1 > %t.load 2>&1
;; RUN: not w2o-run -O3 --invoke chain %t.wasm 1 > %t.load3 2>&1
;; RUN: diff %t.load %t.load3
;; RUN: not w2o-run -O0 --invoke twice %t.wasm 4 > %t.twice 2>&1
;; RUN: not w2o-run -O3 --invoke twice %t.wasm 4 > %t.twice3 2>&1
;; RUN: diff %t.twice %t.twice3
;; RUN: not w2o-run -O0 --invoke twice %t.wasm 7 > %t.twice 2>&1
;; RUN: not w2o-run -O3 --invoke twice %t.wasm 7 > %t.twice3 2>&1
;; RUN: diff %t.twice %t.twice3
;; RUN: not w2o-run -O0 --invoke thrown %t.wasm 5 > %t.thrown 2>&1
;; RUN: not w2o-run -O3 --invoke thrown %t.wasm 5 > %t.thrown3 2>&1
;; RUN: diff %t.thrown %t.thrown3
;; RUN: w2o-run -O3 --invoke caught %t.wasm 5 | FileCheck %s --check-prefix=CAUGHT
;; RUN: w2o-run -O3 --invoke caught %t.wasm 0 | FileCheck %s --check-prefix=QUIET
;; CAUGHT: 105
;; QUIET: 1

;; In an executable, and with DWARF.
;; RUN: wasm2obj -O2 -g --emit=shared --prefix=p %t.wasm -o %t.so
;; RUN: not w2o-run --prefix p --invoke chain %t.so 0 > %t.chain.so 2>&1
;; RUN: diff %t.chain %t.chain.so
;; RUN: wasm2obj -O2 -g --prefix=p %t.wasm -o %t.o
;; RUN: llvm-dwarfdump --verify %t.o | FileCheck %s --check-prefix=DWARF
;; RUN: llvm-dwarfdump --debug-info --name=inner %t.o | FileCheck %s --check-prefix=INLINED
;; DWARF: No errors.
;; INLINED: DW_TAG_subprogram
;; INLINED: DW_AT_inline
(module
  (memory 1)
  (tag $e (param i32))
  ;; CHAIN: w2o-run: trap: integer divide by zero
  ;; CHAIN-NEXT: 0: func 0 'inner' at
  ;; CHAIN-NEXT: 1: func 1 'middle' at
  ;; CHAIN-NEXT: 2: func 2 'outer' at
  ;; CHAIN-NEXT: 3: func 3 'chain' at
  ;; CHAIN-NOT: func
  (func $inner (param i32) (result i32)
    (i32.add (i32.div_u (i32.const 100) (local.get 0))
             (i32.load (i32.mul (local.get 0) (i32.const 0x7fffffff)))))
  (func $middle (param i32) (result i32)
    (i32.add (call $inner (local.get 0)) (i32.const 1)))
  (func $outer (param i32) (result i32)
    (i32.add (call $middle (local.get 0)) (i32.const 1)))
  (func $chain (export "chain") (param i32) (result i32)
    (i32.add (call $outer (local.get 0)) (i32.const 1)))

  ;; Copies of one body with the same trap.
  (func $check (param i32)
    (if (i32.eqz (local.get 0)) (then (unreachable))))
  (func $two (param i32)
    (call $check (i32.sub (local.get 0) (i32.const 3)))
    (call $check (i32.sub (local.get 0) (i32.const 4))))
  (func $twice (export "twice") (param i32)
    (call $two (local.get 0))
    (call $two (i32.sub (local.get 0) (i32.const 3))))

  (func $throw (param i32)
    (if (local.get 0) (then (throw $e (local.get 0)))))
  (func $thrown (export "thrown") (param i32)
    (call $throw (local.get 0)))
  (func $catch (param i32) (result i32)
    (block $handler (result i32)
      (try_table (catch $e $handler) (call $throw (local.get 0)))
      (return (i32.const 1)))
    (i32.add (i32.const 100)))
  (func $caught (export "caught") (param i32) (result i32)
    (block $handler (result i32)
      (try_table (catch $e $handler)
        (return (call $catch (local.get 0))))
      (unreachable))))
