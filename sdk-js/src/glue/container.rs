//! Maps and lists of a fixed length.
//!
//! A map is a `Map`; in the canonical ABI it is the list of its entries. A list of a fixed length is an array or a
//! typed array whose length is checked; its elements lie in place.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Elements, Node, Part};
use witloom_bindgen::model::{Prim, TypeId};

use super::load::{name_of, view_of};
use super::store::Locals;
use super::{At, Glue, Routine};
use crate::expr::Expr;

/// `$takeX(base, n)` of a map: the last of several entries with one key counts, and what an earlier one held is let go.
pub(super) fn take_map(glue: &Glue<'_>, w: &mut Writer, ty: TypeId, entries: Elements, [key, value]: [&Part; 2]) {
    let stride = entries.stride;
    let name = glue.want(ty, Routine::Take);
    let at = At::new("$p");
    w.block(format!("function {name}($base, $n) {{"), "}", |w| {
        w.line("const map = new Map();");
        let head = format!("for (let $i = 0, $p = $base; $i < $n; $i++, $p += {stride}) {{");
        w.block(head, "}", |w| {
            w.line(glue.load_at(key.ty, at.plus(key.offset)).statement(2, "const key = ", ";"));
            w.line(glue.load_at(value.ty, at.plus(value.offset)).statement(2, "const value = ", ";"));
            if glue.world.ty(value.ty).facts.has_own {
                w.line("if (map.has(key)) $discard(map.get(key));");
            }
            w.line("map.set(key, value);");
        });
        w.line("if ($n !== 0) $dealloc($base);");
        w.line("return map;");
    });
}

/// `$putX(map)`
pub(super) fn put_map(glue: &Glue<'_>, w: &mut Writer, ty: TypeId, entries: Elements, [key, value]: [&Part; 2]) {
    let Elements { stride, align, .. } = entries;
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
pub(super) fn load_fixed(glue: &Glue<'_>, w: &mut Writer, elements: Elements, count: u32) {
    if let Some(prim) = elements.bulk {
        let first = position(prim);
        let slice = Expr::call(
            format!("${}.slice", view_of(prim)),
            [Expr::text(&first), Expr::text(format!("{} + {count}", grouped(&first)))],
        );
        w.line(slice.statement(1, "return ", ";"));
        return;
    }
    w.line(format!("const list = new Array({count});"));
    w.block(format!("for (let $i = 0; $i < {count}; $i++, $p += {}) {{", elements.stride), "}", |w| {
        w.line(glue.load_at(elements.ty, At::new("$p")).statement(2, "list[$i] = ", ";"));
    });
    w.line("return list;");
}

/// The body of `$storeX(value, p)` for a list of a fixed length.
pub(super) fn store_fixed(glue: &Glue<'_>, w: &mut Writer, ty: TypeId, elements: Elements, count: u32) {
    if let Some(prim) = elements.bulk {
        let view = Expr::text(format!("${}", view_of(prim)));
        let is_float = matches!(prim, Prim::F32 | Prim::F64);
        let is_number = Expr::text(if is_float { "$isFloat".to_owned() } else { format!("$is{}", name_of(prim)) });
        let args = [Expr::text("value"), Expr::text(count.to_string()), view, Expr::text(position(prim)), is_number];
        w.line(Expr::call("$storeNumbers", args).statement(1, "", ";"));
        return;
    }
    glue.check_product(w, ty, "value");
    w.block(format!("for (let $i = 0; $i < {count}; $i++, $p += {}) {{", elements.stride), "}", |w| {
        w.line("const part = value[$i];");
        glue.store_at(w, &mut Locals::new(["value", "part"]), elements.ty, "part", At::new("$p"));
    });
}

impl Glue<'_> {
    /// The elements of a list of a fixed length.
    pub(super) fn fixed(&self, ty: TypeId) -> Option<Elements> {
        let Node::FixedList { elements, .. } = self.node(ty) else { return None };
        Some(*elements)
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
