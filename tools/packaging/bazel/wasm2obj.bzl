"""wasm_object: a WebAssembly module as a library of C.

    load("@wasm2obj//:wasm2obj.bzl", "wasm_object")

    wasm_object(
        name = "plugin",
        src = "plugin.wasm",
        copts = ["-O3"],
    )

    cc_binary(
        name = "host",
        srcs = ["host.c"],    # has #include "plugin.h"
        deps = [":plugin"],
    )
"""

load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

def _c_identifier(name):
    letters = [c if c.isalnum() else "_" for c in name.elems()]
    return ("_" if name[0].isdigit() else "") + "".join(letters)

def _options(ctx, cc_toolchain):
    """What every action of a module has to be given alike."""
    prefix = ctx.attr.prefix or _c_identifier(ctx.label.name)
    options = ["--prefix=" + prefix] + [
        ctx.expand_location(option)
        for option in ctx.attr.copts
    ]

    # A cross compiler that says what it compiles for; the one of the machine
    # says "local".
    target = cc_toolchain.target_gnu_system_name
    if "-" in target and not [o for o in options if o.startswith("--target")]:
        options.append("--target=" + target)
    return prefix, options

def _run(ctx, output, options, inputs = [], outputs = [], what = "Compiling"):
    arguments = ctx.actions.args()
    arguments.add_all(options)
    arguments.add(ctx.file.src)
    arguments.add("-o", output)
    ctx.actions.run(
        executable = ctx.executable._wasm2obj,
        arguments = [arguments],
        inputs = [ctx.file.src] + inputs + ctx.files.data,
        tools = ctx.files._tools,
        outputs = [output] + outputs,
        mnemonic = "Wasm2obj",
        progress_message = "{} {}".format(what, ctx.file.src.short_path),
    )

def _compile(ctx, output, options):
    """One action, or one for each partition and one that puts them together."""
    count = ctx.attr.partitions
    if count == 1:
        _run(ctx, output, options)
        return
    parts = []
    for i in range(count):
        part = ctx.actions.declare_file("%d.part" % i, sibling = output)
        parts.append(part)
        _run(
            ctx,
            part,
            options + ["-j1", "--partitions=%d" % count, "--partition=%d" % i],
            what = "Compiling part %d of %d of" % (i + 1, count),
        )
    joined = ",".join([part.path for part in parts])
    _run(
        ctx,
        output,
        options + ["--parts=" + joined],
        inputs = parts,
        what = "Joining the parts of",
    )

def _wasm_object_impl(ctx):
    if ctx.attr.partitions < 1:
        fail("partitions must be 1 or more")
    cc_toolchain = find_cpp_toolchain(ctx)
    prefix, options = _options(ctx, cc_toolchain)

    # Each in a folder of its own, so that including one header does not let
    # in all others of the package.
    folder = ctx.label.name + ".wasm2obj/"
    object = ctx.actions.declare_file(folder + prefix + ".o")
    header = ctx.actions.declare_file(folder + "include/" + prefix + ".h")
    _compile(ctx, object, options)
    _run(ctx, header, options + ["--emit=header"], what = "Declaring")

    runtime = ctx.attr._runtime[CcInfo]
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = cc_toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    linking, _ = cc_common.create_linking_context_from_compilation_outputs(
        actions = ctx.actions,
        name = ctx.label.name,
        feature_configuration = features,
        cc_toolchain = cc_toolchain,
        # Code of wasm2obj does not depend on its place.
        compilation_outputs = cc_common.create_compilation_outputs(
            objects = depset([object]),
            pic_objects = depset([object]),
        ),
        linking_contexts = [runtime.linking_context],
        disallow_dynamic_library = True,
    )
    own = CcInfo(
        compilation_context = cc_common.create_compilation_context(
            headers = depset([header]),
            includes = depset([header.dirname]),
        ),
        linking_context = linking,
    )
    return [
        DefaultInfo(files = depset([object, header])),
        OutputGroupInfo(object = depset([object]), header = depset([header])),
        cc_common.merge_cc_infos(
            direct_cc_infos = [own],
            cc_infos = [runtime],
        ),
    ]

wasm_object = rule(
    implementation = _wasm_object_impl,
    attrs = {
        "src": attr.label(
            allow_single_file = [".wasm"],
            mandatory = True,
            doc = "The module.",
        ),
        "prefix": attr.string(
            doc = "How all symbols start; default: the target's name.",
        ),
        "copts": attr.string_list(
            doc = "Options of wasm2obj, such as -O3. $(location) is expanded.",
        ),
        "data": attr.label_list(
            allow_files = True,
            doc = "Files that options name, such as a profile.",
        ),
        "partitions": attr.int(
            default = 1,
            doc = "Compiles in so many actions, which can run on as many " +
                  "machines. The object is the same.",
        ),
        "_wasm2obj": attr.label(
            default = "@wasm2obj_installation//:wasm2obj",
            allow_single_file = True,
            executable = True,
            cfg = "exec",
        ),
        "_tools": attr.label(
            default = "@wasm2obj_installation//:tools",
            cfg = "exec",
        ),
        "_runtime": attr.label(
            default = "@wasm2obj_installation//:w2o_rt",
            providers = [CcInfo],
        ),
        "_cc_toolchain": attr.label(
            default = "@bazel_tools//tools/cpp:current_cc_toolchain",
        ),
    },
    provides = [CcInfo],
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
    doc = "The object and the header of a module, and the runtime library.",
)
