//! Random mutations of a corpus (`tests/corpus`) of API responses and attributes cause no panic and
//! give readable messages. Failed cases are kept in `proptest-regressions`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use campaign_stats::model::insight::bands::Bands;
use campaign_stats::model::insight::rates::{Evidence, RateFigure, RateKind};
use campaign_stats::model::options::campaign::CampaignId;
use campaign_stats::model::options::settings::{MAX_REFRESH, MIN_REFRESH, Settings};
use campaign_stats::model::polling::error::StatsError;
use campaign_stats::model::polling::feed::{Feed, PollResult};
use campaign_stats::model::polling::schedule::Schedule;
use campaign_stats::model::stats::campaign_stats::{CampaignStats, Counter};
use campaign_stats::model::stats::decode::{DecodeError, json_text, validate};
use campaign_stats::model::text::english::english;
use campaign_stats::model::text::headline::{Subject, headline, what_next};
use campaign_stats::model::text::{error_text, phrases};
use campaign_stats::model::time::Millis;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::FileFailurePersistence;
use serde_json::Value;

/// Part of the keys in the corpus.
const SECRET: &str = "secret-abc";

/// Maximum length of a message on a card, in characters.
const MAX_MESSAGE_CHARS: usize = 300;

fn corpus(kind: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(kind);
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// A mutation of a file.
#[derive(Clone, Debug)]
enum Mutation {
    Replace(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize),
}

/// Snippets that are special to parsers or to HTML.
const PIECES: [&str; 20] = [
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "-",
    "1e999",
    "-1e-999",
    "0x10",
    "\\ud800",
    "\0",
    "\u{202e}",
    "<script>",
    "\"sent\":-1,",
    "\"openRate\":2,",
    "=",
];

fn any_mutation() -> impl Strategy<Value = Mutation> {
    let piece = prop_oneof![
        prop::sample::select(PIECES.as_slice()).prop_map(|piece| piece.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 1..6),
    ];
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Replace(at, byte)),
        (any::<Index>(), piece).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        (any::<Index>(), 1_usize..40).prop_map(|(at, length)| Mutation::Remove(at, length)),
        (any::<Index>(), 1_usize..40).prop_map(|(at, length)| Mutation::Repeat(at, length)),
    ]
}

impl Mutation {
    fn apply(self, bytes: &mut Vec<u8>) {
        let position = |at: Index, bytes: &Vec<u8>| at.index(bytes.len() + 1);
        match self {
            Self::Replace(at, byte) => {
                let at = position(at, bytes);
                if let Some(old) = bytes.get_mut(at) {
                    *old = byte;
                }
            }
            Self::Insert(at, piece) => {
                let at = position(at, bytes);
                bytes.splice(at..at, piece);
            }
            Self::Remove(at, length) => {
                let at = position(at, bytes);
                bytes.drain(at..(at + length).min(bytes.len()));
            }
            Self::Repeat(at, length) => {
                let at = position(at, bytes);
                let piece: Vec<_> = bytes.iter().skip(at).take(length).copied().collect();
                bytes.splice(at..at, piece);
            }
        }
    }
}

/// A file of the corpus with up to seven mutations, decoded as a browser does.
fn mutated(kind: &'static str) -> impl Strategy<Value = String> {
    let mutations = prop::collection::vec(any_mutation(), 0..8);
    (prop::sample::select(corpus(kind)), mutations).prop_map(|(mut bytes, mutations)| {
        for mutation in mutations {
            mutation.apply(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Texts of a card after this result.
fn card_texts(result: Result<CampaignStats, StatsError>) -> Vec<String> {
    let id = CampaignId::parse("camp_123").unwrap();
    let schedule = Schedule::new(Millis::seconds(15));
    let mut feed = Feed::new(schedule.poll_state());
    let (then, now) = (Millis::seconds(1000), Millis::seconds(1100));
    feed.apply(
        Some(PollResult { result, received_at: then, at: then, served_stale: None }),
        schedule.poll_state(),
    );
    let (english, bands) = (english(), Bands::default());
    let mut texts = vec![phrases::freshness(&english, feed.freshness(now))];
    for stale in [false, true] {
        let subject = Subject { feed: &feed, campaign: &id, bands: &bands, stale };
        let headline = headline(&english, subject, now);
        texts.extend([headline.text, headline.action]);
    }
    texts.extend(what_next(&english, &feed, now));
    texts
}

/// Decodes a body as the client does. By way of `Value`, because the browser's parser also accepts a
/// field that is there twice.
fn decoded(id: &CampaignId, body: &str) -> Result<CampaignStats, DecodeError> {
    let answer: Value = serde_json::from_str(json_text(body)?).map_err(|_| DecodeError::NotJson)?;
    let Value::Object(_) = answer else { return Err(DecodeError::NotAnObject) };
    validate(id, serde_json::from_value(answer).unwrap())
}

/// Messages repeat parts of the input, which are not checked.
fn ensure_readable(messages: &[String], input: &str) -> Result<(), TestCaseError> {
    let forbidden = ["NaN", "inf", "undefined", "None", "Some("];
    for text in messages {
        prop_assert!(text.chars().count() <= MAX_MESSAGE_CHARS, "{}", text);
        for word in forbidden.into_iter().filter(|word| !input.contains(word)) {
            prop_assert!(!text.contains(word), "{}", text);
        }
    }
    Ok(())
}

fn ensure_valid_figures(stats: &CampaignStats) -> Result<(), TestCaseError> {
    for counter in Counter::ALL {
        prop_assert!(counter.of(stats).get() <= 1 << 53);
    }
    for kind in RateKind::ALL {
        let figure = RateFigure::new(kind, stats);
        prop_assert!((0.0..=1.0).contains(&figure.fill()));
        if let Evidence::Counted(fraction) = figure.evidence {
            prop_assert!(fraction.whole.get() > 0);
        }
    }
    Ok(())
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 2000,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "proptest-regressions/fuzz.txt",
        ))),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_response_gives_stats_or_a_readable_error(text in mutated("answers")) {
        let id = CampaignId::parse("camp_123").unwrap();
        let checked = decoded(&id, &text).map_err(StatsError::Decode);
        if let Ok(stats) = &checked {
            prop_assert_eq!(&stats.campaign_id, &id);
            ensure_valid_figures(stats)?;
        }
        ensure_readable(&card_texts(checked), &text)?;
    }

    #[test]
    fn any_attributes_give_valid_settings_and_readable_problems(text in mutated("attributes")) {
        let option = |line: &str| {
            let (name, value) = line.split_once('=').unwrap_or((line, ""));
            (name.to_owned(), value.to_owned())
        };
        let options: Vec<_> = text.lines().map(option).collect();
        for (settings, problems) in
            [Settings::from_attributes(options.clone()), Settings::from_query(options)]
        {
            prop_assert!((MIN_REFRESH..=MAX_REFRESH).contains(&settings.refresh));
            for campaign in &settings.campaigns {
                prop_assert!(CampaignId::parse(campaign.id.as_str()).is_ok());
            }
            let messages: Vec<_> = problems.iter().map(error_text::problem).collect();
            ensure_readable(&messages, &text)?;
        }
    }
}

#[test]
fn keys_are_not_in_settings_or_messages() {
    let text = String::from_utf8(corpus("attributes").concat()).unwrap();
    let options = text.lines().filter_map(|line| line.split_once('='));
    for (name, value) in options.filter(|(_, value)| value.contains(SECRET)) {
        let given = [(name.to_owned(), value.to_owned())];
        for (settings, problems) in
            [Settings::from_attributes(given.clone()), Settings::from_query(given)]
        {
            assert_eq!(settings, Settings::default(), "{name}");
            assert_eq!(problems.len(), 1, "{name}");
            assert!(problems.iter().all(|problem| !error_text::problem(problem).contains(SECRET)));
        }
    }
}
