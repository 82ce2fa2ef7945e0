//! How the reader's language writes numbers and times, as the browser knows it (`Intl`).

use std::cell::{OnceCell, RefCell};

use js_sys::{Array, Date, Function, Object};
use wasm_bindgen::JsValue;

use super::js;
use crate::model::text::locale::{Numbers, Unit};
use crate::model::time::Millis;

/// The formatters of a language, each made when it is first needed: making one takes longer than
/// using it a hundred times.
pub struct Intl {
    /// The reader's language, in which numbers and dates are written.
    tag: String,
    /// That of the texts, which may be another: it has the forms of their words.
    words: &'static str,
    formatters: Vec<Formatter>,
}

/// What a formatter writes.
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

/// How many kinds there are.
const KINDS: usize = Kind::Date as usize + 1;

/// A class of `Intl`, its method, and its options.
type Making = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const NUMBER: &str = "NumberFormat";
const DATE: &str = "DateTimeFormat";
const FORMAT: &str = "format";
const ONE_DECIMAL: (&str, &str) = ("maximumFractionDigits", "1");

impl Kind {
    const fn making(self) -> Making {
        match self {
            Self::Count => (NUMBER, FORMAT, &[]),
            Self::Percent => (NUMBER, FORMAT, &[("style", "percent"), ONE_DECIMAL]),
            Self::Decimal => (NUMBER, FORMAT, &[ONE_DECIMAL]),
            Self::Seconds => (NUMBER, FORMAT, &[("style", "unit"), ("unit", "second")]),
            Self::Minutes => (NUMBER, FORMAT, &[("style", "unit"), ("unit", "minute")]),
            Self::Hours => (NUMBER, FORMAT, &[("style", "unit"), ("unit", "hour")]),
            Self::Days => (NUMBER, FORMAT, &[("style", "unit"), ("unit", "day")]),
            Self::Ago => ("RelativeTimeFormat", FORMAT, &[("style", "short")]),
            Self::Plural => ("PluralRules", "select", &[]),
            Self::Time => (DATE, FORMAT, &[("timeStyle", "short")]),
            Self::Date => (DATE, FORMAT, &[("dateStyle", "medium"), ("timeStyle", "short")]),
        }
    }
}

impl Intl {
    /// The formatters for a tag of BCP 47 and the language of the texts; those of English for what
    /// the browser says is no tag.
    #[must_use]
    pub fn new(tag: &str, words: &'static str) -> Self {
        let tag = if make(Kind::Count, tag).is_ok() { tag } else { "en" }.to_owned();
        Self { tag, words, formatters: (0..KINDS).map(|_| Formatter::default()).collect() }
    }

    fn text(&self, kind: Kind, number: f64) -> String {
        self.text_with(kind, number, "")
    }

    /// Only `RelativeTimeFormat` wants to know what is counted; the others leave it alone.
    fn text_with(&self, kind: Kind, number: f64, unit: &'static str) -> String {
        let tag = if let Kind::Plural = kind { self.words } else { &self.tag };
        let formatter = self.formatters.get(kind as usize);
        formatter.map(|formatter| formatter.text(kind, tag, number, unit)).unwrap_or_default()
    }
}

fn make(kind: Kind, tag: &str) -> Result<Made, JsValue> {
    let (class, method, given) = kind.making();
    let options = Object::new();
    for (name, value) in given {
        js::set(&options, name, &(*value).into())?;
    }
    let intl = js::get(&js_sys::global(), "Intl")?;
    let object = js::construct(&intl, class, &Array::of2(&tag.into(), &options))?;
    let method = js::function(&object, method)?;
    Ok(Made { object, method })
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
        self.text(if with_date { Kind::Date } else { Kind::Time }, at.0 as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "times are far below 2^53")]
    fn iso(&self, at: Millis) -> String {
        let date = Date::new(&(at.0 as f64).into());
        // To the second: what is behind the point is noise.
        let text = date.to_iso_string().as_string().unwrap_or_default();
        text.split_once('.').map_or(String::new(), |(seconds, _)| [seconds, "Z"].concat())
    }
}

/// One of `Intl`'s formatters, made when it is first used.
#[derive(Default)]
struct Formatter {
    made: OnceCell<Option<Made>>,
    /// What it wrote of late: a card says most of its numbers several times, and most of them are
    /// those of the refresh before.
    written: RefCell<Vec<(Written, String)>>,
}

/// A number, bit by bit, and what it counts.
type Written = (u64, &'static str);

/// So many numbers a formatter remembers: some more than a card has.
const WRITTEN: usize = 64;

struct Made {
    object: JsValue,
    method: Function,
}

impl Formatter {
    fn text(&self, kind: Kind, tag: &str, number: f64, unit: &'static str) -> String {
        let key = (number.to_bits(), unit);
        let known = |(known, text): &(Written, String)| (*known == key).then(|| text.clone());
        if let Some(text) = self.written.borrow().iter().find_map(known) {
            return text;
        }
        let made = self.made.get_or_init(|| make(kind, tag).ok()).as_ref();
        let write =
            |made: &Made| made.method.call2(&made.object, &number.into(), &unit.into()).ok();
        let text = made.and_then(write);
        let text = text.and_then(|text| text.as_string()).unwrap_or_default();
        let mut written = self.written.borrow_mut();
        if written.len() == WRITTEN {
            written.clear();
        }
        written.push((key, text.clone()));
        text
    }
}
