//! A history as a text for a browser's storage.
//!
//! `1;4,1764000000;1764000000,500,480,471,9,38,20,4200;15,,2,2;…`: the version; how many times
//! as wide as usual the buckets were made to fit, and up to which second that holds (often
//! nothing); then the samples, each ended by its semicolon. Of a sample each number is given as
//! its difference to the one before: the second, the six counts, and the open rate in parts of
//! ten thousand, or −1 where it is unknown. A difference of 0 is left out, and so is what would
//! be commas at the end.

use super::{History, Sample, Thinned};
use crate::model::stats::campaign_stats::{Count, Rate};
use crate::model::time::Millis;

/// How the text begins; another number is another format.
const VERSION: &str = "1;";

/// An open rate of 1.
const WHOLE: f64 = 10_000.0;

/// Buckets this many times as wide are wider than all that is kept, many times over.
const MAX_TIMES: u64 = 1 << 20;

/// The numbers of a sample: its second, its counts, its open rate.
type Numbers = [i64; 8];

impl History {
    /// The history as a text of at most so many bytes, where needed with fewer samples; empty
    /// where there is nothing, or no room even so.
    #[must_use]
    pub fn encode(&self, limit_bytes: usize) -> String {
        let mut thinner = self.clone();
        let mut times = 1;
        while times <= MAX_TIMES {
            let text = thinner.written();
            if text.len() <= limit_bytes {
                return text;
            }
            times *= 2;
            let until = self.samples.last().map_or(0, Sample::second);
            thinner.thinned = Some(match thinner.thinned {
                Some(before) => Thinned { times: before.times.max(times), until },
                None => Thinned { times, until },
            });
            thinner.thin(times);
        }
        String::new()
    }

    fn written(&self) -> String {
        if self.samples.is_empty() {
            return String::new();
        }
        let mut text = VERSION.to_owned();
        if let Some(Thinned { times, until }) = self.thinned {
            text.push_str(&times.to_string());
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

    /// The history in a text. Of one that is damaged, what stands before the damage.
    #[must_use]
    pub fn decode(text: &str) -> Self {
        let mut history = Self::default();
        // What follows the last semicolon may have lost its end.
        let whole = text.strip_prefix(VERSION).and_then(|text| text.rsplit_once(';'));
        let mut parts = whole.map_or("", |(whole, _)| whole).split(';');
        history.thinned = parts.next().and_then(thinned);
        let mut before = Numbers::default();
        for part in parts {
            let Some(numbers) = read(before, part) else { break };
            let Some(sample) = sample(numbers) else { break };
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

fn thinned(text: &str) -> Option<Thinned> {
    let (times, until) = text.split_once(',')?;
    let times = times.parse().ok()?;
    let plausible = (1..=MAX_TIMES).contains(&times);
    plausible.then_some(Thinned { times, until: until.parse().ok()? })
}

/// The numbers that a text gives as differences; `None` where it does not, or where time does
/// not go on.
fn read(before: Numbers, text: &str) -> Option<Numbers> {
    let mut numbers = before;
    let mut differences = text.split(',');
    for number in &mut numbers {
        *number = number.checked_add(difference(differences.next().unwrap_or_default())?)?;
    }
    let goes_on = numbers.first() > before.first();
    (goes_on && differences.next().is_none()).then_some(numbers)
}

fn difference(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if text.is_empty() {
        return Some(0);
    }
    let size = i64::try_from(digits.parse::<u64>().ok()?).ok()?;
    Some(if digits.len() < text.len() { -size } else { size })
}

#[expect(clippy::cast_possible_wrap, reason = "seconds and counts are far below 2^63")]
fn numbers(sample: &Sample) -> Numbers {
    let [enrolled, sent, delivered, bounced, replied, queued] =
        sample.counts.map(|count| count.get() as i64);
    #[expect(clippy::cast_possible_truncation, reason = "a rate is from 0 to 1")]
    let opened = sample.open_rate.map_or(-1, |rate| (rate.get() * WHOLE).round() as i64);
    [sample.second() as i64, enrolled, sent, delivered, bounced, replied, queued, opened]
}

/// The sample of these numbers, if there can be such a one.
fn sample(numbers: Numbers) -> Option<Sample> {
    let [second, counts @ .., opened] = numbers;
    let possible = |number| Count::new(u64::try_from(number).ok()?);
    let mut sample = Sample {
        at: Millis::seconds(possible(second)?.get()),
        counts: [Count::default(); 6],
        open_rate: None,
    };
    for (count, number) in sample.counts.iter_mut().zip(counts) {
        *count = possible(number)?;
    }
    if opened != -1 {
        sample.open_rate = Some(Rate::new(f64::from(i32::try_from(opened).ok()?) / WHOLE)?);
    }
    Some(sample)
}
