/* wasmtime.c - The example of a server with wasmtime in the place of wasm2obj
 *
 * An executor (docs/examples/server/executor.h) with wasmtime's C API, which is
 * loaded at run time from the library that WASMTIME_LIBRARY names (PyPI's
 * package has it); the guest is WASMTIME_MODULE, and its machine code is kept
 * beside it, so that only the first start compiles. As there, an instance for
 * each request comes from a pool, and epochs end it. What is used of the API is
 * declared here, as of version 50.
 */
#include "executor.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  size_t size;
  char *data;
} bytes;
typedef struct {
  uint64_t store;
  size_t inner;
} instance;
typedef struct {
  uint64_t store;
  void *inner;
} function;
typedef struct {
  uint8_t kind; /* 0: a function */
  union {
    function func;
    uint64_t rest[3];
  } of;
} external;
_Static_assert(sizeof(external) == 32, "as of version 50");
typedef ptrdiff_t (*writer)(void *, const unsigned char *, size_t);

/* Results, names and parameters; everything opaque is void. */
#define API(F)                                                                 \
  F(void *, wasm_config_new, (void))                                           \
  F(void, wasmtime_config_epoch_interruption_set, (void *, bool))              \
  F(void, wasmtime_config_max_wasm_stack_set, (void *, size_t))                \
  F(void *, wasmtime_pooling_allocation_config_new, (void))                    \
  F(void, wasmtime_pooling_allocation_config_total_core_instances_set,         \
    (void *, uint32_t))                                                        \
  F(void, wasmtime_pooling_allocation_config_total_memories_set,               \
    (void *, uint32_t))                                                        \
  F(void, wasmtime_pooling_allocation_config_total_tables_set,                 \
    (void *, uint32_t))                                                        \
  F(void, wasmtime_pooling_allocation_config_linear_memory_keep_resident_set,  \
    (void *, size_t))                                                          \
  F(void, wasmtime_pooling_allocation_strategy_set, (void *, void *))          \
  F(void *, wasm_engine_new_with_config, (void *))                             \
  F(void, wasmtime_engine_increment_epoch, (void *))                           \
  F(void *, wasmtime_module_new, (void *, const void *, size_t, void **))      \
  F(void *, wasmtime_module_serialize, (void *, bytes *))                      \
  F(void *, wasmtime_module_deserialize_file, (void *, const char *, void **)) \
  F(void *, wasmtime_linker_new, (void *))                                     \
  F(void *, wasmtime_linker_define_wasi, (void *))                             \
  F(void *, wasmtime_linker_instantiate_pre, (void *, void *, void **))        \
  F(void *, wasmtime_instance_pre_instantiate,                                 \
    (void *, void *, instance *, void **))                                     \
  F(bool, wasmtime_instance_export_get,                                        \
    (void *, const instance *, const char *, size_t, external *))              \
  F(void *, wasmtime_store_new, (void *, void *, void (*)(void *)))            \
  F(void *, wasmtime_store_context, (void *))                                  \
  F(void, wasmtime_store_limiter,                                              \
    (void *, int64_t, int64_t, int64_t, int64_t, int64_t))                     \
  F(void, wasmtime_store_delete, (void *))                                     \
  F(void, wasmtime_context_set_epoch_deadline, (void *, uint64_t))             \
  F(void *, wasmtime_context_set_wasi, (void *, void *))                       \
  F(void *, wasmtime_func_call,                                                \
    (void *, const function *, const void *, size_t, void *, size_t, void **)) \
  F(void, wasm_trap_delete, (void *))                                          \
  F(bool, wasmtime_trap_code, (const void *, uint8_t *))                       \
  F(void, wasmtime_error_delete, (void *))                                     \
  F(bool, wasmtime_error_exit_status, (const void *, int *))                   \
  F(void *, wasi_config_new, (void))                                           \
  F(bool, wasi_config_set_argv, (void *, size_t, const char *const *))         \
  F(bool, wasi_config_set_env,                                                 \
    (void *, size_t, const char *const *, const char *const *))                \
  F(void, wasm_byte_vec_new, (bytes *, size_t, const char *))                  \
  F(void, wasi_config_set_stdin_bytes, (void *, bytes *))                      \
  F(void, wasi_config_set_stdout_custom,                                       \
    (void *, writer, void *, void (*)(void *)))                                \
  F(void, wasi_config_set_stderr_custom,                                       \
    (void *, writer, void *, void (*)(void *)))
#define DECLARE(result, name, params) static result(*name) params;
API(DECLARE)

enum { INTERRUPT = 10 }; /* of wasmtime's trap codes */

static struct limits limits;
static void *engine, *prepared;
static pthread_t ticker;
static atomic_bool stopping;

static void *tick(void *unused) {
  while (!atomic_load(&stopping)) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    wasmtime_engine_increment_epoch(engine);
  }
  return unused;
}

static bool fail(const char *what) {
  fprintf(stderr, "wasmtime: %s failed\n", what);
  return false;
}

/* The module, from its machine code where that is there. */
static void *load_module(const char *path) {
  char kept[4096];
  void *module = NULL;
  snprintf(kept, sizeof kept, "%s.cwasm", path);
  if (!wasmtime_module_deserialize_file(engine, kept, &module))
    return module;
  FILE *file = fopen(path, "rb");
  if (!file)
    return NULL;
  static char wasm[1 << 22];
  size_t size = fread(wasm, 1, sizeof wasm, file);
  fclose(file);
  bytes code;
  if (wasmtime_module_new(engine, wasm, size, &module) ||
      wasmtime_module_serialize(module, &code) || !(file = fopen(kept, "wb")))
    return NULL;
  fwrite(code.data, 1, code.size, file);
  fclose(file);
  return module;
}

static bool start(const struct limits *given, const char *program) {
  (void)program;
  const char *path = getenv("WASMTIME_LIBRARY"),
             *wasm = getenv("WASMTIME_MODULE");
  void *library = path ? dlopen(path, RTLD_NOW) : NULL;
  if (!library || !wasm)
    return fail("loading the library");
#define LOAD(result, name, params)                                             \
  if (!(*(void **)&name = dlsym(library, #name)))                              \
    return fail(#name);
  API(LOAD)
  limits = *given;
  void *config = wasm_config_new();
  wasmtime_config_epoch_interruption_set(config, true);
  wasmtime_config_max_wasm_stack_set(config, limits.stack_size);
  void *pool = wasmtime_pooling_allocation_config_new();
  wasmtime_pooling_allocation_config_total_core_instances_set(pool,
                                                              limits.instances);
  wasmtime_pooling_allocation_config_total_memories_set(pool, limits.instances);
  wasmtime_pooling_allocation_config_total_tables_set(pool, limits.instances);
  /* As many pages as wasm2obj keeps. */
  wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(pool,
                                                                     32 * 4096);
  wasmtime_pooling_allocation_strategy_set(config, pool);
  engine = wasm_engine_new_with_config(config);
  void *module = load_module(wasm);
  void *linker = wasmtime_linker_new(engine);
  if (!module || wasmtime_linker_define_wasi(linker) ||
      wasmtime_linker_instantiate_pre(linker, module, &prepared))
    return fail("loading the module");
  return pthread_create(&ticker, NULL, tick, NULL) == 0;
}

static ptrdiff_t write_reply(void *reply, const unsigned char *data,
                             size_t size) {
  return reply_write(reply, data, size) ? (ptrdiff_t)size : -1;
}

static ptrdiff_t write_log(void *reply, const unsigned char *data,
                           size_t size) {
  reply_say(reply, data, size);
  return (ptrdiff_t)size;
}

/* Its own form of the variables: names and values apart. */
static void *make_wasi(const struct request *request, struct reply *reply) {
  static const char *const args[] = {"guest"};
  const char *names[256], *values[256];
  char text[1 << 17];
  size_t used = 0;
  for (size_t i = 0; i < request->num_variables; ++i) {
    const char *variable = request->variables[i];
    size_t size = strlen(variable) + 1;
    char *copy = memcpy(text + used, variable, size);
    used += size;
    char *equals = strchr(copy, '=');
    *equals = '\0';
    names[i] = copy;
    values[i] = equals + 1;
  }
  void *wasi = wasi_config_new();
  wasi_config_set_argv(wasi, 1, args);
  wasi_config_set_env(wasi, request->num_variables, names, values);
  bytes body;
  wasm_byte_vec_new(&body, request->body_size, request->body);
  wasi_config_set_stdin_bytes(wasi, &body);
  wasi_config_set_stdout_custom(wasi, write_reply, reply, NULL);
  wasi_config_set_stderr_custom(wasi, write_log, reply, NULL);
  return wasi;
}

static enum outcome execute(const struct request *request,
                            struct reply *reply) {
  void *store = wasmtime_store_new(engine, NULL, NULL);
  void *context = wasmtime_store_context(store);
  instance made;
  external entry;
  void *trap = NULL, *error;
  enum outcome outcome = OUTCOME_DONE;
  wasmtime_store_limiter(store, (int64_t)limits.memory_pages << 16, -1, -1, -1,
                         -1);
  wasmtime_context_set_epoch_deadline(context, limits.deadline_ms);
  error = wasmtime_context_set_wasi(context, make_wasi(request, reply));
  if (!error)
    error = wasmtime_instance_pre_instantiate(prepared, context, &made, &trap);
  if (!error && !trap &&
      wasmtime_instance_export_get(context, &made, "_start", 6, &entry))
    error =
        wasmtime_func_call(context, &entry.of.func, NULL, 0, NULL, 0, &trap);
  if (error || trap) {
    int status = -1;
    uint8_t code = 255;
    if (error)
      wasmtime_error_exit_status(error, &status);
    if (trap)
      wasmtime_trap_code(trap, &code);
    if (status)
      outcome = code == INTERRUPT ? OUTCOME_LATE : OUTCOME_FAILED;
    snprintf(reply->why, sizeof reply->why, "trap %d, exit %d", code, status);
    if (error)
      wasmtime_error_delete(error);
    if (trap)
      wasm_trap_delete(trap);
  }
  wasmtime_store_delete(store);
  return outcome;
}

static bool stop(void) {
  atomic_store(&stopping, true);
  pthread_join(ticker, NULL);
  return true;
}

const struct executor sandbox_executor = {start, execute, stop};
