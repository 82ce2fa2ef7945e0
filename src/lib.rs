//! A live view of one email campaign, for a web page.
//!
//! Data flows one way, in the order of the modules below: settings say what to show, the
//! schedule says when to ask, the client asks, the answer is checked and becomes stats, the
//! feed holds what is known now, insight derives rates from it, and the view draws. A click
//! goes back to the start as an event of the schedule; there is no other way back.

/// Pure logic: knows no browser, takes the time as an argument, is tested natively.
pub mod model {
    pub mod time;

    pub mod campaign;
    pub mod secret;
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
    pub mod client;
    pub mod clock;
    pub mod conditions;
    pub mod events;
    pub mod feeds;
    pub mod http;
    pub mod intl;
    pub mod js;
    pub mod languages;
    pub mod listener;
    pub mod location;
    pub mod properties;
    mod roster;
    pub mod runner;
    pub mod storage;
    pub mod tabs;
    pub mod takeaway;
    pub mod token;
}

/// What is shown, as plain data: knows no browser, and is tested natively.
pub mod view {
    pub mod board;
    pub mod card;
    pub mod compact;
    pub mod comparison;
    pub mod context;
    pub mod counter;
    pub mod foot;
    pub mod funnel;
    pub mod head;
    pub mod headline;
    pub mod icon;
    pub mod marks;
    pub mod memory;
    pub mod node;
    pub mod problems;
    pub mod rate;
    pub mod take_along;
    pub mod trend;
    pub mod view_state;
}

#[cfg(target_arch = "wasm32")]
mod desk;
#[cfg(target_arch = "wasm32")]
mod draw;

/// The widget as a Leptos component, for those who write their own page in Rust.
#[cfg(target_arch = "wasm32")]
#[expect(clippy::must_use_candidate, reason = "components are used by `view!`")]
pub mod widget;

#[cfg(target_arch = "wasm32")]
pub use widget::CampaignStats;

/// The element `<campaign-stats>`: the one place that JavaScript calls.
#[cfg(target_arch = "wasm32")]
pub mod element;
