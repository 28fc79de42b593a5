//! Which line of which file an instruction comes from.

/// A place in the user's sources.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct SourceLine {
    /// Class and method, spelled as in the name section.
    pub(crate) method: String,
    /// The file's name, without its folder.
    pub(crate) file: Option<String>,
    /// Counted from one.
    pub(crate) line: u32,
}

/// The places of a module's instructions.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// From this offset in the file on: the place and those it was inlined into, innermost first. In order.
    pub(crate) spans: Vec<(u32, Vec<SourceLine>)>,
}

impl Lines {
    /// Where the instruction at an offset comes from; nothing where that is unknown.
    pub(crate) fn at(&self, offset: u32) -> &[SourceLine] {
        let after = self.spans.partition_point(|(start, _)| *start <= offset);
        after.checked_sub(1).map_or(&[], |found| self.spans[found].1.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_reaches_to_the_next() {
        let place = |line| vec![SourceLine { method: "A::m".to_owned(), file: None, line }];
        let lines = Lines { spans: vec![(10, place(1)), (20, place(2)), (30, Vec::new())] };
        let found = [9, 10, 19, 20, 35].map(|offset| lines.at(offset).first().map(|place| place.line));
        assert_eq!(found, [None, Some(1), Some(1), Some(2), None]);
    }
}
