//! Import statements, merged and ordered as `ruff` orders them.

use std::collections::{BTreeMap, BTreeSet};

use witloom_bindgen::{Mentions, Syntax, Writer};

use crate::text;

/// Modules of the bindings that text may mention by their names.
pub(crate) const MODULES: [&str; 10] =
    ["_check", "_convert", "_elements", "_exports", "_late", "_sending", "_shapes", "_streams", "_subtasks", "_tasks"];

/// What a text of Python mentions.
pub(crate) fn mentions(text: &str) -> Mentions<'_> {
    Mentions::of(text, &Syntax { line: "#", block: None, quotes: &["\"\"\"", "\"", "'"], raw: None })
}

/// The imports of one module.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    plain: BTreeMap<String, BTreeSet<String>>,
    renamed: BTreeSet<(String, String, String)>,
}

impl Imports {
    /// `from module import name`
    pub(crate) fn add(&mut self, module: &str, name: &str) {
        self.plain.entry(module.to_owned()).or_default().insert(name.to_owned());
    }

    /// `from module import name as alias`
    pub(crate) fn add_as(&mut self, module: &str, name: &str, alias: &str) {
        self.renamed.insert((module.to_owned(), name.to_owned(), alias.to_owned()));
    }

    /// Adds those of `names` that are mentioned.
    pub(crate) fn add_used(&mut self, module: &str, names: &[&str], code: &Mentions<'_>) {
        names.iter().filter(|name| code.has(name)).for_each(|name| self.add(module, name));
    }

    /// Adds what is mentioned of the bindings' own modules; `dots` lead to them.
    pub(crate) fn add_ours(&mut self, dots: &str, code: &Mentions<'_>) {
        self.add_used(dots, &MODULES, code);
        if code.has("_rt.") {
            self.add_as(dots, "_runtime", "_rt");
        }
        self.add_used(&format!("{dots}_runtime"), &["Err", "Ok", "Some"], code);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.renamed.is_empty()
    }

    /// The statements.
    pub(crate) fn write(&self, w: &mut Writer) {
        let mut statements: Vec<(&str, &str, String)> = Vec::new();
        for (module, names) in &self.plain {
            let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
            names.sort_by_key(|name| order(name));
            statements.push((module, names.first().copied().unwrap_or_default(), names.join(", ")));
        }
        for (module, name, alias) in &self.renamed {
            statements.push((module, name, format!("{name} as {alias}")));
        }
        statements.sort_by(|(a, x, _), (b, y, _)| a.cmp(b).then_with(|| order(x).cmp(&order(y))));
        for (module, _, names) in statements {
            let one = format!("from {module} import {names}");
            if one.len() <= 88 {
                w.line(one);
            } else {
                w.block(format!("from {module} import ("), ")", |w| w.line(format!("{names},")));
            }
        }
    }
}

/// A module that only generated code reads: its docs, what it imports, its body. One without a body imports nothing.
pub(crate) fn module(docs: &str, body: &str, imports: &Imports) -> String {
    let mut w = text::writer();
    text::header(&mut w, docs);
    if !body.is_empty() {
        w.line("");
        w.line("from __future__ import annotations");
        let known = [("from struct import Struct", "Struct"), ("from typing import Any", "Any")];
        let standard: Vec<_> = known.into_iter().filter(|(_, name)| mentions(body).has(name)).collect();
        if !standard.is_empty() {
            w.line("");
            standard.into_iter().for_each(|(line, _)| w.line(line));
        }
        w.line("");
        imports.write(&mut w);
    }
    w.raw(body);
    w.finish()
}

/// Where a name stands among those of its module: constants, classes, the rest; numbers by their value.
fn order(name: &str) -> (usize, Vec<(char, u64)>, &str) {
    let is_constant = name.len() > 1 && name.contains(char::is_uppercase) && !name.contains(char::is_lowercase);
    let kinds = [is_constant, name.starts_with(char::is_uppercase), true];
    let mut parts: Vec<(char, u64)> = Vec::new();
    for c in name.to_lowercase().chars() {
        match (c.to_digit(10), parts.last_mut()) {
            (Some(digit), Some(('0', number))) => *number = number.saturating_mul(10).saturating_add(digit.into()),
            (Some(digit), _) => parts.push(('0', digit.into())),
            (None, _) => parts.push((c, 0)),
        }
    }
    (kinds.iter().position(|fits| *fits).unwrap_or_default(), parts, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges_and_orders() {
        let mut imports = Imports::default();
        imports.add("._runtime", "Ok");
        imports.add(".", "_shapes");
        imports.add(".", "_check");
        imports.add_as(".", "_runtime", "_rt");
        imports.add_as(".imports", "echo", "imports_echo");
        imports.add_used("._runtime", &["Err", "Some"], &mentions("isinstance(v, Some)  # Err"));
        let mut w = text::writer();
        imports.write(&mut w);
        insta::assert_snapshot!(w.finish(), @r"
        from . import _check, _shapes
        from . import _runtime as _rt
        from ._runtime import Ok, Some
        from .imports import echo as imports_echo
        ");
    }
}
