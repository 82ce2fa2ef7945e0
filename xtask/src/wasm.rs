//! A wasm module, as far as its names go: what it imports and what it exports.

use anyhow::{Context, ensure};

/// What a module begins with: the magic number and the version of the format.
const HEADER: usize = 8;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
/// The one kind of import that wasm-bindgen makes.
const FUNCTION: u8 = 0;

/// A module. Everything but its names stays as it was.
pub(crate) struct Module<'a> {
    header: &'a [u8],
    sections: Vec<(u8, &'a [u8])>,
    pub(crate) imports: Vec<Import>,
    pub(crate) exports: Vec<Export>,
}

/// A function that the module imports.
pub(crate) struct Import {
    pub(crate) place: String,
    pub(crate) name: String,
    kind: usize,
}

/// A function, memory or table that the module exports.
pub(crate) struct Export {
    pub(crate) name: String,
    kind: u8,
    index: usize,
}

impl<'a> Module<'a> {
    /// Reads a module.
    pub(crate) fn read(bytes: &'a [u8]) -> anyhow::Result<Self> {
        let (header, rest) = bytes.split_at_checked(HEADER).context("no wasm module")?;
        let mut rest = Reader(rest);
        let mut module =
            Self { header, sections: Vec::new(), imports: Vec::new(), exports: Vec::new() };
        while !rest.0.is_empty() {
            let id = rest.byte()?;
            let content = rest.bytes()?;
            match id {
                IMPORTS => module.imports = Reader(content).list(Reader::import)?,
                EXPORTS => module.exports = Reader(content).list(Reader::export)?,
                _ => {}
            }
            module.sections.push((id, content));
        }
        Ok(module)
    }

    /// Writes it, with its imports and exports as they are now.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut bytes = self.header.to_vec();
        for (id, content) in &self.sections {
            bytes.push(*id);
            match *id {
                IMPORTS => put_bytes(&mut bytes, &list(&self.imports, put_import)),
                EXPORTS => put_bytes(&mut bytes, &list(&self.exports, put_export)),
                _ => put_bytes(&mut bytes, content),
            }
        }
        bytes
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> anyhow::Result<u8> {
        let (first, rest) = self.0.split_first().context("the module ends too early")?;
        self.0 = rest;
        Ok(*first)
    }

    /// A number, seven bits a byte, the least first (LEB128).
    fn number(&mut self) -> anyhow::Result<usize> {
        let mut number = 0;
        for shift in (0..u32::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        anyhow::bail!("a number in the module has no end")
    }

    fn bytes(&mut self) -> anyhow::Result<&'a [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self.0.split_at_checked(length).context("the module ends too early")?;
        self.0 = rest;
        Ok(bytes)
    }

    fn name(&mut self) -> anyhow::Result<String> {
        String::from_utf8(self.bytes()?.to_vec()).context("a name in the module is no text")
    }

    fn list<T>(&mut self, item: fn(&mut Self) -> anyhow::Result<T>) -> anyhow::Result<Vec<T>> {
        (0..self.number()?).map(|_| item(self)).collect()
    }

    fn import(&mut self) -> anyhow::Result<Import> {
        let (place, name) = (self.name()?, self.name()?);
        ensure!(self.byte()? == FUNCTION, "{name} is imported, but is no function");
        Ok(Import { place, name, kind: self.number()? })
    }

    fn export(&mut self) -> anyhow::Result<Export> {
        Ok(Export { name: self.name()?, kind: self.byte()?, index: self.number()? })
    }
}

fn list<T>(items: &[T], put: fn(&mut Vec<u8>, &T)) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_number(&mut bytes, items.len());
    for item in items {
        put(&mut bytes, item);
    }
    bytes
}

fn put_import(bytes: &mut Vec<u8>, import: &Import) {
    put_bytes(bytes, import.place.as_bytes());
    put_bytes(bytes, import.name.as_bytes());
    bytes.push(FUNCTION);
    put_number(bytes, import.kind);
}

fn put_export(bytes: &mut Vec<u8>, export: &Export) {
    put_bytes(bytes, export.name.as_bytes());
    bytes.push(export.kind);
    put_number(bytes, export.index);
}

fn put_bytes(bytes: &mut Vec<u8>, more: &[u8]) {
    put_number(bytes, more.len());
    bytes.extend_from_slice(more);
}

fn put_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        bytes.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(module (import "place" "in" (func)) (export "out" (func 0)))`
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x0c\x01\x05place\x02in\0\0\
        \x07\x07\x01\x03out\0\0";

    #[test]
    fn a_module_that_is_not_changed_stays_the_same() {
        assert_eq!(Module::read(MODULE).unwrap().write(), MODULE);
    }

    #[test]
    fn names_are_read_and_written() {
        let mut module = Module::read(MODULE).unwrap();
        assert_eq!((&*module.imports[0].place, &*module.imports[0].name), ("place", "in"));
        module.imports[0].name = "another".to_owned();
        module.exports.clear();
        let bytes = module.write();
        let again = Module::read(&bytes).unwrap();
        assert_eq!(again.imports[0].name, "another");
        assert_eq!(again.exports.len(), 0);
    }

    #[test]
    fn numbers_come_back_whole() {
        for number in [0, 1, 0x7f, 0x80, 300, 0x4000, 1 << 30] {
            let mut bytes = Vec::new();
            put_number(&mut bytes, number);
            assert_eq!(Reader(&bytes).number().unwrap(), number);
        }
    }

    #[test]
    fn a_module_that_breaks_off_is_refused() {
        for end in 9..MODULE.len() - 1 {
            let _ = Module::read(&MODULE[..end]);
        }
        assert!(Module::read(&MODULE[..MODULE.len() - 1]).is_err());
        assert!(Module::read(b"no").is_err());
    }
}
