//! Guests: written by each language's SDK, built once per language, role and group of cases.
//!
//! One guest holds all functions of a group. When a guest of the group of all cases can't be built, the cases
//! that are to blame are found by building each alone, and become groups of their own ([`crate::build::groups`]).

use std::path::Path;

use miette::Diagnostic;
use witloom_bindgen::guest::{ByHand, Role, Script, ScriptCall};
use witloom_bindgen::model::Side;
use witloom_bindgen::{FileSet, GenerateError, WitError, World};
use witloom_component::{BuildError, Driver, Profile, Tools};
use witloom_diag::{Colour, render};
use witloom_host::{Compiled, Engine};
use witloom_project::ProjectError;
use witloom_project::graph::{Loose, build_loose};

use crate::draw::suite::Case;
use crate::draw::values::Share;
use crate::draw::worlds;

/// A language that takes part.
pub struct Language<'r> {
    /// Its id.
    pub id: String,
    /// Its SDK.
    pub driver: &'r dyn Driver,
    /// What it needs, or why it can't be had.
    pub tools: Result<Tools, String>,
}

impl Language<'_> {
    /// What its users would write.
    pub(crate) fn by_hand(&self) -> Option<&'static ByHand> {
        self.driver.guest_writer()?.by_hand()
    }
}

impl std::fmt::Debug for Language<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Language").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A guest that is ready to be linked.
#[derive(Debug)]
pub struct Guest {
    /// The component.
    pub component: Vec<u8>,
    /// SHA-256 of the component.
    pub sha256: String,
    /// Its machine code.
    pub compiled: Compiled,
}

impl Guest {
    /// Whether it exports functions of an interface.
    pub(crate) fn offers(&self, interface: &str) -> bool {
        let of = |signature: &String| signature.strip_prefix(interface).is_some_and(|rest| rest.starts_with('#'));
        self.compiled.signatures().iter().any(of)
    }

    /// The interfaces that it both imports and exports. The host answers them: the other guest is who calls.
    pub(crate) fn twins(&self) -> Vec<String> {
        self.compiled.imports().into_iter().filter(|import| self.offers(import)).collect()
    }
}

/// Why there is no guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoGuest {
    /// The toolchain is missing.
    NotRun(String),
    /// The language has no form for any of the guest's cases.
    NoForm(String),
    /// The language can't do something yet.
    Unsupported(String),
    /// It should be possible, and failed.
    Failed(String),
}

/// What to build.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The language.
    pub language: &'a Language<'a>,
    /// The role.
    pub role: Role,
    /// The cases that the guest holds.
    pub cases: &'a [&'a Case],
    /// Their vectors.
    pub share: &'a Share,
    /// Where guests are kept.
    pub cache: &'a Path,
}

impl Order<'_> {
    /// What messages call the guest: `go-caller`, with the case's name where it holds one only.
    pub fn name(&self) -> String {
        let (lang, role) = (plain(&self.language.id), self.role.as_str());
        let share = match self.share.first {
            0 => String::new(),
            first => format!("-from-{first}"),
        };
        match self.cases {
            [case] => format!("{lang}-{role}-{}{share}", plain(&case.name)),
            _ => format!("{lang}-{role}{share}"),
        }
    }

    /// Writes, builds and compiles the guest, each from the cache where nothing changed.
    pub fn fill(&self, engine: &Engine, progress: &dyn Fn(&str)) -> Result<Guest, NoGuest> {
        let tools = self.language.tools.as_ref().map_err(|reason| NoGuest::NotRun(reason.clone()))?;
        let surfaces: Vec<_> = self.cases.iter().map(|case| &case.surface).collect();
        let world = worlds::guest(&surfaces, self.role).map_err(|error| wit_failure(&error))?;
        let script = script(&world, self.role, self.cases, self.share);
        let Some(writer) = self.language.driver.guest_writer() else {
            return Err(NoGuest::Unsupported(format!("`{}` writes no guests", self.language.id)));
        };
        let language = self.language.driver.language();
        if self.cases.iter().all(|case| language.accept(&case.survey).is_err())
            && let Err(reason) = language.accept(&world)
        {
            return Err(NoGuest::NoForm(told(&reason)));
        }
        let sources = writer.guest(&world, &script).map_err(|error| project_failure(&error.into()))?;
        let name = self.name();
        let site = Site { name: &name, language: self.language, cache: self.cache };
        site.build(tools, &world, &sources, engine, progress)
    }
}

/// A name of letters, digits and hyphens.
pub(crate) fn plain(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

/// Where one guest is built.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    /// What messages call the guest.
    pub name: &'a str,
    /// Its language.
    pub language: &'a Language<'a>,
    /// Where guests are kept.
    pub cache: &'a Path,
}

impl Site<'_> {
    /// Builds and compiles a guest, each from the cache where nothing changed.
    pub(crate) fn build(
        &self,
        tools: &Tools,
        world: &World,
        sources: &FileSet,
        engine: &Engine,
        progress: &dyn Fn(&str),
    ) -> Result<Guest, NoGuest> {
        let (name, driver, profile) = (self.name, self.language.driver, Profile::Dev);
        let folder = self.cache.join(name);
        let loose = Loose { name, driver, tools, world, sources, folder: &folder, profile };
        let built = build_loose(&loose, progress).map_err(|error| project_failure(&error))?;
        let loaded = engine.load(name, &built.component, &[], &|step| {
            progress(&format!("compiling {} ({:.1} MB)", step.part, step.bytes as f64 / 1e6));
        });
        let compiled = loaded.map_err(|error| NoGuest::Failed(told(&error)))?.compiled;
        Ok(Guest { component: built.component, sha256: built.sha256, compiled })
    }
}

fn script(world: &World, role: Role, cases: &[&Case], share: &Share) -> Script {
    let side = match role {
        Role::Caller => Side::Import,
        Role::Callee => Side::Export,
    };
    let mut calls = Vec::new();
    for function in cases.iter().flat_map(|case| case.callable()) {
        let Some(interface) = world.side(side).find(|i| i.full_name == function.interface) else { continue };
        let Some(at) = interface.functions.iter().position(|f| f.core_name == function.core_name) else { continue };
        let vectors = share.get(function.number).map(|vectors| vectors.to_vec()).unwrap_or_default();
        calls.push(ScriptCall { number: function.number, interface: interface.id, function: at, vectors });
    }
    Script { role, calls }
}

fn wit_failure(error: &WitError) -> NoGuest {
    NoGuest::Failed(told(error))
}

fn project_failure(error: &ProjectError) -> NoGuest {
    let text = told(error);
    if let ProjectError::Generate(GenerateError::Unsupported(_)) | ProjectError::Build(BuildError::Unsupported(_)) =
        error
    {
        NoGuest::Unsupported(text)
    } else if let ProjectError::Build(BuildError::ToolMissing { .. }) | ProjectError::Toolchain(_) = error {
        NoGuest::NotRun(text)
    } else {
        NoGuest::Failed(text)
    }
}

/// An error with its hint, as the command would print it.
pub(crate) fn told(error: &dyn Diagnostic) -> String {
    render(error, Colour::Never).trim().to_owned()
}
