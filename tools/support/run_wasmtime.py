"""Runs a WASI program in PyPI's wasmtime, for tools/bench.

  run_wasmtime.py --compile MODULE OUTPUT
  run_wasmtime.py OUTPUT ARG...

The last line of the output is the seconds from instantiation to exit: the
start of Python is no part of the comparison.
"""
import sys
import time

from wasmtime import (Engine, ExitTrap, Linker, Module, Store, Trap,
                      WasiConfig)


def compile_module(source, target):
    module = Module.from_file(Engine(), source)
    with open(target, "wb") as file:
        file.write(module.serialize())


def run(path, args):
    engine = Engine()
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
    try:
        instance.exports(store)["_start"](store)
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
