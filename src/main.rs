//! The wasm binary. The loader `campaign-stats.js` calls the functions that `element` exports.

#[cfg(target_arch = "wasm32")]
use campaign_stats as _;

fn main() {}
