//! A small replacement for `dist/`, with the same kinds of names and precompressed files.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Context;

/// The files by their role.
pub struct Files;

impl Files {
    /// The loader, with a fixed name.
    pub const LOADER: &'static str = "campaign-stats.js";
    /// A script, with a hashed name.
    pub const SCRIPT: &'static str = "widget-0a1b2c3d4e5f6071.js";
    /// The module.
    pub const MODULE: &'static str = "widget_bg-0a1b2c3d4e5f6071.wasm";
    /// The style sheet.
    pub const STYLE: &'static str = "style-89abcdef01234567.css";
    /// The page.
    pub const PAGE: &'static str = "index.html";
    /// Files with `.br` and `.gz`.
    pub const COMPRESSED: [&'static str; 5] =
        [Self::LOADER, Self::SCRIPT, Self::MODULE, Self::STYLE, Self::PAGE];
    /// A file without `.br` and `.gz`.
    pub const PLAIN: &'static str = "campaigns.json";
    /// A file that is not part of a release.
    pub const FOREIGN: &'static str = "notes.md";

    /// Content of a file.
    #[must_use]
    pub fn content(name: &str) -> String {
        format!("{name}: the same words again and again; ").repeat(40)
    }

    /// Writes all files.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write_into(folder: &Path) -> anyhow::Result<()> {
        fs::create_dir_all(folder)?;
        for name in Self::COMPRESSED {
            let content = Self::content(name);
            fs::write(folder.join(name), &content)?;
            fs::write(folder.join(format!("{name}.gz")), gzip(content.as_bytes())?)?;
            fs::write(folder.join(format!("{name}.br")), brotli(content.as_bytes())?)?;
        }
        for name in [Self::PLAIN, Self::FOREIGN] {
            fs::write(folder.join(name), Self::content(name)).context(name)?;
        }
        Ok(())
    }
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain)?;
    encoder.finish()
}

fn brotli(mut plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    brotli::BrotliCompress(
        &mut plain,
        &mut compressed,
        &brotli::enc::BrotliEncoderParams::default(),
    )?;
    Ok(compressed)
}
