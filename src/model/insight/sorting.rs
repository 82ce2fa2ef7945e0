//! Sort order of campaigns in a table.

use std::cmp::Ordering;

use crate::model::insight::rates::{RateFigure, RateKind};
use crate::model::stats::campaign_stats::{CampaignStats, Counter, Rate};

/// A sortable column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Campaign name.
    Campaign,
    /// A count.
    Count(Counter),
    /// A rate.
    Rate(RateKind),
}

impl Column {
    /// All columns in display order.
    pub const ALL: [Self; 10] = [
        Self::Campaign,
        Self::Count(Counter::Sent),
        Self::Count(Counter::Delivered),
        Self::Count(Counter::Bounced),
        Self::Count(Counter::Replied),
        Self::Count(Counter::Queued),
        Self::Rate(RateKind::Delivery),
        Self::Rate(RateKind::Open),
        Self::Rate(RateKind::Reply),
        Self::Rate(RateKind::Bounce),
    ];

    /// The columns of counts.
    pub const COUNTS: [Counter; 5] =
        [Counter::Sent, Counter::Delivered, Counter::Bounced, Counter::Replied, Counter::Queued];

    /// Identifier for scripts and tests, independent of the language.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Campaign => "Campaign",
            Self::Count(counter) => counter.name(),
            Self::Rate(kind) => kind.name(),
        }
    }

    /// Sort key of a campaign; `None` if unknown, and for names.
    fn sort_key(self, stats: Option<&CampaignStats>) -> Option<f64> {
        let stats = stats?;
        match self {
            Self::Campaign => None,
            Self::Count(counter) => Some(counter.of(stats).as_f64()),
            Self::Rate(kind) => RateFigure::new(kind, stats).value.map(Rate::get),
        }
    }
}

/// Sort column and direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Sort column.
    pub column: Column,
    /// Whether the largest value is first.
    pub descending: bool,
}

impl Order {
    /// A column in its default direction: names ascending, numbers descending.
    #[must_use]
    pub fn by(column: Column) -> Self {
        Self { column, descending: column != Column::Campaign }
    }

    /// The order after a click on a column header: reversed, or by the other column.
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
        match (self.column.sort_key(one.stats), self.column.sort_key(other.stats)) {
            (Some(one), Some(other)) => directed(one.total_cmp(&other)).then(by_name),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => by_name,
        }
    }
}

/// The values of a campaign that the order depends on.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Display name.
    pub name: &'a str,
    /// Stats, if received.
    pub stats: Option<&'a CampaignStats>,
}

/// Indices of the rows in sorted order. Unknown values are last in both directions; equal values
/// are sorted by name. The sort is stable.
#[must_use]
pub fn sorted(rows: &[Row<'_>], order: Order) -> Vec<usize> {
    // Insertion sort: tables are short, and the standard library's sort is large in wasm.
    let mut sorted: Vec<(usize, &Row<'_>)> = Vec::with_capacity(rows.len());
    for row in rows.iter().enumerate() {
        let position =
            sorted.partition_point(|(_, before)| order.compare(before, row.1) != Ordering::Greater);
        sorted.insert(position, row);
    }
    sorted.into_iter().map(|(index, _)| index).collect()
}

/// Natural, case-insensitive order: "step 9" before "step 10".
fn compare_names(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    loop {
        let (ours, theirs) = (leading_digits(one), leading_digits(other));
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

fn leading_digits(text: &[u8]) -> &[u8] {
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
    fn default_direction_is_ascending_only_for_names() {
        for column in Column::ALL {
            assert_eq!(Order::by(column).descending, column != Column::Campaign);
        }
    }

    #[test]
    fn after_click_reverses_the_same_column_and_resets_another() {
        let reversed = Order::after_click(Some(BY_SENT), Column::Count(Counter::Sent));
        assert_eq!(reversed, Order { descending: false, ..BY_SENT });
        assert_eq!(Order::after_click(Some(reversed), Column::Count(Counter::Sent)), BY_SENT);
        assert_eq!(
            Order::after_click(Some(reversed), Column::Rate(RateKind::Bounce)),
            Order::by(Column::Rate(RateKind::Bounce))
        );
    }

    #[test]
    fn counts_are_sorted_numerically() {
        let (nine, ten) = (sent(9), sent(10));
        let rows = [Row { name: "b", stats: Some(&nine) }, Row { name: "a", stats: Some(&ten) }];
        assert_eq!(sorted(&rows, BY_SENT), [1, 0]);
        assert_eq!(
            sorted(&rows, Order::after_click(Some(BY_SENT), Column::Count(Counter::Sent))),
            [0, 1]
        );
    }

    #[test]
    fn unknown_values_are_last_in_both_directions() {
        let (nine, ten) = (sent(9), sent(10));
        let rows = [None, Some(&nine), None, Some(&ten)].map(|stats| Row { name: "", stats });
        assert_eq!(sorted(&rows, BY_SENT), [3, 1, 0, 2]);
        assert_eq!(
            sorted(&rows, Order::after_click(Some(BY_SENT), Column::Count(Counter::Sent))),
            [1, 3, 0, 2]
        );
    }

    #[test]
    fn equal_values_are_sorted_by_name_and_stable() {
        let same = sent(9);
        let rows = ["b", "a", "a"].map(|name| Row { name, stats: Some(&same) });
        assert_eq!(sorted(&rows, BY_SENT), [1, 2, 0]);
        assert_eq!(
            sorted(&rows, Order::after_click(Some(BY_SENT), Column::Count(Counter::Sent))),
            [1, 2, 0]
        );
    }

    #[test]
    fn names_are_sorted_naturally() {
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
        fn sorted_is_a_permutation_with_unknown_values_last(
            rows in prop::collection::vec(("[aA19 ]{0,4}", any_stats()), 0..30),
            column in 0..Column::ALL.len(),
            descending in any::<bool>(),
        ) {
            let rows: Vec<_> = rows
                .iter()
                .map(|(name, stats)| Row { name, stats: stats.as_ref() })
                .collect();
            let order = Order { column: Column::ALL[column], descending };
            let indices = sorted(&rows, order);
            let mut all = indices.clone();
            all.sort_unstable();
            prop_assert_eq!(all, (0..rows.len()).collect::<Vec<_>>());
            let numbers: Vec<_> =
                indices.iter().map(|index| order.column.sort_key(rows[*index].stats)).collect();
            for pair in numbers.windows(2) {
                prop_assert!(pair[0].is_some() || pair[1].is_none());
                if let [Some(one), Some(next)] = pair {
                    let (low, high) = if descending { (next, one) } else { (one, next) };
                    prop_assert!(low <= high);
                }
            }
        }

        #[test]
        fn compare_names_is_a_total_order(a in "[aB01é]{0,6}", b in "[aB01é]{0,6}", c in "[aB01é]{0,6}") {
            prop_assert_eq!(compare_names(&a, &b), compare_names(&b, &a).reverse());
            if compare_names(&a, &b).is_le() && compare_names(&b, &c).is_le() {
                prop_assert!(compare_names(&a, &c).is_le());
            }
        }
    }
}
