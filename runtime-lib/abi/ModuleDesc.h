/*===- ModuleDesc.h - How an object describes itself ----------------------===*\
 *
 * Each object defines one constant, <prefix>_module, a struct w2o_module. The
 * struct holds the few pointers; everything else is in the descriptor blob,
 * a position-independent byte string in the section W2O_DESC_SECTION that
 * tools can read from an object file without applying relocations. Offsets
 * (`*_at`) count from the first byte of the blob; all arrays are aligned to 8.
 *
 * Text and type strings are {offset, length} pairs; names are UTF-8 and may
 * hold NUL bytes.
 *
\*===----------------------------------------------------------------------===*/

#ifndef W2O_ABI_MODULEDESC_H
#define W2O_ABI_MODULEDESC_H

#include "VmLayout.h"

#ifdef __cplusplus
extern "C" {
#endif

#define W2O_DESC_MAGIC UINT32_C(0x44324f57) /* "WO2D" */
/* Section of the blob, per object format. */
#define W2O_DESC_SECTION_ELF ".rodata.w2o_desc"
#define W2O_DESC_SECTION_MACHO "__TEXT,__w2o_desc"
/* Section of the image, on pages of its own. */
#define W2O_IMAGE_SECTION_ELF ".rodata.w2o_image"
#define W2O_IMAGE_SECTION_MACHO "__TEXT,__w2o_image"

typedef struct w2o_desc_string {
  uint32_t at;
  uint32_t length;
} w2o_desc_string;

/* An array of `count` entries at offset `at`. */
typedef struct w2o_desc_array {
  uint32_t at;
  uint32_t count;
} w2o_desc_array;

enum w2o_desc_value_kind {
  W2O_DESC_I32 = 1,
  W2O_DESC_I64 = 2,
  W2O_DESC_F32 = 3,
  W2O_DESC_F64 = 4,
  W2O_DESC_V128 = 5,
  W2O_DESC_REF = 6
};

/* A value type. For references `heap` is enum w2o_desc_heap, or
   W2O_DESC_HEAP_CONCRETE plus an index into the descriptor's types. */
typedef struct w2o_desc_value_type {
  uint8_t kind; /* enum w2o_desc_value_kind */
  uint8_t nullable;
  uint16_t padding;
  uint32_t heap;
} w2o_desc_value_type;

enum w2o_desc_heap {
  W2O_DESC_HEAP_FUNC,
  W2O_DESC_HEAP_NOFUNC,
  W2O_DESC_HEAP_EXTERN,
  W2O_DESC_HEAP_NOEXTERN,
  W2O_DESC_HEAP_ANY,
  W2O_DESC_HEAP_EQ,
  W2O_DESC_HEAP_I31,
  W2O_DESC_HEAP_STRUCT,
  W2O_DESC_HEAP_ARRAY,
  W2O_DESC_HEAP_NONE,
  W2O_DESC_HEAP_EXN,
  W2O_DESC_HEAP_NOEXN,
  W2O_DESC_HEAP_CONCRETE = 32
};

enum w2o_desc_type_kind {
  W2O_DESC_TYPE_FUNC = 0,
  W2O_DESC_TYPE_STRUCT = 1,
  W2O_DESC_TYPE_ARRAY = 2
};

/* A field of a structure, or the element of an array (HeapLayout.h). */
typedef struct w2o_desc_field {
  w2o_desc_value_type type; /* I32 when packed */
  uint8_t packed_bytes;     /* 1, 2; 0: not packed */
  uint8_t is_mutable;
  uint16_t padding;
  uint32_t at; /* displacement from the reference; 0 in arrays */
} w2o_desc_field;

/* One type of the type section. Two types of any two modules are equal exactly
   when their keys are. A key is 36 bytes: the SHA-256 digest of the rolled-up
   recursive group, and the type's position in the group (4 bytes, low byte
   first, as all numbers here). The runtime makes keys of host functions, so
   the rolled-up form of a final function type that is alone in its group and
   has no concrete types is part of the contract:
     01 00 00  final, no supertype, function
     count of parameters (4 bytes), then each; the same for the results
     a value type is its w2o_desc_value_kind; for references `nullable` and
     enum w2o_desc_heap follow, a byte each. */
typedef struct w2o_desc_type {
  uint32_t kind; /* enum w2o_desc_type_kind */
  uint32_t is_final;
  uint32_t super; /* type index, or UINT32_MAX */
  w2o_desc_array params;  /* of w2o_desc_value_type; Func */
  w2o_desc_array results; /* of w2o_desc_value_type; Func */
  w2o_desc_array fields;  /* of w2o_desc_field; Struct; Array: one */
  uint32_t size;          /* as in w2o_type_info; Struct, Array */
  w2o_desc_string key;
} w2o_desc_type;

enum w2o_desc_extern_kind {
  W2O_DESC_FUNC = 0,
  W2O_DESC_TABLE = 1,
  W2O_DESC_MEMORY = 2,
  W2O_DESC_GLOBAL = 3,
  W2O_DESC_TAG = 4
};

#define W2O_DESC_LIMITS_HAS_MAX 1u
#define W2O_DESC_LIMITS_64 2u
#define W2O_DESC_LIMITS_SHARED 4u

typedef struct w2o_desc_limits {
  uint64_t min;
  uint64_t max; /* with W2O_DESC_LIMITS_HAS_MAX */
  uint32_t flags;
  uint32_t page_size_log2; /* memories */
} w2o_desc_limits;

typedef struct w2o_desc_table {
  w2o_desc_limits limits;
  w2o_desc_value_type element;
} w2o_desc_table;

typedef struct w2o_desc_memory {
  w2o_desc_limits limits;
} w2o_desc_memory;

typedef struct w2o_desc_global {
  w2o_desc_value_type type;
  uint32_t is_mutable;
} w2o_desc_global;

#define W2O_DESC_IMPORT_LINKED 1u /* bound by the linker (functions) */

/* Imports in the order of the import section. */
typedef struct w2o_desc_import {
  w2o_desc_string module;
  w2o_desc_string field;
  uint32_t kind;  /* enum w2o_desc_extern_kind */
  uint32_t index; /* in the index space of `kind` */
  uint32_t flags; /* W2O_DESC_IMPORT_* */
} w2o_desc_import;

/* Exports sorted by name (bytewise). */
typedef struct w2o_desc_export {
  w2o_desc_string name;
  uint32_t kind;
  uint32_t index;
} w2o_desc_export;

/* One function of the index space, imports included. */
typedef struct w2o_desc_func {
  uint32_t type; /* type index */
  /* Slot in vm's `func_records`, or UINT32_MAX when the function is neither
     imported, exported nor named by ref.func or an element segment. */
  uint32_t record;
  w2o_desc_string name; /* name section; length 0 when there is none */
} w2o_desc_func;

/* Machine code of one defined function (or a part of it); in text order.
   `pc_map` says where in the module code comes from. It consists of unsigned
   LEB128 numbers:
   - how many calls the bodies of their callees have replaced, and for each
     - the callee's function index,
     - the module offset of the callee's body,
     - the caller: 0 is this function, k the k-th of these calls, one before,
     - the offset of the call from the start of the caller's body;
   - to the end, rows of
     - 2 times the code offset from that of the row before (at first 0), and 1
       more when the caller changes,
     - in that case the number of the new caller, counted as above (at first 0),
     - the wasm offset from that of the row before, zigzag-encoded; in the first
       row, and when the caller changes, from the start of the caller's body.
   A row holds for the code from its offset to the next; before the first one,
   code comes from the start of the body. */
typedef struct w2o_desc_code {
  int32_t start; /* first byte of the code, from the address of this field */
  uint32_t size;
  uint32_t func; /* function index */
  uint32_t body_offset; /* module offset of the body's first instruction */
  w2o_desc_string pc_map;
} w2o_desc_code;

#define W2O_DESC_SEGMENT_ACTIVE 0u
#define W2O_DESC_SEGMENT_PASSIVE 1u
#define W2O_DESC_SEGMENT_DECLARATIVE 2u
#define W2O_DESC_SEGMENT_IMAGE 3u /* active, and part of the image */

/* Data segments. `at` is an offset into w2o_module::data; 0 for those of the
   image, which is all that is left of them: to the module they are dropped. */
typedef struct w2o_desc_data {
  uint64_t at;
  uint64_t length;
  uint32_t mode;
  uint32_t memory;
} w2o_desc_data;

/* What the module's data segments make of one of its memories, when that is
   known at compile time: w2o_module::image has the bytes from address `at` on.
   Both are multiples of any page size that the target's systems have. The bytes
   are in the object on pages of their own, so that the runtime can map them. */
typedef struct w2o_desc_image {
  uint32_t memory; /* defined by the module, 64 KiB pages, not shared */
  uint32_t padding;
  uint64_t at;
  uint64_t size; /* 0: there is none */
} w2o_desc_image;

/* Element segments. Function segments name function indices (UINT32_MAX is
   null); expression segments have their values in the instance, computed by
   the init function: `values` is the displacement of void *[count] from vm. */
typedef struct w2o_desc_elem {
  uint32_t mode;
  uint32_t table;
  w2o_desc_value_type type;
  w2o_desc_array funcs; /* of uint32_t; count is the length in both forms */
  int64_t values;       /* 0 for function segments */
} w2o_desc_elem;

/* Displacements from vm of the arrays of the dynamic part (all negative;
   0 when the array is empty), and its size. */
typedef struct w2o_desc_layout {
  int64_t memory_slots;  /* w2o_memory_slot[all memories] */
  int64_t memory_defs;   /* w2o_memory_def[defined memories] */
  int64_t table_slots;   /* w2o_table_def *[imported tables] */
  int64_t table_defs;    /* w2o_table_def[defined tables] */
  int64_t global_slots;  /* w2o_global_cell *[imported globals] */
  int64_t global_cells;  /* w2o_global_cell[defined globals] */
  int64_t func_records;  /* struct w2o_func[numRecords] */
  int64_t type_ids;      /* uint32_t[types], canonical ids */
  int64_t type_infos;    /* w2o_type_info *[types], null for functions; only
                            where a type is no function */
  int64_t tag_slots;     /* w2o_tag_def *[all tags] */
  int64_t data_lengths;  /* uint64_t[data segments], 0 once dropped */
  int64_t elem_lengths;  /* uint64_t[element segments], 0 once dropped */
  int64_t elem_values;   /* void *[...] of expression segments */
  int64_t tail_args;     /* overflow arguments of tail calls, 16 bytes each */
  uint64_t header_size;  /* head and dynamic part, a multiple of 16 */
  uint64_t num_records;
} w2o_desc_layout;

#define W2O_DESC_FLAG_MEMORY0_AT_VM 1u /* memory 0 is defined and at vm */
#define W2O_DESC_FLAG_DEBUG 2u
/* No access of the module relies on guard pages: its memories may have less
   than W2O_MEMORY_RESERVATION, and it may import such memories. */
#define W2O_DESC_FLAG_CHECKED_MEMORIES 4u
/* The code counts fuel, or compares epochs. */
#define W2O_DESC_FLAG_FUEL 8u
#define W2O_DESC_FLAG_EPOCH 16u

typedef struct w2o_desc {
  uint32_t magic;
  uint32_t abi_version;
  uint32_t size; /* of the blob, bytes */
  uint32_t flags;
  uint64_t features;      /* bits of Features.def in order, as used */
  w2o_desc_string name;   /* module name; may be empty */
  w2o_desc_string prefix; /* symbol prefix */
  w2o_desc_string producer; /* compiler version */
  w2o_desc_string options;  /* options that shaped the code */
  w2o_desc_string triple;
  w2o_desc_string cpu;
  w2o_desc_string cpu_features; /* LLVM features the code may use */
  uint64_t cpu_required; /* W2O_CPU_* bits; see CpuFeatures.h */
  w2o_desc_array types;    /* w2o_desc_type */
  w2o_desc_array imports;  /* w2o_desc_import */
  w2o_desc_array exports;  /* w2o_desc_export */
  w2o_desc_array funcs;    /* w2o_desc_func */
  w2o_desc_array tables;   /* w2o_desc_table, imports first */
  w2o_desc_array memories; /* w2o_desc_memory, imports first */
  w2o_desc_array globals;  /* w2o_desc_global, imports first */
  w2o_desc_array tags;     /* uint32_t type index, imports first */
  w2o_desc_array data;     /* w2o_desc_data */
  w2o_desc_array elems;    /* w2o_desc_elem */
  w2o_desc_array code;     /* w2o_desc_code */
  uint32_t num_imported_funcs;
  uint32_t num_imported_tables;
  uint32_t num_imported_memories;
  uint32_t num_imported_globals;
  uint32_t num_imported_tags;
  uint32_t start_func; /* function index, or UINT32_MAX */
  w2o_desc_layout layout;
  w2o_desc_image image;
} w2o_desc;

/* The object's one public constant. */
struct w2o_module {
  uint32_t magic; /* W2O_DESC_MAGIC */
  uint32_t abi_version;
  const w2o_desc *desc;
  const uint8_t *data;       /* contents of all data segments */
  const uint8_t *image;      /* contents of w2o_desc::image, or null */
  const uint8_t *text_begin; /* compiled code of this module */
  const uint8_t *text_end;
  /* Code of each func record, each counted from the address of its entry;
     entry i is for record i. Imported records have a direct link-time target
     in `linked` instead and hold 0. */
  const int32_t *record_code;
  /* For each import of the function index space: wasm-convention code that
     reaches the link-time symbol, or null when bound per instance. */
  void (*const *linked)(void);
  /* Instantiation: globals, tables, element and data segments in the order
     of the specification; called in guest mode, may trap. The start function
     is called by the runtime afterwards. */
  void (*init)(w2o_vm *vm);
  const void *abi_symbol; /* refers to w2o_abi_version_N, for the linker */
  /* w2o_attach_heap in modules with types of structures or arrays, null in
     others: only a program that needs a heap links one. Sets head.heap of an
     instance whose store is known; 0 when memory is exhausted. */
  uint32_t (*attach_heap)(w2o_vm *vm);
};
W2O_ABI_ASSERT(sizeof(struct w2o_module) == 88);

/* Access to the parts of a blob. */
#define W2O_DESC_AT(desc, type, array)                                         \
  ((const type *)((const uint8_t *)(desc) + (array).at))
#define W2O_DESC_TEXT(desc, string)                                            \
  ((const char *)(desc) + (string).at)

#ifdef __cplusplus
}
#endif

#endif /* W2O_ABI_MODULEDESC_H */
