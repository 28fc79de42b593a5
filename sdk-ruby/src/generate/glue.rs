//! `gen/glue.rb`: one method per import and per export, and the routines they need.

use witloom_bindgen::model::{Function, FunctionKind, Kind, Side, TypeId};
use witloom_bindgen::plan::{Call, Slot};
use witloom_bindgen::{Indent, Writer};

use super::HEADER;
use super::cells::{Form, Way};
use super::layout;
use super::lift::At;
use super::lower::Spot;
use super::names;
use super::routines::Routines;

/// Local variables of the methods that lower parameters.
const LOCALS: &[&str] = &["bits", "error", "flag", "o", "memory", "v"];

/// Writes the file.
pub(crate) fn file(r: &mut Routines<'_>) -> String {
    let mut methods = Writer::new(Indent::Spaces(2), "#");
    let mut answers = Writer::new(Indent::Spaces(2), "#");
    for (index, call) in r.plan.calls().iter().enumerate() {
        match call.side {
            Side::Import => import(r, &mut methods, index, call),
            Side::Export => export(r, &mut answers, index, call),
        }
    }
    destructors(r, &mut answers);
    r.write_all(&mut methods);
    let mut w = Writer::new(Indent::Spaces(2), "#");
    w.line(HEADER);
    w.line("# frozen_string_literal: true");
    w.gap();
    w.line("# Moves values between Ruby and the component's surroundings; nothing here is for users.");
    w.line("# rubocop:disable all");
    w.block("module Witloom", "end", |w| {
        w.block("module Glue", "end", |w| {
            w.line("UTF8 = Encoding::UTF_8\nEMPTY = ::Set.new.freeze");
            tables(r, w);
            expected(r, w);
            body(w, methods);
            w.gap();
            body(w, answers);
            w.gap();
            exports(r, w);
        });
    });
    w.finish()
}

fn body(w: &mut Writer, text: Writer) {
    for line in text.finish().lines() {
        w.line(line);
    }
}

/// The methods that the shim calls, by its names for them.
fn exports(r: &Routines<'_>, w: &mut Writer) {
    let calls = r.plan.calls().iter().enumerate().filter(|(_, call)| call.side == Side::Export);
    let mut names: Vec<(usize, String)> =
        calls.map(|(index, _)| (r.numbers.calls[index], r.labels.method(index).to_owned())).collect();
    names.extend(r.numbers.dtors.iter().map(|(id, number)| (*number, r.labels.end(*id).to_owned())));
    names.sort();
    let names = names.into_iter().map(|(_, name)| name).chain(["wake".to_owned(), "start".to_owned()]);
    let names: Vec<String> = names.map(|name| format!(":{name}")).collect();
    w.line("def self.wake = Program.wake\n\ndef self.start = Program.start\n");
    layout::items(w, "EXPORTS = [", &names, "].freeze");
    w.line("EXPORTS.each_with_index { |name, number| singleton_class.alias_method(format(\"e%06d\", number), name) }");
}

/// Numbers of imports, tables of objects, and names of enum cases and flags.
fn tables(r: &mut Routines<'_>, w: &mut Writer) {
    for (index, call) in r.plan.calls().iter().enumerate() {
        if call.side == Side::Import {
            w.line(format!("{} = Wire.number({})", r.labels.number(index), r.numbers.calls[index]));
        }
    }
    for resource in &r.world.resources {
        let id = resource.id;
        if let (Some(new), Some(take)) = (r.numbers.news.get(&id), r.numbers.takes.get(&id)) {
            let ends: Vec<String> = r.names.ends(id).iter().map(|name| format!(":{name}")).collect();
            let arguments = [format!("Wire.number({new})"), format!("Wire.number({take})"), bracketed(&ends)];
            layout::items(w, &format!("{} = Table.new(", r.labels.table(id)), &arguments, ")");
        }
    }
    for class in &r.filled {
        w.line(format!("Wire.fillable({class})"));
    }
    for id in r.tables.clone() {
        let [lifted, lowered] = r.table(id);
        match &r.world.ty(id).kind {
            Kind::Enum(cases) => {
                // No Array: a number beyond its range is an exception instead of nothing.
                let pairs = cases.iter().enumerate();
                let pairs = pairs.map(|(number, c)| format!("{number} => :{}", names::symbol(&c.name)));
                layout::items(w, &format!("{lifted} = {{"), &pairs.collect::<Vec<_>>(), "}.freeze");
                w.line(format!("{lowered} = {lifted}.invert.freeze"));
            }
            Kind::Flags(flags) => {
                let pairs = flags.iter().enumerate();
                let pairs = pairs.map(|(bit, f)| format!("{}: {}", names::symbol(&f.name), 1u32 << bit));
                layout::items(w, &format!("{lowered} = {{"), &pairs.collect::<Vec<_>>(), "}.freeze");
                w.line(format!("{lifted} = Wire.flags({lowered})"));
            }
            _ => {}
        }
    }
}

fn bracketed(list: &[String]) -> String {
    format!("[{}]", list.join(", "))
}

/// What the user's code has to implement.
fn expected(r: &Routines<'_>, w: &mut Writer) {
    w.block("EXPECTED = [", "].freeze", |w| {
        for call in r.plan.calls().iter().filter(|call| call.side == Side::Export) {
            let function = function(r, call);
            let target = Target::of(r, call);
            let arity = function.params.len() - usize::from(matches!(function.kind, FunctionKind::Method(_)));
            let parts = [
                format!("{:?}", target.owner),
                format!(":{}", target.method),
                arity.to_string(),
                format!(":{}", target.kind),
                format!("{:?}", title(r, call)),
            ];
            layout::items(w, "[", &parts, "],");
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
    fn of(r: &Routines<'_>, call: &Call) -> Target {
        let function = function(r, call);
        let method = names::method(function);
        let class = |id| r.names.class_path(r.world, id);
        let module = || r.names.module(call.interface).to_owned();
        match function.kind {
            FunctionKind::Free => Target { owner: module(), method, kind: "singleton" },
            FunctionKind::Static(id) => Target { owner: class(id), method, kind: "singleton" },
            FunctionKind::Method(id) | FunctionKind::Constructor(id) => {
                Target { owner: class(id), method, kind: "instance" }
            }
        }
    }

    /// What is called, and with what, when the parameters are these.
    fn call(&self, function: &Function, mut parameters: Vec<String>) -> (String, Vec<String>) {
        let callee = match function.kind {
            FunctionKind::Method(_) => format!("{}.{}", parameters.remove(0), self.method),
            FunctionKind::Constructor(_) => format!("::{}.new", self.owner),
            FunctionKind::Free | FunctionKind::Static(_) => format!("::{}.{}", self.owner, self.method),
        };
        (callee, parameters)
    }
}

/// Writes what `body` does as a call that gives handles away, if it does.
fn moving(w: &mut Writer, gives: bool, body: impl FnOnce(&mut Writer)) {
    if gives { w.block("Wire.moving do", "end", body) } else { body(w) }
}

fn import(r: &mut Routines<'_>, w: &mut Writer, index: usize, call: &Call) {
    let function = function(r, call);
    let params = names::params_beside(LOCALS, function.params.iter().map(|p| p.name.as_str()));
    r.method(&params);
    let gives = function.params.iter().any(|p| r.world.ty(p.ty).facts.has_own);
    w.gap();
    layout::head(w, &format!("self.{}", r.labels.method(index)), &params);
    w.indented(|w| {
        moving(w, gives, |w| {
            lower_params(r, w, function, call, &params);
            let number = r.labels.number(index);
            w.line(format!("{number}.invoke({number})"));
        });
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
            let spread = r.cells.slots(function.params.iter().map(|p| p.ty), Way::Lower);
            w.line(format!("Wire.put(Wire::OUT, o.pack(\"{}\"))", spread.template));
        }
        Some(area) => {
            let spread = r.cells.product(&param_slots(r, function), area.size, Way::Lower);
            w.line(format!("memory = Wire.aligned(o, \"{}\", {})", spread.template, area.size));
            w.line("Wire.put(Wire::OUT, [memory].pack(\"p\"))");
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
    let raw = matches!(function.kind, FunctionKind::Constructor(_));
    let Kind::Result { ok, err } = r.ty(ty).kind else {
        w.line(format!("v = Wire::RESULT.unpack(\"{}\")", r.cells.part(ty, form, Way::Lift).template));
        let value = if raw { "v[0]".to_owned() } else { r.lift(ty, form, At::START) };
        w.line(value);
        return;
    };
    // The discriminant is one byte in memory, and a slot where there are no payloads.
    w.line(match form {
        Form::Mem => "case Wire::RESULT.getbyte(0)",
        Form::Flat => "case Wire::RESULT.unpack1(\"L<\")",
    });
    w.line("when 0");
    w.indented(|w| {
        let value = payload(r, w, (ty, ok, form), raw);
        w.line(value.unwrap_or_else(|| "nil".to_owned()));
    });
    w.line("when 1");
    w.indented(|w| {
        let value = payload(r, w, (ty, err, form), false);
        let class = err.map_or_else(|| "ResultError".to_owned(), |ty| error_class(r, ty));
        let arguments: Vec<String> = value.into_iter().collect();
        layout::call(w, &format!("raise {class}.new"), &arguments);
    });
    w.line("else");
    w.indented(|w| w.line("Wire.no_case(\"result\", Wire::RESULT.unpack1(\"L<\"))"));
    w.line("end");
}

/// Reads the payload of a result's case, and gives its expression.
fn payload(
    r: &mut Routines<'_>,
    w: &mut Writer,
    (whole, ty, form): (TypeId, Option<TypeId>, Form),
    raw: bool,
) -> Option<String> {
    let ty = ty?;
    w.line(format!("v = Wire::RESULT.unpack(\"{}\")", r.cells.case(whole, Some(ty), form, Way::Lift)));
    Some(if raw { "v[0]".to_owned() } else { r.lift(ty, form, At::START) })
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
    r.method(&[]);
    w.gap();
    w.line(format!("def self.{}", r.labels.method(index)));
    w.indented(|w| {
        let parameters = lift_params(r, w, function, call);
        let called = Target::of(r, call).call(function, parameters);
        let borrows = function.params.iter().any(|p| r.world.ty(p.ty).facts.has_imported_borrow);
        export_body(r, w, call, &called, borrows);
        if r.world.resources.iter().any(|resource| resource.side == Side::Import) {
            w.line("Handles.sweep");
        }
        w.line("nil");
    });
    failing(w, &title(r, call));
}

/// What answers an exception that nobody rescued.
fn failing(w: &mut Writer, title: &str) {
    w.line("rescue Exception => error");
    w.indented(|w| w.line(format!("Report.failed({title:?}, error)\nraise")));
    w.line("end");
}

fn lift_params(r: &mut Routines<'_>, w: &mut Writer, function: &Function, call: &Call) -> Vec<String> {
    if function.params.is_empty() {
        return Vec::new();
    }
    let form = match call.param_area {
        None => {
            let spread = r.cells.slots(function.params.iter().map(|p| p.ty), Way::Lift);
            w.line(format!("v = Wire::ARGS.unpack(\"{}\")", spread.template));
            Form::Flat
        }
        Some(area) => {
            let spread = r.cells.product(&param_slots(r, function), area.size, Way::Lift);
            w.line(format!("v = Wire.bytes(Wire::ARGS.unpack1(\"L<\"), {})", area.size));
            w.line(format!("v = v.unpack(\"{}\")", spread.template));
            Form::Mem
        }
    };
    let mut offset = 0;
    let mut arguments = Vec::new();
    for param in &function.params {
        arguments.push(r.lift(param.ty, form, At { variable: None, offset }));
        offset += r.cells.count(param.ty, form, Way::Lift);
    }
    arguments
}

fn export_body(
    r: &mut Routines<'_>,
    w: &mut Writer,
    call: &Call,
    (callee, arguments): &(String, Vec<String>),
    borrows: bool,
) {
    let function = function(r, call);
    let form = if call.result_area.is_some() { Form::Mem } else { Form::Flat };
    let result = function.result.map(|ty| (ty, r.ty(ty).kind.clone()));
    let drop = |w: &mut Writer| {
        if borrows {
            w.line("Handles.drop_borrowed");
        }
    };
    match result {
        Some((ty, Kind::Result { ok, err })) => {
            w.line("begin");
            let kept = if ok.is_some() { "x = " } else { "" };
            w.indented(|w| layout::call(w, &format!("{kept}{callee}"), arguments));
            w.line(if err.is_some() { "rescue ResultError => error" } else { "rescue ResultError" });
            w.indented(|w| {
                drop(w);
                if err.is_some() {
                    w.line("x = error.value");
                }
                returned(r, w, (ty, err, form), Some(1), call);
                w.line("return");
            });
            w.line("end");
            drop(w);
            returned(r, w, (ty, ok, form), Some(0), call);
        }
        Some((ty, _)) => {
            layout::call(w, &format!("x = {callee}"), arguments);
            drop(w);
            returned(r, w, (ty, Some(ty), form), None, call);
        }
        None => {
            layout::call(w, callee, arguments);
            drop(w);
        }
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
        let path = if case == Some(1) { "error value" } else { "returned value" };
        moving(w, gives, |w| {
            w.line("begin");
            w.indented(|w| r.lower(w, ty, Spot { value: "x", path, form }));
            w.line("rescue Refused => error");
            w.indented(|w| w.line(format!("raise error.in({:?})", title(r, call))));
            w.line("end");
        });
    }
    let template = match case {
        None => r.cells.part(whole, form, Way::Lower).template.clone(),
        Some(_) => r.cells.case(whole, ty, form, Way::Lower),
    };
    w.line(format!("Wire.put(Wire::RETURN, o.pack(\"{template}\"))"));
    if ty.is_some_and(|ty| r.world.ty(ty).facts.has_heap) {
        w.line("@kept = o");
    }
}

fn destructors(r: &Routines<'_>, w: &mut Writer) {
    for resource in &r.world.resources {
        if !r.numbers.dtors.contains_key(&resource.id) {
            continue;
        }
        w.gap();
        w.line(format!("def self.{}", r.labels.end(resource.id)));
        w.indented(|w| {
            w.line(format!("{}.drop(Wire::ARGS.unpack1(\"L<\"))\nnil", r.labels.table(resource.id)));
        });
        failing(w, &format!("the end of a {}", r.names.class_path(r.world, resource.id)));
    }
}

/// How many bytes the buffers of a world's results need.
pub(crate) fn area(r: &Routines<'_>) -> u32 {
    r.plan.calls().iter().filter_map(|call| call.result_area).map(|area| area.size).max().unwrap_or(0).max(16)
}
