use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::drawing::{Palette, Picture};
use super::{board, card};
use crate::model::display::context::Context;
use crate::model::display::selection::Selection;
use crate::model::example::{Answered, any_feed, documented_stats, planned, stats};
use crate::model::insight::bands::Bands;
use crate::model::options::campaign::{Campaign, CampaignId};
use crate::model::polling::error::StatsError;
use crate::model::polling::feed::Feed;
use crate::model::polling::schedule::NextPoll;
use crate::model::text::english::english;
use crate::model::time::Millis;

const NOON: Millis = Millis::seconds(1_764_072_000);

fn palette() -> Palette {
    let name = |name: &str| name.to_owned();
    Palette {
        ink: name("ink"),
        soft: name("soft"),
        faint: name("faint"),
        line: name("line"),
        paper: name("paper"),
        ground: name("ground"),
        accent: name("accent"),
        accent_soft: name("accent-soft"),
        good: name("good"),
        warning: name("warning"),
        warning_soft: name("warning-soft"),
        alarm: name("alarm"),
        alarm_soft: name("alarm-soft"),
        font: name("\"Noto Sans\", sans-serif"),
    }
}

fn campaign(label: &str) -> Campaign {
    Campaign { id: CampaignId::parse("camp_123").unwrap(), label: label.to_owned() }
}

/// Calls with the context of so many seconds after noon.
fn at<T>(seconds: u64, call: impl FnOnce(Context<'_>) -> T) -> T {
    let (locale, bands) = (english(), Bands::default());
    let now = NOON + Millis::seconds(seconds);
    call(Context { locale: &locale, bands: &bands, now, selection: Selection::default() })
}

fn card_of(label: &str, feed: &Feed, seconds: u64) -> Option<Picture> {
    let campaign = campaign(label);
    at(seconds, |context| card::picture((&campaign, feed), context, &palette()))
}

fn board_of(campaigns: &[(&str, &Feed)], order: &[usize], seconds: u64) -> Option<Picture> {
    let known: Vec<_> = campaigns.iter().map(|(label, feed)| (campaign(label), *feed)).collect();
    let entries: Vec<_> = known.iter().map(|(campaign, feed)| (campaign, *feed)).collect();
    at(seconds, |context| board::picture(&entries, order, context, &palette()))
}

fn known() -> Feed {
    Feed::new(planned(NextPoll::InFlight)).answered(Ok(documented_stats()), NOON)
}

fn failed() -> Feed {
    Feed::new(planned(NextPoll::Stopped)).answered(Err(StatsError::Network), NOON)
}

/// The texts with their places, in the order of the drawing.
fn texts(picture: &Picture) -> Vec<String> {
    let svg = Document::parse(&picture.svg).unwrap();
    let text = |node: Node<'_, '_>| {
        let of = |name| node.attribute(name).unwrap();
        format!(
            "{} {} {} {}: {}",
            of("x"),
            of("y"),
            of("text-anchor"),
            of("fill"),
            node.text().unwrap()
        )
    };
    svg.descendants().filter(|node| node.has_tag_name("text")).map(text).collect()
}

#[test]
fn card_as_a_picture() {
    insta::assert_snapshot!(texts(&card_of("Spring launch", &known(), 4).unwrap()).join("\n"));
}

#[test]
fn board_as_a_picture() {
    let campaigns = [("Spring launch", &known()), ("Win-back", &failed())];
    insta::assert_snapshot!(texts(&board_of(&campaigns, &[1, 0], 4).unwrap()).join("\n"));
}

#[test]
fn before_the_first_numbers_there_is_no_picture() {
    assert_eq!(card_of("", &failed(), 0), None);
    assert_eq!(board_of(&[("a", &failed())], &[0], 0), None);
}

#[test]
fn old_numbers_say_so() {
    let picture = card_of("", &known(), 600).unwrap();
    let texts = texts(&picture);
    let age = texts.iter().find(|text| text.contains("Stale: ")).unwrap();
    assert!(age.contains("warning: "), "{age}");
    assert!(texts.iter().any(|text| text.contains("As of ")), "{texts:?}");
}

#[test]
fn contradictions_of_the_numbers_are_in_the_picture() {
    let stats = stats([500, 480, 471, 9, 38, 20], [Some(0.42), Some(0.5)]);
    let feed = Feed::new(planned(NextPoll::InFlight)).answered(Ok(stats), NOON);
    let texts = texts(&card_of("", &feed, 0).unwrap());
    assert!(texts.iter().any(|text| text.contains("reports a reply rate of 50%")), "{texts:?}");
}

#[test]
fn a_name_stays_text_and_within_the_picture() {
    let name = "<script>&\"'\u{1}".repeat(20);
    let picture = card_of(&name, &known(), 0).unwrap();
    let svg = Document::parse(&picture.svg).unwrap();
    let title = svg.descendants().find_map(|node| Some(node.text()?.to_owned()));
    let title = title.unwrap();
    assert!(title.starts_with("<script>&\"'") && title.ends_with('…'), "{title}");
    assert_eq!(title.chars().count(), 48);
}

proptest! {
    #[test]
    fn a_picture_is_drawn_within_its_edges_and_without_foreign_elements(
        feed in any_feed(NOON), label in "\\PC{0,80}", seconds in 0u64..100_000,
    ) {
        let pictures = [card_of(&label, &feed, seconds), board_of(&[(&label, &feed)], &[0], seconds)];
        for picture in pictures.into_iter().flatten() {
            let svg = Document::parse(&picture.svg).unwrap();
            for node in svg.descendants().filter(Node::is_element) {
                let name = node.tag_name().name();
                let known = ["svg", "defs", "pattern", "path", "rect", "text", "g"];
                prop_assert!(known.contains(&name), "{}", name);
                let is_nested = node.ancestors().filter(|it| it.has_tag_name("svg")).count() > 1;
                let y = node.attribute("y").and_then(|y| y.parse::<i64>().ok()).unwrap_or_default();
                prop_assert!(is_nested || (0..=i64::from(picture.height)).contains(&y), "{}", y);
            }
            prop_assert!(!picture.svg.contains("NaN"));
        }
    }
}
