//! A real browser, the built page and the sandbox, for tests that look at the whole.

pub mod bench;
mod browser;
mod files;
mod gateway;
mod history;
mod host;
mod names;
mod other_browser;
mod port;
mod raw;
mod site;
mod tls;
mod token_api;
mod upstream;

/// How long a test waits for what must come: on a busy machine a page alone may take twenty
/// seconds.
pub(crate) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

pub use browser::{Browser, Cover, Page, Weight};
pub use files::Files;
pub use gateway::{Answer, Gateway};
pub use history::remember;
pub use host::Host;
pub use names::Names;
pub use other_browser::{Engine, OtherBrowser};
pub use raw::{Bytes, RawApi};
pub use site::{Api, Site, dist};
pub use tls::{Authority, Terminator, handshake};
pub use token_api::TokenApi;
pub use upstream::{Asked, Behaviour, Upstream};
