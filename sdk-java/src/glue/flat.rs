//! From Java to core values.
//!
//! Java has no multiple results, so that lowering is written where it is needed: at most 16 core values, or
//! one for the result of an export. A sum inside of a case is lowered by a routine of its own, which answers in
//! the runtime's `Cores`: written in place, each level would repeat the next one as often as it has cases.

use std::collections::HashSet;

use witloom_bindgen::Writer;
use witloom_bindgen::binding::Node;
use witloom_bindgen::model::{Core, Prim, TypeId};
use witloom_bindgen::plan::Cast;

use super::Glue;

/// Hands out names of local variables.
#[derive(Debug, Default)]
pub(super) struct Locals {
    count: u32,
    /// Whether a case of a sum is being lowered.
    in_case: bool,
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
        match self.node(ty) {
            Node::Prim(prim) => vec![bind(w, locals, prim.core(), &lower_prim(*prim, value))],
            Node::Text | Node::List(_) | Node::Map { .. } => {
                let address = bind(w, locals, Core::I32, &self.lower_pair(ty, value));
                let length = bind(w, locals, Core::I32, "Lower.length");
                vec![address, length]
            }
            Node::Record(_) | Node::Tuple(_) | Node::FixedList { .. } => self.lower_parts(w, locals, ty, value),
            Node::Option { .. } | Node::Result { .. } | Node::Variant { .. } if locals.in_case => {
                self.lower_apart(w, locals, ty, value)
            }
            Node::Option { .. } | Node::Result { .. } | Node::Variant { .. } => self.lower_sum(w, locals, ty, value),
            Node::Enum { .. } => vec![bind(w, locals, Core::I32, &self.ordinal(ty, value))],
            Node::Flags { flags, .. } if flags.is_empty() => Vec::new(),
            Node::Flags { .. } => vec![bind(w, locals, Core::I32, &self.bits(ty, value))],
            Node::Handle(handle) => vec![bind(w, locals, Core::I32, &self.lower_handle(*handle, value))],
            Node::Stream(_) | Node::Future(_) => vec![bind(w, locals, Core::I32, &self.lower_end(ty, value))],
            Node::Alias(target) => self.lower(w, locals, *target, value),
        }
    }

    /// As [`Glue::lower`], for a case of a sum whose payload is known.
    pub(super) fn lower_case(
        &self,
        w: &mut Writer,
        ty: TypeId,
        number: u32,
        payload: Option<(TypeId, &str)>,
    ) -> Vec<String> {
        let Some((sum, cases)) = self.sum(ty) else { return Vec::new() };
        let case = cases.get(number as usize).copied().flatten();
        let cores = payload.map(|(ty, value)| self.lower(w, &mut Locals::default(), ty, value)).unwrap_or_default();
        let casts = case.and_then(|case| case.casts.as_ref()).into_iter().flatten();
        let mut outs = vec![number.to_string()];
        outs.extend(cores.iter().zip(casts).map(|(core, cast)| cast_up(*cast, core)));
        let joined = sum.joined.iter().flatten().skip(outs.len() - 1);
        outs.extend(joined.map(|core| zero(*core).to_owned()));
        outs
    }

    fn lower_parts(&self, w: &mut Writer, locals: &mut Locals, ty: TypeId, value: &str) -> Vec<String> {
        let whole = self.bind_value(w, locals, ty, value);
        w.line(format!("Lower.present({whole}, \"{}\");", self.wit(ty)));
        if let Node::FixedList { elements, count, .. } = self.node(ty) {
            let length = if self.types.as_prim(elements.ty).is_some() { "length" } else { "size()" };
            w.line(format!("Lower.exactly({whole}.{length}, {count});"));
        }
        let parts = self.flat_parts(ty).unwrap_or_default().into_iter().zip(self.parts(ty, &whole));
        parts.flat_map(|((part, _), expression)| self.lower(w, locals, part, &expression)).collect()
    }

    fn bind_value(&self, w: &mut Writer, locals: &mut Locals, ty: TypeId, value: &str) -> String {
        let local = locals.next();
        w.line(format!("{} {local} = {value};", self.types.plain(ty)));
        local
    }

    fn lower_sum(&self, w: &mut Writer, locals: &mut Locals, ty: TypeId, value: &str) -> Vec<String> {
        let Some((sum, cases)) = self.sum(ty) else { return Vec::new() };
        let whole = self.bind_value(w, locals, ty, value);
        let outs: Vec<String> = std::iter::once(&Core::I32)
            .chain(sum.joined.iter().flatten())
            .map(|core| {
                let local = locals.next();
                w.line(format!("{} {local} = 0;", java_core(*core)));
                local
            })
            .collect();
        self.branches(w, ty, &whole, |w, number, payload| {
            w.line(format!("{} = {number};", outs[0]));
            let Some(case) = cases[number] else { return };
            locals.in_case = true;
            let cores = self.lower(w, locals, case.ty, payload);
            locals.in_case = false;
            for ((out, core), cast) in outs[1..].iter().zip(&cores).zip(case.casts.iter().flatten()) {
                w.line(format!("{out} = {};", cast_up(*cast, core)));
            }
        });
        outs
    }
}

impl Glue<'_> {
    /// Lowers a sum by its routine.
    fn lower_apart(&self, w: &mut Writer, locals: &mut Locals, ty: TypeId, value: &str) -> Vec<String> {
        w.line(format!("Values.flat{}({value});", self.routine(ty)));
        let cores = self.cores(ty).iter().enumerate();
        cores.map(|(n, core)| bind(w, locals, *core, &from_bits(*core, &format!("Cores.bits[{n}]")))).collect()
    }

    /// The routine that lowers a sum into `Cores`, where it occurs in a case of another.
    pub(super) fn flat_routine(&self, w: &mut Writer, ty: TypeId) {
        if !self.in_cases.contains(&ty) {
            return;
        }
        let java = self.types.plain(ty);
        w.gap();
        w.block(format!("public static void flat{}({java} value) {{", self.routine(ty)), "}", |w| {
            let locals = self.lower(w, &mut Locals::default(), ty, "value");
            for (n, (local, core)) in locals.iter().zip(self.cores(ty)).enumerate() {
                w.line(format!("Cores.bits[{n}] = {};", to_bits(*core, local)));
            }
        });
    }

    /// The sums that occur in cases of sums which travel as core values.
    pub(super) fn sums_in_cases(&self) -> HashSet<TypeId> {
        let mut found = HashSet::new();
        for ty in self.plan.used_types(self.types.world) {
            let Some((sum, cases)) = self.sum(ty) else { continue };
            if sum.joined.is_some() {
                cases.into_iter().flatten().for_each(|case| self.collect_sums(case.ty, &mut found));
            }
        }
        found
    }

    fn collect_sums(&self, ty: TypeId, found: &mut HashSet<TypeId>) {
        if self.sum(ty).is_some() {
            found.insert(self.resolve(ty));
        }
        self.flat_parts(ty).into_iter().flatten().for_each(|(part, _)| self.collect_sums(part, found));
    }
}

/// A core value as the bits of a `long`.
fn to_bits(core: Core, value: &str) -> String {
    match core {
        Core::I32 | Core::I64 => value.to_owned(),
        Core::F32 => format!("Float.floatToRawIntBits({value})"),
        Core::F64 => format!("Double.doubleToRawLongBits({value})"),
    }
}

/// A core value from the bits of a `long`.
fn from_bits(core: Core, bits: &str) -> String {
    match core {
        Core::I32 => format!("(int) {bits}"),
        Core::I64 => bits.to_owned(),
        Core::F32 => format!("Float.intBitsToFloat((int) {bits})"),
        Core::F64 => format!("Double.longBitsToDouble({bits})"),
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

/// Zero of a core type.
fn zero(core: Core) -> &'static str {
    match core {
        Core::I32 => "0",
        Core::I64 => "0L",
        Core::F32 => "0f",
        Core::F64 => "0d",
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
