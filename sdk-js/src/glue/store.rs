//! Values into linear memory, each checked on the way.

use witloom_bindgen::Scope;
use witloom_bindgen::Writer;
use witloom_bindgen::model::{Kind, Prim, TypeId};
use witloom_bindgen::plan::{Handle, HandleLower, Mem, Slot};

use super::load::{name_of, view_of};
use super::{At, Glue, Routine, container};
use crate::names::{NAMER, is_inherited, property, string};

/// Local names of one routine.
pub(super) struct Locals(Scope);

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
        match &self.plan.ty(ty).mem {
            Mem::Prim(prim) => {
                let value = locals.bind(w, value);
                check(w, *prim, &value);
                let target = at.view(view_of(*prim), prim.size());
                w.line(format!("{target} = {};", stored(*prim, &value)));
            }
            Mem::String => pair(w, at, &format!("$putString({value})")),
            Mem::List { .. } => pair(w, at, &self.put_list(ty, value)),
            Mem::FixedList { .. } | Mem::Product(_) => {
                w.line(format!("{}({value}, {});", self.want(ty, Routine::Store), at.sum()))
            }
            Mem::Sum { tag, payload, .. } => match self.plain_option(ty) {
                Some(inner) => {
                    let value = locals.bind(w, value);
                    let tag = at.unsigned(tag.bytes());
                    w.line(format!("if ({value} === undefined || {value} === null) {{"));
                    w.indented(|w| w.line(format!("{tag} = 0;")));
                    w.line("} else {");
                    w.indented(|w| {
                        w.line(format!("{tag} = 1;"));
                        self.store_at(w, locals, inner, &value, at.plus(*payload));
                    });
                    w.line("}");
                }
                None => w.line(format!("{}({value}, {});", self.want(ty, Routine::Store), at.sum())),
            },
            Mem::Enum { tag, .. } => {
                let index = self.enum_index(w, locals, ty, value);
                w.line(format!("{} = {index};", at.unsigned(tag.bytes())));
            }
            Mem::Flags { width, .. } => {
                let bits = self.want(ty, Routine::Bits);
                w.line(format!("{} = {bits}({value});", at.unsigned(width.bytes())));
            }
            Mem::Handle(handle) => w.line(format!("{} = {};", at.word(), self.lower_handle(*handle, value))),
            // Refused before generation.
            Mem::End(_) => {}
            Mem::Same(target) => self.store_at(w, locals, *target, value, at),
        }
    }

    /// The call that stores a list and returns its address; `$len` then is its length.
    pub(super) fn put_list(&self, ty: TypeId, value: &str) -> String {
        match &self.plan.ty(ty).mem {
            Mem::List { bulk: Some(prim), .. } => format!("$put{}s({value})", name_of(*prim)),
            Mem::List { elem, .. } if matches!(self.kind(*elem), Kind::String) => format!("$putStrings({value})"),
            Mem::Same(target) => self.put_list(*target, value),
            _ => format!("{}({value})", self.want(ty, Routine::Put)),
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

    /// Statements that refuse what can't be a record or tuple.
    pub(super) fn check_product(&self, w: &mut Writer, ty: TypeId, parts: usize, value: &str) {
        if self.fixed(ty).is_some() {
            self.check_fixed(w, ty, value);
        } else if self.fields(ty).is_some() {
            w.line(format!("if (typeof {value} !== \"object\") $bad();"));
        } else {
            w.line(format!("if (!Array.isArray({value}) || {value}.length !== {parts}) $bad();"));
        }
    }

    /// The expressions of the parts of a record or tuple.
    pub(super) fn parts(&self, ty: TypeId, count: usize, value: &str) -> Vec<String> {
        match self.fields(ty) {
            Some(names) => names.iter().map(|name| part(value, name)).collect(),
            None => (0..count).map(|i| format!("{value}[{i}]")).collect(),
        }
    }

    fn store_product(&self, w: &mut Writer, ty: TypeId, slots: &[Slot], at: At<'_>) {
        let mut locals = Locals::new(["value", "list"]);
        self.check_product(w, ty, slots.len(), "value");
        for (slot, part) in slots.iter().zip(self.parts(ty, slots.len(), "value")) {
            self.store_at(w, &mut locals, slot.ty, &part, at.plus(slot.offset));
        }
    }
}

/// `$storeX(value, p)`
pub(super) fn store(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let name = glue.want(ty, Routine::Store);
    let at = At::new("$p");
    w.block(format!("function {name}(value, $p) {{"), "}", |w| match &glue.plan.ty(ty).mem {
        Mem::Product(slots) => glue.store_product(w, ty, slots, at),
        Mem::FixedList { stride, .. } => container::store_fixed(glue, w, ty, *stride),
        Mem::Sum { tag, payload, .. } => {
            switch(w, &glue.cases(ty), |w, i, inner| {
                w.line(format!("{} = {i};", at.unsigned(tag.bytes())));
                if let Some(inner) = inner {
                    let mut locals = Locals::new(["value"]);
                    glue.store_at(w, &mut locals, inner, "value.val", at.plus(*payload));
                }
            });
        }
        _ => glue.store_at(w, &mut Locals::new(["value"]), ty, "value", at),
    });
}

/// `$putX(list)`
pub(super) fn put(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let Mem::List { elem, stride, align, .. } = &glue.plan.ty(ty).mem else { return };
    if let Kind::Map(_) = glue.kind(ty) {
        return container::put_map(glue, w, ty, *stride, *align);
    }
    let name = glue.want(ty, Routine::Put);
    let at = At::new("$p");
    w.block(format!("function {name}(list) {{"), "}", |w| {
        w.line("if (!Array.isArray(list)) $bad();");
        w.line("const $n = list.length;");
        w.line(format!("const $base = $alloc($n * {stride}, {align});"));
        w.block(format!("for (let $i = 0, $p = $base; $i < $n; $i++, $p += {stride}) {{"), "}", |w| {
            w.line("const value = list[$i];");
            match &glue.plan.ty(glue.world.resolve_alias(*elem)).mem {
                Mem::Product(slots) => glue.store_product(w, *elem, slots, at),
                _ => glue.store_at(w, &mut Locals::new(["value", "list"]), *elem, "value", at),
            }
        });
        w.line("$len = $n;");
        w.line("return $base;");
    });
}

/// `$bitsX(value)`
pub(super) fn bits(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let Kind::Flags(flags) = glue.kind(ty) else { return };
    let name = glue.want(ty, Routine::Bits);
    w.block(format!("function {name}(value) {{"), "}", |w| {
        w.line("if (typeof value !== \"object\" || value === null) $bad();");
        w.line("let $bits = 0;");
        for (i, flag) in flags.iter().enumerate() {
            let flag = part("value", &property(&flag.name));
            let mask = (1u32 << i).cast_signed();
            w.line(format!("if ({flag} === true) $bits |= {mask};"));
            w.line(format!("else if ({flag} !== undefined && {flag} !== false) $bad();"));
        }
        w.line("return $bits;");
    });
}

/// `switch (value.tag)` with a block per case; anything else does not fit.
pub(super) fn switch(
    w: &mut Writer,
    cases: &[(String, Option<TypeId>)],
    mut body: impl FnMut(&mut Writer, usize, Option<TypeId>),
) {
    w.block("switch (value.tag) {", "}", |w| {
        for (i, (name, inner)) in cases.iter().enumerate() {
            let block = inner.is_some();
            w.line(format!("case {}:{}", string(name), if block { " {" } else { "" }));
            w.indented(|w| {
                body(w, i, *inner);
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
        _ => value.to_owned(),
    }
}
