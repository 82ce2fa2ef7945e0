//! Tests of headlines.

use super::*;
use crate::model::example::{Answered, documented_stats, planned, restored};
use crate::model::polling::feed::PollResult;
use crate::model::stats::campaign_stats::Count;
use crate::model::text::english::english;

const NOW: Millis = Millis::seconds(1000);

fn campaign() -> CampaignId {
    CampaignId::parse("camp_999").unwrap()
}

fn feed() -> Feed {
    Feed::new(planned(NextPoll::Next(NOW)))
}

fn headline_of(feed: &Feed, stale: bool) -> Headline {
    let (campaign, bands) = (campaign(), Bands::default());
    let subject = Subject { feed, campaign: &campaign, bands: &bands, stale };
    headline(&english(), subject, NOW)
}

fn status_of(sent: u64, queued: u64) -> String {
    let count = |number| Count::new(number).unwrap();
    let stats = CampaignStats { sent: count(sent), queued: count(queued), ..documented_stats() };
    status_with(&stats, SendRate::NotKnown)
}

fn status_with(stats: &CampaignStats, send_rate: SendRate) -> String {
    campaign_status(&english(), stats, send_rate).replace('\u{a0}', " ")
}

#[test]
fn headline_shows_the_campaign_status() {
    assert_eq!(status_of(480, 1200), "1,200 emails are waiting in the queue.");
    assert_eq!(status_of(480, 1), "1 email is waiting in the queue.");
    assert_eq!(status_of(480, 0), "The queue is empty.");
    assert_eq!(status_of(0, 0), "Nothing sent yet. The numbers start with the first email.");
    assert_eq!(status_of(0, 2), "Nothing sent yet. 2 emails are waiting in the queue.");
}

#[test]
fn queue_estimate_is_shown_only_if_measured() {
    let over = Millis::seconds(1500);
    let sending = |empty_in| SendRate::Sending { per_hour: 30, over, empty_in };
    let status = |empty_in| status_with(&documented_stats(), sending(empty_in));
    assert_eq!(
        status(Some(Millis::seconds(2390))),
        "20 emails are waiting in the queue. At the current rate, it will be empty in about 40 min."
    );
    assert_eq!(
        status(None),
        "20 emails are waiting in the queue. The queue is not getting shorter."
    );
}

#[test]
fn unchanged_queue_is_shown_as_stalled() {
    let over = Millis::seconds(720);
    let queued = documented_stats().queued;
    assert_eq!(
        status_with(&documented_stats(), SendRate::Held { queued, over }),
        "Stalled: 20 emails have been queued for 12 min and none was sent. Is the campaign paused?"
    );
}

#[test]
fn inactive_campaign_with_empty_queue_is_finished() {
    let stats = CampaignStats { queued: Count::default(), ..documented_stats() };
    assert_eq!(
        status_with(&stats, SendRate::Finished { over: Millis::seconds(720) }),
        "Finished: the queue is empty and nothing was sent for 12 min."
    );
}

#[test]
fn stalled_queue_is_shown_beside_a_warning() {
    let count = |number| Count::new(number).unwrap();
    let progress_of = |bounced| {
        let stats = CampaignStats { bounced: count(bounced), ..documented_stats() };
        let feed = (0..=48).fold(feed(), |feed, quarter| {
            feed.answered(Ok(stats.clone()), NOW + Millis::seconds(15 * quarter))
        });
        let text = progress(&english(), &Bands::default(), &feed, NOW + Millis::seconds(15 * 48));
        text.replace('\u{a0}', " ")
    };
    assert_eq!(progress_of(9), "", "already in the headline");
    let held = "Stalled: 20 emails have been queued for 11 min 45 sec and none was sent. \
        Is the campaign paused?";
    assert_eq!(progress_of(90), held);
}

#[test]
fn error_is_quiet_while_the_stats_are_fresh() {
    let feed = feed().answered(Ok(documented_stats()), NOW).answered(Err(StatsError::Network), NOW);
    assert_eq!(headline_of(&feed, false).tone, Tone::Quiet);
    assert_eq!(headline_of(&feed, true).tone, Tone::Warning);
}

#[test]
fn permanent_error_is_an_alarm() {
    let feed = feed()
        .answered(Ok(documented_stats()), NOW)
        .answered(Err(StatsError::AuthenticationFailed), NOW);
    assert_eq!(headline_of(&feed, false).tone, Tone::Alarm);
}

#[test]
fn stats_served_stale_are_shown_with_the_status() {
    let mut feed = feed();
    let poll_result = PollResult {
        result: Ok(documented_stats()),
        received_at: NOW,
        at: NOW,
        served_stale: Some(502),
    };
    feed.apply(Some(poll_result), planned(NextPoll::Next(NOW)));
    let headline = headline_of(&feed, true);
    assert_eq!(headline.tone, Tone::Warning);
    assert_eq!(
        headline.text,
        "The server has a problem (status 502). Showing its last good numbers."
    );
}

#[test]
fn stale_stats_without_an_error_are_a_warning() {
    let feed = feed().answered(Ok(documented_stats()), NOW);
    assert_eq!(headline_of(&feed, true).tone, Tone::Warning);
}

#[test]
fn stale_stats_are_quiet_while_a_request_is_in_flight() {
    let mut feed = feed().answered(Ok(documented_stats()), NOW);
    feed.apply(None, planned(NextPoll::InFlight));
    let headline = headline_of(&feed, true);
    assert_eq!(headline.tone, Tone::Quiet);
    assert_eq!(headline.text, "Fetching fresh numbers…");
}

#[test]
fn next_step_is_shown_after_an_error() {
    let failed = feed().answered(Err(StatsError::Network), NOW);
    let next = |plan| {
        let mut feed = failed.clone();
        feed.apply(None, planned(plan));
        what_next(&english(), &feed, NOW)
    };
    let in_24 = NOW + Millis::seconds(24);
    assert_eq!(next(NextPoll::Next(in_24)).as_deref(), Some("Next try in 0:24."));
    assert_eq!(next(NextPoll::Stopped).as_deref(), Some("Refresh to try again."));
    assert_eq!(what_next(&english(), &feed(), NOW), None);
}

#[test]
fn pause_and_offline_are_shown_without_an_error() {
    let held = |blocker| {
        let mut feed = feed();
        feed.apply(None, planned(NextPoll::Blocked(blocker)));
        what_next(&english(), &feed, NOW)
    };
    assert_eq!(held(Blocker::Paused).as_deref(), Some("Paused."));
    assert!(held(Blocker::Offline).unwrap().starts_with("You are offline"));
    assert_eq!(held(Blocker::Hidden), None);
}

#[test]
fn countdown_rounds_up() {
    assert_eq!(countdown(Millis(23_001)), "0:24");
    assert_eq!(countdown(Millis::seconds(70)), "1:10");
    assert_eq!(countdown(Millis(1)), "0:01");
}

#[test]
fn numbers_of_an_earlier_visit_are_neither_judged_nor_a_warning() {
    for (plan, text) in [
        (NextPoll::InFlight, "Fetching fresh numbers…"),
        (NextPoll::Blocked(Blocker::Offline), "These numbers are out of date."),
    ] {
        let feed = restored(NOW - Millis::seconds(60), plan);
        let (campaign, bands) = (campaign(), Bands::default());
        let subject = Subject { feed: &feed, campaign: &campaign, bands: &bands, stale: true };
        assert_eq!(alert(&english(), subject), None);
        let shown = headline_of(&feed, true);
        assert_eq!((shown.tone, &*shown.text), (Tone::Quiet, text));
    }
}
