//! A simulated API server: the documented endpoint, with campaigns that live and campaigns
//! that fail.
//!
//! The numbers are a pure function of seed and time ([`simulation`]), so that any moment can
//! be reproduced; faults ([`fault`]) show what a client must survive.

pub mod catalogue;
pub mod clock;
pub mod fault;
pub mod server;
pub mod simulation;
