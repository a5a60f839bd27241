"""Compiles the guest to a shared library, as a part of the package."""
import os
import subprocess

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

# An installation from elsewhere may copy this folder alone to build it.
HERE = os.path.dirname(os.path.abspath(__file__))
GUEST = os.environ.get("GUEST", os.path.join(HERE, "../guest/expand.c"))


class BuildGuest(build_py):
    def run(self):
        super().run()
        folder = os.path.join(self.build_lib, "expand")
        wasm = os.path.join(folder, "expand.wasm")
        subprocess.run(
            ["clang-19", "--target=wasm32", "-O2", "-fno-builtin", "-nostdlib",
             "-Wl,--no-entry", GUEST, "-o", wasm], check=True)
        runtime = subprocess.run(
            ["pkg-config", "--variable=libdir", "wasm2obj"], check=True,
            stdout=subprocess.PIPE, text=True).stdout.strip()
        # Functions of Python have no symbols: imports are bound by name. The
        # library brings the runtime library along.
        subprocess.run(
            ["wasm2obj", wasm, "--imports=instance", "--emit=shared",
             f"--link-arg=-L{runtime}", "--link-arg=-lw2o_rt",
             f"--link-arg=-rpath={os.path.realpath(runtime)}",
             "-o", os.path.join(folder, "expand.so")], check=True)
        os.remove(wasm)


class WithLibrary(Distribution):
    """Depends on the processor, though it has no extension module."""

    def has_ext_modules(self):
        return True


setup(cmdclass={"build_py": BuildGuest}, distclass=WithLibrary)
