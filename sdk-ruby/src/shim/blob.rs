//! The bytes that the shim copies into CRuby's memory when it starts: the interpreter's arguments, the names of
//! the dispatch methods, the loader's source, and the archive of Ruby files.
//!
//! Adapters may not hold data segments, so the shim is linked with two recognisable stubs in place of the
//! bytes; [`fill`](super::fill) puts the bytes in afterwards. Because only that step depends on the user's
//! files, a change of a `.rb` file never relinks.

/// Arguments of the interpreter: no gems, UTF-8 everywhere, and a program, so that it reads none from stdin.
const ARGUMENTS: &[&str] = &["ruby.wasm", "--disable=gems", "-EUTF-8", "-e_=0"];

/// The object whose singleton methods answer exports.
const RECEIVER: &str = "Witloom::Glue";

/// Bytes per method name: `e` and six digits, closed by a zero.
pub(super) const NAME: usize = 8;

/// Offset and length of a text inside the blob; a zero byte follows each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) offset: u32,
    pub(super) len: u32,
}

/// Where the parts that don't depend on the user's files lie.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) bytes: Vec<u8>,
    pub(super) arguments: Vec<Text>,
    pub(super) receiver: Text,
    pub(super) names: u32,
    pub(super) loader: Text,
}

impl Header {
    /// The parts in front of the archive for `exports` dispatch methods.
    pub(super) fn new(exports: usize, loader: &str) -> Header {
        let mut bytes = Vec::new();
        let mut text = |s: &str| {
            let offset = u32::try_from(bytes.len()).expect("the header is small");
            bytes.extend_from_slice(s.as_bytes());
            bytes.push(0);
            Text { offset, len: u32::try_from(s.len()).expect("the header is small") }
        };
        let arguments = ARGUMENTS.iter().map(|a| text(a)).collect();
        let receiver = text(RECEIVER);
        let loader = text(loader);
        let names = u32::try_from(bytes.len()).expect("the header is small");
        for index in 0..exports {
            bytes.extend_from_slice(format!("e{index:06}\0").as_bytes());
        }
        while bytes.len() % 8 != 0 {
            bytes.push(0);
        }
        Header { bytes, arguments, receiver, names, loader }
    }

    /// Where the archive begins.
    pub(super) fn archive(&self) -> u32 {
        u32::try_from(self.bytes.len()).expect("the header is small")
    }
}
