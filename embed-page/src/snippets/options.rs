//! The chosen options by name, as the element and the standalone page take them.

use campaign_stats::model::options::settings::{DEFAULT_REFRESH, Settings, Theme};

use crate::escape::query_value;
use crate::snippet::Snippet;

/// Ids as the attribute `campaign` takes them: separated by spaces. `None` if there is none, or if one contains
/// white space, so that only the property `names` can hold it.
#[must_use]
pub fn campaign_attribute(settings: &Settings) -> Option<String> {
    let ids: Vec<_> = settings.campaigns.iter().map(|campaign| campaign.id.as_str()).collect();
    let can_be_split = !ids.iter().any(|id| id.contains(|each: char| each.is_ascii_whitespace()));
    (can_be_split && !ids.is_empty()).then(|| ids.join(" "))
}

/// The name of a single campaign, for the option `label`.
#[must_use]
pub fn label(settings: &Settings) -> Option<&str> {
    match &settings.campaigns[..] {
        [campaign] if !campaign.label.is_empty() => Some(&campaign.label),
        _ => None,
    }
}

/// Ids and names, where attributes cannot hold them: for the property `names`. Empty if attributes suffice.
#[must_use]
pub fn names(settings: &Settings) -> Vec<(&str, &str)> {
    let campaigns = settings.campaigns.iter();
    let pairs = campaigns.map(|campaign| (campaign.id.as_str(), campaign.label.as_str()));
    if campaign_attribute(settings).is_none() {
        return pairs.collect();
    }
    match &settings.campaigns[..] {
        [_] => Vec::new(),
        _ => pairs.filter(|(id, label)| !label.is_empty() && id != label).collect(),
    }
}

/// Options that have a value and are not the default, without campaigns, names and `kiosk`.
#[must_use]
pub fn values(settings: &Settings) -> Vec<(&'static str, String)> {
    let mut values = Vec::new();
    values.extend(settings.layout.map(|layout| ("layout", layout.name().to_owned())));
    if settings.theme != Theme::Auto {
        values.push(("theme", settings.theme.name().to_owned()));
    }
    values.extend(settings.lang.clone().map(|lang| ("lang", lang)));
    if settings.refresh != DEFAULT_REFRESH {
        values.push(("refresh", settings.refresh.whole_seconds().to_string()));
    }
    values
}

/// All attributes of the element; that without value is `kiosk`.
#[must_use]
pub fn attributes(settings: &Settings) -> Vec<(&'static str, Option<String>)> {
    let mut attributes = Vec::new();
    // Where there is no attribute for the ids, their names are in the property, too.
    if let Some(ids) = campaign_attribute(settings) {
        attributes.push(("campaign", Some(ids)));
        attributes.extend(label(settings).map(|label| ("label", Some(label.to_owned()))));
    }
    attributes.extend(values(settings).into_iter().map(|(name, value)| (name, Some(value))));
    attributes.extend(settings.kiosk.then_some(("kiosk", None)));
    attributes
}

/// The address of the standalone page with these settings; `and` separates its parameters.
#[must_use]
pub fn address(base: &str, settings: &Settings, and: &str) -> Snippet {
    let ids = settings.campaigns.iter().map(|each| ("campaign", each.id.as_str().to_owned()));
    let label = label(settings).map(|label| ("label", label.to_owned()));
    let parameters = ids.chain(label).chain(values(settings));
    let mut address = Snippet::default().code(base);
    let mut separator = "?";
    for (name, value) in parameters {
        address = address.code([separator, name, "="].concat()).value(query_value(&value));
        separator = and;
    }
    if settings.kiosk { address.code([separator, "kiosk"].concat()) } else { address }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::tests::{any_choices, chosen};
    use proptest::prelude::*;

    fn settings(campaigns: &[(&str, &str)]) -> Settings {
        chosen(campaigns).settings().0
    }

    #[test]
    fn names_are_listed_only_where_attributes_cannot_hold_them() {
        assert_eq!(names(&settings(&[("a", "A")])), []);
        assert_eq!(names(&settings(&[("a", ""), ("b", "b")])), []);
        assert_eq!(names(&settings(&[("a", ""), ("b", "B")])), [("b", "B")]);
        assert_eq!(names(&settings(&[("a b", ""), ("c", "C")])), [("a b", ""), ("c", "C")]);
    }

    #[test]
    fn only_chosen_options_are_attributes() {
        let attributes = attributes(&settings(&[("a", "A")]));
        let expected = [("campaign", Some("a".to_owned())), ("label", Some("A".to_owned()))];
        assert_eq!(attributes, expected);
    }

    /// Decodes the query of an address.
    fn decoded(address: &str) -> Vec<(String, String)> {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let decode = |text: &str| {
            let mut bytes = Vec::new();
            let mut rest = text.chars();
            while let Some(character) = rest.next() {
                let is_escape = character == '%';
                let digits: String = rest.by_ref().take(if is_escape { 2 } else { 0 }).collect();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap_or(character as u8));
            }
            String::from_utf8(bytes).unwrap()
        };
        let parts = query.split('&').filter(|part| !part.is_empty());
        parts
            .map(|part| part.split_once('=').unwrap_or((part, "")))
            .map(|(name, value)| (decode(name), decode(value)))
            .collect()
    }

    proptest! {
        #[test]
        fn address_gives_the_same_settings(choices in any_choices()) {
            let (mut expected, _) = choices.settings();
            if expected.campaigns.len() > 1 {
                expected.campaigns.iter_mut().for_each(|campaign| campaign.label.clear());
            }
            let address = address("https://stats.example/", &expected, "&").text();
            let (settings, problems) = Settings::from_query(decoded(&address));
            prop_assert_eq!(settings, expected);
            prop_assert_eq!(problems, []);
        }
    }
}
