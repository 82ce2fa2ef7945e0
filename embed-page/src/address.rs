//! The choices in the address of the page, so that they can be bookmarked and shared. The parameters are those of
//! the standalone page; each `campaign` may have a `label` after it.

use campaign_stats::model::options::campaign::CampaignId;
use campaign_stats::model::options::secret::is_key;
use campaign_stats::model::options::settings::{Problem, Settings};

use crate::choices::Choices;
use crate::escape::query_value;
use crate::language::Language;
use crate::snippets::options;

/// The query of the address, with its question mark; empty for the default choices. It holds only what the
/// widget can use, so it holds no key.
#[must_use]
pub fn query(settings: &Settings) -> String {
    let mut parameters = Vec::new();
    for campaign in &settings.campaigns {
        parameters.push(("campaign", campaign.id.as_str().to_owned()));
        if !campaign.label.is_empty() {
            parameters.push(("label", campaign.label.clone()));
        }
    }
    parameters.extend(options::values(settings));
    parameters.extend(settings.kiosk.then(|| ("kiosk", "on".to_owned())));
    let mut query = String::new();
    for (name, value) in parameters {
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(&[name, "=", &query_value(&value)].concat());
    }
    query
}

/// Reads decoded parameters. Those that are unknown or invalid count as absent; of keys, the widget's problem is
/// returned.
#[must_use]
pub fn read(parameters: Vec<(String, String)>) -> (Choices, Vec<Problem>) {
    let mut choices = Choices::default();
    let mut last = None;
    let (keys, parameters): (Vec<_>, Vec<_>) =
        parameters.into_iter().partition(|(name, value)| is_key(name, value));
    let mut others = Vec::new();
    for (name, value) in parameters {
        match name.as_str() {
            "campaign" => {
                last = CampaignId::parse(&value).ok();
                if let Some(id) = last.clone() {
                    choices.campaigns.add(id, String::new());
                }
            }
            "label" => {
                if let Some(id) = last.take() {
                    choices.campaigns.rename(&id, value);
                }
            }
            _ => others.push((name, value)),
        }
    }
    let (settings, _) = Settings::from_query(others);
    choices.layout = settings.layout;
    choices.theme = settings.theme;
    choices.language = settings.lang.as_deref().and_then(Language::of_tag);
    choices.refresh = settings.refresh.whole_seconds().to_string();
    choices.kiosk = settings.kiosk;
    let problem = (!keys.is_empty()).then_some(Problem::Key);
    (choices, problem.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::tests::{any_choices, chosen};
    use campaign_stats::model::options::settings::{Layout, Theme};
    use proptest::prelude::*;

    /// Parameters of a query without encoded characters.
    fn parameters(query: &str) -> Vec<(String, String)> {
        let parts = query.split('&').filter_map(|part| part.split_once('='));
        parts.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn default_choices_have_no_query() {
        assert_eq!(query(&Choices::default().settings().0), "");
        assert_eq!(read(vec![]), (Choices::default(), vec![]));
    }

    #[test]
    fn label_belongs_to_the_campaign_before_it() {
        let settings = chosen(&[("a", "A & B"), ("c", ""), ("d", "D")]).settings().0;
        assert_eq!(query(&settings), "?campaign=a&label=A%20%26%20B&campaign=c&campaign=d&label=D");
        let (choices, _) = read(parameters("label=x&campaign=a&label=A&label=y&campaign=c"));
        assert_eq!(choices, chosen(&[("a", "A"), ("c", "")]));
    }

    #[test]
    fn rubbish_counts_as_absent() {
        let rubbish =
            "campaign=..&label=x&layout=wide&theme=pink&lang=xx&refresh=0&kiosk=maybe&colour=red&=";
        assert_eq!(read(parameters(rubbish)), (Choices::default(), vec![]));
    }

    #[test]
    fn key_is_not_read() {
        let (choices, problems) =
            read(parameters("campaign=sk_live_0123456789&token=abc&campaign=a&theme=dark"));
        assert_eq!(problems, [Problem::Key]);
        assert_eq!(choices, Choices { theme: Theme::Dark, ..chosen(&[("a", "")]) });
        assert_eq!(query(&choices.settings().0), "?campaign=a&theme=dark");
        for key in [
            "campaign=sk_live_0123456789",
            "label=Bearer abc",
            "refresh=sk_live_0123456789",
            "key=a",
        ] {
            assert_eq!(read(parameters(key)), (Choices::default(), vec![Problem::Key]), "{key}");
        }
    }

    #[test]
    fn address_of_the_standalone_page_is_understood() {
        let (choices, _) = read(parameters("campaign=a&label=A&layout=compact&kiosk="));
        let expected =
            Choices { layout: Some(Layout::Compact), kiosk: true, ..chosen(&[("a", "A")]) };
        assert_eq!(choices, expected);
    }

    proptest! {
        #[test]
        fn choices_are_read_back(choices in any_choices()) {
            let (settings, _) = choices.settings();
            // Encoding is tested in `escape`; parameters here are as a browser decodes them.
            let mut parameters = Vec::new();
            for campaign in &settings.campaigns {
                parameters.push(("campaign".to_owned(), campaign.id.as_str().to_owned()));
                parameters.push(("label".to_owned(), campaign.label.clone()));
            }
            for (name, value) in options::values(&settings) {
                parameters.push((name.to_owned(), value));
            }
            parameters.extend(settings.kiosk.then(|| ("kiosk".to_owned(), "on".to_owned())));
            prop_assert_eq!(read(parameters).0.settings(), (settings, vec![]));
        }

        #[test]
        fn any_parameters_are_tolerated(parameters in any::<Vec<(String, String)>>()) {
            let (choices, _) = read(parameters);
            prop_assert_eq!(choices.settings().1, vec![]);
        }
    }
}
