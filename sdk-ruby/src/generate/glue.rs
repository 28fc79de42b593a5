//! `gen/glue.rb`: one method per import and per export, and the routines they need.

use witloom_bindgen::binding::{Binding, Node};
use witloom_bindgen::model::{Prim, Side};
use witloom_bindgen::plan::EndKind;
use witloom_bindgen::{Indent, Writer};

use super::HEADER;
use super::answer::{self, Target};
use super::call;
use super::layout;
use super::names;
use super::routines::{Routine, Routines};

/// Writes the file.
pub(crate) fn file(r: &mut Routines<'_>) -> String {
    let mut methods = Writer::new(Indent::Spaces(2), "#");
    let mut answers = Writer::new(Indent::Spaces(2), "#");
    let binding: &Binding = r.binding;
    for func in binding.funcs() {
        match func.side {
            Side::Import => call::write(r, &mut methods, func),
            Side::Export => answer::write(r, &mut answers, func),
        }
    }
    destructors(r, &mut answers);
    let payloads = payloads(r);
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
            for (open, arguments) in &payloads {
                layout::items(w, open, arguments, ")");
            }
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
    let funcs = r.binding.side(Side::Export);
    let mut names: Vec<(usize, String)> =
        funcs.map(|func| (r.numbers.calls[func.id.index()], r.labels.method(func.id).to_owned())).collect();
    names.extend(r.numbers.dtors.iter().map(|(id, number)| (*number, r.labels.end(*id).to_owned())));
    names.extend(r.numbers.tasks.resumes.iter().map(|number| (*number, "resume".to_owned())));
    names.sort();
    let names = names.into_iter().map(|(_, name)| name).chain(["wake".to_owned(), "start".to_owned()]);
    let names: Vec<String> = names.map(|name| format!(":{name}")).collect();
    w.line("def self.wake = Program.wake\n\ndef self.start = Program.start\n");
    if !r.numbers.tasks.runtime.is_empty() {
        w.line("def self.resume = Async.resume\n");
    }
    layout::items(w, "EXPORTS = [", &names, "].freeze");
    w.line("EXPORTS.each_with_index { |name, number| singleton_class.alias_method(format(\"e%06d\", number), name) }");
}

/// Numbers of imports, tables of objects, and names of enum cases and flags.
fn tables(r: &mut Routines<'_>, w: &mut Writer) {
    for func in r.binding.funcs() {
        let number = match func.side {
            Side::Import => Some(&r.numbers.calls[func.id.index()]),
            Side::Export => r.numbers.tasks.returns.get(&func.id),
        };
        if let Some(number) = number {
            w.line(format!("{} = Wire.number({number})", r.labels.number(func.id)));
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
        match r.node(id).1 {
            Node::Enum { cases, .. } => {
                // No Array: a number beyond its range is an exception instead of nothing.
                let pairs = cases.iter().enumerate();
                let pairs = pairs.map(|(number, c)| format!("{number} => :{}", names::symbol(&c.name)));
                layout::items(w, &format!("{lifted} = {{"), &pairs.collect::<Vec<_>>(), "}.freeze");
                w.line(format!("{lowered} = {lifted}.invert.freeze"));
            }
            Node::Flags { flags, .. } => {
                let pairs = flags.iter().enumerate();
                let pairs = pairs.map(|(bit, f)| format!("{}: {}", names::symbol(&f.name), 1u32 << bit));
                layout::items(w, &format!("{lowered} = {{"), &pairs.collect::<Vec<_>>(), "}.freeze");
                w.line(format!("{lifted} = Wire.flags({lowered})"));
            }
            Node::Prim(_)
            | Node::Text
            | Node::List(_)
            | Node::FixedList { .. }
            | Node::Map { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_)
            | Node::Alias(_) => unreachable!("only enums and flags have tables"),
        }
    }
}

/// The constants of streams and futures: how they begin, and their arguments.
fn payloads(r: &mut Routines<'_>) -> Vec<(String, Vec<String>)> {
    let binding: &Binding = r.binding;
    let plans = binding.payloads().iter().enumerate();
    plans
        .map(|(index, plan)| {
            let numbers: Vec<String> = r.numbers.tasks.payloads[index].iter().map(usize::to_string).collect();
            let mut arguments = vec![bracketed(&numbers)];
            let bytes = plan.kind == EndKind::Stream && plan.bulk == Some(Prim::U8);
            if let (Some(elem), false) = (plan.elem, bytes) {
                arguments.push(format!("stride: {}", plan.layout.size));
                arguments.extend(plan.bulk.map(|_| "bulk: true".to_owned()));
                arguments.extend(r.world.ty(elem).facts.moves().then(|| "moves: true".to_owned()));
                let lift = r.want(Routine::LiftParts(elem));
                arguments.push(format!("lift: ->(bytes, n) {{ {lift}(bytes, n) }}"));
                let lower = r.want(Routine::LowerParts(elem));
                arguments.push(format!("lower: ->(list) {{ {lower}(list) }}"));
            }
            let class = match plan.kind {
                EndKind::Stream if bytes => "Bytes",
                EndKind::Stream => "Payload",
                EndKind::Future => "Single",
            };
            (format!("{} = Async::{class}.new(", r.labels.payload(index)), arguments)
        })
        .collect()
}

fn bracketed(list: &[String]) -> String {
    format!("[{}]", list.join(", "))
}

/// What the user's code has to implement.
fn expected(r: &Routines<'_>, w: &mut Writer) {
    w.block("EXPECTED = [", "].freeze", |w| {
        for func in r.binding.side(Side::Export) {
            let target = Target::of(r, func);
            let parts = [
                format!("{:?}", target.owner),
                format!(":{}", target.method),
                func.arguments().len().to_string(),
                format!(":{}", target.kind),
                format!("{:?}", func.title),
            ];
            layout::items(w, "[", &parts, "],");
        }
        for resource in r.world.resources.iter().filter(|resource| resource.side == Side::Export) {
            let class = r.names.class_path(r.world, resource.id);
            w.line(format!("[{class:?}, :new, 0, :class, {:?}],", resource.name));
        }
    });
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

/// What answers an exception that nobody rescued.
pub(super) fn failing(w: &mut Writer, title: &str) {
    w.line("rescue Exception => error");
    w.indented(|w| w.line(format!("Report.failed({title:?}, error)\nraise")));
    w.line("end");
}

/// How many bytes the buffers of a world's results need.
pub(crate) fn area(r: &Routines<'_>) -> u32 {
    r.binding.funcs().iter().filter_map(|func| func.result_area).map(|area| area.size).max().unwrap_or(0).max(16)
}
