//! The style sheet of the page fits to that of the widget, which the page loads, too.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

fn file(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Custom properties that are set to colours for light and dark, in the first block that sets some.
fn colours(sheet: &str) -> Vec<(&str, &str)> {
    let lines = sheet.lines().skip_while(|line| !line.contains("light-dark("));
    let block = lines.take_while(|line| !line.contains('}'));
    let colour = |line| -> Option<(&str, &str)> {
        let (name, value) = str::trim(line).split_once(": ")?;
        let start = value.find("light-dark(")?;
        let value = value.get(start..)?;
        Some((name, value.get(..=value.find(')')?)?))
    };
    block.filter_map(colour).collect()
}

#[test]
fn colours_are_those_of_the_widget() {
    let (page, widget) = (file("embed.css"), file("../style.css"));
    let widget = colours(&widget);
    let mut count = 0;
    for (name, value) in colours(&page) {
        if let Some((_, expected)) = widget.iter().find(|(other, _)| *other == name) {
            assert_eq!(value, *expected, "{name}");
            count += 1;
        }
    }
    assert!(count >= 8, "only {count} colours are compared");
}

#[test]
fn class_names_differ_from_those_of_the_widget() {
    let sheet = file("embed.css");
    let (_, rules) = sheet.split_once("*/").unwrap();
    let is_name = |each: char| each.is_ascii_alphanumeric() || each == '-';
    let mut count = 0;
    for (at, _) in rules.match_indices('.') {
        let name = rules.get(at + 1..).unwrap_or_default();
        let name = name.split(|each| !is_name(each)).next().unwrap_or_default();
        if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let of_widget = ["campaign-stats", "empty"].contains(&name);
            assert!(name.starts_with("embed-") || of_widget, "{name}");
            count += 1;
        }
    }
    assert!(count > 30, "only {count} names are found");
}
