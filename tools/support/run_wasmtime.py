"""Runs a WASI program in PyPI's wasmtime, for tools/bench.

  run_wasmtime.py --compile MODULE OUTPUT
  run_wasmtime.py OUTPUT ARG...

The last line of the output is the seconds from instantiation to exit: the
start of Python is no part of the comparison. A module that exports `run`
instead of `_start` has it called with the number that is its argument, and the
result printed; the seconds are those of the call.
"""
import sys
import time

from wasmtime import (Config, Engine, ExitTrap, Linker, Module, Store, Trap,
                      WasiConfig)


def make_engine():
    config = Config()
    for feature in ("wasm_gc", "wasm_function_references", "wasm_exceptions",
                    "wasm_memory64", "wasm_threads", "shared_memory"):
        if hasattr(type(config), feature):
            setattr(config, feature, True)
    return Engine(config)


def compile_module(source, target):
    module = Module.from_file(make_engine(), source)
    with open(target, "wb") as file:
        file.write(module.serialize())


def run(path, args):
    engine = make_engine()
    module = Module.deserialize_file(engine, path)
    begin = time.perf_counter()
    store = Store(engine)
    wasi = WasiConfig()
    wasi.argv = [path, *args]
    wasi.inherit_stdout()
    wasi.inherit_stderr()
    store.set_wasi(wasi)
    linker = Linker(engine)
    linker.define_wasi()
    instance = linker.instantiate(store, module)
    code = 0
    exports = instance.exports(store)
    if "run" in exports:
        begin = time.perf_counter()
        print(exports["run"](store, int(args[0])))
        print(f"{time.perf_counter() - begin:.6f}")
        return 0
    try:
        exports["_start"](store)
    except ExitTrap as error:
        code = error.code
    except Trap as error:
        print(error, file=sys.stderr)
        code = 134
    sys.stdout.flush()
    print(f"{time.perf_counter() - begin:.6f}")
    return code


if sys.argv[1] == "--compile":
    compile_module(sys.argv[2], sys.argv[3])
else:
    sys.exit(run(sys.argv[1], sys.argv[2:]))
