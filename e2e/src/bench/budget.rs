//! What the widget may cost.

use std::fmt::{self, Display, Formatter};

use super::machine::AT_REST_MS;
use super::{Contender, Figure, Profile, Report};

/// Everything that a browser loads for one card, compressed, in bytes.
const LOADED: f64 = 80.0 * 1024.0;

/// The first number on the slow profile, against the widget by hand.
const FIRST_NUMBER: f64 = 1.4;

/// Script in one refresh of one card, in milliseconds of a machine at rest.
const REFRESH_SCRIPT: f64 = 1.5;

/// What a budget that is missed so far may not exceed, so that it does not get worse: the first
/// number, and the script of a refresh. To be made tighter as they get better; each goes when its
/// budget is met on a busy machine too.
const NO_WORSE: [(&str, f64); 2] = [(FIRST, 2.2), (SCRIPT, 3.5)];

const FIRST: &str = "first number on the slow profile, against by hand";
const SCRIPT: &str = "milliseconds of script in a refresh";

/// A budget that was missed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Miss {
    /// Of what.
    pub what: &'static str,
    /// What was measured.
    pub found: f64,
    /// What was allowed.
    pub budget: f64,
}

impl Display for Miss {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { what, found, budget } = self;
        let over = (found / budget - 1.0) * 100.0;
        write!(f, "{what}: {found:.2}, over the budget of {budget} by {over:.0} %")
    }
}

/// The budgets that one card misses. What was not measured misses none.
#[must_use]
pub fn misses(report: &Report) -> Vec<Miss> {
    let built = |figure| report.median(Contender::Built, 1, figure);
    let script = built(Figure::RefreshScript).map(|script| script / slowness(report));
    let first = report.ratio(1, Figure::FirstNumber(Profile::Slow));
    [
        ("bytes loaded", built(Figure::Loaded), LOADED),
        (FIRST, first, FIRST_NUMBER),
        (SCRIPT, script, REFRESH_SCRIPT),
    ]
    .into_iter()
    .filter_map(|(what, found, budget)| Some(Miss { what, found: found?, budget }))
    .filter(|miss| miss.found > miss.budget)
    .collect()
}

impl Miss {
    /// Whether it is more than what is known to be missed.
    #[must_use]
    pub fn is_new(&self) -> bool {
        let known = NO_WORSE.into_iter().find(|(what, _)| *what == self.what);
        known.is_none_or(|(_, limit)| self.found > limit)
    }
}

/// How many times as long as at rest this machine took for everything, at least 1: a faster one is
/// no excuse.
fn slowness(report: &Report) -> f64 {
    let now = report.median(Contender::Built, 1, Figure::Machine);
    now.map_or(1.0, |now| (now / AT_REST_MS).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(loaded: f64, first: f64, script: f64) -> Report {
        let mut report = Report::default();
        let first_number = Figure::FirstNumber(Profile::Slow);
        report.note(Contender::Built, 1, Figure::Loaded, loaded);
        report.note(Contender::Built, 1, first_number, first * 500.0);
        report.note(Contender::ByHand, 1, first_number, 500.0);
        report.note(Contender::Built, 1, Figure::RefreshScript, script);
        report
    }

    #[test]
    fn within_its_budgets_nothing_is_missed() {
        assert_eq!(misses(&report(81_920.0, 1.4, 1.5)), []);
        assert_eq!(misses(&Report::default()), []);
    }

    #[test]
    fn a_busy_machine_is_given_the_time_that_it_takes_for_everything() {
        let mut report = report(1.0, 1.0, 2.9);
        assert_eq!(misses(&report).len(), 1);
        report.note(Contender::Built, 1, Figure::Machine, 2.0 * AT_REST_MS);
        assert_eq!(misses(&report), []);
    }

    #[test]
    fn what_is_known_to_be_missed_may_not_get_worse() {
        let new = |report| misses(&report).iter().filter(|miss| miss.is_new()).count();
        assert_eq!(new(report(1.0, 2.1, 3.4)), 0);
        assert_eq!(new(report(81_921.0, 2.3, 3.6)), 3);
    }

    #[test]
    fn each_budget_can_be_missed_and_says_by_how_much() {
        let said = |report| misses(&report).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(said(report(81_921.0, 1.0, 1.0)).len(), 1);
        assert_eq!(said(report(1.0, 1.0, 1.6)).len(), 1);
        let first = "first number on the slow profile, against by hand: 2.10, over the budget of \
                     1.4 by 50 %";
        assert_eq!(said(report(1.0, 2.1, 1.0)), [first]);
    }
}
