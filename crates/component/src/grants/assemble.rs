//! Puts a filter together: its imports, core modules, and the interfaces that it exports.

use std::collections::BTreeMap;

use anyhow::Context as _;
use wasm_encoder::{
    CanonicalOption, ComponentBuilder, ComponentExportKind, ComponentValType, CustomSection, ExportKind, ModuleArg,
    ValType,
};

use super::core::{Import, Task, Unit};
use super::declared::{Declared, declare};
use super::rules::{What, Work};
use super::shell;
use super::types::{self, Types};
use super::{SECTION, Wanted};

/// The filter of a component.
pub(super) fn assemble(
    component: &str,
    wanted: &[&Wanted],
    works: &[Work],
    types: &Types,
    section: &str,
) -> anyhow::Result<Vec<u8>> {
    let mut builder = ComponentBuilder::default();
    let Declared { instances, functions, .. } = declare(&mut builder, &types.encode()?)?;
    let mut filter = Filter { builder, instances, functions, lifted: BTreeMap::new() };
    // Requests that are tasks have a memory of their own: others forget theirs after each call.
    let version_of = |work: &Work| work.interface.split('@').nth(1).unwrap_or_default().to_owned();
    let requests: Vec<String> = works
        .iter()
        .filter(|work| matches!(work.what, What::Request(_)))
        .map(version_of)
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    for version in std::iter::once(None).chain(requests.iter().map(Some)) {
        let mut unit = Unit::new(component, types);
        for (at, work) in works.iter().enumerate() {
            let own = matches!(work.what, What::Request(_)).then(|| version_of(work));
            if own.as_ref() == version {
                unit.answer(at, work)?;
            }
        }
        if !unit.answered.is_empty() {
            filter.unit(unit, version.map_or("", String::as_str), works)?;
        }
    }
    for one in wanted {
        filter.export(one, works, types)?;
    }
    filter.builder.custom_section(&CustomSection { name: SECTION.into(), data: section.as_bytes().into() });
    Ok(filter.builder.finish())
}

/// A filter that is being put together.
struct Filter {
    builder: ComponentBuilder,
    /// Imported interfaces.
    instances: BTreeMap<String, u32>,
    /// The types of answered functions, and of what they return.
    functions: BTreeMap<String, (u32, Option<ComponentValType>)>,
    /// Answered functions.
    lifted: BTreeMap<usize, u32>,
}

impl Filter {
    fn instance(&self, interface: &str) -> anyhow::Result<u32> {
        self.instances.get(interface).copied().with_context(|| format!("`{interface}` isn't imported"))
    }

    fn alias(&mut self, interface: &str, name: &str, kind: ComponentExportKind) -> anyhow::Result<u32> {
        let instance = self.instance(interface)?;
        Ok(self.builder.alias_export(instance, name, kind))
    }

    /// Adds a core module with its memory, and lifts its functions.
    fn unit(&mut self, mut unit: Unit<'_>, version: &str, works: &[Work]) -> anyhow::Result<()> {
        // The last texts are placed while the module is written.
        let module = wat::parse_str(unit.module(version)?)?;
        let memory = wat::parse_str(unit.memory())?;
        let memory = self.builder.core_module_raw(None, &memory);
        let no_args: [(&str, ModuleArg); 0] = [];
        let shared = self.builder.core_instantiate(None, memory, no_args);
        let memory = self.builder.core_alias_export(None, shared, "memory", ExportKind::Memory);
        let realloc = self.builder.core_alias_export(None, shared, "realloc", ExportKind::Func);
        let options = [CanonicalOption::UTF8, CanonicalOption::Memory(memory), CanonicalOption::Realloc(realloc)];
        let mut imports = Vec::new();
        for (at, import) in unit.imports.iter().enumerate() {
            imports.push((at.to_string(), self.import(import, &options)?));
        }
        let imports: Vec<_> = imports.iter().map(|(name, at)| (name.as_str(), ExportKind::Func, *at)).collect();
        let imports = self.builder.core_instantiate_exports(None, imports);
        let module = self.builder.core_module_raw(None, &module);
        let args = [("m", ModuleArg::Instance(shared)), ("h", ModuleArg::Instance(imports))];
        let instance = self.builder.core_instantiate(None, module, args);
        let post = self.builder.core_alias_export(None, instance, "post", ExportKind::Func);
        for (at, is_task) in &unit.answered {
            let name = types::name(*at);
            let core = self.builder.core_alias_export(None, instance, &name, ExportKind::Func);
            let (ty, _) = *self.functions.get(&name).with_context(|| works[*at].function.clone())?;
            let further = match is_task {
                true => {
                    let callback = format!("c{at}");
                    let callback = self.builder.core_alias_export(None, instance, &callback, ExportKind::Func);
                    vec![CanonicalOption::Async, CanonicalOption::Callback(callback)]
                }
                false => vec![CanonicalOption::PostReturn(post)],
            };
            let options: Vec<_> = options.iter().copied().chain(further).collect();
            let lifted = self.builder.lift_func(None, core, ty, options);
            self.lifted.insert(*at, lifted);
        }
        Ok(())
    }

    /// The core function of an import.
    fn import(&mut self, import: &Import, options: &[CanonicalOption]) -> anyhow::Result<u32> {
        Ok(match import {
            Import::Host { interface, function, is_async } => {
                let function = self.alias(interface, function, ComponentExportKind::Func)?;
                let further = is_async.then_some(CanonicalOption::Async);
                let options: Vec<_> = options.iter().copied().chain(further).collect();
                self.builder.lower_func(None, function, options)
            }
            Import::Drop { interface, resource } => {
                let ty = self.alias(interface, resource, ComponentExportKind::Type)?;
                self.builder.resource_drop(ty)
            }
            Import::Return(at) => {
                let (_, result) = *self.functions.get(&types::name(*at)).context("a task without a type")?;
                // What is handed over lies in memory where it is text.
                let options: Vec<_> = options.iter().copied().filter(|option| !is_realloc(option)).collect();
                self.builder.task_return(result, options)
            }
            Import::Task(task) => match task {
                Task::SetNew => self.builder.waitable_set_new(),
                Task::SetDrop => self.builder.waitable_set_drop(),
                Task::Join => self.builder.waitable_join(),
                Task::SubtaskDrop => self.builder.subtask_drop(),
                Task::SubtaskCancel => self.builder.subtask_cancel(false),
                Task::ContextGet => self.builder.context_get(ValType::I32, 0),
                Task::ContextSet => self.builder.context_set(ValType::I32, 0),
                Task::Cancel => self.builder.task_cancel(),
            },
        })
    }

    /// Exports an interface: its types are the host's, its functions the filter's where it has one.
    fn export(&mut self, wanted: &Wanted, works: &[Work], types: &Types) -> anyhow::Result<()> {
        let answered = |function: &str| {
            works.iter().position(|work| work.interface == wanted.interface && work.function == function)
        };
        let instance = if wanted.functions.iter().any(|function| function.starts_with('[')) {
            let shell = shell::shell(wanted, types, &answered)?;
            let lifted = works.iter().enumerate().filter(|(_, work)| work.interface == wanted.interface);
            let lifted: Vec<(String, u32)> = lifted.map(|(at, _)| (types::name(at), self.lifted[&at])).collect();
            let shell = self.builder.component(None, shell);
            let instances = self.instances.iter().map(|(name, at)| (name.as_str(), ComponentExportKind::Instance, *at));
            let functions = lifted.iter().map(|(name, at)| (name.as_str(), ComponentExportKind::Func, *at));
            let args: Vec<_> = instances.chain(functions).collect();
            self.builder.instantiate(None, shell, args)
        } else {
            let mut items: Vec<(String, ComponentExportKind, u32)> = Vec::new();
            for (name, owner, original) in types.exported(&wanted.interface)? {
                let ty = self.alias(&owner, &original, ComponentExportKind::Type)?;
                items.push((name, ComponentExportKind::Type, ty));
            }
            for function in &wanted.functions {
                let index = match answered(function) {
                    Some(at) => self.lifted[&at],
                    None => self.alias(&wanted.interface, function, ComponentExportKind::Func)?,
                };
                items.push((function.clone(), ComponentExportKind::Func, index));
            }
            let items: Vec<_> = items.iter().map(|(name, kind, at)| (name.as_str(), *kind, *at)).collect();
            self.builder.instantiate_exports(None, items)
        };
        self.builder.export(wanted.interface.as_str(), ComponentExportKind::Instance, instance, None);
        Ok(())
    }
}

fn is_realloc(option: &CanonicalOption) -> bool {
    matches!(option, CanonicalOption::Realloc(_))
}
