//! The guests of all languages: how long they take to build, how large they are, how long an app of two takes to start.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use witloom_bindgen::guest::{Measured, Role};
use witloom_bindgen::{FileSet, World};
use witloom_component::Profile;
use witloom_host::{CacheOptions, Compiled, Engine, EngineOptions, Origin};
use witloom_project::graph::{Loose, build_loose};
use witloom_project::registry::Registry;
use witloom_project::toolchain::user_cache;

use super::clock::Clock;
use super::figures;
use super::running::{Running, composed, name, world};
use crate::build::guests::Language;
use crate::build::languages;
use crate::error::MatrixError;
use crate::options::{Event, Options};

/// The ways two guests can be measured, by kind.
const KINDS: [Measured; 2] = [Measured::Costs, Measured::Loads];

/// Languages with guests that are measured, and where these are built.
#[derive(Debug)]
pub struct Workshop<'r> {
    languages: Vec<Language<'r>>,
    folder: tempfile::TempDir,
    profile: Profile,
}

impl<'r> Workshop<'r> {
    /// Finds or installs what languages need; all of them where none is named.
    pub fn new(
        registry: &'r Registry,
        langs: &[String],
        profile: Profile,
        events: &(dyn Fn(Event) + Sync),
    ) -> Result<Self, MatrixError> {
        let options = Options { langs: langs.to_vec(), ..Options::default() };
        let mut languages = languages::prepare(registry, &options, events)?;
        languages.retain(|language| language.by_hand().is_some());
        let folder = tempfile::tempdir().map_err(MatrixError::io(std::env::temp_dir()))?;
        Ok(Self { languages, folder, profile })
    }

    /// The languages whose toolchains are there.
    pub fn languages(&self) -> Vec<String> {
        let ready = self.languages.iter().filter(|language| language.tools.is_ok());
        ready.map(|language| language.id.clone()).collect()
    }

    /// Why others take no part.
    pub(super) fn left_out(&self) -> Vec<String> {
        let missing = self.languages.iter().filter_map(|language| Some((&language.id, language.tools.as_ref().err()?)));
        missing.map(|(id, reason)| format!("{id}: {}", reason.lines().next().unwrap_or_default())).collect()
    }

    pub(super) fn all(&self) -> &[Language<'r>] {
        &self.languages
    }

    /// The component of a guest that is measured.
    pub fn guest(&self, language: &str, kind: Measured, role: Role) -> Result<Vec<u8>, MatrixError> {
        let title = title(language, kind, role);
        let by_hand = self.find(language).and_then(Language::by_hand);
        let by_hand = by_hand.ok_or_else(|| unmeasured(&title, "its language has no guests that are measured"))?;
        self.build(language, &title, &world(kind, role)?, &by_hand.measured(kind, role))
    }

    /// The component of a guest for a world, built unless it was built already.
    pub fn build(&self, language: &str, title: &str, world: &World, sources: &FileSet) -> Result<Vec<u8>, MatrixError> {
        let found = self.find(language).ok_or_else(|| unmeasured(title, "its language takes no part"))?;
        let tools = found.tools.as_ref().map_err(|reason| unmeasured(title, reason))?;
        let name = title.replace(' ', "-");
        let folder = &self.folder.path().join(&name);
        let (name, driver, profile) = (name.as_str(), found.driver, self.profile);
        let loose = Loose { name, driver, tools, world, sources, folder, profile };
        Ok(build_loose(&loose, &|_| {})?.component)
    }

    fn find(&self, language: &str) -> Option<&Language<'r>> {
        self.languages.iter().find(|other| other.id == language)
    }
}

fn unmeasured(title: &str, reason: &str) -> MatrixError {
    MatrixError::Measured { guest: title.to_owned(), reason: reason.to_owned() }
}

/// What a guest is called.
fn title(language: &str, kind: Measured, role: Role) -> String {
    format!("{language} {} {}", name(kind), role.as_str())
}

/// A guest, and what its build took.
struct Built {
    component: Vec<u8>,
    seconds: f64,
    again: f64,
}

impl Built {
    fn measure(build: &dyn Fn() -> Result<Vec<u8>, MatrixError>) -> Result<Self, MatrixError> {
        let timed = || {
            let begin = Instant::now();
            build().map(|component| (component, begin.elapsed().as_secs_f64()))
        };
        let (component, seconds) = timed()?;
        Ok(Self { component, seconds, again: timed()?.1 })
    }
}

/// The guests of a run, and engines for them.
pub(super) struct Guests {
    all: BTreeMap<(String, Measured, &'static str), Built>,
    plain: Engine,
    concurrent: Engine,
}

impl Guests {
    pub(super) fn build(
        workshop: &Workshop<'_>,
        kinds: &dyn Fn(Measured) -> bool,
        events: &dyn Fn(Event),
    ) -> Result<Self, MatrixError> {
        let mut all = BTreeMap::new();
        for language in workshop.languages() {
            for kind in KINDS.into_iter().filter(|kind| kinds(*kind)) {
                for role in [Role::Caller, Role::Callee] {
                    let guest = title(&language, kind, role);
                    events(Event::Building { guest: guest.clone(), note: "building".to_owned() });
                    let built = Built::measure(&|| workshop.guest(&language, kind, role))?;
                    all.insert((language.clone(), kind, role.as_str()), built);
                    events(Event::Built { guest });
                }
            }
        }
        Ok(Self { all, plain: engine(false)?, concurrent: engine(true)? })
    }

    /// A guest's component.
    pub(super) fn component(&self, language: &str, kind: Measured, role: Role) -> &[u8] {
        &self.all[&(language.to_owned(), kind, role.as_str())].component
    }

    /// Two languages in one component, its size, and how long it takes to start where its machine code was kept.
    pub(super) fn pair(
        &self,
        clock: &Clock,
        kind: Measured,
        [caller, callee]: [&str; 2],
    ) -> Result<(Compiled, usize, Option<f64>), MatrixError> {
        let [caller, callee] =
            [(caller, Role::Caller), (callee, Role::Callee)].map(|(name, role)| self.component(name, kind, role));
        let app = composed(kind, caller, callee)?;
        let (compiled, _) = self.load(kind, &app)?;
        let mut cached = false;
        let start = clock.time(|| {
            let (compiled, origin) = self.load(kind, &app)?;
            cached = origin == Origin::Cached;
            Running::start(&compiled).map(drop)
        })?;
        let start = cached.then_some(start.processors.as_secs_f64() * 1e9);
        Ok((compiled, app.len(), start))
    }

    pub(super) fn callee(&self, language: &str) -> Result<Compiled, MatrixError> {
        Ok(self.load(Measured::Costs, self.component(language, Measured::Costs, Role::Callee))?.0)
    }

    fn load(&self, kind: Measured, component: &[u8]) -> Result<(Compiled, Origin), MatrixError> {
        let engine = match kind {
            Measured::Costs => &self.plain,
            Measured::Loads => &self.concurrent,
        };
        let loaded = engine.load(name(kind), component, &[], &|_| {})?;
        Ok((loaded.compiled, loaded.origin))
    }

    pub(super) fn figures(&self) -> Vec<figures::Guest> {
        let one = |((language, kind, role), built): (&(String, Measured, &str), &Built)| figures::Guest {
            language: language.clone(),
            kind: name(*kind).to_owned(),
            role: (*role).to_owned(),
            build_s: built.seconds,
            again_s: built.again,
            bytes: built.component.len(),
            gzip_bytes: gzip(&built.component),
        };
        self.all.iter().map(one).collect()
    }
}

fn engine(concurrency: bool) -> Result<Engine, MatrixError> {
    let cache = CacheOptions { dir: Some(user_cache().join("aot")), ..CacheOptions::default() };
    Ok(Engine::new(&EngineOptions { cache, concurrency, ..EngineOptions::default() })?)
}

/// How large `gzip` makes bytes, where there is one.
fn gzip(bytes: &[u8]) -> Option<usize> {
    let mut command = Command::new("gzip");
    let mut child = command.args(["-9", "-c"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let mut stdin = child.stdin.take()?;
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(bytes));
        child.wait_with_output().ok().filter(|output| output.status.success()).map(|output| output.stdout.len())
    })
}
