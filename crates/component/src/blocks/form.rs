//! How a component of ours lies in its file: which of its functions belong to which interface.
//!
//! wit-component lowers the functions of imported instances, and gives each exported interface a component of its own
//! that takes lifted functions and types and exports them under their names, with their types ascribed. What
//! doesn't look so is no part of a [`Form`], and stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use wasmparser::{
    CanonicalFunction, CanonicalOption, ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentTypeRef,
    Parser, Payload,
};

/// The start of the names by which the component of an exported interface takes its types.
const TYPE_ARGUMENT: &str = "import-type-";

/// A function of an interface.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Item {
    pub(super) interface: String,
    pub(super) function: String,
}

/// An instance at the root.
#[derive(Debug, Clone)]
enum Instance {
    Imported(String),
    /// Of a component at the root, with what it takes.
    Made {
        component: u32,
        arguments: Vec<(String, ComponentExternalKind, u32)>,
    },
    Other,
}

/// A component inside of another that runs nothing.
#[derive(Debug, Clone, Default)]
struct Shell {
    /// What it takes, of functions in their order.
    functions: Vec<String>,
    types: Vec<String>,
    /// Its functions by the names under which it exports them.
    exports: BTreeMap<String, u32>,
    /// Whether it is more than that.
    is_more: bool,
}

/// What a component's indices mean.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// Types of imported instances, by their index.
    pub(super) import_types: BTreeMap<u32, String>,
    /// Functions of imported instances, by their index.
    pub(super) imported: BTreeMap<u32, Item>,
    /// Functions that are lifted, by their index.
    pub(super) lifted: BTreeMap<u32, Item>,
    /// Components that export an interface, by their index: its name, and its functions by the names under which the
    /// component takes them.
    pub(super) shells: BTreeMap<u32, (String, BTreeMap<String, String>)>,
    /// Their instances, by their index.
    pub(super) instances: BTreeMap<u32, String>,
    imports: BTreeSet<String>,
    /// Interfaces with the names of the types that their components take.
    exports: BTreeMap<String, Vec<String>>,
    /// Functions that are lifted asynchronously, or for another memory than a linear one.
    stay: BTreeSet<Item>,
}

impl Form {
    pub(super) fn read(component: &[u8]) -> anyhow::Result<Self> {
        let mut reader = Reader::default();
        let mut depth = 0_u32;
        for payload in Parser::new(0).parse_all(component) {
            let payload = payload?;
            match &payload {
                Payload::Version { .. } => depth += 1,
                Payload::End(_) => depth -= 1,
                _ if depth == 1 => reader.root(&payload)?,
                _ if depth == 2 => reader.inner(&payload)?,
                _ => {}
            }
        }
        reader.finish()
    }

    pub(super) fn has_import(&self, interface: &str) -> bool {
        self.imports.contains(interface)
    }

    pub(super) fn has_export(&self, interface: &str) -> bool {
        self.exports.contains_key(interface)
    }

    /// Whether the component of an exported interface takes a type by a name that none of another interface can have.
    pub(super) fn is_clear(&self, interface: &str, name: &str) -> bool {
        let stem = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        let types = self.exports.get(interface).into_iter().flatten();
        types.filter(|other| stem(other) == stem(name)).count() <= 1
    }

    pub(super) fn stays(&self, interface: &str, function: &str) -> bool {
        self.stay.contains(&Item { interface: interface.to_owned(), function: function.to_owned() })
    }
}

/// The name of a type by the name under which the component of its interface takes it.
pub(super) fn type_of_argument(name: &str) -> Option<&str> {
    name.strip_prefix(TYPE_ARGUMENT)
}

/// Counts indices at the root, and in the component inside of it that is being read.
#[derive(Debug, Default)]
struct Reader {
    form: Form,
    functions: u32,
    instances: Vec<Instance>,
    shells: Vec<Option<Shell>>,
    /// Functions that are lifted, and whether they have to stay.
    lifts: BTreeMap<u32, bool>,
    exported: Vec<(String, u32)>,
    /// Imports that share their type with another, so that neither can change alone.
    doubles: BTreeSet<String>,
    /// Instances that something else has, and how often a function goes to something else.
    shared: BTreeSet<u32>,
    handed_on: BTreeMap<u32, u32>,
    /// Which component is being read, if it is one of the root's own.
    within: Option<usize>,
}

impl Reader {
    fn root(&mut self, payload: &Payload<'_>) -> anyhow::Result<()> {
        match payload {
            Payload::ComponentImportSection(section) => {
                for import in section.clone() {
                    let import = import?;
                    self.import(&import.name.full_name(), import.ty);
                }
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section.clone() {
                    self.alias(&alias?);
                }
            }
            Payload::ComponentCanonicalSection(section) => {
                for function in section.clone() {
                    if let CanonicalFunction::Lift { options, .. } = function? {
                        let odd =
                            |option: &CanonicalOption| matches!(option, CanonicalOption::Async | CanonicalOption::Gc);
                        self.lifts.insert(self.functions, options.iter().any(odd));
                        self.functions += 1;
                    }
                }
            }
            Payload::ComponentInstanceSection(section) => {
                for instance in section.clone() {
                    self.instance(&instance?);
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section.clone() {
                    let export = export?;
                    self.export(&export.name.full_name(), export.kind, export.index);
                }
            }
            Payload::ComponentSection { .. } => {
                self.within = Some(self.shells.len());
                self.shells.push(Some(Shell::default()));
            }
            Payload::ModuleSection { .. } => self.within = None,
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self, name: &str, ty: ComponentTypeRef) {
        match ty {
            ComponentTypeRef::Instance(ty) => {
                if let Some(other) = self.form.import_types.insert(ty, name.to_owned()) {
                    self.doubles.extend([other, name.to_owned()]);
                }
                self.instances.push(Instance::Imported(name.to_owned()));
            }
            ComponentTypeRef::Func(_) => self.functions += 1,
            ComponentTypeRef::Component(_) => self.shells.push(None),
            ComponentTypeRef::Type(_) | ComponentTypeRef::Module(_) | ComponentTypeRef::Value(_) => {}
        }
    }

    fn alias(&mut self, alias: &ComponentAlias<'_>) {
        if let ComponentAlias::InstanceExport { kind, instance_index, name } = alias {
            let instance = usize::try_from(*instance_index).ok().and_then(|at| self.instances.get(at));
            match kind {
                ComponentExternalKind::Func => {
                    if let Some(Instance::Imported(interface)) = instance {
                        let item = Item { interface: interface.clone(), function: (*name).to_owned() };
                        self.form.imported.insert(self.functions, item);
                    }
                    self.functions += 1;
                }
                ComponentExternalKind::Instance => self.instances.push(Instance::Other),
                ComponentExternalKind::Component => self.shells.push(None),
                ComponentExternalKind::Type => {}
                ComponentExternalKind::Module | ComponentExternalKind::Value => {}
            }
        }
    }

    fn instance(&mut self, instance: &ComponentInstance<'_>) {
        let made = match instance {
            ComponentInstance::Instantiate { component_index, args } => {
                args.iter().for_each(|arg| self.hand_on(arg.kind, arg.index));
                let arguments = args.iter().map(|arg| (arg.name.to_owned(), arg.kind, arg.index)).collect();
                Instance::Made { component: *component_index, arguments }
            }
            ComponentInstance::FromExports(exports) => {
                exports.iter().for_each(|export| self.hand_on(export.kind, export.index));
                Instance::Other
            }
        };
        self.instances.push(made);
    }

    fn export(&mut self, name: &str, kind: ComponentExternalKind, index: u32) {
        match kind {
            ComponentExternalKind::Instance => {
                self.exported.push((name.to_owned(), index));
                // The export is an instance as well, of which nobody in here makes anything.
                self.instances.push(Instance::Other);
            }
            ComponentExternalKind::Func => {
                self.hand_on(kind, index);
                self.functions += 1;
            }
            ComponentExternalKind::Component => self.shells.push(None),
            ComponentExternalKind::Type | ComponentExternalKind::Module | ComponentExternalKind::Value => {}
        }
    }

    /// Notes that something here goes to an instance.
    fn hand_on(&mut self, kind: ComponentExternalKind, index: u32) {
        match kind {
            ComponentExternalKind::Instance => {
                self.shared.insert(index);
            }
            ComponentExternalKind::Func => *self.handed_on.entry(index).or_default() += 1,
            ComponentExternalKind::Type | ComponentExternalKind::Component => {}
            ComponentExternalKind::Module | ComponentExternalKind::Value => {}
        }
    }

    fn inner(&mut self, payload: &Payload<'_>) -> anyhow::Result<()> {
        let Some(Some(shell)) = self.within.and_then(|at| self.shells.get_mut(at)) else { return Ok(()) };
        match payload {
            Payload::ComponentImportSection(section) => {
                for import in section.clone() {
                    let import = import?;
                    match import.ty {
                        ComponentTypeRef::Func(_) => shell.functions.push(import.name.name.to_owned()),
                        ComponentTypeRef::Type(_) => {
                            shell.types.extend(type_of_argument(import.name.name).map(str::to_owned));
                        }
                        ComponentTypeRef::Instance(_) | ComponentTypeRef::Component(_) => shell.is_more = true,
                        ComponentTypeRef::Module(_) | ComponentTypeRef::Value(_) => shell.is_more = true,
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section.clone() {
                    let export = export?;
                    if export.kind == ComponentExternalKind::Func {
                        shell.is_more |= export.ty.is_none();
                        shell.exports.insert(export.name.name.to_owned(), export.index);
                    }
                }
            }
            Payload::ComponentTypeSection(_) | Payload::CustomSection(_) => {}
            _ => shell.is_more = true,
        }
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<Form> {
        for (at, instance) in self.instances.iter().enumerate() {
            let at = u32::try_from(at)?;
            if let Instance::Imported(name) = instance
                && !self.shared.contains(&at)
                && !self.doubles.contains(name)
                && !self.exported.iter().any(|(_, index)| *index == at)
            {
                self.form.imports.insert(name.clone());
            }
        }
        // Functions of imports that go on to others, by whatever way.
        for (index, item) in &self.form.imported {
            if self.handed_on.contains_key(index) {
                self.form.imports.remove(&item.interface);
            }
        }
        for (name, index) in std::mem::take(&mut self.exported) {
            // What isn't as expected is simply no part of it.
            let _ = self.exported_interface(&name, index);
        }
        Ok(self.form)
    }

    /// Takes in an exported interface, where it is the only instance of a shell whose functions are all lifted here.
    fn exported_interface(&mut self, name: &str, index: u32) -> anyhow::Result<()> {
        let at = usize::try_from(index)?;
        let Some(Instance::Made { component, arguments }) = self.instances.get(at) else { anyhow::bail!("no shell") };
        let same = |other: &&Instance| matches!(other, Instance::Made { component: known, .. } if known == component);
        anyhow::ensure!(self.instances.iter().filter(same).count() == 1, "a shell for several interfaces");
        anyhow::ensure!(!self.shared.contains(&index), "an instance that others have");
        let shell = self.shells.get(usize::try_from(*component)?).and_then(Option::as_ref).context("no shell")?;
        anyhow::ensure!(!shell.is_more, "a shell with more");
        let (mut found, mut taken) = (Vec::new(), BTreeMap::new());
        for (function, at) in &shell.exports {
            let argument = shell.functions.get(usize::try_from(*at)?).context("a function from nowhere")?;
            let given =
                arguments.iter().find(|(name, kind, _)| name == argument && *kind == ComponentExternalKind::Func);
            let (_, _, index) = given.context("a function that nobody gives")?;
            let stays = *self.lifts.get(index).context("a function that isn't lifted here")?;
            anyhow::ensure!(self.handed_on.get(index) == Some(&1), "a function that others have");
            let item = Item { interface: name.to_owned(), function: function.clone() };
            found.push((*index, item, stays));
            taken.insert(argument.clone(), function.clone());
        }
        anyhow::ensure!(taken.len() == shell.functions.len(), "functions that go elsewhere");
        self.form.exports.insert(name.to_owned(), shell.types.clone());
        self.form.shells.insert(*component, (name.to_owned(), taken));
        self.form.instances.insert(index, name.to_owned());
        for (index, item, stays) in found {
            if stays {
                self.form.stay.insert(item.clone());
            }
            self.form.lifted.insert(index, item);
        }
        Ok(())
    }
}
