//! The machines on which the first number is awaited.

use serde_json::json;

use crate::Browser;

/// A machine and its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// This machine, with nothing in its way.
    Desktop,
    /// A processor four times as slow, 1.6 Mbit/s, 150 ms until an answer begins.
    Slow,
}

/// 1.6 Mbit/s, in bytes a second.
const SLOW_DOWN: f64 = 200_000.0;
/// 750 kbit/s, in bytes a second.
const SLOW_UP: f64 = 93_750.0;
const SLOW_LATENCY_MS: f64 = 150.0;
const SLOW_PROCESSOR: f64 = 4.0;

impl Profile {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Desktop, Self::Slow];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Slow => "slow profile",
        }
    }

    /// Makes the browser such a machine.
    pub(super) async fn put_on(self, browser: &Browser) -> anyhow::Result<()> {
        let unlimited = -1.0;
        let (latency, down, up, processor) = match self {
            Self::Desktop => (0.0, unlimited, unlimited, 1.0),
            Self::Slow => (SLOW_LATENCY_MS, SLOW_DOWN, SLOW_UP, SLOW_PROCESSOR),
        };
        let network = json!({
            "offline": false, "latency": latency,
            "downloadThroughput": down, "uploadThroughput": up
        });
        browser.command("Network.enable", json!({})).await?;
        browser.command("Network.emulateNetworkConditions", network).await?;
        browser.command("Emulation.setCPUThrottlingRate", json!({ "rate": processor })).await?;
        Ok(())
    }
}
