//! The standard library, built anew for size.
//!
//! The one that comes with Rust is built for speed and carries the texts of its panics, which
//! nobody reads in a browser: a panic ends the widget, and the page says so by itself. Built
//! without them, the widget is smaller by a sixth (83.4 KB to 69.1 KB, brotli, with Rust 1.95).
//! The flags are unstable, so only the release uses them, and only where this compiler knows
//! them: everything else builds with stable Rust alone.

use std::path::Path;
use std::process::Command;

use crate::process::{command, output, run, say};

/// No texts of panics, no places of panics, no `Debug` formatting.
const FLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none \
                     -Zfmt-debug=none";

/// Lets cargo build with it, where that can be done. Says so where it cannot.
pub(crate) fn build_with(command: &mut Command) {
    if !(has_source() && knows_flags()) {
        println!(
            "the release is built with the standard library as it comes with Rust, and will be \
             larger: this needs `rustup component add rust-src` and Rust 1.95"
        );
        return;
    }
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS);
}

/// Whether the library's source is there; fetches it where rustup can.
fn has_source() -> bool {
    let is_there = || {
        let sysroot = output(command("rustc").args(["--print", "sysroot"])).unwrap_or_default();
        Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file()
    };
    if is_there() {
        return true;
    }
    say("adding the source of Rust's standard library with rustup (once, some seconds)");
    run(command("rustup").args(["component", "add", "rust-src"])).is_ok() && is_there()
}

fn knows_flags() -> bool {
    let mut ask = command("rustc");
    ask.env("RUSTC_BOOTSTRAP", "1").args(FLAGS.split_whitespace()).args(["--print", "cfg"]);
    output(&mut ask).is_some()
}
