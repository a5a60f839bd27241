// Error unions, optionals, generics made at compile time, hash maps, sorting,
// JSON, wide and saturating arithmetic, vectors, and tail calls where the target
// has them.
const std = @import("std");
const builtin = @import("builtin");
const Io = std.Io;
const Allocator = std.mem.Allocator;

// --- A stack machine: enumerations, tagged unions, error unions.

const Instruction = union(enum) {
    push: i64,
    add,
    mul,
    div,
    dup,
    swap,
    jump_unless: usize,
    sub: i64,
};

const MachineError = error{ StackUnderflow, DivisionByZero, TooLong };

fn execute(
    allocator: Allocator,
    program: []const Instruction,
) (MachineError || Allocator.Error)!i64 {
    var stack: std.ArrayList(i64) = .empty;
    defer stack.deinit(allocator);
    var pc: usize = 0;
    var steps: usize = 0;
    while (pc < program.len) : (steps += 1) {
        if (steps > 100_000) return error.TooLong;
        const instruction = program[pc];
        pc += 1;
        switch (instruction) {
            .push => |value| try stack.append(allocator, value),
            .sub => |value| {
                const top = stack.pop() orelse return error.StackUnderflow;
                try stack.append(allocator, top - value);
            },
            .dup => {
                const top = stack.getLastOrNull() orelse return error.StackUnderflow;
                try stack.append(allocator, top);
            },
            .jump_unless => |target| {
                const top = stack.getLastOrNull() orelse return error.StackUnderflow;
                if (top != 0) pc = target;
            },
            else => {
                const right = stack.pop() orelse return error.StackUnderflow;
                const left = stack.pop() orelse return error.StackUnderflow;
                switch (instruction) {
                    .add => try stack.append(allocator, left +% right),
                    .mul => try stack.append(allocator, left *% right),
                    .div => {
                        if (right == 0) return error.DivisionByZero;
                        try stack.append(allocator, @divTrunc(left, right));
                    },
                    .swap => try stack.appendSlice(allocator, &.{ right, left }),
                    else => unreachable,
                }
            },
        }
    }
    return stack.pop() orelse error.StackUnderflow;
}

fn machine(out: *Io.Writer, allocator: Allocator) !void {
    const programs = [_][]const Instruction{
        &.{ .{ .push = 6 }, .{ .push = 7 }, .mul },
        &.{ .{ .push = 1 }, .{ .push = 0 }, .div },
        &.{ .{ .push = 1 }, .add },
        &.{ .{ .push = 50_000 }, .{ .sub = 1 }, .{ .jump_unless = 1 } },
        &.{ .{ .push = 5 }, .{ .sub = 1 }, .{ .jump_unless = 1 }, .{ .push = 9 }, .add },
    };
    for (programs, 0..) |program, i| {
        if (execute(allocator, program)) |value| {
            try out.print("program {d} value {d}\n", .{ i, value });
        } else |err| {
            try out.print("program {d} error {t}\n", .{ i, err });
        }
    }
}

// --- Types made at compile time.

fn Matrix(comptime T: type, comptime n: usize) type {
    return struct {
        cells: [n][n]T,

        const Self = @This();

        fn make(seed: u32) Self {
            var result: Self = undefined;
            var state = seed;
            for (&result.cells) |*row| for (row) |*cell| {
                state = state *% 1664525 +% 1013904223;
                cell.* = switch (@typeInfo(T)) {
                    .float => @as(T, @floatFromInt(state >> 24)) / 16,
                    else => @intCast(state >> 25),
                };
            };
            return result;
        }

        fn times(self: Self, other: Self) Self {
            var result: Self = undefined;
            for (0..n) |i| for (0..n) |j| {
                var sum: T = 0;
                for (0..n) |k| sum += self.cells[i][k] * other.cells[k][j];
                result.cells[i][j] = sum;
            };
            return result;
        }

        fn trace(self: Self) T {
            var sum: T = 0;
            for (0..n) |i| sum += self.cells[i][i];
            return sum;
        }
    };
}

fn matrices(out: *Io.Writer) !void {
    inline for (.{ f32, f64, i32, u64, i128 }) |T| {
        const M = Matrix(T, 12);
        const product = M.make(7).times(M.make(8)).times(M.make(9));
        try out.print("{s} trace {d}\n", .{ @typeName(T), product.trace() });
    }
}

// --- Integers of all widths.

noinline fn wide(a: u128, b: u128) struct { u128, u128, u256, i37 } {
    return .{
        a / b,                               a % b,
        @as(u256, a) * b,                    @truncate(@as(i128, @bitCast(a ^ b))),
    };
}

noinline fn saturate(a: i32, b: i32) [4]i32 {
    return .{ a +| b, a -| b, a *| b, a <<| 3 };
}

noinline fn bits(value: u64) [5]u64 {
    return .{
        @clz(value), @ctz(value), @popCount(value), @byteSwap(value),
        @bitReverse(value),
    };
}

fn arithmetic(out: *Io.Writer) !void {
    const q, const r, const product, const narrow =
        wide(0xfedcba98765432100123456789abcdef, 0x123456789abcdef01);
    try out.print("{d} {d} {d} {d}\n", .{ q, r, product, narrow });
    for ([_][2]i32{ .{ 2147483647, 5 }, .{ -2147483648, 7 }, .{ 1000, -3 } }) |pair|
        try out.print("{any}\n", .{saturate(pair[0], pair[1])});
    for ([_]u64{ 1, 0x00ff00ff00ff0000, 0x8000000000000001 }) |value|
        try out.print("{any}\n", .{bits(value)});
    var overflows: usize = 0;
    var value: u32 = 1;
    for (0..200) |_| {
        const next = @mulWithOverflow(value, 3);
        overflows += next[1];
        value = next[0];
    }
    try out.print("overflows {d} {d}\n", .{ overflows, value });
    var sum: f64 = 0;
    for (1..1000) |n| {
        const x: f64 = @floatFromInt(n);
        sum += @sqrt(x) * @floor(x / 3) - @mod(x, 7) + @min(x, 500) / @max(x, 3);
        sum += std.math.pow(f64, 1.001, x) + @sin(x) * @exp(-x / 100);
    }
    try out.print("{d:.6} {e} {x}\n", .{ sum, sum, @as(u64, @bitCast(@trunc(sum))) });
}

// --- Containers.

const Person = struct { name: []const u8, age: u32, tags: []const []const u8 };

fn containers(out: *Io.Writer, allocator: Allocator) !void {
    var words: std.StringHashMap(u32) = .init(allocator);
    defer {
        var keys = words.keyIterator();
        while (keys.next()) |key| allocator.free(key.*);
        words.deinit();
    }
    for (0..20000) |i| {
        var buffer: [32]u8 = undefined;
        const key = try std.fmt.bufPrint(&buffer, "word{d}", .{i * i % 7919});
        const entry = try words.getOrPut(key);
        if (!entry.found_existing) {
            entry.key_ptr.* = try allocator.dupe(u8, key);
            entry.value_ptr.* = 0;
        }
        entry.value_ptr.* += 1;
    }
    try out.print("words {d} {?d} {?d}\n", .{
        words.count(), words.get("word4"), words.get("word3"),
    });

    var numbers: std.AutoHashMap(u64, u64) = .init(allocator);
    defer numbers.deinit();
    for (0..50000) |i| try numbers.put(@as(u64, i) *% 0x9e3779b97f4a7c15 >> 44, i);
    var removed: usize = 0;
    for (0..30000) |i| removed += @intFromBool(numbers.remove(i * 3));
    var total: u64 = 0;
    var values = numbers.iterator();
    while (values.next()) |entry| total +%= entry.key_ptr.* ^ entry.value_ptr.*;
    try out.print("numbers {d} {d} {d}\n", .{ numbers.count(), removed, total });

    var list: [1000]Person = undefined;
    for (&list, 0..) |*person, i| person.* = .{
        .name = "x",
        .age = @intCast((i * 7919) % 613),
        .tags = &.{},
    };
    std.mem.sort(Person, &list, {}, struct {
        fn less(_: void, a: Person, b: Person) bool {
            return a.age < b.age;
        }
    }.less);
    try out.print("sorted {d} {d} {d}\n", .{ list[0].age, list[500].age, list[999].age });

    const text =
        \\[{"name": "Ada", "age": 36, "tags": ["a", "b\u00e9"]},
        \\ {"name": "Bob", "age": 4, "tags": []}]
    ;
    const parsed = try std.json.parseFromSlice([]Person, allocator, text, .{});
    defer parsed.deinit();
    for (parsed.value) |person|
        try out.print("{s} {d} {f}\n", .{ person.name, person.age, std.json.fmt(person.tags, .{}) });
    if (std.json.parseFromSlice([]Person, allocator, "[{\"name\": 1}]", .{})) |_| {
        try out.print("accepted\n", .{});
    } else |err| try out.print("json {t}\n", .{err});

    var digest: [32]u8 = undefined;
    std.crypto.hash.sha2.Sha256.hash(&@as([3000]u8, @splat(97)), &digest, .{});
    try out.print("{x}\n", .{&digest});
    try out.print("{x}\n", .{std.hash.Wyhash.hash(3, &@as([300]u8, @splat(98)))});
}

// --- Vectors.

noinline fn dot(a: []const f32, b: []const f32) f32 {
    const V = @Vector(8, f32);
    var sum: V = @splat(0);
    var i: usize = 0;
    while (i + 8 <= a.len) : (i += 8)
        sum += @as(V, a[i..][0..8].*) * @as(V, b[i..][0..8].*);
    return @reduce(.Add, sum);
}

noinline fn shuffle(bytes: @Vector(16, u8)) @Vector(16, u8) {
    const order = [16]i32{ 15, 0, 14, 1, 13, 2, 12, 3, 11, 4, 10, 5, 9, 6, 8, 7 };
    const turned = @shuffle(u8, bytes, undefined, order);
    return @select(u8, turned > bytes, turned -% bytes, bytes +| turned);
}

fn vectors(out: *Io.Writer) !void {
    var a: [1024]f32 = undefined;
    var b: [1024]f32 = undefined;
    for (&a, &b, 0..) |*x, *y, i| {
        x.* = @floatFromInt(i % 17);
        y.* = @floatFromInt(i % 5);
    }
    try out.print("dot {d}\n", .{dot(&a, &b)});
    var bytes: @Vector(16, u8) = .{ 1, 200, 3, 250, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255 };
    for (0..5) |_| bytes = shuffle(bytes);
    try out.print("bytes {any}\n", .{@as([16]u8, bytes)});
    const wide_lanes: @Vector(4, i64) = .{ -1, 1 << 40, 3, -9 };
    try out.print("lanes {d} {d} {d}\n", .{
        @reduce(.Min, wide_lanes), @reduce(.Xor, wide_lanes), @reduce(.Mul, wide_lanes >> @splat(1)),
    });
}

// --- Tail calls: a million of them do not fit on a stack.

const has_tail_calls = builtin.cpu.arch != .wasm32 or
    builtin.cpu.has(.wasm, .tail_call);
const mode: std.builtin.CallModifier = if (has_tail_calls) .always_tail else .auto;
const Handler = *const fn (left: u32, sum: u64) u64;
const handlers = [_]Handler{ odd, even, third };

fn odd(left: u32, sum: u64) u64 {
    if (left == 0) return sum;
    return @call(mode, handlers[left % 3], .{ left - 1, sum *% 3 +% left });
}
fn even(left: u32, sum: u64) u64 {
    if (left == 0) return sum + 1;
    return @call(mode, handlers[@intCast((left + sum) % 3)], .{ left - 1, sum ^ left });
}
fn third(left: u32, sum: u64) u64 {
    if (left == 0) return sum + 2;
    return @call(mode, odd, .{ left - 1, sum +% 17 });
}

// --- Files.

fn files(out: *Io.Writer, io: Io, allocator: Allocator) !void {
    const dir = Io.Dir.cwd();
    try dir.writeFile(io, .{ .sub_path = "numbers.txt", .data = "1\n22\n333\n" });
    const text = try dir.readFileAlloc(io, "numbers.txt", allocator, .unlimited);
    defer allocator.free(text);
    var lines = std.mem.tokenizeScalar(u8, text, '\n');
    var sum: u32 = 0;
    while (lines.next()) |line| sum += try std.fmt.parseInt(u32, line, 10);
    try out.print("file {d} {d}\n", .{ text.len, sum });
    try dir.deleteFile(io, "numbers.txt");
    if (dir.openFile(io, "numbers.txt", .{})) |_| {
        try out.print("still there\n", .{});
    } else |err| try out.print("open {t}\n", .{err});
    if (dir.openFile(io, "../../etc/passwd", .{})) |_| {
        try out.print("escaped\n", .{});
    } else |_| try out.print("outside\n", .{});
}

pub fn main(init: std.process.Init) !u8 {
    const allocator = init.gpa;
    var buffer: [1024]u8 = undefined;
    var writer: Io.File.Writer = .init(.stdout(), init.io, &buffer);
    const out = &writer.interface;
    const args = try init.minimal.args.toSlice(init.arena.allocator());
    try machine(out, allocator);
    try matrices(out);
    try arithmetic(out);
    try containers(out, allocator);
    try vectors(out);
    try out.print("calls {d}\n", .{odd(1_000, 1)});
    if (has_tail_calls) try out.print("tail sum {d}\n", .{odd(1_000_000, 1)});
    for (args[1..]) |arg| try out.print("arg {s}\n", .{arg});
    if (args.len > 1) try files(out, init.io, allocator);
    try out.flush();
    return 3;
}
