//! Takes out of scripts and style sheets what only people read.

use anyhow::{bail, ensure};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// A smaller text that means the same.
pub(crate) fn minify(name: &str, text: &str) -> anyhow::Result<String> {
    match name.rsplit_once('.') {
        Some((_, "js")) => script(text),
        Some((_, "css")) => {
            minifier::css::minify(text).map(|small| small.to_string()).map_err(anyhow::Error::msg)
        }
        _ => bail!("{name} is neither a script nor a style sheet"),
    }
}

fn script(text: &str) -> anyhow::Result<String> {
    let allocator = Allocator::default();
    let mut parsed = Parser::new(&allocator, text, SourceType::mjs()).parse();
    ensure!(parsed.errors.is_empty(), "{:?}", parsed.errors);
    // All are modules: what one names at the top is its own.
    let names = MangleOptions { top_level: true, ..MangleOptions::default() };
    let how = MinifierOptions { mangle: Some(names), compress: Some(CompressOptions::smallest()) };
    let small = Minifier::new(how).minify(&allocator, &mut parsed.program);
    let code = Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(small.scoping)
        .with_private_member_mappings(small.class_private_mappings);
    Ok(code.build(&parsed.program).code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_private_to_a_class_has_a_short_name() {
        let script = "export class Once { #told = 0; tell() { return this.#told++; } }";
        let small = minify("a.js", script).unwrap();
        assert!(small.contains("tell()") && !small.contains("#told"), "{small}");
    }

    #[test]
    fn a_script_loses_its_comments_and_its_long_names() {
        let script = "// why\nexport function twice(number) { return number * 2; }\n";
        let small = minify("a.js", script).unwrap();
        assert!(
            small.len() < 50 && small.contains("twice") && !small.contains("number"),
            "{small}"
        );
        assert!(minify("a.js", "export function (").is_err());
    }
}
