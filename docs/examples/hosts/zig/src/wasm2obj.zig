//! The declarations of wasm2obj_rt.h and expand.h that this host uses.
pub const w2o_instance = opaque {};
pub const w2o_module = opaque {};
pub const w2o_memory = opaque {};

pub const w2o_error = extern struct {
    kind: c_int,
    trap: c_int,
    exit_code: i32,
    message: [500]u8,
};

pub extern const expand_module: w2o_module;
pub extern fn expand_input(*w2o_instance, size: u32, at: *u32) i32;
pub extern fn expand_output(*w2o_instance, at: *u32) i32;
pub extern fn expand_expand(*w2o_instance, size: u32, length: *u32) i32;

/// The configuration is always null here: the defaults.
pub extern fn w2o_instance_new(
    *const w2o_module,
    config: ?*const anyopaque,
    ?*w2o_error,
) ?*w2o_instance;
pub extern fn w2o_instance_delete(*w2o_instance) bool;
pub extern fn w2o_instance_memory(*w2o_instance, index: u32) ?*w2o_memory;
pub extern fn w2o_memory_at(?*w2o_memory, at: u64, length: u64) ?[*]u8;
pub extern fn w2o_last_error(*w2o_instance, *w2o_error) void;
pub extern fn w2o_trap(*w2o_instance, message: [*:0]const u8) noreturn;
