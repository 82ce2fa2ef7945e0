//! What is known of several campaigns.

use std::sync::Arc;

use leptos::prelude::*;

use super::campaign_view::CampaignEntry;
use crate::model::display::context::Entry;
use crate::model::options::campaign::Campaign;
use crate::model::polling::feed::Feed;

/// Campaigns with their feeds, as a value for a memo.
#[derive(Clone)]
pub struct Known(Vec<(Campaign, Arc<Feed>)>);

impl Known {
    /// Reads the campaigns and their feeds, and tracks them.
    #[must_use]
    pub fn of(entries: &[CampaignEntry]) -> Self {
        Self(entries.iter().map(|entry| (entry.campaign.get(), entry.feed.get())).collect())
    }

    /// The campaigns and feeds as references.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry<'_>> {
        self.0.iter().map(|(campaign, feed)| (campaign, &**feed)).collect()
    }
}

/// A feed is replaced, not changed.
impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        let same = |((one, feed), (other, other_feed)): (&(_, _), &(_, _))| {
            Arc::ptr_eq(feed, other_feed) && one == other
        };
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)
    }
}
