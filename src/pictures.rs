//! Copies and downloads views as pictures.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::{future_to_promise, spawn_local};
use web_sys::Window;

use crate::browser::{clipboard, download, palette, png};
use crate::components::environment::Environment;
use crate::model::display::board::row_order;
use crate::model::display::context::{ContextValues, Entry};
use crate::model::display::selection::Selection;
use crate::model::insight::sorting::Order;
use crate::model::options::settings::Layout;
use crate::model::picture::drawing::Picture;
use crate::model::picture::{board, card};
use crate::model::text::texts::Text;
use crate::use_feeds::{PolledCampaign, known};

/// What a picture is made of, besides the campaigns.
#[derive(Clone, Copy)]
pub(crate) struct PictureSource {
    pub(crate) layout: Layout,
    pub(crate) environment: Environment,
    pub(crate) selection: RwSignal<Selection>,
    pub(crate) order: RwSignal<Option<Order>>,
    /// The button of the menu: its computed style has the colours of the view.
    pub(crate) menu: NodeRef<html::Summary>,
}

impl PictureSource {
    /// The picture of what is shown now; `None` before the first numbers.
    fn picture(self, campaigns: &[PolledCampaign]) -> Option<Picture> {
        let palette = palette::read(&self.menu.get_untracked()?)?;
        let known = known(campaigns);
        let entries: Vec<Entry<'_>> =
            known.iter().map(|(campaign, feed)| (campaign, &**feed)).collect();
        let values = ContextValues {
            locale: self.environment.locale.get_untracked(),
            bands: self.environment.bands.get_untracked(),
            now: self.environment.now.get_untracked(),
            selection: self.selection.get_untracked(),
        };
        values.derive(|context| match (self.layout, &entries[..]) {
            (Layout::Board, entries) => {
                let order = row_order(entries, self.order.get_untracked());
                board::picture(entries, &order, context, &palette)
            }
            (_, [entry]) => card::picture(*entry, context, &palette),
            _ => None,
        })
    }

    /// Copies the picture of the view, and says whether that was possible.
    pub(crate) fn copy(
        self,
        campaigns: &[PolledCampaign],
        say: impl Fn(Text) + 'static,
        window: Option<Window>,
    ) {
        let Some(picture) = self.picture(campaigns) else { return say(Text::NoNumbers) };
        let Some(window) = window else { return };
        spawn_local(async move {
            let is_copied = copy(&window, picture).await;
            say(if is_copied { Text::Copied } else { Text::NotCopied });
        });
    }

    /// Downloads the picture of the view, or says that there is none: as SVG where the page forbids to draw a PNG.
    pub(crate) fn download(
        self,
        campaigns: &[PolledCampaign],
        say: impl Fn(Text) + 'static,
        window: Option<Window>,
    ) {
        let name = match campaigns {
            [campaign] => campaign.entry.id().as_str().to_owned(),
            _ => "campaigns".to_owned(),
        };
        let Some(picture) = self.picture(campaigns) else { return say(Text::NoNumbers) };
        let Some(window) = window else { return };
        spawn_local(async move {
            match png::of(&window, &picture).await {
                Ok(image) => download::download(&window, &[&name, ".png"].concat(), &image),
                Err(_) => {
                    download::download_text(&window, &[&name, ".svg"].concat(), &picture.svg);
                }
            }
        });
    }
}

/// Browsers allow copying for a short time after a click only, so they get a promise of the image.
async fn copy(window: &Window, picture: Picture) -> bool {
    let drawn_in = window.clone();
    let image =
        future_to_promise(async move { png::of(&drawn_in, &picture).await.map(Into::into) });
    clipboard::copy_png(window, &image).await
}
