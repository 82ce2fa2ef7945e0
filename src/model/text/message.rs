//! A message to the reader, with its urgency.

/// Urgency of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// A plain statement.
    #[default]
    Quiet,
    /// A problem that may resolve by itself or can wait.
    Warning,
    /// A problem that does not pass by itself.
    Alarm,
}

impl Tone {
    /// The value of `data-tone`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Warning => "warning",
            Self::Alarm => "alarm",
        }
    }
}

/// The message at the top of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// Its urgency.
    pub tone: Tone,
    /// The message.
    pub text: String,
    /// Recommended action; usually empty.
    pub action: String,
}

impl Headline {
    /// A message without an action.
    #[must_use]
    pub fn new(tone: Tone, text: String) -> Self {
        Self { tone, text, action: String::new() }
    }
}
