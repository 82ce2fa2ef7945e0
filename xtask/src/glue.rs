//! The JavaScript that wasm-bindgen writes between a browser and the wasm: what of it is needed.
//!
//! It is read line by line, in the shape in which wasm-bindgen writes it at the version in
//! `Cargo.lock`.

use std::collections::HashSet;

/// How far the imports of the wasm are indented, each an entry of one object.
const IMPORT: &str = "        ";

/// What begins at the left edge, up to where the next one begins.
struct Item<'a> {
    text: &'a str,
    role: Role<'a>,
}

#[derive(Debug, PartialEq)]
enum Role<'a> {
    /// Defines a name for others in the glue.
    Defines(&'a str),
    /// Defines a name for those outside.
    Exports(&'a str),
    /// Prepares what others define.
    Statement,
    Comment,
    /// Everything else, which is kept.
    Other,
}

/// The glue without what serves none of the exports that are wanted.
pub(crate) fn without_unused(glue: &str, wanted: &[&str]) -> String {
    let items = items(glue);
    let defined = items.iter().filter_map(|item| item.role.name()).collect::<HashSet<_>>();
    let mut needed = wanted.iter().copied().collect::<HashSet<_>>();
    let mut rest = items.iter().enumerate().collect::<Vec<_>>();
    let mut kept = Vec::new();
    loop {
        let is_needed = |item: &Item<'_>| match item.role {
            Role::Defines(name) | Role::Exports(name) => needed.contains(name),
            Role::Statement => {
                names(item.text).any(|name| defined.contains(name) && needed.contains(name))
            }
            Role::Comment => false,
            Role::Other => true,
        };
        let (more, others) = rest.into_iter().partition::<Vec<_>, _>(|(_, item)| is_needed(item));
        if more.is_empty() {
            break;
        }
        needed.extend(more.iter().flat_map(|(_, item)| names(item.text)));
        kept.extend(more);
        rest = others;
    }
    kept.sort_by_key(|(place, _)| *place);
    kept.into_iter().map(|(_, item)| item.text).collect()
}

/// The glue with only those functions for the wasm that it imports.
pub(crate) fn with_imports(glue: &str, imported: &HashSet<&str>) -> String {
    let mut keeps = true;
    let mut kept = String::new();
    for line in glue.split_inclusive('\n') {
        match line.strip_prefix(IMPORT).map(|entry| entry.split_once(": function(")) {
            Some(Some((name, _))) if names(name).eq([name]) => keeps = imported.contains(name),
            _ if !line.starts_with(IMPORT) => keeps = true,
            _ => {}
        }
        if keeps {
            kept.push_str(line);
        }
    }
    kept
}

/// The names of the wasm's exports that the glue uses.
pub(crate) fn used_exports(glue: &str) -> HashSet<&str> {
    glue.split("wasm.").skip(1).filter_map(|after| names(after).next()).collect()
}

/// All that can be a name, in the order of the text, as often as it stands there.
pub(crate) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !is_of_name(it)).filter(|name| !name.is_empty())
}

/// Whether a character can be part of a name.
pub(crate) fn is_of_name(it: char) -> bool {
    it.is_ascii_alphanumeric() || it == '_' || it == '$'
}

fn items(glue: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut rest = glue;
    while !rest.is_empty() {
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            if end > 0 && begins_item(line) {
                break;
            }
            end += line.len();
        }
        let (text, others) = rest.split_at(end);
        items.push(Item { text, role: role(text) });
        rest = others;
    }
    items
}

fn begins_item(line: &str) -> bool {
    line.starts_with(|first: char| is_of_name(first) || first == '/')
}

fn role(text: &str) -> Role<'_> {
    let (exported, text) = match text.strip_prefix("export ") {
        Some(text) => (true, text),
        None => (false, text),
    };
    let text = text.strip_prefix("async ").unwrap_or(text);
    let kinds = ["function ", "class ", "const ", "let "];
    let defined = kinds.iter().find_map(|kind| text.strip_prefix(kind));
    match defined.and_then(|text| Some((names(text).next()?, text))) {
        Some((name, _)) if exported => Role::Exports(name),
        Some((name, text)) if !text.starts_with(&format!("{name},")) => Role::Defines(name),
        None if text.starts_with('/') => Role::Comment,
        None if !exported => Role::Statement,
        _ => Role::Other,
    }
}

impl<'a> Role<'a> {
    fn name(&self) -> Option<&'a str> {
        match self {
            Self::Defines(name) | Self::Exports(name) => Some(name),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "\
/**
 * Uses one.
 */
export function wanted() {
    wasm.one();
    helper();
}
export function unwanted() {
    wasm.two();
}
export class Unwanted {
    free() {
        wasm.three(UnwantedEnd);
    }
}
if (Symbol.dispose) Unwanted.prototype[Symbol.dispose] = Unwanted.prototype.free;
const UnwantedEnd = (typeof X === 'undefined')
    ? 1
    : 2;
let decoder = new Decoder();
decoder.start();
function helper() {
    decoder.go();
}
let first, wasm;
";

    const IMPORTS: &str = "\
function imports() {
    const import0 = {
        __proto__: null,
        __wbg_a_1: function(arg0) {
            arg0.a();
        },
        __wbg_b_2: function() { return handleError(function (arg0) {
            arg0.b();
        }, arguments); },
        __wbg_c_3: function(arg0) {
            arg0.c();
        },
    };
}
";

    #[test]
    fn what_serves_a_wanted_export_is_kept_whole() {
        let kept = without_unused(GLUE, &["wanted"]);
        assert!(kept.contains("wasm.one();\n    helper();\n}\n"));
        assert!(kept.contains("decoder.start();\nfunction helper() {"));
        assert!(kept.contains("let first, wasm;"));
    }

    #[test]
    fn what_serves_no_wanted_export_goes() {
        let kept = without_unused(GLUE, &["wanted"]);
        assert!(!kept.contains("nwanted"));
        assert!(!kept.contains("Uses one"));
        assert_eq!(used_exports(&kept), HashSet::from(["one"]));
    }

    #[test]
    fn only_functions_that_the_wasm_imports_are_kept() {
        let kept = with_imports(IMPORTS, &HashSet::from(["__wbg_a_1", "__wbg_c_3"]));
        assert_eq!(kept.lines().count(), IMPORTS.lines().count() - 3);
        assert!(!kept.contains("__wbg_b_2"));
        assert_eq!(with_imports(IMPORTS, &names(IMPORTS).collect()), IMPORTS);
    }
}
