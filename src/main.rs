//! The wasm that the loader fetches: all it does is done by the exports of `element`.

#[cfg(target_arch = "wasm32")]
use campaign_stats as _;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("campaign-stats is a web page: start it with `cargo xtask serve`");
}
