//! The layers of `src/` are those that CONTRIBUTING.md describes.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
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

/// A module by its path, such as `model::text::locale`, with those that its code imports. Unit tests
/// are left out: they may import anything.
fn imports(modules: &BTreeSet<String>, path: &Path) -> BTreeSet<String> {
    let code = code(path);
    let code = code.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    let this = module(path);
    let parent = this.rsplit_once("::").map_or("", |(parent, _)| parent);
    let code =
        code.replace("crate::", " crate::").replace("super::", &format!(" crate::{parent}::"));
    let mut found = BTreeSet::new();
    for path in code.split(" crate::").skip(1) {
        let end = path.find(|c: char| !c.is_alphanumeric() && !"_:".contains(c));
        let (name, rest) = path.split_at(end.unwrap_or(path.len()));
        let names: Vec<String> = match rest.strip_prefix('{').and_then(|it| it.split_once('}')) {
            Some((group, _)) => group
                .split(',')
                .filter_map(|each| each.split_whitespace().next())
                .map(|each| format!("{name}{each}"))
                .collect(),
            None => vec![name.to_owned()],
        };
        for name in names {
            let mut name = name.as_str();
            while !modules.contains(name) && !name.is_empty() {
                name = name.rsplit_once("::").map_or("", |(start, _)| start);
            }
            if !name.is_empty() && name != this {
                found.insert(name.to_owned());
            }
        }
    }
    found
}

fn module(path: &Path) -> String {
    let path = path.strip_prefix(root().join("src")).unwrap().with_extension("");
    path.to_string_lossy().replace(['/', '\\'], "::")
}

#[test]
fn no_module_imports_itself_through_others() {
    let files = sources("").into_iter().filter(|path| !path.ends_with("tests.rs"));
    let files: Vec<_> = files.filter(|path| module(path) != "lib").collect();
    let modules: BTreeSet<_> = files.iter().map(|path| module(path)).collect();
    let mut left: BTreeMap<_, _> =
        files.iter().map(|path| (module(path), imports(&modules, path))).collect();
    assert!(left.values().map(BTreeSet::len).sum::<usize>() > 100, "imports are not recognised");
    // A module that imports none of those left is in no cycle.
    loop {
        let done: Vec<_> =
            left.iter().filter(|(_, it)| it.is_empty()).map(|(name, _)| name.clone()).collect();
        if done.is_empty() {
            break;
        }
        for name in done {
            left.remove(&name);
            for imports in left.values_mut() {
                imports.remove(&name);
            }
        }
    }
    assert!(left.is_empty(), "import cycle among {left:#?}");
}

#[test]
fn contributing_names_every_module() {
    let picture = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let map = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules = map.lines().filter_map(|line| {
        let line = line.trim().trim_start_matches("pub ");
        Some(line.strip_prefix("mod ")?.trim_end_matches([';', '{', ' ']))
    });
    for module in modules.filter(|module| !["english", "example", "tests"].contains(module)) {
        let named = picture.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == module);
        assert!(named, "CONTRIBUTING.md does not show {module}");
    }
}
