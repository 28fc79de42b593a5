//! What users see of an interface: value classes, constants, and the functions and resources they call.

use witloom_bindgen::binding::Func;
use witloom_bindgen::model::{Case, Field, FunctionKind, Interface, Label, Nominal, ResourceId, Side, Type};
use witloom_bindgen::{Indent, Writer};

use super::HEADER;
use super::layout;
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
        if ty.kind.nominal().is_some() {
            w.gap();
            value_type(r, w, ty);
        }
        if let Some(error) = r.names.error(*id) {
            w.gap();
            w.comment(&format!("Raised for {}.", text::yard(r, *id)));
            w.line(format!("class {error} < ::Witloom::ResultError; end"));
        }
    }
    match interface.side {
        Side::Import => {
            for id in &interface.resources {
                w.gap();
                resource(r, w, *id);
            }
            for func in r.binding.free(interface.id) {
                w.gap();
                imported(r, w, func);
            }
        }
        Side::Export => wanted(r, w, interface),
    }
}

fn value_type(r: &Routines<'_>, w: &mut Writer, ty: &Type) {
    let name = r.names.constant(ty.id).unwrap_or_default();
    match ty.kind.nominal() {
        Some(Nominal::Record(fields)) => record(r, w, ty, name, fields),
        Some(Nominal::Variant(cases)) => variant(r, w, ty, name, cases),
        Some(Nominal::Enum(cases)) => symbols(w, ty, name, cases, "["),
        Some(Nominal::Flags(flags)) => symbols(w, ty, name, flags, "::Set["),
        None => {}
    }
}

fn record(r: &Routines<'_>, w: &mut Writer, ty: &Type, name: &str, fields: &[Field]) {
    w.docs(ty.docs.as_deref());
    for field in fields {
        w.comment(&format!("@!attribute [r] {}", names::field(&field.name)));
        w.comment(&format!("  @return [{}]{}", text::yard(r, field.ty), text::tail(&field.docs)));
    }
    let symbols: Vec<String> = fields.iter().map(|f| format!(":{}", names::field(&f.name))).collect();
    let define = format!("{name} = ::Data.define");
    match r.names.error(ty.id) {
        Some(error) => {
            let open = if symbols.is_empty() { define } else { format!("{define}(") };
            let close = if symbols.is_empty() { " do" } else { ") do" };
            layout::items(w, &open, &symbols, close);
            w.indented(|w| exception(r, w, ty, error));
            w.line("end");
        }
        None => layout::call(w, &define, &symbols),
    }
}

fn variant(r: &Routines<'_>, w: &mut Writer, ty: &Type, name: &str, cases: &[Case]) {
    w.docs(ty.docs.as_deref());
    w.block(format!("module {name}"), "end", |w| {
        if let Some(error) = r.names.error(ty.id) {
            exception(r, w, ty, error);
        }
        for (index, case) in cases.iter().enumerate() {
            w.gap();
            w.docs(case.docs.as_deref());
            if let Some(ty) = case.ty {
                w.comment("@!attribute [r] value");
                w.comment(&format!("  @return [{}]", text::yard(r, ty)));
            }
            let members = if case.ty.is_some() { "(:value)" } else { "" };
            let class = r.names.case(ty.id, index);
            w.block(format!("{class} = ::Data.define{members} do"), "end", |w| {
                w.line(format!("include ::{}", r.names.path(r.world, ty.id).unwrap_or_default()));
                if case.ty.is_some() {
                    w.gap();
                    w.line("def deconstruct = [value]");
                }
            });
        }
    });
}

/// Lets `raise` take a value of an error type.
fn exception(r: &Routines<'_>, w: &mut Writer, ty: &Type, error: &str) {
    let owner = ty.name.as_ref().map(|name| r.names.module(name.owner)).unwrap_or_default();
    w.line(format!("def exception(*) = ::{owner}::{error}.new(self)"));
}

/// Enum cases and flags are symbols; the module holds their constants.
fn symbols(w: &mut Writer, ty: &Type, name: &str, cases: &[Label], open: &str) {
    w.docs(ty.docs.as_deref());
    w.block(format!("module {name}"), "end", |w| {
        for case in cases {
            w.docs(case.docs.as_deref());
            layout::assigned(w, &names::shouted(&case.name), &format!(":{}", names::symbol(&case.name)));
        }
        w.gap();
        let all: Vec<String> = cases.iter().map(|case| names::shouted(&case.name)).collect();
        layout::items(w, &format!("ALL = {open}"), &all, "].freeze");
    });
}

fn resource(r: &Routines<'_>, w: &mut Writer, id: ResourceId) {
    let resource = r.world.resource(id);
    w.docs(resource.docs.as_deref());
    w.block(format!("class {} < ::Witloom::Handle", r.names.class(id)), "end", |w| {
        let drop = r.numbers.drops.get(&id).copied().unwrap_or_default();
        w.line(format!("DROP = ::Witloom::Wire.number({drop})"));
        if !r.binding.members(id).any(|func| matches!(func.kind, FunctionKind::Constructor(_))) {
            let open = if r.names.opens(id) { ", :open" } else { "" };
            w.gap();
            w.line(format!("class << self\n  private :new{open}\nend"));
        }
        for func in r.binding.members(id) {
            w.gap();
            imported(r, w, func);
        }
    });
}

/// A function or method that calls the glue.
fn imported(r: &Routines<'_>, w: &mut Writer, func: &Func) {
    text::yard_function(r, w, func);
    let params = text::params(func);
    let glue = format!("::Witloom::Glue.{}", r.labels.method(func.id));
    let name = names::method(func.kind, &func.name);
    match func.kind {
        FunctionKind::Free | FunctionKind::Static(_) => {
            layout::method(w, &format!("self.{name}"), &params, (&glue, &params));
        }
        FunctionKind::Method(_) => {
            let arguments: Vec<String> = std::iter::once("self".to_owned()).chain(params.iter().cloned()).collect();
            layout::method(w, &name, &params, (&glue, &arguments));
        }
        FunctionKind::Constructor(_) => {
            layout::head(w, &name, &params);
            w.indented(|w| {
                w.line("super()");
                let arguments = text::listed(&params);
                w.line(format!("adopt!({glue}{arguments})"));
            });
            w.line("end");
        }
    }
}

/// What the user has to write, as a comment.
fn wanted(r: &Routines<'_>, w: &mut Writer, interface: &Interface) {
    if interface.functions.is_empty() && interface.resources.is_empty() {
        return;
    }
    let stubs = skeleton(r, interface, None);
    w.gap();
    w.comment("To be implemented in your files:");
    w.comment("");
    w.comment(&stubs.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n"));
}

/// The module that implements an interface, with a line in each of its methods or without.
pub(crate) fn skeleton(r: &Routines<'_>, interface: &Interface, body: Option<&str>) -> String {
    let mut stubs = Writer::new(Indent::Spaces(2), "#");
    stubs.block(format!("module {}", r.names.module(interface.id)), "end", |w| {
        let mut first = true;
        r.binding.free(interface.id).for_each(|func| stub(r, w, func, body, &mut first));
        for id in &interface.resources {
            if !std::mem::take(&mut first) {
                w.gap();
            }
            w.docs(r.world.resource(*id).docs.as_deref());
            w.block(format!("class {}", r.names.class(*id)), "end", |w| {
                let mut first = true;
                r.binding.members(*id).for_each(|func| stub(r, w, func, body, &mut first));
                if body.is_some() {
                    return;
                }
                if !first {
                    w.gap();
                }
                w.comment("Optional: runs once, when nobody holds the object any more.");
                let end = r.names.ends(*id).last().copied().unwrap_or_default();
                w.line(format!("def {end}\nend"));
            });
        }
    });
    stubs.finish()
}

/// A method that does nothing yet.
fn stub(r: &Routines<'_>, w: &mut Writer, func: &Func, body: Option<&str>, first: &mut bool) {
    if !std::mem::take(first) {
        w.gap();
    }
    text::yard_function(r, w, func);
    let singleton = matches!(func.kind, FunctionKind::Free | FunctionKind::Static(_));
    let name = format!("{}{}", if singleton { "self." } else { "" }, names::method(func.kind, &func.name));
    layout::head(w, &name, &text::params(func));
    if let Some(line) = body {
        w.indented(|w| w.line(line));
    }
    w.line("end");
}
