//! The file `campaigns.json` beside the page: the campaigns to choose from.

use campaign_stats::model::options::campaign::CampaignId;
use campaign_stats::model::options::secret::is_key;
use serde::Deserialize;

use crate::selection::is_usable;

/// A campaign to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Campaign id.
    pub id: CampaignId,
    /// Its name; empty if it has none.
    pub label: String,
}

/// The file: a list of campaigns, or an object that holds one.
#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    List(Vec<Entry>),
    Object { campaigns: Vec<Entry> },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Campaign {
        id: String,
        #[serde(default)]
        label: Label,
    },
    Invalid(serde::de::IgnoredAny),
}

/// Any value that is no text counts as no label.
#[derive(Deserialize)]
#[serde(untagged)]
enum Label {
    Text(String),
    Other(serde::de::IgnoredAny),
}

impl Default for Label {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Label {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Other(_) => String::new(),
        }
    }
}

/// Reads the file. Invalid entries and repeated ids are left out; a file that is no list has no campaigns.
#[must_use]
pub fn read(json: &str) -> Vec<Listed> {
    let entries = match serde_json::from_str(json.trim_start_matches('\u{feff}')) {
        Ok(File::List(campaigns) | File::Object { campaigns }) => campaigns,
        Err(_) => Vec::new(),
    };
    let mut listed = Vec::<Listed>::new();
    for entry in entries {
        let Entry::Campaign { id, label } = entry else { continue };
        let Ok(id) = CampaignId::parse(&id) else { continue };
        let is_new = listed.iter().all(|other| other.id != id);
        if is_new && is_usable(&id) {
            let label = Some(label.text()).filter(|label| !is_key("label", label));
            listed.push(Listed { id, label: label.unwrap_or_default() });
        }
    }
    listed
}

/// The campaigns whose name or id contains a text, whatever its case.
#[must_use]
pub fn containing(listed: &[Listed], text: &str) -> Vec<Listed> {
    let text = text.trim().to_lowercase();
    let contains = |part: &str| part.to_lowercase().contains(&text);
    listed
        .iter()
        .filter(|each| contains(&each.label) || contains(each.id.as_str()))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(json: &str) -> Vec<(String, String)> {
        read(json).into_iter().map(|each| (each.id.as_str().to_owned(), each.label)).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(id, label)| ((*id).to_owned(), (*label).to_owned())).collect()
    }

    #[test]
    fn list_and_object_with_a_list_are_read() {
        let expected = pairs(&[("camp_1", "Spring"), ("camp_2", "")]);
        let list = r#"[{ "id": "camp_1", "label": "Spring" }, { "id": "camp_2" }]"#;
        assert_eq!(shown(list), expected);
        assert_eq!(shown(&format!("\u{feff}{list}")), expected);
        let object = format!(r#"{{ "page": {{ "lang": "de" }}, "campaigns": {list} }}"#);
        assert_eq!(shown(&object), expected);
    }

    #[test]
    fn invalid_entries_are_left_out() {
        let json = r#"[7, null, {}, { "id": 5 }, { "id": "" }, { "id": ".." }, { "id": "a\u0000b" },
            { "id": "sk_live_0123456789" }, { "id": "a", "label": null }, { "id": "a", "label": "again" },
            { "id": "b", "label": 3, "more": [] }, { "id": "c", "label": "Bearer abc" }]"#;
        assert_eq!(shown(json), pairs(&[("a", ""), ("b", ""), ("c", "")]));
    }

    #[test]
    fn file_that_is_no_list_has_no_campaigns() {
        for json in ["", "<!doctype html>", "{}", r#"{ "campaigns": 3 }"#, "null", "[{"] {
            assert_eq!(shown(json), [], "{json}");
        }
    }

    #[test]
    fn filter_finds_names_and_ids() {
        let listed = read(r#"[{ "id": "camp_1", "label": "Frühling" }, { "id": "camp_20" }]"#);
        let found = |text: &str| {
            let found = containing(&listed, text);
            found.iter().map(|each| each.id.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found(" FRÜH "), ["camp_1"]);
        assert_eq!(found("_20"), ["camp_20"]);
        assert_eq!(found(""), ["camp_1", "camp_20"]);
        assert_eq!(found("autumn"), Vec::<String>::new());
    }
}
