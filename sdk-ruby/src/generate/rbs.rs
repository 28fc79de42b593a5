//! `gen/sig/…rbs`: the same interface for type checkers and editors.

use witloom_bindgen::binding::{Func, Outcome};
use witloom_bindgen::model::{
    Case, Field, FunctionKind, Interface, Kind, Label, Nominal, ResourceId, Side, Type, TypeId,
};
use witloom_bindgen::{Indent, Writer};

use super::HEADER;
use super::layout;
use super::names;
use super::routines::Routines;
use super::text::{self, rbs};

/// The signatures of one interface.
pub(crate) fn file(r: &Routines<'_>, interface: &Interface) -> String {
    let mut w = Writer::new(Indent::Spaces(2), "#");
    w.line(HEADER);
    w.gap();
    if let Some((outer, _)) = r.names.module(interface.id).split_once("::") {
        w.line(format!("module {outer}\nend"));
        w.gap();
    }
    w.block(format!("module {}", r.names.module(interface.id)), "end", |w| {
        for id in &interface.types {
            let ty = r.world.ty(*id);
            if ty.kind.nominal().is_some() {
                w.gap();
                value_type(r, w, ty);
            }
            if let (Some(alias), Kind::Alias(target)) = (r.names.alias(*id), &ty.kind) {
                w.gap();
                w.line(format!("type {alias} = {}", rbs(r, *target)));
            }
            if let Some(error) = r.names.error(*id) {
                w.gap();
                w.block(format!("class {error} < ::Witloom::ResultError"), "end", |w| {
                    w.line(format!("def value: () -> {}", rbs(r, *id)));
                });
            }
        }
        for id in &interface.resources {
            w.gap();
            resource(r, w, *id);
        }
        w.gap();
        for func in r.binding.free(interface.id) {
            w.line(format!("def self.{}: {}", names::method(func.kind, &func.name), signature(r, func)));
        }
    });
    w.finish()
}

fn value_type(r: &Routines<'_>, w: &mut Writer, ty: &Type) {
    let name = r.names.constant(ty.id).unwrap_or_default();
    match ty.kind.nominal() {
        Some(Nominal::Record(fields)) => record(r, w, name, fields),
        Some(Nominal::Variant(cases)) => variant(r, w, ty, name, cases),
        Some(Nominal::Enum(cases)) => symbols(w, name, cases, "Array[t]"),
        Some(Nominal::Flags(flags)) => symbols(w, name, flags, "Set[t]"),
        None => {}
    }
}

fn record(r: &Routines<'_>, w: &mut Writer, name: &str, fields: &[Field]) {
    w.block(format!("class {name} < ::Data"), "end", |w| {
        for field in fields {
            w.line(format!("attr_reader {}: {}", names::field(&field.name), rbs(r, field.ty)));
        }
        let keys: Vec<String> = fields.iter().map(|f| format!("{}: {}", names::field(&f.name), rbs(r, f.ty))).collect();
        let places: Vec<String> = fields.iter().map(|f| rbs(r, f.ty)).collect();
        layout::items(w, "def self.new: (", &keys, ") -> instance");
        if !fields.is_empty() {
            layout::items(w, "            | (", &places, ") -> instance");
        }
    });
}

fn variant(r: &Routines<'_>, w: &mut Writer, ty: &Type, name: &str, cases: &[Case]) {
    let path = r.names.path(r.world, ty.id).unwrap_or_default();
    w.block(format!("module {name}"), "end", |w| {
        let all = (0..cases.len()).map(|case| format!("::{}", r.names.case_path(r.world, ty.id, case)));
        union(w, "type t =", &all.collect::<Vec<_>>());
        for (index, case) in cases.iter().enumerate() {
            w.gap();
            w.block(format!("class {} < ::Data", r.names.case(ty.id, index)), "end", |w| {
                w.line(format!("include ::{path}"));
                match case.ty {
                    None => w.line("def self.new: () -> instance"),
                    Some(ty) => {
                        let ty = rbs(r, ty);
                        w.line(format!("attr_reader value: {ty}"));
                        w.line(format!("def self.new: (value: {ty}) -> instance"));
                        w.line(format!("            | ({ty}) -> instance"));
                        w.line(format!("def deconstruct: () -> [{ty}]"));
                    }
                }
            });
        }
    });
}

/// `start a | b`, or a line for each.
fn union(w: &mut Writer, start: &str, parts: &[String]) {
    let line = format!("{start} {}", parts.join(" | "));
    if layout::fits(&line) {
        w.line(line);
        return;
    }
    w.line(start);
    w.indented(|w| {
        for (index, part) in parts.iter().enumerate() {
            w.line(format!("{} {part}", if index == 0 { " " } else { "|" }));
        }
    });
}

fn symbols(w: &mut Writer, name: &str, cases: &[Label], all: &str) {
    w.block(format!("module {name}"), "end", |w| {
        let names: Vec<String> = cases.iter().map(|case| format!(":{}", names::symbol(&case.name))).collect();
        union(w, "type t =", &names);
        for case in cases {
            w.line(format!("{}: :{}", names::shouted(&case.name), names::symbol(&case.name)));
        }
        w.line(format!("ALL: {all}"));
    });
}

fn resource(r: &Routines<'_>, w: &mut Writer, id: ResourceId) {
    let imported = r.world.resource(id).side == Side::Import;
    let parent = if imported { " < ::Witloom::Handle" } else { "" };
    w.block(format!("class {}{parent}", r.names.class(id)), "end", |w| {
        for func in r.binding.members(id) {
            let (name, text) = (names::method(func.kind, &func.name), signature(r, func));
            match func.kind {
                FunctionKind::Constructor(_) => {
                    let params = text.rsplit_once(" -> ").map_or(text.as_str(), |(params, _)| params);
                    w.line(format!("def initialize: {params} -> void"));
                }
                FunctionKind::Static(_) => w.line(format!("def self.{name}: {text}")),
                FunctionKind::Method(_) | FunctionKind::Free => w.line(format!("def {name}: {text}")),
            }
        }
    });
}

/// How a type is written in one direction.
type Spelled = fn(&Routines<'_>, TypeId) -> String;

/// `(String sku, Integer count) -> Line`; the error of a result is an exception and not told.
fn signature(r: &Routines<'_>, func: &Func) -> String {
    let (param, result): (Spelled, Spelled) = match func.side {
        Side::Import => (text::rbs_given, rbs),
        Side::Export => (rbs, text::rbs_given),
    };
    let params = func.arguments().iter().zip(text::params(func));
    let params: Vec<String> = params.map(|(passed, name)| format!("{} {name}", param(r, passed.ty))).collect();
    let result = match func.outcome {
        Outcome::Value(ty) | Outcome::Fallible { ok: Some(ty), .. } => result(r, ty),
        Outcome::Nothing | Outcome::Fallible { ok: None, .. } => "void".to_owned(),
    };
    format!("({}) -> {result}", params.join(", "))
}
