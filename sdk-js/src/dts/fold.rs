//! Types that don't fit on their line, broken as prettier breaks them.

/// The column that prettier keeps to.
const WIDTH: usize = 80;

/// A type in the place of others: `column` is where it begins, `behind` counts what follows on its last line, and its
/// further lines are indented by `indent`, beyond the `depth` that a writer adds to them.
pub(super) fn fold(ty: &str, depth: usize, column: usize, indent: usize, behind: usize) -> String {
    let fits = depth + column + ty.len() + behind <= WIDTH;
    let opening = ty.find(['[', '<']).filter(|_| !fits);
    let Some((head, inside)) = opening.map(|at| ty.split_at(at)) else { return ty.to_owned() };
    let (open, close) = if inside.starts_with('[') { ("[", "]") } else { ("<", ">") };
    let single = inside.trim_end_matches("[]");
    let arrays = &inside[single.len()..];
    // A union of such types stays as it is.
    let inside = single.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    let Some(inside) = inside.filter(|inside| is_balanced(inside)) else { return ty.to_owned() };
    let items = items(inside);
    if items.iter().all(|item| item.is_empty()) {
        return ty.to_owned();
    }
    let pad = " ".repeat(indent + 2);
    let mut text = format!("{head}{open}\n");
    for (at, item) in items.iter().enumerate() {
        let comma = if open == "[" || at + 1 < items.len() { "," } else { "" };
        text += &format!("{pad}{}{comma}\n", fold(item, depth, indent + 2, indent + 2, comma.len()));
    }
    text + &" ".repeat(indent) + close + arrays
}

/// Whether no bracket closes that isn't opened inside.
fn is_balanced(text: &str) -> bool {
    let mut open = 0_i32;
    let depths = text.char_indices().map(|(at, c)| {
        match c {
            '[' | '<' => open += 1,
            '>' if text[..at].ends_with('=') => {}
            ']' | '>' => open -= 1,
            _ => {}
        }
        open
    });
    depths.min().unwrap_or_default() >= 0
}

/// What commas part, outside of any brackets.
fn items(text: &str) -> Vec<&str> {
    let (mut open, mut start, mut found) = (0_usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '[' | '<' | '(' | '{' => open += 1,
            // The `>` of an arrow closes nothing.
            '>' if text[..at].ends_with('=') => {}
            ']' | '>' | ')' | '}' => open = open.saturating_sub(1),
            ',' if open == 0 => {
                found.push(&text[start..at]);
                start = at + ", ".len();
            }
            _ => {}
        }
    }
    found.push(&text[start..]);
    found
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn brackets_break_from_the_outside_in() {
        let tuple = format!("[{}string]", "bigint, ".repeat(9));
        assert_eq!(fold("[number, string]", 4, 2, 0, 1), "[number, string]");
        let broken = format!("[\n{}  string,\n]", "  bigint,\n".repeat(9));
        assert_eq!(fold(&tuple, 4, 3, 0, 1), broken);
        assert_eq!(fold(&format!("{tuple}[]"), 4, 3, 0, 1), format!("{broken}[]"));
        let union = format!("{tuple} | [string]");
        assert_eq!(fold(&union, 4, 3, 0, 1), union);
        let inner = format!("    [\n{}      string,\n    ]", "      bigint,\n".repeat(9));
        assert_eq!(fold(&format!("Awaitable<{tuple}>"), 4, 3, 2, 1), format!("Awaitable<\n{inner}\n  >"));
    }
}
