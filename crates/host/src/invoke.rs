//! Calls one exported function with arguments in WAVE, the text form of component values.

use wasmtime::Store;
use wasmtime::component::wasm_wave::untyped::UntypedFuncCall;
use wasmtime::component::{Accessor, Func, Type, Val};

use crate::compiled::Compiled;
use crate::drive::all;
use crate::error::{HANDLERS, HostError};
use crate::exports::{Exported, exported_functions, find_export};
use crate::linker::{linker_for, resolve};
use crate::options::RunOptions;
use crate::output::Captured;
use crate::state::{Files, State, new_store};
use crate::trap;
use crate::watch::{Wait, Waiting};
pub use differ::Difference;
pub use mocks::Mock;
pub use streams::Feed;
pub use talk::{Reply, Talk};
use text::{Form, Text, to_wave};

mod differ;
mod explain;
mod mocks;
mod streams;
mod talk;
mod text;

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

/// A function as a user reads it: `name(param: type) -> type`.
pub(crate) fn signature(export: &Exported) -> String {
    let shown = |ty: &Type| text::shape(ty).replace(NO_TEXT_FORM, "handle");
    let params: Vec<String> = export.ty.params().map(|(name, ty)| format!("{name}: {}", shown(&ty))).collect();
    let mut text = format!("{}({})", export.function, params.join(", "));
    for ty in export.ty.results() {
        text += &format!(" -> {}", shown(&ty));
    }
    text
}

impl Compiled {
    /// The signatures of all exported functions, as `interface#name(param: type) -> type`.
    pub fn signatures(&self) -> Vec<String> {
        let full = |e: &Exported| match &e.interface {
            Some(interface) => format!("{interface}#{}", signature(e)),
            None => signature(e),
        };
        exported_functions(self).iter().map(full).collect()
    }

    /// Whether it answers HTTP requests, so that [`Self::serve`] can serve it.
    pub fn answers_http(&self) -> bool {
        let ty = self.component.component_type();
        ty.exports(self.engine.wasmtime()).any(|(name, _)| HANDLERS.iter().any(|handler| name.starts_with(handler)))
    }

    /// Calls an export once, in a store of its own. `call` is `function(arguments)` or
    /// `interface#function(arguments)` with values in WAVE; the interface may be left out, or given without
    /// package and version, where that is unambiguous. A call without parentheses has no arguments.
    pub fn invoke(&self, call: &str, options: &RunOptions) -> Result<Invoked, HostError> {
        let mut all = self.invoke_all(&[call], &Feed::Nothing, options)?;
        let value = all.values.pop().flatten();
        let wave = value.as_ref().map(to_wave);
        Ok(Invoked { value, wave, stdout: all.stdout, stderr: all.stderr })
    }

    /// The same for several calls in one instance: at the same time where the engine has concurrency, one after
    /// another elsewhere. The first failure ends all of them. Parameters that are streams of bytes are left out of the
    /// text and yield `feed`; results that are streams are written to standard output as they come.
    pub fn invoke_all(&self, calls: &[&str], feed: &Feed, options: &RunOptions) -> Result<InvokedAll, HostError> {
        let calls = calls.iter().map(|call| Planned::new(self, call)).collect::<Result<Vec<_>, _>>()?;
        check_feed(&calls, feed)?;
        let linker = linker_for(self)?;
        let pre = resolve(self, &linker, &[])?;
        let mut store = new_store(&self.engine, &self.name, options, Files::OnThisThread)?;
        let called = self.block_on(&mut store, options.limits.time, async |store| {
            let instance = pre.instantiate_async(&mut *store).await?;
            let mut ready = Vec::new();
            for call in calls {
                let func = call.export.find(&instance, store);
                ready.push((func.ok_or_else(|| wasmtime::Error::msg("the export is gone"))?, call));
            }
            let waits = ready.len() > 1 || ready.iter().any(|(_, call)| call.has_streams());
            if waits && self.engine.options().concurrency {
                call_at_once(store, &self.name, ready, feed).await
            } else {
                call_in_order(store, &self.name, ready).await
            }
        })?;
        let values = called.map_err(|error| {
            let called = store.data().watch.unfinished();
            trap::explain(&error, self, &store, called.as_deref())
        })?;
        let state = store.data();
        Ok(InvokedAll { values, stdout: state.stdout.take(), stderr: state.stderr.take() })
    }
}

/// The results of several calls.
#[derive(Debug, Clone, PartialEq)]
pub struct InvokedAll {
    /// Each result in the order of the calls, where the function has one.
    pub values: Vec<Option<Val>>,
    /// Their standard output, when captured.
    pub stdout: Captured,
    /// Their standard error, when captured.
    pub stderr: Captured,
}

impl InvokedAll {
    /// The results in WAVE.
    pub fn waves(&self) -> Vec<Option<String>> {
        self.values.iter().map(|value| value.as_ref().map(to_wave)).collect()
    }
}

/// A call that fits.
struct Planned {
    export: Exported,
    params: Vec<Val>,
}

impl Planned {
    fn new(compiled: &Compiled, call: &str) -> Result<Self, HostError> {
        let (wanted, arguments) = split_call(call);
        let export = find_export(compiled, wanted)?;
        check_invocable(&export)?;
        let params = parse_arguments(&export, arguments)?;
        Ok(Self { export, params })
    }

    /// Whether it has parameters to feed or results to drain.
    fn has_streams(&self) -> bool {
        let ty = &self.export.ty;
        ty.params().any(|(_, ty)| streams::is_fed(&ty)) || ty.results().any(|ty| streams::is_drained(&ty))
    }

    /// All arguments: those of the text, and streams where the text has none.
    fn arguments(&self, store: &mut Store<State>, feed: &Feed) -> wasmtime::Result<Vec<Val>> {
        let mut plain = self.params.iter();
        let mut all = Vec::new();
        for (_, ty) in self.export.ty.params() {
            match streams::is_fed(&ty) {
                true => all.push(streams::feed(store, feed)?),
                false => all.extend(plain.next().cloned()),
            }
        }
        Ok(all)
    }

    /// Room for the results.
    fn results(&self) -> Vec<Val> {
        vec![Val::Bool(false); self.export.ty.results().len()]
    }
}

/// One after another; a call that nothing can ever wake traps.
async fn call_in_order(
    store: &mut Store<State>,
    name: &str,
    calls: Vec<(Func, Planned)>,
) -> wasmtime::Result<Vec<Option<Val>>> {
    let mut values = Vec::new();
    for (func, call) in calls {
        let mut results = call.results();
        let waiting = store.data().watch.call(name, &call.export.display());
        func.call_async(&mut *store, &call.params, &mut results).await?;
        waiting.finish();
        values.push(results.pop());
    }
    Ok(values)
}

/// All at the same time; the first that nothing can ever wake ends them.
async fn call_at_once(
    store: &mut Store<State>,
    name: &str,
    calls: Vec<(Func, Planned)>,
    feed: &Feed,
) -> wasmtime::Result<Vec<Option<Val>>> {
    let mut ready = Vec::new();
    for (func, call) in calls {
        let arguments = call.arguments(store, feed)?;
        ready.push((func, call, arguments));
    }
    let watch = store.data().watch.clone();
    let at_once = async |accessor: &Accessor<State>| {
        let watch = &watch;
        let mut running = Vec::new();
        for (func, call, arguments) in &ready {
            running.push(Box::pin(async move {
                let mut results = call.results();
                let waiting = watch.call(name, &call.export.display());
                func.call_concurrent(accessor, arguments, &mut results).await?;
                waiting.finish();
                let (Some(result), Some(ty)) = (results.pop(), call.export.ty.results().next()) else {
                    return Ok(None);
                };
                let (component, function) = (name.to_owned(), call.export.display());
                let waiting = match &ty {
                    Type::Stream(_) => Some(watch.wait(Wait::Stream { component, function })),
                    Type::Future(_) => Some(watch.wait(Wait::Future { component, function })),
                    _ => None,
                };
                let settled = streams::settle(accessor, result, &ty).await?;
                waiting.into_iter().for_each(Waiting::finish);
                Ok(settled)
            }));
        }
        watch.count(all(running)).await
    };
    store.run_concurrent(at_once).await?
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
    if export.ty.params().any(|(_, ty)| mentions_handle(&ty) && !streams::is_fed(&ty)) {
        return refused(
            "it takes a resource, a future or a stream of something else than bytes, which have no text form",
        );
    }
    if export.ty.results().any(|ty| mentions_handle(&ty) && !streams::is_drained(&ty)) {
        return refused("it returns a resource, or streams or futures of other things than numbers and strings");
    }
    Ok(())
}

/// One stream can be fed: who takes which part of it would be chance.
fn check_feed(calls: &[Planned], feed: &Feed) -> Result<(), HostError> {
    if let Feed::File(path) = feed {
        let unreadable = |e: std::io::Error| HostError::Unreadable { path: path.clone(), reason: e.to_string() };
        std::fs::File::open(path).map_err(unreadable)?;
    }
    let fed =
        calls.iter().flat_map(|call| call.export.ty.params().filter(|(_, ty)| streams::is_fed(ty)).map(move |_| call));
    match (feed, fed.count(), calls.first()) {
        (Feed::Nothing, ..) | (_, 1, _) | (.., None) => Ok(()),
        (_, count, Some(call)) => Err(HostError::Arguments {
            function: call.export.display(),
            reason: format!("there are {count} streams to feed, and one can be fed"),
            signature: signature(&call.export),
        }),
    }
}

/// Whether the text form of a type would have to show a handle; WAVE says so itself.
fn mentions_handle(ty: &Type) -> bool {
    text::shape(ty).contains(NO_TEXT_FORM)
}

fn parse_arguments(export: &Exported, arguments: &str) -> Result<Vec<Val>, HostError> {
    let plain = export.ty.params().filter(|(_, ty)| !streams::is_fed(ty));
    let forms: Vec<(String, Form)> = plain.map(|(name, ty)| (name.to_owned(), Form::of(ty))).collect();
    values_of(arguments, &forms).map_err(|reason| HostError::Arguments {
        function: export.display(),
        reason,
        signature: signature(export),
    })
}

/// The values in parentheses, by their names and forms; or what is wrong with them.
fn values_of(arguments: &str, forms: &[(String, Form)]) -> Result<Vec<Val>, String> {
    // The parser wants a name before the parentheses; any will do.
    let text = format!("f{arguments}");
    let call = UntypedFuncCall::parse(&text).map_err(|e| explain::unreadable(&e, &text))?;
    let types: Vec<Form> = forms.iter().map(|(_, form)| form.clone()).collect();
    let params: Vec<Text> = call.to_wasm_params(types.iter()).map_err(|e| explain::misfit(&e, &call, forms))?;
    Ok(params.into_iter().map(|Text(value)| value).collect())
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
