//! Values as core values: parameters, and results that fit one core value.
//!
//! What has parts is lowered into an array `$f` from position `$o` on, which starts out as zeros, so that the
//! unused positions of a variant need no statement. Invariant: where a value may leave a position alone, that
//! position holds the zero of the value's own core type; a payload whose position is cast is given that zero first.

use std::collections::BTreeSet;

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Core, Prim, TypeId};
use witloom_bindgen::plan::{Cast, Flat, FlatCase, FlatSlot};

use super::load::{optional, switch as load_switch};
use super::store::{Locals, check, switch as store_switch};
use super::{Glue, Routine};
use crate::expr::Expr;

/// Where core values go.
#[derive(Debug, Clone)]
pub(super) enum Sink {
    /// Variables.
    Vars(Vec<String>),
    /// `$f`, from a position on.
    Array {
        /// A variable that holds a position; empty for none.
        base: &'static str,
        /// Positions after it.
        first: u32,
    },
}

impl Sink {
    fn at(&self, index: usize) -> String {
        match self {
            Self::Vars(names) => names[index].clone(),
            Self::Array { .. } => format!("$f[{}]", self.position(index)),
        }
    }

    fn position(&self, index: usize) -> String {
        match self {
            Self::Vars(_) => index.to_string(),
            Self::Array { base: "", first } => (*first as usize + index).to_string(),
            Self::Array { base, first } => match *first as usize + index {
                0 => (*base).to_owned(),
                plus => format!("{base} + {plus}"),
            },
        }
    }

    fn from(&self, index: usize) -> Self {
        match self {
            Self::Vars(names) => Self::Vars(names[index..].to_vec()),
            Self::Array { base, first } => {
                Self::Array { base, first: first + u32::try_from(index).unwrap_or(u32::MAX) }
            }
        }
    }
}

impl Glue<'_> {
    fn flat(&self, ty: TypeId) -> &Flat {
        let flat = self.plan.ty(ty).flat.as_ref().expect("the plan passes a type flat only when it has a flat form");
        match flat {
            Flat::Same(target) => self.flat(*target),
            other => other,
        }
    }

    /// Whether lowering needs an array: everything with parts, except an option of something without.
    pub(super) fn is_composite(&self, ty: TypeId) -> bool {
        match self.flat(ty) {
            Flat::Product(_) => true,
            Flat::Sum { .. } => self.plain_option(ty).is_none_or(|inner| self.is_composite(inner)),
            Flat::Prim(_)
            | Flat::String
            | Flat::List
            | Flat::Enum { .. }
            | Flat::Flags { .. }
            | Flat::Handle(_)
            | Flat::End(_) => false,
            Flat::Same(target) => self.is_composite(*target),
        }
    }

    /// Positions that some value of a type leaves as they were: those of payloads that it does not have.
    pub(super) fn open_positions(&self, ty: TypeId) -> BTreeSet<usize> {
        let ty = self.world.resolve_alias(ty);
        if let Some(known) = self.open.borrow().get(&ty) {
            return known.clone();
        }
        let found = match self.flat(ty) {
            Flat::Prim(_)
            | Flat::String
            | Flat::List
            | Flat::Enum { .. }
            | Flat::Flags { .. }
            | Flat::Handle(_)
            | Flat::End(_) => BTreeSet::new(),
            Flat::Product(slots) => {
                let part = |slot: &FlatSlot| {
                    let first = slot.first as usize;
                    self.open_positions(slot.ty).into_iter().map(move |position| first + position)
                };
                slots.iter().flat_map(part).collect()
            }
            Flat::Sum { .. } if self.plain_option(ty).is_some() => (0..self.cores(ty).len()).collect(),
            Flat::Sum { joined, cases } => {
                let leaves = |case: &Option<FlatCase>, position| {
                    case.as_ref().is_none_or(|case| {
                        position >= case.casts.len() || self.open_positions(case.ty).contains(&position)
                    })
                };
                let positions = 0..joined.len();
                positions.filter(|k| cases.iter().any(|case| leaves(case, *k))).map(|k| k + 1).collect()
            }
            Flat::Same(target) => self.open_positions(*target),
        };
        self.open.borrow_mut().insert(ty, found.clone());
        found
    }

    /// Positions of a payload that hold a zero of the wrong type when it leaves them alone: the cast expects a
    /// number, the zero of what all cases share is a bigint.
    fn positions_to_clear(&self, case: &FlatCase) -> Vec<usize> {
        let is_narrow = |k: &usize| match case.casts.get(*k) {
            Some(Cast::I32ToI64 | Cast::F32ToI64 | Cast::F64ToI64) => true,
            Some(Cast::None | Cast::F32ToI32) | None => false,
        };
        self.open_positions(case.ty).into_iter().filter(is_narrow).collect()
    }

    /// The core types of a value.
    pub(super) fn cores(&self, ty: TypeId) -> &[Core] {
        self.world.ty(ty).flat.as_deref().unwrap_or_default()
    }

    /// The value of some core values.
    pub(super) fn lift_from(&self, ty: TypeId, args: &[String]) -> Expr {
        match self.flat(ty) {
            Flat::Prim(prim) => Expr::text(lift_prim(*prim, &args[0])),
            Flat::String => Expr::call("$takeString", args.iter().map(Expr::text)),
            Flat::List => self.take_list(ty, args),
            Flat::Product(_) => Expr::call(self.want(ty, Routine::Lift), args.iter().map(Expr::text)),
            Flat::Sum { cases, .. } => match (self.plain_option(ty), cases.get(1)) {
                (Some(inner), Some(Some(case))) => optional(&args[0], self.lift_from(inner, &uncast(case, &args[1..]))),
                _ => Expr::call(self.want(ty, Routine::Lift), args.iter().map(Expr::text)),
            },
            Flat::Enum { .. } => self.enum_case(ty, &args[0]),
            Flat::Flags { .. } => self.flags_of(ty, args.first().map_or("0", String::as_str)),
            // Refused before generation.
            Flat::End(_) => Expr::text("undefined"),
            Flat::Handle(handle) => self.lift_handle(*handle, &args[0]),
            Flat::Same(target) => self.lift_from(*target, args),
        }
    }

    /// Statements that check a value and put its core values into a sink.
    pub(super) fn lower_to(&self, w: &mut Writer, locals: &mut Locals, ty: TypeId, value: &str, sink: &Sink) {
        match self.flat(ty) {
            Flat::Prim(prim) => {
                let value = locals.bind(w, value);
                check(w, *prim, &value);
                w.line(format!("{} = {};", sink.at(0), lower_prim(*prim, &value)));
            }
            Flat::String => pair(w, sink, &format!("$putString({value})")),
            Flat::List => pair(w, sink, &self.put_list(ty, value)),
            Flat::Product(_) => self.lower_outlined(w, ty, value, sink),
            Flat::Sum { .. } => match self.plain_option(ty) {
                Some(inner) => {
                    let value = locals.bind(w, value);
                    w.block(format!("if ({value} !== undefined && {value} !== null) {{"), "}", |w| {
                        w.line(format!("{} = 1;", sink.at(0)));
                        self.lower_to(w, locals, inner, &value, &sink.from(1));
                    });
                }
                None => self.lower_outlined(w, ty, value, sink),
            },
            Flat::Enum { .. } => {
                let index = self.enum_index(w, locals, ty, value);
                w.line(format!("{} = {index};", sink.at(0)));
            }
            Flat::Flags { count: 0 } => w.line(format!("{}({value});", self.want(ty, Routine::Bits))),
            Flat::Flags { .. } => w.line(format!("{} = {}({value});", sink.at(0), self.want(ty, Routine::Bits))),
            // Refused before generation.
            Flat::End(_) => {}
            Flat::Handle(handle) => w.line(format!("{} = {};", sink.at(0), self.lower_handle(*handle, value))),
            Flat::Same(target) => self.lower_to(w, locals, *target, value, sink),
        }
    }

    fn lower_outlined(&self, w: &mut Writer, ty: TypeId, value: &str, sink: &Sink) {
        w.line(format!("{}({value}, $f, {});", self.want(ty, Routine::Lower), sink.position(0)));
    }
}

/// `$liftX($0, …)`
pub(super) fn lift(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let name = glue.want(ty, Routine::Lift);
    let args: Vec<_> = (0..glue.cores(ty).len()).map(|i| format!("${i}")).collect();
    let head = Expr::call(format!("function {name}"), args.iter().map(Expr::text)).statement(0, "", " {");
    w.block(head, "}", |w| match glue.flat(ty) {
        Flat::Product(slots) => {
            let parts = slots.iter().map(|slot| {
                let first = slot.first as usize;
                glue.lift_from(slot.ty, &args[first..first + glue.cores(slot.ty).len()])
            });
            w.line(glue.product(ty, parts).statement(1, "return ", ";"));
        }
        Flat::Sum { cases, .. } => {
            let names = glue.cases(ty);
            let values = names.iter().zip(cases).map(|((name, _), case)| {
                glue.case(name, case.as_ref().map(|case| glue.lift_from(case.ty, &uncast(case, &args[1..]))))
            });
            load_switch(w, &args[0], values);
        }
        _ => w.line(glue.lift_from(ty, &args).statement(1, "return ", ";")),
    });
}

/// `$lowerX(value, $f, $o)`
pub(super) fn lower(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let name = glue.want(ty, Routine::Lower);
    let sink = Sink::Array { base: "$o", first: 0 };
    w.block(format!("function {name}(value, $f, $o) {{"), "}", |w| match glue.flat(ty) {
        Flat::Product(slots) => {
            let mut locals = Locals::new(["value"]);
            glue.check_product(w, ty, slots.len(), "value");
            for (slot, part) in slots.iter().zip(glue.parts(ty, slots.len(), "value")) {
                glue.lower_to(w, &mut locals, slot.ty, &part, &sink.from(slot.first as usize));
            }
        }
        Flat::Sum { cases, .. } => store_switch(w, &glue.cases(ty), |w, i, inner| {
            w.line(format!("{} = {i};", sink.at(0)));
            if let (Some(inner), Some(Some(case))) = (inner, cases.get(i)) {
                let payload = sink.from(1);
                for k in glue.positions_to_clear(case) {
                    w.line(format!("{} = 0;", payload.at(k)));
                }
                glue.lower_to(w, &mut Locals::new(["value"]), inner, "value.val", &payload);
                for (k, cast) in case.casts.iter().enumerate() {
                    let target = payload.at(k);
                    if let Some(cast) = lower_cast(*cast, &target) {
                        w.line(format!("{target} = {cast};"));
                    }
                }
            }
        }),
        _ => glue.lower_to(w, &mut Locals::new(["value"]), ty, "value", &sink),
    });
}

fn pair(w: &mut Writer, sink: &Sink, put: &str) {
    w.line(format!("{} = {put};", sink.at(0)));
    w.line(format!("{} = $len;", sink.at(1)));
}

/// The payload's own core values, from those that all cases share.
fn uncast(case: &FlatCase, args: &[String]) -> Vec<String> {
    case.casts.iter().zip(args).map(|(cast, arg)| lift_cast(*cast, arg)).collect()
}

fn lift_cast(cast: Cast, arg: &str) -> String {
    match cast {
        Cast::None => arg.to_owned(),
        Cast::I32ToI64 => format!("$s32OfU64({arg})"),
        Cast::F32ToI32 => format!("$f32OfS32({arg})"),
        Cast::F32ToI64 => format!("$f32OfU64({arg})"),
        Cast::F64ToI64 => format!("$f64OfU64({arg})"),
    }
}

fn lower_cast(cast: Cast, value: &str) -> Option<String> {
    match cast {
        Cast::None => None,
        Cast::I32ToI64 => Some(format!("$u64OfS32({value})")),
        Cast::F32ToI32 => Some(format!("$s32OfF32({value})")),
        Cast::F32ToI64 => Some(format!("$u64OfF32({value})")),
        Cast::F64ToI64 => Some(format!("$u64OfF64({value})")),
    }
}

fn lift_prim(prim: Prim, core: &str) -> String {
    match prim {
        Prim::Bool => format!("{core} !== 0"),
        Prim::U32 => format!("{core} >>> 0"),
        Prim::S64 => format!("BigInt.asIntN(64, {core})"),
        Prim::Char => format!("String.fromCodePoint({core})"),
        Prim::U8 | Prim::S8 | Prim::U16 | Prim::S16 | Prim::S32 | Prim::U64 | Prim::F32 | Prim::F64 => core.to_owned(),
    }
}

/// The core value of a checked value. `| 0` makes the engine's integer form of a number: its imports read the
/// low word of whatever form there is.
fn lower_prim(prim: Prim, value: &str) -> String {
    match prim {
        Prim::Bool => format!("{value} ? 1 : 0"),
        Prim::U8 | Prim::S8 | Prim::U16 | Prim::S16 | Prim::U32 | Prim::S32 => format!("{value} | 0"),
        Prim::S64 => format!("BigInt.asUintN(64, {value})"),
        Prim::Char => format!("$codeOf({value})"),
        Prim::U64 | Prim::F32 | Prim::F64 => value.to_owned(),
    }
}

/// The zero of a core type.
pub(super) fn zero(core: Core) -> &'static str {
    match core {
        Core::I64 => "0n",
        Core::I32 | Core::F32 | Core::F64 => "0",
    }
}
