//! TeaVM's notes on lines: a program for a small machine, in custom sections that refer to each other.
//!
//! Offsets are those of the file. Notes that can't be read cost the lines and nothing else.

use walrus::Module;
use wasmparser::{BinaryReader, Result};

use crate::link::lines::{Lines, SourceLine};

const START: u8 = 0;
const END: u8 = 1;
const LINE: u8 = 2;
const FILE: u8 = 3;
const POINTER: u8 = 4;
/// The first of the commands that advance both offset and line.
const BOTH: u8 = 10;

/// The lines of a module's instructions, if it notes them.
pub(super) fn lines(module: &Module) -> Option<Lines> {
    let section = |name: &str| {
        let (_, section) = module.customs.iter().find(|(_, section)| section.name() == name)?;
        Some(section.data(&Default::default()).into_owned())
    };
    let read = || {
        let strings = strings(&section("teavm_str")?).ok()?;
        let files = files(&section("teavm_file")?, &strings).ok()?;
        let packages = pairs(&section("teavm_pkg").unwrap_or_default()).ok()?;
        let classes = pairs(&section("teavm_cls")?).ok()?;
        let methods = pairs(&section("teavm_mtd")?).ok()?;
        let methods = methods.iter().map(|method| spell(*method, &classes, &packages, &strings)).collect();
        Machine { files, methods, ..Machine::default() }.run(&section("teavm_line")?).ok()
    };
    read()
}

fn strings(data: &[u8]) -> Result<Vec<String>> {
    let mut reader = BinaryReader::new(data, 0);
    let mut strings = Vec::new();
    while !reader.eof() {
        let length = reader.read_var_u32()? as usize;
        strings.push(String::from_utf8_lossy(reader.read_bytes(length)?).into_owned());
    }
    Ok(strings)
}

/// The names of files; folders are among them.
fn files(data: &[u8], strings: &[String]) -> Result<Vec<String>> {
    let mut reader = BinaryReader::new(data, 0);
    let mut files = Vec::new();
    let text = |at: u32| strings.get(at as usize).map_or("", String::as_str);
    while !reader.eof() {
        let _folder = reader.read_var_u32()?;
        let name = reader.read_var_u32()?;
        let extension = if name & 1 == 1 { format!(".{}", text(reader.read_var_u32()?)) } else { String::new() };
        files.push(format!("{}{extension}", text(name >> 1)));
    }
    Ok(files)
}

/// What packages, classes and methods are: an owner and a name.
fn pairs(data: &[u8]) -> Result<Vec<(u32, u32)>> {
    let mut reader = BinaryReader::new(data, 0);
    let mut pairs = Vec::new();
    while !reader.eof() {
        pairs.push((reader.read_var_u32()?, reader.read_var_u32()?));
    }
    Ok(pairs)
}

/// `shop.Orders::add`
fn spell((class, name): (u32, u32), classes: &[(u32, u32)], packages: &[(u32, u32)], strings: &[String]) -> String {
    let text = |at: u32| strings.get(at as usize).map_or("", String::as_str);
    let Some((mut package, class)) = classes.get(class as usize).copied() else { return String::new() };
    let mut parts = vec![text(class)];
    // Packages are counted from one. A package comes after its parent, so this ends.
    while let Some((parent, part)) = package.checked_sub(1).and_then(|at| packages.get(at as usize)).copied() {
        parts.push(text(part));
        if parent >= package {
            break;
        }
        package = parent;
    }
    parts.reverse();
    format!("{}::{}", parts.join("."), text(name))
}

/// What the program has come to.
#[derive(Debug, Clone, Copy)]
struct Frame {
    method: u32,
    /// Counted from one.
    file: u32,
    line: i32,
}

#[derive(Debug, Default)]
struct Machine {
    files: Vec<String>,
    methods: Vec<String>,
    offset: u32,
    /// The method and what is inlined into it, innermost last.
    frames: Vec<Frame>,
    lines: Lines,
}

impl Machine {
    fn run(mut self, program: &[u8]) -> Result<Lines> {
        let mut reader = BinaryReader::new(program, 0);
        while !reader.eof() {
            self.step(&mut reader)?;
            self.note();
        }
        Ok(self.lines)
    }

    fn step(&mut self, reader: &mut BinaryReader<'_>) -> Result<()> {
        match reader.read_u8()? {
            START => self.frames.push(Frame { method: reader.read_var_u32()?, file: 0, line: 1 }),
            END => {
                self.frames.pop();
            }
            LINE => self.advance_line(reader.read_var_i32()?),
            FILE => {
                let file = reader.read_var_u32()?;
                if let Some(frame) = self.frames.last_mut() {
                    (frame.file, frame.line) = (file, 1);
                }
            }
            POINTER => self.offset = self.offset.wrapping_add(reader.read_var_u32()?),
            both => {
                let both = both.saturating_sub(BOTH);
                self.offset = self.offset.wrapping_add(u32::from(both % 32));
                self.advance_line(i32::from(both / 32) - 3);
            }
        }
        Ok(())
    }

    fn advance_line(&mut self, lines: i32) {
        if let Some(frame) = self.frames.last_mut() {
            frame.line = frame.line.wrapping_add(lines);
        }
    }

    /// Notes the place from here on.
    fn note(&mut self) {
        let places = self.frames.iter().rev().map(|frame| SourceLine {
            method: self.methods.get(frame.method as usize).cloned().unwrap_or_default(),
            file: frame.file.checked_sub(1).and_then(|at| self.files.get(at as usize)).cloned(),
            line: u32::try_from(frame.line).unwrap_or(0),
        });
        let places: Vec<SourceLine> = places.collect();
        match self.lines.spans.last_mut() {
            Some((start, last)) if *start == self.offset => *last = places,
            _ => self.lines.spans.push((self.offset, places)),
        }
    }
}
