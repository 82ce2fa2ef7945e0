//! Makes a tree of [`Node`]s true on a page, as Leptos draws any view: built once, and from then
//! on changed only where it differs from what was there before.
//!
//! What `view!` writes has a type of its own for every element, and the wasm has the code that
//! builds and changes it once for each. All elements have one type here.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::types;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, HtmlElement};

use crate::browser::js;
use crate::browser::listener::Listener;
use crate::model::command::{Command, Look};
use crate::view::node::{Content, Gesture, Kind, Node, On, Setting, Value};

/// What is shown.
pub(crate) trait Presenter {
    /// All of it, as it is now.
    fn tree(&self) -> Node;

    /// Meets what a person wishes of the view of this place.
    fn dispatch(&self, place: usize, command: Command);
}

/// A presenter by its number. What Leptos draws has to be fit for another thread, and a presenter
/// is not; what Leptos has for that asks for the thread at every access, and brings the standard
/// library's threads into the wasm, and their allocator (1.8 KB, brotli).
#[derive(Clone, Copy)]
struct Number(u32);

thread_local! {
    static PRESENTERS: RefCell<Vec<(u32, Rc<dyn Presenter>)>> = const { RefCell::new(Vec::new()) };
}

impl Number {
    /// `None` where what is shown has ended.
    fn presenter(self) -> Option<Rc<dyn Presenter>> {
        PRESENTERS.with_borrow(|presenters| {
            let (_, presenter) = presenters.iter().find(|(number, _)| *number == self.0)?;
            Some(Rc::clone(presenter))
        })
    }
}

/// Keeps a presenter for as long as it is drawn.
struct Kept(Number);

impl Kept {
    fn new(presenter: Rc<dyn Presenter>) -> Self {
        PRESENTERS.with_borrow_mut(|presenters| {
            let number = presenters.last().map_or(0, |(last, _)| last.wrapping_add(1));
            presenters.push((number, presenter));
            Self(Number(number))
        })
    }

    /// Whoever asks for it keeps this, and not only the number.
    fn number(&self) -> Number {
        self.0
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let Number(ended) = self.0;
        // Dropped only when the list is no longer borrowed.
        let _gone = PRESENTERS.with_borrow_mut(|presenters| {
            let place = presenters.iter().position(|(number, _)| *number == ended)?;
            Some(presenters.remove(place))
        });
    }
}

/// Draws a presenter, anew whenever it has changed.
pub(crate) fn drawn(presenter: Rc<dyn Presenter>, changed: ArcTrigger) -> impl IntoView {
    let kept = Kept::new(presenter);
    move || {
        changed.track();
        let presenter = kept.number();
        Drawing { tree: untrack(|| Some(presenter.presenter()?.tree())), presenter }
    }
}

/// A tree to be drawn.
struct Drawing {
    /// `None` where what is shown has ended.
    tree: Option<Node>,
    /// Where the wishes of people are met.
    presenter: Number,
}

/// A tree as it is drawn; `None` where there is no page to draw on.
struct Drawn(Option<Part>);

/// An element on the page.
struct Part {
    element: Element,
    /// What is drawn, without the elements within.
    node: Node,
    within: Vec<Part>,
    /// What a person can do with it now.
    on: Rc<Cell<Option<On>>>,
    _listeners: Vec<Listener>,
}

/// What drawing needs besides the tree.
struct Tools {
    document: Document,
    presenter: Number,
}

impl Tools {
    fn new(presenter: Number) -> Option<Self> {
        Some(Self { document: web_sys::window()?.document()?, presenter })
    }
}

impl Part {
    /// `None` only where a page cannot make an element.
    fn new(node: Node, tools: &Tools) -> Option<Self> {
        let Node { on, content, .. } = &node;
        let element = match node.element() {
            name @ ("svg" | "path") => tools.document.create_element_ns(Some(SVG), name),
            name => tools.document.create_element(name),
        };
        let (element, now) = (element.ok()?, Rc::new(Cell::new(*on)));
        node.fixed_attributes(|name, value| {
            // Fails only for names that are none.
            let _ = element.set_attribute(name, value);
        });
        let listeners =
            on.map(|on| listen(&element, on.gesture, &now, tools.presenter)).unwrap_or_default();
        let empty = match content {
            Content::Text(_) => Content::Text("".into()),
            Content::Nodes(_) | Content::Kept => Content::Nodes(Vec::new()),
        };
        let Node { content, settings, .. } = node;
        let node = Node { content: empty, settings: Vec::new(), ..node };
        let mut part = Self { element, node, within: Vec::new(), on: now, _listeners: listeners };
        part.fill(content, tools);
        // Only now: what is chosen can only be one of the options that are there.
        for setting in &settings {
            put(&part.element, setting);
        }
        part.node.settings = settings;
        Some(part)
    }

    /// Becomes another node; as another element in the same place, where it cannot be the same.
    fn change(&mut self, node: Node, tools: &Tools) {
        if !node.continues(&self.node) {
            if let Some(other) = Self::new(node, tools) {
                // Fails only for an element that is nowhere.
                let _ = self.element.replace_with_with_node_1(&other.element);
                *self = other;
            }
            return;
        }
        self.on.set(node.on);
        self.fill(node.content, tools);
        for (before, setting) in self.node.settings.iter_mut().zip(node.settings) {
            if before.value != setting.value {
                put(&self.element, &setting);
                *before = setting;
            }
        }
    }

    fn fill(&mut self, content: Content, tools: &Tools) {
        match content {
            Content::Kept => {}
            Content::Text(text) => self.write(text),
            Content::Nodes(nodes) => {
                let count = nodes.len();
                for (place, node) in nodes.into_iter().enumerate() {
                    match self.within.get_mut(place) {
                        Some(part) => part.change(node, tools),
                        None => self.append(node, tools),
                    }
                }
                while self.within.len() > count {
                    if let Some(part) = self.within.pop() {
                        part.element.remove();
                    }
                }
            }
        }
    }

    fn write(&mut self, text: Value) {
        if matches!(&self.node.content, Content::Text(before) if *before == text) {
            return;
        }
        match self.element.first_child() {
            Some(written) => written.set_node_value(Some(&text)),
            None => self.element.set_text_content(Some(&text)),
        }
        self.node.content = Content::Text(text);
    }

    fn append(&mut self, node: Node, tools: &Tools) {
        if let Some(part) = Self::new(node, tools) {
            // Fails only for what cannot be within an element.
            let _ = self.element.append_child(&part.element);
            self.within.push(part);
        }
    }
}

const SVG: &str = "http://www.w3.org/2000/svg";

/// Sets something on an element. Fails only for names that are none.
fn put(element: &Element, Setting { kind, name, value }: &Setting) {
    let _ = match (kind, value) {
        (Kind::Attribute, Some(value)) => element.set_attribute(name, value),
        (Kind::Attribute, None) => element.remove_attribute(name),
        (Kind::Choice, value) => js::set(element, name, &value.as_deref().into()),
        (Kind::Style, value) => {
            let style = element.unchecked_ref::<HtmlElement>().style();
            style.set_property(name, value.as_deref().unwrap_or_default())
        }
    };
}

/// The events by which a person does something.
fn events(gesture: Gesture) -> &'static [&'static str] {
    match gesture {
        Gesture::Press(_) => &["click"],
        Gesture::Choose(_) => &["change"],
        Gesture::Slide => &["input", "blur"],
        Gesture::Point(_) => &["pointermove", "pointerleave"],
    }
}

fn listen(
    element: &Element,
    gesture: Gesture,
    on: &Rc<Cell<Option<On>>>,
    presenter: Number,
) -> Vec<Listener> {
    let listener = |name: &&'static str| {
        let (on, there) = (Rc::clone(on), element.clone());
        let heard = move |event: Event| {
            let Some(On { place, gesture }) = on.get() else { return };
            let command = command(gesture, &event, &there);
            if let (Some(command), Some(presenter)) = (command, presenter.presenter()) {
                presenter.dispatch(place, command);
            }
        };
        Listener::to(element, name, Box::new(heard))
    };
    events(gesture).iter().map(listener).collect()
}

/// What is wished by an event.
fn command(gesture: Gesture, event: &Event, there: &Element) -> Option<Command> {
    match (gesture, &*event.type_()) {
        (Gesture::Press(command), _) => {
            if matches!(command, Command::Copy(_) | Command::Download | Command::Print) {
                close_menu(there);
            }
            Some(command)
        }
        (Gesture::Choose(side), _) => Some(Command::Compare(side, place(there, "selectedIndex")?)),
        (Gesture::Slide, "input") => {
            Some(Command::Look(Look::Number(place(there, "valueAsNumber")?)))
        }
        (Gesture::Point(of), "pointermove") => {
            let x = number(event, "offsetX")?;
            let width = number(there, "clientWidth").filter(|width| *width > 0.0)?;
            Some(Command::Look(Look::Share(of, (x / width).clamp(0.0, 1.0))))
        }
        (Gesture::Slide | Gesture::Point(_), _) => Some(Command::Look(Look::Away)),
    }
}

/// A menu from which something is taken has served. The keyboard goes back to what opens it: what
/// was pressed is gone.
fn close_menu(within: &Element) {
    if let Ok(Some(menu)) = within.closest("details") {
        let _ = menu.remove_attribute("open");
        let _ = menu.first_child().map(|opens| js::call(&opens, "focus", &JsValue::UNDEFINED));
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "of few options, and the cast saturates"
)]
fn place(element: &Element, name: &str) -> Option<usize> {
    number(element, name).map(|place| place as usize)
}

fn number(object: &JsValue, name: &str) -> Option<f64> {
    js::get(object, name).ok()?.as_f64()
}

impl Render for Drawing {
    type State = Drawn;

    fn build(self) -> Drawn {
        let tools = Tools::new(self.presenter);
        Drawn(tools.and_then(|tools| Part::new(self.tree?, &tools)))
    }

    fn rebuild(self, Drawn(drawn): &mut Drawn) {
        if let (Some(part), Some(tree), Some(tools)) =
            (drawn, self.tree, Tools::new(self.presenter))
        {
            part.change(tree, &tools);
        }
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        if let Some(part) = &self.0 {
            part.element.remove();
        }
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        if let Some(part) = &self.0 {
            // Fails only for a marker that is elsewhere.
            let _ = parent.insert_before(&part.element, marker);
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(part) = &self.0 else { return false };
        let parent = part.element.parent_element();
        parent.is_some_and(|parent| child.try_mount(&parent, Some(&part.element)))
    }

    fn elements(&self) -> Vec<types::Element> {
        self.0.iter().map(|part| part.element.clone()).collect()
    }
}

no_attrs!(Drawing);

/// Nothing is drawn on a server: there is nothing that would be the same there.
impl RenderHtml for Drawing {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Drawn {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
