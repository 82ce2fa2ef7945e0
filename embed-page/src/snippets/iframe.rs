//! The standalone page in an iframe.

use campaign_stats::model::options::campaign::Campaign;
use campaign_stats::model::options::settings::{Layout, Settings};

use crate::escape::html_attribute;
use crate::snippet::Snippet;
use crate::snippets::options;

/// Height of the standalone page, in CSS pixels, at a width of 800 px.
struct Height {
    /// Without campaigns.
    base: usize,
    /// Of each campaign.
    each: usize,
}

const CARDS: Height = Height { base: 30, each: 670 };
const LINES: Height = Height { base: 30, each: 60 };
const BOARD: Height = Height { base: 370, each: 160 };

/// The frame.
#[must_use]
pub fn iframe(base: &str, settings: &Settings) -> Snippet {
    let names: Vec<_> = settings.campaigns.iter().map(Campaign::name).collect();
    let mut snippet = Snippet::default().code("<iframe src=\"");
    for piece in options::address(&html_attribute(base), settings, "&amp;").pieces() {
        snippet = snippet.piece(piece.clone());
    }
    snippet
        .code("\"\n        title=\"")
        .value(html_attribute(&names.join(", ")))
        .code("\" allow=\"clipboard-write\" style=\"border: 0; width: 100%; height: ")
        .value(height(settings).to_string())
        .code("px\"></iframe>")
}

fn height(settings: &Settings) -> usize {
    let Height { base, each } = match settings.layout() {
        Layout::Card => CARDS,
        Layout::Compact => LINES,
        Layout::Board => BOARD,
    };
    base + settings.campaigns.len() * each
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::tests::{any_choices, chosen};
    use proptest::prelude::*;

    #[test]
    fn frame_has_an_address_a_title_and_a_height() {
        let settings = chosen(&[("camp_123", "Spring launch")]).settings().0;
        assert_eq!(
            iframe("https://stats.intranet.example/", &settings).text(),
            "<iframe src=\"https://stats.intranet.example/?campaign=camp_123&amp;label=Spring%20launch\"\n        \
             title=\"Spring launch\" allow=\"clipboard-write\" \
             style=\"border: 0; width: 100%; height: 700px\"></iframe>"
        );
    }

    #[test]
    fn several_campaigns_are_a_higher_frame() {
        let height_of = |ids: &[(&str, &str)]| height(&chosen(ids).settings().0);
        assert!(height_of(&[("a", ""), ("b", "")]) < height_of(&[("a", ""), ("b", ""), ("c", "")]));
    }

    proptest! {
        #[test]
        fn frame_has_the_address_of_the_page(choices in any_choices()) {
            let (settings, _) = choices.settings();
            let base = "https://stats.intranet.example/it's/";
            let page = scraper::Html::parse_fragment(&iframe(base, &settings).text());
            let selector = scraper::Selector::parse("iframe").unwrap();
            let frames: Vec<_> = page.select(&selector).collect();
            let address = options::address(base, &settings, "&").text();
            prop_assert_eq!(frames.len(), 1);
            prop_assert_eq!(frames[0].attr("src"), Some(address.as_str()));
            prop_assert_eq!(frames[0].value().attrs().count(), 4);
        }
    }
}
