//! A live view of one email campaign, for a web page.
//!
//! Data flows one way, in the order of the modules below: settings say what to show, the
//! schedule says when to ask, the client asks, the answer is checked and becomes stats, the
//! feed holds what is known now, insight derives rates from it, and the view draws. A click
//! goes back to the start as an event of the schedule; there is no other way back.

/// Pure logic: knows no browser, takes the time as an argument, is tested natively.
pub mod model {
    pub mod reading;
    pub mod time;

    pub mod campaign;
    pub mod settings;

    pub mod schedule;

    pub mod answer;
    pub mod failure;
    pub mod heard;
    pub mod stats;

    pub mod feed;
    pub mod history;
    pub mod report;

    pub mod band;
    pub mod consistency;
    pub mod funnel;
    pub mod insight;
    pub mod interval;
    pub mod movement;
    pub mod trend;

    pub mod board;
    pub mod comparison;
    pub mod totals;

    pub mod format;
    pub mod language;
    pub mod texts;

    pub mod advice;
    pub mod complaint;
    pub mod deed;
    pub mod export;
    pub mod headline;
    pub mod spoken;
    pub mod words;

    #[cfg(not(target_arch = "wasm32"))]
    pub mod english;
    #[cfg(test)]
    mod example;
}

/// What touches the browser, and nothing else: each file one capability, undoing what it did.
#[cfg(target_arch = "wasm32")]
pub mod browser {
    pub mod campaign_list;
    pub mod client;
    pub mod clock;
    pub mod conditions;
    pub mod events;
    pub mod feeds;
    pub mod http;
    pub mod intl;
    pub mod languages;
    pub mod listener;
    pub mod location;
    pub mod properties;
    mod roster;
    pub mod runner;
    pub mod storage;
    pub mod tabs;
    #[cfg(feature = "reading")]
    pub mod takeaway;
    pub mod token;
}

/// Components that draw what they are given.
#[cfg(target_arch = "wasm32")]
#[expect(clippy::must_use_candidate, reason = "components are used by `view!`")]
pub mod view {
    #[cfg(feature = "reading")]
    pub mod announcer;
    #[cfg(feature = "reading")]
    pub mod board;
    #[cfg(feature = "reading")]
    pub mod board_row;
    pub mod card;
    #[cfg(feature = "reading")]
    pub mod compact;
    #[cfg(feature = "reading")]
    pub mod comparison;
    pub mod context;
    pub mod counter;
    #[cfg(feature = "reading")]
    pub mod foot;
    #[cfg(feature = "reading")]
    pub mod funnel;
    pub mod head;
    pub mod headline;
    pub mod icon;
    pub mod marks;
    pub mod more;
    pub mod rate;
    pub mod reactive;
    #[cfg(feature = "reading")]
    pub mod take_along;
    #[cfg(feature = "reading")]
    pub mod trend;
    #[cfg(feature = "reading")]
    pub mod wrong;
}

/// The views of the feature `reading`, brought together with what people wish of them.
#[cfg(all(target_arch = "wasm32", feature = "reading"))]
mod desk;

/// The widget as a Leptos component, for those who write their own page in Rust.
#[cfg(target_arch = "wasm32")]
#[expect(clippy::must_use_candidate, reason = "components are used by `view!`")]
pub mod widget;

#[cfg(target_arch = "wasm32")]
pub use widget::CampaignStats;

/// The element `<campaign-stats>`: the one place that JavaScript calls.
#[cfg(target_arch = "wasm32")]
pub mod element;
