//! A React component, for React 18 and 19.

use campaign_stats::model::options::settings::Settings;

use crate::escape::{js_property, js_string};
use crate::snippet::Snippet;
use crate::snippets::html::script;
use crate::snippets::options;

const START: &str = "  return <campaign-stats";
const END: &str = " />;\n}";
const MULTILINE_START: &str = "  return (\n    <campaign-stats";
const MULTILINE_END: &str = "
      ref={(element) => { if (element) element.names = names; }}
    />
  );
}";

/// The component.
#[must_use]
pub fn react(base: &str, settings: &Settings) -> Snippet {
    let mut snippet = Snippet::default().code("// In the page: ");
    for piece in script(base, "").pieces() {
        snippet = snippet.piece(piece.clone());
    }
    snippet = names(snippet.code("\n\n"), settings);
    // One line, unless there is a function to set names.
    let has_names = !options::names(settings).is_empty();
    let (start, between, end) =
        if has_names { (MULTILINE_START, "\n      ", MULTILINE_END) } else { (START, " ", END) };
    snippet = snippet.code(["export function Campaign() {\n", start].concat());
    for (name, value) in options::attributes(settings) {
        snippet = snippet.code([between, name].concat());
        snippet = match value {
            Some(value) if is_plain(&value) => snippet.code("=\"").value(value).code("\""),
            Some(value) => snippet.code("={").value(js_string(&value)).code("}"),
            None => snippet,
        };
    }
    snippet.code(end)
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
        let element =
            "return (\n    <campaign-stats\n      campaign=\"camp_1 2\"\n      ref={(element) => ";
        assert!(snippet.contains(element), "{snippet}");
    }

    proptest! {
        #[test]
        fn attributes_are_read_back(choices in any_choices()) {
            let (settings, _) = choices.settings();
            let snippet = react(BASE, &settings).text();
            let mut rest = snippet.split_once("    <campaign-stats").map(|(_, rest)| rest);
            rest = rest.or_else(|| Some(snippet.split_once("return <campaign-stats")?.1));
            let mut rest = rest.unwrap();
            for (name, value) in options::attributes(&settings) {
                rest = rest.trim_start().strip_prefix(name).unwrap();
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
            prop_assert!([END, MULTILINE_END].contains(&rest), "{}", rest);
        }
    }
}
