//! A host in Zig: `Plugin` is an instance of the guest, a trap is an error.
const std = @import("std");
const c = @import("wasm2obj.zig");

/// `Trap`: the guest was stopped, `Plugin.message` says how. `BadRange`: it
/// gave an address or a length that cannot be.
const Failure = error{ Trap, BadRange };

/// One instance. Any thread may use it, one at a time.
const Plugin = struct {
    instance: *c.w2o_instance,

    fn init() error{NoInstance}!Plugin {
        const instance = c.w2o_instance_new(&c.expand_module, null, null);
        return .{ .instance = instance orelse return error.NoInstance };
    }

    fn deinit(plugin: Plugin) void {
        _ = c.w2o_instance_delete(plugin.instance);
    }

    /// The result is in the guest's memory, until the guest runs again.
    fn expand(plugin: Plugin, text: []const u8) Failure![]const u8 {
        const size = std.math.cast(u32, text.len) orelse
            return error.BadRange;
        var source: u32 = 0;
        var target: u32 = 0;
        var length: u32 = 0;
        try check(c.expand_input(plugin.instance, size, &source));
        if (source == 0) return error.BadRange;
        @memcpy(try view(plugin.instance, source, size), text);
        try check(c.expand_expand(plugin.instance, size, &length));
        try check(c.expand_output(plugin.instance, &target));
        return view(plugin.instance, target, length);
    }

    /// Of the last trap.
    fn message(plugin: Plugin, buffer: *c.w2o_error) []const u8 {
        c.w2o_last_error(plugin.instance, buffer);
        return std.mem.sliceTo(&buffer.message, 0);
    }

    fn check(trap: i32) Failure!void {
        if (trap != 0) return error.Trap;
    }
};

/// A range of the guest's memory, which the guest may change whenever it runs.
fn view(instance: *c.w2o_instance, at: u32, size: u32) Failure![]u8 {
    const memory = c.w2o_instance_memory(instance, 0);
    const place = c.w2o_memory_at(memory, at, size) orelse
        return error.BadRange;
    return place[0..size];
}

var stdout: *std.Io.Writer = undefined;

/// The import "host" "log", which the linker binds.
export fn host__log(caller: *c.w2o_instance, at: u32, size: u32) void {
    // Does not come back: no `defer` of this function would run.
    const text = view(caller, at, size) catch
        c.w2o_trap(caller, "log: not in the guest's memory");
    stdout.print("guest: {s}\n", .{text}) catch
        c.w2o_trap(caller, "log: cannot write");
}

pub fn main(init: std.process.Init) !void {
    var buffer: [1024]u8 = undefined;
    var file: std.Io.File.Writer =
        .initStreaming(.stdout(), init.io, &buffer);
    stdout = &file.interface;
    var plugin: Plugin = try .init();
    defer plugin.deinit();
    for ([_][]const u8{ "3a2b", "5000000z", "?", "!", "2o1k" }) |text| {
        if (plugin.expand(text)) |bytes| {
            try stdout.print("{s} -> {s}\n", .{ text, bytes });
            continue;
        } else |failure| switch (failure) {
            error.Trap => {
                var details: c.w2o_error = undefined;
                try stdout.print("{s} -> trap: {s}\n", .{
                    text, plugin.message(&details),
                });
            },
            error.BadRange => try stdout.print(
                "{s} -> not in the guest's memory\n",
                .{text},
            ),
        }
        const next: Plugin = try .init();
        plugin.deinit();
        plugin = next;
    }
    try stdout.flush();
}
