//! Values out of linear memory, freeing what they owned.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Node, Piece};
use witloom_bindgen::model::{Prim, TypeId};
use witloom_bindgen::plan::{Handle, HandleLift};

use super::{At, Glue, Routine, container, typed_array};
use crate::expr::Expr;
use crate::names::{key, property, string};

impl Glue<'_> {
    /// The value at an address.
    pub(super) fn load_at(&self, ty: TypeId, at: At<'_>) -> Expr {
        match self.node(ty) {
            Node::Prim(prim) => Expr::text(load_prim(*prim, at)),
            Node::Text => take("$takeString", &[at.word(), at.plus(4).word()]),
            Node::List(_) | Node::Map { .. } => self.take_list(ty, &[at.word(), at.plus(4).word()]),
            Node::Option { sum, some } if self.plain_option(ty).is_some() => {
                optional(&at.unsigned(sum.tag.bytes()), self.load_at(some.ty, at.plus(sum.payload)))
            }
            Node::FixedList { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. } => Expr::call(self.want(ty, Routine::Load), [Expr::text(at.sum())]),
            Node::Enum { tag, .. } => self.enum_case(ty, &at.unsigned(tag.bytes())),
            Node::Flags { width, .. } => self.flags_of(ty, &at.unsigned(width.bytes())),
            Node::Handle(handle) => self.lift_handle(*handle, &at.word()),
            Node::Stream(_) | Node::Future(_) => self.take_end(ty, &at.word()),
            Node::Alias(target) => self.load_at(*target, at),
        }
    }

    /// A list from pointer and length.
    pub(super) fn take_list(&self, ty: TypeId, args: &[String]) -> Expr {
        let Node::List(elements) = self.node(ty) else { return take(&self.want(ty, Routine::Take), args) };
        match (elements.bulk, self.node(elements.ty)) {
            (Some(prim), _) => take(&format!("$take{}s", name_of(prim)), args),
            (None, Node::Text) => take("$takeStrings", args),
            (None, _) => take(&self.want(ty, Routine::Take), args),
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
    pub(super) fn product(&self, ty: TypeId, part: impl Fn(&Piece<'_>) -> Expr) -> Expr {
        let pieces = self.pieces(ty).unwrap_or_default();
        if let Node::Record(_) = self.node(ty) {
            let name = |piece: &Piece<'_>| key(&property(piece.field.unwrap_or_default()));
            return Expr::Object(pieces.iter().map(|piece| (name(piece), part(piece))).collect());
        }
        let parts = pieces.iter().map(part);
        match self.fixed(ty).and_then(|elements| typed_array(elements.bulk?)) {
            Some(array) => Expr::call(format!("{array}.of"), parts),
            None => Expr::Array(parts.collect()),
        }
    }

    /// `{ tag, val }`
    pub(super) fn case(&self, tag: &str, payload: Option<Expr>) -> Expr {
        let mut fields = vec![("tag".to_owned(), Expr::text(string(tag)))];
        fields.extend(payload.map(|value| ("val".to_owned(), value)));
        Expr::Object(fields)
    }

    /// A record or tuple in place of a call of its routine.
    fn load_inline(&self, ty: TypeId, at: At<'_>) -> Expr {
        if matches!(self.node(ty), Node::Record(_) | Node::Tuple(_)) {
            return self.product(ty, |piece| self.load_at(piece.ty, at.plus(piece.offset)));
        }
        self.load_at(ty, at)
    }
}

/// `$loadX(p)`
pub(super) fn load(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let name = glue.want(ty, Routine::Load);
    let at = At::new("$p");
    w.block(format!("function {name}($p) {{"), "}", |w| {
        if let Node::FixedList { elements, count, .. } = glue.node(ty) {
            return container::load_fixed(glue, w, *elements, *count);
        }
        let Some((sum, cases)) = glue.cases(ty) else {
            return w.line(glue.load_inline(ty, at).statement(1, "return ", ";"));
        };
        let load = |inner: TypeId| glue.load_at(inner, at.plus(sum.payload));
        let values = cases.iter().map(|(name, payload)| glue.case(name, payload.map(|payload| load(payload.ty))));
        switch(w, &at.unsigned(sum.tag.bytes()), values);
    });
}

/// `$takeX(base, n)` of a list or map.
pub(super) fn take_routine(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    if let Node::Map { entries, key, value } = glue.node(ty) {
        return container::take_map(glue, w, ty, *entries, [key, value]);
    }
    let Node::List(elements) = glue.node(ty) else { return };
    let name = glue.want(ty, Routine::Take);
    let at = At::new("$p");
    w.block(format!("function {name}($base, $n) {{"), "}", |w| {
        w.line("const list = new Array($n);");
        let head = format!("for (let $i = 0, $p = $base; $i < $n; $i++, $p += {}) {{", elements.stride);
        w.block(head, "}", |w| w.line(glue.load_inline(elements.ty, at).statement(2, "list[$i] = ", ";")));
        w.line("if ($n !== 0) $dealloc($base);");
        w.line("return list;");
    });
}

/// `$flagsX(bits)`
pub(super) fn flags(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let name = glue.want(ty, Routine::Flags);
    w.block(format!("function {name}($bits) {{"), "}", |w| {
        let fields = glue.labels(ty).iter().enumerate().map(|(i, flag)| {
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
        Prim::U8
        | Prim::S8
        | Prim::U16
        | Prim::S16
        | Prim::U32
        | Prim::S32
        | Prim::U64
        | Prim::S64
        | Prim::F32
        | Prim::F64 => element,
    }
}

/// The view through which a primitive is read and written.
pub(super) fn view_of(prim: Prim) -> &'static str {
    match prim {
        Prim::Bool => "u8",
        Prim::Char => "u32",
        Prim::U8
        | Prim::S8
        | Prim::U16
        | Prim::S16
        | Prim::U32
        | Prim::S32
        | Prim::U64
        | Prim::S64
        | Prim::F32
        | Prim::F64 => prim.wit_name(),
    }
}
