//! A React component, for React 18 and 19.

use campaign_stats::model::options::settings::Settings;

use crate::escape::{js_property, js_string};
use crate::snippet::Snippet;
use crate::snippets::html::script;
use crate::snippets::options;

/// The component.
#[must_use]
pub fn react(base: &str, settings: &Settings) -> Snippet {
    let mut snippet = Snippet::default().code("// In the page: ");
    for piece in script(base, "").pieces() {
        snippet = snippet.piece(piece.clone());
    }
    snippet = names(snippet.code("\n\n"), settings);
    let component = "export function Campaign() {\n  return <campaign-stats";
    snippet = snippet.code(component);
    for (name, value) in options::attributes(settings) {
        snippet = snippet.code([" ", name].concat());
        snippet = match value {
            Some(value) if is_plain(&value) => snippet.code("=\"").value(value).code("\""),
            Some(value) => snippet.code("={").value(js_string(&value)).code("}"),
            None => snippet,
        };
    }
    let set_names = " ref={(element) => { if (element) element.names = names; }}";
    let has_names = !options::names(settings).is_empty();
    snippet.code([if has_names { set_names } else { "" }, " />;\n}"].concat())
}

/// The constant `names`, if it is needed.
fn names(mut snippet: Snippet, settings: &Settings) -> Snippet {
    let names = options::names(settings);
    if names.is_empty() {
        return snippet;
    }
    snippet = snippet.code("const names = {\n");
    for (id, name) in names {
        snippet = snippet
            .code(["  ", &js_property(id), ": "].concat())
            .value(js_string(name))
            .code(",\n");
    }
    snippet.code("};\n\n")
}

/// Whether a text means itself in a JSX attribute, which knows entities but no escapes.
fn is_plain(text: &str) -> bool {
    text.chars().all(|each| each.is_alphanumeric() || " _-.,:/".contains(each))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::Choices;
    use crate::choices::tests::{any_choices, chosen};
    use crate::escape::tests::read_js_string;
    use proptest::prelude::*;

    const BASE: &str = "https://stats.intranet.example/";

    fn snippet(choices: &Choices) -> String {
        react(BASE, &choices.settings().0).text()
    }

    #[test]
    fn component_has_the_options_as_attributes() {
        let choices = Choices { kiosk: true, ..chosen(&[("camp_123", "\"Spring\" {launch}")]) };
        assert_eq!(
            snippet(&choices),
            "// In the page: <script type=\"module\" \
             src=\"https://stats.intranet.example/campaign-stats.js\"></script>\n\n\
             export function Campaign() {\n  return <campaign-stats campaign=\"camp_123\" \
             label={'\"Spring\" {launch}'} kiosk />;\n}"
        );
    }

    #[test]
    fn names_of_several_campaigns_are_a_property() {
        let snippet = snippet(&chosen(&[("camp_1", "One"), ("2", "Two's")]));
        assert!(snippet.contains("const names = {\n  camp_1: 'One',\n  '2': 'Two\\'s',\n};\n"));
        assert!(snippet.contains("ref={(element) => { if (element) element.names = names; }} />"));
    }

    proptest! {
        #[test]
        fn attributes_are_read_back(choices in any_choices()) {
            let (settings, _) = choices.settings();
            let snippet = react(BASE, &settings).text();
            let mut rest = snippet.split_once("return <campaign-stats").unwrap().1;
            for (name, value) in options::attributes(&settings) {
                rest = rest.strip_prefix(' ').unwrap().strip_prefix(name).unwrap();
                let Some(value) = value else { continue };
                if let Some(text) = rest.strip_prefix("=\"") {
                    let (read, after) = text.split_once('"').unwrap();
                    let is_literal = !read.contains(['&', '{', '\n']);
                    prop_assert!(is_literal, "{}", read);
                    prop_assert_eq!(read, value);
                    rest = after;
                } else {
                    let (read, after) = read_js_string(rest.strip_prefix("={").unwrap()).unwrap();
                    prop_assert_eq!(read, value);
                    rest = after.strip_prefix('}').unwrap();
                }
            }
            let rest = rest.trim_start_matches(" ref={(element) => { if (element) element.names = names; }}");
            prop_assert_eq!(rest, " />;\n}");
        }
    }
}
