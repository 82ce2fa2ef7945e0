//! A card as a picture.

use crate::model::display::bar::Anchor;
use crate::model::display::context::{Context, Entry};
use crate::model::display::counter::CounterDisplay;
use crate::model::display::footer::FooterDisplay;
use crate::model::display::headline::{HeadlineDisplay, id_beside_label};
use crate::model::display::marks;
use crate::model::display::rate::RateDisplay;
use crate::model::display::trend::{TrendDisplay, has_trend};
use crate::model::history::trend::Series;
use crate::model::insight::bands::Severity;
use crate::model::insight::rates::RateKind;
use crate::model::picture::bar;
use crate::model::picture::drawing::{Drawing, Palette, Picture, Style, shorten, wrap};
use crate::model::picture::{legend, times};
use crate::model::stats::campaign_stats::Counter;

const WIDTH: u32 = 880;
const EDGE: u32 = 24;
const HEAD: u32 = 74;
const LINE: u32 = 21;
const COUNTER_WIDTH: u32 = 146;
const COUNTERS: u32 = 88;
const RATE: u32 = 60;
const FOOT: u32 = 40;

/// Characters that fit into the line of the name, into one of the message, and beside a bar.
const NAME_CHARS: usize = 48;
const MESSAGE_CHARS: usize = 112;
const VERDICT_CHARS: usize = 17;

/// The card of a campaign; `None` before its first numbers.
#[must_use]
pub fn picture(entry: Entry<'_>, context: Context<'_>, palette: &Palette) -> Option<Picture> {
    let (_, feed) = entry;
    feed.stats()?;
    let mut drawing = Drawing::default();
    head(&mut drawing, entry, context, palette);
    let top = HEAD + message(&mut drawing, entry, context, palette);
    counters(&mut drawing, top, entry, context, palette);
    let mut y = top + COUNTERS;
    for kind in RateKind::ALL {
        rate(&mut drawing, y, kind, entry, context, palette);
        y += RATE;
    }
    for line in wrap(&FooterDisplay::of(feed, context).notes, MESSAGE_CHARS, 3) {
        y += LINE;
        drawing.text(&EDGE.to_string(), y, Anchor::Start, Style(13, 400, &palette.ink), &line);
    }
    legend::draw(&mut drawing, EDGE, y + 24, context, palette);
    Some(drawing.finish(WIDTH, y + FOOT, palette))
}

/// The name, and when the numbers are from.
fn head(
    drawing: &mut Drawing,
    (campaign, feed): Entry<'_>,
    context: Context<'_>,
    palette: &Palette,
) {
    let left = EDGE.to_string();
    let name = shorten(campaign.name(), NAME_CHARS);
    drawing.text(&left, 34, Anchor::Start, Style(18, 650, &palette.ink), &name);
    let id = shorten(id_beside_label(campaign), NAME_CHARS);
    drawing.text(&left, 54, Anchor::Start, Style(13, 400, &palette.soft), &id);
    times::draw(drawing, WIDTH - EDGE, feed, context, palette);
}

/// The message, in as many lines as it needs. Returns their height.
fn message(
    drawing: &mut Drawing,
    (campaign, feed): Entry<'_>,
    context: Context<'_>,
    palette: &Palette,
) -> u32 {
    let HeadlineDisplay { tone, text, action, .. } =
        HeadlineDisplay::of(&campaign.id, feed, context);
    let lines = wrap(&[&*text, &*action].concat(), MESSAGE_CHARS, 3);
    let [colour, behind] = palette.tone(tone);
    let height = LINE * u32::try_from(lines.len()).unwrap_or(1).max(1) + 18;
    drawing.rect(["1", &(WIDTH - 2).to_string()], [HEAD, height], 0, behind);
    drawing.icon(EDGE, HEAD + 11, colour, marks::of_tone(tone));
    let mut y = HEAD + 24;
    for line in &lines {
        drawing.text("50", y, Anchor::Start, Style(14, 400, &palette.ink), line);
        y += LINE;
    }
    height
}

fn counters(
    drawing: &mut Drawing,
    top: u32,
    (_, feed): Entry<'_>,
    context: Context<'_>,
    palette: &Palette,
) {
    let displays = Counter::ALL.map(|counter| CounterDisplay::of(counter, feed, context));
    let longest = displays.iter().map(|it| it.value.chars().count()).max().unwrap_or_default();
    let mut x = 0;
    for (counter, CounterDisplay { name, value, .. }) in Counter::ALL.into_iter().zip(displays) {
        let trend = TrendDisplay::of(Series::Count(counter), feed, context);
        let left = (x + EDGE).to_string();
        drawing.text(&left, top + 26, Anchor::Start, Style(13, 400, &palette.soft), &name);
        drawing.text(
            &left,
            top + 56,
            Anchor::Start,
            Style(figure_size(longest), 650, &palette.ink),
            &value,
        );
        let right = (x + COUNTER_WIDTH - 8).to_string();
        // Beside a long name there is no room.
        if name.chars().count() + trend.text.chars().count() < 14 {
            drawing.text(&right, top + 26, Anchor::End, Style(13, 400, &palette.soft), &trend.text);
        }
        if let Some(line) = &trend.line {
            drawing.sparkline([x + 1, top + 66, COUNTER_WIDTH - 2, 18], &palette.accent, line);
        }
        if x > 0 {
            drawing.rect([&x.to_string(), "1"], [top, COUNTERS], 0, &palette.line);
        }
        x += COUNTER_WIDTH;
    }
    drawing.rule(["1", &(WIDTH - 2).to_string()], top + COUNTERS, &palette.line);
}

/// The largest size in which figures of so many characters fit into their columns.
fn figure_size(longest: usize) -> u32 {
    match longest {
        0..=7 => 27,
        8..=9 => 21,
        _ => 18,
    }
}

fn rate(
    drawing: &mut Drawing,
    y: u32,
    kind: RateKind,
    (_, feed): Entry<'_>,
    context: Context<'_>,
    palette: &Palette,
) {
    let rate = RateDisplay::of(kind, feed, context);
    let left = EDGE.to_string();
    drawing.text(&left, y + 27, Anchor::Start, Style(14, 400, &palette.ink), &rate.name);
    drawing.text(&left, y + 47, Anchor::Start, Style(13, 400, &palette.soft), &rate.evidence);
    drawing.text("287", y + 28, Anchor::End, Style(19, 650, &palette.ink), &rate.value);
    let verdict = palette.verdict(rate.severity);
    let mark = marks::of_severity(rate.severity);
    let verdict_weight = if rate.severity == Severity::Neutral { 400 } else { 600 };
    let text_left = if mark.is_empty() { "301" } else { "322" };
    drawing.icon(301, y + 15, verdict, mark);
    for (place, line) in (0..).zip(wrap(&rate.verdict, VERDICT_CHARS, 2)) {
        drawing.text(
            text_left,
            y + 27 + 18 * place,
            Anchor::Start,
            Style(13, verdict_weight, verdict),
            &line,
        );
    }
    let has_trend = has_trend(feed, context.now);
    let bar_width = if has_trend { 295 } else { 405 };
    bar::draw(drawing, [451, y + 18, bar_width], &rate, kind.is_directional(), palette);
    let trend = TrendDisplay::of(Series::Rate(kind), feed, context);
    if let Some(line) = &trend.line {
        drawing.sparkline([760, y + 12, 96, 20], &palette.accent, line);
        drawing.text("856", y + 47, Anchor::End, Style(13, 400, &palette.soft), &trend.text);
    }
    drawing.rule([&left, &(WIDTH - 2 * EDGE).to_string()], y + RATE, &palette.line);
}
