//! The rows of a board.

use leptos::prelude::*;

use crate::model::campaign::Campaign;
use crate::model::feed::Feed;
use crate::model::insight::{RateFigure, RateKind};
use crate::model::stats::{CampaignStats, Counter};
use crate::model::texts::Text;
use crate::model::totals::total;
use crate::model::trend::Series;
use crate::model::words as said;

use super::board::{Entries, Entry};
use super::card::{freshness_of, state};
use super::context::Context;
use super::icon::{self, Icon};
use super::rate::{Bar, severity_name, severity_of, value_of};
use super::reactive::{each, name, with, words};
use super::trend::{Lens, TrendLine};
use super::wrong::WrongLine;

/// The rates of a row, in the order of its columns.
const RATES: [RateKind; 4] = RateKind::ALL;

/// One campaign. What is wrong with it stands below its name, and leaves the others alone.
#[component]
pub fn BoardRow(
    /// The campaign.
    entry: Entry,
    /// What it goes by.
    context: Context,
) -> impl IntoView {
    let Entry { campaign, feed } = entry;
    let freshness = freshness_of(feed, context);
    let lens = Lens::new();
    view! {
        <tr role="row" data-state=name(move || state(freshness()))>
            <NameCell campaign feed context />
            <CountCell counter=Counter::Sent feed context>
                <TrendLine series=Series::Count(Counter::Sent) feed lens />
            </CountCell>
            {each(RATES, |kind| view! { <RateCell kind feed context /> })}
            <CountCell counter=Counter::Queued feed context>""</CountCell>
        </tr>
    }
}

#[component]
fn NameCell(campaign: Campaign, feed: ReadSignal<Feed>, context: Context) -> impl IntoView {
    let name = campaign.name().to_owned();
    let Campaign { id, label } = campaign;
    let otherwise = if label.is_empty() { String::new() } else { id.as_str().to_owned() };
    view! {
        <th role="rowheader" scope="row">
            <span>{name}</span>
            <WrongLine id otherwise feed context />
        </th>
    }
}

#[component]
fn CountCell(
    counter: Counter,
    feed: ReadSignal<Feed>,
    context: Context,
    children: Children,
) -> impl IntoView {
    let value = words(move || {
        let count = with(feed, |feed| feed.stats().map(|stats| counter.of(stats)));
        context.say(|language| language.count_or_unknown(count))
    });
    let label = context.say(|language| language.say(said::counter(counter)));
    view! {
        <td role="cell" data-label=label>
            <span data-counter=counter.name()>{value}</span>
            {children()}
        </td>
    }
}

#[component]
fn RateCell(kind: RateKind, feed: ReadSignal<Feed>, context: Context) -> impl IntoView {
    let severity = severity_of(kind, feed, context);
    let value = value_of(kind, feed, context);
    let label = context.say(|language| language.say(said::rate(kind)));
    // The two by which campaigns are told apart.
    let drawn = matches!(kind, RateKind::Reply | RateKind::Bounce);
    view! {
        <td role="cell" data-label=label class:directional=kind == RateKind::Open
            data-severity=name(move || severity_name(severity()))>
            <span class="rate-value" data-rate=kind.name()>{value}</span>
            <Icon path=name(move || icon::of_severity(severity())) />
            {drawn.then(|| view! { <Bar kind feed context /> })}
        </td>
    }
}

/// The sum of all campaigns whose numbers are known; its rates are those of the sums.
#[component]
pub fn TotalsRow(
    /// The campaigns.
    entries: Entries,
    /// What it goes by.
    context: Context,
) -> impl IntoView {
    let sum = move || {
        entries.with_value(|entries| {
            let known: Vec<_> = entries
                .iter()
                .filter_map(|it| with(it.feed, |feed| feed.stats().cloned()))
                .collect();
            let sum = total(&known.iter().collect::<Vec<_>>())?;
            Some((known.len(), sum))
        })
    };
    let title = words(move || {
        let count = sum().map_or(0, |(count, _)| count);
        context.say(|language| language.fill(Text::Total, &[&count.to_string()]))
    });
    let count = move |counter: Counter| {
        words(move || {
            let count = sum().map(|(_, sum)| counter.of(&sum));
            context.say(|language| language.count_or_unknown(count))
        })
    };
    let rate = move |kind: RateKind| {
        words(move || {
            let of = |stats: &CampaignStats| RateFigure::new(kind, stats).value;
            let rate = sum().and_then(|(_, sum)| of(&sum));
            context.say(|language| language.percent_or_unknown(rate))
        })
    };
    let label = |text: Text| context.say(|language| language.say(text));
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{title}</th>
            <td role="cell" data-label=label(Text::Sent) data-total="Sent">{count(Counter::Sent)}</td>
            {each(RATES, |kind| view! {
                <td role="cell" data-label=label(said::rate(kind)) data-total=kind.name()>
                    <span class="rate-value">{rate(kind)}</span>
                </td>
            })}
            <td role="cell" data-label=label(Text::Queued) data-total="Queued">
                {count(Counter::Queued)}
            </td>
        </tr>
    }
}
