//! The wasm that the loader fetches: all it does is done by the exports of `element`.
// Nothing is to be done at its start, and what Rust does there costs half a kilobyte.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
use campaign_stats as _;

/// Smaller than that of the standard library, which nothing else brings (see `draw`).
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("campaign-stats is a web page: start it with `cargo xtask serve`");
}
