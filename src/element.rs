//! The element `<campaign-stats>`, as far as it is Rust: what its loader calls. Nothing else is
//! called from outside.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::rc::Rc;

use js_sys::Map;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use crate::browser::token::TokenProvider;
use crate::browser::{events, http, locales, location, properties};
use crate::model::options::campaign::{Campaign, CampaignId};
use crate::model::options::settings::{Problem, Settings};
use crate::model::polling::widget_event::WidgetEvent;
use crate::model::text::error_text;
use crate::model::text::locale::{Locale, LocaleId};
use crate::widget::{CampaignStats, Controls};

/// An element that takes its options from the address of the page, not from its attributes.
const FROM_URL: &str = "from-url";

/// So much memory is there from the start, in bytes, beyond what is needed then. It is never given
/// back, and what one element takes now and then, as when another comes while it is drawn, would
/// else make it grow after hours.
const RESERVED_BYTES: usize = 320 * 1024;

/// The options of an element, which its component follows.
#[derive(Clone, Copy)]
struct Options {
    settings: RwSignal<Settings>,
    problems: RwSignal<Vec<Problem>>,
    token: RwSignal<Option<TokenProvider>, LocalStorage>,
    locale: RwSignal<Option<LocaleId>>,
}

impl Options {
    fn new() -> Self {
        Self {
            settings: RwSignal::default(),
            problems: RwSignal::default(),
            token: RwSignal::new_local(None),
            locale: RwSignal::default(),
        }
    }
}

/// An element on the page.
struct Element {
    number: u32,
    host: HtmlElement,
    root: HtmlElement,
    /// The folder beside which the API is, unless it is told otherwise.
    folder: String,
    options: Options,
    /// Owns the signals of the options.
    _owner: Owner,
    controls: Controls,
    /// Dropped, it takes down what was drawn.
    drawn: RefCell<Option<Box<dyn Any>>>,
}

thread_local! {
    static ELEMENTS: RefCell<Vec<Rc<Element>>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Draws an element into its root and keeps it up to date until it is detached. Answers its
/// number. Options are read from the host, attributes and properties alike. Requests that the
/// loader has sent already are taken from `early`: see [`http::set_early_responses`].
#[wasm_bindgen]
#[must_use]
pub fn attach(host: HtmlElement, root: HtmlElement, folder: String, early: Map) -> u32 {
    http::set_early_responses(early);
    let number = NEXT.replace(NEXT.get().wrapping_add(1));
    if number == 0 {
        // What nobody looks at, the compiler would leave out.
        drop(black_box(Vec::<u8>::with_capacity(RESERVED_BYTES)));
    }
    let owner = Owner::new();
    let element = Rc::new(Element {
        number,
        host,
        root,
        folder,
        options: owner.with(Options::new),
        _owner: owner,
        controls: Controls::default(),
        drawn: RefCell::default(),
    });
    ELEMENTS.with_borrow_mut(|elements| elements.push(Rc::clone(&element)));
    element.apply();
    number
}

/// Takes an element's attributes and properties anew.
#[wasm_bindgen]
pub fn update(number: u32) {
    if let Some(element) = find(number) {
        element.apply();
    }
}

/// Ends an element.
#[wasm_bindgen]
pub fn detach(number: u32) {
    // Dropped only when the list is no longer borrowed.
    let _gone = ELEMENTS.with_borrow_mut(|elements| {
        let place = elements.iter().position(|element| element.number == number)?;
        Some(elements.swap_remove(place))
    });
}

/// Asks for fresh numbers of all campaigns of an element.
#[wasm_bindgen]
pub fn refresh(number: u32) {
    if let Some(element) = find(number) {
        element.controls.refresh();
    }
}

/// Pauses or resumes all campaigns of an element.
#[wasm_bindgen]
pub fn pause(number: u32, paused: bool) {
    if let Some(element) = find(number) {
        element.controls.pause(paused);
    }
}

/// An element. The list is not borrowed meanwhile: what is done with it may lead back here, by way
/// of the page's own code.
fn find(number: u32) -> Option<Rc<Element>> {
    ELEMENTS.with_borrow(|elements| {
        elements.iter().find(|element| element.number == number).map(Rc::clone)
    })
}

impl Element {
    fn is_page(&self) -> bool {
        self.host.get_attribute(FROM_URL).is_some()
    }

    /// What is asked for now.
    fn read_options(&self) -> (Settings, Vec<Problem>) {
        if self.is_page() {
            Settings::from_query(location::query())
        } else {
            Settings::from_attributes(self.attributes())
        }
    }

    fn attributes(&self) -> Vec<(String, String)> {
        let names = self.host.get_attribute_names();
        let names = names.iter().filter_map(|name| name.as_string());
        names.filter_map(|name| Some((name.clone(), self.host.get_attribute(&name)?))).collect()
    }

    /// Makes what is asked for true. What is drawn already follows it.
    fn apply(&self) {
        let (mut settings, mut problems) = self.read_options();
        settings.api.get_or_insert_with(|| self.folder.trim_end_matches('/').to_owned());
        name(&mut settings.campaigns, properties::texts(&self.host, "names"));
        let token = properties::token_provider(&self.host).unwrap_or_else(|problem| {
            problems.push(problem);
            None
        });
        let wanted = (self.tag(&settings), properties::texts(&self.host, "labels"));
        if let Some((bands, wrong)) = properties::bands(&self.host) {
            settings.bands = bands;
            problems.extend(wrong.into_iter().map(Problem::Bands));
        }
        let Some(loaded) = locales::loaded(&wanted.0) else {
            self.load_locale(wanted.0);
            return;
        };
        // For whoever reads it aloud. What the page puts in place of our words is in the language
        // that it says.
        let ours = loaded.locale().filter(|_| wanted.1.is_empty() || wanted.0.is_empty());
        self.set_root_attributes(&settings, ours.map_or(&*wanted.0, |locale| locale.tag()));
        let locale = Self::words(loaded, wanted, &mut problems);
        let options = self.options;
        if options.problems.with_untracked(|before| *before != problems) {
            warn(&problems);
            options.problems.set(problems);
        }
        options.settings.set(settings);
        options.token.set(token);
        options.locale.set(Some(locale));
        if self.drawn.borrow().is_none() {
            self.draw();
        }
    }

    /// The language with what the page calls things in it.
    fn words(known: LocaleId, wanted: Wanted, problems: &mut Vec<Problem>) -> LocaleId {
        if let Some(own) = known.locale() {
            let names = wanted.1.iter().map(|(name, _)| name);
            let unknown = names.filter(|name| !own.has(name)).cloned();
            problems.extend(unknown.map(Problem::Label));
        }
        relabelled(known, wanted).unwrap_or(known)
    }

    /// The language that is wanted: that of the option, or else of the text around the element.
    fn tag(&self, settings: &Settings) -> String {
        let around = || properties::lang_around(&self.host);
        // As people write it, too: `de_AT`, `DE`.
        let tag = settings.lang.clone().or_else(around).unwrap_or_default();
        tag.to_ascii_lowercase().replace('_', "-")
    }

    /// When the language is there, all go on that wait for it.
    fn load_locale(&self, tag: String) {
        let folder = self.folder.clone();
        if locales::begin_loading(&tag) {
            spawn_local(async move {
                locales::load(&tag, &folder).await;
                for element in ELEMENTS.with_borrow(Vec::clone) {
                    element.apply();
                }
            });
        }
    }

    /// What the style sheet is to know.
    fn set_root_attributes(&self, settings: &Settings, lang: &str) {
        // Fails only for names that are no attribute names.
        let set = |name, value| _ = self.root.set_attribute(name, value);
        set("class", "campaign-stats");
        set("lang", lang);
        set("data-theme", settings.theme.name());
        if settings.kiosk {
            set("data-kiosk", "");
        } else {
            let _ = self.root.remove_attribute("data-kiosk");
        }
    }

    fn draw(&self) {
        // The loader said here that it loads.
        self.root.set_text_content(None);
        let _ = self.root.remove_attribute("role");
        let (controls, host) = (self.controls.clone(), self.host.clone());
        let on_event = move |(campaign, event): (CampaignId, WidgetEvent)| {
            events::dispatch(&host, &campaign, &event);
        };
        let Options { settings, problems, token, locale } = self.options;
        let draw =
            move || view! { <CampaignStats settings problems token on_event controls locale /> };
        let drawn = mount_to(self.root.clone(), draw);
        self.drawn.replace(Some(Box::new(drawn)));
    }
}

/// Gives campaigns the names by which the page calls them; those that it names are shown where
/// none are asked for.
fn name(campaigns: &mut Vec<Campaign>, names: Vec<(String, String)>) {
    let all = campaigns.is_empty();
    for (id, label) in names {
        let known = campaigns.iter_mut().find(|campaign| campaign.id.as_str() == id);
        match (known, CampaignId::parse(&id)) {
            (Some(campaign), _) if campaign.label.is_empty() => campaign.label = label,
            (None, Ok(id)) if all => campaigns.push(Campaign { id, label }),
            _ => {}
        }
    }
}

/// A tag, and what the page calls things.
type Wanted = (String, Vec<(String, String)>);

/// A language with the words of the page in place of its own, if it has any: the same for all
/// elements that want the same.
fn relabelled(known: LocaleId, (mut name, labels): Wanted) -> Option<LocaleId> {
    for (label, words) in &labels {
        name.push_str(&["\n", label, " ", words].concat());
    }
    locales::get_or_insert(&name, || {
        let mut own = Locale::clone(known.locale()?);
        for (label, words) in &labels {
            own.put(label, words);
        }
        Some(own)
    })
}

#[wasm_bindgen]
extern "C" {
    /// That of `web-sys` traps where a page has put something in its place that throws.
    #[wasm_bindgen(catch, js_namespace = console, js_name = warn)]
    fn console_warn(message: &str) -> Result<(), JsValue>;
}

fn warn(problems: &[Problem]) {
    for problem in problems {
        let _ = console_warn(&["campaign-stats: ", &error_text::problem(problem)].concat());
    }
}
