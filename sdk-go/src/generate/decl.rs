//! Declarations of types: records, variants, enums, flags, aliases, resources.

use witloom_bindgen::model::{
    Case, Docs, Field, FunctionKind, Interface, Kind, Label, Nominal, ResourceId, Side, TypeId,
};
use witloom_bindgen::plan::Mem;

use super::signature;
use super::source::Source;
use super::types::{Context, width_type};

/// Declares every type and resource of an interface.
pub(super) fn types(cx: &Context<'_>, src: &mut Source<'_>, interface: &Interface) {
    for id in &interface.types {
        declare(cx, src, *id);
        src.w.gap();
    }
    for id in &interface.resources {
        match interface.side {
            Side::Import => handle(cx, src, *id),
            Side::Export => object(cx, src, interface, *id),
        }
        src.w.gap();
    }
}

fn declare(cx: &Context<'_>, src: &mut Source<'_>, id: TypeId) {
    let ty = cx.world.ty(id);
    let name = cx.names.ty(id);
    match ty.kind.nominal() {
        Some(Nominal::Record(fields)) => record(cx, src, id, fields),
        Some(Nominal::Variant(cases)) => variant(cx, src, id, cases),
        Some(Nominal::Enum(cases)) => enumeration(cx, src, id, cases),
        Some(Nominal::Flags(flags)) => bits(cx, src, id, flags),
        None => {
            let target = cx.structural(src, id);
            src.docs_or(&ty.docs, &format!("{name} is another name for {target}."));
            src.w.line(format!("type {name} = {target}"));
        }
    }
}

fn record(cx: &Context<'_>, src: &mut Source<'_>, id: TypeId, wit_fields: &[Field]) {
    let ty = cx.world.ty(id);
    let (name, fields) = (cx.names.ty(id), cx.names.members(id));
    let rows: Vec<(Docs, Vec<String>)> = wit_fields
        .iter()
        .zip(fields)
        .map(|(field, name)| (field.docs.clone(), vec![name.clone(), cx.go(src, field.ty)]))
        .collect();
    src.docs_or(&ty.docs, &format!("{name} is the record {}.", wit_name(cx, id)));
    if rows.is_empty() {
        src.w.line(format!("type {name} struct{{}}"));
    } else {
        src.w.line(format!("type {name} struct {{"));
        indented(src, |src| src.columns(&rows));
        src.w.line("}");
    }
    if cx.is_error(id) {
        src.own("wit");
        src.w.gap();
        src.w.comment("Error renders the record, which WIT uses as an error.");
        let text = format!("return \"{}: \" + wit.Text(plain(v))", wit_name(cx, id));
        src.w.block(format!("func (v {name}) Error() string {{"), "}", |w| {
            w.line(format!("type plain {name}"));
            w.line(text);
        });
    }
}

fn variant(cx: &Context<'_>, src: &mut Source<'_>, id: TypeId, cases: &[Case]) {
    let ty = cx.world.ty(id);
    let (name, structs) = (cx.names.ty(id), cx.names.members(id));
    let is_error = cx.is_error(id);
    src.docs_or(&ty.docs, &format!("{name} is the variant {}.", wit_name(cx, id)));
    src.w.comment(&format!("\nIts cases are {}.", structs.join(", ")));
    src.w.block(format!("type {name} interface {{"), "}", |w| {
        if is_error {
            w.line("error");
        }
        w.line(format!("is{name}()"));
    });
    for (case, case_name) in cases.iter().zip(structs) {
        src.w.gap();
        src.docs_or(&case.docs, &format!("{case_name} is the case {} of {name}.", case.name));
        match case.ty {
            None => src.w.line(format!("type {case_name} struct{{}}")),
            Some(payload) => {
                let payload = cx.go(src, payload);
                src.w.block(format!("type {case_name} struct {{"), "}", |w| w.line(format!("Value {payload}")));
            }
        }
        src.w.gap();
        src.w.line(format!("func ({case_name}) is{name}() {{}}"));
        if is_error {
            case_error(cx, src, case, case_name);
        }
    }
}

fn case_error(cx: &Context<'_>, src: &mut Source<'_>, case: &Case, case_name: &str) {
    let (receiver, text) = match case.ty.map(|ty| &cx.world.ty(cx.world.resolve_alias(ty)).kind) {
        None => (String::new(), format!("\"{}\"", case.name)),
        Some(Kind::String) => ("v ".to_owned(), format!("\"{}: \" + v.Value", case.name)),
        Some(_) => {
            src.own("wit");
            ("v ".to_owned(), format!("\"{}: \" + wit.Text(v.Value)", case.name))
        }
    };
    src.w.gap();
    src.w.comment("Error names the case and its payload.");
    method(src, &format!("({receiver}{case_name}) Error() string"), &text);
}

fn enumeration(cx: &Context<'_>, src: &mut Source<'_>, id: TypeId, cases: &[Label]) {
    let ty = cx.world.ty(id);
    let (name, constants) = (cx.names.ty(id), cx.names.members(id));
    let Mem::Enum { tag, .. } = cx.plan.ty(id).mem else { return };
    src.docs_or(&ty.docs, &format!("{name} is the enum {}.", wit_name(cx, id)));
    src.w.line(format!("type {name} {}", width_type(tag)));
    src.w.gap();
    src.w.comment(&format!("Cases of {name}."));
    constants_of(src, name, constants, cases, "iota");
    names_of(src, name, cases);
    src.own("internal/rt");
    src.w.comment("String returns the name of the case in WIT.");
    let text = format!("rt.EnumText(uint32(v), namesOf{name}[:], \"{name}\")");
    method(src, &format!("(v {name}) String() string"), &text);
    error_by_string(cx, src, id);
}

fn bits(cx: &Context<'_>, src: &mut Source<'_>, id: TypeId, flags: &[Label]) {
    let ty = cx.world.ty(id);
    let (name, constants) = (cx.names.ty(id), cx.names.members(id));
    let Mem::Flags { width, .. } = cx.plan.ty(id).mem else { return };
    src.docs_or(&ty.docs, &format!("{name} is the set of flags {}.", wit_name(cx, id)));
    src.w.line(format!("type {name} {}", width_type(width)));
    src.w.gap();
    src.w.comment(&format!("Flags of {name}."));
    constants_of(src, name, constants, flags, "1 << iota");
    names_of(src, name, flags);
    src.own("internal/rt");
    let methods = [
        (
            "Has reports whether all the given flags are set.",
            format!("Has(flags {name}) bool"),
            "v&flags == flags".to_owned(),
        ),
        ("Set returns v with the given flags set.", format!("Set(flags {name}) {name}"), "v | flags".to_owned()),
        (
            "Clear returns v with the given flags cleared.",
            format!("Clear(flags {name}) {name}"),
            "v &^ flags".to_owned(),
        ),
        (
            "String returns the names of the flags in WIT, joined by |.",
            "String() string".to_owned(),
            format!("rt.FlagsText(uint32(v), namesOf{name}[:])"),
        ),
    ];
    for (docs, signature, value) in methods {
        src.w.comment(docs);
        method(src, &format!("(v {name}) {signature}"), &value);
        src.w.gap();
    }
    error_by_string(cx, src, id);
}

fn error_by_string(cx: &Context<'_>, src: &mut Source<'_>, id: TypeId) {
    if cx.is_error(id) {
        src.w.gap();
        src.w.comment("Error is String: WIT uses this type as an error.");
        method(src, &format!("(v {}) Error() string", cx.names.ty(id)), "v.String()");
    }
}

/// A method that returns one expression.
fn method(src: &mut Source<'_>, signature: &str, value: &str) {
    src.w.block(format!("func {signature} {{"), "}", |w| w.line(format!("return {value}")));
}

fn constants_of(src: &mut Source<'_>, ty: &str, names: &[String], wit: &[Label], value: &str) {
    let rows: Vec<(Docs, Vec<String>)> = names
        .iter()
        .zip(wit)
        .enumerate()
        .map(|(index, (name, label))| {
            let cell = if index == 0 { format!("{name} {ty} = {value}") } else { name.clone() };
            (label.docs.clone(), vec![cell])
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    src.w.line("const (");
    indented(src, |src| src.columns(&rows));
    src.w.line(")");
    src.w.gap();
}

fn names_of(src: &mut Source<'_>, ty: &str, wit: &[Label]) {
    let names: Vec<String> = wit.iter().map(|label| format!("\"{}\"", label.name)).collect();
    src.w.line(format!("var namesOf{ty} = [...]string{{{}}}", names.join(", ")));
    src.w.gap();
}

fn handle(cx: &Context<'_>, src: &mut Source<'_>, id: ResourceId) {
    let resource = cx.world.resource(id);
    let names = cx.names.resource(id);
    let (name, close) = (&names.name, &names.drop);
    src.own("internal/rt");
    src.docs_or(&resource.docs, &format!("{name} is a handle of the resource {}.", resource.name));
    src.w.block(format!("type {name} struct {{"), "}", |w| {
        w.comment("Handle serves the generated code.");
        w.line("Handle rt.Handle");
    });
    src.w.gap();
    src.w.comment(&format!(
        "{close} drops the handle. It may be called again, and on borrowed handles, where it does nothing.\nThe error is always nil."
    ));
    method(src, &format!("(v *{name}) {close}() error"), "v.Handle.Close()");
}

fn object(cx: &Context<'_>, src: &mut Source<'_>, interface: &Interface, id: ResourceId) {
    let resource = cx.world.resource(id);
    let names = cx.names.resource(id);
    src.docs_or(
        &resource.docs,
        &format!("{} is the resource {}, implemented by this component.", names.name, resource.name),
    );
    src.w.comment(&format!(
        "\nA value with a method {}() gets it called once, when its last owner outside of this component\nlets go of it.",
        names.drop
    ));
    let methods: Vec<usize> = (0..interface.functions.len())
        .filter(|index| interface.functions[*index].kind == FunctionKind::Method(id))
        .collect();
    if methods.is_empty() {
        src.w.line(format!("type {} any", names.name));
        return;
    }
    src.w.line(format!("type {} interface {{", names.name));
    indented(src, |src| {
        for index in methods {
            src.docs(&interface.functions[index].docs);
            let text = signature::method(cx, src, interface, index);
            src.w.line(text);
        }
    });
    src.w.line("}");
}

/// The body one tab deeper, for bodies that need the whole file.
pub(super) fn indented<'a>(src: &mut Source<'a>, body: impl FnOnce(&mut Source<'a>)) {
    let outer = std::mem::replace(&mut src.w, super::writer());
    body(src);
    let inner = std::mem::replace(&mut src.w, outer).finish();
    src.w.indented(|w| inner.lines().for_each(|line| w.line(line)));
}

fn wit_name(cx: &Context<'_>, id: TypeId) -> String {
    cx.world.ty(id).name.as_ref().map_or_else(String::new, |name| name.name.clone())
}
