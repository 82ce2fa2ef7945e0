//! Binds the fields of a memo to the leaves of a view.
//!
//! The closures are boxed: Leptos generates the code that builds and updates a leaf once per type of
//! closure, and so there are three types for all leaves (about 6 KB less, brotli).

use leptos::prelude::*;

/// A name out of a fixed set that follows its signals.
pub type StaticText = Box<dyn Fn() -> &'static str + Send>;

/// A text that follows its signals.
pub type DynamicText = Box<dyn Fn() -> String + Send>;

/// A text.
pub fn text<T: Send + Sync + 'static>(memo: Memo<T>, field: fn(&T) -> &str) -> DynamicText {
    Box::new(move || memo.with(|value| field(value).to_owned()))
}

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
