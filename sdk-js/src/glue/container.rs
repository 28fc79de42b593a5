//! Maps and lists of a fixed length.
//!
//! A map is a `Map`; in the canonical ABI it is the list of its entries. A list of a fixed length is an array or a
//! typed array whose length is checked; its elements lie in place.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Kind, MapKind, Prim, TypeId};
use witloom_bindgen::plan::{Mem, Slot};

use super::load::{name_of, view_of};
use super::store::Locals;
use super::{At, Glue, Routine, typed_array};
use crate::expr::Expr;

impl Glue<'_> {
    /// The parts of a map, and where key and value lie in an entry.
    fn map(&self, ty: TypeId) -> Option<(MapKind, [Slot; 2])> {
        let Kind::Map(map) = self.kind(ty) else { return None };
        match &self.plan.ty(self.world.resolve_alias(map.entry)).mem {
            Mem::Product(slots) => Some((*map, [*slots.first()?, *slots.get(1)?])),
            Mem::Prim(_)
            | Mem::String
            | Mem::List { .. }
            | Mem::FixedList { .. }
            | Mem::Sum { .. }
            | Mem::Enum { .. }
            | Mem::Flags { .. }
            | Mem::Handle(_)
            | Mem::End(_)
            | Mem::Same(_) => None,
        }
    }

    /// The element type of a list of a fixed length, and the primitive where it is a typed array.
    pub(super) fn fixed(&self, ty: TypeId) -> Option<(TypeId, u32, Option<Prim>)> {
        let Kind::FixedList(elem, count) = self.kind(ty) else { return None };
        let bulk = match self.kind(*elem) {
            Kind::Prim(prim) => typed_array(*prim).map(|_| *prim),
            _ => None,
        };
        Some((*elem, *count, bulk))
    }
}

/// `$takeX(base, n)` of a map: the last of several entries with one key counts, and what an earlier one held is let go.
pub(super) fn take_map(glue: &Glue<'_>, w: &mut Writer, ty: TypeId, stride: u32) {
    let Some((map, [key, value])) = glue.map(ty) else { return };
    let name = glue.want(ty, Routine::Take);
    let at = At::new("$p");
    w.block(format!("function {name}($base, $n) {{"), "}", |w| {
        w.line("const map = new Map();");
        let head = format!("for (let $i = 0, $p = $base; $i < $n; $i++, $p += {stride}) {{");
        w.block(head, "}", |w| {
            w.line(glue.load_at(key.ty, at.plus(key.offset)).statement(2, "const key = ", ";"));
            w.line(glue.load_at(value.ty, at.plus(value.offset)).statement(2, "const value = ", ";"));
            if glue.world.ty(map.value).facts.has_own {
                w.line("if (map.has(key)) $discard(map.get(key));");
            }
            w.line("map.set(key, value);");
        });
        w.line("if ($n !== 0) $dealloc($base);");
        w.line("return map;");
    });
}

/// `$putX(map)`
pub(super) fn put_map(glue: &Glue<'_>, w: &mut Writer, ty: TypeId, stride: u32, align: u32) {
    let Some((_, [key, value])) = glue.map(ty) else { return };
    let name = glue.want(ty, Routine::Put);
    let at = At::new("$p");
    w.block(format!("function {name}(map) {{"), "}", |w| {
        w.line("if (!(map instanceof Map)) $bad();");
        w.line("const $n = map.size;");
        w.line(format!("const $base = $alloc($n * {stride}, {align});"));
        w.line("let $p = $base;");
        w.block("for (const [key, value] of [...map]) {", "}", |w| {
            let mut locals = Locals::new(["map", "key", "value"]);
            glue.store_at(w, &mut locals, key.ty, "key", at.plus(key.offset));
            glue.store_at(w, &mut locals, value.ty, "value", at.plus(value.offset));
            w.line(format!("$p += {stride};"));
        });
        w.line("$len = $n;");
        w.line("return $base;");
    });
}

/// The body of `$loadX(p)` for a list of a fixed length.
pub(super) fn load_fixed(glue: &Glue<'_>, w: &mut Writer, ty: TypeId, stride: u32) {
    let Some((elem, count, bulk)) = glue.fixed(ty) else { return };
    if let Some(prim) = bulk {
        let first = position(prim);
        let slice = Expr::call(
            format!("${}.slice", view_of(prim)),
            [Expr::text(&first), Expr::text(format!("{} + {count}", grouped(&first)))],
        );
        w.line(slice.statement(1, "return ", ";"));
        return;
    }
    w.line(format!("const list = new Array({count});"));
    w.block(format!("for (let $i = 0; $i < {count}; $i++, $p += {stride}) {{"), "}", |w| {
        w.line(glue.load_at(elem, At::new("$p")).statement(2, "list[$i] = ", ";"));
    });
    w.line("return list;");
}

/// The body of `$storeX(value, p)` for a list of a fixed length.
pub(super) fn store_fixed(glue: &Glue<'_>, w: &mut Writer, ty: TypeId, stride: u32) {
    let Some((elem, count, bulk)) = glue.fixed(ty) else { return };
    if let Some(prim) = bulk {
        let view = Expr::text(format!("${}", view_of(prim)));
        let is_number = Expr::text(match prim {
            Prim::F32 | Prim::F64 => "$isFloat".to_owned(),
            _ => format!("$is{}", name_of(prim)),
        });
        let args = [Expr::text("value"), Expr::text(count.to_string()), view, Expr::text(position(prim)), is_number];
        w.line(Expr::call("$storeNumbers", args).statement(1, "", ";"));
        return;
    }
    glue.check_fixed(w, ty, "value");
    w.block(format!("for (let $i = 0; $i < {count}; $i++, $p += {stride}) {{"), "}", |w| {
        w.line("const part = value[$i];");
        glue.store_at(w, &mut Locals::new(["value", "part"]), elem, "part", At::new("$p"));
    });
}

impl Glue<'_> {
    /// Statements that refuse what can't be a list of a fixed length.
    pub(super) fn check_fixed(&self, w: &mut Writer, ty: TypeId, value: &str) {
        let Some((_, count, bulk)) = self.fixed(ty) else { return };
        match bulk {
            Some(_) => w.line(format!("if (!$isNumbers({value}, {count})) $bad();")),
            None => w.line(format!("if (!Array.isArray({value}) || {value}.length !== {count}) $bad();")),
        }
    }
}

/// Where an address lies in the view of a primitive.
fn position(prim: Prim) -> String {
    match prim.size().trailing_zeros() {
        0 => "$p".to_owned(),
        shift => format!("$p >>> {shift}"),
    }
}

fn grouped(text: &str) -> String {
    if text.contains(' ') { format!("({text})") } else { text.to_owned() }
}
