//! What a file says of itself, read without WIT: its parts, their names and languages, and what its root imports
//! and exports.
//!
//! Custom sections are hints: one that can't be read counts as absent. Nothing here recurses, so nesting is no
//! danger.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use wasmparser::{
    ComponentExternName, ComponentExternalKind, ComponentName, ComponentTypeRef, CustomSectionReader, Encoding,
    KnownCustom, Name, Parser, Payload, TypeBounds,
};

use crate::grants::SECTION;
use crate::stamp::{WORLD_SECTION, declared};

/// A module or component, with those inside of it after it.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) is_component: bool,
    /// Where in the list its surrounding component is.
    pub(super) parent: Option<usize>,
    pub(super) range: Range<u64>,
    pub(super) name: Option<String>,
    /// Languages that it says it was written in, with versions where known.
    pub(super) languages: BTreeSet<String>,
    /// What the world that its author wrote imports, where its build says so.
    pub(super) declared: Option<Vec<String>>,
    /// What it imports, if it is a component.
    pub(super) imports: Vec<Port>,
    /// Where it is a filter: whose, and what it lets through.
    pub(super) filters: Option<Vec<String>>,
}

/// A file's items, the file itself first.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) items: Vec<Item>,
    pub(super) imports: Vec<Port>,
    pub(super) exports: Vec<Port>,
}

/// An import or export of the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Port {
    pub(super) name: String,
    /// The interface that a name of the component's own choice stands for.
    pub(super) implements: Option<String>,
    pub(super) sort: Sort,
}

/// What a port is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A function or an interface.
    Plain,
    /// A name for a type that is known already.
    Alias,
    /// A type that only the other side knows.
    Resource,
    Module,
    Component,
    Value,
}

impl Port {
    fn new(name: &ComponentExternName<'_>, sort: Sort) -> Self {
        let implements = name.full_implements().map(Cow::into_owned);
        Self { name: name.full_name().into_owned(), implements, sort }
    }

    /// The name, after a word for what it is where that isn't a function or an interface.
    pub(super) fn spelled(&self) -> Option<String> {
        let word = match self.sort {
            Sort::Plain => {
                let behind = self.implements.as_ref().map(|interface| format!(" ({interface})"));
                return Some(format!("{}{}", self.name, behind.unwrap_or_default()));
            }
            Sort::Alias => return None,
            Sort::Resource => "resource",
            Sort::Module => "core module",
            Sort::Component => "component",
            Sort::Value => "value",
        };
        Some(format!("{word} {}", self.name))
    }
}

impl Outline {
    /// Reads a whole file.
    pub(super) fn read(wasm: &[u8]) -> Result<Self, wasmparser::Error> {
        let mut outline = Self::default();
        let mut open: Vec<usize> = Vec::new();
        let mut next = 0..wasm.len() as u64;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::Version { encoding, .. } => {
                    let parent = open.last().copied();
                    open.push(outline.items.len());
                    outline.items.push(Item {
                        is_component: encoding == Encoding::Component,
                        parent,
                        range: next.clone(),
                        name: None,
                        languages: BTreeSet::new(),
                        declared: None,
                        imports: Vec::new(),
                        filters: None,
                    });
                }
                Payload::ModuleSection { unchecked_range, .. } | Payload::ComponentSection { unchecked_range, .. } => {
                    next = unchecked_range;
                }
                Payload::End(_) => {
                    open.pop();
                }
                payload => {
                    if let Some(&at) = open.last() {
                        outline.section(at, payload)?;
                    }
                }
            }
        }
        Ok(outline)
    }

    fn section(&mut self, at: usize, payload: Payload<'_>) -> Result<(), wasmparser::Error> {
        match payload {
            Payload::CustomSection(section) => self.items[at].custom(&section),
            Payload::ComponentImportSection(imports) => {
                for import in imports {
                    let import = import?;
                    self.items[at].imports.push(Port::new(&import.name, import.ty.into()));
                }
                if at == 0 {
                    self.imports.clone_from(&self.items[0].imports);
                }
            }
            Payload::ComponentExportSection(exports) if at == 0 => {
                for export in exports {
                    let export = export?;
                    self.exports.push(Port::new(&export.name, export.kind.into()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The items right inside of one.
    pub(super) fn children(&self, of: usize) -> impl Iterator<Item = usize> {
        (of + 1..self.items.len()).filter(move |&at| self.items[at].parent == Some(of))
    }

    /// Bytes of all core modules in an item, at any depth.
    pub(super) fn module_bytes(&self) -> Vec<u64> {
        let mut sums = vec![0; self.items.len()];
        // Inner items come after outer ones.
        for (at, item) in self.items.iter().enumerate().rev() {
            if !item.is_component {
                sums[at] = item.range.end - item.range.start;
            }
            if let Some(parent) = item.parent {
                sums[parent] += sums[at];
            }
        }
        sums
    }

    /// Languages of each item: its own word, else those of what it holds, since a component's own word counts more
    /// than that of the engine inside it.
    pub(super) fn languages(&self) -> Vec<BTreeSet<String>> {
        let mut found: Vec<BTreeSet<String>> = self.items.iter().map(|item| item.languages.clone()).collect();
        for (at, item) in self.items.iter().enumerate().rev() {
            if let Some(parent) = item.parent
                && self.items[parent].languages.is_empty()
            {
                let inner = found[at].clone();
                found[parent].extend(inner);
            }
        }
        found
    }
}

impl Item {
    fn custom(&mut self, section: &CustomSectionReader<'_>) {
        if section.name() == WORLD_SECTION {
            self.declared = declared(section.data());
        }
        if section.name() == SECTION {
            self.filters = declared(section.data());
        }
        match section.as_known() {
            KnownCustom::Name(names) => {
                for name in names.into_iter().flatten() {
                    if let Name::Module { name, .. } = name {
                        self.name = Some(name.to_owned());
                    }
                }
            }
            KnownCustom::ComponentName(names) => {
                for name in names.into_iter().flatten() {
                    if let ComponentName::Component { name, .. } = name {
                        self.name = Some(name.to_owned());
                    }
                }
            }
            KnownCustom::Producers(fields) => {
                let spoken = fields.into_iter().flatten().filter(|field| field.name == "language");
                for value in spoken.flat_map(|field| field.values.into_iter().flatten()) {
                    self.languages.insert(format!("{} {}", value.name, value.version).trim_end().to_owned());
                }
            }
            _ => {}
        }
    }
}

impl From<ComponentTypeRef> for Sort {
    fn from(ty: ComponentTypeRef) -> Self {
        match ty {
            ComponentTypeRef::Func(_) | ComponentTypeRef::Instance(_) => Self::Plain,
            ComponentTypeRef::Type(TypeBounds::Eq(_)) => Self::Alias,
            ComponentTypeRef::Type(TypeBounds::SubResource) => Self::Resource,
            ComponentTypeRef::Module(_) => Self::Module,
            ComponentTypeRef::Component(_) => Self::Component,
            ComponentTypeRef::Value(_) => Self::Value,
        }
    }
}

impl From<ComponentExternalKind> for Sort {
    fn from(kind: ComponentExternalKind) -> Self {
        match kind {
            ComponentExternalKind::Func | ComponentExternalKind::Instance => Self::Plain,
            ComponentExternalKind::Type => Self::Alias,
            ComponentExternalKind::Module => Self::Module,
            ComponentExternalKind::Component => Self::Component,
            ComponentExternalKind::Value => Self::Value,
        }
    }
}
