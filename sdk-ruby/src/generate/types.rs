//! What users see of an interface: value classes, constants, and the functions and resources they call.

use witloom_bindgen::model::{Case, Docs, Field, Function, FunctionKind, Interface, Kind, ResourceId, Side, Type};
use witloom_bindgen::{Indent, Writer};

use super::HEADER;
use super::names;
use super::routines::Routines;
use super::text;

/// The file of one interface.
pub(crate) fn file(r: &Routines<'_>, interface: &Interface) -> String {
    let mut w = Writer::new(Indent::Spaces(2), "#");
    w.line(HEADER);
    w.line("# frozen_string_literal: true");
    w.gap();
    let path = r.names.module(interface.id);
    match path.split_once("::") {
        Some((outer, inner)) => w.block(format!("module {outer}"), "end", |w| {
            title(w, interface);
            w.block(format!("module {inner}"), "end", |w| body(r, w, interface));
        }),
        None => {
            title(&mut w, interface);
            w.block(format!("module {path}"), "end", |w| body(r, w, interface));
        }
    }
    w.finish()
}

fn title(w: &mut Writer, interface: &Interface) {
    let what = match interface.side {
        Side::Import => "calls",
        Side::Export => "implements",
    };
    match interface.full_name.as_str() {
        "$root" => w.comment(&format!("What the component {what} of its world itself.")),
        name => w.comment(&format!("The interface `{name}`, which the component {what}.")),
    }
    if let Some(docs) = &interface.docs {
        w.comment(&format!("\n{docs}"));
    }
}

fn body(r: &Routines<'_>, w: &mut Writer, interface: &Interface) {
    for id in &interface.types {
        let ty = r.world.ty(*id);
        if names::has_constant(&ty.kind) {
            w.gap();
            value_type(r, w, ty);
        }
        if let Some(error) = r.names.error(*id) {
            w.gap();
            w.comment(&format!("Raised for {}.", text::yard(r, *id)));
            w.line(format!("class {error} < Witloom::ResultError; end"));
        }
    }
    match interface.side {
        Side::Import => {
            for id in &interface.resources {
                w.gap();
                resource(r, w, interface, *id);
            }
            for (index, function) in interface.functions.iter().enumerate() {
                if function.kind == FunctionKind::Free {
                    w.gap();
                    imported(r, w, interface, index, function);
                }
            }
        }
        Side::Export => wanted(r, w, interface),
    }
}

fn value_type(r: &Routines<'_>, w: &mut Writer, ty: &Type) {
    let name = r.names.constant(ty.id).unwrap_or_default();
    match &ty.kind {
        Kind::Record(fields) => record(r, w, ty, name, fields),
        Kind::Variant(cases) => variant(r, w, ty, name, cases),
        Kind::Enum(cases) => {
            let cases: Vec<(&str, &Docs)> = cases.iter().map(|c| (c.name.as_str(), &c.docs)).collect();
            symbols(w, ty, name, &cases, "[");
        }
        Kind::Flags(flags) => {
            let flags: Vec<(&str, &Docs)> = flags.iter().map(|f| (f.name.as_str(), &f.docs)).collect();
            symbols(w, ty, name, &flags, "::Set[");
        }
        _ => {}
    }
}

fn record(r: &Routines<'_>, w: &mut Writer, ty: &Type, name: &str, fields: &[Field]) {
    w.docs(ty.docs.as_deref());
    for field in fields {
        w.comment(&format!("@!attribute [r] {}", names::field(&field.name)));
        w.comment(&format!("  @return [{}]{}", text::yard(r, field.ty), text::tail(&field.docs)));
    }
    let symbols: Vec<String> = fields.iter().map(|f| format!(":{}", names::field(&f.name))).collect();
    let list = if symbols.is_empty() { String::new() } else { format!("({})", symbols.join(", ")) };
    match r.names.error(ty.id) {
        Some(error) => w.block(format!("{name} = Data.define{list} do"), "end", |w| {
            w.line(format!("def exception(*) = {error}.new(self)"));
        }),
        None => w.line(format!("{name} = Data.define{list}")),
    }
}

fn variant(r: &Routines<'_>, w: &mut Writer, ty: &Type, name: &str, cases: &[Case]) {
    w.docs(ty.docs.as_deref());
    w.block(format!("module {name}"), "end", |w| {
        if let Some(error) = r.names.error(ty.id) {
            w.line(format!("def exception(*) = {error}.new(self)"));
        }
        for case in cases {
            w.gap();
            w.docs(case.docs.as_deref());
            if let Some(ty) = case.ty {
                w.comment("@!attribute [r] value");
                w.comment(&format!("  @return [{}]", text::yard(r, ty)));
            }
            let members = if case.ty.is_some() { "(:value)" } else { "" };
            let class = names::case(&case.name);
            w.block(format!("{class} = Data.define{members} do"), "end", |w| {
                w.line(format!("include {name}"));
                if case.ty.is_some() {
                    w.gap();
                    w.line("def deconstruct = [value]");
                }
            });
        }
    });
}

/// Enum cases and flags are symbols; the module holds their constants.
fn symbols(w: &mut Writer, ty: &Type, name: &str, cases: &[(&str, &Docs)], open: &str) {
    w.docs(ty.docs.as_deref());
    w.block(format!("module {name}"), "end", |w| {
        for (case, docs) in cases {
            w.docs(docs.as_deref());
            w.line(format!("{} = :{}", names::shouted(case), names::symbol(case)));
        }
        w.gap();
        let all: Vec<String> = cases.iter().map(|(case, _)| names::shouted(case)).collect();
        w.line(format!("ALL = {open}{}].freeze", all.join(", ")));
    });
}

fn resource(r: &Routines<'_>, w: &mut Writer, interface: &Interface, id: ResourceId) {
    let resource = r.world.resource(id);
    w.docs(resource.docs.as_deref());
    w.block(format!("class {} < Witloom::Handle", r.names.class(id)), "end", |w| {
        let drop = r.numbers.drops.get(&id).copied().unwrap_or_default();
        w.line(format!("DROP = Witloom::Wire.number({drop})"));
        let mut constructor = false;
        for (index, function) in interface.functions.iter().enumerate() {
            match function.kind {
                FunctionKind::Constructor(owner) if owner == id => {
                    constructor = true;
                    w.gap();
                    imported(r, w, interface, index, function);
                }
                FunctionKind::Method(owner) | FunctionKind::Static(owner) if owner == id => {
                    w.gap();
                    imported(r, w, interface, index, function);
                }
                FunctionKind::Free
                | FunctionKind::Constructor(_)
                | FunctionKind::Method(_)
                | FunctionKind::Static(_) => {}
            }
        }
        if !constructor {
            w.gap();
            w.line("private_class_method :new, :open");
        }
    });
}

/// A function or method that calls the glue.
fn imported(r: &Routines<'_>, w: &mut Writer, interface: &Interface, index: usize, function: &Function) {
    let calls = r.plan.calls();
    let Some(position) = calls.iter().position(|c| c.interface == interface.id && c.function == index) else { return };
    text::yard_function(r, w, function);
    let skip = usize::from(matches!(function.kind, FunctionKind::Method(_)));
    let params = names::params(function.params.iter().skip(skip).map(|p| p.name.as_str()));
    let list = if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) };
    let glue = |arguments: &[String]| {
        let list = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        format!("Witloom::Glue.i{position}{list}")
    };
    match function.kind {
        FunctionKind::Free => w.line(format!("def self.{}{list} = {}", names::function(&function.name), glue(&params))),
        FunctionKind::Static(_) => {
            w.line(format!("def self.{}{list} = {}", names::handle_method(&function.name), glue(&params)));
        }
        FunctionKind::Method(_) => {
            let arguments: Vec<String> = std::iter::once("self".to_owned()).chain(params).collect();
            w.line(format!("def {}{list} = {}", names::handle_method(&function.name), glue(&arguments)));
        }
        FunctionKind::Constructor(_) => {
            w.block(format!("def initialize{list}"), "end", |w| {
                w.line(format!("super()\nwitloom_adopt({})", glue(&params)));
            });
        }
    }
}

/// What the user has to write, as a comment.
fn wanted(r: &Routines<'_>, w: &mut Writer, interface: &Interface) {
    if interface.functions.is_empty() && interface.resources.is_empty() {
        return;
    }
    w.gap();
    w.comment("To be implemented in your files:");
    for function in interface.functions.iter().filter(|f| f.kind == FunctionKind::Free) {
        w.comment("");
        text::yard_function(r, w, function);
        w.comment(&format!("  def self.{}", text::head(function, 0)));
    }
    for id in &interface.resources {
        let resource = r.world.resource(*id);
        w.comment("");
        w.docs(resource.docs.as_deref());
        w.comment(&format!("  class {}", r.names.class(*id)));
        for function in &interface.functions {
            let head = match function.kind {
                FunctionKind::Constructor(owner) if owner == *id => text::head_named("initialize", function, 0),
                FunctionKind::Method(owner) if owner == *id => text::head(function, 1),
                FunctionKind::Static(owner) if owner == *id => format!("self.{}", text::head(function, 0)),
                FunctionKind::Free
                | FunctionKind::Constructor(_)
                | FunctionKind::Method(_)
                | FunctionKind::Static(_) => continue,
            };
            w.comment(&format!("    def {head}"));
        }
        w.comment("    def close # optional: runs once, when nobody holds the object any more");
    }
}
