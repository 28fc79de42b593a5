//! Lines that stay short.

use witloom_bindgen::Writer;

/// Characters of a line, its indentation left out.
const ROOM: usize = 96;

/// Whether a text fits on a line.
pub(crate) fn fits(text: &str) -> bool {
    text.len() <= ROOM
}

/// `open item, item close` on one line, or a line for each item. Braces keep spaces inside.
pub(crate) fn items(w: &mut Writer, open: &str, items: &[String], close: &str) {
    let space = if open.ends_with('{') && !items.is_empty() { " " } else { "" };
    let line = format!("{open}{space}{}{space}{close}", items.join(", "));
    if items.is_empty() || fits(&line) {
        w.line(line);
        return;
    }
    w.line(open);
    w.indented(|w| {
        for (index, item) in items.iter().enumerate() {
            let comma = if index + 1 < items.len() { "," } else { "" };
            w.line(format!("{item}{comma}"));
        }
    });
    w.line(close);
}

/// `target = value`, an array's elements or the value on lines of their own where it is long.
pub(crate) fn assigned(w: &mut Writer, target: &str, value: &str) {
    match value.strip_prefix('[').and_then(|value| value.strip_suffix(']')) {
        Some(inside) if is_balanced(inside) => items(w, &format!("{target} = ["), &parts(inside), "]"),
        Some(_) | None if fits(&format!("{target} = {value}")) => w.line(format!("{target} = {value}")),
        Some(_) | None => {
            w.line(format!("{target} ="));
            w.indented(|w| w.line(value));
        }
    }
}

/// How deep in brackets each character stands, after it.
fn depths(text: &str) -> impl Iterator<Item = (usize, char, i32)> {
    let mut depth = 0;
    text.char_indices().map(move |(at, c)| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        (at, c, depth)
    })
}

/// Whether no bracket closes that isn't opened inside.
fn is_balanced(text: &str) -> bool {
    depths(text).all(|(_, _, depth)| depth >= 0)
}

/// What commas part, outside of brackets.
fn parts(text: &str) -> Vec<String> {
    let mut start = 0;
    let mut found = Vec::new();
    for (at, _, _) in depths(text).filter(|(_, c, depth)| *c == ',' && *depth == 0) {
        found.push(text[start..at].trim().to_owned());
        start = at + 1;
    }
    found.push(text[start..].trim().to_owned());
    found
}

/// `def name(params) = body`, or a method of three lines and more.
pub(crate) fn method(w: &mut Writer, name: &str, params: &[String], body: (&str, &[String])) {
    let list = parenthesized(params);
    let (callee, arguments) = body;
    let line = format!("def {name}{list} = {callee}{}", parenthesized(arguments));
    if fits(&line) {
        w.line(line);
        return;
    }
    head(w, name, params);
    w.indented(|w| call(w, callee, arguments));
    w.line("end");
}

/// `def name(params)`.
pub(crate) fn head(w: &mut Writer, name: &str, params: &[String]) {
    if params.is_empty() {
        w.line(format!("def {name}"));
    } else {
        items(w, &format!("def {name}("), params, ")");
    }
}

/// `callee(arguments)`.
pub(crate) fn call(w: &mut Writer, callee: &str, arguments: &[String]) {
    if arguments.is_empty() {
        w.line(callee);
    } else {
        items(w, &format!("{callee}("), arguments, ")");
    }
}

/// `statement unless condition`, or a block of three lines.
pub(crate) fn unless(w: &mut Writer, condition: &str, statement: &str) {
    let line = format!("{statement} unless {condition}");
    if fits(&line) {
        w.line(line);
    } else {
        w.block(format!("unless {condition}"), "end", |w| w.line(statement));
    }
}

/// Cells appended to `target`.
pub(crate) fn push(w: &mut Writer, target: &str, cells: &[String]) {
    let line = format!("{target} << {}", cells.join(" << "));
    if fits(&line) {
        w.line(line);
    } else {
        items(w, &format!("{target}.push("), cells, ")");
    }
}

fn parenthesized(list: &[String]) -> String {
    if list.is_empty() { String::new() } else { format!("({})", list.join(", ")) }
}
