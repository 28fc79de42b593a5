//! `gen/glue.rb`: one method per import and per export, and the routines they need.

use witloom_bindgen::model::{Function, FunctionKind, Kind, Side, TypeId};
use witloom_bindgen::plan::{Call, Slot};
use witloom_bindgen::{Indent, Writer};

use super::cells::{Form, Way};
use super::lift::At;
use super::lower::Spot;
use super::names;
use super::routines::Routines;
use super::{HEADER, names::Names};

/// Writes the file.
pub(crate) fn file(r: &mut Routines<'_>) -> String {
    let mut methods = Writer::new(Indent::Spaces(2), "#");
    let mut dispatch = Writer::new(Indent::Spaces(2), "#");
    for (index, call) in r.plan.calls().iter().enumerate() {
        r.reset_locals();
        match call.side {
            Side::Import => import(r, &mut methods, index, call),
            Side::Export => export(r, &mut dispatch, index, call),
        }
    }
    destructors(r, &mut dispatch);
    r.write_all(&mut methods);
    let mut w = Writer::new(Indent::Spaces(2), "#");
    w.line(HEADER);
    w.line("# frozen_string_literal: true");
    w.gap();
    w.line("# Moves values between Ruby and the component's surroundings; nothing here is for users.");
    w.block("module Witloom", "end", |w| {
        w.block("module Glue", "end", |w| {
            w.line("UTF8 = Encoding::UTF_8\nEMPTY = ::Set.new.freeze");
            tables(r, w);
            expected(r, w);
            body(w, methods);
            w.gap();
            body(w, dispatch);
        });
    });
    w.finish()
}

fn body(w: &mut Writer, text: Writer) {
    for line in text.finish().lines() {
        w.line(line);
    }
}

/// Numbers of imports, tables of objects, and names of enum cases and flags.
fn tables(r: &Routines<'_>, w: &mut Writer) {
    for (index, call) in r.plan.calls().iter().enumerate() {
        if call.side == Side::Import {
            w.line(format!("I{index} = Wire.number({})", r.numbers.calls[index]));
        }
    }
    for resource in &r.world.resources {
        let id = resource.id;
        if let (Some(new), Some(take)) = (r.numbers.news.get(&id), r.numbers.takes.get(&id)) {
            w.line(format!("T{} = Table.new(Wire.number({new}), Wire.number({take}))", id.index()));
        }
    }
    for class in &r.filled {
        w.line(format!("Wire.fillable({class})"));
    }
    for id in &r.tables {
        let index = id.index();
        match &r.world.ty(*id).kind {
            Kind::Enum(cases) => {
                let names: Vec<String> = cases.iter().map(|c| symbol(&c.name)).collect();
                w.line(format!("E{index} = [{}].freeze", names.join(", ")));
                w.line(format!("N{index} = E{index}.each_with_index.to_h.freeze"));
            }
            Kind::Flags(flags) => {
                let pairs: Vec<String> = flags
                    .iter()
                    .enumerate()
                    .map(|(bit, f)| format!("{}: {}", names::symbol(&f.name), 1u32 << bit))
                    .collect();
                w.line(format!("N{index} = {{ {} }}.freeze", pairs.join(", ")));
                w.line(format!("E{index} = Wire.flags(N{index})"));
            }
            _ => {}
        }
    }
}

fn symbol(name: &str) -> String {
    format!(":{}", names::symbol(name))
}

/// What the user's code has to implement.
fn expected(r: &Routines<'_>, w: &mut Writer) {
    w.block("EXPECTED = [", "].freeze", |w| {
        for call in r.plan.calls().iter().filter(|call| call.side == Side::Export) {
            let function = function(r, call);
            let target = Target::of(r.names, r, call);
            let arity = function.params.len() - usize::from(target.kind == "instance" && target.method != "initialize");
            w.line(format!(
                "[{:?}, :{}, {arity}, :{}, {:?}],",
                target.owner,
                target.method,
                target.kind,
                title(r, call)
            ));
        }
        for resource in r.world.resources.iter().filter(|resource| resource.side == Side::Export) {
            let class = r.names.class_path(r.world, resource.id);
            w.line(format!("[{class:?}, :new, 0, :class, {:?}],", resource.name));
        }
    });
}

/// The function of a call.
pub(crate) fn function<'a>(r: &Routines<'a>, call: &Call) -> &'a Function {
    &r.world.interface(call.interface).functions[call.function]
}

/// `shop:orders/pricing#quote`, as errors name a function.
fn title(r: &Routines<'_>, call: &Call) -> String {
    let interface = r.world.interface(call.interface);
    let name = &function(r, call).core_name;
    if interface.full_name == "$root" { name.clone() } else { format!("{}#{name}", interface.full_name) }
}

/// What an export calls.
struct Target {
    owner: String,
    method: String,
    kind: &'static str,
}

impl Target {
    fn of(names: &Names, r: &Routines<'_>, call: &Call) -> Target {
        let function = function(r, call);
        let method = names::function(&function.name);
        let class = |id| names.class_path(r.world, id);
        match function.kind {
            FunctionKind::Free => Target { owner: names.module(call.interface).to_owned(), method, kind: "singleton" },
            FunctionKind::Method(id) => Target { owner: class(id), method, kind: "instance" },
            FunctionKind::Static(id) => Target { owner: class(id), method, kind: "singleton" },
            FunctionKind::Constructor(id) => {
                Target { owner: class(id), method: "initialize".to_owned(), kind: "instance" }
            }
        }
    }

    fn call(&self, arguments: &[String]) -> String {
        match (self.kind, self.method.as_str()) {
            ("instance", "initialize") => format!("::{}.new({})", self.owner, arguments.join(", ")),
            ("instance", method) => {
                let (receiver, rest) = arguments.split_first().expect("methods have a receiver");
                format!("{receiver}.{method}({})", rest.join(", "))
            }
            (_, method) => format!("::{}.{method}({})", self.owner, arguments.join(", ")),
        }
    }
}

fn import(r: &mut Routines<'_>, w: &mut Writer, index: usize, call: &Call) {
    let function = function(r, call);
    let params: Vec<String> = (0..function.params.len()).map(|i| format!("a{i}")).collect();
    let gives = function.params.iter().any(|p| r.world.ty(p.ty).facts.has_own);
    w.gap();
    let list = if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) };
    w.line(format!("def self.i{index}{list}"));
    w.indented(|w| {
        if gives {
            w.line("Wire.given.clear");
        }
        lower_params(r, w, function, call, &params);
        w.line(format!("I{index}.strictly_eql?(I{index})"));
        if gives {
            w.line("Wire.transfer");
        }
        import_result(r, w, function, call);
    });
    if !params.is_empty() {
        w.line("rescue Refused => error");
        w.indented(|w| w.line(format!("raise error.in({:?})", title(r, call))));
    }
    w.line("end");
}

fn lower_params(r: &mut Routines<'_>, w: &mut Writer, function: &Function, call: &Call, params: &[String]) {
    if params.is_empty() {
        return;
    }
    let form = if call.param_area.is_some() { Form::Mem } else { Form::Flat };
    w.line("o = []");
    let named = names::params(function.params.iter().map(|p| p.name.as_str()));
    for ((param, value), name) in function.params.iter().zip(params).zip(&named) {
        r.lower(w, param.ty, Spot { value, path: name, form });
    }
    match call.param_area {
        None => {
            let template = r.cells().slots(function.params.iter().map(|p| p.ty), Way::Lower);
            w.line(format!("Wire.put(Wire::OUT, o.pack(\"{template}\"))"));
        }
        Some(area) => {
            let slots = param_slots(r, function);
            let template = r.cells().product(&slots, area.size, Way::Lower);
            w.line(format!("o = Wire.aligned(o, \"{template}\", {})", area.size));
            w.line("Wire.put(Wire::OUT, [o].pack(\"p\"))");
        }
    }
}

/// Parameters in memory lie like the fields of a record.
fn param_slots(r: &Routines<'_>, function: &Function) -> Vec<Slot> {
    let mut offset = 0u32;
    let mut slots = Vec::new();
    for param in &function.params {
        let layout = r.world.ty(param.ty).layout;
        offset = offset.next_multiple_of(layout.align.max(1));
        slots.push(Slot { offset, ty: param.ty });
        offset += layout.size;
    }
    slots
}

fn import_result(r: &mut Routines<'_>, w: &mut Writer, function: &Function, call: &Call) {
    let Some(ty) = function.result else {
        w.line("nil");
        return;
    };
    let form = if call.result_area.is_some() { Form::Mem } else { Form::Flat };
    let template = r.cells().template(ty, form, Way::Lift);
    w.line(format!("v = Wire::RESULT.unpack(\"{template}\")"));
    let raw = matches!(function.kind, FunctionKind::Constructor(_));
    let Kind::Result { ok, err } = r.ty(ty).kind else {
        let value = if raw { "v[0]".to_owned() } else { r.lift(ty, form, At::START) };
        w.line(value);
        return;
    };
    let skipped = ok.map_or(0, |ty| r.cells().count(ty, form, Way::Lift));
    let value = match ok {
        Some(_) if raw => "v[1]".to_owned(),
        Some(ty) => r.lift(ty, form, At { variable: None, offset: 1 }),
        None => "nil".to_owned(),
    };
    w.line("if v[0] == 0");
    w.indented(|w| w.line(value));
    w.line("else");
    w.indented(|w| {
        let error = err.map(|ty| r.lift(ty, form, At { variable: None, offset: 1 + skipped }));
        let class = err.map_or_else(|| "ResultError".to_owned(), |ty| error_class(r, ty));
        w.line(format!("raise {class}.new({})", error.unwrap_or_default()));
    });
    w.line("end");
}

/// The exception of an error type.
fn error_class(r: &Routines<'_>, ty: TypeId) -> String {
    match r.names.error_path(r.world, r.ty(ty).id) {
        Some(path) => format!("::{path}"),
        None => "ResultError".to_owned(),
    }
}

fn export(r: &mut Routines<'_>, w: &mut Writer, index: usize, call: &Call) {
    let function = function(r, call);
    w.gap();
    w.line(format!("def self.e{:06}", r.numbers.calls[index]));
    w.indented(|w| {
        let arguments = lift_params(r, w, function, call);
        let called = Target::of(r.names, r, call).call(&arguments);
        let borrows = function.params.iter().any(|p| r.world.ty(p.ty).facts.has_imported_borrow);
        export_body(r, w, call, &called, borrows);
        if r.world.resources.iter().any(|resource| resource.side == Side::Import) {
            w.line("Handle.sweep");
        }
        w.line("nil");
    });
    w.line("rescue Exception => error");
    w.indented(|w| w.line(format!("Report.failed({:?}, error)\nraise", title(r, call))));
    w.line("end");
}

fn lift_params(r: &mut Routines<'_>, w: &mut Writer, function: &Function, call: &Call) -> Vec<String> {
    if function.params.is_empty() {
        return Vec::new();
    }
    let form = match call.param_area {
        None => {
            let template = r.cells().slots(function.params.iter().map(|p| p.ty), Way::Lift);
            w.line(format!("v = Wire::ARGS.unpack(\"{template}\")"));
            Form::Flat
        }
        Some(area) => {
            let template = r.cells().product(&param_slots(r, function), area.size, Way::Lift);
            w.line(format!("v = Wire.bytes(Wire::ARGS.unpack1(\"L<\"), {}).unpack(\"{template}\")", area.size));
            Form::Mem
        }
    };
    let mut offset = 0;
    let mut arguments = Vec::new();
    for param in &function.params {
        let value = r.lift(param.ty, form, At { variable: None, offset });
        let value = if value.contains('\n') { format!("({value})") } else { value };
        arguments.push(value);
        offset += r.cells().count(param.ty, form, Way::Lift);
    }
    arguments
}

fn export_body(r: &mut Routines<'_>, w: &mut Writer, call: &Call, called: &str, borrows: bool) {
    let function = function(r, call);
    let form = if call.result_area.is_some() { Form::Mem } else { Form::Flat };
    let result = function.result.map(|ty| (ty, r.ty(ty).kind.clone()));
    if let Some((ty, Kind::Result { ok, err })) = result {
        w.line("begin");
        w.indented(|w| {
            w.line(format!("x = {called}"));
        });
        w.line("rescue ResultError => error");
        w.indented(|w| {
            if borrows {
                w.line("Handle.drop_borrowed");
            }
            w.line("x = error.value");
            returned(r, w, (ty, err, form), Some(1), call);
            w.line("return");
        });
        w.line("end");
        if borrows {
            w.line("Handle.drop_borrowed");
        }
        returned(r, w, (ty, ok, form), Some(0), call);
        return;
    }
    w.line(if result.is_some() { format!("x = {called}") } else { called.to_owned() });
    if borrows {
        w.line("Handle.drop_borrowed");
    }
    if let Some((ty, _)) = result {
        returned(r, w, (ty, Some(ty), form), None, call);
    }
}

/// Lowers `x`, the whole result or the payload of one of its cases, into the area for results.
fn returned(
    r: &mut Routines<'_>,
    w: &mut Writer,
    (whole, ty, form): (TypeId, Option<TypeId>, Form),
    case: Option<usize>,
    call: &Call,
) {
    let start = case.map_or_else(String::new, |case| case.to_string());
    w.line(format!("o = [{start}]"));
    let gives = ty.is_some_and(|ty| r.world.ty(ty).facts.has_own);
    if let Some(ty) = ty {
        if gives {
            w.line("Wire.given.clear");
        }
        let path = if case == Some(1) { "error value" } else { "returned value" };
        w.line("begin");
        w.indented(|w| r.lower(w, ty, Spot { value: "x", path, form }));
        w.line("rescue Refused => error");
        w.indented(|w| w.line(format!("raise error.in({:?})", title(r, call))));
        w.line("end");
        if gives {
            w.line("Wire.transfer");
        }
    }
    let template = match case {
        None => r.cells().template(whole, form, Way::Lower),
        Some(_) => r.cells().case(whole, ty, form),
    };
    w.line(format!("Wire.put(Wire::RETURN, o.pack(\"{template}\"))"));
    if ty.is_some_and(|ty| r.world.ty(ty).facts.has_heap) {
        w.line("@kept = o");
    }
}

fn destructors(r: &Routines<'_>, w: &mut Writer) {
    for resource in &r.world.resources {
        let Some(position) = r.numbers.dtors.get(&resource.id) else { continue };
        let name = r.names.class_path(r.world, resource.id);
        w.gap();
        w.line(format!("def self.e{position:06}"));
        w.indented(|w| w.line(format!("T{}.drop(Wire::ARGS.unpack1(\"L<\"))\nnil", resource.id.index())));
        w.line("rescue Exception => error");
        w.indented(|w| w.line(format!("Report.failed(\"the end of a {name}\", error)\nraise")));
        w.line("end");
    }
    let wake = r.plan.calls().iter().filter(|c| c.side == Side::Export).count() + r.numbers.dtors.len();
    w.gap();
    w.line(format!("def self.e{wake:06} = witloom_wake"));
}

/// How many bytes the buffers of a world's results need.
pub(crate) fn area(r: &Routines<'_>) -> u32 {
    r.plan.calls().iter().filter_map(|call| call.result_area).map(|area| area.size).max().unwrap_or(0).max(16)
}
