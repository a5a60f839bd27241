"""Compiles a Kotlin file to a WebAssembly module with WASI, or to a JAR file.

  kotlin.py LIBRARIES CACHE wasm|jvm IN.kt OUT [OPTION...]

LIBRARIES is the folder with Kotlin's compiler and libraries. The compiler takes
half a minute, and its output depends on nothing but its input: it is kept in
the folder CACHE, under a name made from all that went in.
"""
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

COMPILER_JARS = ("kotlin-compiler.jar", "kotlin-stdlib.jar",
                 "kotlin-reflect.jar", "kotlin-script-runtime.jar",
                 "kotlinx-coroutines-core-jvm.jar", "annotations-13.0.jar")


def run_compiler(libraries, name, arguments):
    jars = os.pathsep.join(os.path.join(libraries, jar)
                           for jar in COMPILER_JARS)
    # It runs for seconds: the second compiler of the JVM does not pay.
    done = subprocess.run(
        ["java", "-Xmx2g", "-XX:TieredStopAtLevel=1", "-cp", jars, name,
         "-nowarn", *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{name}: exit code {done.returncode}")


def to_wasm(libraries, source, work, options):
    """In two steps, as the compiler wants it: a library, then the module."""
    def compiler(*arguments):
        run_compiler(libraries, "org.jetbrains.kotlin.cli.js."
                     "KotlinWasmCompiler", [
                         "-Xwasm-target=wasm-wasi", "-libraries",
                         os.path.join(libraries,
                                      "kotlin-stdlib-wasm-wasi.klib"),
                         "-ir-output-name", "program", *arguments, *options])
    library = os.path.join(work, "library")
    compiler("-Xir-produce-klib-dir", "-ir-output-dir", library, source)
    compiler("-Xir-produce-js", "-Xir-dce", f"-Xinclude={library}",
             "-ir-output-dir", work)
    return os.path.join(work, "program.wasm")


def to_jar(libraries, source, work, options):
    jar = os.path.join(work, "program.jar")
    run_compiler(libraries, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
                 ["-no-stdlib", "-no-reflect", "-cp",
                  os.path.join(libraries, "kotlin-stdlib.jar"), source, "-d",
                  jar, *options])
    return jar


def key(libraries, arguments, source):
    state = hashlib.sha256(repr(arguments).encode())
    with open(__file__, "rb") as file:
        state.update(file.read())
    with open(source, "rb") as file:
        state.update(file.read())
    for name in sorted(os.listdir(libraries)):
        size = os.path.getsize(os.path.join(libraries, name))
        state.update(f"{name} {size}".encode())
    return state.hexdigest()


def main():
    libraries, cache, kind, source, output, *options = sys.argv[1:]
    kept = os.path.join(cache, key(libraries, [kind, *options], source))
    if not os.path.exists(kept):
        os.makedirs(cache, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as work:
            make = to_wasm if kind == "wasm" else to_jar
            # Renamed when complete: another process may look for it.
            os.replace(make(libraries, source, work, options), kept)
    shutil.copyfile(kept, output)


main()
