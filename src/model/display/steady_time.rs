//! When what is shown of a feed changes.

use crate::model::polling::feed::{CHANGE_SHOWN_FOR, Feed, Freshness};
use crate::model::time::Millis;

/// A time for texts that need not change every second: with it, figures and trends of a feed are the
/// same as with `now`, but it changes only when one of them does. While the numbers are fresh, that is
/// when they arrive, and when their changes are no longer shown.
#[must_use]
pub fn steady_time(feed: &Feed, now: Millis) -> Millis {
    match (feed.freshness(now), feed.received_at()) {
        (Freshness::Fresh(_), Some(received_at)) if feed.is_recent(now) => received_at,
        (Freshness::Fresh(_), Some(received_at)) => received_at + CHANGE_SHOWN_FOR,
        (Freshness::Unknown, _) => Millis(0),
        _ => now,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::display::context::Context;
    use crate::model::display::counter::CounterDisplay;
    use crate::model::display::footer::FooterDisplay;
    use crate::model::display::history::HistoryDisplay;
    use crate::model::display::rate::RateDisplay;
    use crate::model::display::selection::Selection;
    use crate::model::display::trend::TrendDisplay;
    use crate::model::example::{Answered, any_feed, documented_stats, planned};
    use crate::model::history::trend::Series;
    use crate::model::insight::bands::Bands;
    use crate::model::insight::rates::RateKind;
    use crate::model::options::campaign::Campaign;
    use crate::model::polling::schedule::NextPoll;
    use crate::model::stats::campaign_stats::Counter;
    use crate::model::text::english::english;

    const NOON: Millis = Millis::seconds(1_764_072_000);

    proptest! {
        #[test]
        fn figures_at_the_steady_time_are_those_of_now(
            feed in any_feed(NOON), milliseconds in prop_oneof![0u64..40_000, 0u64..100_000_000],
            selected in proptest::option::of(0u64..60),
        ) {
            let (locale, bands, now) = (english(), Bands::default(), NOON + Millis(milliseconds));
            let at = selected.map(|seconds| NOON - Millis::seconds(seconds));
            let selection = Selection { at, ..Selection::default() };
            let campaign =
                Campaign { id: documented_stats().campaign_id, label: String::new() };
            let figures = |now| {
                let context = Context { locale: &locale, bands: &bands, now, selection };
                let counters = Counter::ALL.map(|it| CounterDisplay::of(it, &feed, context));
                let rates = RateKind::ALL.map(|kind| RateDisplay::of(kind, &feed, context));
                let trends = Counter::ALL.map(|it| TrendDisplay::of(Series::Count(it), &feed, context));
                let history = HistoryDisplay::of(&[(&campaign, &feed)], context);
                (counters, rates, trends, history, FooterDisplay::of(&feed, context))
            };
            prop_assert_eq!(figures(steady_time(&feed, now)), figures(now));
        }
    }

    #[test]
    fn the_steady_time_changes_only_when_changes_disappear_and_when_numbers_get_stale() {
        let feed = Feed::new(planned(NextPoll::InFlight)).answered(Ok(documented_stats()), NOON);
        let times: Vec<_> =
            (0..31).map(|seconds| steady_time(&feed, NOON + Millis::seconds(seconds))).collect();
        let mut different = times.clone();
        different.dedup();
        assert_eq!(different, [NOON, NOON + CHANGE_SHOWN_FOR]);
        let stale = NOON + Millis::seconds(31);
        assert_eq!(steady_time(&feed, stale), stale);
    }
}
