//! The declarations of wasm2obj_rt.h and expand.h that this host uses.
use std::ffi::{c_char, c_int, c_void};

#[repr(C)]
pub struct Instance {
    opaque: [u8; 0],
}
#[repr(C)]
pub struct Module {
    opaque: [u8; 0],
}
#[repr(C)]
pub struct Memory {
    opaque: [u8; 0],
}

#[repr(C)]
pub struct Error {
    pub kind: c_int,
    pub trap: c_int,
    pub exit_code: i32,
    pub message: [c_char; 500],
}

extern "C" {
    pub static expand_module: Module;
    pub fn expand_input(i: *mut Instance, size: u32, at: *mut u32) -> i32;
    pub fn expand_output(i: *mut Instance, at: *mut u32) -> i32;
    pub fn expand_expand(i: *mut Instance, size: u32, length: *mut u32) -> i32;

    // The configuration is always null here: the defaults.
    pub fn w2o_instance_new(
        module: *const Module,
        config: *const c_void,
        error: *mut Error,
    ) -> *mut Instance;
    pub fn w2o_instance_delete(i: *mut Instance) -> bool;
    pub fn w2o_last_error(i: *mut Instance, error: *mut Error);
    pub fn w2o_instance_memory(i: *mut Instance, index: u32) -> *mut Memory;
    pub fn w2o_memory_at(m: *mut Memory, at: u64, length: u64) -> *mut c_void;
    pub fn w2o_trap(caller: *mut Instance, message: *const c_char) -> !;
}
