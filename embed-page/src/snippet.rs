//! Code to copy, in which the values that a person chose stand out.

/// A part of the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The same for everybody, or nearly so.
    Code(String),
    /// A chosen value.
    Value(String),
}

impl Piece {
    /// The text of the part.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Code(text) | Self::Value(text) => text,
        }
    }
}

/// Code to copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    pieces: Vec<Piece>,
}

impl Snippet {
    /// Appends a part.
    #[must_use]
    pub fn piece(mut self, piece: Piece) -> Self {
        self.pieces.push(piece);
        self
    }

    /// Appends code.
    #[must_use]
    pub fn code(self, text: impl Into<String>) -> Self {
        self.piece(Piece::Code(text.into()))
    }

    /// Appends a chosen value, which is escaped already.
    #[must_use]
    pub fn value(self, text: impl Into<String>) -> Self {
        self.piece(Piece::Value(text.into()))
    }

    /// Its parts in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The whole code.
    #[must_use]
    pub fn text(&self) -> String {
        self.pieces.iter().map(Piece::text).collect()
    }
}
