//! The order of several campaigns in a table.

use std::cmp::Ordering;

use crate::model::insight::rates::{RateFigure, RateKind};
use crate::model::stats::campaign_stats::{CampaignStats, Counter, Rate};

/// A column by which the table can be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The name.
    Campaign,
    /// A count.
    Count(Counter),
    /// A rate.
    Rate(RateKind),
}

impl Column {
    /// All columns, as they stand beside each other.
    pub const ALL: [Self; 7] = [
        Self::Campaign,
        Self::Count(Counter::Sent),
        Self::Rate(RateKind::Delivery),
        Self::Rate(RateKind::Open),
        Self::Rate(RateKind::Reply),
        Self::Rate(RateKind::Bounce),
        Self::Count(Counter::Queued),
    ];

    /// Its name in the code of pages and tests, in whatever language it is shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Campaign => "Campaign",
            Self::Count(counter) => counter.name(),
            Self::Rate(kind) => kind.name(),
        }
    }

    /// What is compared of a campaign; `None` where it is unknown, and for names.
    fn number(self, stats: Option<&CampaignStats>) -> Option<f64> {
        let stats = stats?;
        match self {
            Self::Campaign => None,
            Self::Count(counter) => Some(counter.of(stats).as_f64()),
            Self::Rate(kind) => RateFigure::new(kind, stats).value.map(Rate::get),
        }
    }
}

/// By what a table is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By which column.
    pub column: Column,
    /// The largest first.
    pub descending: bool,
}

impl Order {
    /// A column in the direction in which it is read first: names from A, numbers from the
    /// largest.
    #[must_use]
    pub fn by(column: Column) -> Self {
        Self { column, descending: column != Column::Campaign }
    }

    /// The order after a click on a column: the other direction, or the other column.
    #[must_use]
    pub fn after_click(order: Option<Self>, column: Column) -> Self {
        match order.filter(|order| order.column == column) {
            Some(Self { column, descending }) => Self { column, descending: !descending },
            None => Self::by(column),
        }
    }

    fn compare(self, one: &Row<'_>, other: &Row<'_>) -> Ordering {
        let directed =
            |ordering: Ordering| if self.descending { ordering.reverse() } else { ordering };
        let by_name = compare_names(one.name, other.name);
        if self.column == Column::Campaign {
            return directed(by_name);
        }
        match (self.column.number(one.stats), self.column.number(other.stats)) {
            (Some(one), Some(other)) => directed(one.total_cmp(&other)).then(by_name),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => by_name,
        }
    }
}

/// A campaign as far as the order depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The name shown.
    pub name: &'a str,
    /// Its numbers, if there are any yet.
    pub stats: Option<&'a CampaignStats>,
}

/// The places of the rows, in order. What is unknown comes last in either direction; equals are
/// sorted by name, then stay as they were.
#[must_use]
pub fn sorted(rows: &[Row<'_>], order: Order) -> Vec<usize> {
    // By insertion: tables are short, and a sort of the library's is large.
    let mut sorted: Vec<(usize, &Row<'_>)> = Vec::with_capacity(rows.len());
    for row in rows.iter().enumerate() {
        let place =
            sorted.partition_point(|(_, before)| order.compare(before, row.1) != Ordering::Greater);
        sorted.insert(place, row);
    }
    sorted.into_iter().map(|(place, _)| place).collect()
}

/// Compares as people sort: whatever the case, and "step 9" before "step 10".
fn compare_names(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    loop {
        let (ours, theirs) = (number_at(one), number_at(other));
        let ordering = if ours.is_empty() || theirs.is_empty() {
            let (Some((a, rest)), Some((b, others_rest))) =
                (one.split_first(), other.split_first())
            else {
                return one.len().cmp(&other.len());
            };
            (one, other) = (rest, others_rest);
            a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase())
        } else {
            one = one.get(ours.len()..).unwrap_or_default();
            other = other.get(theirs.len()..).unwrap_or_default();
            let (ours, theirs) = (without_zeros(ours), without_zeros(theirs));
            ours.len().cmp(&theirs.len()).then_with(|| ours.cmp(theirs))
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
}

/// The digits with which a text begins.
fn number_at(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn without_zeros(mut digits: &[u8]) -> &[u8] {
    while let Some(rest) = digits.strip_prefix(b"0") {
        digits = rest;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::documented_stats;
    use crate::model::stats::campaign_stats::Count;
    use proptest::prelude::*;

    const BY_SENT: Order = Order { column: Column::Count(Counter::Sent), descending: true };

    fn sent(number: u64) -> CampaignStats {
        CampaignStats { sent: Count::new(number).unwrap(), ..documented_stats() }
    }

    fn names(names: &[&str], order: Order) -> Vec<usize> {
        let rows: Vec<_> = names.iter().map(|name| Row { name, stats: None }).collect();
        sorted(&rows, order)
    }

    #[test]
    fn names_begin_with_a_and_numbers_with_the_largest() {
        for column in Column::ALL {
            assert_eq!(Order::by(column).descending, column != Column::Campaign);
        }
    }

    #[test]
    fn a_second_press_turns_the_order_and_another_column_begins_anew() {
        let turned = Order::after_click(Some(BY_SENT), Column::Count(Counter::Sent));
        assert_eq!(turned, Order { descending: false, ..BY_SENT });
        assert_eq!(Order::after_click(Some(turned), Column::Count(Counter::Sent)), BY_SENT);
        assert_eq!(
            Order::after_click(Some(turned), Column::Rate(RateKind::Bounce)),
            Order::by(Column::Rate(RateKind::Bounce))
        );
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        let (nine, ten) = (sent(9), sent(10));
        let rows = [Row { name: "b", stats: Some(&nine) }, Row { name: "a", stats: Some(&ten) }];
        assert_eq!(sorted(&rows, BY_SENT), [1, 0]);
        assert_eq!(
            sorted(&rows, Order::after_click(Some(BY_SENT), Column::Count(Counter::Sent))),
            [0, 1]
        );
    }

    #[test]
    fn the_unknown_is_last_in_both_directions() {
        let (nine, ten) = (sent(9), sent(10));
        let rows = [None, Some(&nine), None, Some(&ten)].map(|stats| Row { name: "", stats });
        assert_eq!(sorted(&rows, BY_SENT), [3, 1, 0, 2]);
        assert_eq!(
            sorted(&rows, Order::after_click(Some(BY_SENT), Column::Count(Counter::Sent))),
            [1, 3, 0, 2]
        );
    }

    #[test]
    fn equals_are_sorted_by_name_and_then_stay_as_they_were() {
        let same = sent(9);
        let rows = ["b", "a", "a"].map(|name| Row { name, stats: Some(&same) });
        assert_eq!(sorted(&rows, BY_SENT), [1, 2, 0]);
        assert_eq!(
            sorted(&rows, Order::after_click(Some(BY_SENT), Column::Count(Counter::Sent))),
            [1, 2, 0]
        );
    }

    #[test]
    fn names_are_sorted_as_people_do() {
        let by_name = Order::by(Column::Campaign);
        assert_eq!(names(&["Step 10", "step 9", "Autumn"], by_name), [2, 1, 0]);
        assert_eq!(names(&["a10b", "a2b", "a", "a002", "A"], by_name), [2, 4, 3, 1, 0]);
        assert_eq!(names(&["é", "z", "7", ""], by_name), [3, 2, 1, 0]);
        assert_eq!(
            names(&["99999999999999999999999", "100000000000000000000000"], by_name),
            [0, 1]
        );
        assert_eq!(names(&["a", "b"], Order::after_click(Some(by_name), Column::Campaign)), [1, 0]);
    }

    fn any_stats() -> impl Strategy<Value = Option<CampaignStats>> {
        let stats = (0..4u64, 0..4u64, prop::option::of(0.0..=1.0f64)).prop_map(
            |(sent_count, delivered, open)| CampaignStats {
                delivered: Count::new(delivered).unwrap(),
                open_rate: open.and_then(Rate::new),
                ..sent(sent_count)
            },
        );
        prop::option::of(stats)
    }

    proptest! {
        #[test]
        fn every_row_is_there_once_and_the_unknown_last(
            rows in prop::collection::vec(("[aA19 ]{0,4}", any_stats()), 0..30),
            column in 0..Column::ALL.len(),
            descending in any::<bool>(),
        ) {
            let rows: Vec<_> = rows
                .iter()
                .map(|(name, stats)| Row { name, stats: stats.as_ref() })
                .collect();
            let order = Order { column: Column::ALL[column], descending };
            let places = sorted(&rows, order);
            let mut all = places.clone();
            all.sort_unstable();
            prop_assert_eq!(all, (0..rows.len()).collect::<Vec<_>>());
            let numbers: Vec<_> =
                places.iter().map(|place| order.column.number(rows[*place].stats)).collect();
            for pair in numbers.windows(2) {
                prop_assert!(pair[0].is_some() || pair[1].is_none());
                if let [Some(one), Some(next)] = pair {
                    let (low, high) = if descending { (next, one) } else { (one, next) };
                    prop_assert!(low <= high);
                }
            }
        }

        #[test]
        fn names_have_one_order(a in "[aB01é]{0,6}", b in "[aB01é]{0,6}", c in "[aB01é]{0,6}") {
            prop_assert_eq!(compare_names(&a, &b), compare_names(&b, &a).reverse());
            if compare_names(&a, &b).is_le() && compare_names(&b, &c).is_le() {
                prop_assert!(compare_names(&a, &c).is_le());
            }
        }
    }
}
