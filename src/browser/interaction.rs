//! Keyboard focus and open menus, across the replacement of a view by one with the same elements.

use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, NodeList};

/// Elements that can have the focus.
const FOCUSABLE: &str = "button, input, select, summary, [tabindex]";

/// Elements that can be opened.
const OPENABLE: &str = "details";

/// Which element of a view has the focus, and which are open.
pub struct Interaction {
    focused: Option<usize>,
    open: Vec<usize>,
}

impl Interaction {
    /// The interaction with a view.
    #[must_use]
    pub fn of(root: &Element) -> Self {
        let focused = places(root, FOCUSABLE, |element| element.matches(":focus").unwrap_or(false));
        let open = places(root, OPENABLE, |element| element.has_attribute("open"));
        Self { focused: focused.first().copied(), open }
    }

    /// Restores the interaction in a view with the same elements.
    pub fn restore(&self, root: &Element) {
        for &place in &self.open {
            if let Some(element) = all(root, OPENABLE).nth(place) {
                // Fails only for invalid attribute names.
                let _ = element.set_attribute("open", "");
            }
        }
        let focused = self.focused.and_then(|place| all(root, FOCUSABLE).nth(place));
        if let Some(element) = focused.map(JsCast::unchecked_into::<HtmlElement>) {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            // The browser may refuse, for example because another frame has the focus.
            let _ = element.focus_with_options(&options);
        }
    }
}

/// The places of the elements that meet a condition.
fn places(root: &Element, selector: &str, meets: impl Fn(&Element) -> bool) -> Vec<usize> {
    let all = all(root, selector).enumerate();
    all.filter(|(_, element)| meets(element)).map(|(place, _)| place).collect()
}

fn all(root: &Element, selector: &str) -> impl Iterator<Item = Element> {
    let list = root.query_selector_all(selector).ok();
    let count = list.as_ref().map_or(0, NodeList::length);
    // Not `dyn_into`: elements of another window are of another class.
    (0..count).filter_map(move |place| Some(list.as_ref()?.item(place)?.unchecked_into()))
}
