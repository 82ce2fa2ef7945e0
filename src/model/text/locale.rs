//! How a reader's language says things: its texts, and its way to write numbers and times.

use std::cell::RefCell;
use std::rc::Rc;

use crate::model::stats::campaign_stats::{Count, Rate};
use crate::model::text::texts::{Text, Texts, fill, form};
use crate::model::time::Millis;

/// What stands where a figure is unknown.
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
    /// All units, the largest first.
    const FALLING: [Self; 4] = [Self::Day, Self::Hour, Self::Minute, Self::Second];

    /// Its length.
    #[must_use]
    pub const fn length(self) -> Millis {
        Millis::seconds(match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3600,
            Self::Day => 86_400,
        })
    }

    /// The largest unit of which a span holds one, and how many; seconds for less than one.
    fn largest_in(span: Millis) -> (u64, Self) {
        let fits = |unit: &Self| span >= unit.length();
        let unit = Self::FALLING.into_iter().find(fits).unwrap_or(Self::Second);
        (span.0 / unit.length().0, unit)
    }
}

/// How a language writes numbers and times. In a browser, the browser knows.
pub trait Numbers {
    /// A whole number with its thousands set apart.
    fn count(&self, number: u64) -> String;
    /// A share, 0 to 1, in percent with at most one decimal.
    fn percent(&self, share: f64) -> String;
    /// A number with at most one decimal.
    fn decimal(&self, number: f64) -> String;
    /// So many of a unit, in short.
    fn units(&self, number: u64, unit: Unit) -> String;
    /// So many of a unit ago.
    fn ago(&self, number: u64, unit: Unit) -> String;
    /// Whether this number takes the form for one.
    fn is_one(&self, number: u64) -> bool;
    /// A time of day, with its date if wanted.
    fn moment(&self, at: Millis, with_date: bool) -> String;
    /// A point in time as ISO 8601 writes it, in UTC, to the second.
    fn iso(&self, at: Millis) -> String;
}

thread_local! {
    static SPOKEN: RefCell<Vec<&'static Locale>> = const { RefCell::new(Vec::new()) };
}

/// A language that stays for as long as the page does: a number, so that every part of a view
/// can have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocaleId(usize);

impl LocaleId {
    /// The language. Only one that was kept has a number.
    #[must_use]
    pub fn locale(self) -> Option<&'static Locale> {
        SPOKEN.with_borrow(|announcement| announcement.get(self.0).copied())
    }
}

/// A language.
#[derive(Clone)]
pub struct Locale {
    tag: &'static str,
    texts: Texts,
    numbers: Rc<dyn Numbers>,
}

impl Locale {
    /// A language with its own texts and numbers; the tag is that of the texts.
    #[must_use]
    pub fn new(tag: &'static str, texts: Texts, numbers: Rc<dyn Numbers>) -> Self {
        Self { tag, texts, numbers }
    }

    /// The tag of BCP 47 of what it says: whoever reads it aloud wants to know.
    #[must_use]
    pub fn tag(&self) -> &str {
        self.tag
    }

    /// Keeps the language for ever: there are as many on a page as readers have.
    #[must_use]
    pub fn keep(self) -> LocaleId {
        SPOKEN.with_borrow_mut(|announcement| {
            announcement.push(Box::leak(Box::new(self)));
            LocaleId(announcement.len() - 1)
        })
    }

    /// Puts a text in the place of another, where there is one of this key.
    pub fn put(&mut self, key: &str, text: &str) {
        self.texts.put(key, text);
    }

    /// Whether there is a text of this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.texts.has(key)
    }

    /// A text.
    #[must_use]
    pub fn say(&self, text: Text) -> String {
        self.texts.get(text).to_owned()
    }

    /// A text with its first letter a capital.
    #[must_use]
    pub fn begin(&self, text: Text) -> String {
        capitalised(self.say(text))
    }

    /// A text with parts filled in.
    #[must_use]
    pub fn fill(&self, text: Text, parts: &[&str]) -> String {
        fill(self.texts.get(text), parts)
    }

    /// The same with its first letter a capital.
    #[must_use]
    pub fn begin_filled(&self, text: Text, parts: &[&str]) -> String {
        capitalised(self.fill(text, parts))
    }

    /// A text about a count, which is its first part.
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

    /// A count, or the mark for one that is not known.
    #[must_use]
    pub fn count_or_unknown(&self, count: Option<Count>) -> String {
        count.map_or_else(|| UNKNOWN.to_owned(), |count| self.count(count))
    }

    /// A rate in percent with at most one decimal. What is not nothing is never shown as 0 %,
    /// and what is not everything never as 100 %.
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

    /// A rate, or the mark for one that is not known.
    #[must_use]
    pub fn percent_or_unknown(&self, rate: Option<Rate>) -> String {
        rate.map_or_else(|| UNKNOWN.to_owned(), |rate| self.percent(rate))
    }

    /// A difference of shares in points of percent.
    #[must_use]
    pub fn points(&self, difference: f64) -> String {
        self.numbers.decimal((difference * 1000.0).round() / 10.0)
    }

    /// A span in its two largest units.
    #[must_use]
    pub fn span(&self, span: Millis) -> String {
        let (number, unit) = Unit::largest_in(span);
        let mut text = self.numbers.units(number, unit);
        let smaller = Unit::FALLING.into_iter().find(|other| other.length() < unit.length());
        if let Some(smaller) = smaller {
            let rest = (span.0 % unit.length().0) / smaller.length().0;
            if rest > 0 {
                text.push('\u{a0}');
                text.push_str(&self.numbers.units(rest, smaller));
            }
        }
        text
    }

    /// How long ago something was, in its largest unit.
    #[must_use]
    pub fn ago(&self, age: Millis) -> String {
        let (number, unit) = Unit::largest_in(age);
        self.numbers.ago(number, unit)
    }

    /// A point in time as seen at another: a time of day, with its date where that is not
    /// clear.
    #[must_use]
    pub fn moment(&self, at: Millis, now: Millis) -> String {
        let half_a_day = Millis(Unit::Day.length().0 / 2);
        self.numbers.moment(at, now - at > half_a_day)
    }

    /// A point in time as ISO 8601 writes it, for machines.
    #[must_use]
    pub fn iso(&self, at: Millis) -> String {
        self.numbers.iso(at)
    }

    /// A point in time with its date.
    #[must_use]
    pub fn date(&self, at: Millis) -> String {
        self.numbers.moment(at, true)
    }
}

/// The text with its first letter a capital, if it is one of ASCII's: those of all scripts would
/// bring their tables along.
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
    fn percentages_have_one_decimal_where_it_says_something() {
        for (share, text) in
            [(0.0, "0%"), (0.42, "42%"), (0.08, "8%"), (0.98125, "98.1%"), (1.0, "100%")]
        {
            assert_eq!(percent_of(share), text);
        }
    }

    #[test]
    fn a_little_is_not_nothing_and_almost_all_is_not_all() {
        assert_eq!(percent_of(0.0002), "<0.1%");
        assert_eq!(percent_of(0.9999), ">99.9%");
    }

    #[test]
    fn spans_show_their_two_largest_units() {
        for (seconds, text) in [
            (0, "0 sec"),
            (59, "59 sec"),
            (60, "1 min"),
            (130, "2 min 10 sec"),
            (3 * 3600 + 300, "3 hr 5 min"),
            (2 * 86_400 + 4 * 3600 + 59, "2 days 4 hr"),
        ] {
            let said = english().span(Millis::seconds(seconds)).replace('\u{a0}', " ");
            assert_eq!(said, text);
        }
    }

    #[test]
    fn an_age_is_said_in_its_largest_unit() {
        assert_eq!(english().ago(Millis::seconds(4)), "4 sec. ago");
        assert_eq!(english().ago(Millis::seconds(130)), "2 min. ago");
    }

    #[test]
    fn a_moment_of_today_needs_no_date() {
        let noon = Millis::seconds(43_200);
        assert_eq!(english().moment(noon, noon), "12:00");
        assert_eq!(english().moment(noon, noon + Millis::seconds(86_400)), "1970-01-01 12:00");
    }

    #[test]
    fn a_count_takes_the_form_of_its_number() {
        let waiting = |number| english().counted(Text::Waiting, Count::new(number).unwrap(), "");
        assert_eq!(waiting(1), "1 email is waiting in the queue.");
        assert_eq!(waiting(1200), "1,200 emails are waiting in the queue.");
    }

    proptest! {
        #[test]
        fn a_percentage_is_within_a_tenth_of_a_point(share in 0.0f64..=1.0) {
            let text = percent_of(share);
            let shown: f64 = text.trim_matches(['<', '>', '%']).parse().unwrap();
            prop_assert!((shown - share * 100.0).abs() <= 0.1 + 1e-9);
        }
    }
}
