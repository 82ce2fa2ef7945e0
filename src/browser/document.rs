//! The document that shows an element. A page can move an element to another one, of a frame or a pop-out
//! window; that window is then the one that is visible, has timers and prints.

use leptos::prelude::*;
use web_sys::{Document, Window};

/// The document in the context of a view.
#[derive(Clone, Copy)]
struct ShownIn(StoredValue<Document, LocalStorage>);

/// Sets the document of the view that is created under the current owner.
pub fn provide_document(document: Document) {
    provide_context(ShownIn(StoredValue::new_local(document)));
}

/// The document of the view; that of the page by default.
#[must_use]
pub fn use_document() -> Option<Document> {
    let given = use_context::<ShownIn>().and_then(|document| document.0.try_get_value());
    given.or_else(|| web_sys::window()?.document())
}

/// The window of the view.
#[must_use]
pub fn use_window() -> Option<Window> {
    use_document()?.default_view()
}

/// A window whose timers are not slowed down: that of the first visible document, or else the page's.
#[must_use]
pub fn window_for_timers(documents: &[Document]) -> Option<Window> {
    let visible = documents.iter().find(|document| !document.hidden());
    visible.and_then(Document::default_view).or_else(web_sys::window)
}
