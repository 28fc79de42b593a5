//! What is wrong with the arguments of a call, in the words of its signature.

use std::error::Error as _;

use wasmtime::component::wasm_wave::parser::{ParserError, ParserErrorKind};
use wasmtime::component::wasm_wave::untyped::UntypedFuncCall;
use wasmtime::component::wasm_wave::wasm::{DisplayType, WasmType, WasmTypeKind};

use super::text::Form;

/// How deep an example goes into a type.
const DEPTH: usize = 4;

/// What can't be parsed; `text` is the call.
pub(super) fn unreadable(error: &ParserError, text: &str) -> String {
    let what = error.kind();
    match text.get(error.span()).filter(|place| !place.is_empty()) {
        Some(place) => format!("{what} at `{place}`"),
        None => format!("{what} at the end"),
    }
}

/// Which argument doesn't fit, and what would.
pub(super) fn misfit(error: &ParserError, call: &UntypedFuncCall<'_>, params: &[(String, Form)]) -> String {
    let given: Vec<_> = call.params_node().and_then(|node| node.as_tuple().ok()).into_iter().flatten().collect();
    let place = error.span();
    let at = given.iter().position(|node| node.span().start <= place.start && place.end <= node.span().end);
    let Some((at, (name, form))) = at.and_then(|at| Some((at, params.get(at)?))) else {
        return match (given.len(), params.len()) {
            (given, wanted) if given != wanted => format!("it takes {}, not {given}", arguments(wanted)),
            (..) => unreadable(error, call.source()),
        };
    };
    let source = call.source();
    let value = source.get(given[at].span()).unwrap_or_default();
    if let Some(why) = error.source().filter(|_| error.kind() == ParserErrorKind::WasmValueError) {
        return format!("`{value}` doesn't fit `{name}`: {why}");
    }
    let inner = source.get(place).filter(|inner| *inner != value && !inner.is_empty());
    let inside = inner.map(|inner| format!(": {} at `{inner}`", error.kind())).unwrap_or_default();
    format!("`{value}` is no `{}` for `{name}`{inside}; one is `{}`", DisplayType(form), example(form, DEPTH))
}

/// Why a value is none of a type.
pub(super) fn unfit(error: &ParserError, text: &str, form: &Form) -> String {
    if let Some(why) = error.source().filter(|_| error.kind() == ParserErrorKind::WasmValueError) {
        return format!("`{text}` doesn't fit: {why}");
    }
    let inner = text.get(error.span()).filter(|inner| *inner != text && !inner.is_empty());
    let inside = inner.map(|inner| format!(": {} at `{inner}`", error.kind())).unwrap_or_default();
    format!("`{text}` is no `{}`{inside}; one is `{}`", DisplayType(form), example(form, DEPTH))
}

fn arguments(count: usize) -> String {
    match count {
        0 => "no arguments".to_owned(),
        1 => "1 argument".to_owned(),
        count => format!("{count} arguments"),
    }
}

/// A value of a type.
fn example(form: &Form, depth: usize) -> String {
    if depth == 0 {
        return "…".to_owned();
    }
    let inner = |form: &Form| example(form, depth - 1);
    let case = |name: &str, payload: Option<Form>| match payload {
        Some(payload) => format!("{name}({})", inner(&payload)),
        None => name.to_owned(),
    };
    match form.kind() {
        WasmTypeKind::Bool => "true".to_owned(),
        WasmTypeKind::F32 | WasmTypeKind::F64 => "1.5".to_owned(),
        WasmTypeKind::Char => "'x'".to_owned(),
        WasmTypeKind::String => "\"text\"".to_owned(),
        WasmTypeKind::List => format!("[{}]", form.list_element_type().map(|form| inner(&form)).unwrap_or_default()),
        WasmTypeKind::Record => {
            let fields: Vec<_> = form.record_fields().map(|(name, form)| format!("{name}: {}", inner(&form))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        WasmTypeKind::Tuple => {
            let parts: Vec<_> = form.tuple_element_types().map(|form| inner(&form)).collect();
            format!("({})", parts.join(", "))
        }
        WasmTypeKind::Variant => {
            form.variant_cases().next().map(|(name, payload)| case(&name, payload)).unwrap_or_default()
        }
        WasmTypeKind::Enum => form.enum_cases().next().map(|name| name.to_string()).unwrap_or_default(),
        WasmTypeKind::Option => {
            form.option_some_type().map(|form| format!("some({})", inner(&form))).unwrap_or_default()
        }
        WasmTypeKind::Result => case("ok", form.result_types().and_then(|(ok, _)| ok)),
        WasmTypeKind::Flags => format!("{{{}}}", form.flags_names().next().unwrap_or_default()),
        // The rest is integers, and what has no text form.
        _ => "1".to_owned(),
    }
}
