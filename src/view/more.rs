//! What is drawn only with the feature `reading`: the wasm with it is over its budget. Without
//! it, each part is nothing.

use leptos::prelude::*;

use crate::model::campaign::CampaignId;
#[cfg(feature = "reading")]
use crate::model::deed::Deed;
use crate::model::feed::Feed;
#[cfg(feature = "reading")]
use crate::model::spoken::Notice;
use crate::model::trend::Series;

use super::context::{Act, Context};

#[cfg(feature = "reading")]
pub use whole::*;
#[cfg(not(feature = "reading"))]
pub use without::*;

#[cfg(feature = "reading")]
mod whole {
    use super::{Act, CampaignId, Context, Deed, Feed, Notice, ReadSignal, Series};
    use std::rc::Rc;

    use crate::model::advice;
    use crate::model::texts::Text;
    use crate::view::announcer::Announcer;
    use crate::view::foot::Foot;
    use crate::view::funnel::FunnelView;
    use crate::view::reactive::{some_words, with};
    use crate::view::take_along::TakeAlong;
    use crate::view::trend::{TrendLine, way};
    use leptos::prelude::*;

    pub use crate::view::trend::Lens;

    /// Looks at the last day.
    #[must_use]
    pub fn lens() -> Lens {
        Lens::new()
    }

    /// What became of wishes whose end cannot be seen.
    pub type Notices = RwSignal<Option<Notice>>;

    /// The headline leaves speaking to the announcer.
    pub const HEADLINE_ROLE: Option<&str> = None;

    /// What speaks, and takes note of what a person asks for.
    pub fn spoken(
        id: CampaignId,
        feed: ReadSignal<Feed>,
        notice: Notices,
        context: Context,
        act: Act,
    ) -> (impl IntoView, Act) {
        let asked = RwSignal::new(None);
        let heard: Act = Rc::new(move |deed| {
            if deed == Deed::Refresh {
                asked.set(Some(context.now.get_untracked()));
            }
            act(deed);
        });
        (view! { <Announcer id feed asked notice context /> }, heard)
    }

    /// Where the numbers contradict each other, the foot of a card, and its funnel.
    pub fn foot(feed: ReadSignal<Feed>, context: Context, lens: Lens) -> impl IntoView {
        let notes = some_words(move || {
            with(feed, |feed| {
                let stats = feed.stats()?;
                Some(context.say(|language| advice::notes(language, stats)))
            })
        });
        view! {
            <p class="note">{notes}</p>
            <Foot feed context lens />
            <FunnelView feed context />
        }
    }

    /// On paper, from when the numbers are.
    pub fn moment(feed: ReadSignal<Feed>, context: Context) -> impl IntoView {
        let moment = some_words(move || {
            let at = with(feed, Feed::known_since)?;
            Some(context.say(|language| language.fill(Text::NumbersOf, &[&language.date(at)])))
        });
        view! { <p class="moment">{moment}</p> }
    }

    /// How a count or a rate came about.
    pub fn way_of(
        series: Series,
        feed: ReadSignal<Feed>,
        context: Context,
        lens: Lens,
    ) -> impl IntoView {
        view! {
            <span class="way-text">{way(series, feed, context, lens)}</span>
            <TrendLine series feed lens />
        }
    }

    /// The menu with which numbers are taken along, and what became of that.
    pub fn take_along(context: Context, notice: Notices, act: Act) -> impl IntoView {
        let news = some_words(move || context.news(notice.get()));
        view! {
            <TakeAlong context act />
            <span class="notice" aria-hidden="true">{news}</span>
        }
    }
}

#[cfg(not(feature = "reading"))]
mod without {
    use super::{Act, CampaignId, Context, Feed, ReadSignal, Series};

    /// What of lines is looked at, of which there are none.
    #[derive(Clone, Copy)]
    pub struct Lens;

    /// There is nothing to look at.
    #[must_use]
    pub fn lens() -> Lens {
        Lens
    }

    /// There are no wishes whose end cannot be seen.
    pub type Notices = ();

    /// The headline speaks for itself.
    pub const HEADLINE_ROLE: Option<&str> = Some("status");

    /// Nothing speaks but the headline.
    pub fn spoken(
        _: CampaignId,
        _: ReadSignal<Feed>,
        _: Notices,
        _: Context,
        act: Act,
    ) -> ((), Act) {
        ((), act)
    }

    /// No foot.
    pub fn foot(_: ReadSignal<Feed>, _: Context, _: Lens) {}

    /// Nothing for paper.
    pub fn moment(_: ReadSignal<Feed>, _: Context) {}

    /// No line.
    pub fn way_of(_: Series, _: ReadSignal<Feed>, _: Context, _: Lens) {}

    /// No menu.
    pub fn take_along(_: Context, _: Notices, _: Act) {}
}
