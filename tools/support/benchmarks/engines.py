"""How wasm2obj and its peers run a module. Peers are whatever is found: node,
wasmtime, wasmer and iwasm (with wamrc) on PATH, the wasmtime of PyPI that the
tests use, and the node of install_peers(). Run times do not include
compilation where the engine can compile ahead of time."""
import glob
import os
import shutil

from .process import Candidate, checked
from .suites import BUILD, CLANG, KERNELS, SOURCE, SUPPORT

WASM2OBJ = os.path.join(BUILD, "bin", "wasm2obj")


class Peer:
    """An engine: `prepare` compiles ahead of time where it can."""

    def __init__(self, name, prepare, command, inside=False):
        self.name = name
        self.prepare = prepare
        self.command = command
        self.inside = inside


PEERS = os.path.join(BUILD, "peers")


def wasmtime_library():
    """The C library in PyPI's package of the tests' assembler, or None."""
    found = glob.glob(os.path.join(
        BUILD, "venv", "lib", "python3*", "site-packages", "wasmtime",
        "*", "_libwasmtime.so"))
    return found[0] if found else None


def install_peers():
    """The current node from npm, into the build folder: distributions have old
    ones; with apt-get wabt, for wasm2c, and musl, for --sizes. PyPI's wasmtime
    is among what the tests install."""
    if shutil.which("apt-get"):
        try:
            checked(["apt-get", "install", "-y", "wabt", "musl-dev"])
        except RuntimeError as error:
            print(f"bench: {error}")
    system, machine = os.uname().sysname.lower(), os.uname().machine
    names = {"x86_64": "x64", "aarch64": "arm64"}
    package = f"node-{system}-{names.get(machine, machine)}"
    checked(["npm", "install", "--no-audit", "--no-fund", "--prefix", PEERS,
             package])
    os.makedirs(os.path.join(PEERS, "bin"), exist_ok=True)
    link = os.path.join(PEERS, "bin", "node")
    if os.path.lexists(link):
        os.remove(link)
    os.symlink(os.path.join(PEERS, "node_modules", package, "bin", "node"),
               link)


def find_peers():
    peers = []
    node = os.path.join(PEERS, "bin", "node")
    if not os.path.exists(node):
        node = shutil.which("node")
    if node:
        node_script = os.path.join(SUPPORT, "run_wasi.mjs")
        peers.append(Peer("node", lambda wasm: wasm, lambda module, args: [
            node, "--no-warnings", node_script, module, *args], inside=True))
    wasmtime = shutil.which("wasmtime")
    if wasmtime:
        def compile_wasmtime(wasm):
            checked([wasmtime, "compile", wasm, "-o", wasm + ".cwasm"])
            return wasm + ".cwasm"
        peers.append(Peer("wasmtime", compile_wasmtime, lambda module, args: [
            wasmtime, "run", "--allow-precompiled", module, *args]))
    python = os.path.join(BUILD, "venv", "bin", "python")
    if os.path.exists(python) and not wasmtime:
        script = os.path.join(SUPPORT, "run_wasmtime.py")

        def compile_pypi(wasm):
            checked([python, script, "--compile", wasm, wasm + ".pywasm"])
            return wasm + ".pywasm"
        peers.append(Peer("wasmtime (PyPI)", compile_pypi,
                          lambda module, args: [python, script, module, *args],
                          inside=True))
    wasmer = shutil.which("wasmer")
    if wasmer:
        # Its cache plays the part of compilation ahead of time.
        peers.append(Peer("wasmer", lambda wasm: wasm, lambda module, args: [
            wasmer, "run", module, "--", *args]))
    wamrc, iwasm = shutil.which("wamrc"), shutil.which("iwasm")
    if wamrc and iwasm:
        def compile_wamr(wasm):
            checked([wamrc, "--opt-level=3", "-o", wasm + ".aot", wasm])
            return wasm + ".aot"
        peers.append(Peer("iwasm", compile_wamr, lambda module, args: [
            iwasm, module, *args]))
    return peers


class Compile:
    """One compilation by wasm2obj: seconds, peak MiB, bytes of the object."""

    def __init__(self, benchmark, kind, level, wasm, done, object_file):
        self.name = benchmark.name
        self.suite = benchmark.suite
        self.kind = kind
        self.level = level
        self.wasm_size = os.path.getsize(wasm)
        self.seconds = done.seconds
        self.memory = done.memory
        self.object_size = os.path.getsize(object_file)


def candidates_for(benchmark, options, compiles):
    """All ways of running a benchmark; compilations are added to a list."""
    found = []
    if benchmark.native:
        found.append(Candidate("native", [benchmark.native, *benchmark.args],
                               benchmark.inside))
    for kind, wasm in benchmark.modules.items():
        suffix = "" if kind == "scalar" else " " + kind
        for compiler in options.compilers:
            for level in options.levels:
                add_wasm2obj(found, benchmark, kind, wasm, compiler, level,
                             suffix, options, compiles)
                if options.profile:
                    add_profiled(found, benchmark, kind, wasm, compiler,
                                 level, suffix, options, compiles)
        for peer in options.peers:
            try:
                module = peer.prepare(wasm)
            except RuntimeError as error:
                print(f"bench: {error}")
                continue
            found.append(Candidate(peer.name + suffix,
                                   peer.command(module, benchmark.args),
                                   peer.inside))
    return found


def add_profiled(found, benchmark, kind, wasm, compiler, level, suffix,
                 options, compiles):
    """Compiled with a profile of the same command."""
    stem = f"{wasm[:-5]}-{compiler[0] or 'w2o'}-{level}-counting"
    raw, profile = stem + ".profraw", stem + ".profdata"
    counting = []
    add_wasm2obj(counting, benchmark, kind, wasm, compiler, level,
                 "-counting", options, [], ["--profile-generate=" + raw])
    if not counting:
        return
    try:
        checked(counting[0].command)
        checked([os.path.join(os.path.dirname(os.path.realpath(CLANG)),
                              "llvm-profdata"), "merge", raw, "-o", profile])
    except RuntimeError as error:
        print(f"bench: {error}")
        return
    add_wasm2obj(found, benchmark, kind, wasm, compiler, level,
                 suffix + " profile", options, compiles,
                 ["--profile-use=" + profile])


def add_wasm2obj(found, benchmark, kind, wasm, compiler, level, suffix,
                 options, compiles, more=()):
    name, path = compiler
    stem = f"{wasm[:-5]}-{name or 'w2o'}-{level}{suffix.replace(' ', '-')}"
    flags = ["-" + level, *options.wasm2obj_flags, *more]
    try:
        done = checked([path, wasm, *flags, "-o", stem + ".o"])
        if benchmark.inside:
            checked([path, wasm, *flags, "--prefix=bench", "-o", stem + ".o"])
            checked([CLANG, "-O2", "-I",
                     os.path.join(SOURCE, "runtime-lib", "include"),
                     os.path.join(KERNELS, "host.c"), stem + ".o",
                     os.path.join(BUILD, "lib", "libw2o_rt.a"), "-lpthread",
                     "-o", stem])
        else:
            checked([path, wasm, *flags, "--emit=exe", "-o", stem])
    except RuntimeError as error:
        print(f"bench: {error}")
        return
    compiles.append(Compile(benchmark, kind, level, wasm, done, stem + ".o"))
    title = f"{name} -{level}" if name else f"wasm2obj -{level}"
    found.append(Candidate(title + suffix, [stem, *benchmark.args],
                           benchmark.inside))
