//! Imports of a component that a test answers with values in WAVE.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use wasmtime::component::types::ComponentFunc;
use wasmtime::component::wasm_wave::untyped::UntypedValue;
use wasmtime::component::{ResourceType, Type, Val};

use super::text::{Form, Names, Text, replace, to_wave, unmade, unmade_name};
use super::{explain, split_call, values_of};
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

/// A mock of a function that the component imports.
struct Planned {
    mock: Mock,
    /// The handle whose method it is, by its name.
    receiver: Option<String>,
}

/// The mocks of one imported interface.
#[derive(Default)]
struct Mocked {
    interface: String,
    by_function: BTreeMap<String, Vec<Planned>>,
    /// Names that mocks may have given to handles. What the host knows a handle as is its name's place.
    words: Arc<Vec<String>>,
}

/// Links that answer every import that the host doesn't provide: by mocks, or by a trap that says what isn't mocked.
pub(super) fn links(compiled: &Compiled, mocks: &[Mock]) -> Result<Vec<Link>, HostError> {
    let imports = imported_functions(compiled);
    let words: Vec<String> = mocks.iter().flat_map(words).collect::<BTreeSet<_>>().into_iter().collect();
    let words = Arc::new(words);
    let mut mocked: BTreeMap<String, Mocked> = BTreeMap::new();
    for name in unprovided(compiled) {
        let words = Arc::clone(&words);
        mocked.insert(name.clone(), Mocked { interface: name, words, ..Mocked::default() });
    }
    let mut handles = Handles::default();
    for mock in mocks {
        let (import, receiver) = handles.find(&imports, mock)?;
        handles.check(&import, mock, receiver.as_deref())?;
        let interface = import.interface.clone().unwrap_or_else(|| import.function.clone());
        let Some(of) = mocked.get_mut(&interface) else {
            let reason = format!("`{interface}` comes from the host; grant it instead");
            return Err(HostError::Mock { function: import.display(), reason });
        };
        of.by_function.entry(import.function).or_default().push(Planned { mock: mock.clone(), receiver });
    }
    Ok(mocked.into_iter().map(|(import, mocked)| Link::host(&import, Arc::new(mocked))).collect())
}

/// What of a mock's answer could be names of handles.
fn words(mock: &Mock) -> Vec<String> {
    let text = mock.returns.as_deref().unwrap_or_default();
    let parts = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    parts.filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic())).map(str::to_owned).collect()
}

/// The names that mocks have given to handles so far.
#[derive(Default)]
struct Handles {
    known: BTreeMap<String, ResourceType>,
}

impl Handles {
    /// The import that a mock means, and the handle whose method it is.
    fn find(&self, imports: &[Exported], mock: &Mock) -> Result<(Exported, Option<String>), HostError> {
        let (wanted, _) = split_call(&mock.call);
        if let Some((name, method)) = wanted.split_once('.')
            && let Some(resource) = self.known.get(name)
        {
            let is_meant = |import: &&Exported| {
                let function = import.function.strip_prefix("[method]").and_then(|rest| rest.split_once('.'));
                let receiver = import.ty.params().next();
                function.is_some_and(|(_, function)| function == method)
                    && matches!(receiver, Some((_, Type::Borrow(of))) if of == *resource)
            };
            if let Some(import) = imports.iter().find(is_meant) {
                return Ok((import.clone(), Some(name.to_owned())));
            }
        }
        let (interface, function) = wanted.rsplit_once('#').map_or(("", wanted), |(of, function)| (of, function));
        let sign = if interface.is_empty() { "" } else { "#" };
        let spelled = |kind: &str| find_among(imports, &format!("{interface}{sign}{kind}{function}"));
        let found = match spelled("") {
            Err(HostError::UnknownExport { .. }) => {
                spelled(if function.contains('.') { "[static]" } else { "[constructor]" })
            }
            found => found,
        };
        found.map(|import| (import, None)).map_err(|error| unknown(wanted, imports, error))
    }

    /// Refuses what no call could be answered with; keeps the names of the handles in the answer.
    fn check(&mut self, import: &Exported, mock: &Mock, receiver: Option<&str>) -> Result<(), HostError> {
        let refused = |reason: String| HostError::Mock { function: import.display(), reason };
        let ty = &import.ty;
        let (_, arguments) = split_call(&mock.call);
        if mock.call.contains('(') {
            let names = Names::open(self.known.keys().cloned().collect());
            values_of(arguments, &forms(ty, receiver.is_some(), &names)).map_err(&refused)?;
            self.hold(&names).map_err(&refused)?;
        }
        let names = Names::open(words(mock));
        answer(mock, ty, &names).map_err(&refused)?;
        self.hold(&names).map_err(&refused)?;
        self.known.extend(names.placed());
        Ok(())
    }

    /// Refuses a name where it stands for another resource than before.
    fn hold(&self, names: &Names) -> Result<(), String> {
        let other = names.placed().into_iter().find(|(name, ty)| self.known.get(name).is_some_and(|known| known != ty));
        other.map_or(Ok(()), |(name, _)| Err(format!("`{name}` is a handle of another resource")))
    }
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

/// The forms of the parameters, without the receiver where a name before the function is that.
fn forms(ty: &ComponentFunc, has_receiver: bool, names: &Rc<Names>) -> Vec<(String, Form)> {
    let written = ty.params().skip(usize::from(has_receiver));
    written.map(|(name, ty)| (name.to_owned(), Form::named(ty, names))).collect()
}

/// What a mock answers with.
fn answer(mock: &Mock, ty: &ComponentFunc, names: &Rc<Names>) -> Result<Option<Val>, String> {
    match (ty.results().next(), &mock.returns) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err("it returns nothing".to_owned()),
        (Some(_), None) => Err("say what it returns".to_owned()),
        (Some(ty), Some(text)) => value_of(text, &Form::named(ty, names)).map(Some),
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
        let args = self.named(call);
        let mocks = self.by_function.get(call.function).map(Vec::as_slice).unwrap_or_default();
        for planned in mocks {
            if self.fits(planned, call.ty, &args)? {
                return self.answer(&planned.mock, call);
            }
        }
        let function = match self.interface == call.function {
            true => call.function.to_owned(),
            false => format!("{}#{}", self.interface, call.function),
        };
        let args: Vec<String> = args.iter().map(|arg| if has_end(arg) { "…".into() } else { to_wave(arg) }).collect();
        Err(format!("`{function}({})` isn't mocked", args.join(", ")))
    }
}

impl Mocked {
    /// The arguments with names in the place of handles. Handles that no mock has made have none.
    fn named(&self, call: &mut HostCall<'_>) -> Vec<Val> {
        let mut args = call.args.to_vec();
        for arg in &mut args {
            replace(arg, &mut |value| {
                let rep = matches!(value, Val::Resource(_)).then(|| call.rep(value).ok());
                rep.map(|rep| unmade(rep.and_then(|rep| self.words.get(rep as usize)).map_or("…", String::as_str)))
            });
        }
        args
    }

    fn fits(&self, planned: &Planned, ty: &ComponentFunc, args: &[Val]) -> Result<bool, String> {
        let own = match (&planned.receiver, args) {
            (Some(name), [receiver, rest @ ..]) if unmade_name(receiver) == Some(name.as_str()) => rest,
            (Some(_), _) => return Ok(false),
            (None, all) => all,
        };
        let (_, arguments) = split_call(&planned.mock.call);
        let names = Names::open(self.words.to_vec());
        Ok(!planned.mock.call.contains('(')
            || values_of(arguments, &forms(ty, planned.receiver.is_some(), &names))? == own)
    }

    /// The answer, with handles in the place of their names.
    fn answer(&self, mock: &Mock, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        let names = Names::open(self.words.to_vec());
        let Some(mut value) = answer(mock, call.ty, &names)? else { return Ok(None) };
        let placed = names.placed();
        let mut failed = None;
        replace(&mut value, &mut |value| {
            let name = unmade_name(value)?;
            let rep = self.words.iter().position(|word| word == name)?;
            let made = call.new_handle_of(*placed.get(name)?, u32::try_from(rep).ok()?);
            made.map_err(|reason| failed = Some(reason)).ok()
        });
        match failed {
            Some(reason) => Err(reason),
            None => call.offer(value).map(Some),
        }
    }
}

fn has_end(value: &Val) -> bool {
    matches!(value, Val::Stream(_) | Val::Future(_))
}
