//! Long lines, broken as google-java-format breaks them: the text is read into nested groups, and a group that doesn't
//! fit is broken at its own breaks before those inside of it are.

use super::code::{arguments, before_name, binary, chain, split, split_once, ternary};

/// Columns of a line.
pub(super) const WIDTH: usize = 100;

/// A text that may be broken.
#[derive(Debug)]
enum Doc {
    Text(String),
    /// Deeper by so many columns; its breaks are all or none, or each where it has to be.
    Group(usize, Vec<Doc>),
    Break {
        /// What stands there when it isn't taken.
        flat: &'static str,
        /// Taken only where what follows doesn't fit; others are taken with their group.
        fill: bool,
    },
}

use Doc::{Break, Group, Text};

fn text(text: &str) -> Doc {
    Text(text.to_owned())
}

const fn all(flat: &'static str) -> Doc {
    Break { flat, fill: false }
}

const fn fill(flat: &'static str) -> Doc {
    Break { flat, fill: true }
}

impl Doc {
    fn width(&self) -> usize {
        match self {
            Text(text) => text.chars().count(),
            Group(_, docs) => docs.iter().map(Doc::width).sum(),
            Break { flat, .. } => flat.len(),
        }
    }

    fn flat(&self, out: &mut String) {
        match self {
            Text(text) => out.push_str(text),
            Group(_, docs) => docs.iter().for_each(|doc| doc.flat(out)),
            Break { flat, .. } => out.push_str(flat),
        }
    }

    /// Writes it from a column on; tells the column behind it.
    fn write(&self, indent: usize, column: usize, out: &mut String) -> usize {
        let width = self.width();
        let Group(plus, docs) = self else {
            self.flat(out);
            return column + width;
        };
        if column + width <= WIDTH {
            self.flat(out);
            return column + width;
        }
        let indent = indent + plus;
        let (mut column, mut must) = (column, false);
        let mut pieces = docs.split_inclusive(|doc| matches!(doc, Break { .. }));
        let mut taken: Option<&Doc> = None;
        for piece in &mut pieces {
            let (body, next) = match piece.split_last() {
                Some((last @ Break { .. }, body)) => (body, Some(last)),
                Some(_) | None => (piece, None),
            };
            let wide: usize = body.iter().map(Doc::width).sum();
            if let Some(Break { flat, fill }) = taken {
                if !fill || must || column + flat.len() + wide > WIDTH {
                    out.push('\n');
                    out.extend(std::iter::repeat_n(' ', indent));
                    column = indent;
                } else {
                    out.push_str(flat);
                    column += flat.len();
                }
            }
            must = column + wide > WIDTH;
            column = body.iter().fold(column, |column, doc| doc.write(indent, column, out));
            taken = next;
        }
        column
    }
}

/// One line of code at a depth.
pub(super) fn fold(depth: usize, line: &str, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', depth));
    if depth + line.chars().count() <= WIDTH {
        out.push_str(line);
    } else {
        statement(depth, line).write(depth, depth, out);
    }
    out.push('\n');
}

/// A statement, or the head of a declaration.
fn statement(depth: usize, line: &str) -> Doc {
    let (body, end) = tail(line);
    if let Some((target, value)) = split_once(body, " = ") {
        return assignment(depth, target, value, end);
    }
    for word in ["return ", "throw "] {
        if let Some(value) = body.strip_prefix(word) {
            return Group(0, vec![text(word), expression(value, end)]);
        }
    }
    if let Some((head, inside)) = headed(body) {
        return condition(head, inside, end);
    }
    match declared(body) {
        Some(head) => declaration(depth, head, end),
        None => expression(body, end),
    }
}

/// What stands at the end and can't be parted from what is before it.
fn tail(line: &str) -> (&str, &str) {
    let end = [";", " {}", " {"].into_iter().find(|end| line.ends_with(end)).unwrap_or_default();
    line.split_at(line.len() - end.len())
}

/// `Type name = value`, or `name = value`.
fn assignment(depth: usize, target: &str, value: &str, end: &str) -> Doc {
    let Some((ty, name)) = before_name(target) else {
        return Group(4, vec![text(&format!("{target} =")), all(" "), expression(value, end)]);
    };
    let is_wide = depth + target.chars().count() + " =".len() > WIDTH;
    let deeper = if is_wide { 4 } else { 0 };
    let value = if value.starts_with("new ") && value.contains("[] {") {
        vec![text(" "), expression(value, end)]
    } else {
        vec![fill(" "), expression(value, end)]
    };
    let named = Group(0, vec![type_of(ty), fill(" "), text(&format!("{name} ="))]);
    Group(4, vec![named, Group(deeper, value)])
}

/// `modifiers Type name(parameters) throws X`, cut into its parts.
#[derive(Clone, Copy)]
struct Head<'a> {
    ty: &'a str,
    name: &'a str,
    parameters: &'a str,
    throws: &'a str,
}

fn declared(body: &str) -> Option<Head<'_>> {
    let (before, rest) = body.split_once('(').filter(|(before, _)| !before.contains(['=', '"']))?;
    let (ty, name) = before_name(before)?;
    if ["new", "else", "return"].contains(&ty) {
        return None;
    }
    let close = arguments(&body[before.len()..])?.1 + before.len();
    let parameters = &rest[..close - before.len() - 1];
    let throws = body[close + 1..].trim_start();
    (throws.is_empty() || throws.starts_with("throws ") || throws.starts_with("implements ")).then_some(Head {
        ty,
        name,
        parameters,
        throws,
    })
}

fn declaration(depth: usize, head: Head<'_>, end: &str) -> Doc {
    let Head { ty, name, parameters, throws } = head;
    let is_wide = depth + format!("{ty} {name}(").chars().count() > WIDTH;
    let deeper = if is_wide { 4 } else { 0 };
    let close = if throws.is_empty() { format!("){end}") } else { ")".to_owned() };
    let mut behind = Vec::new();
    if parameters.is_empty() {
        behind.push(text(&close));
    } else {
        let parameters = split(parameters);
        let last = parameters.len() - 1;
        let mut each = Vec::new();
        for (at, parameter) in parameters.into_iter().enumerate() {
            let tail = if at == last { &close } else { "," };
            each.extend([variable(parameter, tail), all(" ")]);
        }
        each.pop();
        behind.extend([fill(""), Group(0, each)]);
    }
    if !throws.is_empty() {
        behind.extend([fill(" "), text(&format!("{throws}{end}"))]);
    }
    let named = Group(0, vec![type_of(ty), fill(" "), text(&format!("{name}("))]);
    Group(4, vec![named, Group(deeper, behind)])
}

/// A type and a name, which goes to a line of its own before the type is broken.
fn variable(declared: &str, end: &str) -> Doc {
    match before_name(declared) {
        Some((ty, name)) => Group(4, vec![type_of(ty), fill(" "), text(&format!("{name}{end}"))]),
        None => text(&format!("{declared}{end}")),
    }
}

/// The head of an `if` or a loop, up to its opening bracket, and what is in the brackets.
fn headed(body: &str) -> Option<(&str, &str)> {
    let head = ["if (", "} else if (", "for (", "while ("].into_iter().find(|head| body.starts_with(head))?;
    Some((head, body[head.len()..].strip_suffix(')')?))
}

fn condition(head: &str, inside: &str, end: &str) -> Doc {
    let end = format!("){end}");
    if let Some((value, pattern)) = split_once(inside, " instanceof ") {
        let pattern = vec![text("instanceof"), fill(" "), variable(pattern, &end)];
        let parts = [vec![text(head), text(value), all(" ")], pattern];
        return Group(4, parts.into_iter().flatten().collect());
    }
    if let Some((each, of)) = split_once(inside, " : ")
        && let Some((ty, name)) = before_name(each)
    {
        let of = text(&format!("{of}{end}"));
        let each = vec![type_of(ty), fill(" "), text(&format!("{name} :")), fill(" "), of];
        return Group(0, vec![text(head), Group(4, each)]);
    }
    Group(0, vec![text(head), expression(inside, &end)])
}

/// A type with its arguments, and modifiers before it.
fn type_of(ty: &str) -> Doc {
    let Some(open) = ty.find('<') else { return text(ty) };
    let Some((inside, behind)) = ty[open + 1..].rsplit_once('>') else { return text(ty) };
    let mut each = Vec::new();
    for (at, part) in split(inside).into_iter().enumerate() {
        if at > 0 {
            each.extend([text(","), all(" ")]);
        }
        each.push(type_of(part));
    }
    Group(4, vec![text(&ty[..=open]), all(""), Group(0, each), text(&format!(">{behind}"))])
}

/// An expression with what has to follow on its last line.
fn expression(value: &str, end: &str) -> Doc {
    if let Some((test, yes, no)) = ternary(value) {
        let yes = [text("? "), expression(yes, "")];
        let no = [text(": "), expression(no, end)];
        let parts = [vec![expression(test, ""), all(" ")], yes.into(), vec![all(" ")], no.into()];
        return Group(4, parts.into_iter().flatten().collect());
    }
    let operands = binary(value);
    if operands.len() > 1 {
        let last = operands.len() - 1;
        let mut parts = Vec::new();
        for (at, (operator, operand)) in operands.into_iter().enumerate() {
            if at > 0 {
                parts.extend([all(" "), text(&format!("{operator} "))]);
            }
            parts.push(expression(operand, if at == last { end } else { "" }));
        }
        return Group(4, parts);
    }
    if let Some((cast, of)) = cast(value) {
        return Group(4, vec![text(cast), all(" "), expression(of, end)]);
    }
    if let Some((head, items)) = value.strip_suffix('}').and_then(|value| value.split_once("[] {")) {
        return array(head, items, end);
    }
    let links = chain(value);
    if links.len() > 1 {
        let last = links.len() - 1;
        let mut parts = Vec::new();
        for (at, link) in links.into_iter().enumerate() {
            if at > 0 {
                parts.push(all(""));
            }
            parts.extend(call(link, if at == last { end } else { "" }));
        }
        return Group(4, parts);
    }
    Group(0, call(value, end))
}

/// `(Type)` before what is cast.
fn cast(value: &str) -> Option<(&str, &str)> {
    let (_, close) = arguments(value).filter(|(start, _)| *start == 0)?;
    let of = value[close + 1..].strip_prefix(' ')?;
    Some((&value[..=close], of))
}

fn array(head: &str, items: &str, end: &str) -> Doc {
    let mut each = Vec::new();
    for (at, item) in split(items).into_iter().enumerate() {
        if at > 0 {
            each.extend([text(","), fill(" ")]);
        }
        each.push(expression(item, ""));
    }
    Group(
        0,
        vec![
            text(&format!("{head}[] {{")),
            Group(2, vec![all(""), Group(0, each)]),
            all(""),
            text(&format!("}}{end}")),
        ],
    )
}

/// A call and its arguments; whatever else there is, stays whole.
fn call(value: &str, end: &str) -> Vec<Doc> {
    let Some((open, close)) = arguments(value).filter(|(open, close)| close > &(open + 1)) else {
        return name(value, end);
    };
    let inside = split(&value[open + 1..close]);
    if value.starts_with('@') {
        let mut each = vec![text(&value[..=open]), all("")];
        for item in inside {
            each.extend([text(item), text(","), all(" ")]);
        }
        each.truncate(each.len() - 2);
        each.push(text(&value[close..]));
        return vec![Group(4, each)];
    }
    let is_short = inside.iter().all(|item| item.len() < 10);
    let mut each = Vec::new();
    for (at, item) in inside.into_iter().enumerate() {
        if at > 0 {
            each.extend([text(","), Break { flat: " ", fill: is_short }]);
        }
        each.push(expression(item, ""));
    }
    let behind = &value[close..];
    each.extend([text(behind), text(end)]);
    vec![text(&value[..=open]), Group(4, vec![all(""), Group(0, each)])]
}

/// A literal, or a name, which is broken before its last part.
fn name(value: &str, end: &str) -> Vec<Doc> {
    let is_name = value.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    match value.rsplit_once('.').filter(|_| is_name) {
        Some((of, part)) => vec![Group(4, vec![text(of), all(""), text(&format!(".{part}{end}"))])],
        None => vec![text(value), text(end)],
    }
}
