//! Imports of a component that a test answers with values in WAVE.

use std::collections::BTreeMap;
use std::sync::Arc;

use wasmtime::component::types::ComponentFunc;
use wasmtime::component::wasm_wave::untyped::UntypedValue;
use wasmtime::component::{Type, Val};

use super::text::{Form, Names, Text, to_wave};
use super::{explain, mentions_handle, split_call, values_of};
use crate::compiled::Compiled;
use crate::error::HostError;
use crate::exports::{Exported, find_among, imported_functions};
use crate::link::{HostCall, HostInterface, Link};
use crate::linker::unprovided;

/// An answer to calls of an imported function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mock {
    /// The function, named as for [`Compiled::invoke`]: with arguments it answers calls with these, without
    /// parentheses all of them.
    pub call: String,
    /// What it returns, in WAVE; nothing where the function has no result.
    pub returns: Option<String>,
}

/// The mocks of one imported interface.
#[derive(Default)]
struct Mocked {
    interface: String,
    by_function: BTreeMap<String, Vec<Mock>>,
}

/// Links that answer every import that the host doesn't provide: by mocks, or by a trap that says what isn't mocked.
pub(super) fn links(compiled: &Compiled, mocks: &[Mock]) -> Result<Vec<Link>, HostError> {
    let imports = imported_functions(compiled);
    let mut mocked: BTreeMap<String, Mocked> = BTreeMap::new();
    for name in unprovided(compiled) {
        mocked.insert(name.clone(), Mocked { interface: name, ..Mocked::default() });
    }
    for mock in mocks {
        let (wanted, arguments) = split_call(&mock.call);
        let import = find_among(&imports, wanted).map_err(|error| unknown(wanted, &imports, error))?;
        check(&import, mock, arguments)?;
        let interface = import.interface.clone().unwrap_or_else(|| import.function.clone());
        let Some(of) = mocked.get_mut(&interface) else {
            let reason = format!("`{interface}` comes from the host; grant it instead");
            return Err(HostError::Mock { function: import.display(), reason });
        };
        of.by_function.entry(import.function).or_default().push(mock.clone());
    }
    Ok(mocked.into_iter().map(|(import, mocked)| Link::host(&import, Arc::new(mocked))).collect())
}

/// The error for a mock of a function that the component doesn't import.
fn unknown(wanted: &str, imports: &[Exported], error: HostError) -> HostError {
    match error {
        HostError::UnknownExport { .. } => {
            let names: Vec<String> = imports.iter().map(|import| format!("`{}`", import.display())).collect();
            let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
            let reason = format!("the component has no such import, or its compiler left it out; it imports {names}");
            HostError::Mock { function: wanted.to_owned(), reason }
        }
        error => error,
    }
}

/// Refuses what no call could be answered with.
fn check(import: &Exported, mock: &Mock, arguments: &str) -> Result<(), HostError> {
    let refused = |reason: String| HostError::Mock { function: import.display(), reason };
    let ty = &import.ty;
    if has_handles(ty) {
        return Err(refused("it takes or returns resources, which have no text form here".to_owned()));
    }
    if mock.call.contains('(') {
        values_of(arguments, &forms(ty)).map_err(&refused)?;
    }
    answer(mock, ty).map(|_| ()).map_err(refused)
}

/// Whether a function has resources in its types, streams aside.
fn has_handles(ty: &ComponentFunc) -> bool {
    let streams = |ty: &Type| matches!(ty, Type::Stream(_) | Type::Future(_));
    let mut types = ty.params().map(|(_, ty)| ty).chain(ty.results());
    types.any(|ty| !streams(&ty) && mentions_handle(&ty))
}

fn forms(ty: &ComponentFunc) -> Vec<(String, Form)> {
    let names = Names::new(BTreeMap::new());
    ty.params().map(|(name, ty)| (name.to_owned(), Form::named(ty, &names))).collect()
}

/// What a mock answers with.
fn answer(mock: &Mock, ty: &ComponentFunc) -> Result<Option<Val>, String> {
    let names = Names::new(BTreeMap::new());
    match (ty.results().next(), &mock.returns) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err("it returns nothing".to_owned()),
        (Some(_), None) => Err("say what it returns".to_owned()),
        (Some(ty), Some(text)) => value_of(text, &Form::named(ty, &names)).map(Some),
    }
}

/// A value in WAVE; or what is wrong with it.
pub(super) fn value_of(text: &str, form: &Form) -> Result<Val, String> {
    let parsed = UntypedValue::parse(text).map_err(|error| explain::unreadable(&error, text))?;
    let value = parsed.to_wasm_value::<Text>(form).map_err(|error| explain::unfit(&error, text, form))?;
    Ok(value.0)
}

impl HostInterface for Mocked {
    fn call(&self, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        let function = match self.interface == call.function {
            true => call.function.to_owned(),
            false => format!("{}#{}", self.interface, call.function),
        };
        let told = || {
            let args: Vec<String> =
                call.args.iter().map(|arg| if has_handle(arg) { "…".into() } else { to_wave(arg) }).collect();
            format!("`{function}({})` isn't mocked", args.join(", "))
        };
        let mocks = self.by_function.get(call.function).map(Vec::as_slice).unwrap_or_default();
        for mock in mocks {
            let (_, arguments) = split_call(&mock.call);
            let fits = !mock.call.contains('(') || values_of(arguments, &forms(call.ty))? == call.args;
            if fits {
                return match answer(mock, call.ty)? {
                    Some(value) => call.offer(value).map(Some),
                    None => Ok(None),
                };
            }
        }
        Err(told())
    }
}

fn has_handle(value: &Val) -> bool {
    matches!(value, Val::Resource(_) | Val::Stream(_) | Val::Future(_))
}
