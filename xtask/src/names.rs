//! The names of the release's files.
//!
//! All that may change from release to release has its hash in its name, so that browsers can
//! keep it for ever. The loader keeps its name, and learns those of the others here.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use sha2::{Digest, Sha256};

const LOADER: &str = "campaign-stats.js";

/// The files that the loader names, as it names them.
const NAMED_BY_LOADER: [&str; 3] = ["widget.js", "widget_bg.wasm", "style.css"];

/// How many digits of the hash a name has: enough that no two releases meet by chance.
const HASH_DIGITS: usize = 16;

/// Takes out of the texts in a folder what only people read, and puts hashes into names.
pub(crate) fn give(dist: &Path) -> anyhow::Result<()> {
    let loader = dist.join(LOADER);
    let mut text = read(&loader)?;
    for name in NAMED_BY_LOADER {
        let path = dist.join(name);
        minify(&path)?;
        let content = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let hashed = with_hash(name, &content);
        fs::rename(&path, dist.join(&hashed))?;
        let quoted = |name: &str| format!("'./{name}'");
        ensure!(text.contains(&quoted(name)), "the loader does not name {name}");
        text = text.replace(&quoted(name), &quoted(&hashed));
    }
    fs::write(&loader, text).with_context(|| format!("writing {}", loader.display()))?;
    minify(&loader)?;
    strip_build_instructions(&dist.join("index.html"))
}

/// Without injected scripts, Trunk leaves its own link to the Rust code in the page.
fn strip_build_instructions(page: &Path) -> anyhow::Result<()> {
    let text = read(page)?;
    let lines = text.lines().filter(|line| !line.contains("data-trunk") && !line.trim().is_empty());
    let text = lines.map(|line| [line, "\n"].concat()).collect::<String>();
    fs::write(page, text).with_context(|| format!("writing {}", page.display()))
}

/// Takes out of a script or style sheet what only people read.
pub(crate) fn minify(path: &Path) -> anyhow::Result<()> {
    let text = match path.extension().and_then(|extension| extension.to_str()) {
        Some("js" | "css") => read(path)?,
        _ => return Ok(()),
    };
    let small = if path.extension().is_some_and(|extension| extension == "css") {
        minifier::css::minify(&text).map(|small| small.to_string())
    } else {
        minifier::js::minify(&text).map(|small| small.to_string())
    };
    let small = small
        .map_err(anyhow::Error::msg)
        .with_context(|| format!("minifying {}", path.display()))?;
    fs::write(path, small).with_context(|| format!("writing {}", path.display()))
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

/// `widget.js` becomes `widget-<hash>.js`.
fn with_hash(name: &str, content: &[u8]) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(content) {
        // Writing into a String does not fail.
        let _ = write!(hash, "{byte:02x}");
    }
    hash.truncate(HASH_DIGITS);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_the_content_and_only_with_it() {
        let name = with_hash("widget_bg.wasm", b"one");
        assert_eq!(name, with_hash("widget_bg.wasm", b"one"));
        assert_ne!(name, with_hash("widget_bg.wasm", b"two"));
        assert!(name.starts_with("widget_bg-"));
        assert_eq!(Path::new(&name).extension(), Some("wasm".as_ref()));
        assert_eq!(name.len(), "widget_bg-.wasm".len() + HASH_DIGITS);
    }
}
