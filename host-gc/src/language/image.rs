//! The data of a guest: where its script, its strings and its names lie.
//!
//! Numbers, lengths and places lie in the memory `$script`, in the order in which the type's reader asks for
//! them. Strings and lists of numbers lie in the passive segment `$bulk`, from where `array.new_data` takes them;
//! long ones as a unit and a count. Names lie in `$names`, in ASCII.

use std::collections::HashMap;

use witloom_bindgen::Writer;
use witloom_bindgen::guest::repetition;

/// First address of the script; what is read below it is a defect.
const START: usize = 16;
/// Bytes of a page.
const PAGE: usize = 1 << 16;
/// Bytes per line of the text.
const LINE: usize = 80;

/// Where a name lies in `$names`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    offset: usize,
    length: usize,
}

impl Name {
    /// Both as operands.
    pub(super) fn operands(self) -> String {
        format!("(i32.const {}) (i32.const {})", self.offset, self.length)
    }
}

/// The data, as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Image {
    script: Vec<u8>,
    bulk: Vec<u8>,
    /// Blocks of `bulk` that exist.
    blocks: HashMap<Vec<u8>, usize>,
    names: String,
}

impl Image {
    /// The address of what is written next.
    pub(super) fn here(&self) -> usize {
        START + self.script.len()
    }

    /// Writes a number of four or eight bytes.
    pub(super) fn number(&mut self, bytes: &[u8]) {
        self.script.extend(bytes);
    }

    pub(super) fn u32(&mut self, number: usize) {
        let number = u32::try_from(number).expect("a script is smaller than a memory");
        self.script.extend(number.to_le_bytes());
    }

    /// Writes the place, length and count of a sequence whose items have one size: once as a whole, or as a unit
    /// that repeats.
    pub(super) fn sequence(&mut self, items: &[Vec<u8>], may_repeat: bool) {
        let repeated = repetition(items).filter(|_| may_repeat);
        let (unit, count) = repeated.unwrap_or((items, 1));
        let place = self.block(unit.concat());
        self.u32(place);
        self.u32(unit.len());
        if may_repeat {
            self.u32(count);
        }
    }

    fn block(&mut self, bytes: Vec<u8>) -> usize {
        let end = self.bulk.len();
        if let Some(known) = self.blocks.get(&bytes) {
            return *known;
        }
        self.bulk.extend(&bytes);
        self.blocks.insert(bytes, end);
        end
    }

    /// The place of a name.
    pub(super) fn name(&mut self, name: &str) -> Name {
        let offset = self.names.find(name).unwrap_or_else(|| {
            self.names.push_str(name);
            self.names.len() - name.len()
        });
        Name { offset, length: name.len() }
    }

    /// Writes a table of places and lengths of names; its address.
    pub(super) fn name_table(&mut self, names: &[String]) -> usize {
        let table = self.here();
        for name in names {
            let name = self.name(name);
            self.u32(name.offset);
            self.u32(name.length);
        }
        table
    }

    /// The memory and the segments.
    pub(super) fn declare(&self, w: &mut Writer) {
        w.line(format!("(memory $script {})", (START + self.script.len()).div_ceil(PAGE)));
        segment(w, &format!("(data (memory $script) (i32.const {START})"), &self.script);
        segment(w, "(data $bulk", &self.bulk);
        segment(w, "(data $names", self.names.as_bytes());
    }
}

fn segment(w: &mut Writer, open: &str, bytes: &[u8]) {
    w.block(open, ")", |w| {
        for line in bytes.chunks(LINE) {
            let text: String = line.iter().map(|byte| escaped(*byte)).collect();
            w.line(format!("\"{text}\""));
        }
    });
}

fn escaped(byte: u8) -> String {
    match byte {
        b'"' | b'\\' | 0..=0x1f | 0x7f.. => format!("\\{byte:02x}"),
        byte => char::from(byte).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_shared_and_long_ones_repeat() {
        let mut image = Image::default();
        let unit: Vec<Vec<u8>> = b"ab".repeat(200).iter().map(|byte| vec![*byte]).collect();
        image.sequence(&unit, true);
        image.sequence(&unit[..2], true);
        assert_eq!(image.bulk, b"ab");
        let numbers: Vec<u32> =
            image.script.chunks(4).map(|four| u32::from_le_bytes(four.try_into().unwrap())).collect();
        assert_eq!(numbers, [0, 2, 200, 0, 2, 1]);
    }
}
