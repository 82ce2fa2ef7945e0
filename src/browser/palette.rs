//! The colours and the font that the style sheet and the page give a view.

use web_sys::{CssStyleDeclaration, HtmlElement};

use crate::model::picture::drawing::Palette;

const FORCED: &str = "forced-color-adjust";

/// Reads them at an element of the view. Its colour is changed and restored before the browser paints.
#[must_use]
pub fn read(element: &HtmlElement) -> Option<Palette> {
    let window = element.owner_document()?.default_view()?;
    let computed = window.get_computed_style(element).ok()??;
    let own = element.style();
    // Otherwise all colours are those of the system's high contrast.
    let _ = own.set_property(FORCED, "none");
    let palette = Palette {
        ink: colour(&own, &computed, "--ink"),
        soft: colour(&own, &computed, "--soft"),
        faint: colour(&own, &computed, "--faint"),
        line: colour(&own, &computed, "--line"),
        paper: colour(&own, &computed, "--paper"),
        ground: colour(&own, &computed, "--ground"),
        accent: colour(&own, &computed, "--accent"),
        accent_soft: colour(&own, &computed, "--accent-soft"),
        good: colour(&own, &computed, "--good"),
        warning: colour(&own, &computed, "--warning"),
        warning_soft: colour(&own, &computed, "--warning-soft"),
        alarm: colour(&own, &computed, "--alarm"),
        alarm_soft: colour(&own, &computed, "--alarm-soft"),
        font: computed.get_property_value("font-family").unwrap_or_default(),
    };
    for name in ["color", FORCED] {
        // Fails only for an unknown property.
        let _ = own.remove_property(name);
    }
    Some(palette)
}

/// The value of a custom property as a colour: browsers resolve `light-dark()` and the like for real properties only.
fn colour(own: &CssStyleDeclaration, computed: &CssStyleDeclaration, name: &str) -> String {
    let set = own.set_property("color", &["var(", name, ")"].concat());
    set.and_then(|()| computed.get_property_value("color")).unwrap_or_default()
}
