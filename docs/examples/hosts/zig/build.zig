//! Zig compiles both sides: the guest to WebAssembly, and the host, which is
//! linked with the object that wasm2obj makes of the guest.
const std = @import("std");

pub fn build(b: *std.Build) void {
    const target = b.standardTargetOptions(.{});
    const optimize = b.standardOptimizeOption(.{});

    const guest = b.addExecutable(.{
        .name = "expand",
        .root_module = b.createModule(.{
            .target = b.resolveTargetQuery(.{
                .cpu_arch = .wasm32,
                .os_tag = .freestanding,
            }),
            .optimize = .fast,
        }),
    });
    guest.root_module.addCSourceFile(.{
        .file = b.path("../guest/expand.c"),
        .flags = &.{"-fno-builtin"},
    });
    guest.entry = .disabled;

    const compile = b.addSystemCommand(&.{"wasm2obj"});
    compile.addArtifactArg(guest);
    compile.addArg("-o");
    const object = compile.addOutputFileArg("expand.o");

    const host = b.addExecutable(.{
        .name = "host",
        .root_module = b.createModule(.{
            .root_source_file = b.path("src/main.zig"),
            .target = target,
            .optimize = optimize,
            .link_libc = true,
        }),
    });
    host.root_module.addObjectFile(object);
    host.root_module.addLibraryPath(.{ .cwd_relative = pkgConfig(b, "libdir") });
    host.root_module.linkSystemLibrary("w2o_rt", .{
        .preferred_link_mode = .static,
        .search_strategy = .mode_first,
    });
    // Zig's own unwinder; the runtime library refers to one.
    host.root_module.linkSystemLibrary("unwind", .{});
    b.installArtifact(host);

    const run = b.addRunArtifact(host);
    b.step("run", "Run the host").dependOn(&run.step);
}

fn pkgConfig(b: *std.Build, variable: []const u8) []const u8 {
    const option = b.fmt("--variable={s}", .{variable});
    const text = b.run(&.{ "pkg-config", option, "wasm2obj" });
    return std.mem.trim(u8, text, "\n");
}
