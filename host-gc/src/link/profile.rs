//! What a GC toolchain asks of its host and leaves in its modules: data that the pass goes by.
//!
//! A further toolchain is a further [`Profile`]; the steps of the pass name none.

use walrus::Module;
use walrus::ir::UnaryOp;

use super::lines::Lines;

/// A toolchain, as the pass sees it.
#[derive(Debug)]
pub struct Profile {
    /// As its makers call it.
    pub name: &'static str,
    /// The imported globals that describe its heap.
    pub(crate) heap: Heap,
    /// What stands in for the functions of its host: module, function, answer. The first row that fits counts.
    pub(crate) answers: &'static [(&'static str, Names, Answer)],
    /// How the names of exports and custom sections begin that are for its loader only.
    pub(crate) private: &'static str,
    /// Where the instructions come from, if it notes that.
    pub(crate) lines: fn(&Module) -> Option<Lines>,
    /// How its functions are named.
    pub(crate) functions: Functions,
}

/// The globals by which a module learns where its own heap in the linear memory lies.
#[derive(Debug)]
pub(crate) struct Heap {
    /// Module of the imports.
    pub(crate) module: &'static str,
    /// Address of its first byte.
    pub(crate) offset: &'static str,
    /// Bytes that it may take.
    pub(crate) size: &'static str,
}

/// Which functions of a module a row is about.
#[derive(Debug)]
pub(crate) enum Names {
    /// These.
    Of(&'static [&'static str]),
    /// All.
    Any,
}

/// Where a character goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

/// What stands in for a function of the host.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer {
    /// Milliseconds since 1970 as f64.
    Clock,
    /// A random f64 in `[0, 1)`.
    Random,
    /// Takes one UTF-16 unit.
    Console(Stream),
    /// One instruction.
    Unary(UnaryOp),
    /// Whether the float is not a number.
    IsNan,
    /// Whether the float is neither infinite nor NaN.
    IsFinite,
    /// A handle of the host for the first parameter, which it keeps alive: nothing tells a guest what is collected.
    Keep,
    /// What such a handle is for.
    Kept,
    /// Does nothing and returns zero or null.
    Neutral,
    /// Traps, which the user is told.
    Trap,
}

/// Names in the name section.
#[derive(Debug)]
pub(crate) struct Functions {
    /// What stands between class and method.
    pub(crate) separator: &'static str,
    /// What occurs in the names of the toolchain's own adapters.
    pub(crate) adapter: char,
    /// How the names of its class library and of the runtime begin.
    pub(crate) library: &'static [&'static str],
}

impl Profile {
    /// What stands in for this import.
    pub(crate) fn answer(&self, module: &str, name: &str) -> Option<Answer> {
        let fits = |names: &Names| match names {
            Names::Of(names) => names.contains(&name),
            Names::Any => true,
        };
        self.answers.iter().find(|(of, names, _)| *of == module && fits(names)).map(|(.., answer)| *answer)
    }

    /// The imports by which a module writes to a stream.
    pub(crate) fn writers(&self, stream: Stream) -> impl Iterator<Item = (&'static str, &'static str)> {
        let writes = move |answer: &Answer| matches!(answer, Answer::Console(to) if *to == stream);
        self.answers.iter().filter(move |(.., answer)| writes(answer)).flat_map(|(module, names, _)| {
            let names = match names {
                Names::Of(names) => *names,
                Names::Any => &[],
            };
            names.iter().map(|name| (*module, *name))
        })
    }

    /// Whether an export is none of the component's.
    pub(crate) fn is_private(&self, export: &str) -> bool {
        // A `#` is in the exports of interfaces, whose packages may be called `witloom:…` too.
        !export.contains('#') && (export.starts_with(self.private) || export.starts_with("witloom:"))
    }

    /// Whether a function is of the user's own code.
    pub(crate) fn is_users(&self, function: &str) -> bool {
        let Functions { separator, adapter, library } = self.functions;
        function.contains(separator)
            && !function.contains(adapter)
            && !library.iter().any(|prefix| function.starts_with(prefix))
    }
}
