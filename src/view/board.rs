//! Several campaigns in one table.

use crate::model::command::Command;
use crate::model::history::trend::Series;
use crate::model::insight::rates::{RateFigure, RateKind};
use crate::model::insight::sorting::{Column, Order, Row, sorted};
use crate::model::polling::feed::Feed;
use crate::model::stats::campaign_stats::{CampaignStats, Counter};
use crate::model::stats::totals::total;
use crate::model::text::labels;
use crate::model::text::phrases as said;
use crate::model::text::texts::Text;

use super::card::{announcement, state};
use super::comparison::comparison;
use super::context::{Context, Entry};
use super::feed_trend::trend_of;
use super::foot::times;
use super::head::{age, controls, moment};
use super::icon::{self, icon};
use super::memory::Memory;
use super::node::{Gesture, Kind, Node};
use super::rate::{self, bar, evidence, figure_of, severity_name, severity_of};
use super::trend;
use super::view_state::ViewState;
use super::{counter, headline};

/// The rates of a row, in the order of its columns.
const RATES: [RateKind; 4] = RateKind::ALL;

/// Campaigns in a table that can be sorted by every column, with the sum of all, and two of
/// them compared.
#[must_use]
pub fn board(
    entries: &[Entry<'_>],
    view: &ViewState,
    memory: &mut Memory,
    context: Context<'_>,
) -> Node {
    let title = context.say(Text::Campaigns);
    let heads = Column::ALL.into_iter().map(|column| column_head(column, view.order, context));
    let rows = places(entries, view.order).into_iter().enumerate();
    let rows = rows.filter_map(|(position, place)| {
        let (campaign, feed) = entries.get(place)?;
        let same = memory.same(position, place, feed, view, context);
        let row = Node::new("tr role=row").name("data-state", state(feed.freshness(context.now)));
        Some(if same {
            row.kept()
        } else {
            row.children(cells(place, (campaign, feed), view, context))
        })
    });
    let width = width_of_counts(entries, context);
    let table = Node::new("table role=table")
        .setting(Kind::Style, "--count", Some(width.into()))
        .child(
            Node::new("thead role=rowgroup")
                .child(Node::new("tr role=row").children(heads.collect())),
        )
        .child(Node::new("tbody role=rowgroup").children(rows.collect()))
        .child(Node::new("tfoot role=rowgroup").child(totals(entries, context)));
    Node::new("section.board.card part=board")
        .set("aria-label", title.clone())
        .child(head(entries, title, view, context))
        .child(announcement(view))
        .child(table)
        .child(times(entries, view, context))
        .child(comparison(entries, view, context))
}

/// Whose numbers these are, how old the oldest are, and what can be done.
fn head(entries: &[Entry<'_>], title: String, view: &ViewState, context: Context<'_>) -> Node {
    let feeds = || entries.iter().map(|(_, feed)| *feed);
    let oldest = feeds().filter(|feed| feed.stats().is_some()).min_by_key(|it| it.known_since());
    let head = Node::new("header.head part=head").child(Node::new("h2").text(title));
    let head = match oldest {
        Some(feed) => head
            .name("data-state", state(feed.freshness(context.now)))
            .child(age(feed, context))
            .child(moment(feed, context)),
        None => head.name("data-state", "unknown").child(Node::new("p")).child(Node::new("p")),
    };
    head.child(controls(feeds().all(Feed::paused), view, context))
}

/// The places of the campaigns in this order; as given, where none is wanted.
fn places(entries: &[Entry<'_>], order: Option<Order>) -> Vec<usize> {
    let Some(order) = order else { return (0..entries.len()).collect() };
    let rows =
        entries.iter().map(|(campaign, feed)| Row { name: campaign.name(), stats: feed.stats() });
    sorted(&rows.collect::<Vec<_>>(), order)
}

/// The name of a column: pressed, the table is sorted by it, or the other way round.
fn column_head(column: Column, order: Option<Order>, context: Context<'_>) -> Node {
    let sort = match order {
        Some(order) if order.column == column && order.descending => "descending",
        Some(order) if order.column == column => "ascending",
        _ => "none",
    };
    Node::new("th role=columnheader scope=col")
        .name("aria-sort", sort)
        .name("data-column", column.name())
        .child(
            Node::new("button type=button")
                .on(context.on(Gesture::Press(Command::Sort(column))))
                .text(context.say(column_name(column))),
        )
}

fn column_name(column: Column) -> Text {
    match column {
        Column::Campaign => Text::Campaign,
        Column::Count(counter) => labels::counter(counter),
        Column::Rate(kind) => labels::rate(kind),
    }
}

/// One campaign. What is wrong with it stands below its name, and leaves the others alone.
fn cells(
    place: usize,
    (campaign, feed): Entry<'_>,
    view: &ViewState,
    context: Context<'_>,
) -> Vec<Node> {
    let otherwise = if campaign.label.is_empty() { "" } else { campaign.id.as_str() };
    let name = row_head(campaign.name().to_owned()).child(headline::wrong(
        &campaign.id,
        otherwise,
        feed,
        context,
    ));
    let mut cells = vec![name, sent(place, feed, view, context)];
    cells.extend(RATES.into_iter().map(|kind| share(kind, feed, context)));
    cells.push(count(Counter::Queued, feed, context));
    cells
}

/// How many are sent, and how that came about.
fn sent(place: usize, feed: &Feed, view: &ViewState, context: Context<'_>) -> Node {
    let series = Series::Count(Counter::Sent);
    let trend = trend_of(feed, series, view.span, context.now);
    let way = trend::said(series, trend.as_ref(), view, context);
    count(Counter::Sent, feed, context)
        .child(Node::new("span.growth").text(way))
        .child(trend::line(trend.as_ref(), place, view, context))
}

/// How wide all of the widest count is with a sign. So is what stands beside the lines, whatever
/// point is looked at: no line moves below a pointer.
fn width_of_counts(entries: &[Entry<'_>], context: Context<'_>) -> String {
    let counts = entries.iter().filter_map(|(_, feed)| feed.stats());
    let count = |stats| context.locale.count(Counter::Sent.of(stats)).chars().count() + 1;
    [&counts.map(count).max().unwrap_or_default().to_string(), "ch"].concat()
}

fn count(counter: Counter, feed: &Feed, context: Context<'_>) -> Node {
    cell(labels::counter(counter), context).child(counter::value("span", counter, feed, context))
}

fn share(kind: RateKind, feed: &Feed, context: Context<'_>) -> Node {
    let figure = figure_of(kind, feed);
    let severity = severity_of(figure, context.bands);
    let sentence = figure.map(|figure| said::meter(context.locale, context.bands, &figure));
    let spec = if kind == RateKind::Open { "td.directional role=cell" } else { "td role=cell" };
    let cell = Node::new(spec)
        .set("data-label", context.say(labels::rate(kind)))
        .maybe("title", sentence)
        .name("data-severity", severity_name(severity))
        .child(rate::value("span.rate-value", kind, feed, context))
        .child(icon(icon::of_severity(severity)));
    // The two by which campaigns are told apart.
    let drawn = matches!(kind, RateKind::Reply | RateKind::Bounce);
    if !drawn {
        return cell;
    }
    cell.child(bar(kind, feed, context)).child(evidence(kind, feed, context))
}

/// The sum of all campaigns whose numbers are known; its rates are those of the sums.
fn totals(entries: &[Entry<'_>], context: Context<'_>) -> Node {
    let locale = context.locale;
    let known: Vec<_> = entries.iter().filter_map(|(_, feed)| feed.stats()).collect();
    let sum = total(&known);
    let title = locale.fill(Text::Total, &[&known.len().to_string()]);
    let count = |counter: Counter| {
        let count = sum.as_ref().map(|sum| counter.of(sum));
        cell(labels::counter(counter), context)
            .name("data-total", counter.name())
            .text(locale.count_or_unknown(count))
    };
    let share = |kind: RateKind| {
        let of = |stats: &CampaignStats| RateFigure::new(kind, stats).value;
        let share = locale.percent_or_unknown(sum.as_ref().and_then(of));
        cell(labels::rate(kind), context)
            .name("data-total", kind.name())
            .child(Node::new("span.rate-value").text(share))
    };
    let mut cells = vec![row_head(title), count(Counter::Sent)];
    cells.extend(RATES.into_iter().map(share));
    cells.push(count(Counter::Queued));
    Node::new("tr role=row").children(cells)
}

fn row_head(name: String) -> Node {
    Node::new("th role=rowheader scope=row").child(Node::new("span").text(name))
}

fn cell(label: Text, context: Context<'_>) -> Node {
    Node::new("td role=cell").set("data-label", context.say(label))
}
