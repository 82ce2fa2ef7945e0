//! Puts a hash of the content into the names of the files that the loader and the pages fetch, so
//! that browsers can cache them forever.
//!
//! Trunk's `filehash` cannot do this. It renames its own outputs and updates `index.html` only:
//! `copy-file` assets keep their names, and the loader `campaign-stats.js`, which other people's
//! pages load under that fixed name, would not learn the new names.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use sha2::{Digest, Sha256};

pub(crate) const LOADER: &str = "campaign-stats.js";
const PAGE: &str = "index.html";
const EMBED_PAGE: &str = "embed.html";

/// Files that the loader fetches.
const FETCHED_BY_LOADER: [&str; 6] =
    ["outline.js", "style.css", "kiosk.css", "widget.js", "widget_bg.wasm", "watch.js"];

/// Files that the page preloads or loads.
const LOADED_BY_PAGE: [&str; 5] =
    ["outline.js", "style.css", "widget.js", "widget_bg.wasm", "page.js"];

/// Files that the page `embed.html` loads. Its script reads the names of the others from the page.
const LOADED_BY_EMBED_PAGE: [&str; 6] =
    ["style.css", "kiosk.css", "embed.css", "embed.js", "embed-page.js", "embed-page_bg.wasm"];

/// Files whose names get a hash.
pub(crate) const HASHED: [&str; 11] = [
    "outline.js",
    "style.css",
    "kiosk.css",
    "widget.js",
    "widget_bg.wasm",
    "watch.js",
    "page.js",
    "embed.css",
    "embed.js",
    "embed-page.js",
    "embed-page_bg.wasm",
];

/// Placeholder for the version in the source of the loader.
const VERSION_PLACEHOLDER: &str = "development";

/// Length of the hash in a file name, in hex digits.
const FILE_HASH_DIGITS: usize = 16;

/// Length of the hash in the version, in hex digits. It tells two builds on one page apart.
const BUILD_HASH_DIGITS: usize = 8;

/// Renames the files in `dist`, and updates the loader and the pages.
pub(crate) fn add_hashes(dist: &Path) -> anyhow::Result<()> {
    let mut names = Vec::new();
    for name in HASHED {
        names.push((name, rename(dist, name)?));
    }
    update(&dist.join(LOADER), |text| loader(text, &names))?;
    update(&dist.join(PAGE), |text| page(text, &LOADED_BY_PAGE, &names))?;
    update(&dist.join(EMBED_PAGE), |text| page(text, &LOADED_BY_EMBED_PAGE, &names))
}

/// Renames a file, and returns its new name.
fn rename(dist: &Path, name: &str) -> anyhow::Result<String> {
    let path = dist.join(name);
    let content = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let hashed = with_hash(name, &content);
    fs::rename(&path, dist.join(&hashed)).with_context(|| format!("renaming {name}"))?;
    Ok(hashed)
}

fn update(path: &Path, edit: impl Fn(&str) -> anyhow::Result<String>) -> anyhow::Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let text = edit(&text).with_context(|| format!("updating {}", path.display()))?;
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

/// The loader with hashed names and the version.
fn loader(text: &str, names: &[(&str, String)]) -> anyhow::Result<String> {
    let text = replace_names(text, '\'', &FETCHED_BY_LOADER, names)?;
    // Two builds of one version can differ, for example after a local change.
    let hash = hex(text.as_bytes(), BUILD_HASH_DIGITS);
    let version = format!("'{}+{hash}'", env!("CARGO_PKG_VERSION"));
    replace_once(&text, &format!("'{VERSION_PLACEHOLDER}'"), &version)
}

/// A page with hashed names.
fn page(text: &str, loaded: &[&str], names: &[(&str, String)]) -> anyhow::Result<String> {
    replace_names(&without_build_links(text), '"', loaded, names)
}

/// Replaces the end of each string literal that names one of the files.
fn replace_names(
    text: &str,
    quote: char,
    wanted: &[&str],
    names: &[(&str, String)],
) -> anyhow::Result<String> {
    let mut text = text.to_owned();
    for (name, hashed) in names.iter().filter(|(name, _)| wanted.contains(name)) {
        text = replace_once(&text, &format!("{name}{quote}"), &format!("{hashed}{quote}"))?;
    }
    Ok(text)
}

fn replace_once(text: &str, from: &str, to: &str) -> anyhow::Result<String> {
    let count = text.matches(from).count();
    ensure!(count == 1, "expected {from} once, found it {count} times");
    Ok(text.replace(from, to))
}

/// Removes the `data-trunk` link that Trunk leaves in the page when it injects no scripts.
fn without_build_links(page: &str) -> String {
    let lines = page.lines().filter(|line| !line.contains("data-trunk") && !line.trim().is_empty());
    lines.map(|line| [line, "\n"].concat()).collect()
}

/// `widget.js` becomes `widget-<hash>.js`.
fn with_hash(name: &str, content: &[u8]) -> String {
    let hash = hex(content, FILE_HASH_DIGITS);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

fn hex(content: &[u8], digits: usize) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(content) {
        // Writing to a String cannot fail.
        let _ = write!(hash, "{byte:02x}");
    }
    hash.truncate(digits);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::root;

    fn hashed_names() -> Vec<(&'static str, String)> {
        HASHED.into_iter().map(|name| (name, with_hash(name, b"content"))).collect()
    }

    #[test]
    fn hash_depends_only_on_content() {
        let name = with_hash("widget_bg.wasm", b"one");
        assert_eq!(name, with_hash("widget_bg.wasm", b"one"));
        assert_ne!(name, with_hash("widget_bg.wasm", b"two"));
        let hash = name.strip_prefix("widget_bg-").and_then(|name| name.strip_suffix(".wasm"));
        assert_eq!(hash.map(str::len), Some(FILE_HASH_DIGITS));
    }

    #[test]
    fn loader_gets_all_hashed_names_and_the_version() {
        let text = fs::read_to_string(root().join("embed").join(LOADER)).unwrap();
        let loader = loader(&text, &hashed_names()).unwrap();
        for name in FETCHED_BY_LOADER {
            assert!(loader.contains(&with_hash(name, b"content")), "{name}");
        }
        assert!(loader.contains(&format!("'{}+", env!("CARGO_PKG_VERSION"))));
        assert!(!loader.contains(VERSION_PLACEHOLDER));
    }

    #[test]
    fn page_gets_all_hashed_names_and_no_build_links() {
        let text = fs::read_to_string(root().join(PAGE)).unwrap();
        let page = page(&text, &LOADED_BY_PAGE, &hashed_names()).unwrap();
        for name in LOADED_BY_PAGE {
            assert!(page.contains(&with_hash(name, b"content")), "{name}");
        }
        assert!(page.contains("\"campaign-stats.js\"") && !page.contains("data-trunk"));
    }

    #[test]
    fn embed_page_gets_all_hashed_names() {
        let text = fs::read_to_string(root().join("embed-page").join(EMBED_PAGE)).unwrap();
        let page = page(&text, &LOADED_BY_EMBED_PAGE, &hashed_names()).unwrap();
        for name in LOADED_BY_EMBED_PAGE {
            assert!(page.contains(&["\"", &with_hash(name, b"content"), "\""].concat()), "{name}");
        }
    }

    #[test]
    fn missing_name_is_an_error() {
        assert!(replace_once("import('./a.js')", "widget.js'", "x").is_err());
    }
}
