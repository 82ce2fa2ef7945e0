//! Detection of API keys, which must not appear in a page, and validation of access tokens.

/// Prefixes of option names that are commonly used for keys.
const KEY_NAMES: [&str; 6] = ["key", "api-key", "api_key", "apikey", "token", "auth"];

/// Prefix of the API's keys.
const KEY_PREFIX: &str = "sk_";

/// Minimum length of a key in bytes: longer than a language tag such as `sk_SK`.
const MIN_KEY_BYTES: usize = 8;

/// Whether an option's name or value indicates an API key, which must not be in a page.
#[must_use]
pub fn is_key(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_key = |word: &str| {
        word.starts_with(KEY_PREFIX) && word.len() >= MIN_KEY_BYTES
            || word == "Bearer" && !value.ends_with(word)
    };
    KEY_NAMES.iter().any(|key| name.starts_with(key)) || value.split(is_separator).any(is_key)
}

fn is_separator(character: char) -> bool {
    !matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-')
}

/// Whether a token may be sent: visible ASCII only (a superset of RFC 6750, section 2.1), and
/// not an API key, which must not reach a browser.
#[must_use]
pub fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_graphic())
        && !text.starts_with(KEY_PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_similar_to_a_key_are_accepted() {
        for (name, value) in [
            ("lang", "sk_SK"),
            ("label", "Standard Bearer"),
            ("campaign", "task_force"),
            ("api", "https://desk_stats.example"),
        ] {
            assert!(!is_key(name, value), "{name}={value}");
        }
    }

    #[test]
    fn tokens_are_visible_ascii_and_not_api_keys() {
        assert!(is_token("eyJhbGciOi.J9-_~+/=="));
        for wrong in ["", "two words", "line\nfeed", "\r", "caf\u{e9}", "🐝", "sk_live_key"] {
            assert!(!is_token(wrong), "{wrong}");
        }
    }
}
