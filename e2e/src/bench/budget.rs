//! Performance budgets of one card, and the misses that are accepted for now.

use std::fmt::{self, Display, Formatter};

use super::{Candidate, Figure, Profile, Report};

/// Limit for all files of one card, compressed, in bytes.
const LOADED_BYTES: f64 = 150.0 * 1024.0;

/// Limit for what the first numbers need, with the answer, compressed, in bytes.
const LOADED_FIRST_BYTES: f64 = 12.0 * 1024.0;

/// Budget for the whole card on the slow profile, against the card by hand.
const WHOLE_RATIO: f64 = 2.2;

/// Budget for the cumulative layout shift.
const SHIFT: f64 = 0.0;

/// Budget for the script of a refresh in which nothing changed, against one in which all changes.
const UNCHANGED_RATIO: f64 = 0.3;

/// Budget for the first number on the slow profile, against the card by hand.
const FIRST_NUMBER_RATIO: f64 = 1.0;

/// Budget for the script of one refresh of one card, against the card by hand.
const REFRESH_SCRIPT_RATIO: f64 = 1.2;

/// Budgets that are missed today, with the highest values that pass, so that the figures do not get
/// worse; with room for a busy machine, and for scripts that are not minified (where npm is missing).
/// Lower these limits as the figures improve, and remove each when its budget is met. `xtask/src/dist.rs`
/// has the limit of the bytes of a minified release.
const ACCEPTED_MISSES: [(&str, f64); 6] = [
    (LOADED, 231_000.0),
    (LOADED_FIRST, 17_500.0),
    (FIRST_NUMBER, 1.4),
    (WHOLE, 3.4),
    (REFRESH_SCRIPT, 3.2),
    (UNCHANGED, 1.0),
];

const LOADED: &str = "bytes loaded";
const LOADED_FIRST: &str = "bytes loaded for the first numbers";
const WHOLE: &str = "whole card on the slow profile, against by hand";
const LAYOUT_SHIFT: &str = "layout shift";
const UNCHANGED: &str = "script of one refresh without changes, against one with";
const FIRST_NUMBER: &str = "first number on the slow profile, against by hand";
const REFRESH_SCRIPT: &str = "script of one refresh, against by hand";

/// A figure over its budget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Miss {
    /// Name of the figure.
    pub figure: &'static str,
    /// Measured value.
    pub measured: f64,
    /// Highest allowed value.
    pub budget: f64,
}

impl Miss {
    /// Whether the miss is accepted for now, and has not become worse.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        ACCEPTED_MISSES
            .into_iter()
            .any(|(figure, limit)| figure == self.figure && self.measured <= limit)
    }
}

impl Display for Miss {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { figure, measured, budget } = self;
        let percent = (measured / budget - 1.0) * 100.0;
        write!(f, "{figure}: {measured:.2} is {percent:.0} % over the budget of {budget}")
    }
}

/// The figures of one card that are over their budget. Figures that were not measured are left out.
#[must_use]
pub fn misses(report: &Report) -> Vec<Miss> {
    let loaded = report.median(Candidate::Built, 1, Figure::Loaded);
    let first_number = report.ratio(1, Figure::FirstNumber(Profile::Slow));
    let refresh_script = report.ratio(1, Figure::RefreshScript);
    let built = |figure| report.median(Candidate::Built, 1, figure);
    let unchanged = built(Figure::UnchangedScript)
        .zip(built(Figure::RefreshScript))
        .map(|(unchanged, changed)| unchanged / changed);
    [
        (LOADED, loaded, LOADED_BYTES),
        (LOADED_FIRST, built(Figure::LoadedFirst), LOADED_FIRST_BYTES),
        (FIRST_NUMBER, first_number, FIRST_NUMBER_RATIO),
        (WHOLE, report.ratio(1, Figure::Whole(Profile::Slow)), WHOLE_RATIO),
        (LAYOUT_SHIFT, built(Figure::Shift), SHIFT),
        (UNCHANGED, unchanged, UNCHANGED_RATIO),
        (REFRESH_SCRIPT, refresh_script, REFRESH_SCRIPT_RATIO),
    ]
    .into_iter()
    .filter_map(|(figure, measured, budget)| Some(Miss { figure, measured: measured?, budget }))
    .filter(|miss| miss.measured > miss.budget)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_further_budget_can_be_missed() {
        for (figure, built, by_hand, name) in [
            (Figure::LoadedFirst, 12_289.0, 1.0, LOADED_FIRST),
            (Figure::Whole(Profile::Slow), 2.3, 1.0, WHOLE),
            (Figure::Shift, 0.001, 0.0, LAYOUT_SHIFT),
        ] {
            let mut report = Report::default();
            report.record(Candidate::Built, 1, figure, built);
            report.record(Candidate::ByHand, 1, figure, by_hand);
            let names: Vec<_> = misses(&report).iter().map(|miss| miss.figure).collect();
            assert_eq!(names, [name]);
        }
        let mut report = Report::default();
        report.record(Candidate::Built, 1, Figure::RefreshScript, 1.0);
        report.record(Candidate::Built, 1, Figure::UnchangedScript, 0.31);
        assert_eq!(misses(&report).len(), 1);
    }

    fn report(loaded: f64, first_number: f64, refresh_script: f64) -> Report {
        let mut report = Report::default();
        report.record(Candidate::Built, 1, Figure::Loaded, loaded);
        for (figure, ratio) in [
            (Figure::FirstNumber(Profile::Slow), first_number),
            (Figure::RefreshScript, refresh_script),
        ] {
            report.record(Candidate::Built, 1, figure, ratio * 8.0);
            report.record(Candidate::ByHand, 1, figure, 8.0);
        }
        report
    }

    #[test]
    fn figures_within_their_budgets_are_not_misses() {
        assert_eq!(misses(&report(153_600.0, 1.0, 1.2)), []);
        assert_eq!(misses(&Report::default()), []);
    }

    #[test]
    fn each_budget_can_be_missed() {
        for report in [report(153_601.0, 1.0, 1.0), report(1.0, 1.1, 1.0), report(1.0, 1.0, 1.3)] {
            assert_eq!(misses(&report).len(), 1);
        }
        assert_eq!(misses(&report(153_601.0, 1.1, 1.3)).len(), 3);
    }

    #[test]
    fn accepted_misses_may_not_get_worse() {
        let new = |report| misses(&report).iter().filter(|miss| !miss.is_accepted()).count();
        assert_eq!(new(report(231_000.0, 1.4, 3.2)), 0);
        assert_eq!(new(report(231_001.0, 1.5, 3.3)), 3);
    }

    #[test]
    fn miss_shows_measured_value_and_budget() {
        let misses = misses(&report(1.0, 1.5, 1.0));
        let messages: Vec<_> = misses.iter().map(ToString::to_string).collect();
        let message = "first number on the slow profile, against by hand: 1.50 is 50 % over the \
                       budget of 1";
        assert_eq!(messages, [message]);
    }
}
