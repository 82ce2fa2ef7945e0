//! What parts of a view were drawn from the last time: as long as that is the same, they are too,
//! and need not be drawn again with every second.

use crate::model::history::trend::Span;
use crate::model::polling::feed::Feed;
use crate::model::polling::schedule::NextPoll;
use crate::model::time::Millis;

use super::context::Context;
use super::view_state::ViewState;

/// All that a part of a view depends on, but for the language and the bands: with others, all
/// begins anew.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Basis {
    place: usize,
    revision: u32,
    interval: Millis,
    /// Whether the last change of the numbers is still news.
    news: bool,
    span: Span,
    at: Option<Millis>,
}

/// From what the parts of one view were drawn.
#[derive(Clone, Debug, Default)]
pub struct Memory(Vec<Option<Basis>>);

impl Memory {
    /// Whether the part at a position, about the campaign of a place, is as it was when this was
    /// last asked.
    pub fn same(
        &mut self,
        position: usize,
        place: usize,
        feed: &Feed,
        view: &ViewState,
        context: Context<'_>,
    ) -> bool {
        let basis = Basis {
            place,
            revision: feed.revision(),
            interval: feed.interval(),
            news: feed.is_news(context.now),
            span: view.span,
            at: view.at,
        };
        // Whatever is wrong or held up says what comes next, which changes by itself.
        let goes_on = matches!(feed.plan(), NextPoll::Next(_) | NextPoll::Asking);
        let basis = (goes_on && !context.stale(feed) && feed.error().is_none()).then_some(basis);
        if self.0.len() <= position {
            self.0.resize(position + 1, None);
        }
        let before = self.0.get_mut(position).map(|known| std::mem::replace(known, basis));
        basis.is_some() && before == Some(basis)
    }
}
