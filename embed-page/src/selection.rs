//! The chosen campaigns.

use campaign_stats::model::options::campaign::{CampaignId, IdProblem};
use campaign_stats::model::options::secret::is_key;
use campaign_stats::model::options::settings::{Problem, Settings};

/// A chosen campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Campaign id.
    pub id: CampaignId,
    /// Its name as typed.
    pub name: String,
}

/// The chosen campaigns in the order of choosing, without repeated, unusable and secret ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection(Vec<Choice>);

impl Selection {
    /// The chosen campaigns.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        &self.0
    }

    /// Whether a campaign is chosen.
    #[must_use]
    pub fn has(&self, id: &CampaignId) -> bool {
        self.0.iter().any(|choice| choice.id == *id)
    }

    /// Chooses a campaign, unless it is chosen already, or its id cannot be written into a page.
    pub fn add(&mut self, id: CampaignId, name: String) {
        if is_usable(&id) && !self.has(&id) {
            self.0.push(Choice { id, name });
        }
    }

    /// Chooses the campaigns whose ids are in a text, separated by white space, as in the attribute `campaign`.
    ///
    /// # Errors
    /// What the widget would say of the ids that cannot be used. If the text contains a key, none is used.
    pub fn add_typed(&mut self, text: &str) -> Result<(), Vec<Problem>> {
        // Nobody types control characters, and HTML cannot hold some of them.
        let text = text.replace(char::is_control, " ");
        let (settings, mut problems) = Settings::from_attributes([("campaign".to_owned(), text)]);
        if settings.campaigns.is_empty() && problems.is_empty() {
            problems.push(Problem::Campaign(IdProblem::Empty));
        }
        for campaign in settings.campaigns {
            // A word that is part of a key only in front of others.
            if !is_usable(&campaign.id) {
                problems.push(Problem::Key);
            }
            self.add(campaign.id, String::new());
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Removes a campaign.
    pub fn remove(&mut self, id: &CampaignId) {
        self.0.retain(|choice| choice.id != *id);
    }

    /// Sets the name of a chosen campaign.
    pub fn rename(&mut self, id: &CampaignId, name: String) {
        if let Some(choice) = self.0.iter_mut().find(|choice| choice.id == *id) {
            choice.name = name;
        }
    }
}

/// Whether an id can be written into a page, also before another one: HTML has no way to write some control
/// characters, and a key must not be there.
#[must_use]
pub fn is_usable(id: &CampaignId) -> bool {
    let followed = [id.as_str(), " other"].concat();
    !followed.contains(char::is_control) && !is_key("campaign", &followed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::tests::chosen;

    fn ids(selection: &Selection) -> Vec<&str> {
        selection.choices().iter().map(|choice| choice.id.as_str()).collect()
    }

    #[test]
    fn typed_ids_are_separated_by_white_space_and_chosen_once() {
        let mut selection = chosen(&[("camp_1", "One")]).campaigns;
        assert_eq!(selection.add_typed(" camp_2\tcamp_1\u{0}camp_3 "), Ok(()));
        assert_eq!(ids(&selection), ["camp_1", "camp_2", "camp_3"]);
        assert_eq!(selection.choices()[0].name, "One");
        selection.remove(&CampaignId::parse("camp_1").unwrap());
        assert_eq!(ids(&selection), ["camp_2", "camp_3"]);
    }

    #[test]
    fn unusable_ids_are_named_and_the_others_chosen() {
        let mut selection = Selection::default();
        let problems = selection.add_typed("camp_1 ..").unwrap_err();
        assert_eq!(problems, [Problem::Campaign(IdProblem::DotSegment)]);
        assert_eq!(ids(&selection), ["camp_1"]);
        assert_eq!(selection.add_typed(" ").unwrap_err(), [Problem::Campaign(IdProblem::Empty)]);
        assert_eq!(selection.add_typed("Bearer").unwrap_err(), [Problem::Key]);
        assert_eq!(ids(&selection), ["camp_1"]);
    }
}
