//! The public JavaScript API matches the code: the types, the manifest, the loader and the
//! documentation name the same options, events and styling hooks.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use campaign_stats::model::options::settings::{Problem, Settings};
use campaign_stats::model::polling::widget_event::{self, Condition};
use campaign_stats::model::stats::campaign_stats::Counter;
use serde_json::Value;

type Names = BTreeSet<String>;

fn file(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn names<'text>(found: impl IntoIterator<Item = &'text str>) -> Names {
    found.into_iter().map(str::to_owned).collect()
}

/// Text between the first occurrence of `begin` and the next `end`.
fn between<'text>(text: &'text str, begin: &str, end: &str) -> &'text str {
    let rest = text.split_once(begin).unwrap().1;
    rest.split_once(end).unwrap().0
}

/// Quoted strings within a text.
fn quoted(text: &str, quote: char) -> Names {
    names(text.split(quote).skip(1).step_by(2))
}

/// A string array of the loader.
fn list(name: &str) -> Names {
    let loader = file("embed/campaign-stats.js");
    quoted(between(&loader, &format!("const {name} = ["), "];"), '\'')
}

fn options() -> Names {
    &list("options") | &list("switches")
}

/// Names declared in an interface of the type definitions, one per line.
fn declared(interface: &str) -> Names {
    let types = file("embed/campaign-stats.d.ts");
    let block = between(&types, &format!("interface {interface} "), "\n}");
    let lines = block.lines().map(str::trim).filter(|line| !line.starts_with(['*', '/']));
    let names = lines.filter_map(|line| {
        let line = line.trim_start_matches("get ").trim_start_matches("set ");
        let name = line.split(['(', ':', '?']).next()?;
        (!name.is_empty() && name.chars().all(char::is_alphanumeric)).then(|| name.to_owned())
    });
    names.collect()
}

/// String literals of a union type in the type definitions.
fn union(name: &str) -> Names {
    let types = file("embed/campaign-stats.d.ts");
    quoted(between(&types, &format!("type {name} ="), ";"), '\'')
}

fn manifest() -> Value {
    serde_json::from_str(&file("embed/custom-elements.json")).unwrap()
}

/// Names in the first column of the Markdown table with this header.
fn first_column(path: &str, header: &str) -> Names {
    let text = file(path);
    let rows = between(&text, &format!("\n| {header} |"), "\n\n");
    let cells = rows.lines().skip(2).filter_map(|row| row.split('|').nth(1));
    cells.flat_map(|cell| quoted(cell, '`')).collect()
}

/// Names in a list of the manifest, optionally of one kind.
fn listed(list: &str, kind: Option<&str>) -> Names {
    let manifest = manifest();
    let entries = manifest["modules"][0]["declarations"][0][list].as_array().unwrap();
    let of_kind = entries.iter().filter(|entry| kind.is_none_or(|kind| entry["kind"] == kind));
    of_kind.map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

fn events() -> Names {
    let code = file("src/browser/events.rs");
    let lines = code.lines().filter(|line| line.starts_with("pub const ") && line.contains("&str"));
    lines.flat_map(|line| quoted(line, '"')).collect()
}

#[test]
fn loader_and_settings_have_the_same_options() {
    for option in &options() {
        let (_, problems) = Settings::from_query([(option.clone(), "x".to_owned())]);
        let unknown = problems.iter().any(|problem| matches!(problem, Problem::Unknown(_)));
        assert!(!unknown, "{option} is not an option of the settings");
    }
    let settings = file("src/model/options/settings.rs");
    let parsed = between(&settings, "fn set(", "\n    }\n");
    for line in parsed.lines().filter(|line| line.trim_start().starts_with('"')) {
        let Some((option, _)) = line.trim().trim_start_matches('"').split_once("\" =>") else {
            continue;
        };
        let known = options().contains(option) || list("properties").contains(option);
        assert!(known, "{option} is not an option of the loader");
    }
}

#[test]
fn english_words_of_the_outline_are_those_of_the_text_file() {
    let (outline, english) = (file("embed/outline.js"), file("embed/texts/en.txt"));
    let words = between(&outline, "const ENGLISH = {", "\n};");
    let mut count = 0;
    for line in words.lines().filter(|line| !line.trim().is_empty()) {
        let (key, text) = line.trim().trim_end_matches(',').split_once(": ").unwrap();
        let expected = [key, " ", text.trim_matches('\'')].concat();
        assert!(english.lines().any(|line| line == expected), "{expected}");
        count += 1;
    }
    assert!(count > 30, "{count} words");
}

#[test]
fn loader_and_locales_have_the_same_languages() {
    let (loader, locales) = (file("embed/campaign-stats.js"), file("src/browser/locales.rs"));
    let list = quoted(between(&loader, "const translations = [", "]"), '\'');
    assert_eq!(list, quoted(between(&locales, "const FETCHED: [&str; 4] = [", "]"), '"'));
}

#[test]
fn types_have_all_options_properties_and_methods() {
    let element = &(&options() | &list("properties")) | &names(["refresh", "pause", "resume"]);
    assert_eq!(declared("CampaignStatsElement extends HTMLElement"), element);
    let attributes = declared("CampaignStatsAttributes");
    assert!(attributes.is_superset(&options()), "{attributes:?}");
    assert!(attributes.is_disjoint(&list("properties")));
}

#[test]
fn types_and_manifest_have_all_events() {
    assert_eq!(events().len(), 2);
    let types = file("embed/campaign-stats.d.ts");
    let map = between(&types, "interface GlobalEventHandlersEventMap {", "}");
    assert_eq!(quoted(map, '\''), events());
    assert_eq!(listed("events", None), events());
}

#[test]
fn types_have_all_states_reasons_and_fields() {
    let states = Condition::ALL.map(|state| serde_json::to_value(state).unwrap());
    let states = states.iter().map(|state| state.as_str().unwrap());
    assert_eq!(union("CampaignStatsState"), names(states));
    let failures = file("src/model/polling/error.rs");
    let reasons = between(&failures, "pub fn name(", "\n    }\n");
    assert_eq!(union("CampaignStatsReason"), quoted(reasons, '"'));
    let counters = names(Counter::ALL.map(widget_event::name));
    assert_eq!(union("CampaignStatsCounter"), counters);
    let numbers = &counters | &names(["campaignId", "openRate", "replyRate"]);
    assert_eq!(declared("CampaignStatsNumbers"), numbers);
}

#[test]
fn manifest_has_all_options_properties_and_methods() {
    assert_eq!(listed("attributes", None), options());
    let mut fields = &options() | &list("properties");
    // Listed as a method, though it can be set, too.
    fields.remove("refresh");
    assert_eq!(listed("members", Some("field")), fields);
    assert_eq!(listed("members", Some("method")), names(["refresh", "pause", "resume"]));
}

#[test]
fn manifest_has_the_required_structure() {
    let manifest = manifest();
    assert_eq!(manifest["schemaVersion"], "2.1.0");
    let module = &manifest["modules"][0];
    assert_eq!(
        (&module["kind"], &module["path"]),
        (&"javascript-module".into(), &"campaign-stats.js".into())
    );
    let element = &module["declarations"][0];
    assert_eq!((&element["kind"], &element["customElement"]), (&"class".into(), &true.into()));
    assert_eq!(element["tagName"], "campaign-stats");
    for list in ["attributes", "members", "events", "cssProperties", "cssParts"] {
        for entry in element[list].as_array().unwrap() {
            let text = |key: &str| entry[key].as_str().is_some_and(|text| !text.is_empty());
            assert!(text("name") && text("description"), "{list}: {entry}");
            let typed =
                entry["type"]["text"].is_string() || entry["return"]["type"]["text"].is_string();
            assert!(typed || list.starts_with("css"), "{list}: {entry}");
        }
    }
    let export = &module["exports"][0];
    assert_eq!(export["kind"], "custom-element-definition");
    assert_eq!(
        (&export["name"], &export["declaration"]["name"]),
        (&element["tagName"], &element["name"])
    );
}

#[test]
fn manifest_and_theming_page_list_all_custom_properties() {
    let style = file("style.css");
    let places = style.split("var(--campaign-stats-").skip(1);
    let used: Names = places
        .map(|rest| ["--campaign-stats-", rest.split([',', ')']).next().unwrap()].concat())
        .collect();
    assert_eq!(listed("cssProperties", None), used);
    assert_eq!(first_column("docs/theming.md", "custom property"), used);
}

#[test]
fn manifest_and_theming_page_list_all_parts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut parts = Names::new();
    for entry in fs::read_dir(root.join("components")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let code = fs::read_to_string(path).unwrap();
            let named = code.split("part=\"").skip(1);
            parts.extend(named.filter_map(|rest| Some(rest.split('"').next()?.to_owned())));
        }
    }
    assert_eq!(listed("cssParts", None), parts);
    assert_eq!(first_column("docs/theming.md", "`::part()`"), parts);
}

#[test]
fn readme_lists_all_options_and_properties() {
    assert_eq!(first_column("README.md", "option"), options());
    assert_eq!(first_column("README.md", "property"), list("properties"));
}

#[test]
fn events_page_is_complete() {
    let page = "docs/events.md";
    assert_eq!(first_column(page, "property"), list("properties"));
    assert_eq!(first_column(page, "method"), names(["refresh()", "pause()", "resume()"]));
    assert_eq!(first_column(page, "event"), events());
    assert_eq!(first_column(page, "`state`"), union("CampaignStatsState"));
    assert_eq!(first_column(page, "`reason`"), union("CampaignStatsReason"));
}

#[test]
fn troubleshooting_page_covers_all_reasons() {
    let page = file("docs/troubleshooting.md");
    for reason in union("CampaignStatsReason") {
        assert!(page.contains(&format!("| `{reason}` |")), "{reason} is missing");
    }
}

#[test]
fn relative_links_in_documents_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let docs = docs.filter(|path| path.extension().is_some_and(|kind| kind == "md"));
    let others =
        ["README.md", "SECURITY.md", "deploy/README.md", "deploy/SCALING.md", "examples/README.md"];
    for page in docs.chain(others.map(|page| root.join(page))) {
        let text = fs::read_to_string(&page).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split('#').next().unwrap();
            let found = target.contains("://") || page.parent().unwrap().join(target).exists();
            assert!(found, "{}: {target} does not exist", page.display());
        }
    }
}

#[test]
fn package_json_has_the_version_and_existing_files() {
    let package: Value = serde_json::from_str(&file("embed/package.json")).unwrap();
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(package["license"], format!("({})", env!("CARGO_PKG_LICENSE")));
    let packed: Vec<_> = package["files"].as_array().unwrap().iter().collect();
    for kind in ["*.js", "*.wasm", "*.css", "*.txt", "*.d.ts"] {
        assert!(packed.contains(&&Value::from(kind)), "{kind} is missing");
    }
    let exports = package["exports"].as_object().unwrap().values();
    let paths = exports.flat_map(|export| match export {
        Value::Object(conditions) => conditions.values().collect(),
        path => vec![path],
    });
    for path in paths {
        let name = path.as_str().unwrap().trim_start_matches("./");
        assert!(!file(&format!("embed/{name}")).is_empty(), "{name}");
    }
}
