//! JavaScript expressions, laid out as prettier lays them out at 80 columns.
//!
//! Only the shapes that generated code needs: a call, a function of one expression, an object, an array and a conditional
//! break over several lines when they don't fit; everything else is text that never breaks.

use witloom_bindgen::Writer;

/// The column that prettier keeps to.
const WIDTH: usize = 80;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expr {
    /// Text that stays on its line.
    Text(String),
    /// `head(args)`
    Call(String, Vec<Expr>),
    /// `params => body`
    Arrow(String, Box<Expr>),
    /// `{ key: value }`; keys are quoted already where they must be.
    Object(Vec<(String, Expr)>),
    /// `[a, b]`
    Array(Vec<Expr>),
    /// `test ? yes : no`, where the test is a comparison or a name.
    Cond(String, Box<Expr>, Box<Expr>),
}

impl Expr {
    /// Text that stays on its line.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// `head(args)`
    pub(crate) fn call(head: impl Into<String>, args: impl IntoIterator<Item = Self>) -> Self {
        Self::Call(head.into(), args.into_iter().collect())
    }

    /// Calls, and functions of a call, read from finished text; anything else stays whole.
    pub(crate) fn read(text: &str) -> Self {
        if let Some((params, body)) = text.split_once(" => ").filter(|(params, _)| params.starts_with('(')) {
            return Self::Arrow(params.to_owned(), Box::new(Self::read(body)));
        }
        let call = text.split_once('(').and_then(|(head, args)| Some((head, args.strip_suffix(')')?)));
        match call {
            Some((head, args)) if is_name(head) && !args.contains(['(', '"', '[', '{']) => {
                Self::call(head, args.split(", ").filter(|arg| !arg.is_empty()).map(Self::text))
            }
            Some(_) | None => Self::text(text),
        }
    }

    /// The whole expression on one line.
    pub(crate) fn flat(&self) -> String {
        let list = |items: &[Self]| items.iter().map(Self::flat).collect::<Vec<_>>().join(", ");
        match self {
            Self::Text(text) => text.clone(),
            Self::Call(head, args) => format!("{head}({})", list(args)),
            Self::Arrow(params, body) => format!("{params} => {}", body.flat()),
            Self::Object(fields) if fields.is_empty() => "{}".to_owned(),
            Self::Object(fields) => {
                let fields: Vec<_> = fields.iter().map(|(key, value)| property(key, &value.flat())).collect();
                format!("{{ {} }}", fields.join(", "))
            }
            Self::Array(items) => format!("[{}]", list(items)),
            Self::Cond(test, yes, no) => format!("{test} ? {} : {}", yes.arm().flat(), no.arm().flat()),
        }
    }

    /// As an arm of a conditional: prettier puts `??` in parentheses there.
    fn arm(&self) -> Self {
        if let Self::Text(text) = self
            && text.contains(" ?? ")
        {
            return Self::Text(format!("({text})"));
        }
        self.clone()
    }

    /// A statement or property: `lead`, the expression, `tail`. `depth` counts steps of two columns and is left
    /// out of the first line, since a writer adds it; later lines carry what they need beyond it.
    pub(crate) fn statement(&self, depth: usize, lead: &str, tail: &str) -> String {
        self.place(depth, 0, lead, tail)
    }

    /// `indent` counts the columns of this line beyond the writer's own depth.
    fn place(&self, depth: usize, indent: usize, lead: &str, tail: &str) -> String {
        let room = WIDTH.saturating_sub(depth * 2 + indent);
        let flat = self.flat();
        if lead.len() + flat.len() + tail.len() <= room {
            return format!("{lead}{flat}{tail}");
        }
        let inner = " ".repeat(indent + 2);
        let outer = " ".repeat(indent);
        match self {
            Self::Text(text) if lead.ends_with(": ") && is_name(text) => {
                format!("{}\n{inner}{flat}{tail}", lead.trim_end())
            }
            Self::Text(_) => format!("{lead}{flat}{tail}"),
            Self::Arrow(params, body) => {
                format!("{lead}{params} =>\n{inner}{}", body.place(depth, indent + 2, "", tail))
            }
            Self::Call(_, args) | Self::Array(args) if args.is_empty() => format!("{lead}{flat}{tail}"),
            Self::Call(head, args) if head.contains(").") => {
                let (object, method) = head.rsplit_once(").").unwrap_or_default();
                let (root, first) = object.split_once('.').unwrap_or_default();
                let last = Self::Call(format!(".{method}"), args.clone()).place(depth, indent + 2, "", tail);
                format!("{lead}{root}\n{inner}.{first})\n{inner}{last}")
            }
            Self::Call(head, args) => {
                let args = lines(args, |arg| arg.place(depth, indent + 2, "", ","), &inner);
                format!("{lead}{head}(\n{args}{outer}){tail}")
            }
            Self::Array(items) => {
                let items = lines(items, |item| item.place(depth, indent + 2, "", ","), &inner);
                format!("{lead}[\n{items}{outer}]{tail}")
            }
            Self::Object(fields) => {
                let field = |(key, value): &(String, Self)| {
                    let short = matches!(value, Self::Text(text) if text == key);
                    if short { format!("{key},") } else { value.place(depth, indent + 2, &format!("{key}: "), ",") }
                };
                format!("{lead}{{\n{}{outer}}}{tail}", lines(fields, field, &inner))
            }
            Self::Cond(test, yes, no) => cond(depth, indent, lead, tail, (test, yes, no)),
        }
    }
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, '$' | '_'))
}

/// `head (test && test) statement`, in as many lines as it needs.
pub(crate) fn guarded(w: &mut Writer, depth: usize, head: &str, tests: &[String], statement: &str) {
    let fits = |more: usize, text: &str| (depth + more) * 2 + text.len() <= WIDTH;
    let test = format!("{head} ({})", tests.join(" && "));
    let whole = format!("{test} {statement}");
    if fits(0, &whole) {
        return w.line(whole);
    }
    if fits(0, &test) {
        w.line(test);
        return w.indented(|w| w.line(statement));
    }
    w.block(format!("{head} ("), ")", |w| {
        for (at, test) in tests.iter().enumerate() {
            let line = if at + 1 < tests.len() { format!("{test} &&") } else { test.clone() };
            match test.rsplit_once(' ').filter(|_| !fits(1, &line)) {
                Some((left, _)) => {
                    w.line(left);
                    w.indented(|w| w.line(line[left.len()..].trim_start()));
                }
                None => w.line(line),
            }
        }
    });
    w.indented(|w| w.line(statement));
}

/// `key: value`, or `key` alone when both are the same.
fn property(key: &str, value: &str) -> String {
    if key == value { key.to_owned() } else { format!("{key}: {value}") }
}

fn lines<T>(items: &[T], line: impl Fn(&T) -> String, indent: &str) -> String {
    items.iter().map(|item| format!("{indent}{}\n", line(item))).collect()
}

/// A conditional that does not fit behind its lead: with a comparison it moves to a line of its own after `=` or
/// `:`, then it breaks.
fn cond(depth: usize, indent: usize, lead: &str, tail: &str, parts: (&str, &Expr, &Expr)) -> String {
    let (test, yes, no) = parts;
    let assigned = lead.trim_end();
    let is_comparison = test.contains(' ');
    let breaks_after = is_comparison && (assigned.ends_with('=') || assigned.ends_with(':'));
    let at = if breaks_after { indent + 2 } else { indent };
    let whole = format!("{test} ? {} : {}", yes.arm().flat(), no.arm().flat());
    let start = if breaks_after { format!("{assigned}\n{}", " ".repeat(at)) } else { lead.to_owned() };
    if breaks_after && depth * 2 + at + whole.len() + tail.len() <= WIDTH {
        return format!("{start}{whole}{tail}");
    }
    format!("{start}{}{tail}", broken(depth, at, test, yes, no))
}

/// A conditional over several lines; one inside of it breaks too.
fn broken(depth: usize, at: usize, test: &str, yes: &Expr, no: &Expr) -> String {
    let branch = |expr: &Expr| match expr {
        Expr::Cond(test, yes, no) => broken(depth, at + 2, test, yes, no),
        other => other.arm().place(depth, at + 4, "", ""),
    };
    let indent = " ".repeat(at + 2);
    format!("{test}\n{indent}? {}\n{indent}: {}", branch(yes), branch(no))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_on_one_line() {
        let call = Expr::call("f", [Expr::text("a"), Expr::Object(vec![("x".into(), Expr::text("1"))])]);
        assert_eq!(call.statement(1, "return ", ";"), "return f(a, { x: 1 });");
    }

    #[test]
    fn long_calls_break_at_their_arguments() {
        let arg = || Expr::text("a".repeat(30));
        let call = Expr::call("f", [arg(), arg(), arg()]);
        let a = "a".repeat(30);
        assert_eq!(call.statement(1, "return ", ";"), format!("return f(\n  {a},\n  {a},\n  {a},\n);"));
    }

    #[test]
    fn calls_on_a_call_break_before_their_dots() {
        let call = Expr::call("$a.at($0).method", [Expr::text("x".repeat(60))]);
        let x = "x".repeat(60);
        assert_eq!(call.statement(1, "value = ", ";"), format!("value = $a\n  .at($0)\n  .method({x});"));
    }

    #[test]
    fn text_is_read_as_calls_and_functions() {
        let name = "f".repeat(70);
        let arrow = Expr::read(&format!("(value) => {name}(value, $ret)"));
        assert_eq!(arrow.statement(0, "", ","), format!("(value) =>\n  {name}(\n    value,\n    $ret,\n  ),"));
        assert_eq!(Expr::read("$done"), Expr::text("$done"));
    }

    #[test]
    fn long_conditionals_move_behind_the_assignment() {
        let cond =
            Expr::Cond("x === 0".into(), Box::new(Expr::text("undefined")), Box::new(Expr::text("y".repeat(45))));
        let y = "y".repeat(45);
        assert_eq!(cond.statement(0, "const value = ", ";"), format!("const value =\n  x === 0 ? undefined : {y};"));
    }

    #[test]
    fn conditionals_inside_of_conditionals_break_with_them() {
        let y = || Box::new(Expr::text("y".repeat(45)));
        let inner = Expr::Cond("b === 0".into(), Box::new(Expr::text("1")), Box::new(Expr::text("2")));
        let outer = Expr::Cond("$failed".into(), y(), Box::new(inner));
        let y = "y".repeat(45);
        let text = format!("const value = $failed\n  ? {y}\n  : b === 0\n    ? 1\n    : 2;");
        assert_eq!(outer.statement(0, "const value = ", ";"), text);
    }
}
