"""Finds what `cmake --install` or a package has put on the machine.

A repository `wasm2obj_installation` with two targets: `wasm2obj`, the compiler
with what it starts, and `w2o_rt`, the runtime library with its headers. Bazel
hashes all of these files, so that another version of the compiler compiles
everything anew, also from a cache that machines share.
"""

_BUILD = """
filegroup(
    name = "wasm2obj",
    srcs = ["bin/wasm2obj"],
    visibility = ["//visibility:public"],
)

# For --preinit, which runs a part of the module while it is compiled.
filegroup(
    name = "tools",
    srcs = glob(["bin/*"]),
    visibility = ["//visibility:public"],
)

cc_library(
    name = "w2o_rt",
    srcs = ["lib/libw2o_rt.a"],
    hdrs = glob(["include/*"]),
    includes = ["include"],
    linkopts = ["-pthread"],
    visibility = ["//visibility:public"],
)
"""

_TOOLS = ["wasm2obj", "w2o-preinit"]

def _wasm2obj_installation_impl(repository_ctx):
    prefix = repository_ctx.attr.prefix
    if prefix:
        root = repository_ctx.path(prefix)
    else:
        # This file is in PREFIX/share/wasm2obj/bazel.
        here = repository_ctx.path(Label("//:BUILD.bazel")).realpath
        root = here.dirname.dirname.dirname.dirname
    for tool in _TOOLS:
        path = root.get_child("bin").get_child(tool)
        if not path.exists:
            fail("no wasm2obj is installed in {}: there is no bin/{}; say where with prefix".format(root, tool))
        repository_ctx.symlink(path, "bin/" + tool)
    library = root.get_child("lib").get_child("libw2o_rt.a")
    if not library.exists:
        fail("no runtime library is installed in {}: there is no lib/libw2o_rt.a".format(root))
    repository_ctx.symlink(library, "lib/libw2o_rt.a")
    for header in root.get_child("include").readdir():
        if header.basename.startswith("wasm2obj_"):
            repository_ctx.symlink(header, "include/" + header.basename)
    repository_ctx.file("WORKSPACE", "")
    repository_ctx.file("BUILD.bazel", _BUILD)

wasm2obj_installation = repository_rule(
    implementation = _wasm2obj_installation_impl,
    attrs = {
        "prefix": attr.string(
            doc = "Where it is installed; default: where this rule is.",
        ),
    },
    local = True,
    doc = "The installed compiler and runtime library as targets.",
)
