//! Files as a Java programmer would leave them: the imports that are used, lines of a hundred columns.

use super::NOTICE;

/// Columns of a line.
const WIDTH: usize = 100;

/// Classes that generated code mentions by their simple names, and what shows that it does.
const IMPORTS: &[(&str, &str)] = &[
    ("ArrayList<", "java.util.ArrayList"),
    ("Arrays.", "java.util.Arrays"),
    ("EnumSet.", "java.util.EnumSet"),
    ("LinkedHashMap<", "java.util.LinkedHashMap"),
    ("List.", "java.util.List"),
    ("List<", "java.util.List"),
    ("Map.", "java.util.Map"),
    ("Map<", "java.util.Map"),
    ("Objects.", "java.util.Objects"),
    ("Optional<", "java.util.Optional"),
    ("Optional.", "java.util.Optional"),
    ("Set<", "java.util.Set"),
    ("InputStream ", "java.io.InputStream"),
    ("InputStream,", "java.io.InputStream"),
    ("InputStream>", "java.io.InputStream"),
    ("@Export(", "org.teavm.interop.Export"),
    ("@Import(", "org.teavm.interop.Import"),
    ("Imports.", "witloom.glue.Imports"),
    ("Arena.", "witloom.rt.Arena"),
    ("Call ", "witloom.rt.Call"),
    ("Cores.", "witloom.rt.Cores"),
    ("Ends.", "witloom.glue.Ends"),
    ("Future<", "witloom.rt.Future"),
    ("Handle.", "witloom.rt.Handle"),
    ("Handle ", "witloom.rt.Handle"),
    ("ItemStream<", "witloom.rt.ItemStream"),
    ("Lift.", "witloom.rt.Lift"),
    ("Lower.", "witloom.rt.Lower"),
    ("Maps.", "witloom.rt.Maps"),
    ("Mem.", "witloom.rt.Mem"),
    ("Objects<", "witloom.rt.Objects"),
    ("Payload<", "witloom.rt.Payload"),
    ("Resource ", "witloom.rt.Resource"),
    ("Resource.", "witloom.rt.Resource"),
    ("Result<", "witloom.rt.Result"),
    ("Result.", "witloom.rt.Result"),
    ("Tasks.", "witloom.rt.Tasks"),
    ("Trap.", "witloom.rt.Trap"),
    ("WitException ", "witloom.rt.WitException"),
];

/// A file of one package, with the imports that its body needs.
pub(crate) fn file(package: &str, body: &str) -> String {
    let code: Vec<&str> = body.lines().filter(|line| !is_comment(line)).collect();
    let mentions = |mark: &str| code.iter().any(|line| mentions(line, mark));
    let found = IMPORTS.iter().filter(|(mark, _)| mentions(mark)).map(|(_, class)| (*class).to_owned());
    let tuples = tuple_names(&code).into_iter().map(|name| format!("witloom.rt.{name}"));
    let own = |class: &String| class.rsplit_once('.').is_some_and(|(of, _)| of == package);
    let mut imports: Vec<String> = found.chain(tuples).filter(|class| !own(class)).collect();
    imports.sort();
    imports.dedup();
    let lines: String = imports.iter().map(|class| format!("import {class};\n")).collect();
    let gap = if lines.is_empty() { "" } else { "\n" };
    format!("{NOTICE}\npackage {package};\n\n{lines}{gap}{}", fold(body))
}

/// Inside its own class a nested type goes by its simple name.
pub(super) fn shorten(body: &str, class: &str) -> String {
    body.replace(&format!("{class}."), "")
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('*') || line.starts_with("/*") || line.starts_with("//")
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

/// Whether a line has the mark as a word of its own.
fn mentions(line: &str, mark: &str) -> bool {
    line.match_indices(mark).any(|(at, _)| !line[..at].ends_with(is_name))
}

fn tuple_names(code: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for line in code {
        for (at, word) in line.match_indices("Tuple") {
            let rest = &line[at + word.len()..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if digits > 0 && rest[digits..].starts_with('<') && !line[..at].ends_with(is_name) {
                found.push(format!("Tuple{}", &rest[..digits]));
            }
        }
    }
    found
}

/// Breaks long lines at the commas of their outermost parentheses.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let depth = line.len() - line.trim_start().len();
        if is_comment(line) { put(&mut out, depth, line.trim_start()) } else { fold_line(&mut out, depth, line.trim()) }
    }
    out
}

fn put(out: &mut String, depth: usize, line: &str) {
    if !line.is_empty() {
        out.extend(std::iter::repeat_n(' ', depth));
        out.push_str(line);
    }
    out.push('\n');
}

/// One line: as it is if it fits, else its arguments on a line of their own, else each on one.
fn fold_line(out: &mut String, depth: usize, line: &str) {
    let fits = |text: &str, depth: usize| depth + text.chars().count() <= WIDTH;
    let Some(Call { head, arguments, tail }) = (if fits(line, depth) { None } else { call(line) }) else {
        return put(out, depth, line);
    };
    put(out, depth, head);
    let together = format!("{}{tail}", arguments.join(", "));
    if fits(&together, depth + 4) {
        return put(out, depth + 4, &together);
    }
    let last = arguments.len() - 1;
    for (number, argument) in arguments.iter().enumerate() {
        let end = if number == last { tail } else { "," };
        fold_line(out, depth + 4, &format!("{argument}{end}"));
    }
}

/// A line around the arguments of its widest call.
struct Call<'a> {
    /// Up to the opening parenthesis.
    head: &'a str,
    arguments: Vec<&'a str>,
    /// From the closing parenthesis on.
    tail: &'a str,
}

/// The outermost parentheses with the most between them.
fn call(line: &str) -> Option<Call<'_>> {
    let mut open = Vec::new();
    let mut best: Option<(usize, usize)> = None;
    for (at, c) in code_of(line) {
        match c {
            '(' => open.push(at),
            ')' => {
                let start = open.pop()?;
                if open.is_empty() && at > start + 1 && best.is_none_or(|(from, to)| at - start > to - from) {
                    best = Some((start, at));
                }
            }
            _ => {}
        }
    }
    let (start, end) = best?;
    let arguments = split(&line[start + 1..end]);
    Some(Call { head: &line[..=start], arguments, tail: &line[end..] })
}

/// Splits at the commas outside of brackets.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in code_of(text) {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// The characters outside of string literals, with their places.
fn code_of(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().filter(move |(_, c)| {
        let inside = quoted;
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        !inside
    })
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn long_lines_break_at_commas() {
        let long = "  public record Person(String name, int age, long id, Optional<Map<String, Integer>> scores, List<String> tags) {}\n";
        insta::assert_snapshot!(fold(long), @r"
          public record Person(
              String name, int age, long id, Optional<Map<String, Integer>> scores, List<String> tags) {}
        ");
        let longer = long.replace("int age", "int ageInYearsSinceTheDayOfBirthInTheGregorianCalendar");
        insta::assert_snapshot!(fold(&longer), @r"
          public record Person(
              String name,
              int ageInYearsSinceTheDayOfBirthInTheGregorianCalendar,
              long id,
              Optional<Map<String, Integer>> scores,
              List<String> tags) {}
        ");
    }

    #[test]
    fn text_and_comments_stay_whole() {
        let comment = format!("// {}\n", "a (b, c), ".repeat(20));
        assert_eq!(fold(&comment), comment);
        let text = format!("call(\"{}\", 1);\n", "x, (y".repeat(20));
        assert_eq!(fold(&text).lines().count(), 3);
    }
}
