//! The bar of a rate: its length, the likely range, and the thresholds, on a scale.

use crate::model::insight::bands::Bands;
use crate::model::insight::rates::RateFigure;
use crate::model::stats::campaign_stats::Rate;
use crate::model::text::format::plain_number;
use crate::model::text::locale::Locale;

/// Width of a character of a label, as a share of the bar: 7 of 250 px, which a bar has at least.
const CHARACTER: f64 = 0.028;

/// Space between two labels.
const GAP: f64 = 0.02;

/// A bar on a scale that may end before 100 %. Numbers are percentages as text; lengths have a percent sign.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// The end of the scale.
    pub max: String,
    /// The value on the scale; 0 while unknown.
    pub now: String,
    /// The filled part of the bar's length.
    pub fill: String,
    /// Where the likely range starts.
    pub range_start: String,
    /// The length of the likely range; 0 without one.
    pub range_length: String,
    /// Where the middle band begins, and where the high one, if the scale reaches there.
    pub thresholds: [Option<Mark>; 2],
    /// The end of the scale, where it is not 100 % and there is room.
    pub scale_end: String,
}

/// A mark on a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its place on the bar's length.
    pub place: String,
    /// Its value; empty where there is no room.
    pub label: String,
    /// Which side of the label is at the mark.
    pub anchor: Anchor,
}

/// Which side of a label is at its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The label begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

impl Anchor {
    /// The value of `data-anchor`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

impl Bar {
    /// The bar of a rate.
    #[must_use]
    pub fn of(locale: &Locale, figure: &RateFigure, bands: &Bands) -> Self {
        let range = figure.interval().map(|interval| {
            let [low, high] = [interval.low(), interval.high()].map(|end| figure.place(end));
            (low, high - low)
        });
        let (range_start, range_length) = range.unwrap_or_default();
        let (thresholds, scale_end) = labelled(locale, figure, bands);
        Self {
            max: percent(figure.scale.get()),
            now: percent(figure.value.map_or(0.0, Rate::get)),
            fill: length(figure.fill()),
            range_start: length(range_start),
            range_length: length(range_length),
            thresholds,
            scale_end,
        }
    }

    /// A bar without a value.
    #[must_use]
    pub fn empty() -> Self {
        let nothing = length(0.0);
        Self {
            max: percent(1.0),
            now: percent(0.0),
            fill: nothing.clone(),
            range_start: nothing.clone(),
            range_length: nothing,
            ..Self::default()
        }
    }

    /// The mark where the middle band begins.
    #[must_use]
    pub fn low(&self) -> Option<&Mark> {
        let [low, _] = &self.thresholds;
        low.as_ref()
    }

    /// The mark where the high band begins.
    #[must_use]
    pub fn high(&self) -> Option<&Mark> {
        let [_, high] = &self.thresholds;
        high.as_ref()
    }
}

fn percent(share: f64) -> String {
    plain_number(share * 100.0)
}

/// A share of a length as CSS writes it.
#[must_use]
pub fn length(share: f64) -> String {
    [&percent(share), "%"].concat()
}

/// The places of the thresholds that are on the scale.
fn places(figure: &RateFigure, bands: &Bands) -> [Option<(f64, Rate)>; 2] {
    let Some(thresholds) = bands.of(figure.kind) else { return [None; 2] };
    [thresholds.low(), thresholds.high()]
        .map(|threshold| (threshold <= figure.scale).then(|| (figure.place(threshold), threshold)))
}

/// The marks of the thresholds, and the label at the end of the scale if there is room. If labels of thresholds would
/// overlap, one names both.
fn labelled(locale: &Locale, figure: &RateFigure, bands: &Bands) -> ([Option<Mark>; 2], String) {
    let [low, high] = places(figure, bands).map(|threshold| {
        threshold.map(|(place, threshold)| Label { place, text: locale.percent(threshold) })
    });
    let end = (figure.scale < Rate::percent(100))
        .then(|| Label { place: 1.0, text: locale.percent(figure.scale) });
    let (low, high) = joined(low, high);
    let is_free = |end: &Label| {
        [&low, &high]
            .into_iter()
            .flatten()
            .all(|label| label.text.is_empty() || !label.overlaps(end))
    };
    let scale_end = end.filter(is_free).map(|end| end.text).unwrap_or_default();
    ([low, high].map(|label| label.map(Label::into_mark)), scale_end)
}

/// One label for both if they would overlap.
fn joined(low: Option<Label>, high: Option<Label>) -> (Option<Label>, Option<Label>) {
    match (low, high) {
        (Some(low), Some(high)) if low.overlaps(&high) => {
            let text = [&*low.text, " | ", &high.text].concat();
            (Some(Label { text: String::new(), ..low }), Some(Label { text, ..high }))
        }
        separate => separate,
    }
}

/// A label of a mark.
struct Label {
    place: f64,
    text: String,
}

impl Label {
    fn width(&self) -> f64 {
        // A label has few characters.
        CHARACTER * f64::from(u8::try_from(self.text.chars().count()).unwrap_or(u8::MAX))
    }

    /// The side that keeps it within the bar.
    fn anchor(&self) -> Anchor {
        match self.width() / 2.0 {
            half if self.place < half => Anchor::Start,
            half if self.place > 1.0 - half => Anchor::End,
            _ => Anchor::Middle,
        }
    }

    /// Where it begins and ends.
    fn extent(&self) -> (f64, f64) {
        let start = match self.anchor() {
            Anchor::Start => self.place,
            Anchor::Middle => self.place - self.width() / 2.0,
            Anchor::End => self.place - self.width(),
        };
        (start, start + self.width())
    }

    /// Whether there is too little space before another one.
    fn overlaps(&self, next: &Self) -> bool {
        self.extent().1 + GAP > next.extent().0
    }

    fn into_mark(self) -> Mark {
        Mark { place: length(self.place), anchor: self.anchor(), label: self.text }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::example::documented_stats;
    use crate::model::insight::rates::RateKind;
    use crate::model::text::english::english;

    fn bar(kind: RateKind, bands: &str) -> Bar {
        let (bands, problems) = Bands::parse(bands);
        assert_eq!(problems, []);
        Bar::of(&english(), &RateFigure::new(kind, &documented_stats()), &bands)
    }

    fn labels<'a>(bar: &'a Bar) -> [&'a str; 3] {
        let label = |mark: Option<&'a Mark>| mark.map_or("", |mark| &mark.label);
        [label(bar.low()), label(bar.high()), &bar.scale_end]
    }

    #[test]
    fn thresholds_and_the_end_of_the_scale_have_labels() {
        assert_eq!(labels(&bar(RateKind::Reply, "")), ["1%", "5%", "20%"]);
        assert_eq!(labels(&bar(RateKind::Bounce, "")), ["2%", "5%", "10%"]);
    }

    #[test]
    fn one_label_names_thresholds_that_are_close_together() {
        let delivery = bar(RateKind::Delivery, "");
        assert_eq!(labels(&delivery), ["", "95% | 98%", ""]);
        assert_eq!(delivery.high().map(|mark| mark.anchor), Some(Anchor::End));
        assert_eq!(delivery.low().map(|mark| &*mark.place), Some("95%"));
    }

    #[test]
    fn a_threshold_near_the_end_leaves_no_room_for_the_end() {
        assert_eq!(labels(&bar(RateKind::Bounce, "bounce:2,9.5")), ["2%", "9.5%", ""]);
    }

    #[test]
    fn a_threshold_beyond_the_scale_has_no_mark() {
        let reply = bar(RateKind::Reply, "reply:5,30");
        assert_eq!(labels(&reply), ["5%", "", "20%"]);
        assert_eq!(reply.high(), None);
    }

    #[test]
    fn the_open_rate_has_neither_thresholds_nor_a_range() {
        let open = bar(RateKind::Open, "");
        assert_eq!(labels(&open), ["", "", ""]);
        assert_eq!(open.range_length, "0%");
    }

    proptest! {
        #[test]
        fn labels_never_overlap(low in 0.1f64..99.0, by in 0.1f64..50.0, share in 0.0f64..1.0) {
            let thresholds = [("reply".to_owned(), vec![low, (low + by).min(100.0)])];
            let (bands, _) = Bands::from_numbers(&thresholds);
            let stats = crate::model::stats::campaign_stats::CampaignStats {
                reply_rate: Rate::new(share),
                ..documented_stats()
            };
            let figure = RateFigure::new(RateKind::Reply, &stats);
            let bar = Bar::of(&english(), &figure, &bands);
            // Where the labels are on a bar of 250 px, at 7 px for a character.
            let width_of = |label: &str| 7.0 * f64::from(u8::try_from(label.chars().count()).unwrap());
            let mut extents: Vec<[f64; 2]> = Vec::new();
            for Mark { place, label, anchor } in bar.thresholds.iter().flatten() {
                let at = 2.5 * place.trim_end_matches('%').parse::<f64>().unwrap();
                let width = width_of(label);
                let start = match anchor {
                    Anchor::Start => at,
                    Anchor::Middle => at - width / 2.0,
                    Anchor::End => at - width,
                };
                if width > 0.0 {
                    extents.push([start, start + width]);
                }
            }
            if !bar.scale_end.is_empty() {
                extents.push([250.0 - width_of(&bar.scale_end), 250.0]);
            }
            for pair in extents.windows(2) {
                prop_assert!(pair[0][1] <= pair[1][0], "{extents:?}: {bar:?}");
            }
            for [start, end] in extents {
                prop_assert!(start >= -1.0 && end <= 251.0, "{start} to {end}: {bar:?}");
            }
        }
    }
}
