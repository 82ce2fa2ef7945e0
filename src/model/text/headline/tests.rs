use super::*;
use crate::model::example::{Answered, documented_stats, planned};
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

fn standing_of(sent: u64, queued: u64) -> String {
    let count = |number| Count::new(number).unwrap();
    let stats = CampaignStats { sent: count(sent), queued: count(queued), ..documented_stats() };
    standing_with(&stats, SendRate::NotKnown)
}

fn standing_with(stats: &CampaignStats, movement: SendRate) -> String {
    poll_state(&english(), stats, movement).replace('\u{a0}', " ")
}

#[test]
fn the_headline_of_a_campaign_says_where_it_stands() {
    assert_eq!(standing_of(480, 1200), "1,200 emails are waiting in the queue.");
    assert_eq!(standing_of(480, 1), "1 email is waiting in the queue.");
    assert_eq!(standing_of(480, 0), "The queue is empty.");
    assert_eq!(standing_of(0, 0), "Nothing sent yet. The numbers start with the first email.");
    assert_eq!(standing_of(0, 2), "Nothing sent yet. 2 emails are waiting in the queue.");
}

#[test]
fn how_long_the_queue_lasts_is_said_only_where_it_was_measured() {
    let over = Millis::seconds(1500);
    let sending = |empty_in| SendRate::Sending { per_hour: 30, over, empty_in };
    let said = |empty_in| standing_with(&documented_stats(), sending(empty_in));
    assert_eq!(
        said(Some(Millis::seconds(2390))),
        "20 emails are waiting in the queue. At the current rate, it will be empty in about 40 min."
    );
    assert_eq!(said(None), "20 emails are waiting in the queue. The queue is not getting shorter.");
}

#[test]
fn a_queue_that_stands_still_is_said_to_be_held() {
    let over = Millis::seconds(720);
    let queued = documented_stats().queued;
    assert_eq!(
        standing_with(&documented_stats(), SendRate::Held { queued, over }),
        "Stalled: 20 emails have been queued for 12 min and none was sent. Is the campaign paused?"
    );
}

#[test]
fn a_campaign_in_which_nothing_moves_any_more_is_finished() {
    let stats = CampaignStats { queued: Count::default(), ..documented_stats() };
    assert_eq!(
        standing_with(&stats, SendRate::Finished { over: Millis::seconds(720) }),
        "Finished: the queue is empty and nothing was sent for 12 min."
    );
}

#[test]
fn a_held_campaign_is_said_to_be_held_also_while_there_is_something_to_do() {
    let count = |number| Count::new(number).unwrap();
    let progress_of = |bounced| {
        let stats = CampaignStats { bounced: count(bounced), ..documented_stats() };
        let feed = (0..=48).fold(feed(), |feed, quarter| {
            feed.answered(Ok(stats.clone()), NOW + Millis::seconds(15 * quarter))
        });
        let said = progress(&english(), &Bands::default(), &feed, NOW + Millis::seconds(15 * 48));
        said.replace('\u{a0}', " ")
    };
    assert_eq!(progress_of(9), "", "the headline says it");
    let held = "Stalled: 20 emails have been queued for 11 min 45 sec and none was sent. \
        Is the campaign paused?";
    assert_eq!(progress_of(90), held);
}

#[test]
fn a_miss_is_said_quietly_while_the_numbers_are_fresh() {
    let feed = feed().answered(Ok(documented_stats()), NOW).answered(Err(StatsError::Network), NOW);
    assert_eq!(headline_of(&feed, false).tone, Tone::Quiet);
    assert_eq!(headline_of(&feed, true).tone, Tone::Warning);
}

#[test]
fn what_a_person_has_to_mend_is_an_alarm_at_once() {
    let feed = feed()
        .answered(Ok(documented_stats()), NOW)
        .answered(Err(StatsError::AuthenticationFailed), NOW);
    assert_eq!(headline_of(&feed, false).tone, Tone::Alarm);
}

#[test]
fn kept_numbers_are_said_to_be_kept_and_why() {
    let mut feed = feed();
    let news =
        PollResult { result: Ok(documented_stats()), came: NOW, at: NOW, served_stale: Some(502) };
    feed.learn(Some(news), planned(NextPoll::Next(NOW)));
    let headline = headline_of(&feed, true);
    assert_eq!(headline.tone, Tone::Warning);
    assert_eq!(
        headline.text,
        "The server has a problem (status 502). Showing its last good numbers."
    );
}

#[test]
fn old_numbers_without_a_failure_are_said_to_be_old() {
    let feed = feed().answered(Ok(documented_stats()), NOW);
    assert_eq!(headline_of(&feed, true).tone, Tone::Warning);
}

#[test]
fn old_numbers_are_no_alarm_while_fresh_ones_are_on_their_way() {
    let mut feed = feed().answered(Ok(documented_stats()), NOW);
    feed.learn(None, planned(NextPoll::Asking));
    let headline = headline_of(&feed, true);
    assert_eq!(headline.tone, Tone::Quiet);
    assert_eq!(headline.text, "Fetching fresh numbers…");
}

#[test]
fn after_a_failure_it_is_said_what_comes_next() {
    let failed = feed().answered(Err(StatsError::Network), NOW);
    let next = |plan| {
        let mut feed = failed.clone();
        feed.learn(None, planned(plan));
        what_next(&english(), &feed, NOW)
    };
    let in_24 = NOW + Millis::seconds(24);
    assert_eq!(next(NextPoll::Next(in_24)).as_deref(), Some("Next try in 0:24."));
    assert_eq!(next(NextPoll::Stopped).as_deref(), Some("Refresh to try again."));
    assert_eq!(what_next(&english(), &feed(), NOW), None);
}

#[test]
fn a_pause_and_a_missing_network_are_said_also_without_a_failure() {
    let held = |blocker| {
        let mut feed = feed();
        feed.learn(None, planned(NextPoll::Held(blocker)));
        what_next(&english(), &feed, NOW)
    };
    assert_eq!(held(Blocker::Paused).as_deref(), Some("Paused."));
    assert!(held(Blocker::Offline).unwrap().starts_with("You are offline"));
    assert_eq!(held(Blocker::Hidden), None);
}

#[test]
fn a_countdown_counts_the_begun_second() {
    assert_eq!(countdown(Millis(23_001)), "0:24");
    assert_eq!(countdown(Millis::seconds(70)), "1:10");
    assert_eq!(countdown(Millis(1)), "0:01");
}
