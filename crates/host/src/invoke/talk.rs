//! One instance that is called step by step in WAVE, in which the handles that it returns have names.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use wasmtime::component::{ResourceType, Type, Val};

use super::differ::{Difference, differences};
use super::mocks::{Mock, links, value_of};
use super::text::{Form, Names, replace, to_wave};
use super::{signature, split_call, values_of};
use crate::compiled::Compiled;
use crate::error::HostError;
use crate::exports::{Exported, exported_functions, find_export};
use crate::link::InstanceId;
use crate::options::RunOptions;
use crate::output::Captured;
use crate::session::{Call, Session};

/// An instance, and the names of the handles that it returned.
#[derive(Debug)]
pub struct Talk {
    session: Session,
    instance: InstanceId,
    compiled: Compiled,
    handles: BTreeMap<String, (ResourceType, Val)>,
}

/// What came of a call.
#[derive(Debug)]
pub struct Reply {
    function: String,
    signature: String,
    ty: Option<Type>,
    /// With names in the place of handles.
    value: Option<Val>,
    names: Rc<Names>,
}

impl Talk {
    /// A fresh instance. Imports that the host doesn't provide are answered by mocks; one that isn't mocked traps when it
    /// is called.
    pub fn new(compiled: &Compiled, mocks: &[Mock], options: &RunOptions) -> Result<Self, HostError> {
        let links = links(compiled, mocks)?;
        let mut session = Session::new(&compiled.engine, options)?;
        let instance = session.instantiate(compiled, &links)?;
        Ok(Self { session, instance, compiled: compiled.clone(), handles: BTreeMap::new() })
    }

    /// Calls an export, named as for [`Compiled::invoke`], with values in WAVE. A handle is written as its name, a
    /// constructor as its resource, a static function as `resource.function` and a method as `name.method`; a stream as
    /// the list of its elements. Handles in the result get the names, in their order.
    pub fn call(&mut self, call: &str, names: &[String]) -> Result<Reply, HostError> {
        let (wanted, arguments) = split_call(call);
        let (export, receiver) = self.find(wanted)?;
        let signature = signature(&export);
        let refused =
            |reason| HostError::Arguments { function: export.display(), reason, signature: signature.clone() };
        let ty = self.session.type_of(self.instance, &export)?;
        let known = Names::new(self.handles.clone());
        let written = ty.params().skip(usize::from(receiver.is_some()));
        let forms: Vec<(String, Form)> = written.map(|(name, ty)| (name.to_owned(), Form::named(ty, &known))).collect();
        let given = values_of(arguments, &forms).map_err(refused)?;
        let args: Vec<Val> = receiver.into_iter().chain(given).collect();
        let value = self.run(&export, &args)?;
        for moved in known.moved() {
            self.handles.remove(&moved);
        }
        let value = value.map(|value| self.name(value, names, &export)).transpose()?;
        let shown = self.handles.iter().map(|(name, (ty, _))| (name.clone(), (*ty, Val::Enum(name.clone()))));
        let names = Names::new(shown.collect());
        Ok(Reply { function: export.display(), signature, ty: ty.results().next(), value, names })
    }

    /// Drops a handle, which runs the destructor of its owner.
    pub fn drop_handle(&mut self, name: &str) -> Result<(), HostError> {
        let Some((_, handle)) = self.handles.remove(name) else { return Err(unknown_handle(name, &self.handles)) };
        self.session.drop_handle(&handle)
    }

    /// What the instance wrote since the last time this was asked, when captured: output, then errors.
    pub fn take_output(&mut self) -> (Captured, Captured) {
        self.session.take_output()
    }

    fn run(&mut self, export: &Exported, args: &[Val]) -> Result<Option<Val>, HostError> {
        let name = export.display();
        if !self.session.engine().options().concurrency {
            return self.session.call(self.instance, &name, args);
        }
        let called = self.session.call_at_once(&[Call::new(self.instance, name, args)])?;
        Ok(called.into_iter().next().and_then(|called| called.value))
    }

    /// The export that a user means, and the handle whose method it is.
    fn find(&mut self, wanted: &str) -> Result<(Exported, Option<Val>), HostError> {
        if let Some((name, method)) = wanted.split_once('.').filter(|(name, _)| self.handles.contains_key(*name)) {
            let (resource, handle) = self.handles[name].clone();
            return Ok((self.find_method(resource, method, wanted)?, Some(handle)));
        }
        match find_export(&self.compiled, wanted) {
            Err(unknown @ HostError::UnknownExport { .. }) => {
                let (interface, function) = match wanted.rsplit_once('#') {
                    Some((interface, function)) => (format!("{interface}#"), function),
                    None => (String::new(), wanted),
                };
                let kind = if function.contains('.') { "static" } else { "constructor" };
                let of_resource = find_export(&self.compiled, &format!("{interface}[{kind}]{function}"));
                match of_resource {
                    Ok(found) => Ok((found, None)),
                    Err(ambiguous @ HostError::AmbiguousExport { .. }) => Err(ambiguous),
                    Err(_) => Err(match wanted.split_once('.') {
                        Some((name, _)) if !wanted.contains(['#', '[']) => unknown_handle(name, &self.handles),
                        Some(_) | None => unknown,
                    }),
                }
            }
            found => Ok((found?, None)),
        }
    }

    fn find_method(&mut self, resource: ResourceType, method: &str, wanted: &str) -> Result<Exported, HostError> {
        let mut available = Vec::new();
        for export in exported_functions(&self.compiled) {
            let Some((_, name)) = export.function.strip_prefix("[method]").and_then(|rest| rest.split_once('.')) else {
                continue;
            };
            let ty = self.session.type_of(self.instance, &export)?;
            let receiver = ty.params().next();
            if !matches!(receiver, Some((_, Type::Borrow(of))) if of == resource) {
                continue;
            }
            if name == method {
                return Ok(export);
            }
            available.push(name.to_owned());
        }
        let suggestion = witloom_diag::did_you_mean(method, available.iter().map(String::as_str)).map(str::to_owned);
        Err(HostError::UnknownExport { wanted: wanted.to_owned(), suggestion, available })
    }

    /// A result with names in the place of its handles, which are kept under them.
    fn name(&mut self, mut value: Val, names: &[String], export: &Exported) -> Result<Val, HostError> {
        let mut handles = Vec::new();
        replace(&mut value, &mut |handle| {
            if !matches!(handle, Val::Resource(_)) {
                return None;
            }
            let name = names.get(handles.len()).cloned().unwrap_or_else(|| format!("unnamed{}", handles.len()));
            handles.push((name.clone(), handle.clone()));
            Some(Val::Enum(name))
        });
        if names.len() > handles.len() {
            let count = handles.len();
            return Err(HostError::Handles { function: export.display(), names: names.len(), count });
        }
        for (at, (name, handle)) in handles.into_iter().enumerate() {
            let Val::Resource(resource) = &handle else { continue };
            match at < names.len() {
                true => drop(self.handles.insert(name, (resource.ty(), handle.clone()))),
                false => self.session.drop_handle(&handle)?,
            }
        }
        Ok(value)
    }
}

impl Reply {
    /// The result in WAVE, with names in the place of handles.
    pub fn wave(&self) -> Option<String> {
        self.value.as_ref().map(to_wave)
    }

    /// Where the result differs from an expected one in WAVE.
    pub fn differences(&self, expected: &str) -> Result<Vec<Difference>, HostError> {
        let refused =
            |reason| HostError::Expected { function: self.function.clone(), reason, signature: self.signature.clone() };
        let (Some(ty), Some(got)) = (&self.ty, &self.value) else {
            return Err(refused("it returns nothing".to_owned()));
        };
        let form = Form::named(ty.clone(), &self.names);
        Ok(differences(&value_of(expected, &form).map_err(refused)?, got))
    }
}

fn unknown_handle(name: &str, handles: &BTreeMap<String, (ResourceType, Val)>) -> HostError {
    let known: BTreeSet<&String> = handles.keys().collect();
    HostError::UnknownHandle { name: name.to_owned(), known: known.into_iter().cloned().collect() }
}
