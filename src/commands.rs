//! Executes the commands of a view's buttons.

use std::rc::Rc;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Window;

use crate::browser::document::use_window;
use crate::browser::{clipboard, clock, download, print};
use crate::components::environment::Environment;
use crate::components::view_state::ViewState;
use crate::model::command::Command;
use crate::model::insight::bands::Bands;
use crate::model::options::settings::Layout;
use crate::model::text::announcement::Toast;
use crate::model::text::export::{self, Format, Row};
use crate::model::text::locale::Locale;
use crate::model::text::texts::Text;
use crate::pictures::PictureSource;
use crate::use_feeds::{PolledCampaign, known};

/// Reads the campaigns of a view.
type Feeds = Rc<dyn Fn() -> Vec<PolledCampaign>>;

/// The state of a new view whose buttons act on these campaigns.
pub(crate) fn use_view_state(
    campaigns: Feeds,
    layout: Layout,
    environment: Environment,
) -> ViewState {
    let (toast, refresh_requested_at) = (RwSignal::new(None), RwSignal::new(None));
    let source = PictureSource {
        layout,
        environment,
        selection: RwSignal::default(),
        order: RwSignal::new(None),
        menu: NodeRef::new(),
    };
    let window = use_window();
    let say = move |text| {
        // The view may be gone by now: then there is nothing to set.
        toast.try_set(Some(Toast { text, at: clock::now() }));
    };
    let on_command = UnsyncCallback::new(move |command| match command {
        Command::Refresh => {
            refresh_requested_at.set(Some(clock::now()));
            for campaign in campaigns() {
                campaign.polling.refresh();
            }
        }
        Command::Pause(true) => campaigns().iter().for_each(|it| it.polling.pause()),
        Command::Pause(false) => campaigns().iter().for_each(|it| it.polling.resume()),
        Command::Copy(format) => copy(&campaigns(), environment, format, say, window.clone()),
        Command::CopyPicture => source.copy(&campaigns(), say, window.clone()),
        Command::DownloadPicture => source.download(&campaigns(), say, window.clone()),
        Command::Download => download_history(&campaigns(), environment, window.as_ref()),
        Command::Print => {
            if let Some(window) = &window {
                print::print(window);
            }
        }
    });
    let PictureSource { selection, order, menu, .. } = source;
    ViewState { selection, order, toast, refresh_requested_at, menu, on_command }
}

/// Copies the numbers, and says whether that was possible.
fn copy(
    campaigns: &[PolledCampaign],
    environment: Environment,
    format: Format,
    say: impl Fn(Text) + 'static,
    window: Option<Window>,
) {
    let Some(locale) = environment.locale.get_untracked().locale() else { return };
    let numbers = numbers(campaigns, locale, &environment.bands.get_untracked(), format);
    let Some(window) = window else { return };
    spawn_local(async move {
        let text = match numbers {
            None => Text::NoNumbers,
            Some(numbers) if clipboard::copy(&window, &numbers).await => Text::Copied,
            Some(_) => Text::NotCopied,
        };
        say(text);
    });
}

/// The known numbers as text; `None` before the first answer.
fn numbers(
    campaigns: &[PolledCampaign],
    locale: &Locale,
    bands: &Bands,
    format: Format,
) -> Option<String> {
    let known = known(campaigns);
    let mut rows = Vec::new();
    for (campaign, feed) in &known {
        if let Some((stats, at)) = feed.stats().zip(feed.as_of()) {
            rows.push(Row { name: campaign.name(), stats, at });
        }
    }
    rows.first()?;
    Some(export::copy(locale, bands, &rows, format))
}

/// Downloads the history of all campaigns as one file.
fn download_history(
    campaigns: &[PolledCampaign],
    environment: Environment,
    window: Option<&Window>,
) {
    let Some(window) = window else { return };
    let Some(locale) = environment.locale.get_untracked().locale() else { return };
    let known = campaigns.iter().map(|it| (it.entry.id(), it.entry.feed.get_untracked()));
    // Without numbers on screen, those of the past may be another person's.
    let known: Vec<_> = known.filter(|(_, feed)| feed.stats().is_some()).collect();
    let name = match &known[..] {
        [(id, _)] => id.as_str(),
        _ => "campaigns",
    };
    let histories: Vec<_> = known.iter().map(|(id, feed)| (id, feed.history())).collect();
    download::download_text(window, &[name, ".csv"].concat(), &export::csv(locale, &histories));
}
