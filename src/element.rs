//! Functions that the loader `campaign-stats.js` calls for each `<campaign-stats>` element.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::rc::Rc;

use js_sys::{Function, Map};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, HtmlElement};

use crate::browser::document::provide_document;
use crate::browser::interaction::Interaction;
use crate::browser::token::TokenProvider;
use crate::browser::{events, http, locales, location, properties};
use crate::model::options::campaign::{Campaign, CampaignId};
use crate::model::options::settings::{Problem, Settings};
use crate::model::polling::widget_event::WidgetEvent;
use crate::model::text::error_text;
use crate::model::text::locale::{Locale, LocaleId};
use crate::widget::{CampaignStats, CampaignStatsHandle};

/// Attribute of an element that reads its options from the URL of the page.
const FROM_URL: &str = "from-url";

/// Allocated and freed once, so that wasm memory does not grow later: it is never returned, and mounting an
/// element needs more for a moment.
const INITIAL_HEAP_BYTES: usize = 320 * 1024;

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

/// The view of an element.
struct Mounted {
    /// Unmounts the view when dropped.
    _view: Box<dyn Any>,
    document: Option<Document>,
}

/// An element on the page.
struct Element {
    number: u32,
    host: HtmlElement,
    root: HtmlElement,
    /// Folder of the loader; default base URL of the API.
    folder: String,
    // Fields are dropped in this order: the view before the signals that it reads.
    mounted: RefCell<Option<Mounted>>,
    options: Options,
    handle: CampaignStatsHandle,
    /// Whether it was paused before it was mounted.
    paused: Cell<bool>,
    /// Owns the signals of options and handle.
    _owner: Owner,
}

thread_local! {
    static ELEMENTS: RefCell<Vec<Rc<Element>>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Mounts the widget into the root and returns its number, for the other functions. Options are read from the
/// host's attributes and properties. `early` holds requests that the loader has sent: see
/// [`http::set_early_responses`].
#[wasm_bindgen]
#[must_use]
pub fn attach(host: HtmlElement, root: HtmlElement, folder: String, early: Map) -> u32 {
    http::set_early_responses(early);
    let number = NEXT.replace(NEXT.get().wrapping_add(1));
    if number == 0 {
        // `black_box`: otherwise the compiler removes the allocation.
        drop(black_box(Vec::<u8>::with_capacity(INITIAL_HEAP_BYTES)));
    }
    let owner = Owner::new();
    let element = Rc::new(Element {
        number,
        host,
        root,
        folder,
        options: owner.with(Options::new),
        handle: owner.with(CampaignStatsHandle::default),
        _owner: owner,
        mounted: RefCell::default(),
        paused: Cell::default(),
    });
    ELEMENTS.with_borrow_mut(|elements| elements.push(Rc::clone(&element)));
    element.apply();
    number
}

/// Reads the attributes and properties again.
#[wasm_bindgen]
pub fn update(number: u32) {
    if let Some(element) = find(number) {
        element.apply();
    }
}

/// Unmounts an element. Returns whether it was paused, for when it is mounted again.
#[wasm_bindgen]
#[must_use]
pub fn detach(number: u32) -> bool {
    // Dropped only when the list is no longer borrowed.
    let gone = ELEMENTS.with_borrow_mut(|elements| {
        let place = elements.iter().position(|element| element.number == number)?;
        Some(elements.swap_remove(place))
    });
    gone.is_some_and(|element| element.is_paused())
}

/// Requests new numbers of all campaigns of an element.
#[wasm_bindgen]
pub fn refresh(number: u32) {
    if let Some(element) = find(number) {
        element.handle.refresh();
    }
}

/// Pauses or resumes all campaigns of an element.
#[wasm_bindgen]
pub fn pause(number: u32, paused: bool) {
    if let Some(element) = find(number) {
        element.paused.set(paused);
        element.apply_pause();
    }
}

/// Finds an element. The list is not borrowed afterwards: event listeners of the page may call these functions.
fn find(number: u32) -> Option<Rc<Element>> {
    ELEMENTS.with_borrow(|elements| {
        elements.iter().find(|element| element.number == number).map(Rc::clone)
    })
}

impl Element {
    fn reads_page_url(&self) -> bool {
        self.host.get_attribute(FROM_URL).is_some()
    }

    /// Options from the attributes or the URL.
    fn read_options(&self) -> (Settings, Vec<Problem>) {
        if self.reads_page_url() {
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

    /// Applies the current options; a mounted view follows.
    fn apply(&self) {
        let (mut settings, mut problems) = self.read_options();
        settings.api.get_or_insert_with(|| self.folder.trim_end_matches('/').to_owned());
        apply_names(&mut settings.campaigns, properties::texts(&self.host, "names"));
        let function = properties::token_function(&self.host).unwrap_or_else(|problem| {
            problems.push(problem);
            None
        });
        let token = function.map(|function| self.token_provider(function));
        let request = LocaleRequest {
            tag: self.language_tag(&settings),
            labels: properties::texts(&self.host, "labels"),
        };
        if let Some((bands, wrong)) = properties::bands(&self.host) {
            settings.bands = bands;
            problems.extend(wrong.into_iter().map(Problem::Bands));
        }
        let Some(loaded) = locales::loaded(&request.tag) else {
            self.load_locale(request.tag);
            return;
        };
        // `lang` for screen readers: that of our texts, unless the page replaces them.
        let ours = loaded.locale().filter(|_| request.labels.is_empty() || request.tag.is_empty());
        self.set_root_attributes(&settings, ours.map_or(&*request.tag, |locale| locale.tag()));
        let locale = Self::with_labels(loaded, request, &mut problems);
        let options = self.options;
        if options.problems.with_untracked(|before| *before != problems) {
            warn(&problems);
            options.problems.set(problems);
        }
        options.settings.set(settings);
        options.token.set(token);
        options.locale.set(Some(locale));
        let document = self.host.owner_document();
        let stays = |mounted: &Mounted| mounted.document == document;
        if !self.mounted.borrow().as_ref().is_some_and(stays) {
            self.mount(document);
        }
    }

    /// The provider with the present function of the element.
    fn token_provider(&self, function: Function) -> TokenProvider {
        let current = self.options.token.get_untracked();
        let provider = match current.or_else(|| TokenProvider::of_element(&self.host)) {
            Some(current) => current.replace(function.clone(), |current| {
                // The page may give all of them the new function, one after the other.
                let keeps_it = |other: &Rc<Self>| {
                    let token = other.options.token.get_untracked();
                    let given = properties::token_function(&other.host).ok().flatten();
                    token.as_ref() == Some(current) && given.as_ref() != Some(&function)
                };
                ELEMENTS.with_borrow(Vec::clone).iter().any(keeps_it)
            }),
            None => TokenProvider::from(function),
        };
        provider.set_of_element(&self.host);
        provider
    }

    /// The locale with the page's `labels`.
    fn with_labels(
        known: LocaleId,
        request: LocaleRequest,
        problems: &mut Vec<Problem>,
    ) -> LocaleId {
        if let Some(own) = known.locale() {
            let names = request.labels.iter().map(|(name, _)| name);
            let unknown = names.filter(|name| !own.has(name)).cloned();
            problems.extend(unknown.map(Problem::Label));
        }
        locale_with_labels(known, request).unwrap_or(known)
    }

    /// The requested language: the option, or else the language around the element.
    fn language_tag(&self, settings: &Settings) -> String {
        let around = || properties::inherited_lang(&self.host);
        // Also accepts `de_AT` and `DE`.
        let tag = settings.lang.clone().or_else(around).unwrap_or_default();
        tag.to_ascii_lowercase().replace('_', "-")
    }

    /// Loads a locale, then applies the options of all elements.
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

    /// Sets the attributes that the style sheet uses.
    fn set_root_attributes(&self, settings: &Settings, lang: &str) {
        // Fails only for invalid attribute names.
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

    /// Does nothing until it is mounted.
    fn apply_pause(&self) {
        if self.paused.get() {
            self.handle.pause();
        } else {
            self.handle.resume();
        }
    }

    fn is_paused(&self) -> bool {
        if self.mounted.borrow().is_none() { self.paused.get() } else { self.handle.is_paused() }
    }

    /// Mounts the view, also again in another document: timers and visibility are those of its window.
    fn mount(&self, document: Option<Document>) {
        // The view before, or the outline of the loader, has the same elements.
        let interaction = Interaction::of(&self.root);
        self.paused.set(self.is_paused());
        self.mounted.take();
        self.root.set_text_content(None);
        for attribute in ["role", "aria-busy"] {
            let _ = self.root.remove_attribute(attribute);
        }
        let (handle, host) = (self.handle, self.host.clone());
        let on_event = move |(campaign, event): (CampaignId, WidgetEvent)| {
            events::dispatch(&host, &campaign, &event);
        };
        let Options { settings, problems, token, locale } = self.options;
        let shown_in = document.clone();
        let widget = move || {
            if let Some(document) = shown_in {
                provide_document(document);
            }
            view! { <CampaignStats settings problems token on_event handle locale /> }
        };
        let view = Box::new(mount_to(self.root.clone(), widget));
        self.mounted.replace(Some(Mounted { _view: view, document }));
        interaction.restore(&self.root);
        if self.paused.get() {
            self.apply_pause();
        }
    }
}

/// Applies the `names` of campaigns. Without `campaign`, all named campaigns are shown.
fn apply_names(campaigns: &mut Vec<Campaign>, names: Vec<(String, String)>) {
    let all = campaigns.is_empty();
    for (id, label) in names {
        let Ok(id) = CampaignId::parse(&id) else { continue };
        match campaigns.iter_mut().find(|campaign| campaign.id == id) {
            Some(campaign) if campaign.label.is_empty() => campaign.label = label,
            None if all => campaigns.push(Campaign { id, label }),
            _ => {}
        }
    }
}

/// A language tag, and the page's `labels`.
struct LocaleRequest {
    tag: String,
    labels: Vec<(String, String)>,
}

/// The locale with the page's `labels` instead of its own texts. Elements with the same labels share it.
fn locale_with_labels(known: LocaleId, request: LocaleRequest) -> Option<LocaleId> {
    let LocaleRequest { tag: mut name, labels } = request;
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
