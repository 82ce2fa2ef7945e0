//! What a person chose on the page, and the widget's settings that follow from it.

use campaign_stats::model::options::campaign::Campaign;
use campaign_stats::model::options::secret::is_key;
use campaign_stats::model::options::settings::{DEFAULT_REFRESH, Layout, Problem, Settings, Theme};

use crate::language::Language;
use crate::selection::Selection;

/// All choices of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    /// The campaigns.
    pub campaigns: Selection,
    /// The layout; `None`: that of the widget.
    pub layout: Option<Layout>,
    /// The theme.
    pub theme: Theme,
    /// The language; `None`: that of the page around the widget.
    pub language: Option<Language>,
    /// Seconds between refreshes, as typed.
    pub refresh: String,
    /// Whether the widget is for a wall display.
    pub kiosk: bool,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            campaigns: Selection::default(),
            layout: None,
            theme: Theme::default(),
            language: None,
            refresh: DEFAULT_REFRESH.whole_seconds().to_string(),
            kiosk: false,
        }
    }
}

impl Choices {
    /// The widget's settings, and what it would say of the options that it cannot use. Those are left out.
    #[must_use]
    pub fn settings(&self) -> (Settings, Vec<Problem>) {
        let mut options = vec![("theme", self.theme.name())];
        options.extend(self.layout.map(|layout| ("layout", layout.name())));
        options.extend(self.language.map(|language| ("lang", language.tag)));
        if !self.refresh.trim_ascii().is_empty() {
            options.push(("refresh", &self.refresh));
        }
        if self.kiosk {
            options.push(("kiosk", ""));
        }
        let options = options.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (mut settings, mut problems) = Settings::from_attributes(options);
        for choice in self.campaigns.choices() {
            let label = match name(&choice.name) {
                Ok(label) => label,
                Err(problem) => {
                    problems.push(problem);
                    String::new()
                }
            };
            settings.campaigns.push(Campaign { id: choice.id.clone(), label });
        }
        problems.dedup();
        (settings, problems)
    }
}

/// A typed name without what HTML cannot hold.
fn name(typed: &str) -> Result<String, Problem> {
    let name = typed.replace(char::is_control, " ");
    if is_key("label", &name) { Err(Problem::Key) } else { Ok(name.trim().to_owned()) }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::escape::tests::any_text;
    use campaign_stats::model::options::campaign::CampaignId;
    use campaign_stats::model::time::Millis;
    use proptest::prelude::*;

    /// Choices with any ids and names.
    pub(crate) fn any_choices() -> impl Strategy<Value = Choices> {
        let campaigns = prop::collection::vec((any_text(), any_text()), 0..4);
        let layout = prop::sample::select(vec![
            None,
            Some(Layout::Card),
            Some(Layout::Compact),
            Some(Layout::Board),
        ]);
        let theme = prop::sample::select(vec![Theme::Auto, Theme::Light, Theme::Dark]);
        let language = prop::sample::select(vec![None, Language::of_tag("de")]);
        let refresh = prop_oneof![any_text(), (0_u32..4000).prop_map(|n| n.to_string())];
        (campaigns, layout, theme, language, refresh, any::<bool>()).prop_map(
            |(campaigns, layout, theme, language, refresh, kiosk)| {
                let mut choices =
                    Choices { layout, theme, language, refresh, kiosk, ..Choices::default() };
                for (id, name) in campaigns {
                    if let Ok(id) = CampaignId::parse(&id) {
                        choices.campaigns.add(id, name);
                    }
                }
                choices
            },
        )
    }

    /// Choices of these campaigns, with names.
    pub(crate) fn chosen(campaigns: &[(&str, &str)]) -> Choices {
        let mut choices = Choices::default();
        for (id, name) in campaigns {
            choices.campaigns.add(CampaignId::parse(id).unwrap(), (*name).to_owned());
        }
        choices
    }

    #[test]
    fn key_is_refused_as_id_and_as_name() {
        for key in ["sk_live_0123456789", "camp_1 sk_live_0123456789", "Bearer abc camp_1"] {
            let mut choices = Choices::default();
            assert_eq!(choices.campaigns.add_typed(key), Err(vec![Problem::Key]));
            assert_eq!(choices, Choices::default(), "{key}");
            let (settings, problems) = chosen(&[("camp_1", key), ("camp_2", key)]).settings();
            assert_eq!(problems, [Problem::Key]);
            assert!(settings.campaigns.iter().all(|campaign| campaign.label.is_empty()));
        }
        choices_with_refresh("sk_live_0123456789", DEFAULT_REFRESH, &[Problem::Key]);
    }

    fn choices_with_refresh(typed: &str, refresh: Millis, expected: &[Problem]) {
        let choices = Choices { refresh: typed.to_owned(), ..Choices::default() };
        let (settings, problems) = choices.settings();
        assert_eq!((settings.refresh, &problems[..]), (refresh, expected), "{typed}");
    }

    #[test]
    fn refresh_is_checked_as_by_the_widget() {
        choices_with_refresh(" 60 ", Millis::seconds(60), &[]);
        choices_with_refresh("", DEFAULT_REFRESH, &[]);
        choices_with_refresh("0", DEFAULT_REFRESH, &[Problem::Refresh("0".to_owned())]);
    }

    #[test]
    fn default_choices_are_default_settings() {
        assert_eq!(Choices::default().settings(), (Settings::default(), vec![]));
    }

    #[test]
    fn renaming_concerns_one_campaign() {
        let mut choices = chosen(&[("a", "A"), ("b", "B")]);
        choices.campaigns.rename(&CampaignId::parse("b").unwrap(), " New\u{7}name ".to_owned());
        let (settings, _) = choices.settings();
        let labels: Vec<_> = settings.campaigns.iter().map(|each| each.label.as_str()).collect();
        assert_eq!(labels, ["A", "New name"]);
    }

    proptest! {
        #[test]
        fn settings_contain_no_key(choices in any_choices(), key in "sk_live_[a-z0-9]{8}") {
            let mut choices = choices;
            let _ = choices.campaigns.add_typed(&key);
            choices.campaigns.add(CampaignId::parse(&key).unwrap(), key.clone());
            choices.campaigns.add(CampaignId::parse("camp_1").unwrap(), format!("my {key}"));
            let (settings, problems) = choices.settings();
            prop_assert!(problems.contains(&Problem::Key));
            let text = format!("{settings:?}");
            prop_assert!(!text.contains(&key), "{}", text);
        }
    }
}
