//! A live view of one email campaign, for a web page.
//!
//! Data flows one way, in the order of the modules below: settings say what to show, the
//! schedule says when to ask, the client asks, the answer is checked and becomes stats, the
//! feed holds what is known now, insight derives rates from it, and the view draws. A click
//! goes back to the start as an event of the schedule; there is no other way back.

/// Pure logic: knows no browser, takes the time as an argument, is tested natively.
pub mod model {
    pub mod command;
    pub mod time;

    /// What a page asks for, checked once.
    pub mod options {
        pub mod campaign;
        pub mod secret;
        pub mod settings;
    }

    /// The numbers of a campaign, and their validation.
    pub mod stats {
        pub mod campaign_stats;
        pub mod consistency;
        pub mod decode;
        pub mod totals;
    }

    /// When to ask, how a request ended, and what is known.
    pub mod polling {
        pub mod error;
        pub mod feed;
        pub mod response;
        pub mod schedule;
        pub mod widget_event;
    }

    /// Past samples: storage format, trend, send rate.
    pub mod history {
        pub mod samples;
        pub mod send_rate;
        pub mod trend;
    }

    /// Figures derived from the numbers.
    pub mod insight {
        pub mod bands;
        pub mod comparison;
        pub mod fraction;
        pub mod funnel;
        pub mod interval;
        pub mod rates;
        pub mod sorting;
    }

    /// Words, numbers and times in the language of the reader.
    pub mod text {
        pub mod advice;
        pub mod announcement;
        #[cfg(not(target_arch = "wasm32"))]
        pub mod english;
        pub mod error_text;
        pub mod export;
        pub mod format;
        pub mod headline;
        pub mod labels;
        pub mod locale;
        pub mod message;
        pub mod phrases;
        pub mod texts;
    }

    #[cfg(test)]
    mod example;
}

/// What touches the browser, and nothing else: each file one capability, undoing what it did.
#[cfg(target_arch = "wasm32")]
pub mod browser {
    pub mod client;
    pub mod clipboard;
    pub mod clock;
    pub mod conditions;
    pub mod download;
    pub mod events;
    pub mod feeds;
    pub mod http;
    pub mod intl;
    pub mod js;
    pub mod listener;
    pub mod locales;
    pub mod location;
    pub mod print;
    pub mod properties;
    mod request_limiter;
    pub mod runner;
    pub mod storage;
    pub mod tabs;
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
    pub mod export_menu;
    pub mod feed_trend;
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
