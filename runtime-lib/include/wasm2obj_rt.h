/*===- wasm2obj_rt.h - Host API of the wasm2obj runtime -------------------===*\
 *
 * C11 and C++. Link with -lw2o_rt.
 *
 * Model. An object made by wasm2obj defines a constant `<prefix>_module`.
 * A *store* owns everything that may refer to each other: instances, host
 * functions, memories, tables and globals; all of it is freed with the store.
 * An instance made without a store gets one of its own.
 *
 * Threads. Different stores are independent. One store, with everything in
 * it, may be used by one thread at a time; which thread may change from call
 * to call. A shared memory can be in several stores, so that threads work on
 * it, each in its own store: see w2o_memory_share().
 *
 * Errors. Functions that can fail return a status and fill a w2o_error that
 * the caller provides (or passes NULL). No function sets errno or prints.
 *
 * Ownership. Handles (w2o_func *, w2o_memory *, ...) belong to their store
 * and need not be freed. Strings passed in are copied.
 *
\*===----------------------------------------------------------------------===*/

#ifndef WASM2OBJ_RT_H
#define WASM2OBJ_RT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define W2O_API __attribute__((visibility("default")))
#define W2O_NORETURN __attribute__((noreturn))
#else
#define W2O_API
#define W2O_NORETURN
#endif

/* Gives a declaration a symbol that is no name of C. The compiler says what
   goes in front of names of C in symbols. */
#define W2O_TEXT(macro) W2O_TEXT_OF(macro)
#define W2O_TEXT_OF(text) #text
#define W2O_SYMBOL(name) __asm__(W2O_TEXT(__USER_LABEL_PREFIX__) name)

/* A compiled module: the constant that an object defines. */
typedef struct w2o_module w2o_module;
typedef struct w2o_store w2o_store;
typedef struct w2o_vm w2o_instance;
typedef struct w2o_func w2o_func;
typedef struct w2o_table w2o_table;
typedef struct w2o_memory w2o_memory;
typedef struct w2o_global w2o_global;
typedef struct w2o_ref w2o_ref;
typedef struct w2o_pool w2o_pool;
typedef struct w2o_snapshot w2o_snapshot;
typedef struct w2o_tag w2o_tag;
typedef struct w2o_exception w2o_exception;

/*===---------------------------- Values ----------------------------------===*/

typedef enum w2o_kind {
  W2O_I32 = 1,
  W2O_I64 = 2,
  W2O_F32 = 3,
  W2O_F64 = 4,
  W2O_V128 = 5,
  W2O_FUNCREF = 6,
  W2O_EXTERNREF = 7,
  W2O_EXNREF = 8,
  W2O_ANYREF = 9 /* all of the hierarchy of any: eq, i31, struct, array */
} w2o_kind;

#if defined(__GNUC__)
/* A v128 as typed exports and link-time imports pass it. */
typedef int64_t w2o_v128 __attribute__((vector_size(16)));
#endif

/* A value without its type. References: NULL is the null reference; an
   externref is any other pointer that the host likes, or a reference that the
   guest converted, which w2o_ref_kind() tells apart. An anyref is opaque. */
typedef union w2o_value {
  int32_t i32;
  int64_t i64;
  float f32;
  double f64;
  uint8_t v128[16];
  w2o_func *funcref;
  void *externref;
  void *anyref;
  w2o_exception *exnref;
} w2o_value;

/* What a reference refers to. */
typedef enum w2o_ref_type {
  W2O_REF_NULL = 0,
  W2O_REF_FUNC = 1,
  W2O_REF_HOST = 2, /* a pointer of the host, as externref or as anyref */
  W2O_REF_I31 = 3,
  W2O_REF_STRUCT = 4,
  W2O_REF_ARRAY = 5,
  W2O_REF_EXCEPTION = 6
} w2o_ref_type;

/* Looks at a reference of kind `kind`, which must be one of a store that is
   there. For an externref that the guest made of an internal reference, what
   that refers to. W2O_REF_NULL for kinds of numbers. */
W2O_API w2o_ref_type w2o_ref_kind(w2o_kind kind, w2o_value value);

/* any.convert_extern: an anyref for the guest from a pointer of the host, or
   back from what w2o_externref_from_anyref() made. False when the heap is
   full. */
W2O_API bool w2o_anyref_from_externref(w2o_store *store, w2o_value externref,
                                       w2o_value *result);
/* extern.convert_any: the pointer in an anyref of W2O_REF_HOST; for others a
   value that means something to the runtime only. */
W2O_API w2o_value w2o_externref_from_anyref(w2o_value anyref);

/* A function signature. The arrays belong to whoever made the struct. */
typedef struct w2o_signature {
  const w2o_kind *params;
  size_t num_params;
  const w2o_kind *results;
  size_t num_results;
} w2o_signature;

/*===---------------------------- Errors ----------------------------------===*/

/* Trap codes; 0 is "no trap". */
typedef enum w2o_trap_code {
  W2O_TRAP_NONE = 0,
  W2O_TRAP_UNREACHABLE = 1,
  W2O_TRAP_INTEGER_DIVIDE_BY_ZERO = 2,
  W2O_TRAP_INTEGER_OVERFLOW = 3,
  W2O_TRAP_INVALID_CONVERSION = 4,
  W2O_TRAP_MEMORY_OUT_OF_BOUNDS = 5,
  W2O_TRAP_TABLE_OUT_OF_BOUNDS = 6,
  W2O_TRAP_UNDEFINED_ELEMENT = 7,
  W2O_TRAP_UNINITIALIZED_ELEMENT = 8,
  W2O_TRAP_INDIRECT_CALL_TYPE_MISMATCH = 9,
  W2O_TRAP_CALL_STACK_EXHAUSTED = 10,
  W2O_TRAP_NULL_FUNCTION_REFERENCE = 11,
  W2O_TRAP_NULL_REFERENCE = 12,
  W2O_TRAP_NULL_STRUCTURE_REFERENCE = 13,
  W2O_TRAP_NULL_ARRAY_REFERENCE = 14,
  W2O_TRAP_NULL_I31_REFERENCE = 15,
  W2O_TRAP_NULL_EXCEPTION_REFERENCE = 16,
  W2O_TRAP_CAST_FAILURE = 17,
  W2O_TRAP_ARRAY_OUT_OF_BOUNDS = 18,
  W2O_TRAP_UNALIGNED_ATOMIC = 19,
  W2O_TRAP_EXPECTED_SHARED_MEMORY = 20,
  W2O_TRAP_ALLOCATION_FAILURE = 21,
  W2O_TRAP_OUT_OF_FUEL = 22,
  W2O_TRAP_INTERRUPTED = 23,
  W2O_TRAP_UNCAUGHT_EXCEPTION = 24,
  W2O_TRAP_HOST = 25, /* w2o_trap() was called by a host function */
  W2O_TRAP_EXIT = 26  /* w2o_exit() was called, e.g. by proc_exit */
} w2o_trap_code;

typedef enum w2o_error_kind {
  W2O_OK = 0,
  W2O_ERROR_TRAP = 1,       /* guest code trapped; see `trap` */
  W2O_ERROR_LINK = 2,       /* a missing or mismatched import */
  W2O_ERROR_RESOURCE = 3,   /* memory or address space could not be had */
  W2O_ERROR_UNSUPPORTED = 4,/* the CPU lacks a feature that the code needs */
  W2O_ERROR_ARGUMENT = 5    /* a wrong argument, type or name */
} w2o_error_kind;

/* Details of a failure. `message` is always terminated. */
typedef struct w2o_error {
  w2o_error_kind kind;
  w2o_trap_code trap; /* kind == W2O_ERROR_TRAP */
  int32_t exit_code;  /* trap == W2O_TRAP_EXIT */
  char message[500];
} w2o_error;

/* Message of a trap code as the specification words it; never NULL. */
W2O_API const char *w2o_trap_message(w2o_trap_code code);

/* One guest function of a backtrace, innermost first. */
typedef struct w2o_frame {
  const w2o_module *module;
  uint32_t func_index;
  uint64_t wasm_offset;  /* byte offset in the module, 0 when unknown */
  const char *func_name; /* not terminated; NULL when the module has none */
  size_t func_name_length;
} w2o_frame;

#define W2O_MAX_FRAMES 64

/* The backtrace of the last trap that left `instance`'s store. Returns the
   number of frames, at most W2O_MAX_FRAMES; valid until the next call into
   the store. */
W2O_API size_t w2o_backtrace(w2o_instance *instance, const w2o_frame **frames);

/*===---------------------------- Stores ----------------------------------===*/

/* NULL when memory is exhausted. */
W2O_API w2o_store *w2o_store_new(void);
/* Frees everything in the store. Not from inside a guest call. NULL is
   allowed. */
W2O_API void w2o_store_delete(w2o_store *store);
/* Limits the memory of structures, arrays and exceptions; an allocation beyond
   it is the trap W2O_TRAP_ALLOCATION_FAILURE. Where there is a heap already,
   the limit cannot become larger than twice what it was when the first instance
   with such types was made. 0: the default, 1 GiB. */
W2O_API void w2o_store_set_max_heap_bytes(w2o_store *store, uint64_t bytes);
/* A pointer of the host's choice, e.g. for callbacks; NULL at first. */
W2O_API void w2o_store_set_data(w2o_store *store, void *data);
W2O_API void *w2o_store_data(w2o_store *store);

/*===-------------------------- Interrupting ------------------------------===*/

/* Ends what a store runs from another thread, at no cost for the code that
   runs. The call ends with W2O_TRAP_INTERRUPTED, wherever it is: in a loop, in
   memory.atomic.wait, in a WASI call that blocks, in the start function. All
   that happens inside of the call ends with it, also guest calls that a host
   function makes into other stores. Host functions are never cut short: the
   guest ends when they return to it or call it; but system calls of theirs that
   block may return EINTR.

   The guest ends between two instructions, as with any trap. So the store and
   its instances can be used again, but the guest may have been in the middle of
   something: w2o_instance_reset() makes an instance new.

   The signal is SIGSEGV, for the thread that is in the call; in manual mode
   (below) the host must hand it to w2o_handle_signal(). On a stack that the
   host made itself, all threads in guest calls get one. */

/* Names what the store does from now on, for w2o_store_interrupt(). Lifts an
   interrupt that an earlier ticket got. Called by the store's thread, before
   the store is made known to those that may interrupt it or between two calls.
   Never 0. */
W2O_API uint64_t w2o_store_new_ticket(w2o_store *store);
/* From any thread while the store exists, also when others use it; not from a
   signal handler.
   With a ticket: if it is the store's latest, ends the call that is active and
   refuses all later ones until there is a new ticket. So it does not matter
   whether the call has begun yet, and a late interrupt never hits the work
   under the next ticket: that is how to implement deadlines. False when the
   ticket is an old one.
   With 0: ends the call that is active now, with all calls that it is nested
   in. A call that begins after this function has returned is not hit. False
   when no call is active. */
W2O_API bool w2o_store_interrupt(w2o_store *store, uint64_t ticket);

/* For host functions, like w2o_trap(): ends the guest call if it is
   interrupted, and then does not return. Callbacks of w2o_func_new() need it
   only where they take long. After a function that the linker bound the guest
   goes on until a signal finds it in its own code, and when it does little but
   call such functions that takes a while; one that ends with this has the
   interrupt take effect at once. */
W2O_API void w2o_check_interrupt(w2o_instance *caller);

/*===-------------------------- Fuel and epochs ---------------------------===*/

/* Checks in code that was compiled with --fuel or --interrupt=epoch. Unlike
   w2o_store_interrupt() they cost time all the time, but need no signal, and
   fuel ends a program at the same place on every machine. */

/* Asked when fuel or time has run out, on the store's thread, in the middle of
   the guest's code. Returns how much more there is, in instructions or epochs;
   0 ends the call, with W2O_TRAP_OUT_OF_FUEL or W2O_TRAP_INTERRUPTED unless
   w2o_set_trap() says otherwise. May call guests and everything of this API
   that a host function may; must not throw exceptions of C++. */
typedef uint64_t (*w2o_limit_callback)(void *context, w2o_instance *instance);

/* Fuel. Each instruction costs 1, but block, loop, else, end, nop, try_table
   and the clauses of legacy exceptions cost nothing; what an instruction
   like memory.fill does is not counted. A piece of code without branches is
   paid for before it runs, and when there is too little for it, the code
   ends in front of it with W2O_TRAP_OUT_OF_FUEL: the same piece on all
   machines and at all levels of optimisation, with the same fuel left. (Not
   so after an access out of bounds, see docs/Security.md.) Each instance
   has its own. */
#define W2O_MOST_FUEL UINT64_C(0x7fffffffffffffff)

/* What is left. Of no meaning when the module was compiled without --fuel. */
W2O_API uint64_t w2o_instance_fuel(w2o_instance *instance);
/* These three: between calls, or in a host function or callback. False when the
   module was compiled without --fuel. More than W2O_MOST_FUEL is that. */
W2O_API bool w2o_instance_set_fuel(w2o_instance *instance, uint64_t fuel);
W2O_API bool w2o_instance_add_fuel(w2o_instance *instance, uint64_t fuel);
/* For host functions that charge for what they do. Also false, and nothing is
   taken, when there is less. */
W2O_API bool w2o_instance_use_fuel(w2o_instance *instance, uint64_t fuel);
/* NULL, the default, ends the call. */
W2O_API void w2o_store_set_fuel_callback(w2o_store *store,
                                         w2o_limit_callback callback,
                                         void *context);

/* Epochs. The process has a counter, which the host advances as it likes, for
   example every 10 ms; guests of a store end at the next loop iteration or
   function when the store's deadline has come. Guests in a wait or in a host
   function do not look. */

/* From any thread, and from a signal handler. */
W2O_API void w2o_advance_epoch(void);
/* So many epochs from now, for all instances of the store, also for those to
   come; UINT64_MAX, the default, is never. A deadline that has come stays until
   there is a new one: later calls end at once. By the store's thread. */
W2O_API void w2o_store_set_deadline(w2o_store *store, uint64_t epochs);
/* NULL, the default, ends the call. */
W2O_API void w2o_store_set_deadline_callback(w2o_store *store,
                                             w2o_limit_callback callback,
                                             void *context);

/*===--------------------------- Externals --------------------------------===*/

typedef enum w2o_extern_kind {
  W2O_EXTERN_FUNC = 0,
  W2O_EXTERN_TABLE = 1,
  W2O_EXTERN_MEMORY = 2,
  W2O_EXTERN_GLOBAL = 3,
  W2O_EXTERN_TAG = 4
} w2o_extern_kind;

/* Something that can be imported or exported. */
typedef struct w2o_extern {
  w2o_extern_kind kind;
  union {
    w2o_func *func;
    w2o_table *table;
    w2o_memory *memory;
    w2o_global *global;
    w2o_tag *tag;
  } of;
} w2o_extern;

/* Binds one import by name; names are not terminated. */
typedef struct w2o_import {
  const char *module;
  size_t module_length;
  const char *field;
  size_t field_length;
  w2o_extern value;
} w2o_import;

/* Asked for each import that no w2o_import names. Returns false when it has
   nothing under that name. */
typedef bool (*w2o_resolver)(void *context, const char *module,
                             size_t module_length, const char *field,
                             size_t field_length, w2o_extern *result);

/*===------------------------------ Growth --------------------------------===*/

/* What memory.grow or table.grow is about to do; bytes or elements. `maximum`
   is the limit that holds anyway. */
typedef struct w2o_growth {
  w2o_extern_kind kind; /* W2O_EXTERN_MEMORY or W2O_EXTERN_TABLE */
  uint64_t from, to;    /* `to` is at most `maximum` */
  uint64_t maximum;
} w2o_growth;

/* Asked before guest code of `instance` grows something, when no limit forbids
   it. False: the instruction gives -1; after w2o_set_trap() it traps instead.
   Like w2o_limit_callback otherwise. The sizes that an instance starts with are
   w2o_config's to limit, and growing by the host is not asked about. */
typedef bool (*w2o_growth_callback)(void *context, w2o_instance *instance,
                                    const w2o_growth *growth);
/* NULL, the default: only limits count. */
W2O_API void w2o_store_set_growth_callback(w2o_store *store,
                                           w2o_growth_callback callback,
                                           void *context);

/*===--------------------------- Instances --------------------------------===*/

typedef struct w2o_config {
  w2o_store *store; /* NULL: a new store that the instance owns */
  const w2o_import *imports;
  size_t num_imports;
  w2o_resolver resolver; /* may be NULL */
  void *resolver_context;
  uint64_t max_memory_pages;   /* per memory, 0: no limit but the module's */
  uint64_t max_table_elements; /* per table, 0: no limit but the module's */
  size_t stack_size; /* guest stack per entry in bytes, 0: all of the thread's
                        stack but a reserve for host functions */
  uint64_t max_heap_bytes; /* of the store: memory of structures, arrays and
                              exceptions. 0: what the store has, at first 1
                              GiB */
  struct w2o_wasi *wasi; /* wasm2obj_wasi.h; NULL: WASI calls trap. Must
                            outlive the instance */
  w2o_pool *pool; /* takes a slot of it; NULL: memory of its own. Must outlive
                     the instance */
  uint64_t fuel; /* of modules compiled with --fuel, for the initialisers, the
                    start function and what follows; 0: W2O_MOST_FUEL */
} w2o_config;

/* Makes an instance: allocates, binds imports, runs the initialisers and the
   start function. NULL on failure with `error` filled; what the module wrote
   to imported memories and tables before a trap stays written, as the
   specification says. `config` may be NULL. */
W2O_API w2o_instance *w2o_instance_new(const w2o_module *module,
                                       const w2o_config *config,
                                       w2o_error *error);
/* Frees an instance that was made without a store, with its own store. An
   instance of an explicit store lives until the store is deleted; the call
   is an error there and does nothing (returns false). NULL is allowed. */
W2O_API bool w2o_instance_delete(w2o_instance *instance);
/* The store that it is in, its own when it was made without one. */
W2O_API w2o_store *w2o_instance_store(w2o_instance *instance);
/* The module that it was made of. */
W2O_API const w2o_module *w2o_instance_module(const w2o_instance *instance);
/* A pointer of the host's choice. */
W2O_API void w2o_instance_set_data(w2o_instance *instance, void *data);
W2O_API void *w2o_instance_data(w2o_instance *instance);

/* Looks an export up; false when there is none of that name. The name is not
   terminated. */
W2O_API bool w2o_export(w2o_instance *instance, const char *name,
                        size_t name_length, w2o_extern *result);
/* The same for terminated names and one kind; NULL when there is none. */
W2O_API w2o_func *w2o_export_func(w2o_instance *instance, const char *name);
W2O_API w2o_memory *w2o_export_memory(w2o_instance *instance,
                                      const char *name);
W2O_API w2o_table *w2o_export_table(w2o_instance *instance, const char *name);
W2O_API w2o_global *w2o_export_global(w2o_instance *instance,
                                      const char *name);
W2O_API w2o_tag *w2o_export_tag(w2o_instance *instance, const char *name);
/* Memory `index` of the module, exported or not; NULL when out of range. */
W2O_API w2o_memory *w2o_instance_memory(w2o_instance *instance,
                                        uint32_t index);

/* Enters the instance once, for many calls: runs `body(instance, context)`,
   which may call the functions `<prefix>_direct__<export>` of the header at
   the price of a call in C, of this instance and of others of its store, with
   results as return values. The other functions of this interface work as in a
   function that the guest has called.

   A trap in a direct call, and an exception of the guest that nobody catches,
   end the whole: w2o_enter_scope() returns the code, and the frames of `body`
   are left as by longjmp(). So `body` must not hold anything that its frames
   would have to release: locks, memory, C++ objects with destructors.

   Outside of such a body, and on another thread or stack, the direct functions
   must not be called: they have no limit on their stack there, and a trap ends
   the process. */
typedef void (*w2o_body)(w2o_instance *instance, void *context);
W2O_API w2o_trap_code w2o_enter_scope(w2o_instance *instance, w2o_body body,
                                      void *context);

/* Brings the instance back to what it was when it was made: the memories,
   tables and globals that the module defines, and dropped segments. Like a new
   instance it runs the initialisers and the start function, unless it was made
   from a snapshot, which it goes back to. What is imported stays as it is, but
   active segments write to it again; handles stay valid; w2o_instance_data()
   is kept. False with `error` filled: a call into the store is active, the
   module defines a shared memory, or the start function traps. Costs a few
   microseconds when few pages were written. */
W2O_API bool w2o_instance_reset(w2o_instance *instance, w2o_error *error);

/*===---------------------------- Snapshots -------------------------------===*/

/* The state of what an instance defines: memories, tables, globals and dropped
   segments; not what it imports, and no call may be active. Other instances
   start from it. externref values are kept as the pointers that they are. NULL
   with `error` filled when the instance defines a shared memory or holds a
   reference to anything but its own functions and imports and host pointers. */
W2O_API w2o_snapshot *w2o_instance_snapshot(w2o_instance *instance,
                                            w2o_error *error);
/* Makes an instance that goes on from the snapshot. Imports are bound as for
   w2o_instance_new(); neither initialisers nor the start function are run, so
   active segments for imported memories and tables are not written. Memory is
   shared copy-on-write with the snapshot. Any threads may use one snapshot at
   once. */
W2O_API w2o_instance *w2o_snapshot_instantiate(w2o_snapshot *snapshot,
                                               const w2o_config *config,
                                               w2o_error *error);
/* Instances made from it live on. NULL is allowed. The module must stay loaded
   until then. */
W2O_API void w2o_snapshot_delete(w2o_snapshot *snapshot);

/*===------------------------------ Pools ---------------------------------===*/

/* A pool has the address space for a fixed number of instances and hands it
   out without system calls; w2o_config::pool makes an instance in it, and
   deleting the instance gives the slot back, cleared. Slots are chosen at
   random. Pools may be used from any threads. */

typedef struct w2o_pool_config {
  size_t num_slots; /* instances at a time, 1 to 65536; each takes a little
                       over 6 GiB of address space */
  uint64_t max_memory_pages; /* 64 KiB pages per memory, 0: no limit but the
                                module's */
} w2o_pool_config;

/* NULL with `error` filled when the address space cannot be had. */
W2O_API w2o_pool *w2o_pool_new(const w2o_pool_config *config,
                               w2o_error *error);
/* False, and nothing is done, while instances are in it. A pool remembers the
   modules that it was used for: they must stay loaded until it is deleted.
   NULL is allowed. */
W2O_API bool w2o_pool_delete(w2o_pool *pool);
/* Instances that are in it now. */
W2O_API size_t w2o_pool_in_use(w2o_pool *pool);

/*===--------------------------- Functions --------------------------------===*/

/* A host function. Reads `args`, writes `results`; both have one entry per
   value of the signature. Returns false to trap, after w2o_set_trap() or
   else with W2O_TRAP_HOST. `caller` is the instance that was entered, NULL
   when the host called the function by w2o_func_call() itself. */
typedef bool (*w2o_callback)(void *context, w2o_instance *caller,
                             const w2o_value *args, w2o_value *results);

/* Makes a host function. NULL when memory is exhausted or the signature has
   more than 1000 parameters or results. */
W2O_API w2o_func *w2o_func_new(w2o_store *store, const w2o_signature *type,
                               w2o_callback callback, void *context);
/* The signature of a function; valid as long as its store. */
W2O_API w2o_signature w2o_func_signature(const w2o_func *func);
/* The store of a host function, or of the instance that defines it. */
W2O_API w2o_store *w2o_func_store(const w2o_func *func);
/* Calls a function. `args` and `results` must match the signature in number
   (checked). Returns W2O_TRAP_NONE, or the trap code with `error` filled;
   wrong counts give W2O_TRAP_HOST with kind W2O_ERROR_ARGUMENT. */
W2O_API w2o_trap_code w2o_func_call(w2o_func *func, const w2o_value *args,
                                    size_t num_args, w2o_value *results,
                                    size_t num_results, w2o_error *error);

/* For host functions bound at link time: leaves all guest frames up to the
   last entry from the host, which reports a trap. `message` is copied and
   may be NULL. Frames of the calling host function are not unwound. */
W2O_API W2O_NORETURN void w2o_trap(w2o_instance *caller, const char *message);
/* The same, reported as W2O_TRAP_EXIT with `code`. */
W2O_API W2O_NORETURN void w2o_exit(w2o_instance *caller, int32_t code);
/* For callbacks, before they return false. */
W2O_API void w2o_set_trap(w2o_instance *caller, w2o_trap_code code,
                          int32_t exit_code, const char *message);
/* Error details of the last trap that came out of a typed export. */
W2O_API void w2o_last_error(w2o_instance *instance, w2o_error *error);

/*===--------------------------- Exceptions -------------------------------===*/

/* An exception of WebAssembly is a tag and values of the types that the tag
   has. One that no guest code catches comes back to the host as the trap
   W2O_TRAP_UNCAUGHT_EXCEPTION. Exceptions of the host's language are another
   thing: they pass through guest code and are not caught there. */

/* A tag of its own, different from all others. NULL with `error` filled when
   memory is exhausted, or a kind is none. */
W2O_API w2o_tag *w2o_tag_new(w2o_store *store, const w2o_kind *params,
                             size_t num_params, w2o_error *error);
/* The types of the values, as parameters; no results. Valid as long as the
   tag's store. */
W2O_API w2o_signature w2o_tag_type(const w2o_tag *tag);

/* The exception behind the last trap that left the store's guest code; NULL
   when that was none of W2O_TRAP_UNCAUGHT_EXCEPTION. Valid until the next trap
   leaves the store. */
W2O_API w2o_exception *w2o_uncaught_exception(w2o_store *store);
/* Its tag; valid as long as the store. */
W2O_API w2o_tag *w2o_exception_tag(const w2o_exception *exception);
/* Copies the first `num_values` values; returns how many there are. */
W2O_API size_t w2o_exception_values(const w2o_exception *exception,
                                    w2o_value *values, size_t num_values);

/* For host functions bound at link time: throws into the calling guest code.
   The frames of the host function are unwound as the exceptions of its own
   language unwind them: destructors of C++ run, and a `catch (...)` catches
   it. C code in between needs unwind tables (-fexceptions, where they are not
   the default), or else nothing is unwound and no handler is found. Values that
   do not fit the tag, and a tag of another store, are the trap
   W2O_TRAP_HOST. */
W2O_API W2O_NORETURN void w2o_throw(w2o_instance *caller, w2o_tag *tag,
                                    const w2o_value *values,
                                    size_t num_values);
/* The same with an exception that is there: an argument, or the uncaught one
   of a call that the host function has made. */
W2O_API W2O_NORETURN void w2o_rethrow(w2o_instance *caller,
                                      w2o_exception *exception);
/* For callbacks, before they return false: throws instead of trapping. What
   w2o_throw() answers with a trap is one here as well. */
W2O_API void w2o_set_exception(w2o_instance *caller, w2o_tag *tag,
                               const w2o_value *values, size_t num_values);

/*===---------------------------- Memories --------------------------------===*/

/* A memory of `min` pages that can grow to `max` pages (UINT64_MAX: as far as
   the index range goes). NULL with `error` filled on failure. */
W2O_API w2o_memory *w2o_memory_new(w2o_store *store, uint64_t min,
                                   uint64_t max, w2o_error *error);
/* A shared memory, as (memory min max shared) declares it; the maximum must be
   given. */
W2O_API w2o_memory *w2o_memory_new_shared(w2o_store *store, uint64_t min,
                                          uint64_t max, w2o_error *error);
/* The handle for `store` of a shared memory of another store. The memory lives
   until the last store with a handle of it is deleted. May be called while
   another thread uses the store of `memory`, as long as that is not deleted
   meanwhile. NULL with `error` filled on failure. */
W2O_API w2o_memory *w2o_memory_share(w2o_memory *memory, w2o_store *store,
                                     w2o_error *error);
/* Whether it was declared, or made, as a shared one. */
W2O_API bool w2o_memory_is_shared(const w2o_memory *memory);
/* First byte; never moves. Bytes from w2o_memory_size() on must not be
   touched: that is a fault in host code. */
W2O_API uint8_t *w2o_memory_data(w2o_memory *memory);
/* What can be accessed now, in bytes and in pages of the memory's size. Other
   threads may grow a shared memory at any time; nothing shrinks. */
W2O_API uint64_t w2o_memory_size(w2o_memory *memory);
W2O_API uint64_t w2o_memory_pages(w2o_memory *memory);
/* Grows by `delta` pages; false when a limit is in the way. */
W2O_API bool w2o_memory_grow(w2o_memory *memory, uint64_t delta);
/* The host address of guest range [address, address + length), or NULL when
   it is not inside the memory. The way to turn a guest pointer into a host
   pointer. */
W2O_API void *w2o_memory_at(w2o_memory *memory, uint64_t address,
                            uint64_t length);

/*===---------------------------- Tables ----------------------------------===*/

/* A table of `min` null references of `kind` that can grow to `max`, or without
   end (UINT64_MAX). NULL with `error` filled on failure. */
W2O_API w2o_table *w2o_table_new(w2o_store *store, w2o_kind kind, uint64_t min,
                                 uint64_t max, w2o_error *error);
W2O_API uint64_t w2o_table_size(w2o_table *table); /* elements */
/* False when there is no such element. */
W2O_API bool w2o_table_get(w2o_table *table, uint64_t index, w2o_value *result);
/* False also when the value is of another type, or a function of another
   store, which could go before the table. */
W2O_API bool w2o_table_set(w2o_table *table, uint64_t index, w2o_value value);
/* Adds `delta` elements, all `init`. False when a limit is in the way or the
   value cannot be in the table; then nothing has changed. */
W2O_API bool w2o_table_grow(w2o_table *table, uint64_t delta, w2o_value init);

/*===---------------------------- Globals ---------------------------------===*/

/* NULL with `error` filled when the kind is none, the value a function of
   another store, or memory is exhausted. */
W2O_API w2o_global *w2o_global_new(w2o_store *store, w2o_kind kind,
                                   bool is_mutable, w2o_value init,
                                   w2o_error *error);
/* The kind of its values; of all objects of a heap that is W2O_ANYREF. */
W2O_API w2o_kind w2o_global_kind(w2o_global *global);
W2O_API bool w2o_global_is_mutable(w2o_global *global); /* can be set */
/* The value that it has now. */
W2O_API w2o_value w2o_global_get(w2o_global *global);
/* False when the global is immutable, the value of another type, or a function
   of another store. */
W2O_API bool w2o_global_set(w2o_global *global, w2o_value value);

/*===--------------------------- References -------------------------------===*/

/* References of the kinds W2O_ANYREF, W2O_EXNREF and W2O_EXTERNREF can be to
   objects of the store's heap, and a collection frees objects that nothing
   refers to. What the host has in a w2o_value does not count:

     A reference that comes out of the store (a result, an argument of a host
     function, a field) is valid until the next call into the store, this API
     included, that can run guest code or allocate. While a host function that
     the guest has called is active, references on its own stack count, so its
     arguments stay valid until it returns.

   To keep one for longer, retain it. References to functions and pointers of
   the host live as long as the store and are never freed. Functions here that
   take a reference take one of kind W2O_ANYREF; passing one of another store,
   or one that is not valid any more, is an error that cannot be detected. */

/* Keeps what a reference refers to. NULL when memory is exhausted. Freed by
   w2o_ref_release() or with the store. */
W2O_API w2o_ref *w2o_ref_retain(w2o_store *store, w2o_kind kind,
                                w2o_value value);
/* The reference, which a collection does not move. */
W2O_API w2o_value w2o_ref_value(const w2o_ref *ref);
/* The kind that was given to w2o_ref_retain(). */
W2O_API w2o_kind w2o_ref_value_kind(const w2o_ref *ref);
/* NULL is allowed. */
W2O_API void w2o_ref_release(w2o_ref *ref);

/* ref.i31: the low 31 bits of a number. */
W2O_API w2o_value w2o_i31_new(int32_t number);
/* i31.get_s; false when the reference is no i31. */
W2O_API bool w2o_i31_get(w2o_value anyref, int32_t *number);

/* A structure or array type. Equal types of any modules are one, and live as
   long as the process. */
typedef struct w2o_type_info w2o_object_type;

/* A field of a structure, or the element of an array. Packed fields have kind
   W2O_I32; reading one gives the zero-extended number, writing drops the upper
   bits. */
typedef struct w2o_field_type {
  w2o_kind kind;
  uint8_t packed_bytes; /* 1 or 2; 0: not packed */
  bool is_mutable;
  bool is_nullable; /* references only */
} w2o_field_type;

/* Type `index` of the module's type section; NULL when there is none or it is a
   function type. */
W2O_API const w2o_object_type *w2o_instance_type(w2o_instance *instance,
                                                 uint32_t index);
/* The exact type of a structure or array; NULL for all else. */
W2O_API const w2o_object_type *w2o_ref_object_type(w2o_value anyref);
/* ref.test for a type of structures or arrays; false for null. */
W2O_API bool w2o_ref_test(w2o_value anyref, const w2o_object_type *type);
/* W2O_REF_STRUCT or W2O_REF_ARRAY. */
W2O_API w2o_ref_type w2o_object_type_kind(const w2o_object_type *type);
/* 1 for arrays. */
W2O_API uint32_t w2o_object_type_num_fields(const w2o_object_type *type);
/* The type of a field, or of an array's elements (0). False when there is no
   such field. */
W2O_API bool w2o_object_type_field(const w2o_object_type *type, uint32_t field,
                                   w2o_field_type *result);
/* Whether `sub` is `super` or a declared subtype of it. */
W2O_API bool w2o_object_type_is_subtype(const w2o_object_type *sub,
                                        const w2o_object_type *super);

/* struct.new: one value for each field, or none at all for the default values.
   False with `error` filled: wrong number or types, a field without a default
   value, or the heap is full. */
W2O_API bool w2o_struct_new(w2o_store *store, const w2o_object_type *type,
                            const w2o_value *fields, size_t num_fields,
                            w2o_value *result, w2o_error *error);
/* array.new: all elements are `*init`, or default values when that is NULL. */
W2O_API bool w2o_array_new(w2o_store *store, const w2o_object_type *type,
                           uint32_t length, const w2o_value *init,
                           w2o_value *result, w2o_error *error);

/* False when the reference is no structure or the field not there. */
W2O_API bool w2o_struct_get(w2o_value structure, uint32_t field,
                            w2o_value *result);
/* False also when the field is immutable or the value of another type. That a
   function is of the object's store is not checked. */
W2O_API bool w2o_struct_set(w2o_value structure, uint32_t field,
                            w2o_value value);
/* False when the reference is no array. */
W2O_API bool w2o_array_length(w2o_value array, uint32_t *length);
/* The same as for structures, for elements. */
W2O_API bool w2o_array_get(w2o_value array, uint32_t index, w2o_value *result);
W2O_API bool w2o_array_set(w2o_value array, uint32_t index, w2o_value value);
/* Copies elements [first, first + count) of an array of numbers or vectors, in
   the bytes that they have there (1, 2, 4, 8 or 16 each, little-endian), to or
   from memory of the host. False when they are not inside, are references, or,
   for writing, immutable. */
W2O_API bool w2o_array_read(w2o_value array, uint32_t first, uint32_t count,
                            void *to);
W2O_API bool w2o_array_write(w2o_value array, uint32_t first, uint32_t count,
                             const void *from);

/*===------------------------------- Heap ---------------------------------===*/

typedef struct w2o_heap_statistics {
  uint64_t collections;
  uint64_t live_bytes;      /* found by the last collection */
  uint64_t used_bytes;      /* counts against the limit now */
  uint64_t allocated_bytes; /* ever, in runs of cells */
  uint64_t nanoseconds;     /* spent in collections */
} w2o_heap_statistics;

/* Collects now; there is never a need to. False when calls into the store are
   active on another stack or thread: nothing is collected until they return. */
W2O_API bool w2o_store_collect(w2o_store *store);
/* All zero while the store has no heap. */
W2O_API w2o_heap_statistics w2o_store_heap_statistics(w2o_store *store);
/* For tests: collects at every `interval`-th allocation, 0: when it is time.
   False when memory is exhausted. */
W2O_API bool w2o_store_set_heap_stress(w2o_store *store, uint32_t interval);

/*===---------------------------- Signals ---------------------------------===*/

typedef enum w2o_signal_mode {
  W2O_SIGNALS_CHAIN = 0, /* install handlers, forward what is not ours */
  W2O_SIGNALS_MANUAL = 1 /* the host calls w2o_handle_signal() */
} w2o_signal_mode;

/* Must be called before the first instance is made to have an effect; the
   default is W2O_SIGNALS_CHAIN. False when it is too late. */
W2O_API bool w2o_set_signal_mode(w2o_signal_mode mode);
/* For hosts with handlers of their own, called from a handler for SIGSEGV and
   SIGBUS with the three arguments of sa_sigaction. True when the fault was a
   guest's: the context was changed and the handler must return at once.
   The same when it was sent by w2o_store_interrupt(). Async-signal-safe. */
W2O_API bool w2o_handle_signal(int signal, void *info, void *context);

/*===--------------------- Description of a module ------------------------===*/

/* Modules are constants of the program: the functions work from any thread, and
   names are valid as long as the program or library with the object. */
W2O_API size_t w2o_module_num_imports(const w2o_module *module);
W2O_API size_t w2o_module_num_exports(const w2o_module *module);
/* Name and kind of an import or export; names are not terminated. False when
   `index` is too large. */
W2O_API bool w2o_module_import(const w2o_module *module, size_t index,
                               const char **module_name,
                               size_t *module_name_length, const char **field,
                               size_t *field_length, w2o_extern_kind *kind);
W2O_API bool w2o_module_export(const w2o_module *module, size_t index,
                               const char **name, size_t *name_length,
                               w2o_extern_kind *kind);

#ifdef __cplusplus
}
#endif

#endif /* WASM2OBJ_RT_H */
