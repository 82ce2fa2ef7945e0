//! Binds the fields of a memo to the leaves of a view.
//!
//! The closures are boxed: Leptos generates the code that builds and updates a leaf once per type of
//! closure, and so there are three types for all leaves (about 6 KB less, brotli).

use leptos::prelude::*;
#[cfg(target_arch = "wasm32")]
use leptos::tachys::html::property::{Property, prop};

#[cfg(not(target_arch = "wasm32"))]
use super::bind_in_tests::TextContent;
#[cfg(not(target_arch = "wasm32"))]
pub use super::bind_in_tests::text_content_of;

/// A name out of a fixed set that follows its signals.
pub type StaticText = Box<dyn Fn() -> &'static str + Send>;

/// A text that follows its signals.
pub type DynamicText = Box<dyn Fn() -> String + Send>;

/// A text attribute.
pub fn text<T: Send + Sync + 'static>(memo: Memo<T>, field: fn(&T) -> &str) -> DynamicText {
    Box::new(move || memo.with(|value| field(value).to_owned()))
}

/// The text of an element, to be spread into its tag. As a child it would be a text node, which page translators
/// replace: then a number could no longer be updated beside an age that goes on. It is written whenever the memo
/// changes, so one memo should not hold a text that changes often and one that does not.
pub fn text_content<T: Send + Sync + 'static>(memo: Memo<T>, field: fn(&T) -> &str) -> TextContent {
    text_content_of(text(memo, field))
}

/// The same for any text.
#[cfg(target_arch = "wasm32")]
pub fn text_content_of(text: DynamicText) -> TextContent {
    prop("textContent", text)
}

#[cfg(target_arch = "wasm32")]
type TextContent = Property<&'static str, DynamicText>;

/// An attribute that may be absent.
pub fn optional<T: Send + Sync + 'static>(
    memo: Memo<T>,
    field: fn(&T) -> Option<&str>,
) -> Box<dyn Fn() -> Option<String> + Send> {
    Box::new(move || memo.with(|value| field(value).map(str::to_owned)))
}

/// A name out of a fixed set, such as a state for the style sheet.
pub fn name<T: Send + Sync + 'static>(memo: Memo<T>, field: fn(&T) -> &'static str) -> StaticText {
    Box::new(move || memo.with(field))
}
