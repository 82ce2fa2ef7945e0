//! The house is built as CONTRIBUTING.md says.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

/// What only the browser build has.
const BROWSER_CRATES: [&str; 5] = ["gloo_timers", "js_sys", "leptos", "wasm_bindgen", "web_sys"];

/// What brings model, browser and view together.
const ABOVE: [&str; 4] = ["crate::draw", "crate::desk", "crate::widget", "crate::element"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src").join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "src/{folder} is empty");
    found
}

/// The code of a file, without its comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Panics where a folder's code names one of these.
fn never_names(folder: &str, forbidden: &[&str]) {
    for path in sources(folder) {
        for name in forbidden {
            assert!(!code(&path).contains(name), "{} names {name}", path.display());
        }
    }
}

#[test]
fn the_model_knows_no_browser() {
    never_names("model", &BROWSER_CRATES);
    never_names("model", &["crate::browser", "crate::view"]);
    never_names("model", &ABOVE);
}

#[test]
fn the_model_has_no_clock_and_no_dice_of_its_own() {
    never_names("model", &["SystemTime", "Instant::", "rand::", "thread_rng"]);
}

#[test]
fn the_browser_glue_knows_only_the_model() {
    never_names("browser", &["crate::view"]);
    never_names("browser", &ABOVE);
}

#[test]
fn the_view_knows_only_the_model() {
    never_names("view", &BROWSER_CRATES);
    never_names("view", &["crate::browser"]);
    never_names("view", &ABOVE);
}

#[test]
fn nothing_becomes_html() {
    never_names("", &["inner_html", "set_inner_html", "insert_adjacent_html", "outer_html"]);
}

#[test]
fn the_picture_in_contributing_names_every_module() {
    let picture = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let map = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules = map.lines().filter_map(|line| {
        let line = line.trim().trim_start_matches("pub ");
        Some(line.strip_prefix("mod ")?.trim_end_matches([';', '{', ' ']))
    });
    for module in modules.filter(|module| !["english", "example"].contains(module)) {
        let named = picture.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == module);
        assert!(named, "CONTRIBUTING.md does not show {module}");
    }
}
