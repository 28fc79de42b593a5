//! Where the core modules of a component lie, and which part of a composed app each belongs to.
//!
//! Read in one pass over the section headers, without validating function bodies. Positions are byte
//! offsets into the file: wasmtime reports trap locations of embedded modules in the same terms.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use wasmparser::{
    BinaryReaderError, ComponentAlias, ComponentExternalKind, ComponentName, ComponentOuterAliasKind, ComponentTypeRef,
    KnownCustom, Parser, Payload,
};

/// A core module inside a component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ModulePlace {
    /// The module's bytes within the file.
    pub(crate) range: Range<usize>,
    /// How many components lie around the one that holds it; 0 in the outermost.
    pub(crate) depth: u32,
    /// The part of the app it belongs to: the outermost named component below the root.
    pub(crate) part: Option<String>,
}

/// What one pass over a component finds.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// Every core module, in file order.
    pub(crate) modules: Vec<ModulePlace>,
    /// Whether modules or core types come from elsewhere than module sections, so that indices mean more
    /// than their order.
    pub(crate) indices_are_complex: bool,
}

/// What a file is, judged by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Component,
    /// A component of a binary format before the one in use since 2023.
    OldComponent,
    CoreModule,
    NotWasm,
}

pub(crate) fn kind_of(bytes: &[u8]) -> FileKind {
    match bytes.get(..8) {
        Some([0, b'a', b's', b'm', 0x0d, 0, 1, 0]) => FileKind::Component,
        Some([0, b'a', b's', b'm', _, 0, 1, 0]) => FileKind::OldComponent,
        Some([0, b'a', b's', b'm', 1, 0, 0, 0]) => FileKind::CoreModule,
        Some(_) | None => FileKind::NotWasm,
    }
}

/// A component being read.
#[derive(Default)]
struct Open {
    name: Option<String>,
    /// Modules directly or indirectly inside, as indices into `Layout::modules`.
    modules: Vec<usize>,
    /// The components inside by index: their own name and modules, empty for imported ones.
    components: Vec<(Option<String>, Vec<usize>)>,
    /// Names that this component gives to the ones inside.
    given: Vec<(u32, String)>,
}

impl Layout {
    /// Reads a component's layout; fails on files that end early or break the section structure.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, BinaryReaderError> {
        let mut layout = Self::default();
        let mut open: Vec<Open> = Vec::new();
        // Core modules nest in components but hold no component sections.
        let mut in_module = false;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::Version { encoding: wasmparser::Encoding::Component, .. } => open.push(Open::default()),
                Payload::Version { encoding: wasmparser::Encoding::Module, .. } => in_module = true,
                Payload::ModuleSection { unchecked_range, .. } => {
                    let index = layout.modules.len();
                    let depth = u32::try_from(open.len().saturating_sub(1)).unwrap_or(u32::MAX);
                    let range = as_usize(&unchecked_range);
                    layout.modules.push(ModulePlace { range, depth, part: None });
                    open.iter_mut().for_each(|component| component.modules.push(index));
                }
                Payload::End(_) if in_module => in_module = false,
                Payload::End(_) => {
                    if let Some(done) = open.pop() {
                        layout.close(done, open.last_mut());
                    }
                }
                payload if !in_module => {
                    if let Some(component) = open.last_mut() {
                        layout.section(component, payload)?;
                    }
                }
                _ => {}
            }
        }
        Ok(layout)
    }

    fn section(&mut self, component: &mut Open, payload: Payload<'_>) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::CoreTypeSection(_) => self.indices_are_complex = true,
            Payload::ComponentImportSection(imports) => {
                for import in imports {
                    match import?.ty {
                        ComponentTypeRef::Module(_) => self.indices_are_complex = true,
                        ComponentTypeRef::Component(_) => component.components.push(Default::default()),
                        _ => {}
                    }
                }
            }
            Payload::ComponentAliasSection(aliases) => {
                for alias in aliases {
                    self.alias(component, &alias?);
                }
            }
            Payload::CustomSection(custom) => {
                if let KnownCustom::ComponentName(names) = custom.as_known() {
                    names.into_iter().flatten().for_each(|name| component.name(name));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn alias(&mut self, component: &mut Open, alias: &ComponentAlias<'_>) {
        match alias {
            ComponentAlias::InstanceExport { kind: ComponentExternalKind::Module, .. }
            | ComponentAlias::Outer {
                kind: ComponentOuterAliasKind::CoreModule | ComponentOuterAliasKind::CoreType,
                ..
            } => self.indices_are_complex = true,
            ComponentAlias::InstanceExport { kind: ComponentExternalKind::Component, .. }
            | ComponentAlias::Outer { kind: ComponentOuterAliasKind::Component, .. } => {
                component.components.push(Default::default());
            }
            ComponentAlias::InstanceExport { .. }
            | ComponentAlias::Outer { .. }
            | ComponentAlias::CoreInstanceExport { .. } => {}
        }
    }

    /// Names the modules of a finished component's children, then hands it to its parent. Outer names come
    /// last and win, so that a module belongs to the app's part, not to a piece of that part.
    fn close(&mut self, mut done: Open, parent: Option<&mut Open>) {
        for (index, name) in std::mem::take(&mut done.given) {
            if let Some((own, _)) = done.components.get_mut(index as usize) {
                own.get_or_insert(name);
            }
        }
        for (name, modules) in &done.components {
            self.label(modules, name.as_ref());
        }
        match parent {
            Some(parent) => parent.components.push((done.name, done.modules)),
            None => {
                let unnamed: Vec<usize> =
                    done.modules.into_iter().filter(|m| self.modules[*m].part.is_none()).collect();
                self.label(&unnamed, done.name.as_ref());
            }
        }
    }

    fn label(&mut self, modules: &[usize], name: Option<&String>) {
        if let Some(name) = name {
            modules.iter().for_each(|module| self.modules[*module].part = Some(name.clone()));
        }
    }
}

impl Open {
    fn name(&mut self, name: ComponentName<'_>) {
        match name {
            ComponentName::Component { name, .. } => self.name = Some(name.to_owned()),
            ComponentName::Components(names) => {
                self.given.extend(names.into_iter().flatten().map(|n| (n.index, n.name.to_owned())));
            }
            _ => {}
        }
    }
}

fn as_usize(range: &Range<u64>) -> Range<usize> {
    // The file is in memory, so its positions fit.
    range.start as usize..range.end as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_belong_to_the_named_part_around_them() {
        let wat = r#"(component $app
            (component $pricing (core module $big) (component $inner (core module)))
            (component (core module))
            (core module))"#;
        let layout = Layout::read(&wat::parse_str(wat).expect("valid text")).expect("a layout");
        let found: Vec<_> = layout.modules.iter().map(|m| (m.depth, m.part.as_deref())).collect();
        assert_eq!(found, [(1, Some("pricing")), (2, Some("pricing")), (1, Some("app")), (0, Some("app"))]);
        assert!(!layout.indices_are_complex);
    }

    #[test]
    fn files_are_told_apart_by_their_first_bytes() {
        assert_eq!(kind_of(b"\0asm\x0d\0\x01\0"), FileKind::Component);
        assert_eq!(kind_of(b"\0asm\x0a\0\x01\0"), FileKind::OldComponent);
        assert_eq!(kind_of(b"\0asm\x01\0\0\0"), FileKind::CoreModule);
        assert_eq!(kind_of(b"#!/bin/sh"), FileKind::NotWasm);
        assert_eq!(kind_of(b""), FileKind::NotWasm);
    }
}
