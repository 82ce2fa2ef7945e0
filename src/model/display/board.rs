//! What a board shows of all campaigns together.

use crate::model::display::context::{Context, Entry};
use crate::model::display::counter::CountsDisplay;
use crate::model::insight::rates::{RateFigure, RateKind};
use crate::model::insight::sorting::{Column, Order, Row, sorted};
use crate::model::stats::campaign_stats::CampaignStats;
use crate::model::stats::totals::total;
use crate::model::text::texts::Text;
use crate::model::text::{labels, phrases};

/// The row of totals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TotalsDisplay {
    /// How many campaigns are counted.
    pub title: String,
    /// The sums.
    pub counts: CountsDisplay,
    /// The rates of the sums, in the order of [`RateKind::ALL`].
    pub rates: [String; 4],
}

impl TotalsDisplay {
    /// The totals of all campaigns whose numbers are known.
    #[must_use]
    pub fn of(entries: &[Entry<'_>], context: Context<'_>) -> Self {
        let locale = context.locale;
        let known: Vec<_> = entries.iter().filter_map(|(_, feed)| feed.stats()).collect();
        let sum = total(&known);
        let rate = |kind: RateKind| {
            let value = |stats: &CampaignStats| RateFigure::new(kind, stats).value;
            locale.percent_or_unknown(sum.as_ref().and_then(value))
        };
        Self {
            title: title(known.len(), entries.len(), context),
            counts: CountsDisplay::of_stats(sum.as_ref(), context),
            rates: RateKind::ALL.map(rate),
        }
    }

    /// The total of a rate.
    #[must_use]
    pub fn rate(&self, kind: RateKind) -> &str {
        let place = RateKind::ALL.iter().position(|other| *other == kind);
        place.and_then(|place| self.rates.get(place)).map_or("", String::as_str)
    }
}

/// How many campaigns are counted, and of how many if some have no numbers.
fn title(known: usize, all: usize, context: Context<'_>) -> String {
    let [known_text, all_text] = [known, all].map(|number| number.to_string());
    if known == all {
        context.locale.fill(Text::Total, &[&all_text])
    } else {
        context.locale.fill(Text::TotalOf, &[&known_text, &all_text])
    }
}

/// The positions of the campaigns in the order of the rows.
#[must_use]
pub fn row_order(entries: &[Entry<'_>], order: Option<Order>) -> Vec<usize> {
    let Some(order) = order else { return (0..entries.len()).collect() };
    let rows: Vec<_> = entries
        .iter()
        .map(|(campaign, feed)| Row { name: campaign.name(), stats: feed.stats() })
        .collect();
    sorted(&rows, order)
}

/// The name of a column.
#[must_use]
pub fn column_name(column: Column) -> Text {
    match column {
        Column::Campaign => Text::Campaign,
        Column::Count(counter) => labels::counter(counter),
        Column::Rate(kind) => labels::full_rate(kind),
    }
}

/// The value of `aria-sort` of a column.
#[must_use]
pub fn sort_direction(column: Column, order: Option<Order>) -> &'static str {
    match order.filter(|order| order.column == column) {
        Some(order) if order.descending => "descending",
        Some(_) => "ascending",
        None => "none",
    }
}

/// Whether the reply rates of two campaigns differ by more than chance; empty while unknown.
#[must_use]
pub fn verdict(entries: &[Entry<'_>], places: [usize; 2], context: Context<'_>) -> String {
    let known = |place: usize| -> Option<(String, CampaignStats)> {
        let (campaign, feed) = entries.get(place)?;
        Some((campaign.name().to_owned(), feed.stats()?.clone()))
    };
    let [first, second] = places.map(known);
    let compare = |(first, second)| phrases::comparison(context.locale, &first, &second);
    first.zip(second).map(compare).unwrap_or_default()
}
