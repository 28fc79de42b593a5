//! What lies in a filter's memory when it starts: names, messages, answers.

/// Where results of the host are put; 64 bytes of zeros.
pub(super) const RESULT: u32 = 16;
/// The result of writing to stderr, which nobody looks at.
pub(super) const WRITTEN: u32 = RESULT + 64;
const START: u32 = WRITTEN + 16;

/// Bytes at their addresses.
#[derive(Debug, Default)]
pub(super) struct Data {
    bytes: Vec<u8>,
}

impl Data {
    /// Puts bytes into memory and says where.
    pub(super) fn place(&mut self, bytes: &[u8]) -> u32 {
        // No value that lies here is aligned to more.
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let at = START + self.bytes.len() as u32;
        self.bytes.extend_from_slice(bytes);
        at
    }

    /// A table of texts: their number, then an address and a length for each.
    pub(super) fn table(&mut self, texts: &[String]) -> u32 {
        let mut words = vec![texts.len() as u32];
        for text in texts {
            words.extend([self.place(text.as_bytes()), text.len() as u32]);
        }
        self.words(&words)
    }

    /// Numbers of four bytes each.
    pub(super) fn words(&mut self, words: &[u32]) -> u32 {
        self.place(&words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>())
    }

    /// What a refusal says: before and behind what was asked for, and whether it was said.
    pub(super) fn message(&mut self, before: &str, behind: &str) -> u32 {
        let (first, last) = (self.place(before.as_bytes()), self.place(behind.as_bytes()));
        self.words(&[first, before.len() as u32, last, behind.len() as u32, 0])
    }

    /// Where what comes while it runs begins.
    pub(super) fn end(&self) -> u32 {
        (START + self.bytes.len() as u32).next_multiple_of(16)
    }

    /// As the text of a data segment.
    pub(super) fn segment(&self) -> String {
        let bytes: String = self.bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
        format!("(data (i32.const {START}) \"{bytes}\")")
    }
}
