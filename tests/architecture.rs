//! The layers of `src/` are as described in CONTRIBUTING.md.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Crates of the browser build.
const BROWSER_CRATES: [&str; 7] = [
    "gloo_net",
    "gloo_timers",
    "js_sys",
    "leptos",
    "serde_wasm_bindgen",
    "wasm_bindgen",
    "web_sys",
];

/// Modules that bring model, browser and components together.
const TOP_LAYER: [&str; 5] =
    ["crate::commands", "crate::use_feeds", "crate::use_keyed", "crate::widget", "crate::element"];

/// One component, or a few that belong together. Longer files want to be split.
const MAX_COMPONENT_LINES: usize = 110;

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

/// Code of a file without comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Panics if the code of a folder contains one of these names.
fn assert_not_used(folder: &str, forbidden: &[&str]) {
    for path in sources(folder) {
        for name in forbidden {
            assert!(!code(&path).contains(name), "{} uses {name}", path.display());
        }
    }
}

#[test]
fn model_does_not_depend_on_the_browser() {
    assert_not_used("model", &BROWSER_CRATES);
    assert_not_used("model", &["crate::browser", "crate::components"]);
    assert_not_used("model", &TOP_LAYER);
}

#[test]
fn model_has_no_clock_or_randomness() {
    assert_not_used("model", &["SystemTime", "Instant::", "rand::", "thread_rng"]);
}

#[test]
fn browser_depends_only_on_the_model() {
    assert_not_used("browser", &["crate::components"]);
    assert_not_used("browser", &TOP_LAYER);
}

#[test]
fn components_depend_only_on_the_model_and_leptos() {
    assert_not_used("components", &["gloo_", "js_sys", " web_sys", "crate::browser"]);
    assert_not_used("components", &TOP_LAYER);
}

#[test]
fn elements_are_created_by_leptos_only() {
    for folder in ["model", "components"] {
        assert_not_used(folder, &["create_element", "append_child", "impl Render"]);
    }
    for file in ["commands.rs", "use_feeds.rs", "use_keyed.rs", "widget.rs", "element.rs"] {
        let code = code(&root().join("src").join(file));
        for name in ["create_element", "append_child", "impl Render"] {
            assert!(!code.contains(name), "{file} uses {name}");
        }
    }
}

#[test]
fn components_are_short() {
    for path in sources("components").iter().filter(|path| !path.ends_with("tests.rs")) {
        let lines = fs::read_to_string(path).unwrap().lines().count();
        assert!(lines <= MAX_COMPONENT_LINES, "{} has {lines} lines", path.display());
    }
}

#[test]
fn no_text_is_inserted_as_html() {
    let forbidden = ["inner_html", "set_inner_html", "insert_adjacent_html", "outer_html"];
    // Compiled natively only.
    for path in sources("").iter().filter(|path| !path.ends_with("bind_in_tests.rs")) {
        for name in forbidden {
            assert!(!code(path).contains(name), "{} uses {name}", path.display());
        }
    }
}

/// Modules imported by a file, by path such as `model::text::locale`. Unit tests are left out,
/// because they may import anything.
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
fn no_import_cycles() {
    let files = sources("").into_iter().filter(|path| !path.ends_with("tests.rs"));
    let files: Vec<_> = files.filter(|path| module(path) != "lib").collect();
    let modules: BTreeSet<_> = files.iter().map(|path| module(path)).collect();
    let mut remaining: BTreeMap<_, _> =
        files.iter().map(|path| (module(path), imports(&modules, path))).collect();
    assert!(
        remaining.values().map(BTreeSet::len).sum::<usize>() > 100,
        "imports are not recognised"
    );
    // A module that imports none of the remaining ones is not part of a cycle.
    loop {
        let done: Vec<_> = remaining
            .iter()
            .filter(|(_, it)| it.is_empty())
            .map(|(name, _)| name.clone())
            .collect();
        if done.is_empty() {
            break;
        }
        for name in done {
            remaining.remove(&name);
            for imports in remaining.values_mut() {
                imports.remove(&name);
            }
        }
    }
    assert!(remaining.is_empty(), "import cycle among {remaining:#?}");
}

#[test]
fn contributing_mentions_all_modules() {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let map = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules = map.lines().filter_map(|line| {
        let line = line.trim().trim_start_matches("pub ");
        Some(line.strip_prefix("mod ")?.trim_end_matches([';', '{', ' ']))
    });
    for module in modules.filter(|module| !["english", "example", "tests"].contains(module)) {
        let named =
            contributing.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == module);
        assert!(named, "CONTRIBUTING.md does not mention {module}");
    }
}
