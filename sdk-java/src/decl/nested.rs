//! Types nested in an interface's class: records, variants, enums, flags and exceptions.

use witloom_bindgen::model::{EnumCase, Field, Flag, Interface, Kind, TypeId};
use witloom_bindgen::{Case, Writer, model};

use super::docs;
use crate::names::{NAMER, Thrown};
use crate::types::{Types, range};

/// Field names that a record's component can't have.
const NOT_FIELDS: &[&str] = &["clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait"];

/// Declares the types of an interface.
pub(super) fn write(w: &mut Writer, types: &Types<'_>, interface: &Interface) {
    for &id in &interface.types {
        let ty = types.world.ty(id);
        let name = types.names.ty(id);
        let text = ty.docs.as_deref();
        match &ty.kind {
            Kind::Record(fields) => record(w, types, name, text, fields),
            Kind::Variant(cases) => variant(w, types, interface, (name, text), cases),
            Kind::Enum(cases) => enumeration(w, name, text, cases),
            Kind::Flags(flags) => flag_set(w, name, text, flags),
            Kind::Prim(_)
            | Kind::String
            | Kind::List(_)
            | Kind::Option(_)
            | Kind::Result { .. }
            | Kind::Tuple(_)
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

/// The names of a record's components.
pub(crate) fn field_names(fields: &[Field]) -> Vec<String> {
    let mut scope = NAMER.scope(NOT_FIELDS.iter().copied());
    fields.iter().map(|field| scope.claim(&field.name, Case::LowerCamel)).collect()
}

/// The names of a variant's nested records; `variant` itself can't be one.
pub(crate) fn case_names(variant: &str, cases: &[model::Case]) -> Vec<String> {
    let mut scope = NAMER.scope([variant]);
    cases.iter().map(|case| scope.claim(&case.name, Case::UpperCamel)).collect()
}

/// The constants of an enum.
pub(crate) fn enum_names(cases: &[EnumCase]) -> Vec<String> {
    constants(cases.iter().map(|case| case.name.as_str()))
}

/// The constants of flags.
pub(crate) fn flag_names(flags: &[Flag]) -> Vec<String> {
    constants(flags.iter().map(|flag| flag.name.as_str()))
}

fn constants<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut scope = NAMER.scope([]);
    names.map(|name| scope.claim(name, Case::ScreamingSnake)).collect()
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

fn record(w: &mut Writer, types: &Types<'_>, name: &str, text: Option<&str>, fields: &[Field]) {
    let names = field_names(fields);
    let notes: Vec<String> =
        fields.iter().zip(&names).filter_map(|(field, name)| field_note(types, field, name)).collect();
    w.gap();
    docs(w, text, &notes);
    let components: Vec<String> =
        fields.iter().zip(&names).map(|(field, name)| format!("{} {name}", types.plain(field.ty))).collect();
    let head = format!("public record {name}({})", components.join(", "));
    let arrays = fields.iter().any(|field| types.is_array(field.ty));
    if arrays {
        w.block(format!("{head} {{"), "}", |w| by_content(w, types, name, fields, &names));
    } else {
        w.line(format!("{head} {{}}"));
    }
}

fn field_note(types: &Types<'_>, field: &Field, name: &str) -> Option<String> {
    let text = field.docs.as_deref().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = text.map(|text| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace("*/", "*&#47;")
            .replace('@', "&#64;")
            .replace('\\', "&#92;")
    });
    match (text, range(types.world, field.ty)) {
        (None, None) => None,
        (Some(text), None) => Some(format!("@param {name} {text}")),
        (None, Some(range)) => Some(format!("@param {name} {range}")),
        (Some(text), Some(range)) => Some(format!("@param {name} {text} ({range})")),
    }
}

/// Arrays compare by identity in Java; values compare by content.
fn by_content(w: &mut Writer, types: &Types<'_>, record: &str, fields: &[Field], names: &[String]) {
    let pairs: Vec<(bool, &String)> = fields.iter().map(|field| types.is_array(field.ty)).zip(names).collect();
    let equal = pairs.iter().map(|(array, name)| {
        if *array {
            format!("Arrays.equals({name}, that.{name})")
        } else {
            format!("java.util.Objects.equals({name}, that.{name})")
        }
    });
    let equal: Vec<String> = equal.collect();
    w.line("@Override");
    w.block("public boolean equals(Object other) {", "}", |w| {
        w.line(format!("return other instanceof {record} that"));
        w.line(format!("    && {};", equal.join("\n    && ")));
    });
    w.gap();
    w.line("@Override");
    w.block("public int hashCode() {", "}", |w| {
        w.line("int hash = 0;");
        for (array, name) in &pairs {
            let class = if *array { "Arrays" } else { "java.util.Objects" };
            w.line(format!("hash = 31 * hash + {class}.hashCode({name});"));
        }
        w.line("return hash;");
    });
    w.gap();
    w.line("@Override");
    w.block("public String toString() {", "}", |w| {
        let shown = pairs.iter().map(|(array, name)| {
            let value = if *array { format!("Arrays.toString({name})") } else { (*name).clone() };
            format!("\"{name}=\" + {value}")
        });
        let shown: Vec<String> = shown.collect();
        w.line(format!("return \"{record}[\" + {} + \"]\";", shown.join(" + \", \" + ")));
    });
}

fn variant(
    w: &mut Writer,
    types: &Types<'_>,
    interface: &Interface,
    (name, text): (&str, Option<&str>),
    cases: &[model::Case],
) {
    let names = case_names(name, cases);
    let class = types.names.class(interface.id);
    // A case may have the name of another type of the interface, which it hides: say whose type it is.
    let outer = |java: String| java.replace(&format!("{}.", class.full()), &format!("{}.", class.name));
    w.gap();
    docs(w, text, &[]);
    w.block(format!("public sealed interface {name} {{"), "}", |w| {
        for (number, (case, case_name)) in cases.iter().zip(&names).enumerate() {
            if number > 0 {
                w.gap();
            }
            let range = case.ty.and_then(|ty| range(types.world, ty)).map(|range| format!("@param value {range}"));
            docs(w, case.docs.as_deref(), &range.into_iter().collect::<Vec<_>>());
            let payload = case.ty.map(|ty| format!("{} value", outer(types.plain(ty)))).unwrap_or_default();
            w.line(format!("record {case_name}({payload}) implements {name} {{}}"));
        }
    });
}

fn enumeration(w: &mut Writer, name: &str, text: Option<&str>, cases: &[EnumCase]) {
    let docs_of = cases.iter().map(|case| case.docs.as_deref());
    constants_block(w, name, text, &enum_names(cases), docs_of);
}

fn flag_set(w: &mut Writer, name: &str, text: Option<&str>, flags: &[Flag]) {
    let docs_of = flags.iter().map(|flag| flag.docs.as_deref());
    constants_block(w, name, text, &flag_names(flags), docs_of);
}

fn constants_block<'a>(
    w: &mut Writer,
    name: &str,
    text: Option<&str>,
    constants: &[String],
    docs_of: impl Iterator<Item = Option<&'a str>>,
) {
    w.gap();
    docs(w, text, &[]);
    w.block(format!("public enum {name} {{"), "}", |w| {
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
            w.block(format!("public {}() {{", thrown.name), "}", |w| w.line("super(\"error\");"));
        });
        return;
    };
    let ty = types.plain(payload);
    w.line("/** The error of a function, with the value that WIT declares for it. */");
    w.block(format!("public static final class {} extends WitException {{", thrown.name), "}", |w| {
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
    if types.is_array(payload) {
        "java.util.Arrays.toString(value)".to_owned()
    } else {
        "String.valueOf(value)".to_owned()
    }
}
