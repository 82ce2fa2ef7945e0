//! The campaigns as the chosen settings show them.

use campaign_stats::browser::locales;
use campaign_stats::model::options::settings::Settings;
use campaign_stats::model::text::locale::LocaleId;
use campaign_stats::{CampaignStats, load_locale};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::form::Form;

/// The widget.
#[component]
pub fn Preview(form: Form, base: StoredValue<String>) -> impl IntoView {
    let settings = Signal::derive(move || Settings {
        api: Some(base.with_value(|base| base.trim_end_matches('/').to_owned())),
        ..form.settings.get()
    });
    let locale = use_locale(form, base);
    let theme = move || form.settings.with(|settings| settings.theme.name());
    let kiosk = move || form.settings.with(|settings| settings.kiosk).then_some("");
    let lang = move || form.settings.with(|settings| settings.lang.clone());
    view! {
        <section aria-labelledby="embed-preview">
            <h2 id="embed-preview">{"Preview"}</h2>
            <div class="embed-stage" data-theme=theme>
                <Show when=move || form.settings.with(|settings| settings.campaigns.is_empty())>
                    <p class="embed-hint">{"Choose a campaign to see it here."}</p>
                </Show>
                <div class="campaign-stats" data-theme=theme data-kiosk=kiosk lang=lang>
                    <CampaignStats settings problems=form.problems locale />
                </div>
            </div>
        </section>
    }
}

/// The locale of the chosen language.
fn use_locale(form: Form, base: StoredValue<String>) -> RwSignal<Option<LocaleId>> {
    let locale = RwSignal::new(None);
    let tag = Memo::new(move |_| form.settings.with(|settings| settings.lang.clone()));
    Effect::new(move |_| {
        let wanted = tag.get();
        let name = wanted.clone().unwrap_or_default();
        if let Some(loaded) = locales::loaded(&name) {
            locale.set(Some(loaded));
            return;
        }
        spawn_local(async move {
            let loaded = load_locale(&name, &base.get_value()).await;
            if tag.get_untracked() == wanted {
                locale.set(Some(loaded));
            }
        });
    });
    locale
}
