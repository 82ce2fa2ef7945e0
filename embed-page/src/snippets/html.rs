//! Two lines of HTML, and a third one where several campaigns have names.

use campaign_stats::model::options::settings::Settings;

use crate::escape::{html_attribute, js_property, js_string};
use crate::snippet::Snippet;
use crate::snippets::options;

/// The element with its script.
#[must_use]
pub fn html(base: &str, settings: &Settings) -> Snippet {
    let element = element(script(base, "").code("\n"), settings);
    let names = options::names(settings);
    if names.is_empty() {
        return element;
    }
    // The element before this script, whatever else is on the page.
    let mut snippet =
        element.code("\n<script>document.currentScript.previousElementSibling.names = { ");
    for (place, (id, name)) in names.into_iter().enumerate() {
        snippet = snippet
            .code([if place == 0 { "" } else { ", " }, &js_property(id), ": "].concat())
            .value(js_string(name));
    }
    snippet.code(" };</script>")
}

/// The element `script` of the loader, after a text.
pub(crate) fn script(base: &str, before: &str) -> Snippet {
    let address = html_attribute(&[base, "campaign-stats.js"].concat());
    Snippet::default()
        .code([before, "<script type=\"module\" src=\"", &address, "\"></script>"].concat())
}

fn element(mut snippet: Snippet, settings: &Settings) -> Snippet {
    snippet = snippet.code("<campaign-stats");
    for (name, value) in options::attributes(settings) {
        snippet = snippet.code([" ", name].concat());
        if let Some(value) = value {
            snippet = snippet.code("=\"").value(html_attribute(&value)).code("\"");
        }
    }
    snippet.code("></campaign-stats>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::Choices;
    use crate::choices::tests::{any_choices, chosen};
    use crate::escape::tests::read_js_string;
    use campaign_stats::model::options::campaign::{Campaign, CampaignId};
    use campaign_stats::model::options::settings::{Layout, Theme};
    use proptest::prelude::*;

    const BASE: &str = "https://stats.intranet.example/";

    fn snippet(choices: &Choices) -> String {
        html(BASE, &choices.settings().0).text()
    }

    #[test]
    fn one_campaign_needs_two_lines() {
        let mut choices = chosen(&[("camp_123", "\"Spring\" & <more>")]);
        assert_eq!(
            snippet(&choices),
            "<script type=\"module\" src=\"https://stats.intranet.example/campaign-stats.js\"></script>\n\
             <campaign-stats campaign=\"camp_123\" \
             label=\"&quot;Spring&quot; &amp; &lt;more&gt;\"></campaign-stats>"
        );
        choices = Choices {
            layout: Some(Layout::Compact),
            theme: Theme::Dark,
            refresh: "60".to_owned(),
            kiosk: true,
            ..chosen(&[("camp_123", "")])
        };
        let element = "<campaign-stats campaign=\"camp_123\" layout=\"compact\" theme=\"dark\" \
             refresh=\"60\" kiosk></campaign-stats>";
        assert_eq!(snippet(&choices).lines().nth(1), Some(element));
    }

    #[test]
    fn names_of_several_campaigns_need_a_third_line() {
        assert_eq!(snippet(&chosen(&[("a", ""), ("b", "b")])).lines().count(), 2);
        let snippet = snippet(&chosen(&[("a", "</script>"), ("b-1", "B's")]));
        let line = "<script>document.currentScript.previousElementSibling.names = \
             { a: '\\u003c/script>', 'b-1': 'B\\'s' };</script>";
        assert_eq!(snippet.lines().nth(2), Some(line));
    }

    /// The names in a script of the snippet.
    fn read_names(script: &str) -> Option<Vec<(String, String)>> {
        let mut rest = script.split_once("names = {")?.1;
        let mut names = Vec::new();
        while let Some(text) = rest.strip_prefix([' ', ',']) {
            rest = text.trim_start();
            if rest == "};" {
                return Some(names);
            }
            let is_computed = rest.starts_with('[');
            rest = rest.trim_start_matches('[');
            let (id, after) = if rest.starts_with('\'') {
                read_js_string(rest)?
            } else {
                let (id, _) = rest.split_once(": ")?;
                (id.to_owned(), rest.strip_prefix(id)?)
            };
            let after = if is_computed { after.strip_prefix(']')? } else { after };
            let (name, after) = read_js_string(after.strip_prefix(": ")?)?;
            names.push((id, name));
            rest = after;
        }
        None
    }

    /// Reads a snippet as a browser and the widget do.
    fn read_back(snippet: &str) -> Option<(Settings, usize)> {
        let page = scraper::Html::parse_document(snippet);
        let select = |selector| {
            let selector = scraper::Selector::parse(selector).unwrap();
            page.select(&selector).map(|each| each.value().clone()).collect::<Vec<_>>()
        };
        let [element] = &select("campaign-stats")[..] else { return None };
        let attributes = element.attrs().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (mut settings, problems) = Settings::from_attributes(attributes);
        if !problems.is_empty() {
            return None;
        }
        let scripts = scraper::Selector::parse("script:not([src])").unwrap();
        for script in page.select(&scripts) {
            let all = settings.campaigns.is_empty();
            for (id, label) in read_names(&script.text().collect::<String>())? {
                let id = CampaignId::parse(&id).ok()?;
                match settings.campaigns.iter_mut().find(|each| each.id == id) {
                    Some(campaign) => campaign.label = label,
                    None if all => settings.campaigns.push(Campaign { id, label }),
                    None => return None,
                }
            }
        }
        Some((settings, select("*").len()))
    }

    proptest! {
        #[test]
        fn snippet_gives_the_same_settings(choices in any_choices()) {
            let (mut expected, _) = choices.settings();
            for campaign in &mut expected.campaigns {
                // Not repeated: the widget shows the id then.
                if campaign.label == campaign.id.as_str() {
                    campaign.label.clear();
                }
            }
            let snippet = html(BASE, &expected);
            let (settings, elements) = read_back(&snippet.text()).unwrap();
            prop_assert_eq!(settings, expected.clone());
            // html, head, body, the loader, the element, and a script for names.
            prop_assert_eq!(elements, 5 + usize::from(!options::names(&expected).is_empty()));
        }
    }
}
