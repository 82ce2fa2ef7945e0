//! Properties are not rendered natively. In component tests, the text of an element is its content.

use leptos::html::InnerHtml;
use leptos::tachys::html::element::inner_html;

pub(super) type TextContent = InnerHtml<Box<dyn Fn() -> String + Send>>;

pub fn text_content_of(text: Box<dyn Fn() -> String + Send>) -> TextContent {
    let escaped = move || text().replace('&', "&amp;").replace('<', "&lt;");
    inner_html(Box::new(escaped))
}
