//! The history of a campaign in the browser's storage.
//!
//! Storage may be missing, forbidden, full, or hold invalid data. Then the history is that of this visit only.

use std::cell::Cell;

use wasm_bindgen::JsValue;
use web_sys::Storage;

use super::listener::Listener;
use crate::model::history::samples::{History, MAX_STORED_BYTES};
use crate::model::options::settings::HistoryPlace;
use crate::model::time::Millis;

/// Prefix of the keys; the URL of the endpoint follows, after `token ` where its numbers came with a token.
const PREFIX: &str = "campaign-stats history ";

/// Each history may use this fraction of the space, or less if there are more histories.
const USUAL_SHARES: usize = 8;

/// Minimum time between writes, because storage is written to disk.
const LEAST_BETWEEN_WRITES: Millis = Millis::seconds(60);

/// Stores the history of one campaign.
#[must_use = "who drops this no longer keeps the history"]
pub struct HistoryStore {
    storage: Storage,
    key: String,
    written: Cell<Millis>,
    /// Whether samples were added since the last write.
    unsaved: Cell<bool>,
    _leaving: Vec<Listener>,
}

/// The stored history of another campaign.
struct Other {
    key: String,
    bytes: usize,
    written: u64,
}

impl HistoryStore {
    /// The store of this name. Calls `leaving` when the page may be about to end. `None` with
    /// [`HistoryPlace::Off`] or without storage.
    pub fn new(
        place: HistoryPlace,
        name: &str,
        now: Millis,
        leaving: impl Fn() + Clone + 'static,
    ) -> Option<Self> {
        let window = web_sys::window()?;
        let storage = match place {
            HistoryPlace::Local => window.local_storage(),
            HistoryPlace::Session => window.session_storage(),
            HistoryPlace::Off => return None,
        };
        // Throws where storage is forbidden, and is nothing where there is none.
        let storage = storage.ok().flatten()?;
        // Phones end hidden pages without a further word; a page in the background may have
        // learnt more since it was hidden.
        let document = window.document()?;
        let hidden = {
            let (document, leaving) = (document.clone(), leaving.clone());
            move || {
                if document.hidden() {
                    leaving();
                }
            }
        };
        let leaving = vec![
            Listener::new(&document, "visibilitychange", hidden),
            Listener::new(&window, "pagehide", leaving),
        ];
        Some(Self {
            storage,
            key: [PREFIX, name].concat(),
            written: Cell::new(now),
            unsaved: Cell::new(false),
            _leaving: leaving,
        })
    }

    /// Loads the stored history.
    #[must_use]
    pub fn load(&self, now: Millis) -> History {
        let value = self.storage.get_item(&self.key).ok().flatten().unwrap_or_default();
        let mut history = History::decode(value.split_once(' ').map_or("", |(_, text)| text));
        history.cut_after(now);
        history
    }

    /// Notes new samples, and writes them unless the last write was recent.
    pub fn add(&self, history: &History, now: Millis) {
        self.unsaved.set(true);
        // A clock that was set back must not put it off for ever.
        let just_written =
            self.written.get() <= now && now - self.written.get() < LEAST_BETWEEN_WRITES;
        if !just_written {
            self.save(history, now);
        }
    }

    /// Writes new samples, if there are any.
    pub fn save(&self, history: &History, now: Millis) {
        if self.unsaved.replace(false) {
            self.written.set(now);
            let mut all = history.clone();
            // Another tab may have written meanwhile.
            all.merge(&self.load(now));
            // Full storage keeps what was written before.
            let _ = self.write(&all, now);
        }
    }

    fn write(&self, history: &History, now: Millis) -> Result<(), JsValue> {
        let others = self.others()?;
        // Seconds since 1970, a space, the samples. Not JSON: with the names of its fields the same
        // history would take several times the room.
        let share = MAX_STORED_BYTES / USUAL_SHARES.max(others.len() + 1);
        let mut value = now.whole_seconds().to_string();
        value.push(' ');
        let bytes = self.key.len() + value.len();
        value.push_str(&history.encode(share.saturating_sub(bytes)));
        let mut total = self.key.len() + value.len();
        // The newest are kept as long as there is room.
        for other in others {
            total += other.bytes;
            if total > MAX_STORED_BYTES {
                self.storage.remove_item(&other.key)?;
            }
        }
        self.storage.set_item(&self.key, &value)
    }

    /// Other histories, the most recently written first.
    fn others(&self) -> Result<Vec<Other>, JsValue> {
        let mut others: Vec<Other> = Vec::new();
        for index in 0..self.storage.length()? {
            let Some(key) = self.storage.key(index)? else { continue };
            if key.starts_with(PREFIX) && key != self.key {
                let value = self.storage.get_item(&key)?.unwrap_or_default();
                let written = value.split_once(' ').and_then(|(written, _)| written.parse().ok());
                let (bytes, written) = (key.len() + value.len(), written.unwrap_or_default());
                let place = others.partition_point(|other| other.written > written);
                others.insert(place, Other { key, bytes, written });
            }
        }
        Ok(others)
    }
}
