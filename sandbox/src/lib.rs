//! A simulated API server: the documented endpoint, with active campaigns and faulty ones.
//!
//! The stats are a pure function of seed and time ([`simulation`]), so they are reproducible.
//! The demo pages ([`demo`]) show them at once with past samples. Faults ([`fault`]) test the error handling of clients.

pub mod catalogue;
pub mod clock;
pub mod demo;
pub mod fault;
pub mod history;
pub mod past;
pub mod server;
pub mod simulation;
