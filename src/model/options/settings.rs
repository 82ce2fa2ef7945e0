//! What a person asked for, read from the attributes of the element or the URL of the page.
//!
//! Input is checked here, once, and never fails whole: what is wrong falls back to its default
//! and becomes a [`Problem`], which the widget names.

use crate::model::insight::bands::{BandProblem, Bands};
use crate::model::options::campaign::{Campaign, CampaignId, IdProblem};
use crate::model::options::secret::is_key;
use crate::model::text::format::shown;
use crate::model::time::Millis;

/// How often to ask, unless told otherwise.
pub const DEFAULT_REFRESH: Millis = Millis::seconds(15);

/// The shortest interval.
pub const MIN_REFRESH: Millis = Millis::SECOND;

/// The longest interval: an hour.
pub const MAX_REFRESH: Millis = Millis::seconds(3600);

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's system has it.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The name of the theme, as it is written in a URL.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }
}

/// How campaigns are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Each in full.
    Card,
    /// Each in one line.
    Compact,
    /// All in one table.
    Board,
}

impl Layout {
    const ALL: [Self; 3] = [Self::Card, Self::Compact, Self::Board];

    /// The name of the layout, as it is written in a URL.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Compact => "compact",
            Self::Board => "board",
        }
    }
}

/// Where a campaign's history is kept for the next visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HistoryPlace {
    /// In this browser.
    #[default]
    Local,
    /// In this tab, until it is closed.
    Session,
    /// Nowhere.
    Off,
}

impl HistoryPlace {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "local" => Some(Self::Local),
            "session" => Some(Self::Session),
            "off" => Some(Self::Off),
            _ => None,
        }
    }
}

/// Whether the page's cookies go with a request to another origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Cookies go to the page's own origin only.
    #[default]
    SameOrigin,
    /// Cookies go to the API's origin too, which must allow that.
    Include,
}

impl Credentials {
    /// The name of the choice, as `fetch` has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SameOrigin => "same-origin",
            Self::Include => "include",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::SameOrigin, Self::Include].into_iter().find(|choice| choice.name() == name)
    }
}

/// The layouts that can be asked for.
const LAYOUTS: &str = "card, compact and board";

/// What is to be shown, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The campaigns, in the order given, each once.
    pub campaigns: Vec<Campaign>,
    /// The time between two requests.
    pub refresh: Millis,
    /// How they are drawn, if that is said: [`Settings::layout`] knows otherwise.
    pub layout: Option<Layout>,
    /// What is good and what is not.
    pub bands: Bands,
    /// The language that is wanted, as a tag of BCP 47; `None` for that of the page around it.
    pub lang: Option<String>,
    /// Light or dark.
    pub theme: Theme,
    /// Whether to keep asking while the page is hidden.
    pub background: bool,
    /// Whether it is shown where nobody sits in front of it: without controls.
    pub kiosk: bool,
    /// Where the history is kept.
    pub history: HistoryPlace,
    /// The URL in front of `/v1/…`; `None` for the folder of the widget.
    pub api: Option<String>,
    /// Whether cookies go to another origin.
    pub credentials: Credentials,
}

/// Something that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A campaign id that cannot be asked for.
    Campaign(IdProblem),
    /// Not a number of seconds in range; what was given.
    Refresh(String),
    /// None of the known values.
    NoneOf {
        /// The option's name.
        option: &'static str,
        /// What was given.
        given: String,
        /// The values that it knows.
        known: &'static str,
    },
    /// One name for several campaigns.
    OneName,
    /// There is no text of this name; the name.
    Label(String),
    /// Thresholds that cannot be.
    Bands(BandProblem),
    /// Neither on nor off; the option's name and what was given.
    Switch(&'static str, String),
    /// A `tokenProvider` that is no function. It may be a token, so it is not repeated.
    TokenProvider,
    /// A key. It is not repeated anywhere.
    Key,
    /// An option that does not exist; its name.
    Unknown(String),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            campaigns: Vec::new(),
            refresh: DEFAULT_REFRESH,
            layout: None,
            bands: Bands::default(),
            lang: None,
            theme: Theme::default(),
            background: false,
            kiosk: false,
            history: HistoryPlace::default(),
            api: None,
            credentials: Credentials::default(),
        }
    }
}

impl Settings {
    /// Reads the options of a URL, as pairs of decoded names and values.
    ///
    /// ```
    /// use campaign_stats::model::options::settings::Settings;
    ///
    /// let query = [("campaign", "camp_1"), ("refresh", "soon")];
    /// let (settings, problems) =
    ///     Settings::from_query(query.map(|(name, value)| (name.into(), value.into())));
    /// assert_eq!(settings.campaigns.len(), 1);
    /// assert_eq!(settings.refresh.whole_seconds(), 15);
    /// assert_eq!(problems.len(), 1);
    /// ```
    pub fn from_query(query: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<Problem>) {
        Self::read(query, |value| vec![value])
    }

    /// Reads the attributes of the element. `campaign` may hold several ids, separated by
    /// white space. Attributes that are no options are HTML's own, and left alone.
    ///
    /// ```
    /// use campaign_stats::model::options::settings::Settings;
    ///
    /// let attributes = [("campaign", "camp_1 camp_2"), ("class", "wide"), ("kiosk", "")];
    /// let (settings, problems) =
    ///     Settings::from_attributes(attributes.map(|(name, value)| (name.into(), value.into())));
    /// assert_eq!(settings.campaigns.len(), 2);
    /// assert!(settings.kiosk);
    /// assert_eq!(problems.len(), 0);
    /// ```
    pub fn from_attributes(
        attributes: impl IntoIterator<Item = (String, String)>,
    ) -> (Self, Vec<Problem>) {
        let (settings, mut problems) =
            Self::read(attributes, |value| value.split_ascii_whitespace().collect());
        problems.retain(|problem| !matches!(problem, Problem::Unknown(_)));
        (settings, problems)
    }

    fn read(
        options: impl IntoIterator<Item = (String, String)>,
        split_ids: fn(&str) -> Vec<&str>,
    ) -> (Self, Vec<Problem>) {
        let (mut settings, mut problems) = (Self::default(), Vec::new());
        let mut label = String::new();
        for (name, value) in options {
            if is_key(&name, &value) {
                problems.push(Problem::Key);
            } else if name == "campaign" {
                problems
                    .extend(split_ids(&value).into_iter().filter_map(|id| settings.add(id).err()));
            } else if name == "label" {
                value.trim_ascii().clone_into(&mut label);
            } else if name == "bands" {
                let (bands, wrong) = Bands::parse(&value);
                settings.bands = bands;
                problems.extend(wrong.into_iter().map(Problem::Bands));
            } else {
                problems.extend(settings.take(&name, &value).err());
            }
        }
        match &mut settings.campaigns[..] {
            [campaign] => campaign.label = label,
            // It would tell them apart for nobody.
            [_, ..] if !label.is_empty() => problems.push(Problem::OneName),
            _ => {}
        }
        (settings, problems)
    }

    fn add(&mut self, id: &str) -> Result<(), Problem> {
        let id = CampaignId::parse(id).map_err(Problem::Campaign)?;
        if !self.campaigns.iter().any(|campaign| campaign.id == id) {
            self.campaigns.push(Campaign { id, label: String::new() });
        }
        Ok(())
    }

    /// How the campaigns are drawn: as said, or else one as a card and several as a board.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let usual = if self.campaigns.len() > 1 { Layout::Board } else { Layout::Card };
        self.layout.unwrap_or(usual)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let on_or_off = |name| switch(value).ok_or_else(|| Problem::Switch(name, shown(value)));
        match name {
            "refresh" => {
                self.refresh = refresh(value).ok_or_else(|| Problem::Refresh(shown(value)))?;
            }
            "layout" => {
                let named = Layout::ALL.into_iter().find(|layout| layout.name() == value);
                let problem = || none_of("layout", value, LAYOUTS);
                self.layout = Some(named.ok_or_else(problem)?);
            }
            "theme" => {
                let problem = || none_of("theme", value, "auto, light and dark");
                self.theme = Theme::parse(value).ok_or_else(problem)?;
            }
            "lang" => self.lang = Some(value.trim_ascii().to_owned()).filter(|tag| !tag.is_empty()),
            "history" => {
                let problem = || none_of("history", value, "local, session and off");
                self.history = HistoryPlace::parse(value).ok_or_else(problem)?;
            }
            "background" => self.background = on_or_off("background")?,
            "kiosk" => self.kiosk = on_or_off("kiosk")?,
            "credentials" => {
                let problem = || none_of("credentials", value, "same-origin and include");
                self.credentials = Credentials::parse(value).ok_or_else(problem)?;
            }
            "api" => self.api = Some(value.trim_ascii().trim_end_matches('/').to_owned()),
            _ => return Err(Problem::Unknown(shown(name))),
        }
        Ok(())
    }
}

fn none_of(option: &'static str, given: &str, known: &'static str) -> Problem {
    Problem::NoneOf { option, given: shown(given), known }
}

fn refresh(value: &str) -> Option<Millis> {
    let refresh = Millis::seconds(value.trim_ascii().parse().ok()?);
    (MIN_REFRESH..=MAX_REFRESH).contains(&refresh).then_some(refresh)
}

/// A switch is on by being there, as an attribute of HTML is, or says so.
fn switch(value: &str) -> Option<bool> {
    match value.trim_ascii() {
        "" | "true" | "on" | "1" => Some(true),
        "false" | "off" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::insight::rates::RateKind;
    use crate::model::stats::campaign_stats::Rate;
    use crate::model::text::error_text;
    use proptest::prelude::*;

    fn read(query: &[(&str, &str)]) -> (Settings, Vec<Problem>) {
        Settings::from_query(
            query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        )
    }

    #[test]
    fn without_options_everything_has_its_default() {
        assert_eq!(read(&[]), (Settings::default(), vec![]));
    }

    #[test]
    fn several_campaigns_keep_their_order_and_come_once() {
        let (settings, problems) =
            read(&[("campaign", "b"), ("campaign", "a"), ("campaign", " b")]);
        let ids: Vec<_> = settings.campaigns.iter().map(|campaign| campaign.id.as_str()).collect();
        assert_eq!(ids, ["b", "a"]);
        assert_eq!(problems, []);
    }

    #[test]
    fn refresh_is_from_one_second_to_an_hour() {
        for (given, seconds) in [("1", 1), (" 60 ", 60), ("3600", 3600)] {
            let (settings, problems) = read(&[("refresh", given)]);
            assert_eq!((settings.refresh, problems), (Millis::seconds(seconds), vec![]));
        }
        for given in ["0", "3601", "-1", "1.5", "soon", "", "99999999999999999999"] {
            let (settings, problems) = read(&[("refresh", given)]);
            assert_eq!(settings.refresh, DEFAULT_REFRESH);
            assert_eq!(problems, [Problem::Refresh(given.to_owned())]);
        }
    }

    #[test]
    fn a_switch_is_on_by_being_there() {
        for (given, on) in [("", true), ("true", true), ("1", true), ("off", false), ("0", false)] {
            assert_eq!(read(&[("background", given)]).0.background, on, "{given}");
        }
        let (settings, problems) = read(&[("background", "perhaps")]);
        assert!(!settings.background);
        assert_eq!(problems, [Problem::Switch("background", "perhaps".to_owned())]);
    }

    #[test]
    fn the_history_is_kept_in_this_browser_in_this_tab_or_nowhere() {
        for (given, place) in [
            ("local", HistoryPlace::Local),
            ("session", HistoryPlace::Session),
            ("off", HistoryPlace::Off),
        ] {
            let (settings, problems) = read(&[("history", given)]);
            assert_eq!((settings.history, problems), (place, vec![]));
        }
        let (settings, problems) = read(&[("history", "cloud")]);
        assert_eq!((settings.history, problems.len()), (HistoryPlace::Local, 1));
    }

    #[test]
    fn a_wrong_option_leaves_the_others_alone() {
        let (settings, problems) =
            read(&[("theme", "pink"), ("colour", "red"), ("campaign", ""), ("refresh", "5")]);
        assert_eq!(settings.refresh, Millis::seconds(5));
        assert_eq!(
            problems,
            [
                none_of("theme", "pink", "auto, light and dark"),
                Problem::Unknown("colour".to_owned()),
                Problem::Campaign(IdProblem::Empty),
            ]
        );
    }

    #[test]
    fn one_campaign_is_a_card_and_several_are_a_board_unless_it_is_said_otherwise() {
        let layout = |query: &[(&str, &str)]| read(query).0.layout();
        assert_eq!(layout(&[("campaign", "a")]), Layout::Card);
        assert_eq!(layout(&[("campaign", "a"), ("campaign", "b")]), Layout::Board);
        assert_eq!(layout(&[("campaign", "a"), ("layout", "compact")]), Layout::Compact);
        assert_eq!(read(&[("layout", "wide")]).1.len(), 1);
    }

    #[test]
    fn bands_are_thresholds_in_percent() {
        let (settings, problems) = read(&[("bands", "bounce:1,4 open:1,2")]);
        let bounce = settings.bands.of(RateKind::Bounce).unwrap();
        assert_eq!((bounce.low(), bounce.high()), (Rate::percent(1), Rate::percent(4)));
        assert_eq!(problems, [Problem::Bands(BandProblem::OpenHasNone)]);
    }

    #[test]
    fn a_name_is_for_one_campaign_and_for_several_it_is_said_to_be_unused() {
        let (settings, problems) = read(&[("campaign", "camp_1"), ("label", "Spring")]);
        assert_eq!((settings.campaigns[0].name(), problems), ("Spring", vec![]));
        let several = [("campaign", "camp_1"), ("label", "Spring"), ("campaign", "camp_2")];
        let (settings, problems) = read(&several);
        assert_eq!(problems, [Problem::OneName]);
        assert_eq!(
            settings.campaigns.iter().map(Campaign::name).collect::<Vec<_>>(),
            ["camp_1", "camp_2"]
        );
    }

    #[test]
    fn a_key_is_refused_wherever_it_stands_and_never_repeated() {
        for (name, value) in [
            ("key", "abc-secret"),
            ("apiKey", "abc-secret"),
            ("token", "abc-secret"),
            ("Authorization", "Bearer abc-secret"),
            ("campaign", "sk_live_abc-secret"),
            ("campaign", "camp_1 sk_live_abc-secret"),
            ("api", "https://gateway.example/sk_live_abc-secret"),
            ("label", "Bearer abc-secret"),
        ] {
            let (settings, problems) = read(&[(name, value)]);
            assert_eq!(settings, Settings::default(), "{name}");
            assert_eq!(problems, [Problem::Key], "{name}");
            assert!(!error_text::problem(&problems[0]).contains("secret"));
        }
    }

    #[test]
    fn credentials_are_those_of_fetch_and_a_wrong_choice_is_named() {
        assert_eq!(read(&[("credentials", "include")]).0.credentials, Credentials::Include);
        let (settings, problems) = read(&[("credentials", "omit")]);
        assert_eq!(settings.credentials, Credentials::SameOrigin);
        let known = "same-origin and include";
        assert_eq!(problems, [none_of("credentials", "omit", known)]);
    }

    #[test]
    fn the_slash_after_an_api_base_is_not_doubled() {
        let (settings, _) = read(&[("api", "https://stats.example/gateway/")]);
        assert_eq!(settings.api.as_deref(), Some("https://stats.example/gateway"));
    }

    proptest! {
        #[test]
        fn any_query_gives_settings_in_range_and_problems_with_words(
            query in prop::collection::vec(
                ("campaign|refresh|theme|layout|bands|lang|history|credentials|background|api|label|key|\\PC{0,8}", "\\PC{0,60}"), 0..12,
            )
        ) {
            let (settings, problems) = Settings::from_query(query);
            prop_assert!((MIN_REFRESH..=MAX_REFRESH).contains(&settings.refresh));
            for problem in &problems {
                prop_assert!(!error_text::problem(problem).is_empty());
            }
        }
    }
}
