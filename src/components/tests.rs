//! Component tests: HTML that Leptos renders natively.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::sync::Arc;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use proptest::prelude::*;
use scraper::{ElementRef, Html, Node, Selector};

use super::board::Board;
use super::campaign_view::CampaignEntry;
use super::card::Card;
use super::compact::Compact;
use super::environment::Environment;
use super::problems::Problems;
use super::view_state::ViewState;
use crate::model::display::selection::Selection;
use crate::model::display::trend::{time_of_position, time_of_step};
use crate::model::example::{Answered, INTERVAL, any_feed, documented_stats, planned, stats};
use crate::model::history::trend::Span;
use crate::model::insight::bands::Bands;
use crate::model::options::campaign::{Campaign, CampaignId};
use crate::model::polling::error::StatsError;
use crate::model::polling::feed::Feed;
use crate::model::polling::schedule::{Blocker, NextPoll, PollState};
use crate::model::stats::campaign_stats::{CampaignStats, Counter};
use crate::model::text::english::english;
use crate::model::time::Millis;

const NOON: Millis = Millis::seconds(1_764_072_000);

/// A feed with these answers, one every 15 seconds, the last one at noon.
fn feed(answers: Vec<Result<CampaignStats, StatsError>>) -> Feed {
    let last = answers.len();
    let mut feed = Feed::new(planned(NextPoll::InFlight));
    for (place, answer) in answers.into_iter().enumerate() {
        let at = NOON - Millis::seconds(15 * (last - 1 - place) as u64);
        feed = feed.answered(answer, at);
        feed.apply(None, planned(NextPoll::Next(at + INTERVAL)));
    }
    feed
}

fn with_sent(sent: u64) -> CampaignStats {
    stats([99, sent, sent, 0, 0, 0], [None, None])
}

/// A feed with answers of so many sent emails.
fn feed_of_sent(counts: impl IntoIterator<Item = u64>) -> Feed {
    feed(counts.into_iter().map(|sent| Ok(with_sent(sent))).collect())
}

/// A feed with the documented numbers, answered so many seconds before noon.
fn feed_at<const N: usize>(ages: [u64; N]) -> Feed {
    ages.into_iter().fold(Feed::new(planned(NextPoll::InFlight)), |feed, age| {
        feed.answered(Ok(documented_stats()), NOON - Millis::seconds(age))
    })
}

/// What a component is given, besides its campaigns.
#[derive(Clone, Copy)]
struct Setup {
    state: ViewState,
    environment: Environment,
}

impl Setup {
    /// Reads its signals so many seconds after noon.
    fn new(seconds: u64, selection: Selection) -> Self {
        let state = ViewState {
            selection: RwSignal::new(selection),
            toast: RwSignal::default(),
            refresh_requested_at: RwSignal::default(),
            menu: NodeRef::new(),
            order: RwSignal::new(None),
            on_command: UnsyncCallback::new(|_| {}),
        };
        let environment = Environment {
            locale: Memo::new(|_| english().register()),
            bands: Memo::new(|_| Bands::default()),
            now: Memo::new(move |_| NOON + Millis::seconds(seconds)),
            escapes: Memo::new(|_| 0),
        };
        Self { state, environment }
    }

    fn entry(id: &str, label: &str, feed: &Feed) -> CampaignEntry {
        let id = CampaignId::parse(id).unwrap();
        let campaign = Campaign { id, label: label.to_owned() };
        let feed = Arc::new(feed.clone());
        CampaignEntry {
            campaign: Memo::new(move |_| campaign.clone()),
            feed: Memo::new(move |_| Arc::clone(&feed)),
        }
    }
}

/// Renders a view, so many seconds after noon.
fn render<V: IntoView>(seconds: u64, selection: Selection, view: impl FnOnce(Setup) -> V) -> Html {
    let owner = Owner::new();
    let html = owner.with(|| view(Setup::new(seconds, selection)).into_view().to_html());
    owner.cleanup();
    // A parser of HTML drops rows and cells outside a table, but these are always in one.
    Html::parse_fragment(&html)
}

fn card_with(seconds: u64, selection: Selection, feed: &Feed) -> Html {
    render(seconds, selection, |Setup { state, environment }| {
        view! { <Card entry=Setup::entry("camp_123", "", feed) state environment /> }
    })
}

fn card_at(seconds: u64, feed: &Feed) -> Html {
    card_with(seconds, Selection::default(), feed)
}

fn compact_at(seconds: u64, label: &str, feed: &Feed) -> Html {
    render(seconds, Selection::default(), |Setup { state, environment }| {
        view! { <Compact entry=Setup::entry("camp_123", label, feed) state environment /> }
    })
}

/// A board of campaigns with these labels and feeds.
fn board_with(seconds: u64, selection: Selection, campaigns: &[(&str, &Feed)]) -> Html {
    render(seconds, selection, |Setup { state, environment }| {
        let entry =
            |(label, feed): &(&str, &Feed)| Setup::entry(&format!("id_{label}"), label, feed);
        let entries = campaigns.iter().map(entry).collect::<Vec<_>>();
        let entries = Memo::new(move |_| entries.clone());
        view! { <Board entries state environment /> }
    })
}

fn board_at(seconds: u64, campaigns: &[(&str, &Feed)]) -> Html {
    board_with(seconds, Selection::default(), campaigns)
}

fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector).collect()
}

fn find<'a>(html: &'a Html, selector: &str) -> ElementRef<'a> {
    *all(html, selector).first().unwrap_or_else(|| panic!("there is no {selector}"))
}

fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().replace('\u{a0}', " ").trim().to_owned()
}

fn text(html: &Html, selector: &str) -> String {
    text_of(find(html, selector))
}

fn texts(html: &Html, selector: &str) -> Vec<String> {
    all(html, selector).into_iter().map(text_of).collect()
}

fn attribute<'a>(html: &'a Html, selector: &str, name: &str) -> Option<&'a str> {
    find(html, selector).attr(name)
}

/// The elements as an indented outline: a line each.
fn outline(html: &Html) -> String {
    fn write(element: ElementRef<'_>, depth: usize, lines: &mut String) {
        lines.push_str(&"  ".repeat(depth));
        lines.push_str(element.value().name());
        let mut attributes: Vec<_> = element.value().attrs().collect();
        attributes.sort_unstable();
        for (name, value) in attributes {
            lines.extend([" ", name, "=\"", value, "\""]);
        }
        let own = element.children().filter_map(|child| match child.value() {
            Node::Text(text) => Some(text.to_string()),
            _ => None,
        });
        let own = own.collect::<String>();
        if !own.trim().is_empty() {
            lines.extend([": ", own.trim_end()]);
        }
        lines.push('\n');
        for child in element.child_elements() {
            write(child, depth + 1, lines);
        }
    }
    let mut lines = String::new();
    for element in html.root_element().child_elements() {
        write(element, 0, &mut lines);
    }
    lines
}

#[test]
fn card_of_the_documented_campaign() {
    insta::assert_snapshot!(outline(&card_at(4, &feed(vec![Ok(documented_stats())]))));
}

#[test]
fn compact_line_of_the_documented_campaign() {
    let feed = feed(vec![Ok(documented_stats())]);
    insta::assert_snapshot!(outline(&compact_at(4, "Spring", &feed)));
}

#[test]
fn board_of_a_healthy_and_a_failing_campaign() {
    let (one, other) = (feed(vec![Ok(documented_stats())]), feed(vec![Err(StatsError::Network)]));
    insta::assert_snapshot!(outline(&board_at(4, &[("Spring", &one), ("Win-back", &other)])));
}

#[test]
fn figures_are_unknown_before_the_first_answer_whatever_the_history_holds() {
    let earlier = feed_of_sent([10, 11, 12]);
    let mut unknown = Feed::new(planned(NextPoll::InFlight));
    unknown.merge_history(earlier.history());
    let card = card_at(0, &unknown);
    assert_eq!(texts(&card, "[data-counter]"), ["—"; 6]);
    assert_eq!(texts(&card, "[data-rate]"), ["—"; 4]);
    assert_eq!(texts(&card, "[data-trend]"), [""; 6]);
    assert_eq!(attribute(&card, "article", "data-state"), Some("unknown"));
}

#[test]
fn a_failure_keeps_the_numbers_and_says_why() {
    let card = card_at(130, &feed(vec![Ok(documented_stats()), Err(StatsError::Network)]));
    assert_eq!(text(&card, "[data-counter=Sent]"), "480");
    assert_eq!(text(&card, ".message"), "Can’t reach the server.");
    assert_eq!(text(&card, ".freshness"), "Stale: 2 min 25 sec old");
    assert_eq!(attribute(&card, "article", "data-state"), Some("stale"));
    assert_eq!(attribute(&card, ".headline", "data-tone"), Some("warning"));
}

#[test]
fn a_bar_is_a_meter_with_its_value_in_words() {
    let card = card_at(0, &feed(vec![Ok(documented_stats())]));
    let meter = |name| attribute(&card, "[aria-label='Reply rate']", name);
    assert_eq!(meter("role"), Some("meter"));
    assert_eq!(meter("aria-valuenow"), Some("8"));
    assert_eq!(meter("aria-valuemax"), Some("20"));
    let sentence = "8%, 38 of 471 delivered, likely between 5.9% and 10.9%: Strong. \
                    Weak below 1%, strong from 5%";
    assert_eq!(meter("aria-valuetext"), Some(sentence));
}

#[test]
fn a_change_is_shown_for_8_seconds() {
    let more = stats([500, 483, 474, 9, 38, 17], [Some(0.42), Some(0.08)]);
    let feed = feed(vec![Ok(documented_stats()), Ok(more)]);
    assert_eq!(text(&card_at(1, &feed), "[data-change=Sent]"), "+3");
    assert_eq!(text(&card_at(1, &feed), "[data-change=Queued]"), "−3");
    assert_eq!(text(&card_at(9, &feed), "[data-change=Sent]"), "");
}

#[test]
fn the_pause_button_is_named_after_its_next_effect() {
    let mut feed = feed(vec![Ok(documented_stats())]);
    let name = |card: &Html| attribute(card, ".pause", "aria-label").unwrap().to_owned();
    assert_eq!(name(&card_at(0, &feed)), "Pause refreshing");
    let paused = NextPoll::Blocked(Blocker::Paused);
    feed.apply(None, PollState { paused: true, ..planned(paused) });
    assert_eq!(name(&card_at(0, &feed)), "Resume refreshing");
    assert_eq!(text(&card_at(0, &feed), ".next"), "Paused.");
}

#[test]
fn a_trend_tells_the_change_or_the_value_at_the_selected_time() {
    let feed = feed_of_sent(10..16);
    let trend = |at| {
        let selection = Selection { span: Span::Hour, at };
        text(&card_with(0, selection, &feed), "[data-trend=Sent]")
    };
    let selection = Selection { span: Span::Hour, at: None };
    let step = |step| time_of_step(&[&feed], step, selection.span, NOON);
    assert_eq!(trend(None), "+5");
    assert_eq!(trend(step(0)), "10");
    assert_eq!(trend(time_of_position(&feed, 0.25, selection.span, NOON)), "11");
    assert_eq!(trend(step(99)), "+5", "no such step");
}

#[test]
fn a_handful_of_samples_is_no_trend_yet() {
    let is_shown = |samples| {
        let feed = feed_of_sent(0..samples);
        let card = card_at(0, &feed);
        let board = board_at(0, &[("A", &feed), ("B", &Feed::new(planned(NextPoll::InFlight)))]);
        let shown = [&card, &board].map(|html| all(html, ".with-trend").len());
        assert_eq!(shown[0], shown[1], "card and board");
        assert_eq!(shown[0] > 0, attribute(&card, "[data-trend=Sent] .line", "d").is_some());
        shown[0] > 0
    };
    assert!(!is_shown(5));
    assert!(is_shown(6));
}

#[test]
fn a_bar_names_its_thresholds_and_explains_its_marks() {
    let card = card_at(0, &feed(vec![Ok(documented_stats())]));
    let labels = texts(&card, ".rate:nth-child(3) :is(.threshold, .scale-end)");
    assert_eq!(labels, ["1%", "5%", "20%"]);
    let anchors = |row: usize| {
        let marks = format!(".rate:nth-child({row}) .threshold");
        all(&card, &marks).iter().map(|mark| mark.attr("data-anchor").unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(anchors(2), ["none", "none"], "the open rate has no thresholds");
    assert_eq!(anchors(1), ["middle", "end"]);
    let explanation = text(&card, ".rate:nth-child(3) .explanation");
    assert!(explanation.ends_with("Weak below 1%, strong from 5%"), "{explanation}");
}

#[test]
fn the_sparkline_ends_before_the_right_edge_during_an_outage() {
    let feed = feed((0..9).map(|_| Ok(documented_stats())).collect());
    let end = |seconds| {
        let card = card_at(seconds, &feed);
        let line = attribute(&card, "[data-trend=Sent] .line", "d").unwrap().to_owned();
        let (_, last) = line.rsplit_once('L').unwrap();
        last.split_once(' ').unwrap().0.parse::<f64>().unwrap()
    };
    assert!((end(14) - 1000.0).abs() < 0.1, "while all is well: {}", end(14));
    assert!((end(120) - 500.0).abs() < 0.1, "two minutes, and two without numbers: {}", end(120));
}

#[test]
fn the_slider_of_a_board_steps_through_the_campaign_with_the_longest_history() {
    let mut refused = Feed::new(planned(NextPoll::Stopped));
    refused.merge_history(feed_of_sent(1..60).history());
    let short = feed_of_sent(7..13);
    let long = feed_of_sent(1..40);
    let campaigns = [("0", &refused), ("1", &short), ("2", &long)];
    let board = board_at(0, &campaigns);
    assert_eq!(all(&board, ".with-trend").len(), 1, "a refused one hides nothing");
    assert_eq!(texts(&board, ".trend-text"), ["", "+5", "+37"]);
    // Ten minutes ago the short one was unknown. (Of a minute so long ago, the last sample is kept.)
    let feeds = [&refused, &short, &long];
    let selection = Selection::default();
    let first = Selection { at: time_of_step(&feeds, 0, selection.span, NOON), ..selection };
    let board = board_with(0, first, &campaigns);
    assert_eq!(texts(&board, ".trend-text"), ["", "—", "2"]);
    let values = attribute(&board, ".point", "aria-valuetext").unwrap();
    assert!(values.ends_with(": 0 , 1 —, 2 2"), "{values}");
    let pointed =
        Selection { at: time_of_position(&short, 0.0, selection.span, NOON), ..selection };
    assert_eq!(texts(&board_with(0, pointed, &campaigns), ".trend-text"), ["", "7", "34"]);
}

#[test]
fn the_slider_of_a_board_names_the_selected_time_also_where_its_campaign_has_a_gap() {
    let one = feed_at([86_000, 60_000, 40_000, 20_000, 7200, 0]);
    let other = feed_at([3000, 2400, 1800, 1200, 600, 0]);
    let at = time_of_position(&other, 0.0, Span::default(), NOON);
    let selection = Selection { at, ..Selection::default() };
    let board = board_with(0, selection, &[("1", &one), ("2", &other)]);
    let values = attribute(&board, ".point", "aria-valuetext").unwrap().replace('\u{a0}', " ");
    assert!(values.starts_with(&[&text(&board, ".when"), ": "].concat()), "{values}");
}

#[test]
fn a_span_with_too_little_history_leaves_the_other_spans_selectable() {
    let feed = feed_at([86_000, 60_000, 40_000, 20_000, 7200, 0]);
    let card = card_with(0, Selection { span: Span::Hour, at: None }, &feed);
    assert_eq!(text(&card, "[data-trend=Sent]"), "", "one point is no trend");
    assert_eq!(all(&card, ".with-trend").len(), 1);
    assert!(text(&card, ".times").starts_with("1 hr"), "{}", text(&card, ".times"));
}

#[test]
fn an_alert_stands_below_the_name_of_its_row_only() {
    let (one, other) = (feed(vec![Ok(documented_stats())]), feed(vec![Err(StatsError::Network)]));
    let board = board_at(4, &[("A", &one), ("B", &other)]);
    let alerts = texts(&board, "tbody .alert");
    assert_eq!(alerts.len(), 2);
    assert_eq!(alerts[0], "id_A");
    assert!(alerts[1].starts_with("Can’t reach the server."), "{}", alerts[1]);
}

#[test]
fn a_board_compares_its_first_two_campaigns() {
    let known = [40, 400]
        .map(|sent| feed(vec![Ok(stats([sent, sent, sent, 0, sent / 10, 0], [None, None]))]));
    let board = board_at(0, &[("b", &known[0]), ("c", &known[1])]);
    let verdict = text(&board, ".comparison p");
    assert!(verdict.contains("may be due to chance"), "{verdict}");
    assert_eq!(texts(&board, "th[scope=row] > span:first-of-type"), ["b", "c", "All 2"]);
    let totals = text(&board, &format!("[data-total={}]", Counter::Sent.name()));
    assert_eq!(totals, "440");
}

#[test]
fn problems_are_listed_as_text() {
    let list = |problems: &[&str]| {
        let problems: Vec<_> = problems.iter().map(|&problem| problem.to_owned()).collect();
        render(0, Selection::default(), |_| {
            let problems = Memo::new(move |_| problems.clone());
            view! { <Problems problems /> }
        })
    };
    assert_eq!(all(&list(&[]), ".problems").len(), 0);
    assert_eq!(texts(&list(&["<b>one</b>", "two"]), ".problems li"), ["<b>one</b>", "two"]);
}

/// All texts and attribute values of a page.
fn values(html: &Html) -> Vec<String> {
    let mut values = Vec::new();
    for element in all(html, "*") {
        values.extend(element.value().attrs().map(|(_, value)| value.to_owned()));
        values.extend(
            element.children().filter_map(|it| it.value().as_text().map(|it| it.to_string())),
        );
    }
    values
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_or_attribute_shows_what_is_no_number(feed in any_feed(NOON), seconds in 0u64..100_000) {
        for value in values(&card_at(seconds, &feed)) {
            prop_assert!(!value.contains("NaN") && !value.contains("inf%"), "{}", value);
            prop_assert!(!value.contains("{0}") && !value.contains("  "), "{}", value);
        }
    }

    #[test]
    fn meters_are_within_their_ends(feed in any_feed(NOON)) {
        for meter in all(&card_at(0, &feed), "[role=meter]") {
            let number = |name| meter.attr(name).unwrap().parse::<f64>().unwrap();
            prop_assert!(number("aria-valuenow") >= 0.0);
            prop_assert!(number("aria-valuenow") <= number("aria-valuemax"));
        }
    }

    #[test]
    fn every_button_has_a_name_and_every_drawing_is_hidden_from_screen_readers(feed in any_feed(NOON)) {
        for html in [card_at(0, &feed), board_at(0, &[("A", &feed), ("B", &feed)])] {
            let hidden = all(&html, ".with-trend").is_empty();
            for button in all(&html, "button, summary") {
                let in_hidden = hidden && button.attr("aria-pressed").is_some();
                let named = button.attr("aria-label").is_some() || !text_of(button).is_empty();
                prop_assert!(named || in_hidden, "{}", button.html());
            }
            for drawing in all(&html, "svg") {
                prop_assert_eq!(drawing.attr("aria-hidden"), Some("true"));
            }
        }
    }
}
