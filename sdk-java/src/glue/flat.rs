//! From Java to core values.
//!
//! Java has no multiple results, so that lowering is written where it is needed: at most 16 core values, or
//! one for the result of an export.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Core, Prim, TypeId};
use witloom_bindgen::plan::{Cast, Flat, FlatCase};

use super::Glue;

/// Hands out names of local variables.
#[derive(Debug, Default)]
pub(super) struct Locals {
    count: u32,
}

impl Locals {
    pub(super) fn next(&mut self) -> String {
        self.count += 1;
        format!("v_{}", self.count)
    }
}

impl Glue<'_> {
    /// Core types of a type's flat form.
    pub(super) fn cores(&self, ty: TypeId) -> &[Core] {
        self.types.world.ty(self.resolve(ty)).flat.as_deref().unwrap_or_default()
    }

    /// Statements that lower a value; answers expressions for its core values.
    pub(super) fn lower(&self, w: &mut Writer, locals: &mut Locals, ty: TypeId, value: &str) -> Vec<String> {
        let Some(flat) = self.flat(ty) else { return Vec::new() };
        match flat {
            Flat::Prim(prim) => vec![bind(w, locals, prim.core(), &lower_prim(*prim, value))],
            Flat::String | Flat::List => {
                let address = bind(w, locals, Core::I32, &self.lower_pair(ty, value));
                let length = bind(w, locals, Core::I32, "Lower.length");
                vec![address, length]
            }
            Flat::Product(slots) => {
                let whole = self.bind_value(w, locals, ty, value);
                w.line(format!("Lower.present({whole}, \"{}\");", self.wit(ty)));
                let parts = slots.iter().zip(self.accessors(ty));
                parts.flat_map(|(slot, field)| self.lower(w, locals, slot.ty, &format!("{whole}.{field}()"))).collect()
            }
            Flat::Sum { joined, cases } => self.lower_sum(w, locals, ty, (joined, cases), value),
            Flat::Enum { .. } => vec![bind(w, locals, Core::I32, &self.ordinal(ty, value))],
            Flat::Flags { count: 0 } => Vec::new(),
            Flat::Flags { .. } => vec![bind(w, locals, Core::I32, &self.bits(ty, value))],
            Flat::Handle(handle) => vec![bind(w, locals, Core::I32, &self.lower_handle(*handle, value))],
            // Refused before generation.
            Flat::End(_) => Vec::new(),
            Flat::Same(target) => self.lower(w, locals, *target, value),
        }
    }

    fn bind_value(&self, w: &mut Writer, locals: &mut Locals, ty: TypeId, value: &str) -> String {
        let local = locals.next();
        w.line(format!("{} {local} = {value};", self.types.plain(ty)));
        local
    }

    fn lower_sum(
        &self,
        w: &mut Writer,
        locals: &mut Locals,
        ty: TypeId,
        (joined, cases): (&[Core], &[Option<FlatCase>]),
        value: &str,
    ) -> Vec<String> {
        let whole = self.bind_value(w, locals, ty, value);
        let outs: Vec<String> = std::iter::once(&Core::I32)
            .chain(joined)
            .map(|core| {
                let local = locals.next();
                w.line(format!("{} {local} = 0;", java_core(*core)));
                local
            })
            .collect();
        self.branches(w, ty, &whole, |w, number, payload| {
            w.line(format!("{} = {number};", outs[0]));
            let Some(case) = &cases[number] else { return };
            let cores = self.lower(w, locals, case.ty, payload);
            for ((out, core), cast) in outs[1..].iter().zip(&cores).zip(&case.casts) {
                w.line(format!("{out} = {};", cast_up(*cast, core)));
            }
        });
        outs
    }
}

/// Java's name of a core type.
pub(super) fn java_core(core: Core) -> &'static str {
    match core {
        Core::I32 => "int",
        Core::I64 => "long",
        Core::F32 => "float",
        Core::F64 => "double",
    }
}

fn bind(w: &mut Writer, locals: &mut Locals, core: Core, value: &str) -> String {
    let local = locals.next();
    w.line(format!("{} {local} = {value};", java_core(core)));
    local
}

fn lower_prim(prim: Prim, value: &str) -> String {
    match prim {
        Prim::Bool => format!("{value} ? 1 : 0"),
        Prim::U8 => format!("Lower.u8({value})"),
        Prim::U16 => format!("Lower.u16({value})"),
        Prim::U32 => format!("Lower.u32({value})"),
        Prim::Char => format!("Lower.character({value})"),
        Prim::S8 | Prim::S16 | Prim::S32 | Prim::U64 | Prim::S64 | Prim::F32 | Prim::F64 => value.to_owned(),
    }
}

fn cast_up(cast: Cast, core: &str) -> String {
    match cast {
        Cast::None => core.to_owned(),
        Cast::I32ToI64 => format!("{core} & 0xffffffffL"),
        Cast::F32ToI32 => format!("Float.floatToRawIntBits({core})"),
        Cast::F32ToI64 => format!("Float.floatToRawIntBits({core}) & 0xffffffffL"),
        Cast::F64ToI64 => format!("Double.doubleToRawLongBits({core})"),
    }
}
