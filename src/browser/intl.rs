//! How the reader's language writes numbers and times, as the browser knows it (`Intl`).

use std::cell::{OnceCell, RefCell};

use js_sys::{Array, Date, Function, Object};
use wasm_bindgen::JsValue;

use super::js;
use crate::model::language::{Numbers, Unit};
use crate::model::time::Millis;

/// The formatters of a language, each made when it is first needed: making one takes longer than
/// using it a hundred times.
pub struct Intl {
    tag: String,
    count: Formatter,
    percent: Formatter,
    decimal: Formatter,
    units: [Formatter; 4],
    ago: Formatter,
    plural: Formatter,
    time: Formatter,
    date: Formatter,
}

const NUMBER: &str = "NumberFormat";
const DATE: &str = "DateTimeFormat";

impl Intl {
    /// The formatters for a tag of BCP 47; `None` where the browser says that it is not one.
    #[must_use]
    pub fn new(tag: &str) -> Option<Self> {
        let intl = Self::of(tag);
        intl.count.made(tag).is_some().then_some(intl)
    }

    /// The formatters for a tag that is one. Those for any other write nothing.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        let units = |options| Formatter::new(NUMBER, "format", options);
        Self {
            tag: tag.to_owned(),
            count: Formatter::new(NUMBER, "format", &[]),
            percent: Formatter::new(NUMBER, "format", &[("style", "percent"), ONE_DECIMAL]),
            decimal: Formatter::new(NUMBER, "format", &[ONE_DECIMAL]),
            units: [
                units(&[("style", "unit"), ("unit", "second")]),
                units(&[("style", "unit"), ("unit", "minute")]),
                units(&[("style", "unit"), ("unit", "hour")]),
                units(&[("style", "unit"), ("unit", "day")]),
            ],
            ago: Formatter::new("RelativeTimeFormat", "format", &[("style", "short")]),
            plural: Formatter::new("PluralRules", "select", &[]),
            time: Formatter::new(DATE, "format", &[("timeStyle", "short")]),
            date: Formatter::new(
                DATE,
                "format",
                &[("dateStyle", "medium"), ("timeStyle", "short")],
            ),
        }
    }
}

const ONE_DECIMAL: (&str, &str) = ("maximumFractionDigits", "1");

impl Numbers for Intl {
    #[expect(clippy::cast_precision_loss, reason = "counts are at most 2^53")]
    fn count(&self, number: u64) -> String {
        self.count.text(&self.tag, number as f64)
    }

    fn percent(&self, share: f64) -> String {
        self.percent.text(&self.tag, share)
    }

    fn decimal(&self, number: f64) -> String {
        self.decimal.text(&self.tag, number)
    }

    #[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53")]
    fn units(&self, number: u64, unit: Unit) -> String {
        let [seconds, minutes, hours, days] = &self.units;
        let formatter = match unit {
            Unit::Second => seconds,
            Unit::Minute => minutes,
            Unit::Hour => hours,
            Unit::Day => days,
        };
        formatter.text(&self.tag, number as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "ages are far below 2^53")]
    fn ago(&self, number: u64, unit: Unit) -> String {
        let unit = match unit {
            Unit::Second => "second",
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::Day => "day",
        };
        self.ago.text_with(&self.tag, -(number as f64), unit)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are at most 2^53")]
    fn is_one(&self, number: u64) -> bool {
        self.plural.text(&self.tag, number as f64) == "one"
    }

    #[expect(clippy::cast_precision_loss, reason = "times are far below 2^53")]
    fn moment(&self, at: Millis, with_date: bool) -> String {
        let formatter = if with_date { &self.date } else { &self.time };
        formatter.text(&self.tag, at.0 as f64)
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
struct Formatter {
    class: &'static str,
    method: &'static str,
    options: &'static [(&'static str, &'static str)],
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
    const fn new(
        class: &'static str,
        method: &'static str,
        options: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self { class, method, options, made: OnceCell::new(), written: RefCell::new(Vec::new()) }
    }

    fn made(&self, tag: &str) -> Option<&Made> {
        self.made.get_or_init(|| self.make(tag).ok()).as_ref()
    }

    fn make(&self, tag: &str) -> Result<Made, JsValue> {
        let options = Object::new();
        for (name, value) in self.options {
            js::set(&options, name, &(*value).into())?;
        }
        let intl = js::get(&js_sys::global(), "Intl")?;
        let object = js::construct(&intl, self.class, &Array::of2(&tag.into(), &options))?;
        let method = js::function(&object, self.method)?;
        Ok(Made { object, method })
    }

    fn text(&self, tag: &str, number: f64) -> String {
        self.text_with(tag, number, "")
    }

    /// Only `RelativeTimeFormat` wants to know what is counted; the others leave it alone.
    fn text_with(&self, tag: &str, number: f64, unit: &'static str) -> String {
        let key = (number.to_bits(), unit);
        let known = |(known, text): &(Written, String)| (*known == key).then(|| text.clone());
        if let Some(text) = self.written.borrow().iter().find_map(known) {
            return text;
        }
        let made = self.made(tag);
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
