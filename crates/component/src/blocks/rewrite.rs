//! A copy of a component whose lists of bytes are strings where it was decided so.
//!
//! Each type that holds bytes stands twice in the copy: as it was, and with `string` for its lists of bytes. What a function
//! or a name is given is one or the other. So indices of types move, and nothing else does.

use std::collections::BTreeMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, ReencodeComponent, component_utils};
use wasm_encoder::{
    CanonicalFunctionSection, CanonicalOption, Component, ComponentAliasSection, ComponentExportSection,
    ComponentImportSection, ComponentInstanceSection, ComponentSectionId, ComponentType as EncodedComponentType,
    ComponentTypeEncoder, ComponentTypeSection, ComponentValType as EncodedValType, InstanceType,
    PrimitiveValType as EncodedPrimitive, RawSection,
};
use wasmparser::{
    CanonicalFunction, ComponentAlias, ComponentDefinedType, ComponentExternalKind, ComponentInstance,
    ComponentOuterAliasKind, ComponentType, ComponentTypeDeclaration, ComponentTypeRef, ComponentValType,
    InstanceTypeDeclaration, Parser, PrimitiveValType,
};

use super::form::{Form, Item, type_of_argument};
use super::{Switch, Switches};
use crate::vet::vet;

/// Writes a component anew.
pub(super) fn rewrite(component: &[u8], form: &Form, switches: &Switches) -> anyhow::Result<Vec<u8>> {
    let mut writer = Writer::new(form, switches);
    let mut written = Component::new();
    writer.parse_component(&mut written, Parser::new(0), component)?;
    let written = written.finish();
    vet(&written)?;
    Ok(written)
}

/// Whose types a scope has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place<'a> {
    /// Those of an interface, which change so.
    Of(&'a Switch),
    /// Those of the component that exports an interface, which takes its functions by these names.
    Shell(&'a Switch, &'a BTreeMap<String, String>),
    /// The root's, or those of something that stays as it is.
    #[default]
    Mixed,
}

/// An index space of types.
#[derive(Debug, Default)]
struct Scope<'a> {
    place: Place<'a>,
    /// Where each type is now.
    plain: Vec<u32>,
    /// Where it is with strings.
    twins: Vec<Option<u32>>,
    /// Whether it is itself a list of bytes.
    bytes: Vec<bool>,
    next: u32,
}

impl Scope<'_> {
    /// A type that there is once.
    fn push(&mut self) {
        self.plain.push(self.next);
        self.twins.push(None);
        self.bytes.push(false);
        self.next += 1;
    }

    /// The same that stands behind it with strings.
    fn push_twin(&mut self, is_bytes: bool) {
        if let (Some(twin), Some(bytes)) = (self.twins.last_mut(), self.bytes.last_mut()) {
            *twin = Some(self.next);
            *bytes = is_bytes;
            self.next += 1;
        }
    }

    fn has_twin(&self, index: u32) -> bool {
        self.twins.get(index as usize).copied().flatten().is_some()
    }
}

struct Writer<'a> {
    form: &'a Form,
    switches: &'a Switches,
    scopes: Vec<Scope<'a>>,
    /// What the next scope is.
    next: Place<'a>,
    /// Whether types are taken with strings.
    twin: bool,
    /// Functions, components and instances of the root so far.
    functions: u32,
    components: u32,
    instances: u32,
}

type Result<T> = std::result::Result<T, Error<Infallible>>;

impl<'a> Writer<'a> {
    fn new(form: &'a Form, switches: &'a Switches) -> Self {
        let (scopes, next) = (vec![Scope::default()], Place::Mixed);
        Self { form, switches, scopes, next, twin: false, functions: 0, components: 0, instances: 0 }
    }

    fn scope(&mut self) -> &mut Scope<'a> {
        self.scopes.last_mut().expect("the root stays")
    }

    fn is_root(&self) -> bool {
        self.scopes.len() == 1
    }

    /// Does something with types that have strings for lists of bytes, if so.
    fn with<T>(&mut self, twin: bool, task: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.twin, twin);
        let done = task(self);
        self.twin = before;
        done
    }

    /// Whether a type holds a list of bytes.
    fn holds(&self, ty: &ComponentType<'_>) -> bool {
        let scope = self.scopes.last();
        let held = |ty: &ComponentValType| match ty {
            ComponentValType::Type(index) => scope.is_some_and(|scope| scope.has_twin(*index)),
            ComponentValType::Primitive(_) => false,
        };
        match ty {
            ComponentType::Func(func) => func.params.iter().map(|(_, ty)| ty).chain(&func.result).any(held),
            ComponentType::Defined(defined) => match defined {
                _ if is_bytes(ty) => true,
                ComponentDefinedType::Record(fields) => fields.iter().any(|(_, ty)| held(ty)),
                ComponentDefinedType::Variant(cases) => cases.iter().filter_map(|case| case.ty.as_ref()).any(held),
                ComponentDefinedType::Tuple(types) => types.iter().any(held),
                ComponentDefinedType::List(ty) | ComponentDefinedType::Option(ty) => held(ty),
                ComponentDefinedType::FixedLengthList(ty, _) => held(ty),
                ComponentDefinedType::Result { ok, err } => ok.iter().chain(err).any(held),
                // Functions with these stay.
                ComponentDefinedType::Map(_, _) => false,
                ComponentDefinedType::Future(_) | ComponentDefinedType::Stream(_) => false,
                ComponentDefinedType::Primitive(_) | ComponentDefinedType::Flags(_) => false,
                ComponentDefinedType::Enum(_) | ComponentDefinedType::Own(_) => false,
                ComponentDefinedType::Borrow(_) => false,
            },
            ComponentType::Component(_) | ComponentType::Instance(_) | ComponentType::Resource { .. } => false,
        }
    }

    /// Writes a type with strings behind the same without.
    fn twin_of(&mut self, encoder: ComponentTypeEncoder<'_>, ty: &ComponentType<'_>) -> Result<()> {
        let is_bytes = is_bytes(ty);
        if is_bytes {
            encoder.defined_type().primitive(EncodedPrimitive::String);
        } else {
            self.with(true, |writer| component_utils::parse_component_type(writer, encoder, ty.clone()))?;
        }
        self.scope().push_twin(is_bytes);
        Ok(())
    }

    /// Counts what an import or export adds to the types of its scope.
    fn named(&mut self, ty: ComponentTypeRef) {
        if let ComponentTypeRef::Type(_) = ty {
            self.scope().push();
        }
    }

    /// Counts what is added at the root.
    fn count(&mut self, kind: Option<ComponentExternalKind>) {
        match kind.filter(|_| self.is_root()) {
            Some(ComponentExternalKind::Func) => self.functions += 1,
            Some(ComponentExternalKind::Instance) => self.instances += 1,
            Some(ComponentExternalKind::Component) => self.components += 1,
            Some(ComponentExternalKind::Type | ComponentExternalKind::Module | ComponentExternalKind::Value) | None => {
            }
        }
    }

    /// Whether an item of this name has strings in this scope.
    fn changes(&self, name: &str, is_function: bool) -> bool {
        match self.scopes.last().map(|scope| scope.place) {
            Some(Place::Of(switch) | Place::Shell(switch, _)) if is_function => switch.functions.contains(name),
            Some(Place::Of(switch) | Place::Shell(switch, _)) => switch.types.contains(name),
            Some(Place::Mixed) | None => false,
        }
    }

    /// Whether a function has strings that the component of an exported interface takes by this name.
    fn takes(&self, argument: &str) -> bool {
        match self.scopes.last().map(|scope| scope.place) {
            Some(Place::Shell(switch, taken)) => {
                taken.get(argument).is_some_and(|name| switch.functions.contains(name))
            }
            Some(Place::Of(_) | Place::Mixed) | None => false,
        }
    }

    fn imports(&self, item: Option<&Item>) -> bool {
        item.is_some_and(|item| has(self.switches.imports.get(&item.interface), &item.function))
    }

    fn exports(&self, item: Option<&Item>) -> bool {
        item.is_some_and(|item| has(self.switches.exports.get(&item.interface), &item.function))
    }

    /// Options of a function whose strings are bytes.
    fn options(&mut self, options: &[wasmparser::CanonicalOption], changes: bool) -> Result<Vec<CanonicalOption>> {
        let mut written = Vec::new();
        for option in options {
            written.push(self.canonical_option(*option)?);
        }
        if changes {
            let is_encoding = |option: &CanonicalOption| {
                matches!(option, CanonicalOption::UTF8 | CanonicalOption::UTF16 | CanonicalOption::CompactUTF16)
            };
            written.retain(|option| !is_encoding(option));
            written.push(CanonicalOption::CompactUTF16);
        }
        Ok(written)
    }
}

fn has(switch: Option<&Switch>, function: &str) -> bool {
    switch.is_some_and(|switch| switch.functions.contains(function))
}

fn is_bytes(ty: &ComponentType<'_>) -> bool {
    use PrimitiveValType::{S8, U8};
    matches!(ty, ComponentType::Defined(ComponentDefinedType::List(ComponentValType::Primitive(U8 | S8))))
}

impl Reencode for Writer<'_> {
    type Error = Infallible;
}

impl ReencodeComponent for Writer<'_> {
    fn component_type_index(&mut self, ty: u32) -> u32 {
        let twin = self.twin;
        let scope = self.scope();
        let plain = scope.plain.get(ty as usize).copied().unwrap_or(ty);
        if twin { scope.twins.get(ty as usize).copied().flatten().unwrap_or(plain) } else { plain }
    }

    fn outer_component_type_index(&mut self, count: u32, ty: u32) -> u32 {
        let scope = self.scopes.len().checked_sub(1 + count as usize).and_then(|at| self.scopes.get(at));
        scope.and_then(|scope| scope.plain.get(ty as usize)).copied().unwrap_or(ty)
    }

    fn component_val_type(&mut self, ty: ComponentValType) -> EncodedValType {
        if let (true, ComponentValType::Type(index)) = (self.twin, ty)
            && self.scope().bytes.get(index as usize) == Some(&true)
        {
            return EncodedValType::Primitive(EncodedPrimitive::String);
        }
        component_utils::component_val_type(self, ty)
    }

    fn push_depth(&mut self) {
        let place = std::mem::take(&mut self.next);
        self.scopes.push(Scope { place, ..Scope::default() });
    }

    fn pop_depth(&mut self) {
        self.scopes.pop();
    }

    /// Modules stay, byte for byte: hosts recognise engines by their hash.
    fn parse_component_submodule(&mut self, component: &mut Component, _: Parser, module: &[u8]) -> Result<()> {
        component.section(&RawSection { id: ComponentSectionId::CoreModule as u8, data: module });
        Ok(())
    }

    fn parse_component_subcomponent(
        &mut self,
        component: &mut Component,
        parser: Parser,
        data: &[u8],
        whole: &[u8],
    ) -> Result<()> {
        if self.is_root() {
            let shell = self.form.shells.get(&self.components);
            self.next = shell
                .and_then(|(name, taken)| Some(Place::Shell(self.switches.exports.get(name)?, taken)))
                .unwrap_or_default();
            self.components += 1;
        }
        component_utils::parse_component_subcomponent(self, component, parser, data, whole)
    }

    fn parse_component_type_section(
        &mut self,
        types: &mut ComponentTypeSection,
        section: wasmparser::ComponentTypeSectionReader<'_>,
    ) -> Result<()> {
        for ty in section {
            let ty = ty?;
            if let (true, ComponentType::Instance(_)) = (self.is_root(), &ty) {
                let at = u32::try_from(self.scope().plain.len()).unwrap_or(u32::MAX);
                let interface = self.form.import_types.get(&at);
                self.next = interface.and_then(|name| self.switches.imports.get(name)).map_or(Place::Mixed, Place::Of);
            }
            let holds = self.holds(&ty);
            component_utils::parse_component_type(self, types.ty(), ty.clone())?;
            self.scope().push();
            if holds {
                self.twin_of(types.ty(), &ty)?;
            }
        }
        Ok(())
    }

    fn parse_component_instance_type_declaration(
        &mut self,
        instance: &mut InstanceType,
        declaration: InstanceTypeDeclaration<'_>,
    ) -> Result<()> {
        match declaration {
            InstanceTypeDeclaration::Type(ty) => {
                let holds = self.holds(&ty);
                component_utils::parse_component_type(self, instance.ty(), ty.clone())?;
                self.scope().push();
                if holds {
                    self.twin_of(instance.ty(), &ty)?;
                }
                Ok(())
            }
            InstanceTypeDeclaration::Export { name, ty } => {
                let changes = self.changes(name.name, matches!(ty, ComponentTypeRef::Func(_)));
                let written = self.with(changes, |writer| writer.component_type_ref(ty))?;
                instance.export(name, written);
                self.named(ty);
                Ok(())
            }
            InstanceTypeDeclaration::Alias(ref alias) => {
                let is_type = names_type(alias);
                component_utils::parse_component_instance_type_declaration(self, instance, declaration)?;
                if is_type {
                    self.scope().push();
                }
                Ok(())
            }
            InstanceTypeDeclaration::CoreType(_) => {
                component_utils::parse_component_instance_type_declaration(self, instance, declaration)
            }
        }
    }

    fn parse_component_type_declaration(
        &mut self,
        component: &mut EncodedComponentType,
        declaration: ComponentTypeDeclaration<'_>,
    ) -> Result<()> {
        let adds = match &declaration {
            ComponentTypeDeclaration::Type(_) => true,
            ComponentTypeDeclaration::Alias(alias) => names_type(alias),
            ComponentTypeDeclaration::Export { ty, .. } => matches!(ty, ComponentTypeRef::Type(_)),
            ComponentTypeDeclaration::Import(import) => matches!(import.ty, ComponentTypeRef::Type(_)),
            ComponentTypeDeclaration::CoreType(_) => false,
        };
        component_utils::parse_component_type_declaration(self, component, declaration)?;
        if adds {
            self.scope().push();
        }
        Ok(())
    }

    fn parse_component_import_section(
        &mut self,
        imports: &mut ComponentImportSection,
        section: wasmparser::ComponentImportSectionReader<'_>,
    ) -> Result<()> {
        for import in section {
            let import = import?;
            let changes = match import.ty {
                ComponentTypeRef::Type(_) => {
                    type_of_argument(import.name.name).is_some_and(|name| self.changes(name, false))
                }
                ComponentTypeRef::Func(_) => self.takes(import.name.name),
                ComponentTypeRef::Instance(_) | ComponentTypeRef::Component(_) => false,
                ComponentTypeRef::Module(_) | ComponentTypeRef::Value(_) => false,
            };
            let ty = self.with(changes, |writer| writer.component_type_ref(import.ty))?;
            imports.import(import.name, ty);
            self.named(import.ty);
            self.count(match import.ty {
                ComponentTypeRef::Func(_) => Some(ComponentExternalKind::Func),
                ComponentTypeRef::Instance(_) => Some(ComponentExternalKind::Instance),
                ComponentTypeRef::Component(_) => Some(ComponentExternalKind::Component),
                ComponentTypeRef::Type(_) | ComponentTypeRef::Module(_) | ComponentTypeRef::Value(_) => None,
            });
        }
        Ok(())
    }

    fn parse_component_canonical(
        &mut self,
        section: &mut CanonicalFunctionSection,
        function: CanonicalFunction,
    ) -> Result<()> {
        match function {
            CanonicalFunction::Lift { core_func_index, type_index, options } => {
                let lifted = self.form.lifted.get(&self.functions).filter(|_| self.is_root());
                let changes = self.exports(lifted);
                let ty = self.with(changes, |writer| writer.component_type_index(type_index));
                let options = self.options(&options, changes)?;
                section.lift(core_func_index, ty, options);
                self.count(Some(ComponentExternalKind::Func));
                Ok(())
            }
            CanonicalFunction::Lower { func_index, options } => {
                let changes = self.imports(self.form.imported.get(&func_index).filter(|_| self.is_root()));
                let options = self.options(&options, changes)?;
                section.lower(func_index, options);
                Ok(())
            }
            other => component_utils::parse_component_canonical(self, section, other),
        }
    }

    fn parse_component_alias_section(
        &mut self,
        aliases: &mut ComponentAliasSection,
        section: wasmparser::ComponentAliasSectionReader<'_>,
    ) -> Result<()> {
        for alias in section {
            let alias = alias?;
            let (is_type, kind) = (names_type(&alias), kind_of(&alias));
            aliases.alias(self.component_alias(alias)?);
            if is_type {
                self.scope().push();
            }
            self.count(kind);
        }
        Ok(())
    }

    fn parse_component_instance(
        &mut self,
        instances: &mut ComponentInstanceSection,
        instance: ComponentInstance<'_>,
    ) -> Result<()> {
        let interface = self.form.instances.get(&self.instances).filter(|_| self.is_root());
        let switch = interface.and_then(|name| self.switches.exports.get(name));
        self.count(Some(ComponentExternalKind::Instance));
        match (instance, switch) {
            (ComponentInstance::Instantiate { component_index, args }, Some(switch)) => {
                let mut written = Vec::new();
                for arg in &args {
                    let changes = arg.kind == ComponentExternalKind::Type
                        && type_of_argument(arg.name).is_some_and(|name| switch.types.contains(name));
                    let index = self.with(changes, |writer| writer.component_external_index(arg.kind, arg.index));
                    written.push((arg.name, arg.kind.into(), index));
                }
                instances.instantiate(component_index, written);
                Ok(())
            }
            (instance, _) => component_utils::parse_component_instance(self, instances, instance),
        }
    }

    fn parse_component_export(
        &mut self,
        exports: &mut ComponentExportSection,
        export: wasmparser::ComponentExport<'_>,
    ) -> Result<()> {
        let kind = export.kind;
        let changes = self.changes(export.name.name, kind == ComponentExternalKind::Func);
        self.with(changes, |writer| component_utils::parse_component_export(writer, exports, export))?;
        if kind == ComponentExternalKind::Type {
            self.scope().push();
        }
        self.count(Some(kind));
        Ok(())
    }
}

/// Whether an alias adds a type.
fn names_type(alias: &ComponentAlias<'_>) -> bool {
    match alias {
        ComponentAlias::InstanceExport { kind, .. } => *kind == ComponentExternalKind::Type,
        ComponentAlias::Outer { kind, .. } => *kind == ComponentOuterAliasKind::Type,
        ComponentAlias::CoreInstanceExport { .. } => false,
    }
}

fn kind_of(alias: &ComponentAlias<'_>) -> Option<ComponentExternalKind> {
    match alias {
        ComponentAlias::InstanceExport { kind, .. } => Some(*kind),
        ComponentAlias::Outer { kind: ComponentOuterAliasKind::Component, .. } => {
            Some(ComponentExternalKind::Component)
        }
        ComponentAlias::Outer { .. } | ComponentAlias::CoreInstanceExport { .. } => None,
    }
}
