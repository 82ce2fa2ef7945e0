//! The page `embed.html`: choices of a person become a preview and the code that embeds campaigns.
//!
//! Data flows one way: choices → settings (validated by the widget's own parser) → snippets and preview. The
//! choices are also in the address of the page.

pub mod address;
pub mod choices;
pub mod escape;
pub mod language;
pub mod listing;
pub mod selection;
pub mod snippet;

/// The code for each way to embed campaigns.
pub mod snippets {
    pub mod code_kind;
    pub mod html;
    pub mod iframe;
    pub mod leptos;
    pub mod options;
    pub mod react;
}

/// What the snippet for Leptos looks like; here so that the compiler checks it. A test compares both.
#[cfg(target_arch = "wasm32")]
#[rustfmt::skip]
#[expect(unreachable_pub, reason = "an example that nothing calls")]
mod leptos_example;

/// The page: Leptos components, and what they need of the browser.
#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "the macro `component` makes its functions public")]
pub mod view {
    mod add_field;
    mod browser;
    mod code;
    mod display;
    mod form;
    mod names;
    mod page;
    mod picker;
    mod preview;
    mod segmented;
    mod tabs;

    pub use page::mount;
}
