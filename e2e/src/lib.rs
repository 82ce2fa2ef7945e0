//! A real browser, the built page and the sandbox, for tests that look at the whole.

mod browser;
mod site;

pub use browser::{Browser, Cover, Page, Weight};
pub use site::{Api, Site};
