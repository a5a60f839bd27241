"""The suite `libraries`: well-known libraries in C, whose sources come with
packages of crates.io, each with a driver of ours (test/bench/libraries). They
are built natively and for WebAssembly like the kernels, so both forms exist of
the same source, and sizes can be compared as well as times."""
import glob
import os
import shutil
import subprocess
import tempfile

from .process import checked, code_size
from .suites import (BUILD, CLANG, KERNELS, Benchmark, native_flags)

CRATES = os.path.join(BUILD, "programs", "crates")


class Library:
    """Version of a crate, and what of it is compiled: patterns of files below
    `folder`, less those whose names are in `without`."""

    def __init__(self, crate, version, folder, sources, flags=(), without=(),
                 include=()):
        self.crate = crate
        self.version = version
        self.folder = os.path.join(CRATES, "vendor", crate, folder)
        self.sources = sources
        self.flags = list(flags)
        self.without = without
        self.include = ["", *include]

    def files(self):
        found = []
        for pattern in self.sources:
            found += sorted(glob.glob(os.path.join(self.folder, pattern)))
        return [file for file in found
                if os.path.basename(file) not in self.without]


LIBRARIES = {
    "lua": Library(
        "lua-src", "=547.1.0", "lua-5.4.7", ["*.c"],
        # No setjmp(), no signals, and the same run each time.
        ["-D_SETJMP_H", "-Dluai_jmpbuf=int", "-DLUAI_THROW(L,c)=abort()",
         "-DLUAI_TRY(L,c,a)=a", "-Dluai_makeseed(L)=42",
         "-Dl_randomizePivot()=0", "-D_WASI_EMULATED_SIGNAL"],
        without=["lua.c", "luac.c", "linit.c", "loslib.c", "liolib.c",
                 "loadlib.c"]),
    "lz4": Library(
        "lz4-sys", "=1.11.1", "liblz4/lib", ["lz4.c"],
        # The loop that it chooses for x86-64, where pointers have 32 bits, too.
        ["-DLZ4_FAST_DEC_LOOP=1"]),
    "pcre2": Library(
        "pcre2-sys", "=0.2.10", "upstream/src", ["*.c"],
        ["-DPCRE2_CODE_UNIT_WIDTH=8", "-DHAVE_STDLIB_H", "-DHAVE_MEMMOVE",
         "-DHAVE_CONFIG_H", "-DPCRE2_STATIC", "-DSUPPORT_PCRE2_8",
         "-DSUPPORT_UNICODE"],
        # Parts of other files.
        without=["pcre2_jit_match.c", "pcre2_jit_misc.c", "pcre2_ucptables.c"],
        include=["../include"]),
    "quickjs": Library(
        "rquickjs-sys", "=0.9.0", "quickjs",
        ["quickjs.c", "libregexp.c", "libunicode.c", "cutils.c", "libbf.c"],
        ["-D_GNU_SOURCE"]),
    "sqlite": Library(
        "libsqlite3-sys", "=0.30.1", "sqlite3", ["sqlite3.c"],
        ["-DSQLITE_OS_OTHER=1", "-DSQLITE_THREADSAFE=0",
         "-DSQLITE_TEMP_STORE=3", "-DSQLITE_OMIT_LOAD_EXTENSION"]),
    "yyjson": Library("yyjson-sys", "=0.1.0", "yyjson/src", ["yyjson.c"]),
    "zlib": Library(
        "libz-sys", "=1.1.31", "src/zlib", ["*.c"],
        without=["gzclose.c", "gzlib.c", "gzread.c", "gzwrite.c"]),
    "zstd": Library(
        "zstd-sys", "=2.1.3", "zstd/lib",
        ["common/*.c", "compress/*.c", "decompress/*.c"],
        # Neither asks the CPU what it can do.
        ["-DZSTD_DISABLE_ASM", "-DDYNAMIC_BMI2=0"]),
}

# What compilers use without being asked today, and clang 19 did not yet.
FEATURES = ["-mbulk-memory", "-msign-ext", "-mnontrapping-fptoint"]


def fetch():
    """Puts the crates into the build folder, once. None on success, else what
    is wrong."""
    manifest = ('[package]\nname = "sources"\nversion = "0.0.0"\n'
                'edition = "2021"\n[lib]\npath = "lib.rs"\n[dependencies]\n')
    manifest += "".join(f'{library.crate} = "{library.version}"\n'
                        for library in LIBRARIES.values())
    path = os.path.join(CRATES, "Cargo.toml")
    if os.path.exists(path):
        with open(path) as file:
            if file.read() == manifest:
                return None
    if not shutil.which("cargo"):
        return "there is no cargo to fetch the sources"
    shutil.rmtree(CRATES, ignore_errors=True)
    os.makedirs(os.path.dirname(CRATES), exist_ok=True)
    # Renamed when all is there: an interrupted run leaves no half of it.
    with tempfile.TemporaryDirectory(dir=os.path.dirname(CRATES)) as work:
        folder = os.path.join(work, "crates")
        os.makedirs(folder)
        for name, text in (("Cargo.toml", manifest), ("lib.rs", "")):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        done = subprocess.run(["cargo", "vendor", "--quiet"], cwd=folder,
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["no message"]
            return f"cargo vendor: {lines[-1]}"
        os.rename(folder, CRATES)
    return None


def native_size(name, level, cpu, work):
    """Of a static program with musl: the C library for WebAssembly was made
    from it, and a linker for WebAssembly, too, leaves out what is not used.
    None without musl."""
    include, folder = (f"/usr/{kind}/{os.uname().machine}-linux-musl"
                       for kind in ("include", "lib"))
    if not os.path.exists(os.path.join(folder, "libc.a")):
        return None
    program = os.path.join(work, f"{name}-static-{level}")
    checked([CLANG, f"-{level}", *native_flags(cpu), "-ffunction-sections",
             "-static", "-nostdlibinc", "-isystem", include, "-nostdlib",
             *(os.path.join(folder, start) for start in ("crt1.o", "crti.o")),
             *compile_flags(name), *command_sources(name), "-L" + folder,
             "-Wl,--gc-sections", "-lc", "-lgcc",
             os.path.join(folder, "crtn.o"), "-o", program])
    return code_size(program)


def wasm2c_size(wasm):
    """Of what clang -O2 makes of the output of wasm2c; None without it."""
    if not shutil.which("wasm2c"):
        return None
    source, found = wasm + ".c", wasm + ".c.o"
    checked(["wasm2c", wasm, "-o", source])
    checked([CLANG, "-O2", "-w", "-c", source, "-o", found])
    return code_size(found)


def sizes(name, cpu, work, wasm2obj, engines):
    """Bytes of machine code by the name of what made it; native code first,
    the others from a module that clang made at -O2. `engines` has pairs of a
    name and a function that compiles a module to an ELF file."""
    wasm = os.path.join(work, name + "-O2.wasm")
    build_module(name, "-O2", [], wasm)
    found = {f"native -{level}": native_size(name, level, cpu, work)
             for level in ("O2", "Os")}
    for level in ("O2", "Os"):
        ours = os.path.join(work, f"{name}-size-{level}.o")
        checked([wasm2obj, f"-{level}", wasm, "-o", ours])
        found[f"wasm2obj -{level}"] = code_size(ours)
    found["wasm2c"] = wasm2c_size(wasm)
    for engine, compile_module in engines:
        found[engine] = code_size(compile_module(wasm))
    return {maker: size for maker, size in found.items() if size}


def compile_flags(name):
    library = LIBRARIES[name]
    return ["-w", *library.flags] + [
        "-I" + os.path.join(library.folder, folder)
        for folder in library.include]


def command_sources(name):
    return [os.path.join(KERNELS, "libraries", name + ".c"),
            *LIBRARIES[name].files()]


def build_module(name, level, flags, wasm):
    checked([CLANG, level, "--target=wasm32-wasi", *FEATURES, *flags,
             "-D_WASI_EMULATED_PROCESS_CLOCKS", *compile_flags(name),
             *command_sources(name), "-Wl,-z,stack-size=1048576", "-o", wasm,
             "-lm", "-lwasi-emulated-process-clocks"])


def build(name, kinds, cpu, work):
    benchmark = Benchmark(name, "libraries")
    benchmark.native = os.path.join(work, name)
    checked([CLANG, "-O3", *native_flags(cpu), *compile_flags(name),
             *command_sources(name), "-o", benchmark.native, "-lm"])
    for kind in kinds:
        wasm = os.path.join(work, f"{name}-{kind}.wasm")
        build_module(name, "-O3", ["-msimd128"] if kind == "simd" else [],
                     wasm)
        benchmark.modules[kind] = wasm
    return benchmark
