//! Locale: texts of a language, and its format of numbers and times.

use std::cell::RefCell;
use std::rc::Rc;

use crate::model::stats::campaign_stats::{Count, Rate};
use crate::model::text::texts::{Text, Texts, fill, form};
use crate::model::time::Millis;

/// Placeholder for an unknown value.
pub const UNKNOWN: &str = "—";

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 1 second.
    Second,
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
}

impl Unit {
    /// All units, largest first.
    const DESCENDING: [Self; 4] = [Self::Day, Self::Hour, Self::Minute, Self::Second];

    /// Duration of one unit.
    #[must_use]
    pub const fn length(self) -> Millis {
        Millis::seconds(match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3600,
            Self::Day => 86_400,
        })
    }

    /// The largest unit that fits into a duration, and how often; seconds below one second.
    fn largest_in(span: Millis) -> (u64, Self) {
        let fits = |unit: &Self| span >= unit.length();
        let unit = Self::DESCENDING.into_iter().find(fits).unwrap_or(Self::Second);
        (span.0 / unit.length().0, unit)
    }
}

/// Formatting of numbers and times. In a browser implemented with `Intl`.
pub trait Numbers {
    /// An integer with grouping separators.
    fn count(&self, number: u64) -> String;
    /// A fraction from 0 to 1 in percent, with at most one decimal.
    fn percent(&self, share: f64) -> String;
    /// A number with at most one decimal.
    fn decimal(&self, number: f64) -> String;
    /// A duration such as "5 min", with the unit abbreviated.
    fn units(&self, number: u64, unit: Unit) -> String;
    /// A relative time such as "5 min. ago".
    fn ago(&self, number: u64, unit: Unit) -> String;
    /// Whether the plural category of this number is "one".
    fn is_one(&self, number: u64) -> bool;
    /// A time of day, optionally with its date.
    fn moment(&self, at: Millis, with_date: bool) -> String;
    /// ISO 8601 in UTC, to the second.
    fn iso(&self, at: Millis) -> String;
}

thread_local! {
    static LOCALES: RefCell<Vec<&'static Locale>> = const { RefCell::new(Vec::new()) };
}

/// Handle of a [`Locale`] that lives as long as the page. `Copy`, so that every part of a view
/// can hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocaleId(usize);

impl LocaleId {
    /// Looks up the locale. `None` only on another thread than that of [`Locale::register`]; a browser has one.
    #[must_use]
    pub fn locale(self) -> Option<&'static Locale> {
        LOCALES.with_borrow(|locales| locales.get(self.0).copied())
    }
}

/// Texts and number formats of a language.
#[derive(Clone)]
pub struct Locale {
    tag: &'static str,
    texts: Texts,
    numbers: Rc<dyn Numbers>,
}

impl Locale {
    /// A locale; the tag is the language of the texts.
    #[must_use]
    pub fn new(tag: &'static str, texts: Texts, numbers: Rc<dyn Numbers>) -> Self {
        Self { tag, texts, numbers }
    }

    /// BCP 47 tag of the texts, for the `lang` attribute.
    #[must_use]
    pub fn tag(&self) -> &str {
        self.tag
    }

    /// Leaks the locale and returns its id. A page has only a few locales, so this is bounded.
    #[must_use]
    pub fn register(self) -> LocaleId {
        LOCALES.with_borrow_mut(|locales| {
            locales.push(Box::leak(Box::new(self)));
            LocaleId(locales.len() - 1)
        })
    }

    /// Replaces the text of a key. Unknown keys are ignored.
    pub fn put(&mut self, key: &str, text: &str) {
        self.texts.put(key, text);
    }

    /// Whether the key exists.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.texts.has(key)
    }

    /// The text of a key.
    #[must_use]
    pub fn text(&self, text: Text) -> String {
        self.texts.get(text).to_owned()
    }

    /// A text with its first letter in upper case.
    #[must_use]
    pub fn capitalized(&self, text: Text) -> String {
        capitalised(self.text(text))
    }

    /// A text with its placeholders filled in.
    #[must_use]
    pub fn fill(&self, text: Text, parts: &[&str]) -> String {
        fill(self.texts.get(text), parts)
    }

    /// [`fill`](Self::fill) with the first letter in upper case.
    #[must_use]
    pub fn fill_capitalized(&self, text: Text, parts: &[&str]) -> String {
        capitalised(self.fill(text, parts))
    }

    /// A text in singular or plural, with the count as its first part.
    #[must_use]
    pub fn counted(&self, text: Text, count: Count, second: &str) -> String {
        let form = form(self.texts.get(text), self.numbers.is_one(count.get()));
        fill(form, &[&self.count(count), second])
    }

    /// A count.
    #[must_use]
    pub fn count(&self, count: Count) -> String {
        self.numbers.count(count.get())
    }

    /// A count, or [`UNKNOWN`].
    #[must_use]
    pub fn count_or_unknown(&self, count: Option<Count>) -> String {
        count.map_or_else(|| UNKNOWN.to_owned(), |count| self.count(count))
    }

    /// A rate in percent with at most one decimal. A rate above 0 is never shown as 0 %, and one
    /// below 1 never as 100 %.
    #[must_use]
    pub fn percent(&self, rate: Rate) -> String {
        let share = rate.get();
        let tenths = (share * 1000.0).round();
        let (mark, tenths) = match share {
            _ if tenths < 1.0 && share > 0.0 => ("<", 1.0),
            _ if tenths > 999.0 && share < 1.0 => (">", 999.0),
            _ => ("", tenths),
        };
        [mark, &self.numbers.percent(tenths / 1000.0)].concat()
    }

    /// A rate, or [`UNKNOWN`].
    #[must_use]
    pub fn percent_or_unknown(&self, rate: Option<Rate>) -> String {
        rate.map_or_else(|| UNKNOWN.to_owned(), |rate| self.percent(rate))
    }

    /// A difference of rates in percentage points.
    #[must_use]
    pub fn points(&self, difference: f64) -> String {
        self.numbers.decimal((difference * 1000.0).round() / 10.0)
    }

    /// A duration in its two largest units.
    #[must_use]
    pub fn span(&self, span: Millis) -> String {
        let (number, unit) = Unit::largest_in(span);
        let mut text = self.numbers.units(number, unit);
        let smaller = Unit::DESCENDING.into_iter().find(|other| other.length() < unit.length());
        if let Some(smaller) = smaller {
            let rest = (span.0 % unit.length().0) / smaller.length().0;
            if rest > 0 {
                text.push('\u{a0}');
                text.push_str(&self.numbers.units(rest, smaller));
            }
        }
        text
    }

    /// A relative time such as "2 min. ago", in its largest unit.
    #[must_use]
    pub fn ago(&self, age: Millis) -> String {
        let (number, unit) = Unit::largest_in(age);
        self.numbers.ago(number, unit)
    }

    /// A time of day, with its date if over half a day ago.
    #[must_use]
    pub fn moment(&self, at: Millis, now: Millis) -> String {
        let half_a_day = Millis(Unit::Day.length().0 / 2);
        self.numbers.moment(at, now - at > half_a_day)
    }

    /// ISO 8601 in UTC.
    #[must_use]
    pub fn iso(&self, at: Millis) -> String {
        self.numbers.iso(at)
    }

    /// Date and time of day.
    #[must_use]
    pub fn date(&self, at: Millis) -> String {
        self.numbers.moment(at, true)
    }
}

/// Converts the first letter to upper case, ASCII only: Unicode tables would enlarge the wasm.
fn capitalised(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::english::english;
    use proptest::prelude::*;

    fn percent_of(share: f64) -> String {
        english().percent(Rate::new(share).unwrap())
    }

    #[test]
    fn percentages_have_at_most_one_decimal() {
        for (share, text) in
            [(0.0, "0%"), (0.42, "42%"), (0.08, "8%"), (0.98125, "98.1%"), (1.0, "100%")]
        {
            assert_eq!(percent_of(share), text);
        }
    }

    #[test]
    fn percent_never_rounds_to_0_or_100() {
        assert_eq!(percent_of(0.0002), "<0.1%");
        assert_eq!(percent_of(0.9999), ">99.9%");
    }

    #[test]
    fn span_has_two_units() {
        for (seconds, text) in [
            (0, "0 sec"),
            (59, "59 sec"),
            (60, "1 min"),
            (130, "2 min 10 sec"),
            (3 * 3600 + 300, "3 hr 5 min"),
            (2 * 86_400 + 4 * 3600 + 59, "2 days 4 hr"),
        ] {
            let span = english().span(Millis::seconds(seconds)).replace('\u{a0}', " ");
            assert_eq!(span, text);
        }
    }

    #[test]
    fn ago_has_one_unit() {
        assert_eq!(english().ago(Millis::seconds(4)), "4 sec. ago");
        assert_eq!(english().ago(Millis::seconds(130)), "2 min. ago");
    }

    #[test]
    fn moment_of_today_has_no_date() {
        let noon = Millis::seconds(43_200);
        assert_eq!(english().moment(noon, noon), "12:00");
        assert_eq!(english().moment(noon, noon + Millis::seconds(86_400)), "1970-01-01 12:00");
    }

    #[test]
    fn counted_uses_singular_and_plural() {
        let waiting = |number| english().counted(Text::Waiting, Count::new(number).unwrap(), "");
        assert_eq!(waiting(1), "1 email is waiting in the queue.");
        assert_eq!(waiting(1200), "1,200 emails are waiting in the queue.");
    }

    proptest! {
        #[test]
        fn percent_is_accurate_to_0_1_points(share in 0.0f64..=1.0) {
            let text = percent_of(share);
            let shown: f64 = text.trim_matches(['<', '>', '%']).parse().unwrap();
            prop_assert!((shown - share * 100.0).abs() <= 0.1 + 1e-9);
        }
    }
}
