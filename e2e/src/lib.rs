//! Browsers, servers and fixtures for the end-to-end tests.

mod any_browser;
pub mod bench;
mod browser;
mod dns_server;
mod files;
mod gateway;
mod history;
mod host;
mod other_browser;
mod port;
mod raw_api;
mod site;
mod tls;
mod token_api;
mod upstream;

/// Limit for everything that a test waits for. On a busy machine, a page can take 20 s to load.
pub(crate) const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);

pub use any_browser::AnyBrowser;
pub use browser::{Browser, MemoryUsage, OtherTab, Page};
pub use dns_server::DnsServer;
pub use files::Files;
pub use gateway::{Answer, Gateway};
pub use history::store_history;
pub use host::Host;
pub use other_browser::{Engine, OtherBrowser};
pub use raw_api::{RawApi, RawResponse};
pub use site::{Api, Site, dist, readable_dist};
pub use tls::{CertificateAuthority, TlsProxy, tls_handshake};
pub use token_api::TokenApi;
pub use upstream::{Behaviour, RecordedRequest, Upstream};
