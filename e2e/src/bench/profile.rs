//! Profiles of processor and network speed.

use serde_json::json;

use crate::Browser;

/// A processor and a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// This machine, not throttled.
    Desktop,
    /// Processor slowed down 4 times, 1.6 Mbit/s, 150 ms latency.
    Slow,
}

/// 1.6 Mbit/s, in bytes per second.
const SLOW_DOWNLOAD: f64 = 200_000.0;
/// 750 kbit/s, in bytes per second.
const SLOW_UPLOAD: f64 = 93_750.0;
const SLOW_LATENCY_MS: f64 = 150.0;
const SLOW_CPU_RATE: f64 = 4.0;

impl Profile {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Desktop, Self::Slow];

    /// Name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Slow => "slow profile",
        }
    }

    /// Throttles the browser.
    pub(super) async fn apply(self, browser: &Browser) -> anyhow::Result<()> {
        let unlimited = -1.0;
        let (latency, down, up, cpu_rate) = match self {
            Self::Desktop => (0.0, unlimited, unlimited, 1.0),
            Self::Slow => (SLOW_LATENCY_MS, SLOW_DOWNLOAD, SLOW_UPLOAD, SLOW_CPU_RATE),
        };
        let network = json!({
            "offline": false, "latency": latency,
            "downloadThroughput": down, "uploadThroughput": up
        });
        browser.command("Network.enable", json!({})).await?;
        browser.command("Network.emulateNetworkConditions", network).await?;
        browser.command("Emulation.setCPUThrottlingRate", json!({ "rate": cpu_rate })).await?;
        Ok(())
    }
}
