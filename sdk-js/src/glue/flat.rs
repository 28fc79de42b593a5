//! Values as core values: parameters, and results that fit one core value.
//!
//! What has parts is lowered into an array `$f` from position `$o` on, which starts out as zeros, so that the
//! unused positions of a variant need no statement. Invariant: where a value may leave a position alone, that
//! position holds the zero of the value's own core type; a payload whose position is cast is given that zero first.

use std::collections::BTreeSet;

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Node, Payload, Piece};
use witloom_bindgen::model::{Core, Prim, TypeId};
use witloom_bindgen::plan::Cast;

use super::load::{optional, switch as load_switch};
use super::store::{Locals, check, of, switch as store_switch};
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
    pub(super) fn at(&self, index: usize) -> String {
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
    /// Whether lowering needs an array: everything with parts, except an option of something without.
    pub(super) fn is_composite(&self, ty: TypeId) -> bool {
        match self.node(ty) {
            Node::FixedList { .. } | Node::Record(_) | Node::Tuple(_) | Node::Result { .. } | Node::Variant { .. } => {
                true
            }
            Node::Option { some, .. } => self.plain_option(ty).is_none() || self.is_composite(some.ty),
            Node::Prim(_)
            | Node::Text
            | Node::List(_)
            | Node::Map { .. }
            | Node::Enum { .. }
            | Node::Flags { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_) => false,
            Node::Alias(target) => self.is_composite(*target),
        }
    }

    /// Positions that some value of a type leaves as they were: those of payloads that it does not have.
    pub(super) fn open_positions(&self, ty: TypeId) -> BTreeSet<usize> {
        let ty = self.world.resolve_alias(ty);
        if let Some(known) = self.open.borrow().get(&ty) {
            return known.clone();
        }
        let found = if let Some(pieces) = self.pieces(ty) {
            let part = |piece: Piece<'_>| {
                let first = piece.first() as usize;
                self.open_positions(piece.ty).into_iter().map(move |position| first + position)
            };
            pieces.into_iter().flat_map(part).collect()
        } else if self.plain_option(ty).is_some() {
            (0..self.cores(ty).len()).collect()
        } else if let Some((sum, cases)) = self.cases(ty) {
            let leaves = |payload: Option<&Payload>, position| {
                payload.is_none_or(|payload| {
                    position >= casts(payload).len() || self.open_positions(payload.ty).contains(&position)
                })
            };
            let positions = 0..sum.joined.as_ref().map_or(0, Vec::len);
            positions.filter(|k| cases.iter().any(|(_, payload)| leaves(*payload, *k))).map(|k| k + 1).collect()
        } else {
            BTreeSet::new()
        };
        self.open.borrow_mut().insert(ty, found.clone());
        found
    }

    /// Positions of a payload that hold a zero of the wrong type when it leaves them alone: the cast expects a
    /// number, the zero of what all cases share is a bigint.
    fn positions_to_clear(&self, payload: &Payload) -> Vec<usize> {
        let is_narrow = |k: &usize| match casts(payload).get(*k) {
            Some(Cast::I32ToI64 | Cast::F32ToI64 | Cast::F64ToI64) => true,
            Some(Cast::None | Cast::F32ToI32) | None => false,
        };
        self.open_positions(payload.ty).into_iter().filter(is_narrow).collect()
    }

    /// The core types of a value.
    pub(super) fn cores(&self, ty: TypeId) -> &[Core] {
        self.world.ty(ty).flat.as_deref().unwrap_or_default()
    }

    /// The value of some core values.
    pub(super) fn lift_from(&self, ty: TypeId, args: &[String]) -> Expr {
        let outlined = || Expr::call(self.want(ty, Routine::Lift), args.iter().map(Expr::text));
        match self.node(ty) {
            Node::Prim(prim) => Expr::text(lift_prim(*prim, &args[0])),
            Node::Text => Expr::call("$takeString", args.iter().map(Expr::text)),
            Node::List(_) | Node::Map { .. } => self.take_list(ty, args),
            Node::Option { some, .. } if self.plain_option(ty).is_some() => {
                optional(&args[0], self.lift_from(some.ty, &uncast(some, &args[1..])))
            }
            Node::FixedList { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. } => outlined(),
            Node::Enum { .. } => self.enum_case(ty, &args[0]),
            Node::Flags { .. } => self.flags_of(ty, args.first().map_or("0", String::as_str)),
            Node::Handle(handle) => self.lift_handle(*handle, &args[0]),
            Node::Stream(_) | Node::Future(_) => self.take_end(ty, &args[0]),
            Node::Alias(target) => self.lift_from(*target, args),
        }
    }

    /// Statements that check a value and put its core values into a sink.
    pub(super) fn lower_to(&self, w: &mut Writer, locals: &mut Locals, ty: TypeId, value: &str, sink: &Sink) {
        match self.node(ty) {
            Node::Prim(prim) => {
                let value = locals.bind(w, value);
                check(w, *prim, &value);
                w.line(format!("{} = {};", sink.at(0), lower_prim(*prim, &value)));
            }
            Node::Text => pair(w, sink, &format!("$putString({value})")),
            Node::List(_) | Node::Map { .. } => pair(w, sink, &self.put_list(ty, value)),
            Node::Option { some, .. } if self.plain_option(ty).is_some() => {
                let value = locals.bind(w, value);
                w.block(format!("if ({value} !== undefined && {value} !== null) {{"), "}", |w| {
                    w.line(format!("{} = 1;", sink.at(0)));
                    self.lower_to(w, locals, some.ty, &value, &sink.from(1));
                });
            }
            Node::FixedList { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. } => self.lower_outlined(w, ty, value, sink),
            Node::Enum { .. } => {
                let index = self.enum_index(w, locals, ty, value);
                w.line(format!("{} = {index};", sink.at(0)));
            }
            Node::Flags { flags, .. } if flags.is_empty() => {
                w.line(format!("{}({value});", self.want(ty, Routine::Bits)))
            }
            Node::Flags { .. } => w.line(format!("{} = {}({value});", sink.at(0), self.want(ty, Routine::Bits))),
            Node::Handle(handle) => w.line(format!("{} = {};", sink.at(0), self.lower_handle(*handle, value))),
            Node::Stream(_) | Node::Future(_) => w.line(format!("{} = {};", sink.at(0), self.give_end(ty, value))),
            Node::Alias(target) => self.lower_to(w, locals, *target, value, sink),
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
    w.block(head, "}", |w| {
        let Some((_, cases)) = glue.cases(ty) else {
            let part = |piece: &Piece<'_>| {
                let first = piece.first() as usize;
                glue.lift_from(piece.ty, &args[first..first + glue.cores(piece.ty).len()])
            };
            return w.line(glue.product(ty, part).statement(1, "return ", ";"));
        };
        let value = |payload: &Payload| glue.lift_from(payload.ty, &uncast(payload, &args[1..]));
        load_switch(w, &args[0], cases.iter().map(|(name, payload)| glue.case(name, payload.map(value))));
    });
}

/// `$lowerX(value, $f, $o)`
pub(super) fn lower(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let name = glue.want(ty, Routine::Lower);
    let sink = Sink::Array { base: "$o", first: 0 };
    w.block(format!("function {name}(value, $f, $o) {{"), "}", |w| {
        let Some((_, cases)) = glue.cases(ty) else {
            let mut locals = Locals::new(["value"]);
            glue.check_product(w, ty, "value");
            for (i, piece) in glue.pieces(ty).unwrap_or_default().iter().enumerate() {
                glue.lower_to(w, &mut locals, piece.ty, &of(piece, "value", i), &sink.from(piece.first() as usize));
            }
            return;
        };
        store_switch(w, &cases, |w, i, payload| {
            w.line(format!("{} = {i};", sink.at(0)));
            if let Some(payload) = payload {
                lower_payload(glue, w, payload, &sink.from(1));
            }
        });
    });
}

fn lower_payload(glue: &Glue<'_>, w: &mut Writer, payload: &Payload, sink: &Sink) {
    for k in glue.positions_to_clear(payload) {
        w.line(format!("{} = 0;", sink.at(k)));
    }
    glue.lower_to(w, &mut Locals::new(["value"]), payload.ty, "value.val", sink);
    for (k, cast) in casts(payload).iter().enumerate() {
        let target = sink.at(k);
        if let Some(cast) = lower_cast(*cast, &target) {
            w.line(format!("{target} = {cast};"));
        }
    }
}

fn casts(payload: &Payload) -> &[Cast] {
    payload.casts.as_deref().unwrap_or_default()
}

fn pair(w: &mut Writer, sink: &Sink, put: &str) {
    w.line(format!("{} = {put};", sink.at(0)));
    w.line(format!("{} = $len;", sink.at(1)));
}

/// The payload's own core values, from those that all cases share.
fn uncast(payload: &Payload, args: &[String]) -> Vec<String> {
    casts(payload).iter().zip(args).map(|(cast, arg)| lift_cast(*cast, arg)).collect()
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
