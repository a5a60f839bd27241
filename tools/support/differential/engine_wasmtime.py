"""The side of PyPI's wasmtime in tools/differential.

  engine_wasmtime.py

A server like w2o-difftest: requests `LEVEL SECONDS MODULE PLAN` on standard
input, traces on standard output. LEVEL is not used. Trap codes are printed by
name; compare.py knows which of ours they correspond to.

The C API is used directly: the Python classes convert floats, which changes
NaNs, and know no v128.
"""
import ctypes
import os
import resource
import signal
import sys
import zlib
from ctypes import byref

from wasmtime import Config, Engine
from wasmtime import _ffi as ffi

KINDS = {"i32": 0, "i64": 1, "f32": 2, "f64": 3, "v128": 4, "funcref": 5,
         "externref": 6, "anyref": 7, "exnref": 8}
KIND_NAMES = {number: name for name, number in KINDS.items()}
FUNC, GLOBAL, TABLE, MEMORY, SHAREDMEMORY = range(5)

TRAPS = {code.value: code.name.replace("WASMTIME_TRAP_CODE_", "").lower()
         for code in ffi.wasmtime_trap_code_enum}
# The enumeration of the bindings counts from one, the codes from zero.
TRAPS = {value - min(TRAPS): name for value, name in TRAPS.items()}

NO_FINALIZER = ctypes.cast(None, ctypes.CFUNCTYPE(None, ctypes.c_void_p))


def make_engine():
    config = Config()
    # One thread: the process forks.
    config.parallel_compilation = False
    config.cranelift_opt_level = "speed"
    # Where results are not specified, do what the hardware does, as wasm2obj.
    config.wasm_relaxed_simd_deterministic = False
    for name in ("threads", "tail_call", "reference_types", "simd",
                 "relaxed_simd", "bulk_memory", "multi_value", "multi_memory",
                 "memory64", "exceptions", "function_references", "gc",
                 "wide_arithmetic", "custom_page_sizes"):
        setattr(config, "wasm_" + name, True)
    config.shared_memory = True
    return Engine(config)


def message_of(error):
    text = ffi.wasm_byte_vec_t()
    ffi.wasmtime_error_message(error, byref(text))
    return ffi.to_str(text).replace("\n", " ")


class Run:
    def __init__(self, engine, path, write):
        self.write = write
        with open(path, "rb") as file:
            data = file.read()
        buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        self.module = ctypes.POINTER(ffi.wasmtime_module_t)()
        self.error = ffi.wasmtime_module_new(
            engine.ptr(), buffer, len(data), byref(self.module))
        store = ffi.wasmtime_store_new(engine.ptr(), None, NO_FINALIZER)
        self.context = ffi.wasmtime_store_context(store)
        self.instance = None
        self.watched = []

    # ---- Values

    def parse(self, text):
        kind, bits = text.split(":")
        value = ffi.wasmtime_val_t(kind=KINDS[kind])
        if bits == "null":
            # All references: an owner of 0 is null.
            ctypes.memset(byref(value.of), 0, ctypes.sizeof(value.of))
        elif kind == "externref":
            ffi.wasmtime_externref_new(self.context, int(bits, 16),
                                       NO_FINALIZER, byref(value.of.externref))
        else:
            raw = int(bits, 16).to_bytes(len(bits) // 2, "little")
            ctypes.memmove(byref(value.of), raw, len(raw))
        return value

    def format(self, value):
        kind = KIND_NAMES[getattr(value.kind, "value", value.kind)]
        size = {"i32": 4, "f32": 4, "i64": 8, "f64": 8, "v128": 16}.get(kind)
        if size:
            raw = ctypes.string_at(byref(value.of), size)
            return f"{kind}:{int.from_bytes(raw, 'little'):0{2 * size}x}"
        if not getattr(value.of, kind).store_id:
            return "ref:null"
        if kind == "externref":
            data = ffi.wasmtime_externref_data(self.context,
                                               byref(value.of.externref))
            return f"ref:{data:x}" if data else "ref:some"
        return "ref:some"

    # ---- Steps

    def failed(self, what, error, trap):
        """Prints a trap or error, and whether there was one."""
        if (trap or error) and ffi.wasmtime_context_has_exception(
                self.context):
            exception = ffi.wasmtime_exnref_t()
            ffi.wasmtime_context_take_exception(self.context,
                                                byref(exception))
            self.write(f"{what} trap uncaught_exception")
            return True
        if trap:
            code = ffi.wasmtime_trap_code_t()
            if ffi.wasmtime_trap_code(trap, byref(code)):
                self.write(f"{what} trap {TRAPS.get(code.value, code.value)}")
            else:
                text = ffi.wasm_byte_vec_t()
                ffi.wasm_trap_message(trap, byref(text))
                message = ffi.to_str(text)[:-1].replace("\n", " ")
                self.write(f"{what} trap {message}")
            return True
        if error:
            self.write(f"{what} error {message_of(error)}")
            return True
        return False

    def instantiate(self):
        self.instance = ffi.wasmtime_instance_t()
        trap = ctypes.POINTER(ffi.wasm_trap_t)()
        error = ffi.wasmtime_instance_new(
            self.context, self.module, None, 0, byref(self.instance),
            byref(trap))
        if self.failed("instance", error, trap):
            self.instance = None
        else:
            self.write("instance ok")

    def export(self, name):
        item = ffi.wasmtime_extern_t()
        if self.instance is None or not ffi.wasmtime_instance_export_get(
                self.context, byref(self.instance),
                ctypes.create_string_buffer(name), len(name), byref(item)):
            return None
        item.kind = getattr(item.kind, "value", item.kind)
        return item

    def set(self, name, text):
        item = self.export(name)
        if item is None:
            return self.write("set missing")
        value = self.parse(text)
        error = ffi.wasmtime_global_set(
            self.context, byref(item.of.global_), byref(value))
        self.write("set refused" if error else "set ok")

    def call(self, name, kinds, texts):
        item = self.export(name)
        if item is None:
            return self.write("call missing")
        count = len(kinds.split(",")) if kinds != "-" else 0
        args = (ffi.wasmtime_val_t * max(len(texts), 1))(
            *[self.parse(text) for text in texts])
        results = (ffi.wasmtime_val_t * max(count, 1))()
        trap = ctypes.POINTER(ffi.wasm_trap_t)()
        error = ffi.wasmtime_func_call(
            self.context, byref(item.of.func), args, len(texts), results,
            count, byref(trap))
        if not self.failed("call", error, trap):
            self.write(" ".join(["call ok"] + [self.format(results[i])
                                               for i in range(count)]))

    def state(self):
        for kind, name in self.watched:
            item = self.export(name)
            if item is None:
                self.write("state missing")
            elif kind == "global":
                value = ffi.wasmtime_val_t()
                ffi.wasmtime_global_get(
                    self.context, byref(item.of.global_), byref(value))
                self.write("state global " + self.format(value))
            elif kind == "table":
                self.table_state(item.of.table)
            else:
                self.memory_state(item)

    def table_state(self, table):
        size = ffi.wasmtime_table_size(self.context, byref(table))
        pattern = bytearray(size)
        for i in range(size):
            value = ffi.wasmtime_val_t()
            ffi.wasmtime_table_get(self.context, byref(table), i,
                                   byref(value))
            pattern[i] = self.format(value) != "ref:null"
        self.write(f"state table {size} {zlib.crc32(pattern):08x}")

    def memory_state(self, item):
        if item.kind == SHAREDMEMORY:
            shared = item.of.sharedmemory
            size = ffi.wasmtime_sharedmemory_data_size(shared)
            data = ffi.wasmtime_sharedmemory_data(shared)
        else:
            memory = byref(item.of.memory)
            size = ffi.wasmtime_memory_data_size(self.context, memory)
            data = ffi.wasmtime_memory_data(self.context, memory)
        contents = ctypes.string_at(data, size) if size else b""
        self.write(f"state memory {size} {zlib.crc32(contents):08x}")

    def step(self, line):
        words = line.split()
        if not words or words[0] == "nan":
            return
        if len(words) > 1:
            at = 2 if words[0] == "watch" else 1
            name = b"" if words[at] == "-" else bytes.fromhex(words[at])
        if words[0] == "watch":
            self.watched.append((words[1], name))
        elif words[0] == "instance":
            self.instantiate()
        elif words[0] == "set":
            self.set(name, words[2])
        elif words[0] == "call":
            self.call(name, words[2], words[3:])
        elif words[0] == "state":
            self.state()


def serve(engine, seconds, path, plan):
    # Every line at once: a crash must not lose those before it.
    def write(line):
        os.write(1, line.encode() + b"\n")
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    run = Run(engine, path, write)
    if run.error:
        return write("compile " + message_of(run.error))
    with open(plan, encoding="ascii") as file:
        for line in file:
            run.step(line)


def main():
    engine = make_engine()
    for line in sys.stdin:
        _, seconds, path, plan = line.split()
        child = os.fork()
        if child == 0:
            status = 3
            try:
                serve(engine, int(seconds), path, plan)
                status = 0
            except Exception as error:  # the answer has to say so
                print(f"{type(error).__name__}: {error}", file=sys.stderr)
            finally:
                sys.stderr.flush()
                os._exit(status)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            print(f"end exit {os.WEXITSTATUS(status)}")
        elif os.WTERMSIG(status) == signal.SIGXCPU:
            print("end timeout")
        else:
            print(f"end signal {os.WTERMSIG(status)}")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
