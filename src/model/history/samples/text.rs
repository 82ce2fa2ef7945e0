//! Text encoding of a history for the browser's storage.
//!
//! `1;4,1764000000;1764000000,500,480,471,9,38,20,4200;15,,2,2;…`: the version; the factor by
//! which buckets were widened and the timestamp up to which that holds (usually empty); then the
//! samples, each terminated by a semicolon. Each number is the difference to the previous
//! sample: timestamp in seconds, six counts, and the open rate in ten-thousandths (−1 if
//! unknown). Differences of 0 are empty, and trailing commas are omitted.

use super::{History, Sample, Thinned};
use crate::model::stats::campaign_stats::{Count, Rate};
use crate::model::time::Millis;

/// Format version.
const VERSION: &str = "1;";

/// Encoded value of an open rate of 1.
const RATE_SCALE: f64 = 10_000.0;

/// With this factor a single bucket is far longer than the whole history.
const MAX_FACTOR: u64 = 1 << 20;

/// Timestamp in seconds, counts, open rate.
type Numbers = [i64; 8];

impl History {
    /// Encodes the history in at most `limit_bytes`, dropping samples where necessary. Empty if
    /// there are no samples, or none fits.
    #[must_use]
    pub fn encode(&self, limit_bytes: usize) -> String {
        let mut thinned = self.clone();
        let mut factor = 1;
        while factor <= MAX_FACTOR {
            let text = thinned.encode_all();
            if text.len() <= limit_bytes {
                return text;
            }
            factor *= 2;
            let until = self.samples.last().map_or(0, Sample::second);
            thinned.thinned = Some(match thinned.thinned {
                Some(before) => Thinned { factor: before.factor.max(factor), until },
                None => Thinned { factor, until },
            });
            thinned.thin(factor);
        }
        String::new()
    }

    fn encode_all(&self) -> String {
        if self.samples.is_empty() {
            return String::new();
        }
        let mut text = VERSION.to_owned();
        if let Some(Thinned { factor, until }) = self.thinned {
            text.push_str(&factor.to_string());
            text.push(',');
            text.push_str(&until.to_string());
        }
        text.push(';');
        let mut before = Numbers::default();
        for sample in &self.samples {
            let numbers = numbers(sample);
            for (number, before) in numbers.iter().zip(before) {
                push_difference(&mut text, number - before);
                text.push(',');
            }
            text.truncate(text.trim_end_matches(',').len());
            text.push(';');
            before = numbers;
        }
        text
    }

    /// Decodes a history. Stops at the first error and keeps the samples before it.
    #[must_use]
    pub fn decode(text: &str) -> Self {
        let mut history = Self::default();
        // Text after the last semicolon may be truncated.
        let complete = text.strip_prefix(VERSION).and_then(|text| text.rsplit_once(';'));
        let mut parts = complete.map_or("", |(complete, _)| complete).split(';');
        history.thinned = parts.next().and_then(decode_thinned);
        let mut before = Numbers::default();
        for part in parts {
            let Some(numbers) = decode_numbers(before, part) else { break };
            let Some(sample) = decode_sample(numbers) else { break };
            history.samples.push(sample);
            before = numbers;
        }
        history.thin(1);
        history
    }
}

fn push_difference(text: &mut String, difference: i64) {
    if difference < 0 {
        text.push('-');
    }
    if difference != 0 {
        text.push_str(&difference.unsigned_abs().to_string());
    }
}

fn decode_thinned(text: &str) -> Option<Thinned> {
    let (factor, until) = text.split_once(',')?;
    let factor = factor.parse().ok()?;
    let in_range = (1..=MAX_FACTOR).contains(&factor);
    in_range.then_some(Thinned { factor, until: until.parse().ok()? })
}

/// `None` if the text is malformed, or the timestamp does not increase.
fn decode_numbers(before: Numbers, text: &str) -> Option<Numbers> {
    let mut numbers = before;
    let mut differences = text.split(',');
    for number in &mut numbers {
        *number = number.checked_add(decode_difference(differences.next().unwrap_or_default())?)?;
    }
    let later = numbers.first() > before.first();
    (later && differences.next().is_none()).then_some(numbers)
}

fn decode_difference(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if text.is_empty() {
        return Some(0);
    }
    let magnitude = i64::try_from(digits.parse::<u64>().ok()?).ok()?;
    Some(if digits.len() < text.len() { -magnitude } else { magnitude })
}

#[expect(clippy::cast_possible_wrap, reason = "seconds and counts are far below 2^63")]
fn numbers(sample: &Sample) -> Numbers {
    let [enrolled, sent, delivered, bounced, replied, queued] =
        sample.counts.map(|count| count.get() as i64);
    #[expect(clippy::cast_possible_truncation, reason = "a rate is from 0 to 1")]
    let open_rate = sample.open_rate.map_or(-1, |rate| (rate.get() * RATE_SCALE).round() as i64);
    [sample.second() as i64, enrolled, sent, delivered, bounced, replied, queued, open_rate]
}

/// `None` if a count or the rate is out of range.
fn decode_sample(numbers: Numbers) -> Option<Sample> {
    let [second, counts @ .., open_rate] = numbers;
    let count_of = |number| Count::new(u64::try_from(number).ok()?);
    let mut sample = Sample {
        at: Millis::seconds(count_of(second)?.get()),
        counts: [Count::default(); 6],
        open_rate: None,
    };
    for (count, number) in sample.counts.iter_mut().zip(counts) {
        *count = count_of(number)?;
    }
    if open_rate != -1 {
        sample.open_rate = Some(Rate::new(f64::from(i32::try_from(open_rate).ok()?) / RATE_SCALE)?);
    }
    Some(sample)
}
