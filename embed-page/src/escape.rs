//! Text inside HTML attributes, JavaScript strings, Rust strings and addresses. Nothing a person types can end
//! the place that it is put into.

use std::fmt::Write;

/// Text between the double quotes of an HTML attribute.
#[must_use]
pub fn html_attribute(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // The parser of HTML makes a line feed of a carriage return.
            '\r' => escaped.push_str("&#13;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// A JavaScript string in single quotes, also for scripts within HTML: it contains no `<`, which could end the
/// script or begin a comment.
#[must_use]
pub fn js_string(text: &str) -> String {
    let mut escaped = String::from("'");
    for character in text.chars() {
        match character {
            '\'' => escaped.push_str("\\'"),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '<' | '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{2028}' | '\u{2029}' => {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "\\u{:04x}", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    escaped.push('\'');
    escaped
}

/// The name of a property in a JavaScript object literal.
#[must_use]
pub fn js_property(name: &str) -> String {
    let is_start = |first: char| first.is_ascii_alphabetic() || first == '_' || first == '$';
    let is_plain = name.starts_with(is_start)
        && name.chars().all(|each| is_start(each) || each.is_ascii_digit());
    match name {
        // In any other notation, this sets the prototype.
        "__proto__" => "['__proto__']".to_owned(),
        _ if is_plain => name.to_owned(),
        _ => js_string(name),
    }
}

/// A Rust string literal.
#[must_use]
pub fn rust_string(text: &str) -> String {
    format!("{text:?}")
}

/// A value in the query of an address: every byte outside RFC 3986's unreserved set is percent-encoded.
#[must_use]
pub fn query_value(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a JavaScript string in single quotes from the start of a text. Returns it and the rest.
    pub(crate) fn read_js_string(text: &str) -> Option<(String, &str)> {
        let mut characters = text.strip_prefix('\'')?.char_indices();
        let mut read = String::new();
        while let Some((at, character)) = characters.next() {
            match character {
                '\'' => return Some((read, text.get(at + 2..)?)),
                '\n' | '\r' | '\u{2028}' | '\u{2029}' => return None,
                '\\' => match characters.next()?.1 {
                    'n' => read.push('\n'),
                    'u' => {
                        let digits: String =
                            characters.by_ref().take(4).map(|(_, digit)| digit).collect();
                        read.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                    }
                    other => read.push(other),
                },
                other => read.push(other),
            }
        }
        None
    }

    /// Reads a Rust string literal from the start of a text. Returns it and the rest.
    pub(crate) fn read_rust_string(text: &str) -> Option<(String, &str)> {
        let mut characters = text.strip_prefix('"')?.char_indices();
        let mut read = String::new();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => return Some((read, text.get(at + 2..)?)),
                '\\' => match characters.next()?.1 {
                    'n' => read.push('\n'),
                    'r' => read.push('\r'),
                    't' => read.push('\t'),
                    '0' => read.push('\0'),
                    'u' => {
                        let digits = characters.by_ref().skip(1).map(|(_, digit)| digit);
                        let digits: String = digits.take_while(|digit| *digit != '}').collect();
                        read.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                    }
                    other => read.push(other),
                },
                other => read.push(other),
            }
        }
        None
    }

    /// Text with everything that ends strings, attributes, scripts or comments.
    pub(crate) fn any_text() -> impl Strategy<Value = String> {
        let special = prop::sample::select(vec![
            "'",
            "\"",
            "`",
            "\\",
            "<",
            ">",
            "</script>",
            "<!--",
            "-->",
            "]]>",
            "&",
            "&amp;",
            "&quot",
            "\n",
            "\r",
            "\t",
            "\0",
            "\u{85}",
            "\u{2028}",
            "\u{feff}",
            " ",
            "\u{a0}",
            "{",
            "}",
            "${x}",
            "//",
            "*/",
            "/*",
            "__proto__",
            "%22",
            "?",
            "#",
            "=",
            "é",
            "🐝",
        ]);
        let piece =
            prop_oneof![special.prop_map(str::to_owned), any::<char>().prop_map(String::from)];
        prop_oneof![
            prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat()),
            any::<String>()
        ]
    }

    proptest! {
        #[test]
        fn html_attribute_is_read_back(text in any_text()) {
            // No way to write this character in HTML.
            prop_assume!(!text.contains('\0'));
            let html = format!("<b title=\"{}\" id=\"end\"></b>", html_attribute(&text));
            let page = scraper::Html::parse_fragment(&html);
            let selector = scraper::Selector::parse("b#end").unwrap();
            let read = page.select(&selector).next().and_then(|b| b.attr("title"));
            prop_assert_eq!(read, Some(text.as_str()));
        }

        #[test]
        fn js_string_is_read_back_and_cannot_end_a_script(text in any_text()) {
            let script = js_string(&text);
            prop_assert!(!script.contains('<'));
            prop_assert_eq!(read_js_string(&script), Some((text, "")));
        }

        #[test]
        fn rust_string_is_read_back(text in any_text()) {
            let literal = rust_string(&text);
            prop_assert_eq!(read_rust_string(&literal), Some((text, "")));
        }

        #[test]
        fn query_value_has_unreserved_characters_only(text in any_text()) {
            let value = query_value(&text);
            let is_safe = |each: char| each.is_ascii_alphanumeric() || "-._~%".contains(each);
            prop_assert!(value.chars().all(is_safe), "{}", value);
        }
    }

    #[test]
    fn property_names_are_quoted_where_needed() {
        for (name, expected) in [
            ("camp_123", "camp_123"),
            ("207", "'207'"),
            ("a-b", "'a-b'"),
            ("", "''"),
            ("é", "'é'"),
            ("__proto__", "['__proto__']"),
        ] {
            assert_eq!(js_property(name), expected);
        }
    }
}
