//! Export of stats as text and tables, and of the history as CSV.

use super::{advice, labels, phrases, texts::Text};
use crate::model::history::samples::History;
use crate::model::insight::bands::Bands;
use crate::model::insight::rates::{RateFigure, RateKind};
use crate::model::options::campaign::CampaignId;
use crate::model::stats::campaign_stats::{CampaignStats, Counter, Rate};
use crate::model::text::format::plain_number;
use crate::model::text::locale::Locale;
use crate::model::time::Millis;

/// Format of copied stats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text, for a message.
    Text,
    /// Markdown table, for a report.
    Markdown,
    /// Tab-separated values, for a spreadsheet.
    Tsv,
}

/// A campaign to export.
pub struct Row<'a> {
    /// Display name.
    pub name: &'a str,
    /// Stats.
    pub stats: &'a CampaignStats,
    /// When the API produced them.
    pub at: Millis,
}

/// Formats the stats of campaigns.
#[must_use]
pub fn copy(locale: &Locale, bands: &Bands, rows: &[Row<'_>], format: Format) -> String {
    match format {
        Format::Text => rows.iter().map(|row| paragraph(locale, bands, row)).collect(),
        Format::Markdown => table(
            locale,
            rows,
            &Style { start: "| ", between: " | ", end: " |\n", cell: escape_markdown, rule: true },
        ),
        Format::Tsv => table(
            locale,
            rows,
            &Style { start: "", between: "\t", end: "\n", cell: escape_spreadsheet, rule: false },
        ),
    }
}

fn paragraph(locale: &Locale, bands: &Bands, row: &Row<'_>) -> String {
    let time = locale.fill(Text::NumbersOf, &[&locale.date(row.at)]);
    let mut text = [
        row.name,
        "\n",
        &time,
        "\n",
        &phrases::counts(locale, |counter| counter.of(row.stats)),
        "\n",
    ]
    .concat();
    for kind in RateKind::ALL {
        let figure = RateFigure::new(kind, row.stats);
        let (name, value) =
            (locale.text(labels::rate(kind)), locale.percent_or_unknown(figure.value));
        let evidence = phrases::evidence(locale, kind, figure.evidence);
        let verdict = advice::verdict(locale, bands, &figure);
        text.push_str(&[&name, " ", &value, " (", &evidence, "): ", &verdict, "\n"].concat());
    }
    text
}

/// Syntax of a table.
struct Style {
    start: &'static str,
    between: &'static str,
    end: &'static str,
    cell: fn(&str) -> String,
    /// Whether the header row is followed by a delimiter row.
    rule: bool,
}

fn table(locale: &Locale, rows: &[Row<'_>], style: &Style) -> String {
    let mut text = String::new();
    let name = |name| locale.text(name);
    let (count, rate) = (|it| name(labels::counter(it)), |it| name(labels::full_rate(it)));
    line(&mut text, style, &name(Text::Campaign), &count, &rate);
    if style.rule {
        let rule = || "--:".to_owned();
        line(&mut text, style, ":--", &|_| rule(), &|_| rule());
    }
    for row in rows {
        let count = |counter: Counter| counter.of(row.stats).get().to_string();
        let rate = |kind| locale.percent_or_unknown(RateFigure::new(kind, row.stats).value);
        line(&mut text, style, &(style.cell)(row.name), &count, &rate);
    }
    text
}

fn line(
    text: &mut String,
    style: &Style,
    name: &str,
    count: &dyn Fn(Counter) -> String,
    rate: &dyn Fn(RateKind) -> String,
) {
    text.push_str(style.start);
    text.push_str(name);
    let cells = (Counter::ALL.into_iter().map(count)).chain(RateKind::ALL.into_iter().map(rate));
    for cell in cells {
        text.push_str(style.between);
        text.push_str(&cell);
    }
    text.push_str(style.end);
}

/// Escapes a name for a Markdown table cell.
fn escape_markdown(name: &str) -> String {
    name.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// Escapes a name for a spreadsheet cell, and prevents its interpretation as a formula.
fn escape_spreadsheet(name: &str) -> String {
    let plain = name.replace(['\t', '\n', '\r'], " ");
    if plain.starts_with(['=', '+', '-', '@']) { ["'", &plain].concat() } else { plain }
}

/// Histories as CSV (RFC 4180), by campaign id, with times in ISO 8601 (UTC). Unknown rates are
/// empty.
#[must_use]
pub fn csv(locale: &Locale, histories: &[(&CampaignId, &History)]) -> String {
    let mut text =
        "campaign,time,enrolled,sent,delivered,bounced,replied,queued,open_rate\r\n".to_owned();
    for (campaign, history) in histories {
        let id =
            ["\"", &escape_spreadsheet(campaign.as_str()).replace('"', "\"\""), "\","].concat();
        for sample in history.samples() {
            text.push_str(&id);
            text.push_str(&locale.iso(sample.at));
            for counter in Counter::ALL {
                text.push(',');
                text.push_str(&sample.count(counter).get().to_string());
            }
            text.push(',');
            let open = sample.rate(RateKind::Open).map(Rate::get);
            text.push_str(&open.map_or_else(String::new, plain_number));
            text.push_str("\r\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::documented_stats;
    use crate::model::history::samples::Sample;
    use crate::model::text::english::english;

    fn copied(name: &str, format: Format) -> String {
        let (stats, at) = (documented_stats(), Millis::seconds(43_200));
        let rows = [Row { name, stats: &stats, at }];
        copy(&english(), &Bands::default(), &rows, format)
    }

    #[test]
    fn stats_as_text_markdown_and_tsv() {
        let formats = [Format::Text, Format::Markdown, Format::Tsv];
        let all = formats.map(|format| copied("Spring launch", format)).join("\n");
        insta::assert_snapshot!(all);
    }

    #[test]
    fn names_are_escaped_in_table_cells() {
        assert!(copied("a|b", Format::Markdown).contains("| a\\|b |"));
        assert!(copied("a\tb\nc", Format::Tsv).contains("\na b c\t500"));
    }

    #[test]
    fn formulas_in_names_are_escaped() {
        assert!(copied("=HYPERLINK(1)", Format::Tsv).contains("\n'=HYPERLINK(1)\t"));
    }

    #[test]
    fn csv_has_one_line_per_sample() {
        let mut history = History::default();
        for minute in 0..2 {
            history.add(Sample::of(&documented_stats(), Millis::seconds(60 * minute)));
        }
        let id = CampaignId::parse("a\"b").unwrap();
        assert_eq!(
            csv(&english(), &[(&id, &history)]),
            "campaign,time,enrolled,sent,delivered,bounced,replied,queued,open_rate\r\n\
             \"a\"\"b\",1970-01-01T00:00:00Z,500,480,471,9,38,20,0.42\r\n\
             \"a\"\"b\",1970-01-01T00:01:00Z,500,480,471,9,38,20,0.42\r\n"
        );
    }
}
