/*===- HeapLayout.h - Objects of the heap that compiled code touches ------===*\
 *
 * Structures, arrays and exceptions (specification: Execution, "Runtime
 * Structure"). A reference to one is the address of its first field or
 * element; what describes the object is in front of it:
 *
 *   structure   [ type ][ fields ... ]
 *                       ^ reference
 *   array       [ length | mark ][ type ][ elements ... ]
 *                                        ^ reference
 *   exception   [ type ][ struct w2o_exception ]
 *                       ^ reference
 *
 * So an access through a null reference has an address near zero: above it
 * for a field, below it for an array's length, and the fault handler tells
 * the two apart. A reference to an i31 has its lowest bit set; objects are
 * aligned to 8.
 *
 * Fields have their natural alignment, at most 8, in the order of their
 * declaration, so that a subtype begins with the fields of its supertype:
 * equal types of any two objects have equal layouts.
 *
\*===----------------------------------------------------------------------===*/

#ifndef W2O_ABI_HEAPLAYOUT_H
#define W2O_ABI_HEAPLAYOUT_H

#include "VmLayout.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What an object is; enum w2o_desc_type_kind for the first two. */
enum w2o_object_kind {
  W2O_OBJECT_STRUCT = 1,
  W2O_OBJECT_ARRAY = 2,
  /* A host's reference that any.convert_extern made an anyref of. */
  W2O_OBJECT_EXTERN = 3,
  W2O_OBJECT_EXCEPTION = 4
};

/* Displays have at least so many entries, so that a cast to a type of a
   smaller depth needs no look at the depth of what it finds. */
#define W2O_TYPE_DISPLAY 8

/* A canonical type of objects, from the runtime's type registry: one for equal
   types of any modules, constant and as long-lived as the process. */
typedef struct w2o_type_info {
  uint32_t id;   /* canonical id, as in w2o_func_record; 0: no wasm type */
  uint32_t kind; /* enum w2o_object_kind */
  uint32_t depth; /* number of proper ancestors */
  /* Structures: bytes of all fields. Arrays: bytes of an element. */
  uint32_t size;
  /* Structures: displacements of the fields that the collector follows,
     references that can be to objects; with W2O_REFERENCE_EXTERN set where it
     is an externref. Arrays: one displacement, 0, when it follows the
     elements. */
  uint32_t num_references;
  uint32_t padding;
  const uint32_t *references;
  /* Ancestors by depth, itself included; the rest, up to W2O_TYPE_DISPLAY
     entries, is null. */
  const struct w2o_type_info *display[];
} w2o_type_info;
/* An externref may be any pointer of the host: only W2O_INTERNAL_TAG says that
   it leads to an object. Displacements of references have low bits free. */
#define W2O_REFERENCE_EXTERN 1u
W2O_ABI_ASSERT(offsetof(w2o_type_info, id) == 0);
W2O_ABI_ASSERT(offsetof(w2o_type_info, kind) == 4);
W2O_ABI_ASSERT(offsetof(w2o_type_info, depth) == 8);
W2O_ABI_ASSERT(offsetof(w2o_type_info, display) == 32);

/* Displacements from a reference. */
#define W2O_OBJECT_TYPE (-8)
#define W2O_ARRAY_LENGTH (-16) /* uint32_t */
#define W2O_ARRAY_MARK (-12)   /* uint32_t, W2O_ARRAY_MARK_VALUE */
/* Never the upper half of an address: tells the two headers apart when a cell
   of the heap is looked at from its start. */
#define W2O_ARRAY_MARK_VALUE UINT32_C(0xa55aa55a)
#define W2O_STRUCT_HEADER 8
#define W2O_ARRAY_HEADER 16

/* Faults at less than this from zero are uses of null references. Fields
   further away are checked in code. */
#define W2O_NULL_RANGE 4096

/* References to an i31: the value in bits 1 to 31, the lowest bit set, the
   upper half zero. */
#define W2O_I31_TAG 1u

/* An externref is a pointer of the host, or a reference that
   extern.convert_any made: that has W2O_INTERNAL_TAG in its upper 16 bits,
   which no address has. */
#define W2O_INTERNAL_TAG UINT64_C(0x7ff7)
#define W2O_INTERNAL_TAG_SHIFT 48

/* A tag; its identity is its address. Compiled code reads nothing else. */
typedef struct w2o_tag_def {
  uint32_t type_id;    /* canonical id of its function type */
  uint32_t num_values; /* parameters of that type */
} w2o_tag_def;
W2O_ABI_ASSERT(sizeof(w2o_tag_def) == 8);

/* An exception (specification: "Exception Instances"); never changes once it
   was thrown. */
typedef struct w2o_exception {
  const w2o_tag_def *tag;
  uint64_t padding;
  w2o_global_cell values[]; /* as in globals */
} w2o_exception;
W2O_ABI_ASSERT(offsetof(w2o_exception, tag) == 0);
W2O_ABI_ASSERT(offsetof(w2o_exception, values) == 16);

/* Allocation in compiled code. A cell of n bytes, header included and rounded
   up to W2O_CELL_GRANULE, comes from free[n / W2O_CELL_GRANULE - 1] when n is
   at most W2O_INLINE_CELL: the cell at `next` is taken if next + n <= end,
   otherwise the builtin is called. Memory between `next` and `end` is zero. */
#define W2O_CELL_GRANULE 8
#define W2O_INLINE_CELL 256
typedef struct w2o_heap_front {
  struct {
    uint8_t *next;
    uint8_t *end;
  } free[W2O_INLINE_CELL / W2O_CELL_GRANULE];
} w2o_heap_front;

#ifdef __cplusplus
}
#endif

#endif /* W2O_ABI_HEAPLAYOUT_H */
