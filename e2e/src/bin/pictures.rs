//! Takes the pictures of the README: `pictures <folder>`.

use std::path::PathBuf;

use anyhow::Context;
use e2e::{Browser, Site};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).context("which folder?")?);
    std::fs::create_dir_all(&folder)?;
    let site = Site::start().await?;
    let browser = Browser::start().await?;
    for (name, dark) in [("card-light.png", false), ("card-dark.png", true)] {
        browser.look_like(880, 2.0, dark).await?;
        let page = browser.open(&site.url("?campaign=camp_123&label=Spring%20launch")).await?;
        page.await_text("[data-counter=Sent]", "480").await?;
        // The bars take half a second to grow.
        page.inside("root.getAnimations().forEach(growing => growing.finish())", vec![]).await?;
        std::fs::write(folder.join(name), page.picture().await?)?;
        println!("{}", folder.join(name).display());
    }
    browser.quit().await
}
