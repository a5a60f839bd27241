"""For modules of Bazel: `at` says where wasm2obj is installed.

A file of its own, because Bazel before version 5 does not know the word
module_extension and refuses files that have it.
"""

load("//:installation.bzl", "wasm2obj_installation")

def _installation_impl(module_ctx):
    prefix = ""
    for module in module_ctx.modules:
        if module.is_root:
            for tag in module.tags.at:
                prefix = tag.prefix
    wasm2obj_installation(name = "wasm2obj_installation", prefix = prefix)

installation = module_extension(
    implementation = _installation_impl,
    tag_classes = {"at": tag_class(attrs = {"prefix": attr.string()})},
    doc = "The repository wasm2obj_installation.",
)
