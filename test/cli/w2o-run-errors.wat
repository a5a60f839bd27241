;; Bad input gives one clear message and the exit code of its class.
;; REQUIRES: wat2wasm
;; RUN: rm -rf %t && mkdir %t
;; RUN: %wat2wasm %s -o %t/good.wasm
;; RUN: %python %S/Inputs/exit-code.py 2 w2o-run 2>&1 | FileCheck %s --check-prefix=NONE
;; NONE: w2o-run: error: MODULE is required
;; RUN: %python %S/Inputs/exit-code.py 2 w2o-run --frobnicate %t/good.wasm 2>&1 | FileCheck %s --check-prefix=UNKNOWN
;; RUN: not w2o-run --invok f %t.wasm 2>&1 | FileCheck %s --check-prefix=NEAR
;; NEAR: w2o-run: error: unknown option '--invok', did you mean '--invoke'?{{$}}
;; UNKNOWN: w2o-run: error: unknown option '--frobnicate'; --help shows the options
;; RUN: %python %S/Inputs/exit-code.py 2 w2o-run -O7 %t/good.wasm 2>&1 | FileCheck %s --check-prefix=LEVEL
;; LEVEL: w2o-run: error: -O: 7 not in {0,1,2,3,s}
;; RUN: %python %S/Inputs/exit-code.py 2 w2o-run --enable warp %t/good.wasm 2>&1 | FileCheck %s --check-prefix=FEATURE
;; FEATURE: w2o-run: error: --enable: unknown feature 'warp'
;; RUN: %python %S/Inputs/exit-code.py 2 w2o-run --disable-pass slpp %t/good.wasm 2>&1 | FileCheck %s --check-prefix=PASS
;; PASS: w2o-run: error: unknown value 'slpp' for --disable-pass, did you mean 'slp'?
;; RUN: %python %S/Inputs/exit-code.py 2 w2o-run --cpu nonsense %t/good.wasm 2>&1 | FileCheck %s --check-prefix=CPU
;; CPU: w2o-run: error: {{.*}}nonsense
;; RUN: %python %S/Inputs/exit-code.py 7 w2o-run %t/missing.wasm 2>&1 | FileCheck %s --check-prefix=MISSING
;; MISSING: w2o-run: error: {{.*}}missing.wasm: cannot read: No such file or directory
;; RUN: %python %S/Inputs/exit-code.py 7 w2o-run %t 2>&1 | FileCheck %s --check-prefix=FOLDER
;; FOLDER: cannot read: Is a directory
;; RUN: %python %S/Inputs/exit-code.py 3 w2o-run %s 2>&1 | FileCheck %s --check-prefix=TEXT
;; TEXT: w2o-run: error: {{.*}}: malformed module at offset 0x0: magic header not detected
;; RUN: touch %t/empty.wasm
;; RUN: %python %S/Inputs/exit-code.py 3 w2o-run %t/empty.wasm 2>&1 | FileCheck %s --check-prefix=EMPTY
;; EMPTY: malformed module
;; RUN: %python -c "open(r'%t/invalid.wasm', 'wb').write(b'\0asm\1\0\0\0\1\5\1\x60\0\1\x7f\3\2\1\0\x0a\4\1\2\0\x0b')"
;; RUN: %python %S/Inputs/exit-code.py 4 w2o-run %t/invalid.wasm 2>&1 | FileCheck %s --check-prefix=INVALID
;; INVALID: w2o-run: error: {{.*}}: invalid module at offset 0x{{.*}} (in function 0): type mismatch
;; RUN: %python %S/Inputs/exit-code.py 2 w2o-run %t/good.wasm 2>&1 | FileCheck %s --check-prefix=NOSTART
;; NOSTART: w2o-run: error: the module exports no function '_start'
;; RUN: echo 'int x;' > %t/plain.c
;; RUN: %cc -shared %t/plain.c -o %t/plain.so
;; RUN: %python %S/Inputs/exit-code.py 2 w2o-run %t/plain.so 2>&1 | FileCheck %s --check-prefix=PLAIN
;; PLAIN: w2o-run: error: {{.*}}plain.so: has no symbol 'plain_module'
;; RUN: %wat2wasm %S/Inputs/imports.wat -o %t/imports.wasm
;; RUN: %python %S/Inputs/exit-code.py 1 w2o-run --invoke f %t/imports.wasm 2>&1 | FileCheck %s --check-prefix=IMPORT
;; IMPORT: w2o-run: error: {{.*}}nowhere{{.*}}nothing
(module (func (export "f")))
