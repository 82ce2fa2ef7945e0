//! Number and date formats of the browser (`Intl`).

use std::cell::{Cell, RefCell};

use js_sys::Date;
use js_sys::Intl::{
    DateTimeFormatOptions, DateTimeStyle, NumberFormatOptions, NumberFormatStyle,
    RelativeTimeFormatOptions, RelativeTimeFormatStyle,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::model::text::locale::{Numbers, Unit};
use crate::model::time::Millis;

/// Formatters of a locale, each created on first use: creating one takes longer than 100 uses.
pub struct Intl {
    /// Language of plain numbers.
    tag: String,
    /// Language of what has words: ages, spans, dates. That of the texts, which may be another one; with the
    /// reader's region if it is the same.
    phrases: String,
    /// Language of the texts, for their plural forms.
    words: &'static str,
    formatters: Vec<Formatter>,
    /// How far the time zone was from UTC when times were last formatted, in minutes.
    zone: Cell<f64>,
}

/// Kind of formatter.
#[derive(Clone, Copy)]
enum Kind {
    Count,
    Percent,
    Decimal,
    Seconds,
    Minutes,
    Hours,
    Days,
    Ago,
    Plural,
    Time,
    Date,
}

/// Number of kinds.
const KINDS: usize = Kind::Date as usize + 1;

/// Constructors of `Intl` that catch errors; those of `js-sys` trap the wasm for an invalid tag.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(tag: &str, options: &NumberFormatOptions) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(catch, method)]
    fn format(this: &NumberFormat, number: f64) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type RelativeTimeFormat;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(tag: &str, options: &RelativeTimeFormatOptions) -> Result<RelativeTimeFormat, JsValue>;
    #[wasm_bindgen(catch, method)]
    fn format(this: &RelativeTimeFormat, number: f64, unit: &str) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(tag: &str, options: &DateTimeFormatOptions) -> Result<DateTimeFormat, JsValue>;
    /// Formats a time in milliseconds since 1970.
    #[wasm_bindgen(catch, method)]
    fn format(this: &DateTimeFormat, time: f64) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(tag: &str) -> Result<PluralRules, JsValue>;
    #[wasm_bindgen(catch, method)]
    fn select(this: &PluralRules, number: f64) -> Result<String, JsValue>;
}

impl Intl {
    /// Formatters for a BCP 47 tag, and the language of the texts. Those of English if the browser rejects the
    /// tag.
    #[must_use]
    pub fn new(tag: &str, words: &'static str) -> Self {
        let tag = if make(Kind::Count, tag).is_ok() { tag } else { "en" }.to_owned();
        let phrases = if primary(&tag) == words { tag.clone() } else { words.to_owned() };
        Self {
            tag,
            phrases,
            words,
            formatters: (0..KINDS).map(|_| Formatter::default()).collect(),
            zone: Cell::default(),
        }
    }

    fn text(&self, kind: Kind, number: f64) -> String {
        self.text_with(kind, number, "")
    }

    /// A formatter keeps the time zone in which it was created, but people travel.
    fn follow_zone(&self) {
        let zone = Date::new_0().get_timezone_offset();
        if self.zone.replace(zone).to_bits() != zone.to_bits() {
            for kind in [Kind::Time, Kind::Date] {
                if let Some(formatter) = self.formatters.get(kind as usize) {
                    formatter.reset();
                }
            }
        }
    }

    /// Only `RelativeTimeFormat` needs the unit.
    fn text_with(&self, kind: Kind, number: f64, unit: &'static str) -> String {
        let tag = match kind {
            Kind::Count | Kind::Percent | Kind::Decimal => &self.tag,
            Kind::Plural => self.words,
            _ => &self.phrases,
        };
        let formatter = self.formatters.get(kind as usize);
        formatter.map(|formatter| formatter.text(kind, tag, number, unit)).unwrap_or_default()
    }
}

/// The primary language subtag.
pub(super) fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

fn make(kind: Kind, tag: &str) -> Result<Made, JsValue> {
    match kind {
        Kind::Count => number(tag, |_| ()),
        Kind::Percent => number(tag, |options| {
            options.set_style(NumberFormatStyle::Percent);
            options.set_maximum_fraction_digits(1);
        }),
        Kind::Decimal => number(tag, |options| options.set_maximum_fraction_digits(1)),
        Kind::Seconds => units(tag, "second"),
        Kind::Minutes => units(tag, "minute"),
        Kind::Hours => units(tag, "hour"),
        Kind::Days => units(tag, "day"),
        Kind::Ago => {
            let options = RelativeTimeFormatOptions::new();
            options.set_style(RelativeTimeFormatStyle::Short);
            RelativeTimeFormat::new(tag, &options).map(Made::Ago)
        }
        Kind::Plural => PluralRules::new(tag).map(Made::Plural),
        Kind::Time => date(tag, None),
        Kind::Date => date(tag, Some(DateTimeStyle::Medium)),
    }
}

fn number(tag: &str, set: fn(&NumberFormatOptions)) -> Result<Made, JsValue> {
    let options = NumberFormatOptions::new();
    set(&options);
    NumberFormat::new(tag, &options).map(Made::Number)
}

fn units(tag: &str, unit: &str) -> Result<Made, JsValue> {
    let options = NumberFormatOptions::new();
    options.set_style(NumberFormatStyle::Unit);
    options.set_unit(unit);
    NumberFormat::new(tag, &options).map(Made::Number)
}

fn date(tag: &str, date: Option<DateTimeStyle>) -> Result<Made, JsValue> {
    let options = DateTimeFormatOptions::new();
    options.set_time_style(DateTimeStyle::Short);
    if let Some(style) = date {
        options.set_date_style(style);
    }
    DateTimeFormat::new(tag, &options).map(Made::Date)
}

impl Numbers for Intl {
    #[expect(clippy::cast_precision_loss, reason = "counts are at most 2^53")]
    fn count(&self, number: u64) -> String {
        self.text(Kind::Count, number as f64)
    }

    fn percent(&self, share: f64) -> String {
        self.text(Kind::Percent, share)
    }

    fn decimal(&self, number: f64) -> String {
        self.text(Kind::Decimal, number)
    }

    #[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53")]
    fn units(&self, number: u64, unit: Unit) -> String {
        let kind = match unit {
            Unit::Second => Kind::Seconds,
            Unit::Minute => Kind::Minutes,
            Unit::Hour => Kind::Hours,
            Unit::Day => Kind::Days,
        };
        self.text(kind, number as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "ages are far below 2^53")]
    fn ago(&self, number: u64, unit: Unit) -> String {
        let unit = match unit {
            Unit::Second => "second",
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::Day => "day",
        };
        self.text_with(Kind::Ago, -(number as f64), unit)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are at most 2^53")]
    fn is_one(&self, number: u64) -> bool {
        self.text(Kind::Plural, number as f64) == "one"
    }

    #[expect(clippy::cast_precision_loss, reason = "times are far below 2^53")]
    fn moment(&self, at: Millis, with_date: bool) -> String {
        // Seconds are not shown: without them, the text of a minute is formatted once.
        let minute = at.0 - at.0 % Unit::Minute.length().0;
        self.follow_zone();
        self.text(if with_date { Kind::Date } else { Kind::Time }, minute as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "times are far below 2^53")]
    fn iso(&self, at: Millis) -> String {
        let date = Date::new(&(at.0 as f64).into());
        // To the second: what is behind the point is noise.
        let text = date.to_iso_string().as_string().unwrap_or_default();
        text.split_once('.').map_or(String::new(), |(seconds, _)| [seconds, "Z"].concat())
    }
}

/// An `Intl` formatter, created on first use.
#[derive(Default)]
struct Formatter {
    made: RefCell<Option<Made>>,
    /// Recent results: most numbers appear several times on a card and again after the next refresh.
    written: RefCell<Vec<(Written, String)>>,
}

/// The bits of a number, and its unit.
type Written = (u64, &'static str);

/// Number of cached results: more than a card has numbers.
const WRITTEN: usize = 64;

enum Made {
    Number(NumberFormat),
    Ago(RelativeTimeFormat),
    Plural(PluralRules),
    Date(DateTimeFormat),
}

impl Made {
    /// The formatted text; empty for a time out of range.
    fn text(&self, number: f64, unit: &str) -> String {
        let text = match self {
            Self::Number(format) => format.format(number),
            Self::Ago(format) => format.format(number, unit),
            Self::Plural(rules) => rules.select(number),
            Self::Date(format) => format.format(number),
        };
        text.unwrap_or_default()
    }
}

impl Formatter {
    fn reset(&self) {
        self.made.take();
        self.written.take();
    }

    fn text(&self, kind: Kind, tag: &str, number: f64, unit: &'static str) -> String {
        let key = (number.to_bits(), unit);
        let known = |(known, text): &(Written, String)| (*known == key).then(|| text.clone());
        if let Some(text) = self.written.borrow().iter().find_map(known) {
            return text;
        }
        let mut made = self.made.borrow_mut();
        if made.is_none() {
            *made = make(kind, tag).ok();
        }
        let text = made.as_ref().map(|made| made.text(number, unit)).unwrap_or_default();
        let mut written = self.written.borrow_mut();
        if written.len() == WRITTEN {
            written.clear();
        }
        written.push((key, text.clone()));
        text
    }
}
