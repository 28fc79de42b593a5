//! Values out of linear memory, freeing what they owned.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Kind, Prim, TypeId};
use witloom_bindgen::plan::{Handle, HandleLift, Mem, Slot};

use super::{At, Glue, Routine, container, typed_array};
use crate::expr::Expr;
use crate::names::{key, property, string};

impl Glue<'_> {
    /// The value at an address.
    pub(super) fn load_at(&self, ty: TypeId, at: At<'_>) -> Expr {
        match &self.plan.ty(ty).mem {
            Mem::Prim(prim) => Expr::text(load_prim(*prim, at)),
            Mem::String => take("$takeString", &[at.word(), at.plus(4).word()]),
            Mem::List { .. } => self.take_list(ty, &[at.word(), at.plus(4).word()]),
            Mem::FixedList { .. } | Mem::Product(_) => Expr::call(self.want(ty, Routine::Load), [Expr::text(at.sum())]),
            Mem::Sum { tag, payload, .. } => match self.plain_option(ty) {
                Some(inner) => optional(&at.unsigned(tag.bytes()), self.load_at(inner, at.plus(*payload))),
                None => Expr::call(self.want(ty, Routine::Load), [Expr::text(at.sum())]),
            },
            Mem::Enum { tag, .. } => self.enum_case(ty, &at.unsigned(tag.bytes())),
            Mem::Flags { width, .. } => self.flags_of(ty, &at.unsigned(width.bytes())),
            Mem::Handle(handle) => self.lift_handle(*handle, &at.word()),
            // Refused before generation.
            Mem::End(_) => Expr::text("undefined"),
            Mem::Same(target) => self.load_at(*target, at),
        }
    }

    /// A list from pointer and length.
    pub(super) fn take_list(&self, ty: TypeId, args: &[String]) -> Expr {
        match &self.plan.ty(ty).mem {
            Mem::List { bulk: Some(prim), .. } => take(&format!("$take{}s", name_of(*prim)), args),
            Mem::List { elem, .. } if matches!(self.kind(*elem), Kind::String) => take("$takeStrings", args),
            Mem::Same(target) => self.take_list(*target, args),
            _ => take(&self.want(ty, Routine::Take), args),
        }
    }

    /// An enum's case from its discriminant.
    pub(super) fn enum_case(&self, ty: TypeId, discriminant: &str) -> Expr {
        Expr::text(format!("{}[{discriminant}] ?? $unknown()", self.want(ty, Routine::Cases)))
    }

    /// An object of booleans from its bits.
    pub(super) fn flags_of(&self, ty: TypeId, bits: &str) -> Expr {
        take(&self.want(ty, Routine::Flags), &[bits.to_owned()])
    }

    /// The object behind a handle or representation.
    pub(super) fn lift_handle(&self, handle: Handle, core: &str) -> Expr {
        let method = match handle.lift() {
            HandleLift::WrapOwn => "own",
            HandleLift::WrapBorrow => "borrow",
            HandleLift::Reclaim => "reclaim",
            HandleLift::Representation => "at",
        };
        take(&format!("{}.{method}", self.resource(handle.resource)), &[core.to_owned()])
    }

    /// A record as an object, a tuple or list of a fixed length as an array, from the expressions of its parts.
    pub(super) fn product(&self, ty: TypeId, parts: impl IntoIterator<Item = Expr>) -> Expr {
        if let Some(array) = self.fixed(ty).and_then(|(_, _, bulk)| typed_array(bulk?)) {
            return Expr::call(format!("{array}.of"), parts);
        }
        match self.fields(ty) {
            Some(names) => Expr::Object(names.iter().map(|name| key(name)).zip(parts).collect()),
            None => Expr::Array(parts.into_iter().collect()),
        }
    }

    /// `{ tag, val }`
    pub(super) fn case(&self, tag: &str, payload: Option<Expr>) -> Expr {
        let mut fields = vec![("tag".to_owned(), Expr::text(string(tag)))];
        fields.extend(payload.map(|value| ("val".to_owned(), value)));
        Expr::Object(fields)
    }

    fn product_at(&self, ty: TypeId, slots: &[Slot], at: At<'_>) -> Expr {
        self.product(ty, slots.iter().map(|slot| self.load_at(slot.ty, at.plus(slot.offset))))
    }
}

/// `$loadX(p)`
pub(super) fn load(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let name = glue.want(ty, Routine::Load);
    let at = At::new("$p");
    w.block(format!("function {name}($p) {{"), "}", |w| match &glue.plan.ty(ty).mem {
        Mem::Product(slots) => w.line(glue.product_at(ty, slots, at).statement(1, "return ", ";")),
        Mem::FixedList { stride, .. } => container::load_fixed(glue, w, ty, *stride),
        Mem::Sum { tag, payload, .. } => {
            let cases = glue.cases(ty);
            let values = cases
                .iter()
                .map(|(name, inner)| glue.case(name, inner.map(|inner| glue.load_at(inner, at.plus(*payload)))));
            switch(w, &at.unsigned(tag.bytes()), values);
        }
        _ => w.line(glue.load_at(ty, at).statement(1, "return ", ";")),
    });
}

/// `$takeX(base, n)`
pub(super) fn take_routine(glue: &Glue<'_>, w: &mut Writer, ty: TypeId, elem: TypeId, stride: u32) {
    let name = glue.want(ty, Routine::Take);
    let at = At::new("$p");
    w.block(format!("function {name}($base, $n) {{"), "}", |w| {
        w.line("const list = new Array($n);");
        let head = format!("for (let $i = 0, $p = $base; $i < $n; $i++, $p += {stride}) {{");
        w.block(head, "}", |w| {
            let value = match &glue.plan.ty(glue.world.resolve_alias(elem)).mem {
                Mem::Product(slots) => glue.product_at(elem, slots, at),
                _ => glue.load_at(elem, at),
            };
            w.line(value.statement(2, "list[$i] = ", ";"));
        });
        w.line("if ($n !== 0) $dealloc($base);");
        w.line("return list;");
    });
}

/// `$takeX(base, n)` for the list type `ty`.
pub(super) fn take_list_routine(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    if let (Kind::Map(_), Mem::List { stride, .. }) = (glue.kind(ty), &glue.plan.ty(ty).mem) {
        container::take_map(glue, w, ty, *stride);
    } else if let Mem::List { elem, stride, .. } = &glue.plan.ty(ty).mem {
        take_routine(glue, w, ty, *elem, *stride);
    }
}

/// `$flagsX(bits)`
pub(super) fn flags(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let Kind::Flags(flags) = glue.kind(ty) else { return };
    let name = glue.want(ty, Routine::Flags);
    w.block(format!("function {name}($bits) {{"), "}", |w| {
        let fields = flags.iter().enumerate().map(|(i, flag)| {
            let mask = 1u32 << i;
            (key(&property(&flag.name)), Expr::text(format!("($bits & {}) !== 0", mask.cast_signed())))
        });
        w.line(Expr::Object(fields.collect()).statement(1, "return ", ";"));
    });
}

/// `switch` over a discriminant that returns a value per case.
pub(super) fn switch(w: &mut Writer, discriminant: &str, values: impl Iterator<Item = Expr>) {
    let values: Vec<_> = values.collect();
    w.block(format!("switch ({discriminant}) {{"), "}", |w| {
        for (i, value) in values.iter().enumerate() {
            w.line(format!("case {i}:"));
            w.indented(|w| w.line(value.statement(3, "return ", ";")));
        }
        w.line("default:");
        w.indented(|w| w.line("return $unknown();"));
    });
}

/// What the discriminant of an option without a tag of its own says.
pub(super) fn optional(discriminant: &str, value: Expr) -> Expr {
    let some = Expr::Cond(format!("{discriminant} === 1"), Box::new(value), Box::new(Expr::text("$unknown()")));
    Expr::Cond(format!("{discriminant} === 0"), Box::new(Expr::text("undefined")), Box::new(some))
}

fn take(head: &str, args: &[String]) -> Expr {
    Expr::call(head, args.iter().map(Expr::text))
}

/// `U8`, `F64`: as in the names of the prelude's routines.
pub(super) fn name_of(prim: Prim) -> String {
    let name = prim.wit_name();
    format!("{}{}", name[..1].to_uppercase(), &name[1..])
}

fn load_prim(prim: Prim, at: At<'_>) -> String {
    let element = at.view(view_of(prim), prim.size());
    match prim {
        Prim::Bool => format!("{element} !== 0"),
        Prim::Char => format!("String.fromCodePoint({element})"),
        _ => element,
    }
}

/// The view through which a primitive is read and written.
pub(super) fn view_of(prim: Prim) -> &'static str {
    match prim {
        Prim::Bool => "u8",
        Prim::Char => "u32",
        _ => prim.wit_name(),
    }
}
