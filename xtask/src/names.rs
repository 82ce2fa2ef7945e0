//! The names of the release's files.
//!
//! All that may change from release to release has its hash in its name, so that browsers can
//! keep it for ever. The loader and the page keep theirs, and learn those of the others here.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use sha2::{Digest, Sha256};

use crate::minify::minify;

const LOADER: &str = "campaign-stats.js";
const PAGE: &str = "index.html";

/// The files that the loader names, as it names them.
const NAMED_BY_LOADER: [&str; 4] = ["widget.js", "widget_bg.wasm", "watch.js", "style.css"];

/// Those of them that the page names too, so that they are on their way before the loader is there
/// to ask for them.
const PRELOADED: [&str; 3] = ["widget.js", "widget_bg.wasm", "style.css"];

/// The script that only the page names.
const NAMED_BY_PAGE: &str = "page.js";

/// What stands in the loader for the name of the release.
const VERSION: &str = "'development'";

/// The loader is what every page waits for: at most so many bytes, minified.
const LOADER_BUDGET: usize = 3 * 1024;

/// How many digits of the hash a name has: enough that no two releases meet by chance.
const HASH_DIGITS: usize = 16;

/// And that of a release: enough to tell two apart that are on one page.
const BUILD_DIGITS: usize = 8;

/// Takes out of the texts in a folder what only people read, and puts hashes into names.
pub(crate) fn give(dist: &Path) -> anyhow::Result<()> {
    let mut names = Vec::new();
    for name in NAMED_BY_LOADER {
        names.push((name, hash(dist, name)?));
    }
    let path = dist.join(LOADER);
    let loader = loader(&read(&path)?, &names)?;
    ensure!(
        loader.len() <= LOADER_BUDGET,
        "the loader has {} bytes, over its budget of {LOADER_BUDGET}",
        loader.len()
    );
    write(&path, &loader)?;
    let page = dist.join(PAGE);
    let script = hash(dist, NAMED_BY_PAGE)?;
    names.retain(|(name, _)| PRELOADED.contains(name));
    names.push((NAMED_BY_PAGE, script));
    let mut text = without_build_instructions(&read(&page)?);
    for (name, hashed) in names {
        text = replace(&text, &format!("\"{name}\""), &format!("\"{hashed}\""))?;
    }
    write(&page, &text)
}

/// Minifies a file, and gives it its hash. Answers its new name.
fn hash(dist: &Path, name: &str) -> anyhow::Result<String> {
    let path = dist.join(name);
    if Path::new(name).extension().is_none_or(|extension| extension != "wasm") {
        let small = minify(name, &read(&path)?).with_context(|| format!("minifying {name}"))?;
        write(&path, &small)?;
    }
    let content = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let hashed = with_hash(name, &content);
    fs::rename(&path, dist.join(&hashed))?;
    Ok(hashed)
}

/// The loader with the names of the other files and of the release, minified.
fn loader(text: &str, names: &[(&str, String)]) -> anyhow::Result<String> {
    let mut text = text.to_owned();
    for (name, hashed) in names {
        text = replace(&text, &format!("{name}'"), &format!("{hashed}'"))?;
    }
    // Two releases of one version may differ, as when somebody has changed the source.
    let hash = hex(text.as_bytes());
    let hash = hash.get(..BUILD_DIGITS).unwrap_or_default();
    let version = [env!("CARGO_PKG_VERSION"), "+", hash].concat();
    minify(LOADER, &replace(&text, VERSION, &format!("'{version}'"))?)
}

fn replace(text: &str, from: &str, to: &str) -> anyhow::Result<String> {
    ensure!(text.matches(from).count() == 1, "{from} should be named once");
    Ok(text.replace(from, to))
}

/// Without injected scripts, Trunk leaves its own link to the Rust code in the page.
fn without_build_instructions(page: &str) -> String {
    let lines = page.lines().filter(|line| !line.contains("data-trunk") && !line.trim().is_empty());
    lines.map(|line| [line, "\n"].concat()).collect()
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

/// `widget.js` becomes `widget-<hash>.js`.
fn with_hash(name: &str, content: &[u8]) -> String {
    let hash = hex(content);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

fn hex(content: &[u8]) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(content) {
        // Writing into a String does not fail.
        let _ = write!(hash, "{byte:02x}");
    }
    hash.truncate(HASH_DIGITS);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::root;

    #[test]
    fn a_name_changes_with_the_content_and_only_with_it() {
        let name = with_hash("widget_bg.wasm", b"one");
        assert_eq!(name, with_hash("widget_bg.wasm", b"one"));
        assert_ne!(name, with_hash("widget_bg.wasm", b"two"));
        assert!(name.starts_with("widget_bg-"));
        assert_eq!(Path::new(&name).extension(), Some("wasm".as_ref()));
        assert_eq!(name.len(), "widget_bg-.wasm".len() + HASH_DIGITS);
    }

    #[test]
    fn the_loader_is_within_its_budget_with_all_names_in_it() {
        let text = read(&root().join("embed").join(LOADER)).unwrap();
        let names = NAMED_BY_LOADER.map(|name| (name, with_hash(name, b"")));
        let loader = loader(&text, &names).unwrap();
        assert!(loader.len() <= LOADER_BUDGET, "{} bytes", loader.len());
        for (_, hashed) in names {
            assert!(loader.contains(&hashed), "{hashed} is not in the loader");
        }
        assert!(!loader.contains("development") && loader.contains(env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn the_page_loses_what_only_the_build_reads() {
        let page = "<script src=\"page.js\"></script>\n  <link data-trunk rel=\"rust\">\n\n<p>\n";
        assert_eq!(without_build_instructions(page), "<script src=\"page.js\"></script>\n<p>\n");
    }
}
