//! Performance budgets of one card, and the misses that are accepted for now.

use std::fmt::{self, Display, Formatter};

use super::{Candidate, Figure, Profile, Report};

/// Limit for all files of one card, compressed, in bytes.
const LOADED_BYTES: f64 = 150.0 * 1024.0;

/// Budget for the first number on the slow profile, against the card by hand.
const FIRST_NUMBER_RATIO: f64 = 1.0;

/// Budget for the script of one refresh of one card, against the card by hand.
const REFRESH_SCRIPT_RATIO: f64 = 1.2;

/// Budgets that are missed today, with the highest values that pass, so that the figures do not get
/// worse. (The first number appears only after the wasm has loaded.) Lower these limits as the figures
/// improve, and remove each when its budget is met. `xtask/src/dist.rs` has the limit of the bytes, too.
const ACCEPTED_MISSES: [(&str, f64); 3] =
    [(LOADED, 195_000.0), (FIRST_NUMBER, 3.2), (REFRESH_SCRIPT, 3.2)];

const LOADED: &str = "bytes loaded";
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
    [
        (LOADED, loaded, LOADED_BYTES),
        (FIRST_NUMBER, first_number, FIRST_NUMBER_RATIO),
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
        assert_eq!(new(report(195_000.0, 3.2, 3.2)), 0);
        assert_eq!(new(report(195_001.0, 3.3, 3.3)), 3);
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
