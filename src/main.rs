//! Starts the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    campaign_stats::page::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("campaign-stats is a web page: start it with `cargo xtask serve`");
}
