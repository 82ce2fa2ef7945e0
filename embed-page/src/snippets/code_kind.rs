//! The ways to embed campaigns.

use campaign_stats::model::options::settings::Settings;

use crate::snippet::Snippet;
use crate::snippets::{html, iframe, leptos, options, react};

/// A way to embed campaigns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// The element in any page.
    Html,
    /// The standalone page in a frame.
    Iframe,
    /// The element in a React component.
    React,
    /// The component of the crate.
    Leptos,
    /// The standalone page on a wall display.
    WallDisplay,
}

impl CodeKind {
    /// All ways, the usual ones first.
    pub const ALL: [Self; 5] =
        [Self::Html, Self::Iframe, Self::React, Self::Leptos, Self::WallDisplay];

    /// The name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Html => "HTML",
            Self::Iframe => "Iframe",
            Self::React => "React",
            Self::Leptos => "Leptos",
            Self::WallDisplay => "Wall display",
        }
    }

    /// The name for ids of elements.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Iframe => "iframe",
            Self::React => "react",
            Self::Leptos => "leptos",
            Self::WallDisplay => "wall-display",
        }
    }

    /// The code. `base` is the folder of the widget's files, with a slash at its end.
    #[must_use]
    pub fn snippet(self, base: &str, settings: &Settings) -> Snippet {
        match self {
            Self::Html => html::html(base, settings),
            Self::Iframe => iframe::iframe(base, settings),
            Self::React => react::react(base, settings),
            Self::Leptos => leptos::leptos(base, settings),
            Self::WallDisplay => {
                options::address(base, &Settings { kiosk: true, ..settings.clone() }, "&")
            }
        }
    }

    /// What to know of the code, in one or two sentences.
    #[must_use]
    pub fn notes(self, settings: &Settings) -> Vec<&'static str> {
        let mut notes = vec![match self {
            Self::Html => {
                "Pages of other sites must be listed in the gateway’s CAMPAIGN_STATS_ORIGINS."
            }
            Self::Iframe => {
                "Pages of other sites must be listed in the gateway’s CAMPAIGN_STATS_FRAME_ORIGINS. \
                 The height is for a frame about 800 px wide."
            }
            Self::React => {
                "For React 18 and 19. The npm package has types: import 'campaign-stats/react'."
            }
            Self::Leptos => {
                "Needs the crate campaign-stats, and its style.css in the page; for a wall display embed/kiosk.css, too."
            }
            Self::WallDisplay => "Open this address on the display.",
        }];
        let is_address = matches!(self, Self::Iframe | Self::WallDisplay);
        let has_names = settings.campaigns.iter().any(|campaign| !campaign.label.is_empty());
        if is_address && has_names && settings.campaigns.len() > 1 {
            notes.push("An address cannot hold names of several campaigns: their ids are shown.");
        }
        notes
    }

    /// The way `steps` further in the list, which is a circle.
    #[must_use]
    pub fn after(self, steps: usize) -> Self {
        let place = Self::ALL.iter().position(|kind| *kind == self).unwrap_or_default();
        Self::ALL.into_iter().cycle().nth(place + steps).unwrap_or(self)
    }
}

/// The way that a key of the keyboard selects in the list of tabs (WAI-ARIA, pattern "Tabs").
#[must_use]
pub fn selected_by_key(current: CodeKind, key: &str) -> Option<CodeKind> {
    match key {
        "ArrowRight" => Some(current.after(1)),
        "ArrowLeft" => Some(current.after(CodeKind::ALL.len() - 1)),
        "Home" => Some(CodeKind::Html),
        "End" => Some(CodeKind::WallDisplay),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::tests::{any_choices, chosen};
    use proptest::prelude::*;

    #[test]
    fn wall_display_is_a_kiosk_whatever_is_chosen() {
        let (settings, _) = chosen(&[("a b", "A"), ("c", "C")]).settings();
        let address = CodeKind::WallDisplay.snippet("https://stats.example/", &settings).text();
        assert_eq!(address, "https://stats.example/?campaign=a%20b&campaign=c&kiosk");
    }

    #[test]
    fn addresses_say_that_they_have_no_names() {
        let says = |kind: CodeKind, campaigns: &[(&str, &str)]| {
            kind.notes(&chosen(campaigns).settings().0).len() > 1
        };
        let named = [("a", "A"), ("b", "")];
        assert!(says(CodeKind::Iframe, &named) && says(CodeKind::WallDisplay, &named));
        assert!(!says(CodeKind::Html, &named) && !says(CodeKind::Iframe, &[("a", "A")]));
        assert!(!says(CodeKind::Iframe, &[("a", ""), ("b", "")]));
    }

    #[test]
    fn arrow_keys_go_round_and_home_and_end_to_the_ends() {
        assert_eq!(selected_by_key(CodeKind::WallDisplay, "ArrowRight"), Some(CodeKind::Html));
        assert_eq!(selected_by_key(CodeKind::Html, "ArrowLeft"), Some(CodeKind::WallDisplay));
        assert_eq!(selected_by_key(CodeKind::React, "ArrowLeft"), Some(CodeKind::Iframe));
        assert_eq!(selected_by_key(CodeKind::React, "Home"), Some(CodeKind::Html));
        assert_eq!(selected_by_key(CodeKind::React, "End"), Some(CodeKind::WallDisplay));
        assert_eq!(selected_by_key(CodeKind::React, "Tab"), None);
    }

    proptest! {
        #[test]
        fn no_way_repeats_a_key(choices in any_choices(), key in "sk_live_[a-z0-9]{8}") {
            let mut choices = choices;
            choices.refresh.clone_from(&key);
            let _ = choices.campaigns.add_typed(&key);
            let ids: Vec<_> = choices.campaigns.choices().iter().map(|each| each.id.clone()).collect();
            for id in ids {
                choices.campaigns.rename(&id, format!("Authorization: Bearer {key}"));
            }
            let (settings, _) = choices.settings();
            for kind in CodeKind::ALL {
                let text = kind.snippet("https://stats.example/", &settings).text();
                prop_assert!(!text.contains(&key) && !text.contains("Bearer"), "{}", text);
            }
        }
    }
}
