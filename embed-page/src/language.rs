//! Languages of the widget's texts.

/// A language with texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// Language tag, the value of the option `lang`.
    pub tag: &'static str,
    /// Its name, in the language itself.
    pub name: &'static str,
}

/// All languages with texts.
pub const LANGUAGES: [Language; 5] = [
    Language { tag: "en", name: "English" },
    Language { tag: "de", name: "Deutsch" },
    Language { tag: "es", name: "Español" },
    Language { tag: "fr", name: "Français" },
    Language { tag: "pt", name: "Português" },
];

impl Language {
    /// The language with this tag.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        LANGUAGES.into_iter().find(|language| language.tag == tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn languages_are_those_of_the_text_files() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../embed/texts");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let tags = files.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
        let ours = LANGUAGES.map(|language| language.tag.to_owned());
        assert_eq!(tags.collect::<BTreeSet<_>>(), BTreeSet::from(ours));
    }
}
