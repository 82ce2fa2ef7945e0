//! The page `embed.html`. Its script `embed.js` starts this module.

#[cfg(target_arch = "wasm32")]
fn main() {
    embed_page::view::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("this is a web page: `cargo xtask serve` shows it as embed.html");
}
