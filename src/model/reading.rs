//! Whether what the feature `reading` adds is there.

/// What shows a history, several campaigns in one table, or anything else that the release has no
/// bytes for. The model is tested with all of it, whatever a browser gets.
pub const READING: bool = cfg!(any(feature = "reading", not(target_arch = "wasm32")));
