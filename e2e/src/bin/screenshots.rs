//! Takes the screenshots of the README: `screenshots <folder>`.

use std::path::PathBuf;

use anyhow::Context;
use e2e::{Browser, Site, store_history};

/// File name, window width, query, and the selector and text to wait for.
const SCREENSHOTS: [(&str, u32, &str, [&str; 2]); 2] = [
    ("card", 880, "?campaign=camp_123&label=Spring%20launch", ["[data-trend=Sent]", "+"]),
    (
        "board",
        1240,
        // The listed campaigns, with their names.
        "?layout=board",
        [".comparison p", "reply rate"],
    ),
];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).context("expected a folder")?);
    std::fs::create_dir_all(&folder)?;
    let site = Site::start().await?;
    let browser = Browser::start().await?;
    let page = browser.open(&site.url("?campaign=camp_999")).await?;
    store_history(&page, &site.url(""), "camp_123", &day([500, 480, 471, 9, 38])).await?;
    for (id, last) in [
        ("camp_steps", [820, 3114, 3062, 41, 133]),
        ("camp_bouncing", [3400, 3015, 2816, 199, 31]),
        ("camp_millions", [12_480_000, 11_204_331, 11_098_702, 95_417, 71_046]),
        ("camp_finished", [640, 640, 629, 11, 47]),
    ] {
        store_history(&page, &site.url(""), id, &day(last)).await?;
    }
    for (name, width, query, [selector, text]) in SCREENSHOTS {
        for (theme, dark) in [("light", false), ("dark", true)] {
            browser.emulate_screen(width, 2.0, dark).await?;
            let page = browser.open(&site.url(query)).await?;
            page.await_text("[data-counter=Sent]", "480").await?;
            page.await_text(selector, text).await?;
            // The bars grow for half a second.
            page.inside("root.getAnimations().forEach(animation => animation.finish())", vec![])
                .await?;
            let file = folder.join(format!("{name}-{theme}.png"));
            std::fs::write(&file, page.screenshot().await?)?;
            println!("{}", file.display());
        }
    }
    browser.quit().await
}

/// History of the last day of a campaign with these final numbers. Fewer emails are sent at night.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a day has few seconds, and the campaign few emails"
)]
fn day([enrolled, sent, delivered, bounced, replied]: [i64; 5]) -> Vec<(u64, [i64; 6])> {
    let ages = (5..=96).rev().map(|quarter| quarter * 900).chain((1..=60).rev().map(|it| it * 60));
    let sample = |ago: u64| {
        let day = 1.0 - ago as f64 / 86_400.0;
        let progress = 0.3 + 0.7 * (day - 0.11 * (day * std::f64::consts::TAU).sin());
        let part = |number: i64, share: f64| (number as f64 * share).round() as i64;
        let sent_then = part(sent, progress);
        (
            ago,
            [
                enrolled,
                sent_then,
                part(delivered, progress),
                part(bounced, progress),
                part(replied, progress.powf(1.4)),
                enrolled - sent_then,
            ],
        )
    };
    ages.map(sample).collect()
}
