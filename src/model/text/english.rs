//! English locale without a browser, for tests and native use of the model. Times are in UTC.

use std::rc::Rc;

use time::OffsetDateTime;

use crate::model::text::locale::{Locale, Numbers, Unit};
use crate::model::text::texts::Texts;
use crate::model::time::Millis;

/// English with its built-in texts. Times are in UTC.
#[must_use]
pub fn english() -> Locale {
    Locale::new("en", Texts::default(), Rc::new(English))
}

struct English;

impl Numbers for English {
    fn count(&self, number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    fn percent(&self, share: f64) -> String {
        format!("{}%", (share * 1000.0).round() / 10.0)
    }

    fn decimal(&self, number: f64) -> String {
        number.to_string()
    }

    fn units(&self, number: u64, unit: Unit) -> String {
        let name = match unit {
            Unit::Second => "sec",
            Unit::Minute => "min",
            Unit::Hour => "hr",
            Unit::Day if number == 1 => "day",
            Unit::Day => "days",
        };
        format!("{number} {name}")
    }

    fn ago(&self, number: u64, unit: Unit) -> String {
        let dot = if unit == Unit::Day { "" } else { "." };
        format!("{}{dot} ago", self.units(number, unit))
    }

    fn is_one(&self, number: u64) -> bool {
        number == 1
    }

    fn moment(&self, at: Millis, with_date: bool) -> String {
        let at = utc(at);
        let time = format!("{:02}:{:02}", at.hour(), at.minute());
        if with_date { format!("{} {time}", at.date()) } else { time }
    }

    fn iso(&self, at: Millis) -> String {
        let at = utc(at);
        let (hour, minute, second) = at.to_hms();
        format!("{}T{hour:02}:{minute:02}:{second:02}Z", at.date())
    }
}

fn utc(at: Millis) -> OffsetDateTime {
    let seconds = i64::try_from(at.whole_seconds()).unwrap_or(i64::MAX);
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
