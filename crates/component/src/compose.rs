//! Several components become one.
//!
//! The wiring is decided by names ([`crate::wiring`]); wac-graph checks the types of each connection and joins
//! the components. Identical components are embedded once and instantiated once per use. Each embedded
//! component carries its name in the app, so that a trap can be blamed on it.

mod filters;
mod homes;
mod seam;
mod waits;

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use miette::Diagnostic;
use thiserror::Error;
use wac_graph::types::{ItemKind, Package, Type, Types, WorldId};
use wac_graph::{CompositionGraph, EncodeOptions, NodeId, PackageId};
use wasmparser::{Parser, Payload};

use crate::error::list;
use crate::grants::Grants;
use crate::guard::guarded;
use crate::stamp::{Stamp, declared_in, stamp};
use crate::vet::vet;
use crate::wiring::{HOST, Links, Port, Ports, Wire, Wiring, wire};
use crate::{Causes, blocks};
use waits::Functions;
use witloom_bindgen::World;

pub use seam::Seam;
pub use waits::WaitWarning;

/// A component of an app.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its name in the app.
    pub name: String,
    /// Its bytes.
    pub component: Vec<u8>,
}

/// What to compose.
#[derive(Debug, Clone, Copy)]
pub struct App<'a> {
    /// The app's name.
    pub name: &'a str,
    /// The part whose exports are the app's.
    pub entry: &'a str,
    /// All parts.
    pub parts: &'a [Part],
    /// Explicit links.
    pub links: &'a Links,
}

/// How lists of bytes cross between components of an app.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bytes {
    /// As blocks, where both sides are fit for it; see [`crate::blocks`].
    #[default]
    AsBlocks,
    /// As any list.
    AsLists,
}

/// A composed app.
#[derive(Debug, Clone)]
pub struct Composed {
    /// One component with the entry's exports.
    pub component: Vec<u8>,
    /// How its parts hang together.
    pub wiring: Wiring,
    /// Functions that would have to wait and can't.
    pub warnings: Vec<WaitWarning>,
}

/// Why components can't be composed.
#[derive(Debug, Error, Diagnostic)]
pub enum ComposeError {
    /// The entry is no component.
    #[error("the entry `{entry}` is no component of the app")]
    #[diagnostic(code("W0220"), help("{hint}"))]
    UnknownEntry {
        /// As the manifest says.
        entry: String,
        /// A guess.
        hint: String,
    },
    /// A link names a component that there isn't.
    #[error("a link names `{name}`, which is no component of the app")]
    #[diagnostic(code("W0221"), help("{hint}"))]
    UnknownLinkComponent {
        /// As the manifest says.
        name: String,
        /// A guess.
        hint: String,
    },
    /// A link names an import that its component doesn't have.
    #[error("`{component}` has a link for `{import}`, which it does not import")]
    #[diagnostic(code("W0222"), help("{hint}"))]
    UnknownLinkImport {
        /// The importing component.
        component: String,
        /// As the manifest says.
        import: String,
        /// A guess, or all imports.
        hint: String,
    },
    /// A link names a provider that doesn't export the import.
    #[error("`{component}` does not export `{import}`, which a link expects of it")]
    #[diagnostic(code("W0223"), help("it exports {}", list(.exports)))]
    LinkWithoutExport {
        /// The component meant to provide.
        component: String,
        /// The import to satisfy.
        import: String,
        /// What it exports.
        exports: Vec<String>,
    },
    /// Nobody exports what a component imports.
    #[error("`{component}` imports `{import}`, which no component exports")]
    #[diagnostic(code("W0224"), help("{hint}"))]
    Missing {
        /// The importing component.
        component: String,
        /// Its import.
        import: String,
        /// What to do.
        hint: String,
    },
    /// Several components export what one imports.
    #[error("`{component}` imports `{import}`, which {} export", list(.candidates))]
    #[diagnostic(code("W0225"), help("choose one in witloom.toml:\n{link}"))]
    Ambiguous {
        /// The importing component.
        component: String,
        /// Its import.
        import: String,
        /// The components that export it.
        candidates: Vec<String>,
        /// Lines to copy.
        link: String,
    },
    /// Components import each other in a ring.
    #[error("the components import each other in a ring: {}", .cycle.join(" → "))]
    #[diagnostic(
        code("W0226"),
        help(
            "a component can only import what is complete before it: move one function, or pass data instead of calling back"
        )
    )]
    Cycle {
        /// From a component back to itself.
        cycle: Vec<String>,
    },
    /// The two sides of a connection disagree about types.
    #[error("`{provider}` exports `{import}` with other types than `{consumer}` imports")]
    #[diagnostic(code("W0227"), help("build both components against the same WIT"))]
    Mismatch {
        /// The importing component.
        consumer: String,
        /// The exporting component.
        provider: String,
        /// The import.
        import: String,
        /// What differs.
        #[source]
        cause: Causes,
    },
    /// One side of a connection has an `async func` and the other a plain one.
    #[error("`{}` imports `{}` as `{}`, but `{}` exports it as `{}`", .imported.component, .imported.name(), .imported.kind(), .exported.component, .exported.kind())]
    #[diagnostic(code("W0230"), help("let both sides say the same:\n{imported}\n{exported}"))]
    Asynchrony {
        /// As the consumer has it.
        imported: Box<Seam>,
        /// As the provider has it.
        exported: Box<Seam>,
    },
    /// A part is no valid component.
    #[error("`{component}` is not a WebAssembly component")]
    #[diagnostic(code("W0228"), help("`lang = \"wasm\"` takes a component, or a core module with its `world`"))]
    NotAComponent {
        /// The part's name.
        component: String,
        /// What is wrong.
        #[source]
        cause: Causes,
    },
    /// A component with grants imports something of which nobody knows what it gives away.
    #[error("`{component}` imports `{import}` of its host, which no grant is known for")]
    #[diagnostic(
        code("W0232"),
        help(
            "leave it to the host, for every component that imports it, with `\"{import}\" = \"host\"` under `[links.{component}]`"
        )
    )]
    Ungranted {
        /// The importing component.
        component: String,
        /// Its import.
        import: String,
    },
    /// The components can't be joined for a reason of the composer's.
    #[error("the components of `{app}` can't be joined")]
    #[diagnostic(code("W0229"), help("`witloom inspect` shows the imports and exports of each component"))]
    Join {
        /// The app's name.
        app: String,
        /// What is wrong.
        #[source]
        cause: Causes,
    },
}

impl ComposeError {
    /// Adds lines of WIT and their places, from the world of a component.
    pub fn locate<'a>(&mut self, world: impl Fn(&str) -> Option<&'a World>) {
        if let Self::Asynchrony { imported, exported } = self {
            locate([&mut **imported, &mut **exported], world);
        }
    }
}

impl WaitWarning {
    /// Adds lines of WIT and their places, from the world of a component.
    pub fn locate<'a>(&mut self, world: impl Fn(&str) -> Option<&'a World>) {
        locate(self.waits_for.iter_mut().chain(&mut self.functions), world);
    }
}

fn locate<'s, 'w>(seams: impl IntoIterator<Item = &'s mut Seam>, world: impl Fn(&str) -> Option<&'w World>) {
    for seam in seams {
        if let Some(world) = world(&seam.component) {
            seam.locate(world);
        }
    }
}

/// Composes an app whose components all reach what its host grants.
pub fn compose(app: &App<'_>) -> Result<Composed, ComposeError> {
    compose_granted(app, None)
}

/// Composes an app; with grants by component, none reaches more than its own, and those without any reach nothing.
pub fn compose_granted(app: &App<'_>, grants: Option<&BTreeMap<String, Grants>>) -> Result<Composed, ComposeError> {
    compose_with(app, grants, Bytes::default())
}

/// The same, for a host that may not copy bytes as blocks.
pub fn compose_with(
    app: &App<'_>,
    grants: Option<&BTreeMap<String, Grants>>,
    bytes: Bytes,
) -> Result<Composed, ComposeError> {
    let join = |cause: anyhow::Error| ComposeError::Join { app: app.name.to_owned(), cause: Causes::of(&cause) };
    let mut joiner = Joiner::new();
    joiner.register(app.parts)?;
    let mut ports: Vec<_> = app.parts.iter().map(|part| joiner.ports(part)).collect();
    let homes = homes::homes(app, &mut joiner, &mut ports)?;
    let mut wiring = wire(&ports, app.entry, &homes.links)?;
    let functions: BTreeMap<String, Functions> =
        app.parts.iter().map(|part| (part.name.clone(), joiner.functions(part))).collect();
    let mut further = Vec::new();
    if let Some(grants) = grants {
        let filters =
            filters::Filtering { app, grants, functions: &functions }.filters(&mut ports, &wiring, &homes.links)?;
        joiner.register(&filters.parts)?;
        ports.extend(filters.parts.iter().map(|part| filters::left_to_host(joiner.ports(part))));
        wiring = wire(&ports, app.entry, &filters.links)?;
        further = filters.parts;
    }
    if bytes == Bytes::AsBlocks {
        let changed = blocks::with_blocks(app.parts, &wiring).map_err(join)?;
        if !changed.is_empty() {
            further.extend_from_slice(&homes.parts);
            joiner = Joiner::new();
            joiner.register(&blocks::instead(app.parts, changed))?;
            joiner.register(&further)?;
        }
    }
    // Nobody wrote the others, so nobody can leave them out.
    wiring.unused.retain(|name| app.parts.iter().any(|part| part.name == *name));
    check_asynchrony(&functions, &wiring)?;
    let warnings = waits::warnings(&functions, &wiring, app.entry);
    for name in &wiring.order {
        joiner.instantiate(name);
        // Right after its component: wac writes names in the order of nodes, and only this way is it the order
        // of indices as well, as the name section demands.
        for wire in wiring.wires.iter().filter(|wire| wire.consumer == *name) {
            joiner.connect(wire).map_err(|cause| ComposeError::Mismatch {
                consumer: wire.consumer.clone(),
                provider: wire.provider.clone(),
                import: wire.import.clone(),
                cause: Causes::of(&cause),
            })?;
        }
    }
    joiner.export_all(app.entry).map_err(join)?;
    let bytes = joiner.graph.encode(EncodeOptions::default()).map_err(|e| join(e.into()))?;
    let component = stamp(&bytes, Stamp { name: app.name, language: None, world: None }).map_err(join)?;
    Ok(Composed { component, wiring, warnings })
}

/// One component of an app with the grants that it has there; what other components are to it is left to the host.
pub fn compose_alone(part: &Part, grants: &BTreeMap<String, Grants>) -> Result<Composed, ComposeError> {
    let mut joiner = Joiner::new();
    joiner.register(slice::from_ref(part))?;
    let imports = joiner.ports(part).imports.into_iter().map(|port| (port.name, HOST.to_owned()));
    let links = Links::from([(part.name.clone(), imports.collect())]);
    let app = App { name: &part.name, entry: &part.name, parts: slice::from_ref(part), links: &links };
    compose_granted(&app, Some(grants))
}

/// An `async func` is met by an `async func`, in both directions.
fn check_asynchrony(parts: &BTreeMap<String, Functions>, wiring: &Wiring) -> Result<(), ComposeError> {
    for wire in &wiring.wires {
        let imported = parts.get(&wire.consumer).and_then(|part| part.imports.get(&wire.import));
        let exported = parts.get(&wire.provider).and_then(|part| part.exports.get(&wire.export));
        let (Some(imported), Some(exported)) = (imported, exported) else { continue };
        for function in imported {
            let other = exported.iter().find(|other| other.function == function.function);
            if let Some(other) = other.filter(|other| other.is_async != function.is_async) {
                let (imported, exported) = (Box::new(function.clone()), Box::new(other.clone()));
                return Err(ComposeError::Asynchrony { imported, exported });
            }
        }
    }
    Ok(())
}

struct Joiner {
    graph: CompositionGraph,
    packages: BTreeMap<String, PackageId>,
    instances: BTreeMap<String, NodeId>,
}

impl Joiner {
    fn new() -> Self {
        Self { graph: CompositionGraph::new(), packages: BTreeMap::new(), instances: BTreeMap::new() }
    }

    /// Takes in parts; equal ones once.
    fn register(&mut self, parts: &[Part]) -> Result<(), ComposeError> {
        let mut seen: BTreeMap<&[u8], PackageId> = BTreeMap::new();
        for part in parts {
            let known = seen.get(part.component.as_slice()).copied();
            let package = match known {
                Some(package) => package,
                None => register(&mut self.graph, part).map_err(|cause| ComposeError::NotAComponent {
                    component: part.name.clone(),
                    cause: Causes::of(&cause),
                })?,
            };
            seen.insert(&part.component, package);
            self.packages.insert(part.name.clone(), package);
        }
        Ok(())
    }

    fn world(&self, name: &str) -> WorldId {
        self.graph[self.packages[name]].ty()
    }

    fn ports(&self, part: &Part) -> Ports {
        let types = self.graph.types();
        let world = &types[self.world(&part.name)];
        let implemented = implemented(&part.component);
        Ports {
            name: part.name.clone(),
            imports: world
                .imports
                .iter()
                .map(|(name, kind)| Port {
                    name: name.clone(),
                    implements: implemented.get(name).cloned(),
                    types_only: types_only(types, *kind),
                    uses_resources: uses_resources(types, *kind),
                    uses: uses(types, *kind),
                    is_resource: matches!(kind, ItemKind::Type(Type::Resource(_))),
                    is_of_host: false,
                })
                .collect(),
            exports: world.exports.keys().cloned().collect(),
        }
    }

    /// The functions of a part, by the imports and exports that hold them.
    fn functions(&self, part: &Part) -> Functions {
        let types = self.graph.types();
        let world = &types[self.world(&part.name)];
        let seams = |name: &str, kind: ItemKind, is_exported: bool| -> Vec<Seam> {
            let seam = |interface: Option<&str>, function: &str, is_async: bool| Seam {
                component: part.name.clone(),
                is_exported,
                interface: interface.map(str::to_owned),
                function: function.to_owned(),
                is_async,
                wit: Seam::short(function, is_async),
                place: None,
            };
            match kind {
                ItemKind::Func(id) => vec![seam(None, name, types[id].is_async)],
                ItemKind::Instance(id) => {
                    let functions = types[id].exports.iter().filter_map(|(function, kind)| match kind {
                        ItemKind::Func(id) => Some(seam(Some(name), function, types[*id].is_async)),
                        ItemKind::Type(_) | ItemKind::Instance(_) | ItemKind::Component(_) => None,
                        ItemKind::Module(_) | ItemKind::Value(_) => None,
                    });
                    functions.collect()
                }
                ItemKind::Type(_) | ItemKind::Component(_) | ItemKind::Module(_) | ItemKind::Value(_) => Vec::new(),
            }
        };
        Functions {
            imports: world.imports.iter().map(|(name, kind)| (name.clone(), seams(name, *kind, false))).collect(),
            exports: world.exports.iter().map(|(name, kind)| (name.clone(), seams(name, *kind, true))).collect(),
            declared: declared_in(&part.component),
        }
    }

    fn instantiate(&mut self, name: &str) {
        let node = self.graph.instantiate(self.packages[name]);
        self.graph.set_node_name(node, name);
        self.instances.insert(name.to_owned(), node);
    }

    fn connect(&mut self, wire: &Wire) -> anyhow::Result<()> {
        let alias = self.graph.alias_instance_export(self.instances[&wire.provider], &wire.export)?;
        self.graph.set_instantiation_argument(self.instances[&wire.consumer], &wire.import, alias)?;
        Ok(())
    }

    fn export_all(&mut self, entry: &str) -> anyhow::Result<()> {
        let names: Vec<String> = self.graph.types()[self.world(entry)].exports.keys().cloned().collect();
        for name in names {
            let alias = self.graph.alias_instance_export(self.instances[entry], &name)?;
            self.graph.export(alias, name)?;
        }
        Ok(())
    }
}

fn register(graph: &mut CompositionGraph, part: &Part) -> anyhow::Result<PackageId> {
    anyhow::ensure!(part.component.starts_with(b"\0asm"), "it does not start with the bytes `\\0asm`");
    let bytes = stamp(&part.component, Stamp { name: &part.name, language: None, world: None })?;
    vet(&bytes)?;
    let package = guarded(|| Package::from_bytes(&format!("app:{}", part.name), None, bytes, graph.types_mut()))??;
    Ok(graph.register_package(package)?)
}

/// The imports of a component's own naming, with the interfaces that they stand for.
fn implemented(component: &[u8]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(component).map_while(Result::ok) {
        match payload {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(imports) if depth == 1 => {
                for import in imports.into_iter().flatten() {
                    if let Some(interface) = import.name.full_implements() {
                        found.insert(import.name.full_name().into_owned(), interface.into_owned());
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether an import asks for nothing that runs: an instance of plain types, or a plain type.
fn types_only(types: &Types, kind: ItemKind) -> bool {
    match kind {
        ItemKind::Instance(id) => types[id].exports.values().all(|item| types_only(types, *item)),
        // An alias is another import's resource.
        ItemKind::Type(Type::Resource(id)) => types[id].alias.is_some(),
        ItemKind::Type(_) => true,
        ItemKind::Func(_) | ItemKind::Component(_) | ItemKind::Module(_) | ItemKind::Value(_) => false,
    }
}

/// Whether an instance has resources among its types.
fn uses_resources(types: &Types, kind: ItemKind) -> bool {
    match kind {
        ItemKind::Instance(id) => types[id].exports.values().any(|item| uses_resources(types, *item)),
        ItemKind::Type(Type::Resource(_)) => true,
        ItemKind::Type(_) | ItemKind::Func(_) | ItemKind::Component(_) => false,
        ItemKind::Module(_) | ItemKind::Value(_) => false,
    }
}

/// The interfaces that an instance has types from.
fn uses(types: &Types, kind: ItemKind) -> Vec<String> {
    let ItemKind::Instance(id) = kind else { return Vec::new() };
    let used: BTreeSet<&str> = types[id].uses.values().filter_map(|used| types[used.interface].id.as_deref()).collect();
    used.into_iter().map(str::to_owned).collect()
}
