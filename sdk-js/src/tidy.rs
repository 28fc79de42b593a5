//! The last touch to generated text.

/// Removes empty lines at the ends of blocks, and closes empty blocks on their line.
pub(crate) fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let opens = |line: &&str| line.ends_with('{');
    let closes = |line: &&str| line.trim_start().starts_with('}');
    let is_stray = |i: usize| {
        let after_open = i.checked_sub(1).and_then(|i| lines.get(i)).is_some_and(opens);
        lines[i].is_empty() && (after_open || lines.get(i + 1).is_some_and(closes))
    };
    let kept: Vec<&str> = (0..lines.len()).filter(|i| !is_stray(*i)).map(|i| lines[i]).collect();
    let mut out = String::with_capacity(text.len());
    for (i, line) in kept.iter().enumerate() {
        let closes_empty = i > 0 && opens(&kept[i - 1]) && closes(line);
        if closes_empty {
            out.pop();
            out.push_str(line.trim_start());
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn blocks_have_no_empty_ends() {
        assert_eq!(tidy("a {\n\n  b;\n\n}\nc {\n}\n"), "a {\n  b;\n}\nc {}\n");
    }
}
