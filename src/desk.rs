//! One view of campaigns: a card, a line or a board, with how a person looks at it; and where
//! their wishes are met.

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser::feeds::Subscription;
use crate::browser::{clipboard, clock, download, print};
use crate::model::command::Command;
use crate::model::insight::bands::Bands;
use crate::model::options::campaign::Campaign;
use crate::model::options::settings::Layout;
use crate::model::polling::feed::Feed;
use crate::model::text::announcement::Toast;
use crate::model::text::export::{self, Format, Row};
use crate::model::text::locale::LocaleId;
use crate::model::text::texts::Text;
use crate::model::time::Millis;
use crate::view::board::board;
use crate::view::card::card;
use crate::view::compact::compact;
use crate::view::context::Context;
use crate::view::memory::Memory;
use crate::view::node::Node;
use crate::view::view_state::ViewState;

/// A campaign, with a share in its feed.
pub(crate) type Share = (Campaign, Rc<Subscription>);

/// One view of campaigns.
pub(crate) struct Desk {
    shares: Vec<Share>,
    layout: Layout,
    locale_id: LocaleId,
    bands: Bands,
    view: RefCell<ViewState>,
    memory: RefCell<Memory>,
    /// Tells that it is looked at in another way.
    changed: ArcTrigger,
}

impl Desk {
    /// A view of campaigns, of which only a board has several.
    pub(crate) fn new(
        shares: Vec<Share>,
        layout: Layout,
        locale_id: LocaleId,
        bands: Bands,
        view: ViewState,
        changed: ArcTrigger,
    ) -> Self {
        Self {
            shares,
            layout,
            locale_id,
            bands,
            view: RefCell::new(view),
            memory: RefCell::default(),
            changed,
        }
    }

    /// How it was looked at, for the desk that comes in its place.
    pub(crate) fn end(&self) -> ViewState {
        self.view.take()
    }

    /// The view of this place, as it is at a time.
    pub(crate) fn draw(&self, place: usize, now: Millis) -> Option<Node> {
        let known = self.known();
        let context = Context { locale: self.locale_id.locale()?, bands: &self.bands, now, place };
        let entries: Vec<_> = known.iter().map(|(campaign, feed)| (*campaign, &**feed)).collect();
        let (mut view, mut memory) = (self.view.borrow_mut(), self.memory.borrow_mut());
        view.speak(&entries, context);
        let (campaign, feed) = entries.first()?;
        Some(match self.layout {
            Layout::Board => board(&entries, &view, &mut memory, context),
            Layout::Compact => compact(campaign, feed, &view, context),
            Layout::Card => card(campaign, feed, &view, &mut memory, context),
        })
    }

    /// Meets a wish.
    pub(crate) fn dispatch(self: &Rc<Self>, command: Command) {
        match command {
            Command::Copy(format) => self.copy(format),
            Command::Download => self.download(),
            Command::Print => print::print(),
            _ => {
                self.look(|view, feeds| view.apply(command, feeds, clock::now()));
                for (_, share) in &self.shares {
                    match command {
                        Command::Refresh => share.refresh(),
                        Command::Pause(paused) => share.pause(paused),
                        _ => {}
                    }
                }
            }
        }
    }

    fn look(&self, look: impl FnOnce(&mut ViewState, &[&Feed])) {
        {
            let known = self.known();
            let feeds: Vec<_> = known.iter().map(|(_, feed)| &**feed).collect();
            look(&mut self.view.borrow_mut(), &feeds);
        }
        self.changed.notify();
    }

    fn known(&self) -> Vec<(&Campaign, Ref<'_, Feed>)> {
        self.shares.iter().map(|(campaign, share)| (campaign, share.feed())).collect()
    }

    fn copy(self: &Rc<Self>, format: Format) {
        let (desk, numbers) = (Rc::clone(self), self.numbers(format));
        spawn_local(async move {
            let text = match numbers {
                None => Text::NoNumbers,
                Some(numbers) if clipboard::copy(&numbers).await => Text::Copied,
                Some(_) => Text::NotCopied,
            };
            desk.look(|view, _| view.toast = Some(Toast { text, at: clock::now() }));
        });
    }

    /// `None` where there are none yet.
    fn numbers(&self, format: Format) -> Option<String> {
        let known = self.known();
        let rows: Vec<_> = known
            .iter()
            .filter_map(|(campaign, feed)| {
                Some(Row { name: campaign.name(), stats: feed.stats()?, at: feed.known_since()? })
            })
            .collect();
        rows.first()?;
        Some(export::copy(self.locale_id.locale()?, &self.bands, &rows, format))
    }

    fn histories(&self) -> Option<String> {
        let known = self.known();
        let histories: Vec<_> =
            known.iter().map(|(campaign, feed)| (&campaign.id, feed.history())).collect();
        Some(export::csv(self.locale_id.locale()?, &histories))
    }

    fn download(&self) {
        let name = match &self.shares[..] {
            [(campaign, _)] => campaign.id.as_str(),
            _ => "campaigns",
        };
        if let Some(text) = self.histories() {
            download::download(&[name, ".csv"].concat(), &text);
        }
    }
}
