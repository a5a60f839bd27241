// Threads of Zig's standard library on wasi-threads: a queue of work with a mutex
// and wait and notify, thread-local variables, and joining.
const std = @import("std");
const builtin = @import("builtin");

// The library has no allocator for modules with threads.
var storage: [1 << 23]u8 align(65536) = undefined;
var fixed: std.heap.FixedBufferAllocator = .init(&storage);
pub const os = struct {
    pub const heap = struct {
        pub const page_allocator = fixed.allocator();
    };
};

// A queue of bounded length. Zero means that nobody holds the lock, one that
// somebody does.
const Queue = struct {
    lock: std.atomic.Value(u32) = .init(0),
    changes: std.atomic.Value(u32) = .init(0),
    items: [8]u32 = undefined,
    begin: usize = 0,
    len: usize = 0,
    closed: bool = false,

    fn acquire(queue: *Queue) void {
        while (queue.lock.cmpxchgWeak(0, 1, .acquire, .monotonic) != null)
            wait(&queue.lock, 1);
    }
    fn release(queue: *Queue) void {
        queue.lock.store(0, .release);
        wake(&queue.lock, 1);
    }
    fn changed(queue: *Queue) void {
        _ = queue.changes.fetchAdd(1, .seq_cst);
        wake(&queue.changes, std.math.maxInt(u32));
    }
    fn put(queue: *Queue, item: u32) void {
        while (true) {
            const seen = queue.changes.load(.seq_cst);
            queue.acquire();
            if (queue.len < queue.items.len) {
                queue.items[(queue.begin + queue.len) % queue.items.len] = item;
                queue.len += 1;
                queue.release();
                return queue.changed();
            }
            queue.release();
            wait(&queue.changes, seen);
        }
    }
    fn take(queue: *Queue) ?u32 {
        while (true) {
            const seen = queue.changes.load(.seq_cst);
            queue.acquire();
            if (queue.len > 0) {
                const item = queue.items[queue.begin];
                queue.begin = (queue.begin + 1) % queue.items.len;
                queue.len -= 1;
                queue.release();
                queue.changed();
                return item;
            }
            const closed = queue.closed;
            queue.release();
            if (closed) return null;
            wait(&queue.changes, seen);
        }
    }
    fn close(queue: *Queue) void {
        queue.acquire();
        queue.closed = true;
        queue.release();
        queue.changed();
    }
};

fn wait(cell: *std.atomic.Value(u32), expected: u32) void {
    _ = asm volatile (
        \\local.get %[cell]
        \\local.get %[expected]
        \\i64.const -1
        \\memory.atomic.wait32 0
        \\local.set %[result]
        : [result] "=r" (-> u32),
        : [cell] "r" (&cell.raw),
          [expected] "r" (expected),
    );
}

fn wake(cell: *std.atomic.Value(u32), count: u32) void {
    _ = asm volatile (
        \\local.get %[cell]
        \\local.get %[count]
        \\memory.atomic.notify 0
        \\local.set %[result]
        : [result] "=r" (-> u32),
        : [cell] "r" (&cell.raw),
          [count] "r" (count),
    );
}

var work_queue: Queue = .{};
var total: std.atomic.Value(u32) = .init(0);
var taken: std.atomic.Value(u32) = .init(0);
threadlocal var mine: u64 = 1;

fn collatz(start: u32) u32 {
    var n: u64 = start;
    var steps: u32 = 0;
    while (n != 1) : (steps += 1) n = if (n % 2 == 0) n / 2 else 3 * n + 1;
    return steps;
}

fn work(first: u64) void {
    mine += first;
    while (work_queue.take()) |item| {
        mine += collatz(item);
        _ = taken.fetchAdd(1, .monotonic);
    }
    _ = total.fetchAdd(@intCast(mine - first - 1), .seq_cst);
}

pub fn main() !void {
    var threads: [6]std.Thread = undefined;
    for (0..3) |round| {
        work_queue.closed = false;
        for (&threads, 0..) |*thread, i| thread.* = try std.Thread.spawn(
            .{ .allocator = fixed.allocator(), .stack_size = 16384 },
            work,
            .{@as(u64, i) * 1000},
        );
        for (1..5001) |n| work_queue.put(@intCast(n));
        work_queue.close();
        for (threads) |thread| thread.join();
        std.debug.print("round {d} taken {d} total {d} mine {d}\n", .{
            round, taken.load(.seq_cst), total.load(.seq_cst), mine,
        });
    }
}
