/*===- VmLayout.h - Memory that compiled code and the runtime share -------===*\
 *
 * The instance pointer `vm` that every compiled function takes first points
 * at the END of the instance's header. When the module defines memory 0 in
 * guard mode, that is also the first byte of the memory, so one register
 * serves both: fields are at negative offsets, guest addresses at positive
 * ones. A guest address is zero-extended, so it can never reach the header.
 *
 *   low addresses
 *     [ dynamic part: per-module arrays, offsets in ModuleDesc.h ]
 *     [ struct w2o_vm_head                                       ]
 *   vm ->
 *     [ memory 0: 4 GiB index range | W2O_OFFSET_GUARD | page    ]
 *   high addresses
 *
 * Plain C11 and C++; only fixed-width integers and pointers. Offsets are
 * asserted below as numbers on purpose: changing one changes the ABI and must
 * raise W2O_ABI_VERSION.
 *
\*===----------------------------------------------------------------------===*/

#ifndef W2O_ABI_VMLAYOUT_H
#define W2O_ABI_VMLAYOUT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define W2O_ABI_ASSERT(cond) static_assert(cond, #cond)
extern "C" {
#else
#define W2O_ABI_ASSERT(cond) _Static_assert(cond, #cond)
#endif

#define W2O_WASM_PAGE_SIZE 65536u

/* Index range of a 32-bit memory that is always reserved. */
#define W2O_MEMORY_INDEX_RANGE (UINT64_C(1) << 32)
/* Static offsets below this need no check: the reservation covers the index
   range, this, and the width of the widest access. Larger offsets are checked
   in code. x86-64 displacements are below 2 GiB, hence the number. */
#define W2O_OFFSET_GUARD (UINT64_C(1) << 31)
#define W2O_MEMORY_RESERVATION                                                 \
  (W2O_MEMORY_INDEX_RANGE + W2O_OFFSET_GUARD + W2O_WASM_PAGE_SIZE)

/* Pages that a 32-bit memory with guard pages may ever have, one less than an
   index can name. So that an access at index `a` did not fault proves that
   a + W2O_WASM_PAGE_SIZE does not wrap in 32 bits; compiled code relies on it
   (compiler/codegen/WidenAddresses.h). */
#define W2O_GUARDED_MAX_PAGES 65535u

/* Stack that must be left below stack_limit: host functions called by the
   guest and frames of functions without a check live there. */
#define W2O_STACK_RESERVE (24u * 1024)
/* A function whose frame (spills, saved registers, outgoing arguments) is at
   most this compares the stack pointer with stack_limit as it is; a larger
   one subtracts its frame first. Functions that call nothing and stay below
   the number need no check. The compiler verifies the real frame sizes. */
#define W2O_STACK_SMALL_FRAME 4096u

/* Registers of the calling convention (docs/Abi.md): integer-class arguments
   after `vm`, and floating-point or vector arguments. Equal on all targets so
   that a signature has one shape. */
#define W2O_INT_ARGS 5
#define W2O_FP_ARGS 8

/* An instance, seen from compiled code. Never defined. */
typedef struct w2o_vm w2o_vm;

/* A function reference points at one of these; null is a null pointer. */
typedef struct w2o_func {
  void (*code)(void); /* wasm convention; first argument is `vm` */
  void *vm;           /* instance, or the closure of a host function */
  uint32_t type_id;   /* canonical id, from the runtime's type registry */
  uint32_t flags;     /* W2O_FUNC_* */
  const struct w2o_module *module; /* defining module; null for the host */
} w2o_func_record;
#define W2O_FUNC_HOST 1u
W2O_ABI_ASSERT(sizeof(struct w2o_func) == 32);
W2O_ABI_ASSERT(offsetof(struct w2o_func, code) == 0);
W2O_ABI_ASSERT(offsetof(struct w2o_func, vm) == 8);
W2O_ABI_ASSERT(offsetof(struct w2o_func, type_id) == 16);

/* A memory. Compiled code may keep `base` forever and must reload `length`
   after calls. Embedded in the dynamic part of the defining instance, unless
   the memory is shared: then it is the runtime's, reached through the slot, and
   `length` is atomic. */
typedef struct w2o_memory_def {
  uint8_t *base;
  uint64_t length;  /* bytes now accessible */
  uint64_t maximum; /* pages; the declared or the implementation's */
  void *owner;      /* runtime only */
} w2o_memory_def;
W2O_ABI_ASSERT(sizeof(w2o_memory_def) == 32);

/* A table. Compiled code reloads both fields after calls. */
typedef struct w2o_table_def {
  void **elements; /* references: struct w2o_func *, or host pointers */
  uint64_t size;   /* elements */
  uint64_t maximum;
  void *owner; /* runtime only */
} w2o_table_def;
W2O_ABI_ASSERT(sizeof(w2o_table_def) == 32);

/* A global: 16 bytes, so that a v128 fits; the value is at offset 0. */
typedef struct w2o_global_cell {
  uint64_t bits[2];
} w2o_global_cell;
W2O_ABI_ASSERT(sizeof(w2o_global_cell) == 16);

/* Memory as a module sees it, one per memory index: base copied for speed. */
typedef struct w2o_memory_slot {
  uint8_t *base;
  w2o_memory_def *def;
} w2o_memory_slot;
W2O_ABI_ASSERT(sizeof(w2o_memory_slot) == 16);

/* The fixed part of the header, directly below `vm`. Later fields are nearer
   to vm: those within 128 bytes have one-byte displacements on x86-64. */
struct w2o_vm_head {
  uint64_t magic;                  /* W2O_VM_MAGIC; runtime only */
  uint64_t entry_depth;            /* active calls, brief ones excepted */
  uint64_t reserved[5];            /* zero */
  void *runtime;                   /* the runtime's instance object */
  const struct w2o_module *module; /* constant after creation */
  /* ---- compiled code uses only what follows ---- */
  int64_t fuel;         /* --fuel: what is left; instructions */
  uint64_t epoch_limit; /* --interrupt=epoch: the deadline */
  uint64_t *epoch;      /* where the present epoch is; atomic, never null */
  /* Allocation front of the store's heap (HeapLayout.h); null until a
     module with structures or arrays is in the store. */
  struct w2o_heap_front *heap;
  void *reserved_hot; /* zero */
  /* Lowest stack address at which a guest function may start; set at each
     entry from the host for the current thread, read in prologues. */
  uintptr_t stack_limit;
};
#define W2O_VM_MAGIC UINT64_C(0x314d5630324f3257)
W2O_ABI_ASSERT(sizeof(struct w2o_vm_head) == 15 * 8);

/* Displacement from `vm` of a field of the head (negative). */
#define W2O_VM_OFFSET(field)                                                   \
  ((int64_t)offsetof(struct w2o_vm_head, field) -                              \
   (int64_t)sizeof(struct w2o_vm_head))
W2O_ABI_ASSERT(W2O_VM_OFFSET(stack_limit) == -8);
W2O_ABI_ASSERT(W2O_VM_OFFSET(entry_depth) == -112);

/* The head of an instance. */
static inline struct w2o_vm_head *w2o_vm_head_of(const void *vm) {
  return (struct w2o_vm_head *)((uintptr_t)vm - sizeof(struct w2o_vm_head));
}

/* Register frame of w2o_enter: what it loads before the call and stores
   after it. Integer arguments are zero- or sign-extended to 64 bits as the
   platform's C convention wants; f32 is in the low 4 bytes. */
typedef struct w2o_register_frame {
  uint64_t ints[W2O_INT_ARGS + 1]; /* [0] is vm */
  uint64_t int_result;
  uint64_t padding;
  uint64_t fps[W2O_FP_ARGS][2];
  uint64_t fp_result[2];
} w2o_register_frame;
W2O_ABI_ASSERT(offsetof(w2o_register_frame, int_result) == 48);
W2O_ABI_ASSERT(offsetof(w2o_register_frame, fps) == 64);
W2O_ABI_ASSERT(offsetof(w2o_register_frame, fp_result) == 192);
W2O_ABI_ASSERT(sizeof(w2o_register_frame) == 208);

#ifdef __cplusplus
}
#endif

#endif /* W2O_ABI_VMLAYOUT_H */
