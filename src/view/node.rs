//! What a view is made of: a tree of plain data, so that what is shown can be tested without a
//! browser. `draw` makes it true on a page.

use std::borrow::Cow;

use crate::model::command::{Command, Side};

/// A text, or the value of an attribute.
pub type Value = Cow<'static, str>;

/// An element of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What never changes of it: see [`Node::new`].
    pub fixed: &'static str,
    /// Two nodes with different keys are never the same element, however alike they are.
    pub key: usize,
    /// What else is set on it.
    pub settings: Vec<Setting>,
    /// What is in it.
    pub content: Content,
    /// What a person can do with it.
    pub on: Option<On>,
}

/// Something that is set on an element.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Of which kind.
    pub kind: Kind,
    /// Its name.
    pub name: &'static str,
    /// Its value; `None` for an attribute that is missing.
    pub value: Option<Value>,
}

/// What can be set on an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An attribute.
    Attribute,
    /// A property of its style. Not the attribute `style`, which a strict policy forbids.
    Style,
    /// A property of the element itself, which people change too: what they chose.
    Choice,
}

/// What is in an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Text, never taken for HTML.
    Text(Value),
    /// Elements.
    Nodes(Vec<Node>),
    /// Whatever was in it before.
    Kept,
}

/// What a person can do with an element, and of which view that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct On {
    /// The place of the view among those that are shown.
    pub place: usize,
    /// What can be done.
    pub gesture: Gesture,
}

/// What a person can do with an element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gesture {
    /// Press it, with a pointer or a key.
    Press(Command),
    /// Choose one of the campaigns, for this side of a comparison.
    Choose(Side),
    /// Choose a point of the lines by its number.
    Slide,
    /// Point at a place of a line of the campaign of this place.
    Point(usize),
}

/// Called so often that their code is to be in the wasm once.
impl Node {
    /// An element with what never changes of it: its name, behind points its classes, behind
    /// spaces attributes.
    ///
    /// ```
    /// use campaign_stats::view::node::Node;
    ///
    /// let (bar, mut attributes) = (Node::new("div.bar.wide role=meter"), Vec::new());
    /// bar.fixed_attributes(|name, value| attributes.push((name, value.to_owned())));
    /// assert_eq!(bar.element(), "div");
    /// assert_eq!(attributes, [("class", "bar wide".into()), ("role", "meter".into())]);
    /// ```
    #[must_use]
    #[inline(never)]
    pub fn new(fixed: &'static str) -> Self {
        let content = Content::Text(Value::Borrowed(""));
        Self { fixed, key: 0, settings: Vec::new(), content, on: None }
    }

    /// Its name in HTML or SVG.
    #[must_use]
    pub fn element(&self) -> &'static str {
        let (element, _) = self.fixed.split_once([' ', '.']).unwrap_or((self.fixed, ""));
        element
    }

    /// Its attributes that never change.
    pub fn fixed_attributes(&self, mut each: impl FnMut(&'static str, &str)) {
        let mut words = self.fixed.split(' ');
        let classes = words.next().and_then(|name| name.split_once('.'));
        if let Some((_, classes)) = classes {
            each("class", &classes.replace('.', " "));
        }
        for (name, value) in words.filter_map(|word| word.split_once('=')) {
            each(name, value);
        }
    }

    /// With an attribute.
    #[must_use]
    #[inline(never)]
    pub fn set(self, name: &'static str, value: String) -> Self {
        self.setting(Kind::Attribute, name, Some(Value::Owned(value)))
    }

    /// With an attribute whose value is one of a few.
    #[must_use]
    #[inline(never)]
    pub fn name(self, name: &'static str, value: &'static str) -> Self {
        self.setting(Kind::Attribute, name, Some(Value::Borrowed(value)))
    }

    /// With an attribute that may be missing.
    #[must_use]
    #[inline(never)]
    pub fn maybe(self, name: &'static str, value: Option<String>) -> Self {
        self.setting(Kind::Attribute, name, value.map(Value::Owned))
    }

    /// With something set on it.
    #[must_use]
    pub fn setting(mut self, kind: Kind, name: &'static str, value: Option<Value>) -> Self {
        self.settings.push(Setting { kind, name, value });
        self
    }

    /// With a text in it.
    #[must_use]
    #[inline(never)]
    pub fn text(mut self, text: String) -> Self {
        self.content = Content::Text(Value::Owned(text));
        self
    }

    /// With one more element in it.
    #[must_use]
    #[inline(never)]
    pub fn child(mut self, node: Self) -> Self {
        match &mut self.content {
            Content::Nodes(nodes) => nodes.push(node),
            content => *content = Content::Nodes(vec![node]),
        }
        self
    }

    /// With these elements in it.
    #[must_use]
    #[inline(never)]
    pub fn children(mut self, nodes: Vec<Self>) -> Self {
        self.content = Content::Nodes(nodes);
        self
    }

    /// With what was in it before.
    #[must_use]
    pub fn kept(mut self) -> Self {
        self.content = Content::Kept;
        self
    }

    /// With something that a person can do with it.
    #[must_use]
    #[inline(never)]
    pub fn on(mut self, on: On) -> Self {
        self.on = Some(on);
        self
    }

    /// Told apart from others of its kind.
    #[must_use]
    pub fn keyed(mut self, key: usize) -> Self {
        self.key = key;
        self
    }

    /// Whether this can be what another has become: the same element, with other values.
    #[must_use]
    pub fn continues(&self, before: &Self) -> bool {
        let same_settings = self.settings.len() == before.settings.len()
            && self
                .settings
                .iter()
                .zip(&before.settings)
                .all(|(one, other)| one.name == other.name && one.kind == other.kind);
        let same_content = matches!(
            (&self.content, &before.content),
            (Content::Kept, _)
                | (_, Content::Kept)
                | (Content::Text(_), Content::Text(_))
                | (Content::Nodes(_), Content::Nodes(_))
        );
        self.fixed == before.fixed
            && self.key == before.key
            && same_settings
            && same_content
            && self.on.is_some() == before.on.is_some()
    }
}
