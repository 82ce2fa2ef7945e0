//! What is shown, without a browser.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use campaign_stats::model::command::{Command, Look, Side};
use campaign_stats::model::history::trend::Span;
use campaign_stats::model::insight::bands::Bands;
use campaign_stats::model::insight::sorting::Column;
use campaign_stats::model::options::campaign::{Campaign, CampaignId};
use campaign_stats::model::polling::error::StatsError;
use campaign_stats::model::polling::feed::{Feed, PollResult};
use campaign_stats::model::polling::schedule::{Blocker, NextPoll, PollState};
use campaign_stats::model::stats::campaign_stats::{CampaignStats, Count, Counter, Rate};
use campaign_stats::model::text::english::english;
use campaign_stats::model::time::Millis;
use campaign_stats::view::board::board;
use campaign_stats::view::card::card;
use campaign_stats::view::compact::compact;
use campaign_stats::view::context::Context;
use campaign_stats::view::memory::Memory;
use campaign_stats::view::node::{Content, Kind, Node};
use campaign_stats::view::view_state::ViewState;
use proptest::prelude::*;

const NOON: Millis = Millis::seconds(1_764_072_000);

fn campaign(label: &str) -> Campaign {
    Campaign { id: CampaignId::parse("camp_123").unwrap(), label: label.to_owned() }
}

fn stats(counts: [u64; 6], rates: [Option<f64>; 2]) -> CampaignStats {
    let [total_enrolled, sent, delivered, bounced, replied, queued] =
        counts.map(|count| Count::new(count).unwrap());
    let [open_rate, reply_rate] = rates.map(|rate| rate.and_then(Rate::new));
    let campaign_id = CampaignId::parse("camp_123").unwrap();
    CampaignStats {
        campaign_id,
        total_enrolled,
        sent,
        delivered,
        bounced,
        replied,
        queued,
        open_rate,
        reply_rate,
    }
}

fn documented() -> CampaignStats {
    stats([500, 480, 471, 9, 38, 20], [Some(0.42), Some(0.08)])
}

fn poll_state(plan: NextPoll) -> PollState {
    PollState {
        plan,
        paused: plan == NextPoll::Held(Blocker::Paused),
        interval: Millis::seconds(15),
    }
}

/// A feed that learnt these answers, fifteen seconds apart, the last one at noon.
fn feed(answers: Vec<Result<CampaignStats, StatsError>>) -> Feed {
    let mut feed = Feed::new(poll_state(NextPoll::Asking));
    let last = answers.len();
    for (place, result) in answers.into_iter().enumerate() {
        let at = NOON - Millis::seconds(15 * (last - 1 - place) as u64);
        let plan = NextPoll::Next(at + Millis::seconds(15));
        feed.learn(Some(PollResult { result, came: at, at, served_stale: None }), poll_state(plan));
    }
    feed
}

/// Draws with English words and the usual bands, so many seconds after noon.
fn at<T>(seconds: u64, draw: impl FnOnce(Context<'_>) -> T) -> T {
    let (locale, bands, now) = (english(), Bands::default(), NOON + Millis::seconds(seconds));
    draw(Context { locale: &locale, bands: &bands, now, place: 0 })
}

fn card_at(seconds: u64, feed: &Feed) -> Node {
    at(seconds, |context| {
        card(&campaign(""), feed, &ViewState::default(), &mut Memory::default(), context)
    })
}

fn attribute(node: &Node, name: &str) -> Option<String> {
    let set = node.settings.iter().find(|it| it.kind == Kind::Attribute && it.name == name);
    let mut found = set.and_then(|set| set.value.clone()).map(Into::into);
    node.fixed_attributes(|known, value| {
        if known == name {
            found = Some(value.to_owned());
        }
    });
    found
}

fn within(node: &Node) -> &[Node] {
    match &node.content {
        Content::Nodes(nodes) => nodes,
        _ => &[],
    }
}

/// The node and all that is in it, but for what is hidden because there is nothing to choose.
fn shown(node: &Node) -> Vec<&Node> {
    let mut found = vec![node];
    for inner in within(node).iter().filter(|_| attribute(node, "data-empty").is_none()) {
        found.extend(shown(inner));
    }
    found
}

/// The node and all that is in it.
fn all(node: &Node) -> Vec<&Node> {
    let mut found = vec![node];
    for inner in within(node) {
        found.extend(all(inner));
    }
    found
}

fn text(node: &Node) -> String {
    match &node.content {
        Content::Text(text) => text.to_string(),
        _ => within(node).iter().map(text).collect(),
    }
}

fn find<'a>(node: &'a Node, name: &str, value: &str) -> &'a Node {
    let found = all(node).into_iter().find(|node| attribute(node, name).as_deref() == Some(value));
    found.unwrap_or_else(|| panic!("there is no {name}={value}"))
}

fn text_of(node: &Node, name: &str, value: &str) -> String {
    text(find(node, name, value)).replace('\u{a0}', " ")
}

/// The tree as an outline: a line a node.
fn outline(node: &Node) -> String {
    let mut lines = node.element().to_owned();
    node.fixed_attributes(|name, value| lines.extend([" ", name, "=\"", value, "\""]));
    for setting in &node.settings {
        if let Some(value) = &setting.value {
            lines.extend([" ", setting.name, "=\"", value, "\""]);
        }
    }
    if let Content::Text(text) = &node.content
        && !text.is_empty()
    {
        lines.extend([": ", text]);
    }
    for inner in within(node) {
        for line in outline(inner).lines() {
            lines.push_str("\n  ");
            lines.push_str(line);
        }
    }
    lines
}

#[test]
fn the_documented_campaign_as_a_card() {
    insta::assert_snapshot!(outline(&card_at(4, &feed(vec![Ok(documented())]))));
}

#[test]
fn the_documented_campaign_as_a_line() {
    let feed = feed(vec![Ok(documented())]);
    let line = at(4, |context| compact(&campaign("Spring"), &feed, &ViewState::default(), context));
    insta::assert_snapshot!(outline(&line));
}

#[test]
fn two_campaigns_as_a_board() {
    let (one, other) = (feed(vec![Ok(documented())]), feed(vec![Err(StatsError::Network)]));
    let (first, second) = (campaign("Spring"), campaign("Win-back"));
    let entries = [(&first, &one), (&second, &other)];
    let board =
        at(4, |context| board(&entries, &ViewState::default(), &mut Memory::default(), context));
    insta::assert_snapshot!(outline(&board));
}

#[test]
fn nothing_is_made_up_before_the_first_numbers() {
    // Whatever is remembered of earlier visits.
    let earlier = feed(vec![Ok(documented()), Ok(documented()), Ok(documented())]);
    let mut unknown = Feed::new(poll_state(NextPoll::Asking));
    unknown.remember(earlier.history());
    let card = card_at(0, &unknown);
    for way in ["Sent", "Queued"] {
        assert_eq!(text_of(&card, "data-way", way), "");
    }
    for counter in ["Enrolled", "Sent", "Delivered", "Bounced", "Replied", "Queued"] {
        assert_eq!(text_of(&card, "data-counter", counter), "—");
    }
    for rate in ["Delivery", "Open", "Reply", "Bounce"] {
        assert_eq!(text_of(&card, "data-rate", rate), "—");
    }
    assert_eq!(attribute(&card, "data-state").as_deref(), Some("unknown"));
}

#[test]
fn a_failure_leaves_the_numbers_and_says_why() {
    let card = card_at(130, &feed(vec![Ok(documented()), Err(StatsError::Network)]));
    assert_eq!(text_of(&card, "data-counter", "Sent"), "480");
    assert_eq!(text_of(&card, "class", "said"), "Can’t reach the server.");
    assert_eq!(text_of(&card, "class", "freshness"), "Stale: 2 min 25 sec old");
    assert_eq!(attribute(&card, "data-state").as_deref(), Some("stale"));
    assert_eq!(
        attribute(find(&card, "class", "headline"), "data-tone").as_deref(),
        Some("warning")
    );
}

#[test]
fn a_bar_is_a_meter_that_says_its_value_in_words() {
    let card = card_at(0, &feed(vec![Ok(documented())]));
    let meter = find(&card, "aria-label", "Reply rate");
    assert_eq!(attribute(meter, "role").as_deref(), Some("meter"));
    assert_eq!(attribute(meter, "aria-valuenow").as_deref(), Some("8"));
    assert_eq!(attribute(meter, "aria-valuemax").as_deref(), Some("20"));
    assert_eq!(
        attribute(meter, "aria-valuetext").as_deref(),
        Some("8%, 38 of 471 delivered, likely between 5.9% and 10.9%: Strong")
    );
}

#[test]
fn a_change_is_shown_for_some_seconds() {
    let more = stats([500, 483, 474, 9, 38, 17], [Some(0.42), Some(0.08)]);
    let feed = feed(vec![Ok(documented()), Ok(more)]);
    assert_eq!(text_of(&card_at(1, &feed), "data-change", "Sent"), "+3");
    assert_eq!(text_of(&card_at(1, &feed), "data-change", "Queued"), "−3");
    assert_eq!(text_of(&card_at(9, &feed), "data-change", "Sent"), "");
}

#[test]
fn the_pause_button_says_what_it_does_next() {
    let mut feed = feed(vec![Ok(documented())]);
    let name = |feed: &Feed| {
        let card = card_at(0, feed);
        attribute(find(&card, "class", "pause"), "aria-label").unwrap()
    };
    assert_eq!(name(&feed), "Pause refreshing");
    feed.learn(None, poll_state(NextPoll::Held(Blocker::Paused)));
    assert_eq!(name(&feed), "Resume refreshing");
    assert_eq!(text_of(&card_at(0, &feed), "class", "next"), " Paused.");
}

/// Looks at a feed whose sent emails grew from 10 to 12, and at the card then.
fn looked(command: Command) -> Node {
    let sent = |sent| Ok(stats([20, sent, sent, 0, 0, 0], [None, None]));
    let (feed, mut view) = (feed(vec![sent(10), sent(11), sent(12)]), ViewState::default());
    view.apply(command, &[&feed], NOON);
    at(0, |context| card(&campaign(""), &feed, &view, &mut Memory::default(), context))
}

#[test]
fn lines_tell_how_far_a_figure_moved_or_what_it_was() {
    assert_eq!(text_of(&looked(Command::Show(Span::Hour)), "data-way", "Sent"), "+2");
    assert_eq!(text_of(&looked(Command::Look(Look::Number(0))), "data-way", "Sent"), "10");
    assert_eq!(text_of(&looked(Command::Look(Look::Share(0, 0.45))), "data-way", "Sent"), "11");
    assert_eq!(text_of(&looked(Command::Look(Look::Away)), "data-way", "Sent"), "+2");
    assert_eq!(text_of(&looked(Command::Look(Look::Number(99))), "data-way", "Sent"), "+2");
}

#[test]
fn where_no_numbers_come_any_more_a_line_ends_before_its_place_does() {
    let feed = feed((0..9).map(|_| Ok(documented())).collect());
    let end = |seconds| {
        let card = card_at(seconds, &feed);
        let mut parts = all(find(&card, "data-way", "Sent")).into_iter();
        let line = parts.find_map(|node| attribute(node, "d")).unwrap();
        let (_, last) = line.rsplit_once('L').unwrap();
        last.split_once(' ').unwrap().0.parse::<f64>().unwrap()
    };
    assert!((end(14) - 1000.0).abs() < 0.1, "while all is well it goes to its end: {}", end(14));
    assert!((end(120) - 500.0).abs() < 0.1, "two minutes, and two without numbers: {}", end(120));
}

/// A board of these feeds, an hour of each, at which a person looks in this way.
fn board_looked_at(feeds: &[Feed], commands: &[Command]) -> Node {
    let campaigns: Vec<_> = (0..feeds.len()).map(|place| campaign(&place.to_string())).collect();
    let entries: Vec<_> = campaigns.iter().zip(feeds).collect();
    let (mut view, known) = (ViewState::default(), feeds.iter().collect::<Vec<_>>());
    for command in commands {
        view.apply(*command, &known, NOON);
    }
    at(0, |context| board(&entries, &view, &mut Memory::default(), context))
}

/// What stands beside the lines of a board.
fn growths(board: &Node) -> Vec<String> {
    let growths = all(board).into_iter().filter(|node| node.fixed == "span.growth");
    growths.map(text).collect()
}

#[test]
fn the_slider_of_a_board_goes_through_the_campaign_that_is_known_for_the_longest_time() {
    let sent = |sent| Ok(stats([99, sent, sent, 0, 0, 0], [None, None]));
    let (mut refused, many) =
        (Feed::new(poll_state(NextPoll::Stopped)), (1..60).map(sent).collect());
    refused.remember(feed(many).history());
    let long = feed((1..40).map(sent).collect());
    let short = feed(vec![sent(7), sent(8), sent(9)]);
    let feeds = [refused, short, long];
    let shown = board_looked_at(&feeds, &[]);
    let times = find(&shown, "part", "times");
    assert_eq!(attribute(times, "data-empty"), None, "the refused one takes nothing from others");
    assert_eq!(growths(&shown), ["", "+2", "+37"]);
    // Ten minutes ago nobody knew the short one. (Of a minute so long ago, the last sample is kept.)
    let shown = board_looked_at(&feeds, &[Command::Look(Look::Number(0))]);
    assert_eq!(growths(&shown), ["", "—", "2"]);
    let slider = all(&shown).into_iter().find(|node| node.fixed.starts_with("input.point"));
    let said = attribute(slider.unwrap(), "aria-valuetext").unwrap();
    assert!(said.ends_with(": 0 , 1 —, 2 2"), "{said}");
    let shown = board_looked_at(&feeds, &[Command::Look(Look::Share(1, 0.0))]);
    assert_eq!(growths(&shown), ["", "7", "37"]);
}

#[test]
fn the_slider_of_a_board_says_the_time_that_is_shown_also_where_its_own_campaign_has_a_gap() {
    let feed_of = |ages: [u64; 3]| {
        let mut feed = Feed::new(poll_state(NextPoll::Asking));
        for at in ages.map(|age| NOON - Millis::seconds(age)) {
            let news = PollResult { result: Ok(documented()), came: at, at, served_stale: None };
            feed.learn(Some(news), poll_state(NextPoll::Next(NOON)));
        }
        feed
    };
    let feeds = [feed_of([7200, 7100, 0]), feed_of([600, 585, 0])];
    let shown = board_looked_at(&feeds, &[Command::Look(Look::Share(1, 0.0))]);
    let part = |name: &str| all(&shown).into_iter().find(|it| it.fixed.starts_with(name)).unwrap();
    let (when, said) = (text(part("span.when")), attribute(part("input.point"), "aria-valuetext"));
    assert!(said.clone().unwrap().starts_with(&[&when, ": "].concat()), "{said:?}, not {when}");
}

#[test]
fn a_line_of_an_hour_does_not_change_with_the_time_alone() {
    let sent = |sent| Ok(stats([999, sent, sent, 0, 0, 0], [None, None]));
    let feed = feed((1..300).map(sent).collect());
    let mut view = ViewState::default();
    view.apply(Command::Show(Span::Hour), &[&feed], NOON);
    let drawn = |seconds| {
        at(seconds, |context| card(&campaign(""), &feed, &view, &mut Memory::default(), context))
    };
    let times = |card: &Node| find(card, "part", "times").clone();
    let now = drawn(0);
    // Until so much is missing that it is a gap.
    for later in (0..75).map(drawn) {
        assert_eq!(find(&now, "data-way", "Sent"), find(&later, "data-way", "Sent"));
        assert_eq!(times(&now), times(&later));
    }
}

#[test]
fn a_span_of_which_too_little_is_known_leaves_the_way_back_to_the_others() {
    let sent = |sent| Ok(stats([20, sent, sent, 0, 0, 0], [None, None]));
    let (mut feed, mut view) = (feed(vec![sent(10), sent(11)]), ViewState::default());
    view.apply(Command::Show(Span::Hour), &[&feed], NOON);
    let hours_later = 7200;
    let then = NOON + Millis::seconds(hours_later);
    feed.learn(
        Some(PollResult { result: sent(12), came: then, at: then, served_stale: None }),
        poll_state(NextPoll::Next(then + Millis::seconds(15))),
    );
    let card = at(hours_later, |context| {
        card(&campaign(""), &feed, &view, &mut Memory::default(), context)
    });
    assert_eq!(text_of(&card, "data-way", "Sent"), "", "one point is no line");
    let times = find(&card, "part", "times");
    assert_eq!(attribute(times, "data-empty"), None);
    assert!(text(times).starts_with("1 hr"), "{}", text(times));
}

#[test]
fn a_board_is_sorted_and_compares_as_a_person_wishes() {
    let known = [40, 400, 4]
        .map(|sent| feed(vec![Ok(stats([sent, sent, sent, 0, sent / 10, 0], [None, None]))]));
    let campaigns = ["b", "c", "a"].map(campaign);
    let entries: Vec<_> = campaigns.iter().zip(&known).collect();
    let mut view = ViewState::default();
    let names = |view: &ViewState| {
        let board = at(0, |context| board(&entries, view, &mut Memory::default(), context));
        let rows = all(&board)
            .into_iter()
            .filter(|it| attribute(it, "role").as_deref() == Some("rowheader"));
        rows.map(|row| text(&within(row)[0])).collect::<Vec<_>>()
    };
    assert_eq!(names(&view), ["b", "c", "a", "All 3"]);
    view.apply(Command::Sort(Column::Count(Counter::Sent)), &[&known[0]], NOON);
    assert_eq!(names(&view), ["c", "b", "a", "All 3"]);
    view.apply(Command::Sort(Column::Count(Counter::Sent)), &[&known[0]], NOON);
    assert_eq!(names(&view), ["a", "b", "c", "All 3"]);
    view.apply(Command::Sort(Column::Campaign), &[&known[0]], NOON);
    assert_eq!(names(&view), ["a", "b", "c", "All 3"]);
    view.apply(Command::Sort(Column::Campaign), &[&known[0]], NOON);
    assert_eq!(names(&view), ["c", "b", "a", "All 3"]);
    let verdict = |view: &ViewState| {
        let board = at(0, |context| board(&entries, view, &mut Memory::default(), context));
        text(within(find(&board, "class", "comparison")).last().unwrap())
    };
    assert!(verdict(&view).contains("may be due to chance"), "{}", verdict(&view));
    view.apply(Command::Compare(Side::Second, 2), &[&known[0]], NOON);
    assert!(verdict(&view).starts_with("Too early to compare"), "{}", verdict(&view));
}

/// Whether one tree can become another without an element being replaced.
fn stays(before: &Node, after: &Node) -> bool {
    let inner = |node| within(node).len();
    after.continues(before)
        && inner(before) == inner(after)
        && within(before).iter().zip(within(after)).all(|(before, after)| stays(before, after))
}

fn any_stats() -> impl Strategy<Value = CampaignStats> {
    let count = prop_oneof![Just(0), 0u64..50, 0u64..=9_007_199_254_740_991];
    let rate = || proptest::option::of(0.0f64..=1.0);
    (proptest::array::uniform6(count), [rate(), rate()])
        .prop_map(|(counts, rates)| stats(counts, rates))
}

fn any_answer() -> impl Strategy<Value = Result<CampaignStats, StatsError>> {
    prop_oneof![
        4 => any_stats().prop_map(Ok),
        1 => Just(Err(StatsError::Network)),
        1 => Just(Err(StatsError::AuthenticationFailed)),
    ]
}

/// A tree with what it keeps of the one before.
fn filled(mut node: Node, before: &Node) -> Node {
    node.content = match node.content {
        Content::Kept => before.content.clone(),
        Content::Nodes(nodes) => {
            let before = within(before);
            let fill = |(place, node): (usize, Node)| match before.get(place) {
                Some(before) => filled(node, before),
                None => node,
            };
            Content::Nodes(nodes.into_iter().enumerate().map(fill).collect())
        }
        text @ Content::Text(_) => text,
    };
    node
}

fn any_plan() -> impl Strategy<Value = NextPoll> {
    prop_oneof![
        Just(NextPoll::Asking),
        Just(NextPoll::Next(NOON + Millis::seconds(15))),
        Just(NextPoll::Held(Blocker::Paused)),
        Just(NextPoll::Held(Blocker::Offline)),
        Just(NextPoll::Stopped),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(Command::Refresh),
        Just(Command::Show(Span::Hour)),
        (0usize..3).prop_map(|number| Command::Look(Look::Number(number))),
        Just(Command::Sort(Column::Count(Counter::Sent))),
        Just(Command::Sort(Column::Campaign)),
        Just(Command::Compare(Side::First, 1)),
    ]
}

fn any_feed() -> impl Strategy<Value = Feed> {
    proptest::collection::vec(any_answer(), 0..6).prop_map(|answers| {
        if answers.is_empty() { Feed::new(poll_state(NextPoll::Asking)) } else { feed(answers) }
    })
}

proptest! {
    #[test]
    fn no_element_is_replaced_whatever_becomes_of_the_numbers(
        before in any_feed(), after in any_feed(), seconds in 0u64..100_000,
    ) {
        prop_assert!(stays(&card_at(0, &before), &card_at(seconds, &after)));
        let line = |feed: &Feed| at(seconds, |context| compact(&campaign(""), feed, &ViewState::default(), context));
        prop_assert!(stays(&line(&before), &line(&after)));
    }

    #[test]
    fn what_is_kept_is_as_it_would_be_drawn(
        feeds in [any_feed(), any_feed()], more in proptest::collection::vec(any_answer(), 0..2),
        seconds in prop_oneof![[0u64..20, 0u64..10], [0u64..100, 0u64..100_000]],
        command in any_command(), plan in any_plan(),
    ) {
        let [before, other] = feeds;
        let mut after = before.clone();
        for result in more {
            let at = NOON + Millis::seconds(seconds[0]);
            let news = PollResult { result, came: at, at, served_stale: None };
            after.learn(Some(news), poll_state(NextPoll::Asking));
        }
        after.learn(None, poll_state(plan));
        let (first, second) = (campaign("A"), campaign("B"));
        let (mut view, mut of_card, mut of_board) =
            (ViewState::default(), Memory::default(), Memory::default());
        let draw = |feed: &Feed, seconds, view: &ViewState, memory: [&mut Memory; 2]| {
            let [of_card, of_board] = memory;
            let entries = [(&first, feed), (&second, &other)];
            at(seconds, |context| [
                card(&first, feed, view, of_card, context),
                board(&entries, view, of_board, context),
            ])
        };
        let drawn = draw(&before, seconds[0], &view, [&mut of_card, &mut of_board]);
        view.apply(command, &[&before], NOON);
        let later = seconds[0] + seconds[1];
        let partial = draw(&after, later, &view, [&mut of_card, &mut of_board]);
        let fresh = draw(&after, later, &view, [&mut Memory::default(), &mut Memory::default()]);
        for ((partial, drawn), fresh) in partial.into_iter().zip(&drawn).zip(fresh) {
            prop_assert_eq!(filled(partial, drawn), fresh);
        }
    }

    #[test]
    fn nothing_is_shown_that_is_no_number(feed in any_feed(), seconds in 0u64..100_000) {
        for node in all(&card_at(seconds, &feed)) {
            let values = node.settings.iter().filter_map(|setting| setting.value.as_deref());
            let own = if within(node).is_empty() { text(node) } else { String::new() };
            for shown in values.chain([&*own]) {
                prop_assert!(!shown.contains("NaN") && !shown.contains("inf%"), "{}", shown);
                prop_assert!(!shown.contains("{0}") && !shown.contains("  "), "{}", shown);
            }
        }
    }

    #[test]
    fn meters_are_within_their_ends(feed in any_feed()) {
        let card = card_at(0, &feed);
        let meters = all(&card).into_iter().filter(|it| attribute(it, "role").as_deref() == Some("meter"));
        for meter in meters {
            let number = |name| attribute(meter, name).unwrap().parse::<f64>().unwrap();
            prop_assert!(number("aria-valuenow") >= 0.0);
            prop_assert!(number("aria-valuenow") <= number("aria-valuemax"));
        }
    }

    #[test]
    fn whatever_can_be_done_has_a_name_and_whatever_is_drawn_is_said_too(feed in any_feed()) {
        let (one, other) = (campaign(""), campaign("B"));
        let entries = [(&one, &feed), (&other, &feed)];
        let board = at(0, |context| board(&entries, &ViewState::default(), &mut Memory::default(), context));
        for node in shown(&card_at(0, &feed)).into_iter().chain(shown(&board)) {
            if ["button", "summary"].contains(&node.element()) {
                prop_assert!(attribute(node, "aria-label").is_some() || !text(node).is_empty());
            }
            if node.element() == "svg" {
                prop_assert_eq!(attribute(node, "aria-hidden"), Some("true".to_owned()));
            }
        }
    }
}
