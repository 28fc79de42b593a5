//! Calls one exported function with arguments in WAVE, the text form of component values.

use wasmtime::Store;
use wasmtime::component::types::{ComponentFunc, ComponentItem};
use wasmtime::component::wasm_wave::untyped::UntypedFuncCall;
use wasmtime::component::wasm_wave::wasm::DisplayType;
use wasmtime::component::{Instance, Type, Val};

use crate::compiled::Compiled;
use crate::error::HostError;
use crate::linker::{linker_for, resolve};
use crate::output::Captured;
use crate::run::RunOptions;
use crate::state::{Files, State, new_store};
use crate::trap;

/// How WAVE prints the types that it can't: handles, streams, futures.
const NO_TEXT_FORM: &str = "<<UNSUPPORTED>>";

/// The result of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Invoked {
    /// The result, if the function has one.
    pub value: Option<Val>,
    /// The same in WAVE.
    pub wave: Option<String>,
    /// Its standard output, when captured.
    pub stdout: Captured,
    /// Its standard error, when captured.
    pub stderr: Captured,
}

/// An exported function by name.
#[derive(Debug, Clone)]
pub(crate) struct Exported {
    pub(crate) interface: Option<String>,
    pub(crate) function: String,
    pub(crate) ty: ComponentFunc,
}

impl Exported {
    /// `interface#function`, or the function alone where it is exported by the world itself.
    pub(crate) fn display(&self) -> String {
        match &self.interface {
            Some(interface) => format!("{interface}#{}", self.function),
            None => self.function.clone(),
        }
    }

    /// Whether the user may mean this one: exactly, without the version, without package and version, or by
    /// the function's name alone.
    fn answers_to(&self, wanted: &str) -> bool {
        let (interface, function) = match wanted.rsplit_once('#') {
            Some((interface, function)) => (Some(interface), function),
            None => (None, wanted),
        };
        if function != self.function {
            return false;
        }
        match (interface, self.interface.as_deref()) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(wanted), Some(full)) => {
                let unversioned = full.split_once('@').map_or(full, |(name, _)| name);
                let short = unversioned.rsplit_once('/').map_or(unversioned, |(_, name)| name);
                [full, unversioned, short].contains(&wanted)
            }
        }
    }

    pub(crate) fn signature(&self) -> String {
        let shown = |ty: &Type| DisplayType(ty).to_string().replace(NO_TEXT_FORM, "handle");
        let params: Vec<String> = self.ty.params().map(|(name, ty)| format!("{name}: {}", shown(&ty))).collect();
        let mut text = format!("{}({})", self.function, params.join(", "));
        for ty in self.ty.results() {
            text += &format!(" -> {}", shown(&ty));
        }
        text
    }

    /// The function in an instance.
    pub(crate) fn find(&self, instance: &Instance, store: &mut Store<State>) -> Option<wasmtime::component::Func> {
        let interface = match &self.interface {
            Some(name) => Some(instance.get_export_index(&mut *store, None, name)?),
            None => None,
        };
        let index = instance.get_export_index(&mut *store, interface.as_ref(), &self.function)?;
        instance.get_func(store, index)
    }
}

/// Every function that a component exports, those of its interfaces included.
pub(crate) fn exported_functions(compiled: &Compiled) -> Vec<Exported> {
    let engine = compiled.engine.wasmtime();
    let ty = compiled.component.component_type();
    let mut found = Vec::new();
    for (name, export) in ty.exports(engine) {
        match export.ty {
            ComponentItem::ComponentFunc(ty) => {
                found.push(Exported { interface: None, function: name.to_owned(), ty });
            }
            ComponentItem::ComponentInstance(instance) => {
                for (function, export) in instance.exports(engine) {
                    if let ComponentItem::ComponentFunc(ty) = export.ty {
                        let (interface, function) = (Some(name.to_owned()), function.to_owned());
                        found.push(Exported { interface, function, ty });
                    }
                }
            }
            ComponentItem::CoreFunc(_)
            | ComponentItem::Module(_)
            | ComponentItem::Component(_)
            | ComponentItem::Type(_)
            | ComponentItem::Resource(_) => {}
        }
    }
    found
}

/// The one export that the user means.
pub(crate) fn find_export(compiled: &Compiled, wanted: &str) -> Result<Exported, HostError> {
    let exports = exported_functions(compiled);
    if let Some(exact) = exports.iter().find(|e| e.display() == wanted) {
        return Ok(exact.clone());
    }
    let fitting: Vec<&Exported> = exports.iter().filter(|e| e.answers_to(wanted)).collect();
    match fitting.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let names: Vec<String> = exports.iter().map(Exported::display).collect();
            let candidates = names.iter().map(String::as_str).chain(exports.iter().map(|e| e.function.as_str()));
            let suggestion = witloom_diag::did_you_mean(wanted, candidates).map(str::to_owned);
            Err(HostError::UnknownExport { wanted: wanted.to_owned(), suggestion, available: names })
        }
        several => {
            let candidates = several.iter().map(|e| e.display()).collect();
            Err(HostError::AmbiguousExport { wanted: wanted.to_owned(), candidates })
        }
    }
}

impl Compiled {
    /// The signatures of all exported functions, as `interface#name(param: type) -> type`.
    pub fn signatures(&self) -> Vec<String> {
        let full = |e: &Exported| match &e.interface {
            Some(interface) => format!("{interface}#{}", e.signature()),
            None => e.signature(),
        };
        exported_functions(self).iter().map(full).collect()
    }

    /// Calls an export once, in a store of its own. `call` is `function(arguments)` or
    /// `interface#function(arguments)` with values in WAVE; the interface may be left out, or given without
    /// package and version, where that is unambiguous. A call without parentheses has no arguments.
    pub fn invoke(&self, call: &str, options: &RunOptions) -> Result<Invoked, HostError> {
        let (wanted, arguments) = split_call(call);
        let export = find_export(self, wanted)?;
        check_invocable(&export)?;
        let params = parse_arguments(&export, arguments)?;
        let linker = linker_for(self)?;
        let pre = resolve(self, &linker, &[])?;
        let mut store = new_store(&self.engine, &self.name, options, Files::OnThisThread)?;
        let mut results = vec![Val::Bool(false); export.ty.results().len()];
        let function = export.display();
        let called = self.block_on(&mut store, options.limits.time, async |store| {
            let instance = pre.instantiate_async(&mut *store).await?;
            let func = export.find(&instance, store).ok_or_else(|| wasmtime::Error::msg("the export is gone"))?;
            func.call_async(store, &params, &mut results).await
        })?;
        called.map_err(|error| trap::explain(&error, self, &store, Some(&function)))?;
        let value = results.pop();
        let wave = value.as_ref().map(to_wave);
        let state = store.data();
        Ok(Invoked { value, wave, stdout: state.stdout.take(), stderr: state.stderr.take() })
    }
}

fn to_wave(value: &Val) -> String {
    value.to_wave().unwrap_or_else(|error| format!("<{error}>"))
}

fn split_call(call: &str) -> (&str, &str) {
    let call = call.trim();
    match call.find('(') {
        Some(at) => (call[..at].trim(), &call[at..]),
        None => (call, "()"),
    }
}

fn check_invocable(export: &Exported) -> Result<(), HostError> {
    let refused = |reason: &str| Err(HostError::NotInvocable { function: export.display(), reason: reason.to_owned() });
    if export.ty.params().any(|(_, ty)| mentions_handle(&ty)) {
        return refused("it takes a resource, which has no text form");
    }
    if export.ty.results().any(|ty| mentions_handle(&ty)) {
        return refused("it returns a resource, which has no text form");
    }
    Ok(())
}

/// Whether the text form of a type would have to show a handle; WAVE says so itself.
pub(crate) fn mentions_handle(ty: &Type) -> bool {
    DisplayType(ty).to_string().contains(NO_TEXT_FORM)
}

fn parse_arguments(export: &Exported, arguments: &str) -> Result<Vec<Val>, HostError> {
    let refused =
        |reason: String| HostError::Arguments { function: export.display(), reason, signature: export.signature() };
    // The parser wants a name before the parentheses; any will do.
    let text = format!("f{arguments}");
    let call = UntypedFuncCall::parse(&text).map_err(|e| refused(e.to_string()))?;
    let types: Vec<Type> = export.ty.params().map(|(_, ty)| ty).collect();
    call.to_wasm_params(types.iter()).map_err(|e| refused(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::split_call;

    #[test]
    fn calls_are_split_at_the_first_parenthesis() {
        assert_eq!(split_call("f"), ("f", "()"));
        assert_eq!(split_call(" a:b/c@1.0.0#f (\"(\", 2)"), ("a:b/c@1.0.0#f", "(\"(\", 2)"));
    }
}
