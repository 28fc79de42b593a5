//! Javadoc as google-java-format leaves it: one line where that fits, else filled paragraphs with tags behind them.

use super::fold::WIDTH;

/// Writes a comment at a depth; `lines` are those of the comment, with its signs.
pub(super) fn write(depth: usize, lines: &[&str], out: &mut String) {
    let bare =
        lines.iter().map(|line| line.trim_start_matches("/**").trim_end_matches("*/").trim_start_matches('*').trim());
    let mut paragraphs: Vec<Vec<&str>> = vec![Vec::new()];
    for line in bare {
        let starts = line.is_empty() || line.starts_with('@') || line.starts_with("<p>");
        if starts && paragraphs.last().is_some_and(|words| !words.is_empty()) {
            paragraphs.push(Vec::new());
        }
        if let Some(words) = paragraphs.last_mut() {
            words.extend(line.split_whitespace());
        }
    }
    paragraphs.retain(|words| !words.is_empty());
    let pad = " ".repeat(depth);
    if let [words] = paragraphs.as_slice()
        && !is_tag(words)
    {
        let one = format!("{pad}/** {} */\n", words.join(" "));
        if one.trim_end().chars().count() <= WIDTH {
            out.push_str(&one);
            return;
        }
    }
    out.push_str(&format!("{pad}/**\n"));
    let mut tagged = false;
    for (at, words) in paragraphs.iter().enumerate() {
        if at > 0 && !tagged {
            out.push_str(&format!("{pad} *\n"));
        }
        tagged = is_tag(words);
        fill(&pad, words, at > 0 && !tagged, out);
    }
    out.push_str(&format!("{pad} */\n"));
}

fn is_tag(words: &[&str]) -> bool {
    words.first().is_some_and(|word| word.starts_with('@'))
}

/// One paragraph, each line as long as it may be; further lines of a tag are indented.
fn fill(pad: &str, words: &[&str], starts_paragraph: bool, out: &mut String) {
    let mut line = format!("{pad} *");
    let bare = line.len();
    let indent = if is_tag(words) { "    " } else { "" };
    let mark = if starts_paragraph && !words[0].starts_with("<p>") { "<p>" } else { "" };
    for (at, word) in words.iter().enumerate() {
        let word = if at == 0 { format!("{mark}{word}") } else { (*word).to_owned() };
        if line.len() > bare && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push_str(&line);
            out.push('\n');
            line = format!("{pad} *{indent}");
        }
        line.push(' ');
        line.push_str(&word);
    }
    out.push_str(&line);
    out.push('\n');
}
