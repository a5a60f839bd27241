// A descriptor written by hand: w2o-objdump reads what the contract says, not
// what the compiler happens to write.
// REQUIRES: linux
// RUN: %cc -std=c11 -I %root/runtime-lib -c %s -o %t.o
// RUN: w2o-objdump %t.o | FileCheck %s --check-prefix=SUMMARY
// RUN: w2o-objdump -a --pc-map %t.o | FileCheck %s --check-prefix=ALL
// RUN: w2o-objdump --exports %t.o | FileCheck %s --check-prefix=ONE
// RUN: w2o-objdump --json --pc-map --header --functions %t.o > %t.json
// RUN: %python -m json.tool %t.json | FileCheck %s --check-prefix=JSON
//
// Linked, the blob is somewhere in .rodata.
// RUN: %cc -shared %t.o -o %t.so
// RUN: w2o-objdump %t.so | FileCheck %s --check-prefix=LINKED
// RUN: rm -f %t.a
// RUN: ar rc %t.a %t.o
// RUN: w2o-objdump %t.a | FileCheck %s --check-prefix=ARCHIVE
//
// Damaged files are errors.
// RUN: %cc -std=c11 -I %root/runtime-lib -DBAD_ABI -c %s -o %t.abi.o
// RUN: not w2o-objdump %t.abi.o 2>&1 | FileCheck %s --check-prefix=BAD-ABI
// RUN: %cc -std=c11 -I %root/runtime-lib -DBAD_INDEX -c %s -o %t.index.o
// RUN: not w2o-objdump %t.index.o 2>&1 | FileCheck %s --check-prefix=BAD-INDEX
// RUN: %cc -std=c11 -I %root/runtime-lib -DBAD_STRING -c %s -o %t.string.o
// RUN: not w2o-objdump %t.string.o 2>&1 | FileCheck %s --check-prefix=BAD-INDEX

#include "abi/CpuFeatures.h"
#include "abi/ModuleDesc.h"
#include "abi/Version.h"

#define AT(field) (uint32_t)offsetof(struct blob, field)
#define TEXT(field) {AT(field), sizeof(((struct blob *)0)->field)}
#define LIST(field, type)                                                      \
  {AT(field), sizeof(((struct blob *)0)->field) / sizeof(type)}

struct blob {
  w2o_desc head;
  _Alignas(8) w2o_desc_value_type values[3];
  _Alignas(8) w2o_desc_type types[1];
  _Alignas(8) w2o_desc_import imports[1];
  _Alignas(8) w2o_desc_export exports[2];
  _Alignas(8) w2o_desc_func funcs[2];
  _Alignas(8) w2o_desc_table tables[1];
  _Alignas(8) w2o_desc_memory memories[1];
  _Alignas(8) w2o_desc_global globals[1];
  _Alignas(8) w2o_desc_data data[1];
  _Alignas(8) w2o_desc_elem elems[1];
  _Alignas(8) w2o_desc_code code[1];
  char name[4], prefix[3], producer[8], triple[6], env[3], log[3], add[3],
      escape[6], inner[5], pcMap[13];
};

#ifdef BAD_INDEX
#define EXPORTED 2
#else
#define EXPORTED 1
#endif
#ifdef BAD_STRING
#define NAME {UINT32_MAX, 4}
#else
#define NAME TEXT(name)
#endif
#ifdef BAD_ABI
#define ABI 9999
#else
#define ABI W2O_ABI_VERSION
#endif

__attribute__((section(W2O_DESC_SECTION_ELF), used)) static const struct blob
    blob = {
        .head = {.magic = W2O_DESC_MAGIC,
                 .abi_version = ABI,
                 .size = sizeof(struct blob),
                 .features = 1u << 3,
                 .name = NAME,
                 .prefix = TEXT(prefix),
                 .producer = TEXT(producer),
                 .triple = TEXT(triple),
                 .cpu = TEXT(env),
                 .cpu_required = 1u << 3,
                 .types = LIST(types, w2o_desc_type),
                 .imports = LIST(imports, w2o_desc_import),
                 .exports = LIST(exports, w2o_desc_export),
                 .funcs = LIST(funcs, w2o_desc_func),
                 .tables = LIST(tables, w2o_desc_table),
                 .memories = LIST(memories, w2o_desc_memory),
                 .globals = LIST(globals, w2o_desc_global),
                 .data = LIST(data, w2o_desc_data),
                 .elems = LIST(elems, w2o_desc_elem),
                 .code = LIST(code, w2o_desc_code),
                 .num_imported_funcs = 1,
                 .start_func = UINT32_MAX},
        .values = {{W2O_DESC_I32, 0, 0, 0},
                   {W2O_DESC_REF, 1, 0, W2O_DESC_HEAP_EXTERN},
                   {W2O_DESC_REF, 0, 0, W2O_DESC_HEAP_CONCRETE + 0}},
        .types = {{W2O_DESC_TYPE_FUNC, 1, UINT32_MAX, {AT(values), 2},
                   {AT(values[2]), 1}, {0, 0}}},
        .imports = {{TEXT(env), TEXT(log), W2O_DESC_FUNC, 0,
                     W2O_DESC_IMPORT_LINKED}},
        .exports = {{TEXT(add), W2O_DESC_FUNC, EXPORTED},
                    {TEXT(escape), W2O_DESC_MEMORY, 0}},
        .funcs = {{0, 0, {0, 0}}, {0, 1, TEXT(inner)}},
        .tables = {{{1, 8, W2O_DESC_LIMITS_HAS_MAX, 0},
                    {W2O_DESC_REF, 1, 0, W2O_DESC_HEAP_FUNC}}},
        .memories = {{{17, 0, 0, 16}}},
        .globals = {{{W2O_DESC_I32, 0, 0, 0}, 1}},
        .data = {{0, 5, W2O_DESC_SEGMENT_ACTIVE, 0}},
        .elems = {{W2O_DESC_SEGMENT_PASSIVE, 0,
                   {W2O_DESC_REF, 1, 0, W2O_DESC_HEAP_FUNC}, {0, 3}, -64}},
        .code = {{0, 200, 1, 0x40, TEXT(pcMap)}},
        .name = "demo",
        .prefix = "app",
        .producer = "by hand!",
        .triple = "x86-64",
        .env = "env",
        .log = "log",
        .add = "add",
        .escape = "\033[31m?", // must not reach a terminal
        .inner = "inner",
        // (+4, +2) (+130, -1) as unsigned LEB128, the second zigzag.
        /* One call of func 0 (body at 0x20) by 1 itself, at 0x40 + 2. Code 4:
           0x40 + 2. Code 4 + 130: in that call, 0x20 + 3. Then the row that
           returns from it has no offset. */
        .pcMap = {1, 0, 0x20, 0, 2, 8, 4, (char)0x85, 2, 1, 6, 3, 0},
};

// SUMMARY: .o: ELF {{.*}} relocatable
// SUMMARY-NEXT: module {{ *}}'demo', prefix app
// SUMMARY-NEXT: producer {{ *}}by hand!
// SUMMARY-NEXT: target {{ *}}x86-64, cpu env
// SUMMARY-NEXT: needs {{ *}}sse4.2
// SUMMARY-NEXT: features {{ *}}multi-value
// SUMMARY-NEXT: code {{ *}}1 function, 200 bytes
// SUMMARY-NEXT: data {{ *}}5 bytes in 1 segment
// SUMMARY: memories:
// SUMMARY-NEXT: 0 17 pages (1.1 MiB), no maximum
// SUMMARY: tables:
// SUMMARY-NEXT: 0 (table 1 8 funcref)
// SUMMARY: imports:
// SUMMARY-NEXT: linked env.log (func (param i32 externref) (result (ref 0)))
// SUMMARY: exports:
// SUMMARY-NEXT: add {{ *}}func 1 {{ *}}(func (param i32 externref)
// SUMMARY-NEXT: \1b[31m? {{ *}}memory 0 {{ *}}(memory 17)

// ALL: header:
// ALL: features:
// ALL: types:
// ALL-NEXT: 0 (func (param i32 externref) (result (ref 0)))
// ALL: imports:
// ALL: exports:
// ALL: functions:
// ALL-NEXT: 0 import {{ *}}env.log
// ALL-NEXT: 1 200 bytes 'inner'
// ALL: globals:
// ALL-NEXT: 0 (global (mut i32))
// ALL: tags: none
// ALL: data segments:
// ALL-NEXT: 0 active in memory 0 5 bytes
// ALL: element segments:
// ALL-NEXT: 0 passive 3 elements funcref
// ALL: layout:
// ALL: pc map:
// ALL-NEXT: func 1 'inner', 200 bytes
// ALL-NEXT: +0x4 0x42
// ALL-NEXT: +0x86 0x23 in func 0 {{.*}}, called at 0x42
// ALL-NEXT: damaged

// ONE-NOT: imports
// ONE: exports:
// ONE-NOT: functions

// JSON: "modules": [
// JSON: "name": "demo"
// JSON: "cpu_required": [
// JSON-NEXT: "sse4.2"
// JSON: "functions": [
// JSON: "name": "inner"
// JSON: "code_size": 200
// JSON: "damaged": true

// LINKED: .so: ELF {{.*}} shared object
// LINKED-NEXT: module {{ *}}'demo', prefix app
// ARCHIVE: .a(objdump-blob.c.tmp.o): ELF
// BAD-ABI: error: {{.*}}: descriptor of ABI version 9999, expected
// BAD-INDEX: error: {{.*}}: damaged descriptor
