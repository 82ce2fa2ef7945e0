//! The state of the page.

use campaign_stats::browser::location;
use campaign_stats::model::options::campaign::CampaignId;
use campaign_stats::model::options::settings::{Problem, Settings};
use leptos::prelude::*;

use crate::address;
use crate::choices::Choices;
use crate::listing::Listed;

/// What is chosen, and what there is to choose from.
#[derive(Clone, Copy)]
pub struct Form {
    /// Choices so far.
    pub choices: RwSignal<Choices>,
    /// Campaigns to choose from.
    pub listed: RwSignal<Vec<Listed>>,
    /// Why the ids that were typed last, or the address, were not taken.
    pub refused: RwSignal<Vec<Problem>>,
    /// The settings that follow from the choices.
    pub settings: Memo<Settings>,
    /// Choices that the widget cannot use.
    pub problems: Memo<Vec<Problem>>,
}

impl Form {
    /// The choices in the address of the page.
    pub fn from_address() -> Self {
        let (choices, refused) = address::read(location::query());
        let choices = RwSignal::new(choices);
        let derived = Memo::new(move |_| choices.with(Choices::settings));
        Self {
            choices,
            listed: RwSignal::default(),
            refused: RwSignal::new(refused),
            settings: Memo::new(move |_| derived.with(|(settings, _)| settings.clone())),
            problems: Memo::new(move |_| derived.with(|(_, problems)| problems.clone())),
        }
    }

    /// Whether a campaign is chosen.
    pub fn has(&self, id: &CampaignId) -> bool {
        self.choices.with(|choices| choices.campaigns.has(id))
    }

    /// Chooses a listed campaign, or no longer.
    pub fn choose(&self, listed: &Listed, chosen: bool) {
        self.choices.update(|Choices { campaigns, .. }| {
            if chosen {
                campaigns.add(listed.id.clone(), listed.label.clone());
            } else {
                campaigns.remove(&listed.id);
            }
        });
    }
}
