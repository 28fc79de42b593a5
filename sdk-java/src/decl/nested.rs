//! Types nested in an interface's class: records, variants, enums, flags, exceptions, and what would be too
//! long to spell out.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{self, Field, Interface, Kind, Label, TypeId};

use super::docs;
use crate::names::Thrown;
use crate::types::{Types, range};

/// Exceptions can be serialised in Java; without a version javac warns.
const SERIAL: &str = "private static final long serialVersionUID = 1L;";

/// Declares the types of an interface.
pub(super) fn write(w: &mut Writer, types: &Types<'_>, interface: &Interface) {
    for id in types.names.declared(interface) {
        let head = Head { id, name: types.names.ty(id), docs: types.world.ty(id).docs.as_deref() };
        match &types.world.ty(id).kind {
            Kind::Record(fields) => {
                record(w, types, &head, &fields.iter().map(Component::of_field).collect::<Vec<_>>())
            }
            Kind::Tuple(parts) => record(w, types, &head, &parts.iter().map(Component::of_part).collect::<Vec<_>>()),
            Kind::Variant(cases) => variant(w, types, interface, &head, cases),
            Kind::Result { ok, err } => outcome(w, types, interface, &head, (*ok, *err)),
            Kind::Enum(cases) => enumeration(w, types, &head, cases),
            Kind::Flags(flags) => flag_set(w, types, &head, flags),
            Kind::Prim(_)
            | Kind::String
            | Kind::List(_)
            | Kind::Option(_)
            | Kind::Own(_)
            | Kind::Borrow(_)
            | Kind::Alias(_)
            | Kind::ResourceAlias(_)
            | Kind::FixedList(..)
            | Kind::Map(..)
            | Kind::Stream(_)
            | Kind::Future(_)
            | Kind::Unsupported(_) => {}
        }
    }
    for thrown in types.names.thrown_in(interface.id) {
        exception(w, types, thrown);
    }
}

/// What is declared.
struct Head<'a> {
    id: TypeId,
    name: &'a str,
    docs: Option<&'a str>,
}

/// A component of a record.
struct Component<'a> {
    ty: TypeId,
    docs: Option<&'a str>,
}

impl<'a> Component<'a> {
    fn of_field(field: &'a Field) -> Self {
        Self { ty: field.ty, docs: field.docs.as_deref() }
    }

    fn of_part(part: &TypeId) -> Self {
        Self { ty: *part, docs: None }
    }
}

/// `@param` lines for the parameters whose range the type doesn't say.
pub(super) fn param_notes(types: &Types<'_>, interface: &Interface, index: usize) -> Vec<String> {
    let names = super::signature(types, interface, index).names;
    let params = &interface.functions[index].params;
    let own = params.len() - names.len();
    let pairs = params.iter().skip(own).zip(names);
    pairs
        .filter_map(|(param, name)| range(types.world, param.ty).map(|range| format!("@param {name} {range}")))
        .collect()
}

fn record(w: &mut Writer, types: &Types<'_>, head: &Head<'_>, parts: &[Component<'_>]) {
    let names = types.names.members(head.id);
    let notes: Vec<String> =
        parts.iter().zip(names).filter_map(|(part, name)| component_note(types, part, name)).collect();
    w.gap();
    docs(w, head.docs, &notes);
    let components: Vec<String> =
        parts.iter().zip(names).map(|(part, name)| format!("{} {name}", types.plain(part.ty))).collect();
    let line = format!("public record {}({})", head.name, components.join(", "));
    let arrays: Vec<bool> = parts.iter().map(|part| types.is_array(part.ty)).collect();
    if arrays.contains(&true) {
        w.block(format!("{line} {{"), "}", |w| by_content(w, head.name, names, &arrays));
    } else {
        w.line(format!("{line} {{}}"));
    }
}

fn component_note(types: &Types<'_>, part: &Component<'_>, name: &str) -> Option<String> {
    let text = part.docs.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = text.map(|text| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace("*/", "*&#47;")
            .replace('@', "&#64;")
            .replace('\\', "&#92;")
    });
    match (text, range(types.world, part.ty)) {
        (None, None) => None,
        (Some(text), None) => Some(format!("@param {name} {text}")),
        (None, Some(range)) => Some(format!("@param {name} {range}")),
        (Some(text), Some(range)) => Some(format!("@param {name} {text} ({range})")),
    }
}

/// Arrays compare by identity in Java; values compare by content.
fn by_content(w: &mut Writer, record: &str, names: &[String], arrays: &[bool]) {
    let pairs: Vec<(&str, &String)> =
        arrays.iter().map(|array| if *array { "Arrays" } else { "Objects" }).zip(names).collect();
    // A component may be called like a variable here: `this` says which is meant.
    let equal: Vec<String> =
        pairs.iter().map(|(class, name)| format!("{class}.equals(this.{name}, that.{name})")).collect();
    w.line("@Override");
    w.block("public boolean equals(Object other) {", "}", |w| {
        w.line(format!("return other instanceof {record} that"));
        w.line(format!("    && {};", equal.join("\n    && ")));
    });
    w.gap();
    w.line("@Override");
    w.block("public int hashCode() {", "}", |w| {
        w.line("int hash = 0;");
        for (class, name) in &pairs {
            w.line(format!("hash = 31 * hash + {class}.hashCode(this.{name});"));
        }
        w.line("return hash;");
    });
    w.gap();
    w.line("@Override");
    w.block("public String toString() {", "}", |w| {
        w.line(format!("return \"{record}[\""));
        for (number, ((class, name), array)) in pairs.iter().zip(arrays).enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            let value = if *array { format!("{class}.toString(this.{name})") } else { format!("this.{name}") };
            w.line(format!("    + \"{comma}{name}=\""));
            w.line(format!("    + {value}"));
        }
        w.line("    + \"]\";");
    });
}

/// A type as the records nested in one of the interface's can spell it: they may have the name of another type
/// of the interface, which they hide.
fn from_inside(types: &Types<'_>, interface: &Interface, ty: TypeId) -> String {
    let class = types.names.class(interface.id);
    types.plain(ty).replace(&format!("{}.", class.full()), &format!("{}.", class.name))
}

fn variant(w: &mut Writer, types: &Types<'_>, interface: &Interface, head: &Head<'_>, cases: &[model::Case]) {
    w.gap();
    docs(w, head.docs, &[]);
    w.block(format!("public sealed interface {} {{", head.name), "}", |w| {
        for (number, (case, case_name)) in cases.iter().zip(types.names.members(head.id)).enumerate() {
            if number > 0 {
                w.gap();
            }
            let range = case.ty.and_then(|ty| range(types.world, ty)).map(|range| format!("@param value {range}"));
            docs(w, case.docs.as_deref(), &range.into_iter().collect::<Vec<_>>());
            let payload = case.ty.map(|ty| format!("{} value", from_inside(types, interface, ty))).unwrap_or_default();
            w.line(format!("record {case_name}({payload}) implements {} {{}}", head.name));
        }
    });
}

/// A `result` whose class is its own.
fn outcome(
    w: &mut Writer,
    types: &Types<'_>,
    interface: &Interface,
    head: &Head<'_>,
    (ok, err): (Option<TypeId>, Option<TypeId>),
) {
    w.gap();
    docs(w, head.docs, &[]);
    w.block(format!("public sealed interface {} {{", head.name), "}", |w| {
        for (case, ty) in [("Ok", ok), ("Err", err)] {
            let payload = ty.map(|ty| format!("{} value", from_inside(types, interface, ty))).unwrap_or_default();
            w.line(format!("record {case}({payload}) implements {} {{}}", head.name));
            if case == "Ok" {
                w.gap();
            }
        }
    });
}

fn enumeration(w: &mut Writer, types: &Types<'_>, head: &Head<'_>, cases: &[Label]) {
    constants_block(w, types, head, cases.iter().map(|case| case.docs.as_deref()));
}

fn flag_set(w: &mut Writer, types: &Types<'_>, head: &Head<'_>, flags: &[Label]) {
    constants_block(w, types, head, flags.iter().map(|flag| flag.docs.as_deref()));
}

fn constants_block<'a>(
    w: &mut Writer,
    types: &Types<'_>,
    head: &Head<'_>,
    docs_of: impl Iterator<Item = Option<&'a str>>,
) {
    let constants = types.names.members(head.id);
    w.gap();
    docs(w, head.docs, &[]);
    w.block(format!("public enum {} {{", head.name), "}", |w| {
        for (number, (constant, text)) in constants.iter().zip(docs_of).enumerate() {
            docs(w, text, &[]);
            let end = if number + 1 == constants.len() { "" } else { "," };
            w.line(format!("{constant}{end}"));
        }
    });
}

fn exception(w: &mut Writer, types: &Types<'_>, thrown: &Thrown) {
    w.gap();
    let Some(payload) = thrown.payload else {
        w.line("/** The error of a function; it carries no value. */");
        w.block(format!("public static final class {} extends WitException {{", thrown.name), "}", |w| {
            w.line(SERIAL);
            w.gap();
            w.block(format!("public {}() {{", thrown.name), "}", |w| w.line("super(\"error\");"));
        });
        return;
    };
    let ty = types.plain(payload);
    w.line("/** The error of a function, with the value that WIT declares for it. */");
    w.block(format!("public static final class {} extends WitException {{", thrown.name), "}", |w| {
        w.line(SERIAL);
        w.gap();
        w.line(format!("private final transient {ty} value;"));
        w.gap();
        w.block(format!("public {}({ty} value) {{", thrown.name), "}", |w| {
            w.line(format!("super({});", message(types, payload)));
            w.line("this.value = value;");
        });
        w.gap();
        w.line("/** The error's value. */");
        w.block(format!("public {ty} value() {{"), "}", |w| w.line("return value;"));
    });
}

fn message(types: &Types<'_>, payload: TypeId) -> String {
    if types.is_array(payload) { "Arrays.toString(value)".to_owned() } else { "String.valueOf(value)".to_owned() }
}
