//! A component for Leptos applications.

use campaign_stats::model::options::settings::{Settings, Theme};

use crate::escape::rust_string;
use crate::snippet::Snippet;
use crate::snippets::options;

/// The component.
#[must_use]
pub fn leptos(base: &str, settings: &Settings) -> Snippet {
    let mut snippet = Snippet::default().code(imports(settings));
    snippet = snippet.code("#[component]\npub fn Campaigns() -> impl IntoView {\n");
    snippet = campaigns(snippet, settings);
    snippet = other_options(snippet, base, settings);
    if let Some(lang) = &settings.lang {
        snippet = snippet
            .code("    let locale = LocalResource::new(|| load_locale(")
            .value(rust_string(lang))
            .code([", ", &rust_string(base), "));\n"].concat());
    }
    view(snippet, settings)
}

fn imports(settings: &Settings) -> String {
    let model = "use campaign_stats::model::options::campaign::{Campaign, CampaignId};
use campaign_stats::model::options::settings::Settings;
";
    let items = match settings.lang {
        Some(_) => [model, "use campaign_stats::{CampaignStats, load_locale};\n"],
        None => ["use campaign_stats::CampaignStats;\n", model],
    };
    [&items.concat(), "use leptos::prelude::*;\n\n"].concat()
}

/// Ids and names.
fn campaigns(mut snippet: Snippet, settings: &Settings) -> Snippet {
    snippet = snippet.code("    let campaigns = [");
    for (place, campaign) in settings.campaigns.iter().enumerate() {
        snippet = snippet
            .code(if place == 0 { "(" } else { ", (" })
            .value(rust_string(campaign.id.as_str()))
            .code(", ")
            .value(rust_string(&campaign.label))
            .code(")");
    }
    snippet.code("];\n")
}

/// The settings. Theme, kiosk and language are set in the view.
fn other_options(mut snippet: Snippet, base: &str, settings: &Settings) -> Snippet {
    let api = rust_string(base.trim_end_matches('/'));
    snippet = snippet.code(["    let options = [\n        (\"api\", ", &api, "),\n"].concat());
    for (name, value) in options::values(settings) {
        if ["theme", "lang"].contains(&name) {
            continue;
        }
        snippet = snippet
            .code(["        (\"", name, "\", "].concat())
            .value(rust_string(&value))
            .code("),\n");
    }
    snippet.code(
        "    ];
    let options = options.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut settings = Settings::from_attributes(options).0;
    for (id, label) in campaigns {
        let id = CampaignId::parse(id);
        settings.campaigns.extend(id.map(|id| Campaign { id, label: label.to_owned() }));
    }
",
    )
}

fn view(mut snippet: Snippet, settings: &Settings) -> Snippet {
    snippet = snippet.code("    view! {\n        <div class=\"campaign-stats\"");
    if settings.theme != Theme::Auto {
        snippet = snippet.code(" data-theme=").value(rust_string(settings.theme.name()));
    }
    if settings.kiosk {
        snippet = snippet.code(" data-kiosk=\"\"");
    }
    if let Some(lang) = &settings.lang {
        snippet = snippet.code(" lang=").value(rust_string(lang));
    }
    snippet = snippet.code(">\n            <CampaignStats settings");
    if settings.lang.is_some() {
        snippet = snippet.code(" locale=Signal::derive(move || locale.get())");
    }
    snippet.code(" />\n        </div>\n    }\n}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::Choices;
    use crate::choices::tests::{any_choices, chosen};
    use crate::escape::tests::read_rust_string;
    use crate::language::Language;
    use campaign_stats::model::options::settings::Layout;
    use proptest::prelude::*;

    const BASE: &str = "https://stats.intranet.example/";

    #[test]
    fn snippet_is_the_example_that_the_compiler_checks() {
        let choices = Choices {
            layout: Some(Layout::Board),
            theme: Theme::Dark,
            language: Language::of_tag("de"),
            refresh: "30".to_owned(),
            kiosk: true,
            ..chosen(&[("camp_123", "Spring launch"), ("camp_207", "")])
        };
        let (_, example) = include_str!("../leptos_example.rs").split_once("\n\n").unwrap();
        let code: Vec<_> =
            example.lines().filter(|line| !line.trim_start().starts_with("///")).collect();
        assert_eq!(leptos(BASE, &choices.settings().0).text(), code.join("\n"));
    }

    #[test]
    fn defaults_are_left_out() {
        let text = leptos(BASE, &chosen(&[("camp_123", "")]).settings().0).text();
        for absent in ["load_locale", "data-theme", "data-kiosk", "lang", "layout", "refresh"] {
            assert!(!text.contains(absent), "{absent}");
        }
    }

    proptest! {
        #[test]
        fn campaigns_are_read_back(choices in any_choices()) {
            let (settings, _) = choices.settings();
            let text = leptos(BASE, &settings).text();
            let mut rest = text.split_once("let campaigns = [").unwrap().1;
            for campaign in &settings.campaigns {
                let (id, after) = read_rust_string(rest.strip_prefix('(').unwrap()).unwrap();
                let (label, after) = read_rust_string(after.strip_prefix(", ").unwrap()).unwrap();
                prop_assert_eq!((id.as_str(), &label), (campaign.id.as_str(), &campaign.label));
                rest = after.strip_prefix(')').unwrap().trim_start_matches(", ");
            }
            prop_assert!(rest.starts_with("];\n"));
        }
    }
}
