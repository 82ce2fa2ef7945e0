//! A list whose items live as long as their keys.

use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use leptos::task::{spawn_local, tick};

/// Creates an item for every key, with an owner of its own that is cleaned up when the key is gone. Items
/// of keys that stay are kept, as the rows of `<For>` are.
pub(crate) fn use_keyed<K, T>(
    keys: impl Fn() -> Vec<K> + 'static,
    create: impl Fn(&K) -> T + 'static,
) -> ReadSignal<Vec<T>>
where
    K: PartialEq + 'static,
    T: Clone + Send + Sync + 'static,
{
    let items = RwSignal::new(Vec::new());
    // Not the effect's own owner, which is cleaned up before each run. Weak, because the owner keeps the
    // effect.
    let parent = Owner::current().map(|owner| owner.downgrade());
    let update = RenderEffect::new(move |before: Option<Vec<Item<K, T>>>| {
        let mut before = before.unwrap_or_default();
        let take_or_create = |key| {
            if let Some(place) = before.iter().position(|item| item.key == key) {
                return before.swap_remove(place);
            }
            let parent = parent.as_ref().and_then(WeakOwner::upgrade);
            let owner = parent.unwrap_or_default().child();
            let value = owner.with(|| untrack(|| create(&key)));
            Item { key, value, owner }
        };
        let now: Vec<_> = keys().into_iter().map(take_or_create).collect();
        items.set(now.iter().map(|item| item.value.clone()).collect());
        clean_up_later(before);
        now
    });
    // Runs until the owner is cleaned up.
    StoredValue::new_local(update);
    items.read_only()
}

struct Item<K, T> {
    key: K,
    value: T,
    owner: Owner,
}

/// Cleans up items when the views of the list have been updated: until then they read the signals of items
/// that are gone.
fn clean_up_later<K: 'static, T: 'static>(gone: Vec<Item<K, T>>) {
    if gone.is_empty() {
        return;
    }
    for item in &gone {
        // Its effects must not run again. Its memos can still be read.
        item.owner.pause();
    }
    spawn_local(async move {
        tick().await;
        for item in gone {
            item.owner.cleanup();
        }
    });
}
