//! `cargo xtask dist`: the release, compressed, within its budget.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::names;
use crate::process::{self, root, say};
use crate::setup::Tools;
use crate::shrink;
use crate::small_std;

/// Everything that a browser loads for one card, with brotli, in bytes.
const BUDGET: usize = 80 * 1024;

/// The extensions of the files that are worth compressing.
const COMPRESSED: [&str; 8] = ["css", "html", "js", "json", "svg", "ts", "txt", "wasm"];

/// What developers need of the package, copied as it is.
const FOR_DEVELOPERS: [&str; 5] =
    ["campaign-stats.d.ts", "react.d.ts", "react.js", "custom-elements.json", "package.json"];

/// How the files begin that a browser loads for one card; the rest is the page form's or for
/// developers.
const FOR_A_CARD: [&str; 4] = ["campaign-stats.js", "widget", "watch-", "style-"];

/// A file of the release.
pub(crate) struct Sizes {
    name: String,
    plain: usize,
    gzip: usize,
    brotli: usize,
}

impl Sizes {
    fn is_for_a_card(&self) -> bool {
        FOR_A_CARD.iter().any(|beginning| self.name.starts_with(beginning))
    }
}

/// Builds `dist/`, holds it to its budget, and answers where it is.
pub(crate) fn run() -> anyhow::Result<PathBuf> {
    let (dist, total) = build()?;
    if total > BUDGET {
        bail!("{total} bytes are over the budget of {BUDGET}");
    }
    println!("within the budget of {BUDGET} bytes, by {}", BUDGET - total);
    Ok(dist)
}

/// Builds `dist/`. Answers where it is, and how many bytes a browser loads of it for one card.
pub(crate) fn build() -> anyhow::Result<(PathBuf, usize)> {
    let tools = Tools::for_release()?;
    let dist = root().join("dist");
    let mut build = tools.command("trunk");
    small_std::build_with(&mut build);
    say("building the release into dist/ (about 3 min the first time)");
    process::run(build.args(["build", "--release"]))?;
    shrink::shrink(&tools, &dist)?;
    names::give(&dist)?;
    for name in FOR_DEVELOPERS {
        fs::copy(root().join("embed").join(name), dist.join(name))
            .with_context(|| format!("copying embed/{name}"))?;
    }
    say("compressing");
    let mut sizes = compress_all(&dist)?;
    sizes.sort_by_key(|file| std::cmp::Reverse(file.brotli));
    let (card, rest): (Vec<_>, Vec<_>) = sizes.into_iter().partition(Sizes::is_for_a_card);
    print_table("for one card", &card);
    print_table("beside it", &rest);
    let total: usize = card.iter().map(|file| file.brotli).sum();
    Ok((dist, total))
}

/// Writes a `.br` and a `.gz` beside every file that gains by it.
fn compress_all(dist: &Path) -> anyhow::Result<Vec<Sizes>> {
    let mut sizes = Vec::new();
    for entry in fs::read_dir(dist).context("reading dist/")? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if extension.is_some_and(|extension| COMPRESSED.contains(&extension)) {
            sizes.push(compress(&path).with_context(|| format!("compressing {}", path.display()))?);
        }
    }
    Ok(sizes)
}

/// Writes a `.br` and a `.gz` beside a file.
pub(crate) fn compress(path: &Path) -> anyhow::Result<Sizes> {
    let plain = fs::read(path)?;
    let gzip = gzip(&plain)?;
    let brotli = brotli(&plain)?;
    fs::write(with_suffix(path, "gz"), &gzip)?;
    fs::write(with_suffix(path, "br"), &brotli)?;
    Ok(Sizes {
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        plain: plain.len(),
        gzip: gzip.len(),
        brotli: brotli.len(),
    })
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(plain)?;
    encoder.finish()
}

fn brotli(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &plain[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

fn print_table(what: &str, sizes: &[Sizes]) {
    let row = |name: &str, plain: &str, gzip: &str, brotli: &str| {
        println!("{name:<44}{plain:>10}{gzip:>10}{brotli:>10}");
    };
    row(what, "plain", "gzip", "brotli");
    for file in sizes {
        let Sizes { name, plain, gzip, brotli } = file;
        row(name, &plain.to_string(), &gzip.to_string(), &brotli.to_string());
    }
    let sum = |size: fn(&Sizes) -> usize| sizes.iter().map(size).sum::<usize>().to_string();
    row("in all", &sum(|f| f.plain), &sum(|f| f.gzip), &sum(|f| f.brotli));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_compressed_comes_back_whole() {
        let plain = "the same words again and again, ".repeat(500);
        let mut from_gzip = String::new();
        let gzip = gzip(plain.as_bytes()).unwrap();
        flate2::read::GzDecoder::new(&gzip[..]).read_to_string(&mut from_gzip).unwrap();
        let mut from_brotli = Vec::new();
        let brotli = brotli(plain.as_bytes()).unwrap();
        brotli::BrotliDecompress(&mut &brotli[..], &mut from_brotli).unwrap();
        assert_eq!(from_gzip, plain);
        assert_eq!(from_brotli, plain.as_bytes());
        assert!(gzip.len() < plain.len() && brotli.len() < plain.len());
    }

    #[test]
    fn the_suffix_follows_the_whole_name() {
        assert_eq!(with_suffix(Path::new("a/b.js"), "br"), Path::new("a/b.js.br"));
    }
}
