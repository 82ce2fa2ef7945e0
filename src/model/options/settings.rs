//! Options parsed from element attributes or the page URL.
//!
//! Input is validated here, once. An invalid value falls back to its default and is reported as
//! a [`Problem`]; it never invalidates the other options.

use crate::model::insight::bands::{BandProblem, Bands};
use crate::model::options::campaign::{Campaign, CampaignId, IdProblem};
use crate::model::options::secret::is_key;
use crate::model::text::format::shown;
use crate::model::time::Millis;

/// Default refresh interval.
pub const DEFAULT_REFRESH: Millis = Millis::seconds(15);

/// Shortest refresh interval.
pub const MIN_REFRESH: Millis = Millis::SECOND;

/// Longest refresh interval: one hour.
pub const MAX_REFRESH: Millis = Millis::seconds(3600);

/// Colour theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Follows the system setting.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Option value.
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

/// Layout of the campaigns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One card per campaign.
    Card,
    /// One line per campaign.
    Compact,
    /// One table for all campaigns.
    Board,
}

impl Layout {
    const ALL: [Self; 3] = [Self::Card, Self::Compact, Self::Board];

    /// Option value.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Compact => "compact",
            Self::Board => "board",
        }
    }
}

/// Where the history is stored between visits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HistoryPlace {
    /// `localStorage`.
    #[default]
    Local,
    /// `sessionStorage`: until the tab is closed.
    Session,
    /// Not stored.
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

/// Whether cookies are sent to an API of another origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Cookies are sent to the page's own origin only.
    #[default]
    SameOrigin,
    /// Cookies are sent to the API's origin too, which must allow it (CORS).
    Include,
}

impl Credentials {
    /// Value of `fetch`'s `credentials` option.
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

/// Valid layouts, for error messages.
const LAYOUTS: &str = "card, compact and board";

/// Options of the widget.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Campaigns in the given order, without duplicates.
    pub campaigns: Vec<Campaign>,
    /// Refresh interval.
    pub refresh: Millis,
    /// Requested layout; [`Settings::layout`] resolves `None`.
    pub layout: Option<Layout>,
    /// Thresholds of the rates.
    pub bands: Bands,
    /// Requested language, a BCP 47 tag; `None`: the page's language.
    pub lang: Option<String>,
    /// Colour theme.
    pub theme: Theme,
    /// Whether to continue polling while the page is hidden.
    pub background: bool,
    /// Kiosk mode for wall displays: no controls.
    pub kiosk: bool,
    /// Where the history is stored.
    pub history: HistoryPlace,
    /// API base URL, in front of `/v1/…`; `None`: the widget's folder.
    pub api: Option<String>,
    /// Whether cookies are sent to another origin.
    pub credentials: Credentials,
}

/// An option that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Invalid campaign id.
    Campaign(IdProblem),
    /// Not a number of seconds in range; holds the given value.
    Refresh(String),
    /// Not one of the valid values.
    UnknownValue {
        /// Option name.
        option: &'static str,
        /// Given value.
        given: String,
        /// Valid values.
        known: &'static str,
    },
    /// A single label for several campaigns.
    LabelForSeveral,
    /// `labels` has an unknown key; holds the key.
    Label(String),
    /// Invalid thresholds.
    Bands(BandProblem),
    /// Not a boolean; holds the option name and the given value.
    Switch(&'static str, String),
    /// `tokenProvider` is not a function. The value may be a token, so it is not repeated.
    TokenProvider,
    /// An API key. Its value is not repeated anywhere.
    Key,
    /// Unknown option; holds its name.
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
    /// Parses URL query parameters, given as decoded name and value pairs.
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

    /// Parses element attributes. `campaign` may hold several ids separated by white space.
    /// Unknown attributes belong to HTML and are ignored.
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
                for id in split_ids(&value) {
                    problems.extend(settings.add_campaign(id).err());
                }
            } else if name == "label" {
                value.trim_ascii().clone_into(&mut label);
            } else if name == "bands" {
                let (bands, band_problems) = Bands::parse(&value);
                settings.bands = bands;
                problems.extend(band_problems.into_iter().map(Problem::Bands));
            } else {
                problems.extend(settings.set(&name, &value).err());
            }
        }
        match &mut settings.campaigns[..] {
            [campaign] => campaign.label = label,
            // The same label on every campaign would not distinguish them.
            [_, ..] if !label.is_empty() => problems.push(Problem::LabelForSeveral),
            _ => {}
        }
        (settings, problems)
    }

    fn add_campaign(&mut self, id: &str) -> Result<(), Problem> {
        let id = CampaignId::parse(id).map_err(Problem::Campaign)?;
        if !self.campaigns.iter().any(|campaign| campaign.id == id) {
            self.campaigns.push(Campaign { id, label: String::new() });
        }
        Ok(())
    }

    /// The requested layout; by default a card for one campaign and a board for several.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let default = if self.campaigns.len() > 1 { Layout::Board } else { Layout::Card };
        self.layout.unwrap_or(default)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let boolean =
            |name| parse_boolean(value).ok_or_else(|| Problem::Switch(name, shown(value)));
        match name {
            "refresh" => {
                self.refresh =
                    parse_refresh(value).ok_or_else(|| Problem::Refresh(shown(value)))?;
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
            "background" => self.background = boolean("background")?,
            "kiosk" => self.kiosk = boolean("kiosk")?,
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
    Problem::UnknownValue { option, given: shown(given), known }
}

fn parse_refresh(value: &str) -> Option<Millis> {
    let refresh = Millis::seconds(value.trim_ascii().parse().ok()?);
    (MIN_REFRESH..=MAX_REFRESH).contains(&refresh).then_some(refresh)
}

/// As with HTML's boolean attributes, an empty value means `true`.
fn parse_boolean(value: &str) -> Option<bool> {
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
    fn missing_options_have_defaults() {
        assert_eq!(read(&[]), (Settings::default(), vec![]));
    }

    #[test]
    fn campaigns_keep_their_order_without_duplicates() {
        let (settings, problems) =
            read(&[("campaign", "b"), ("campaign", "a"), ("campaign", " b")]);
        let ids: Vec<_> = settings.campaigns.iter().map(|campaign| campaign.id.as_str()).collect();
        assert_eq!(ids, ["b", "a"]);
        assert_eq!(problems, []);
    }

    #[test]
    fn refresh_accepts_1_to_3600_seconds() {
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
    fn empty_boolean_option_is_true() {
        for (given, on) in [("", true), ("true", true), ("1", true), ("off", false), ("0", false)] {
            assert_eq!(read(&[("background", given)]).0.background, on, "{given}");
        }
        let (settings, problems) = read(&[("background", "perhaps")]);
        assert!(!settings.background);
        assert_eq!(problems, [Problem::Switch("background", "perhaps".to_owned())]);
    }

    #[test]
    fn history_accepts_local_session_and_off() {
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
    fn invalid_option_does_not_affect_others() {
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
    fn default_layout_depends_on_number_of_campaigns() {
        let layout = |query: &[(&str, &str)]| read(query).0.layout();
        assert_eq!(layout(&[("campaign", "a")]), Layout::Card);
        assert_eq!(layout(&[("campaign", "a"), ("campaign", "b")]), Layout::Board);
        assert_eq!(layout(&[("campaign", "a"), ("layout", "compact")]), Layout::Compact);
        assert_eq!(read(&[("layout", "wide")]).1.len(), 1);
    }

    #[test]
    fn bands_are_parsed_as_percentages() {
        let (settings, problems) = read(&[("bands", "bounce:1,4 open:1,2")]);
        let bounce = settings.bands.of(RateKind::Bounce).unwrap();
        assert_eq!((bounce.low(), bounce.high()), (Rate::percent(1), Rate::percent(4)));
        assert_eq!(problems, [Problem::Bands(BandProblem::OpenHasNone)]);
    }

    #[test]
    fn label_for_several_campaigns_is_a_problem() {
        let (settings, problems) = read(&[("campaign", "camp_1"), ("label", "Spring")]);
        assert_eq!((settings.campaigns[0].name(), problems), ("Spring", vec![]));
        let several = [("campaign", "camp_1"), ("label", "Spring"), ("campaign", "camp_2")];
        let (settings, problems) = read(&several);
        assert_eq!(problems, [Problem::LabelForSeveral]);
        assert_eq!(
            settings.campaigns.iter().map(Campaign::name).collect::<Vec<_>>(),
            ["camp_1", "camp_2"]
        );
    }

    #[test]
    fn keys_are_rejected_in_any_option_and_not_repeated() {
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
    fn credentials_accept_same_origin_and_include() {
        assert_eq!(read(&[("credentials", "include")]).0.credentials, Credentials::Include);
        let (settings, problems) = read(&[("credentials", "omit")]);
        assert_eq!(settings.credentials, Credentials::SameOrigin);
        let known = "same-origin and include";
        assert_eq!(problems, [none_of("credentials", "omit", known)]);
    }

    #[test]
    fn trailing_slash_of_api_is_removed() {
        let (settings, _) = read(&[("api", "https://stats.example/gateway/")]);
        assert_eq!(settings.api.as_deref(), Some("https://stats.example/gateway"));
    }

    proptest! {
        #[test]
        fn any_query_gives_valid_settings_and_nonempty_messages(
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
