//! A host in Rust: `Plugin` is an instance of the guest, a trap is an `Err`.
mod wasm2obj;

use std::ffi::CStr;
use std::fmt;
use wasm2obj as w2o;

#[derive(Debug)]
enum Failure {
    /// The guest was stopped, or could not be started.
    Trap(String),
    /// The guest returned an address or a length that cannot be.
    BadRange,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Failure::Trap(message) => write!(f, "trap: {message}"),
            Failure::BadRange => write!(f, "not in the guest's memory"),
        }
    }
}

impl std::error::Error for Failure {}

/// One instance. It may move to another thread (`Send`), and is used by one at
/// a time: all methods take `&mut self`.
struct Plugin(*mut w2o::Instance);

unsafe impl Send for Plugin {}

impl Plugin {
    fn new() -> Result<Plugin, Failure> {
        let mut error = unsafe { std::mem::zeroed() };
        let instance = unsafe {
            w2o::w2o_instance_new(
                &w2o::expand_module,
                std::ptr::null(),
                &mut error,
            )
        };
        if instance.is_null() {
            return Err(failure(&error));
        }
        Ok(Plugin(instance))
    }

    fn expand(&mut self, text: &[u8]) -> Result<Vec<u8>, Failure> {
        let size = u32::try_from(text.len()).map_err(|_| Failure::BadRange)?;
        let (mut source, mut target, mut length) = (0, 0, 0);
        self.check(unsafe { w2o::expand_input(self.0, size, &mut source) })?;
        if source == 0 {
            return Err(Failure::BadRange);
        }
        let place = bytes(self.0, source, size).ok_or(Failure::BadRange)?;
        unsafe { place.copy_from(text.as_ptr(), text.len()) };
        self.check(unsafe { w2o::expand_expand(self.0, size, &mut length) })?;
        self.check(unsafe { w2o::expand_output(self.0, &mut target) })?;
        read(self.0, target, length).ok_or(Failure::BadRange)
    }

    fn check(&self, trap: i32) -> Result<(), Failure> {
        if trap == 0 {
            return Ok(());
        }
        let mut error = unsafe { std::mem::zeroed() };
        unsafe { w2o::w2o_last_error(self.0, &mut error) };
        Err(failure(&error))
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        unsafe { w2o::w2o_instance_delete(self.0) };
    }
}

fn failure(error: &w2o::Error) -> Failure {
    let message = unsafe { CStr::from_ptr(error.message.as_ptr()) };
    Failure::Trap(message.to_string_lossy().into_owned())
}

/// Where a range of the guest's memory is; `None` when it is not inside. A
/// pointer and no slice: the guest may change the bytes whenever it runs.
fn bytes(instance: *mut w2o::Instance, at: u32, size: u32) -> Option<*mut u8> {
    let place = unsafe {
        let memory = w2o::w2o_instance_memory(instance, 0);
        w2o::w2o_memory_at(memory, at.into(), size.into())
    };
    (!place.is_null()).then_some(place.cast())
}

/// A copy of such a range.
fn read(instance: *mut w2o::Instance, at: u32, size: u32) -> Option<Vec<u8>> {
    let place = bytes(instance, at, size)?;
    Some(unsafe { std::slice::from_raw_parts(place, size as usize) }.to_vec())
}

/// The import "host" "log", which the linker binds.
#[no_mangle]
extern "C" fn host__log(caller: *mut w2o::Instance, at: u32, size: u32) {
    if say(caller, at, size).is_none() {
        // Does not come back, so nothing in this function may need a drop.
        let message = c"log: not in the guest's memory";
        unsafe { w2o::w2o_trap(caller, message.as_ptr()) }
    }
}

fn say(caller: *mut w2o::Instance, at: u32, size: u32) -> Option<()> {
    let text = read(caller, at, size)?;
    println!("guest: {}", String::from_utf8_lossy(&text));
    Some(())
}

fn main() -> Result<(), Failure> {
    let mut plugin = Plugin::new()?;
    for text in ["3a2b", "5000000z", "?", "!", "2o1k"] {
        match plugin.expand(text.as_bytes()) {
            Ok(bytes) => {
                println!("{text} -> {}", String::from_utf8_lossy(&bytes))
            }
            Err(failure) => {
                println!("{text} -> {failure}");
                plugin = Plugin::new()?;
            }
        }
    }
    Ok(())
}
