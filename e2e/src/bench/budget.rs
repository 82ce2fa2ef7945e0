//! Budgets of one card.

use std::fmt::{self, Display, Formatter};

use super::{Candidate, Figure, Profile, Report};

/// Limit for all files of one card, compressed, in bytes.
const LOADED_BYTES: f64 = 150.0 * 1024.0;

/// Limit for the first number on the slow profile, against the card by hand. Today this is the time
/// until the whole card is there; an early paint will have its own, lower budget.
const FIRST_NUMBER_RATIO: f64 = 2.2;

/// Limit for the script of one refresh of one card, against the card by hand. The goal is 1.2; 1.5 to
/// 1.7 is measured today. The limit allows for a busy machine and keeps it from getting much worse.
const REFRESH_SCRIPT_RATIO: f64 = 2.2;

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
        ("bytes loaded", loaded, LOADED_BYTES),
        ("first number on the slow profile, against by hand", first_number, FIRST_NUMBER_RATIO),
        ("script of one refresh, against by hand", refresh_script, REFRESH_SCRIPT_RATIO),
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
        assert_eq!(misses(&report(153_600.0, 2.2, 2.2)), []);
        assert_eq!(misses(&Report::default()), []);
    }

    #[test]
    fn each_budget_can_be_missed() {
        for report in [report(153_601.0, 1.0, 1.0), report(1.0, 2.3, 1.0), report(1.0, 1.0, 2.3)] {
            assert_eq!(misses(&report).len(), 1);
        }
        assert_eq!(misses(&report(153_601.0, 2.3, 2.3)).len(), 3);
    }

    #[test]
    fn miss_shows_measured_value_and_budget() {
        let misses = misses(&report(1.0, 3.3, 1.0));
        let messages: Vec<_> = misses.iter().map(ToString::to_string).collect();
        let message = "first number on the slow profile, against by hand: 3.30 is 50 % over the \
                       budget of 2.2";
        assert_eq!(messages, [message]);
    }
}
