//! What changes by itself in a view, in boxes.
//!
//! Leptos compiles the code that keeps a text up to date once for each type of closure. All
//! texts have one type here, and so has each kind of attribute: half of the wasm.

use leptos::prelude::*;

use crate::model::feed::Feed;

/// A text that changes.
pub type Words = Box<dyn Fn() -> String + Send>;

/// An attribute that changes, and that may be missing.
pub type Maybe = Box<dyn Fn() -> Option<String> + Send>;

/// A name that changes: what the style sheet is to know, or the path of a drawing.
pub type Name = Box<dyn Fn() -> &'static str + Send>;

/// Looks at what is known, and follows it.
pub fn with<T>(feed: ReadSignal<Feed>, look: impl FnOnce(&Feed) -> T) -> T {
    look(&known(feed))
}

/// A copy, because the code that borrows would be compiled once for each who looks.
#[inline(never)]
fn known(feed: ReadSignal<Feed>) -> Feed {
    feed.get()
}

/// Boxes a text.
pub fn words(words: impl Fn() -> String + Send + 'static) -> Words {
    Box::new(words)
}

/// Boxes a text of which there may be none.
pub fn some_words(words: impl Fn() -> Option<String> + Send + 'static) -> Words {
    Box::new(move || words().unwrap_or_default())
}

/// Boxes an attribute.
pub fn maybe(value: impl Fn() -> Option<String> + Send + 'static) -> Maybe {
    Box::new(value)
}

/// Boxes a name.
pub fn name(name: impl Fn() -> &'static str + Send + 'static) -> Name {
    Box::new(name)
}

/// A part of a view for each of several, of one type whatever they are.
pub fn each<T, V: IntoAny>(
    all: impl IntoIterator<Item = T>,
    draw: impl Fn(T) -> V,
) -> Vec<AnyView> {
    all.into_iter().map(|one| draw(one).into_any()).collect()
}
