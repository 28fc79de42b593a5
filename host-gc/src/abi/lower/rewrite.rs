//! The second pass: adapters go in, indices that move are renumbered.

use std::collections::VecDeque;
use std::convert::Infallible;

use wasm_encoder::reencode::component_utils as utils;
use wasm_encoder::reencode::{Error, Reencode, ReencodeComponent};
use wasm_encoder::{
    Alias, CanonicalFunctionSection, CanonicalOption, Component, ComponentAliasSection, ComponentSectionId, ExportKind,
    InstanceSection, ModuleArg, RawSection,
};
use wasmparser::{
    CanonicalFunction, CanonicalOption as Option_, ComponentAlias, ComponentExternalKind, ComponentOuterAliasKind,
    ComponentTypeRef, ExternalKind, Parser, Payload,
};

use super::adapter::{ARENA, INNER, OUTER, drop_name};
use super::arena;
use super::scan::{Canon, Scanned};
use crate::abi::check::StringEncoding;
use crate::abi::error::LowerError;

/// New numbers of one index space: those of the items that the component had, and how many there are now.
#[derive(Debug, Default)]
struct Space {
    map: Vec<u32>,
    next: u32,
}

impl Space {
    /// An item of the component itself.
    fn keep(&mut self) {
        self.map.push(self.next);
        self.next += 1;
    }

    /// An item of the component itself that is now another one.
    fn replaced_by(&mut self, index: u32) {
        self.map.push(index);
    }

    /// A new item.
    fn add(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    fn get(&self, old: u32) -> u32 {
        self.map.get(old as usize).copied().unwrap_or(old)
    }
}

/// The arena of a component, in its index spaces.
#[derive(Debug, Clone, Copy, Default)]
struct ArenaIndices {
    instance: u32,
    memory: u32,
    realloc: u32,
    post_return: u32,
}

/// A component that is being rewritten.
#[derive(Debug, Default)]
struct Level {
    canons: VecDeque<Canon>,
    arena: ArenaIndices,
    modules: Space,
    instances: Space,
    functions: Space,
    memories: Space,
}

struct Rewriter {
    levels: Vec<Level>,
    waiting: VecDeque<Scanned>,
    failure: Option<LowerError>,
}

/// Rewrites a component; `scanned` has its parts in the order of the scan.
pub(super) fn rewrite(component: &[u8], scanned: Vec<Scanned>) -> Result<Vec<u8>, LowerError> {
    let mut rewriter = Rewriter { levels: Vec::new(), waiting: scanned.into(), failure: None };
    let mut new = Component::new();
    rewriter
        .component(&mut new, Parser::new(0), component, component)
        .map_err(|error| LowerError::Invalid { message: error.to_string() })?;
    match rewriter.failure {
        Some(failure) => Err(failure),
        None => Ok(new.finish()),
    }
}

impl Rewriter {
    fn component(
        &mut self,
        new: &mut Component,
        parser: Parser,
        data: &[u8],
        whole: &[u8],
    ) -> Result<(), Error<Infallible>> {
        let canons = self.waiting.pop_front().map(|scanned| scanned.canons).unwrap_or_default();
        let needs_arena = !canons.is_empty();
        self.levels.push(Level { canons, ..Level::default() });
        if needs_arena {
            self.arena(new);
        }
        utils::parse_component(self, new, parser, data, whole)?;
        self.levels.pop();
        Ok(())
    }

    fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        self.levels.last_mut().expect("a level was pushed")
    }

    /// Puts the arena in front of everything else.
    fn arena(&mut self, new: &mut Component) {
        match arena::module() {
            Ok(module) => raw_module(new, &module),
            Err(error) => self.failure = Some(error.into()),
        }
        let level = self.level();
        let module = level.modules.add();
        let mut instances = InstanceSection::new();
        instances.instantiate(module, [] as [(&str, ModuleArg); 0]);
        new.section(&instances);
        let instance = level.instances.add();
        let mut aliases = ComponentAliasSection::new();
        let mut alias = |kind, name| {
            aliases.alias(Alias::CoreInstanceExport { instance, kind, name });
        };
        alias(ExportKind::Memory, "memory");
        alias(ExportKind::Func, "cabi_realloc");
        alias(ExportKind::Func, "post-return");
        new.section(&aliases);
        let (memory, realloc, post_return) = (level.memories.add(), level.functions.add(), level.functions.add());
        level.arena = ArenaIndices { instance, memory, realloc, post_return };
    }

    fn canon(&mut self, new: &mut Component, canon: CanonicalFunction) -> Result<(), Error<Infallible>> {
        match &canon {
            CanonicalFunction::Lift { core_func_index, type_index, options } if options.contains(&Option_::Gc) => {
                let inner = self.function_index(*core_func_index)?;
                let Some(made) = self.level().canons.pop_front() else { return Ok(()) };
                let outer = self.adapter(new, &made, inner);
                let arena = self.level().arena;
                let mut options = options_of(&made, arena);
                if made.adapter.post_return {
                    options.push(CanonicalOption::PostReturn(arena.post_return));
                }
                let mut section = CanonicalFunctionSection::new();
                section.lift(outer, *type_index, options);
                new.section(&section);
            }
            CanonicalFunction::Lower { func_index, options } if options.contains(&Option_::Gc) => {
                let Some(made) = self.level().canons.pop_front() else { return Ok(()) };
                let arena = self.level().arena;
                let mut section = CanonicalFunctionSection::new();
                section.lower(*func_index, options_of(&made, arena));
                new.section(&section);
                let inner = self.level().functions.add();
                let outer = self.adapter(new, &made, inner);
                self.level().functions.replaced_by(outer);
            }
            _ => {
                let is_lift = matches!(canon, CanonicalFunction::Lift { .. });
                let mut section = CanonicalFunctionSection::new();
                self.parse_component_canonical(&mut section, canon)?;
                new.section(&section);
                if !is_lift {
                    self.level().functions.keep();
                }
            }
        }
        Ok(())
    }

    /// Instantiates an adapter over a core function; returns the function that it exports.
    fn adapter(&mut self, new: &mut Component, made: &Canon, inner: u32) -> u32 {
        let mut drops = CanonicalFunctionSection::new();
        for resource in &made.drops {
            drops.resource_drop(*resource);
        }
        if !made.drops.is_empty() {
            new.section(&drops);
        }
        let level = self.level();
        let mut given = vec![(INNER.to_owned(), ExportKind::Func, inner)];
        given.extend((0..made.drops.len()).map(|at| (drop_name(at), ExportKind::Func, level.functions.add())));
        raw_module(new, &made.adapter.module);
        let module = level.modules.add();
        let mut instances = InstanceSection::new();
        instances.export_items(given.iter().map(|(name, kind, index)| (name.as_str(), *kind, *index)));
        let inner = level.instances.add();
        instances.instantiate(
            module,
            [(INNER, ModuleArg::Instance(inner)), (ARENA, ModuleArg::Instance(level.arena.instance))],
        );
        let instance = level.instances.add();
        new.section(&instances);
        let mut aliases = ComponentAliasSection::new();
        aliases.alias(Alias::CoreInstanceExport { instance, kind: ExportKind::Func, name: OUTER });
        new.section(&aliases);
        level.functions.add()
    }

    /// Counts what an alias brings into the spaces that move.
    fn count_alias(&mut self, alias: &ComponentAlias<'_>) {
        let level = self.level();
        match alias {
            ComponentAlias::CoreInstanceExport { kind, .. } => match kind {
                ExternalKind::Func | ExternalKind::FuncExact => level.functions.keep(),
                ExternalKind::Memory => level.memories.keep(),
                ExternalKind::Table | ExternalKind::Global | ExternalKind::Tag => {}
            },
            ComponentAlias::InstanceExport { kind: ComponentExternalKind::Module, .. }
            | ComponentAlias::Outer { kind: ComponentOuterAliasKind::CoreModule, .. } => level.modules.keep(),
            ComponentAlias::InstanceExport { .. } | ComponentAlias::Outer { .. } => {}
        }
    }
}

fn options_of(made: &Canon, arena: ArenaIndices) -> Vec<CanonicalOption> {
    let encoding = match made.encoding {
        StringEncoding::Utf8 => CanonicalOption::UTF8,
        StringEncoding::Utf16 => CanonicalOption::UTF16,
        StringEncoding::Latin1Utf16 => CanonicalOption::CompactUTF16,
    };
    vec![encoding, CanonicalOption::Memory(arena.memory), CanonicalOption::Realloc(arena.realloc)]
}

fn raw_module(new: &mut Component, module: &[u8]) {
    new.section(&RawSection { id: ComponentSectionId::CoreModule as u8, data: module });
}

impl Reencode for Rewriter {
    type Error = Infallible;

    fn function_index(&mut self, func: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.level().functions.get(func))
    }

    fn memory_index(&mut self, memory: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.level().memories.get(memory))
    }
}

impl ReencodeComponent for Rewriter {
    fn module_index(&mut self, index: u32) -> u32 {
        self.level().modules.get(index)
    }

    fn instance_index(&mut self, index: u32) -> u32 {
        self.level().instances.get(index)
    }

    fn outer_module_index(&mut self, count: u32, index: u32) -> u32 {
        let level = self.levels.len().checked_sub(1 + count as usize);
        level.and_then(|at| self.levels.get(at)).map_or(index, |level| level.modules.get(index))
    }

    /// Instances of a section may refer to earlier ones of the same section.
    fn parse_instance(
        &mut self,
        instances: &mut InstanceSection,
        instance: wasmparser::Instance<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_instance(self, instances, instance)?;
        self.level().instances.keep();
        Ok(())
    }

    fn parse_component_submodule(
        &mut self,
        component: &mut Component,
        _parser: Parser,
        submodule: &[u8],
    ) -> Result<(), Error<Infallible>> {
        raw_module(component, submodule);
        self.level().modules.keep();
        Ok(())
    }

    fn parse_component_subcomponent(
        &mut self,
        component: &mut Component,
        parser: Parser,
        subcomponent: &[u8],
        whole_component: &[u8],
    ) -> Result<(), Error<Infallible>> {
        let mut new = Component::new();
        self.component(&mut new, parser, subcomponent, whole_component)?;
        component.section(&wasm_encoder::NestedComponentSection(&new));
        Ok(())
    }

    fn parse_component_payload(
        &mut self,
        component: &mut Component,
        payload: Payload<'_>,
        whole_component: &[u8],
    ) -> Result<(), Error<Infallible>> {
        match &payload {
            Payload::ComponentCanonicalSection(section) => {
                for canon in section.clone() {
                    self.canon(component, canon?)?;
                }
                return Ok(());
            }
            Payload::ComponentAliasSection(section) => {
                let section = section.clone();
                utils::parse_component_payload(self, component, payload, whole_component)?;
                for alias in section {
                    self.count_alias(&alias?);
                }
                return Ok(());
            }
            Payload::ComponentImportSection(section) => {
                for import in section.clone() {
                    if matches!(import?.ty, ComponentTypeRef::Module(_)) {
                        self.level().modules.keep();
                    }
                }
            }
            _ => {}
        }
        utils::parse_component_payload(self, component, payload, whole_component)
    }
}
