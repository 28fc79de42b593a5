//! Values into linear memory, each checked on the way.

use witloom_bindgen::NameScope;
use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Node, Payload, Piece};
use witloom_bindgen::model::{Prim, TypeId};
use witloom_bindgen::plan::{Handle, HandleLower};

use super::load::{name_of, view_of};
use super::{At, Glue, NamedCase, Routine, container};
use crate::expr::guarded;
use crate::names::{NAMER, is_inherited, property, string};

/// Local names of one routine.
pub(super) struct Locals(NameScope);

impl Locals {
    pub(super) fn new<'a>(taken: impl IntoIterator<Item = &'a str>) -> Self {
        Self(NAMER.scope(taken))
    }

    /// A name for what an expression yields; an identifier stands for itself.
    pub(super) fn bind(&mut self, w: &mut Writer, value: &str) -> String {
        let is_name = value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$');
        if is_name {
            return value.to_owned();
        }
        let wanted: String =
            value.rsplit('.').next().unwrap_or("part").chars().filter(char::is_ascii_alphanumeric).collect();
        let wanted = if wanted.starts_with(|c: char| c.is_ascii_alphabetic()) { wanted } else { "part".to_owned() };
        let name = self.0.claim_exact(wanted);
        w.line(format!("const {name} = {value};"));
        name
    }

    pub(super) fn claim(&mut self, name: &str) -> String {
        self.0.claim_exact(name.to_owned())
    }
}

impl Glue<'_> {
    /// Statements that check a value and store it at an address.
    pub(super) fn store_at(&self, w: &mut Writer, locals: &mut Locals, ty: TypeId, value: &str, at: At<'_>) {
        match self.node(ty) {
            Node::Prim(prim) => {
                let value = locals.bind(w, value);
                check(w, *prim, &value);
                let target = at.view(view_of(*prim), prim.size());
                w.line(format!("{target} = {};", stored(*prim, &value)));
            }
            Node::Text => pair(w, at, &format!("$putString({value})")),
            Node::List(_) | Node::Map { .. } => pair(w, at, &self.put_list(ty, value)),
            Node::Option { sum, some } if self.plain_option(ty).is_some() => {
                let value = locals.bind(w, value);
                let tag = at.unsigned(sum.tag.bytes());
                w.line(format!("if ({value} === undefined || {value} === null) {{"));
                w.indented(|w| w.line(format!("{tag} = 0;")));
                w.line("} else {");
                w.indented(|w| {
                    w.line(format!("{tag} = 1;"));
                    self.store_at(w, locals, some.ty, &value, at.plus(sum.payload));
                });
                w.line("}");
            }
            Node::FixedList { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. } => w.line(format!("{}({value}, {});", self.want(ty, Routine::Store), at.sum())),
            Node::Enum { tag, .. } => {
                let index = self.enum_index(w, locals, ty, value);
                w.line(format!("{} = {index};", at.unsigned(tag.bytes())));
            }
            Node::Flags { width, .. } => {
                let bits = self.want(ty, Routine::Bits);
                w.line(format!("{} = {bits}({value});", at.unsigned(width.bytes())));
            }
            Node::Handle(handle) => w.line(format!("{} = {};", at.word(), self.lower_handle(*handle, value))),
            Node::Stream(_) | Node::Future(_) => w.line(format!("{} = {};", at.word(), self.give_end(ty, value))),
            Node::Alias(target) => self.store_at(w, locals, *target, value, at),
        }
    }

    /// The call that stores a list and returns its address; `$len` then is its length.
    pub(super) fn put_list(&self, ty: TypeId, value: &str) -> String {
        let own = |ty| format!("{}({value})", self.want(ty, Routine::Put));
        let Node::List(elements) = self.node(ty) else { return own(ty) };
        match (elements.bulk, self.node(elements.ty)) {
            (Some(prim), _) => format!("$put{}s({value})", name_of(prim)),
            (None, Node::Text) => format!("$putStrings({value})"),
            (None, _) => own(ty),
        }
    }

    /// Looks up an enum's case; returns the variable with its discriminant.
    pub(super) fn enum_index(&self, w: &mut Writer, locals: &mut Locals, ty: TypeId, value: &str) -> String {
        let index = locals.claim("$case");
        w.line(format!("const {index} = {}.get({value});", self.want(ty, Routine::Index)));
        w.line(format!("if ({index} === undefined) $bad();"));
        index
    }

    /// The core value of an object.
    pub(super) fn lower_handle(&self, handle: Handle, value: &str) -> String {
        let method = match handle.lower() {
            HandleLower::Move => "move",
            HandleLower::Lend => "lend",
            HandleLower::New => "give",
        };
        format!("{}.{method}({value})", self.resource(handle.resource))
    }

    /// Statements that refuse what can't be a record, tuple or list of a fixed length.
    pub(super) fn check_product(&self, w: &mut Writer, ty: TypeId, value: &str) {
        let count = self.pieces(ty).map_or(0, |pieces| pieces.len());
        if let Node::Record(_) = self.node(ty) {
            w.line(format!("if (typeof {value} !== \"object\") $bad();"));
        } else if self.fixed(ty).is_some_and(|elements| elements.bulk.is_some()) {
            w.line(format!("if (!$isNumbers({value}, {count})) $bad();"));
        } else {
            w.line(format!("if (!Array.isArray({value}) || {value}.length !== {count}) $bad();"));
        }
    }

    fn store_product(&self, w: &mut Writer, ty: TypeId, at: At<'_>) {
        let mut locals = Locals::new(["value", "list"]);
        self.check_product(w, ty, "value");
        for (i, piece) in self.pieces(ty).unwrap_or_default().iter().enumerate() {
            self.store_at(w, &mut locals, piece.ty, &of(piece, "value", i), at.plus(piece.offset));
        }
    }

    /// Whether the strings of a list's elements are stored at its end, all in one go.
    fn gathers(&self, element: TypeId) -> bool {
        matches!(self.node(element), Node::Record(_) | Node::Tuple(_))
            && self.pieces(element).is_some_and(|pieces| pieces.iter().any(|piece| self.is_texts(piece.ty)))
    }

    /// Whether a part is a string or a list of strings.
    fn is_texts(&self, ty: TypeId) -> bool {
        match self.node(ty) {
            Node::List(elements) => *self.node(elements.ty) == Node::Text,
            node => *node == Node::Text,
        }
    }

    /// The same as `store_product`, but that strings are noted in `$texts`, and in `$spots` where they belong.
    fn gather_product(&self, w: &mut Writer, ty: TypeId, at: At<'_>) {
        let mut locals = Locals::new(["value", "list"]);
        self.check_product(w, ty, "value");
        for (i, piece) in self.pieces(ty).unwrap_or_default().iter().enumerate() {
            let (value, at) = (of(piece, "value", i), at.plus(piece.offset));
            if *self.node(piece.ty) == Node::Text {
                let value = locals.bind(w, &value);
                w.line(format!("if (typeof {value} !== \"string\") $bad();"));
                w.line(format!("$spots[$texts.length] = {};", at.index(4)));
                w.line(format!("$texts[$texts.length] = {value};"));
            } else if self.is_texts(piece.ty) {
                pair(w, at, &format!("$noteStrings({value}, $texts, $spots)"));
            } else {
                self.store_at(w, &mut locals, piece.ty, &value, at);
            }
        }
    }
}

/// The expression of the part at a position of a value.
pub(super) fn of(piece: &Piece<'_>, value: &str, position: usize) -> String {
    match piece.field {
        Some(name) => part(value, &property(name)),
        None => format!("{value}[{position}]"),
    }
}

/// `$storeX(value, p)`
pub(super) fn store(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let name = glue.want(ty, Routine::Store);
    let at = At::new("$p");
    w.block(format!("function {name}(value, $p) {{"), "}", |w| {
        if let Node::FixedList { elements, count, .. } = glue.node(ty) {
            return container::store_fixed(glue, w, ty, *elements, *count);
        }
        let Some((sum, cases)) = glue.cases(ty) else { return glue.store_product(w, ty, at) };
        switch(w, &cases, |w, i, payload| {
            w.line(format!("{} = {i};", at.unsigned(sum.tag.bytes())));
            if let Some(payload) = payload {
                let mut locals = Locals::new(["value"]);
                glue.store_at(w, &mut locals, payload.ty, "value.val", at.plus(sum.payload));
            }
        });
    });
}

/// `$putX(list)`
pub(super) fn put(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    if let Node::Map { entries, key, value } = glue.node(ty) {
        return container::put_map(glue, w, ty, *entries, [key, value]);
    }
    let Node::List(elements) = glue.node(ty) else { return };
    let name = glue.want(ty, Routine::Put);
    let (stride, at) = (elements.stride, At::new("$p"));
    w.block(format!("function {name}(list) {{"), "}", |w| {
        w.line("if (!Array.isArray(list)) $bad();");
        w.line("const $n = list.length;");
        w.line(format!("const $base = $alloc($n * {stride}, {});", elements.align));
        let gathers = glue.gathers(elements.ty);
        if gathers {
            w.line("const $texts = [];");
            w.line("const $spots = [];");
        }
        w.block(format!("for (let $i = 0, $p = $base; $i < $n; $i++, $p += {stride}) {{"), "}", |w| {
            w.line("const value = list[$i];");
            if gathers {
                glue.gather_product(w, elements.ty, at);
            } else if matches!(glue.node(elements.ty), Node::Record(_) | Node::Tuple(_)) {
                glue.store_product(w, elements.ty, at);
            } else {
                glue.store_at(w, &mut Locals::new(["value", "list"]), elements.ty, "value", at);
            }
        });
        if gathers {
            w.line("$putNoted($texts, $spots);");
        }
        w.line("$len = $n;");
        w.line("return $base;");
    });
}

/// `$bitsX(value)`
pub(super) fn bits(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let name = glue.want(ty, Routine::Bits);
    w.block(format!("function {name}(value) {{"), "}", |w| {
        w.line("if (typeof value !== \"object\" || value === null) $bad();");
        w.line("let $bits = 0;");
        for (i, flag) in glue.labels(ty).iter().enumerate() {
            let flag = part("value", &property(&flag.name));
            let mask = (1u32 << i).cast_signed();
            guarded(w, 1, "if", &[format!("{flag} === true")], &format!("$bits |= {mask};"));
            let bad = [format!("{flag} !== undefined"), format!("{flag} !== false")];
            guarded(w, 1, "else if", &bad, "$bad();");
        }
        w.line("return $bits;");
    });
}

/// `switch (value.tag)` with a block per case; anything else does not fit.
pub(super) fn switch(
    w: &mut Writer,
    cases: &[NamedCase<'_>],
    mut body: impl FnMut(&mut Writer, usize, Option<&Payload>),
) {
    w.block("switch (value.tag) {", "}", |w| {
        for (i, (name, payload)) in cases.iter().enumerate() {
            let block = payload.is_some();
            w.line(format!("case {}:{}", string(name), if block { " {" } else { "" }));
            w.indented(|w| {
                body(w, i, *payload);
                w.line("break;");
            });
            if block {
                w.line("}");
            }
        }
        w.line("default:");
        w.indented(|w| w.line("$bad();"));
    });
}

/// A property that was given, not one that every object has.
fn part(value: &str, name: &str) -> String {
    if is_inherited(name) { format!("$own({value}, {})", string(name)) } else { format!("{value}.{name}") }
}

fn pair(w: &mut Writer, at: At<'_>, put: &str) {
    w.line(format!("{} = {put};", at.word()));
    w.line(format!("{} = $len;", at.plus(4).word()));
}

/// Refuses a value that is not of the primitive type: what an operator makes of anything but a number in range
/// is not identical to it.
pub(super) fn check(w: &mut Writer, prim: Prim, value: &str) {
    let test = match prim {
        Prim::Bool => format!("typeof {value} !== \"boolean\""),
        Prim::U8 => format!("({value} & 0xff) !== {value}"),
        Prim::S8 => format!("({value} << 24) >> 24 !== {value}"),
        Prim::U16 => format!("({value} & 0xffff) !== {value}"),
        Prim::S16 => format!("({value} << 16) >> 16 !== {value}"),
        Prim::U32 => format!("{value} >>> 0 !== {value}"),
        Prim::S32 => format!("({value} | 0) !== {value}"),
        Prim::U64 | Prim::S64 => {
            let wrap = if prim == Prim::U64 { "asUintN" } else { "asIntN" };
            w.line(format!("if (typeof {value} !== \"bigint\") $bad();"));
            format!("BigInt.{wrap}(64, {value}) !== {value}")
        }
        Prim::F32 | Prim::F64 => format!("typeof {value} !== \"number\""),
        Prim::Char => return,
    };
    w.line(format!("if ({test}) $bad();"));
}

fn stored(prim: Prim, value: &str) -> String {
    match prim {
        Prim::Bool => format!("{value} ? 1 : 0"),
        Prim::Char => format!("$codeOf({value})"),
        Prim::U8
        | Prim::S8
        | Prim::U16
        | Prim::S16
        | Prim::U32
        | Prim::S32
        | Prim::U64
        | Prim::S64
        | Prim::F32
        | Prim::F64 => value.to_owned(),
    }
}
