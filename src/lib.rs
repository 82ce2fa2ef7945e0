//! Live stats of email campaigns for a web page.
//!
//! Data flows one way: options → schedule → client → validated stats → feed → derived values → components.
//! A click becomes a `Command` and returns as an event of the schedule; there is no other way back.

/// Pure logic: knows no browser, takes the time as an argument, is tested natively.
pub mod model {
    pub mod command;
    pub mod time;

    /// The options of a page, validated once.
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
        pub mod raw;
        pub mod totals;
    }

    /// When to send a request, its result, and what is known of a campaign.
    pub mod polling {
        pub mod error;
        pub mod feed;
        pub mod lease;
        pub mod registry;
        pub mod request_log;
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

    /// What components show, as comparable values.
    pub mod display {
        pub mod bar;
        pub mod board;
        pub mod context;
        pub mod counter;
        pub mod footer;
        pub mod funnel;
        pub mod headline;
        pub mod history;
        pub mod marks;
        pub mod rate;
        pub mod selection;
        pub mod status;
        pub mod steady_time;
        pub mod trend;
    }

    /// Cards and boards as pictures.
    pub mod picture {
        pub mod bar;
        pub mod board;
        pub mod card;
        pub mod drawing;
        pub mod legend;
        pub mod times;

        #[cfg(test)]
        mod tests;
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
    pub(crate) mod example;
}

/// Access to the browser: one capability per file; each releases in `Drop` what it acquired.
#[cfg(target_arch = "wasm32")]
pub mod browser {
    pub mod client;
    pub mod clipboard;
    pub mod clock;
    pub mod conditions;
    pub mod document;
    pub mod download;
    pub mod escape;
    pub mod events;
    pub mod feeds;
    pub mod http;
    pub mod interaction;
    pub mod intl;
    pub mod listener;
    pub mod locales;
    pub mod location;
    pub mod palette;
    pub mod png;
    pub mod print;
    pub mod properties;
    mod request_limiter;
    mod request_log;
    pub mod runner;
    pub mod storage;
    pub mod storage_lease;
    pub mod tabs;
    pub mod timer;
    pub mod token;
    pub mod use_campaign_stats;
    pub mod web_lock;
}

/// What is on screen: Leptos components that render what `model::display` derives. They know no browser
/// beyond the events of their elements, so that tests render them natively.
#[cfg(any(target_arch = "wasm32", test))]
#[expect(unreachable_pub, reason = "the macro `component` makes its functions public")]
mod components {
    pub mod alert;
    pub mod bind;
    #[cfg(not(target_arch = "wasm32"))]
    mod bind_in_tests;
    pub mod board;
    pub mod board_head;
    pub mod board_row;
    pub mod campaign_view;
    pub mod card;
    pub mod card_head;
    pub mod column_head;
    pub mod compact;
    pub mod comparison;
    pub mod controls;
    pub mod count_cell;
    pub mod counter;
    pub mod environment;
    pub mod export_menu;
    pub mod footer;
    pub mod funnel;
    pub mod group_view;
    pub mod headline;
    pub mod history_controls;
    pub mod icon;
    pub mod known;
    pub mod live_region;
    pub mod problems;
    pub mod rate_bar;
    pub mod rate_row;
    pub mod row_detail;
    pub mod sparkline;
    pub mod status;
    pub mod totals;
    pub mod view_state;

    #[cfg(all(test, not(target_arch = "wasm32")))]
    mod tests;
}

#[cfg(target_arch = "wasm32")]
mod commands;
#[cfg(target_arch = "wasm32")]
mod pictures;
#[cfg(target_arch = "wasm32")]
mod use_feeds;
#[cfg(target_arch = "wasm32")]
mod use_keyed;

/// The widget as a component, for Leptos applications.
#[cfg(target_arch = "wasm32")]
#[expect(clippy::must_use_candidate, reason = "components are used by `view!`")]
pub mod widget;

#[cfg(target_arch = "wasm32")]
pub use browser::locales::load as load_locale;
#[cfg(target_arch = "wasm32")]
pub use browser::use_campaign_stats::{
    UseCampaignStatsOptions, UseCampaignStatsReturn, use_campaign_stats,
};
#[cfg(target_arch = "wasm32")]
pub use widget::{CampaignStats, CampaignStatsHandle};

/// The element `<campaign-stats>`: the functions that JavaScript calls.
#[cfg(target_arch = "wasm32")]
pub mod element;
