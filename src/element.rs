//! The element `<campaign-stats>`, as far as it is Rust: what its loader calls. Nothing else is
//! called from outside.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Map};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, console};

use crate::browser::feeds::Subscription;
use crate::browser::{campaign_list, http, languages, location};
use crate::model::campaign::Campaign;
use crate::model::complaint;
use crate::model::language::Language;
use crate::model::settings::{Problem, Settings};
use crate::widget::{Campaigns, Share, pace, shares};

/// An element that takes its options from the address of the page, not from its attributes.
const FROM_URL: &str = "from-url";

/// An element on the page.
struct Element {
    number: u32,
    host: HtmlElement,
    root: HtmlElement,
    /// The folder beside which the API is, unless it is told otherwise.
    folder: String,
    /// Answers with a promise of the texts of a language.
    texts_of: Function,
    /// What it is drawn in.
    language: Option<(String, Rc<Language>)>,
    /// The campaigns to show where the address of the page names none.
    listed: Vec<Campaign>,
    settings: Settings,
    problems: Vec<Problem>,
    shares: Vec<Share>,
    /// Dropped, it takes down what was drawn.
    drawn: Option<Box<dyn Any>>,
}

thread_local! {
    static ELEMENTS: RefCell<Vec<Element>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Draws an element into its root and keeps it up to date until it is detached. Answers its
/// number. Requests that the loader has sent already are taken from `early`, by URL.
#[wasm_bindgen]
#[must_use]
pub fn attach(
    host: HtmlElement,
    root: HtmlElement,
    folder: String,
    early: Map,
    texts_of: Function,
) -> u32 {
    http::take_early(early);
    let number = NEXT.replace(NEXT.get().wrapping_add(1));
    let mut element = Element {
        number,
        host,
        root,
        folder,
        texts_of,
        language: None,
        listed: Vec::new(),
        settings: Settings::default(),
        problems: Vec::new(),
        shares: Vec::new(),
        drawn: None,
    };
    if element.wants_list() {
        spawn_local(async move {
            let campaigns = campaign_list::fetch().await;
            with(number, |element| {
                element.listed = campaigns;
                element.apply();
            });
        });
    } else {
        element.apply();
    }
    ELEMENTS.with_borrow_mut(|elements| elements.push(element));
    number
}

/// Takes an element's attributes anew.
#[wasm_bindgen]
pub fn update(number: u32) {
    with(number, Element::apply);
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
    for_each_share(number, Subscription::refresh);
}

/// Pauses or resumes all campaigns of an element.
#[wasm_bindgen]
pub fn pause(number: u32, paused: bool) {
    for_each_share(number, |share| share.pause(paused));
}

fn with(number: u32, act: impl FnOnce(&mut Element)) {
    ELEMENTS.with_borrow_mut(|elements| {
        if let Some(element) = elements.iter_mut().find(|element| element.number == number) {
            act(element);
        }
    });
}

/// What a share does may call the page's own code, which may call back: the list is not
/// borrowed meanwhile.
fn for_each_share(number: u32, act: impl Fn(&Subscription)) {
    let mut shares = Vec::new();
    with(number, |element| shares.clone_from(&element.shares));
    for (_, subscription) in shares {
        act(&subscription);
    }
}

impl Element {
    fn is_page(&self) -> bool {
        self.host.has_attribute(FROM_URL)
    }

    fn wants_list(&self) -> bool {
        let (settings, problems) = self.options();
        self.is_page() && settings.campaigns.is_empty() && problems.is_empty()
    }

    /// What is asked for now.
    fn options(&self) -> (Settings, Vec<Problem>) {
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

    /// Makes what is asked for true. What is drawn is drawn anew only where something else is
    /// to be shown.
    fn apply(&mut self) {
        let (mut settings, problems) = self.options();
        settings.api.get_or_insert_with(|| self.folder.trim_end_matches('/').to_owned());
        if settings.campaigns.is_empty() {
            settings.campaigns.clone_from(&self.listed);
        }
        let tag = settings.lang.clone().or_else(|| self.nearest_lang()).unwrap_or_default();
        let Some(language) = languages::known(&tag) else {
            self.learn(tag);
            return;
        };
        let same_language = self.language.as_ref().is_some_and(|(drawn, _)| *drawn == tag);
        self.language = Some((tag, language));
        let same_view = self.drawn.is_some()
            && same_language
            && settings.layout() == self.settings.layout()
            && settings.bands == self.settings.bands
            && problems == self.problems
            && settings.campaigns == self.settings.campaigns
            && settings.api == self.settings.api;
        self.settings = settings;
        self.dress();
        if same_view {
            for (_, share) in &self.shares {
                share.set_pace(pace(&self.settings));
            }
        } else {
            warn(&problems);
            self.problems = problems;
            self.draw();
        }
    }

    /// The language of the text around the element.
    fn nearest_lang(&self) -> Option<String> {
        let closest = self.host.closest("[lang]").ok().flatten()?;
        closest.get_attribute("lang").filter(|tag| !tag.is_empty())
    }

    /// Goes on when the language is there.
    fn learn(&self, tag: String) {
        let (number, texts_of) = (self.number, self.texts_of.clone());
        spawn_local(async move {
            languages::learn(&tag, &texts_of).await;
            with(number, Element::apply);
        });
    }

    /// What the style sheet is to know.
    fn dress(&self) {
        self.root.set_class_name("campaign-stats");
        // Fails only for names that are no attribute names.
        let _ = self.root.set_attribute("data-theme", self.settings.theme.name());
        let _ = self.root.toggle_attribute_with_force("data-kiosk", self.settings.kiosk);
    }

    /// Feeds that go on being shown go on: the new shares are there before the old ones leave.
    fn draw(&mut self) {
        self.drawn = None;
        self.root.set_text_content(None);
        let (shares, problems) = (shares(&self.settings), self.problems.clone());
        self.shares.clone_from(&shares);
        let settings = self.settings.clone();
        let language =
            self.language.as_ref().map_or_else(languages::english, |(_, it)| Rc::clone(it));
        let draw = move || view! { <Campaigns shares settings problems language /> };
        let drawn = mount_to(self.root.clone(), draw);
        self.drawn = Some(Box::new(drawn));
    }
}

fn warn(problems: &[Problem]) {
    for problem in problems {
        console::warn_2(&"campaign-stats:".into(), &complaint::problem(problem).into());
    }
}
