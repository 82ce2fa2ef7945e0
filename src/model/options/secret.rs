//! Keys of the API, which have no place in a page, and tokens, which have one.

/// How the names of options begin that people use for keys.
const KEY_NAMES: [&str; 6] = ["key", "api-key", "api_key", "apikey", "token", "auth"];

/// How the API's keys begin.
const KEY_PREFIX: &str = "sk_";

/// How long they are at the least, in bytes: longer than a tag such as `sk_SK`.
const KEY_BYTES: usize = 8;

/// Whether an option is a key by its name, or holds one. It has no place in a page.
#[must_use]
pub fn is_key(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_key = |word: &str| {
        word.starts_with(KEY_PREFIX) && word.len() >= KEY_BYTES
            || word == "Bearer" && !value.ends_with(word)
    };
    KEY_NAMES.iter().any(|key| name.starts_with(key))
        || value.split(is_no_part_of_a_key).any(is_key)
}

fn is_no_part_of_a_key(character: char) -> bool {
    !matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-')
}

/// Whether a token may be sent: of the characters that one is made of (RFC 6750, section 2.1,
/// and all else that is visible in ASCII), and not a key of the API, which has no place in a
/// browser.
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
    fn what_only_looks_like_a_key_is_none() {
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
    fn a_token_is_visible_ascii_and_no_key_of_the_api() {
        assert!(is_token("eyJhbGciOi.J9-_~+/=="));
        for wrong in ["", "two words", "line\nfeed", "\r", "caf\u{e9}", "🐝", "sk_live_key"] {
            assert!(!is_token(wrong), "{wrong}");
        }
    }
}
