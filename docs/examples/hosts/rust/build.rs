//! Compiles the guest to an object, puts it into a library, and tells cargo
//! to link with it and with the runtime library.
use std::path::Path;
use std::process::Command;

const GUEST: &str = "../guest/expand.c";

fn run(program: &str, args: &[&str]) -> String {
    let done = Command::new(program)
        .args(args)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    if !done.status.success() {
        panic!("{program}: {}", String::from_utf8_lossy(&done.stderr));
    }
    String::from_utf8_lossy(&done.stdout).trim().to_string()
}

fn main() {
    let out = std::env::var("OUT_DIR").unwrap();
    let file = |name: &str| Path::new(&out).join(name).display().to_string();
    let (wasm, object) = (file("expand.wasm"), file("expand.o"));
    run(
        "clang-19",
        &["--target=wasm32", "-O2", "-fno-builtin", "-nostdlib",
          "-Wl,--no-entry", GUEST, "-o", &wasm],
    );
    run("wasm2obj", &[&wasm, "-o", &object]);
    run("ar", &["rcs", &file("libexpand.a"), &object]);
    let runtime = run("pkg-config", &["--variable=libdir", "wasm2obj"]);

    println!("cargo:rerun-if-changed={GUEST}");
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-search=native={runtime}");
    println!("cargo:rustc-link-lib=static=expand");
    println!("cargo:rustc-link-lib=static=w2o_rt");
}
