//! Takes out of the wasm and its glue what nobody uses, and shortens the names between the two.
//!
//! wasm-bindgen exports what any crate of the build wants exported, whether or not this widget
//! ever calls it, and gives every import and export a long name with a hash in it, in both
//! files: bytes that do not compress.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

use crate::glue;
use crate::process;
use crate::setup::Tools;
use crate::wasm::Module;

const GLUE: &str = "widget.js";
const WASM: &str = "widget_bg.wasm";

/// What the loader calls; the start is the default export.
const WANTED: [&str; 6] = ["attach", "update", "detach", "refresh", "pause", START];
const START: &str = "__wbg_init";

/// How the glue exports its start: beside another one that nobody calls.
const START_EXPORTED: [&str; 2] =
    ["export { initSync, __wbg_init as default };", "export { __wbg_init as default };"];

/// What the glue has for others than this loader, which starts it once and always gives it a
/// response to come, and for browsers older than any that has the rest; and what it is to be instead.
const OTHERWISE: [(&str, &str); 16] = [
    ("typeof Response === 'function' && module instanceof", "module instanceof"),
    ("typeof WebAssembly.instantiateStreaming === 'function'", "WebAssembly.instantiateStreaming"),
    ("failed to fetch Wasm: ${module.status} ${module.statusText} fetching '", "${module.status} '"),
    ("const validResponse = expectedResponseType(module.type);", ""),
    ("validResponse && ", ""),
    (
        " else {
        const instance = await WebAssembly.instantiate(module, imports);

        if (instance instanceof WebAssembly.Instance) {
            return { instance, module };
        } else {
            return instance;
        }
    }",
        "",
    ),
    (
        "(typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new",
        "new",
    ),
    (
        " else {
            console.warn('using deprecated parameters for the initialization function; pass a single \
         object instead')
        }",
        "",
    ),
    (
        "
    if (module_or_path === undefined) {
        module_or_path = new URL('widget_bg.wasm', import.meta.url);
    }",
        "",
    ),
    (
        "
    if (typeof module_or_path === 'string' || (typeof Request === 'function' && module_or_path \
         instanceof Request) || (typeof URL === 'function' && module_or_path instanceof URL)) {
        module_or_path = fetch(module_or_path);
    }",
        "",
    ),
    (
        "
if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
        const buf = cachedTextEncoder.encode(arg);
        view.set(buf);
        return {
            read: arg.length,
            written: buf.length
        };
    };
}",
        "",
    ),
    (
        "if (module_or_path !== undefined) {
        if (Object.getPrototypeOf(module_or_path) === Object.prototype) {
            ({module_or_path} = module_or_path)
        }
    }",
        "({module_or_path} = module_or_path);",
    ),
    (
        "if (__wbg_init_promise === undefined) {
        __wbg_init_promise = __wbg_init_once(module_or_path);
        __wbg_init_promise.catch(() => { __wbg_init_promise = undefined; });
    }
    return __wbg_init_promise;",
        "return __wbg_init_once(module_or_path);",
    ),
    (
        "
    if (realloc === undefined) {
        const buf = cachedTextEncoder.encode(arg);
        const ptr = malloc(buf.length, 1) >>> 0;
        getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);
        WASM_VECTOR_LEN = buf.length;
        return ptr;
    }
",
        "",
    ),
    (
        "cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached \
         === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)",
        "cachedDataViewMemory0.buffer !== wasm.memory.buffer",
    ),
    (
        "\"`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm with \
         `application/wasm` MIME type. Falling back to `WebAssembly.instantiate` which is slower. \
         Original error:\\n\"",
        "'campaign-stats: not served as application/wasm, which is slower'",
    ),
];

/// The names by which the glue looks for the page, and what it finds. The first is there in every
/// browser, so that nobody asks for the others.
const GLOBALS: [(&str, &str); 4] = [
    ("globalThis", "addToExternrefTable0(globalThis)"),
    ("global", "0"),
    ("self", "0"),
    ("window", "0"),
];

/// In all names that wasm-bindgen makes, and in none that we made.
const MADE: &str = "__";

/// Besides what the build has done already.
const OPTIMIZE: [&str; 6] =
    ["--flatten", "--rereloop", "-Oz", "-Oz", "--coalesce-locals-learning", "-Oz"];

/// Makes the two files in a folder smaller.
pub(crate) fn shrink(tools: &Tools, dist: &Path) -> anyhow::Result<()> {
    let (glue_path, wasm_path) = (dist.join(GLUE), dist.join(WASM));
    let text = fs::read_to_string(&glue_path).context("reading the glue")?;
    let [with_both, with_start] = START_EXPORTED;
    ensure!(text.contains(with_both), "the glue is not as wasm-bindgen used to write it");
    let text = otherwise(&text.replace(with_both, with_start))?;
    let text = glue::without_unused(&text, &WANTED);

    let bytes = fs::read(&wasm_path).context("reading the wasm")?;
    fs::write(&wasm_path, with_exports(&bytes, &glue::used_exports(&text))?)?;
    optimize(tools, &wasm_path)?;

    let bytes = fs::read(&wasm_path).context("reading the wasm")?;
    let imports = Module::read(&bytes)?.imports;
    let imported = imports.iter().map(|import| &*import.name).collect();
    let text = glue::without_unused(&glue::with_imports(&text, &imported), &WANTED);
    let bytes = with_exports(&bytes, &glue::used_exports(&text))?;
    let (text, bytes) = with_short_names(&text, &bytes)?;
    fs::write(&glue_path, text)?;
    fs::write(&wasm_path, bytes)?;
    Ok(())
}

/// The glue as it is to be.
fn otherwise(glue: &str) -> anyhow::Result<String> {
    let globals = GLOBALS.map(|(name, found)| {
        let looked_for = format!(
            "const ret = typeof {name} === 'undefined' ? undefined : {name};
            return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);"
        );
        (looked_for, format!("return {found};"))
    });
    let others = OTHERWISE.map(|(from, to)| (from.to_owned(), to.to_owned()));
    let mut text = glue.to_owned();
    for (from, to) in others.into_iter().chain(globals) {
        ensure!(text.contains(&from), "the glue no longer has {from}");
        text = text.replace(&from, &to);
    }
    Ok(text)
}

fn with_exports(wasm: &[u8], used: &HashSet<&str>) -> anyhow::Result<Vec<u8>> {
    let mut module = Module::read(wasm)?;
    module.exports.retain(|export| used.contains(&*export.name));
    ensure!(module.exports.len() == used.len(), "the glue uses what the wasm does not export");
    Ok(module.write())
}

/// Removes what only the exports that are gone have used.
fn optimize(tools: &Tools, wasm: &Path) -> anyhow::Result<()> {
    let page = fs::read_to_string(process::root().join("index.html"))?;
    let attribute = page.split("data-wasm-opt-params=\"").nth(1);
    let features = attribute.and_then(|rest| rest.split('"').next());
    let features = features.context("index.html names no features for wasm-opt")?;
    let mut command = tools.command("wasm-opt");
    command.args(features.split_whitespace()).args(OPTIMIZE).arg(wasm).arg("-o").arg(wasm);
    process::run(&mut command)
}

fn with_short_names(glue: &str, wasm: &[u8]) -> anyhow::Result<(String, Vec<u8>)> {
    let mut module = Module::read(wasm)?;
    let mut names = HashMap::new();
    let imports = module.imports.iter_mut().map(|import| &mut import.name);
    for name in imports.chain(module.exports.iter_mut().map(|export| &mut export.name)) {
        if name.contains(MADE) {
            let short = short_name(names.len());
            let long = std::mem::replace(name, short.clone());
            names.insert(long, short);
        }
    }
    Ok((renamed(glue, &names), module.write()))
}

/// The text with every name in it that has another one replaced.
fn renamed(text: &str, names: &HashMap<String, String>) -> String {
    let mut renamed = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let is_name = rest.starts_with(glue::is_of_name);
        let end = rest.find(|it| glue::is_of_name(it) != is_name).unwrap_or(rest.len());
        let (part, others) = rest.split_at(end);
        renamed.push_str(names.get(part).map_or(part, String::as_str));
        rest = others;
    }
    renamed
}

/// `$a` to `$Z`, then `$ba` and so on: with a sign that no name of the glue begins with.
fn short_name(number: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let (first, last) = (number / LETTERS.len(), number % LETTERS.len());
    let letter = |place: usize| LETTERS.get(place).copied().map(char::from);
    let first = (first > 0).then(|| letter(first % LETTERS.len())).flatten();
    ['$'].into_iter().chain(first).chain(letter(last)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_names_are_the_same() {
        let names = (0..2000).map(short_name).collect::<HashSet<_>>();
        assert_eq!(names.len(), 2000);
        assert!(names.iter().all(|name| name.starts_with('$') && name.len() <= 3));
    }

    #[test]
    fn only_whole_names_are_replaced() {
        let names = HashMap::from([("__wbg_a".to_owned(), "$a".to_owned())]);
        let text = "wasm.__wbg_a(__wbg_ab, x__wbg_a, '__wbg_a')";
        assert_eq!(renamed(text, &names), "wasm.$a(__wbg_ab, x__wbg_a, '$a')");
    }
}
