//! The guests of all languages: how long they take to build, how large they are, how long an app of two takes to start.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};
use witloom_bindgen::guest::Role;
use witloom_host::{CacheOptions, Compiled, Engine, EngineOptions, Origin};
use witloom_project::toolchain::user_cache;

use crate::by_hand::Workshop;
use crate::clock::Clock;
use crate::costs::Kind;
use crate::pairs::{Running, composed, part};
use crate::report::{cells, head, text};

struct Guest {
    component: Vec<u8>,
    /// Seconds that its build took, with the toolchain at hand.
    built: f64,
    gzip: Option<usize>,
}

pub(crate) struct Guests {
    all: BTreeMap<(String, &'static str, &'static str), Guest>,
    plain: Engine,
    concurrent: Engine,
}

impl Guests {
    pub(crate) fn build(workshop: &Workshop, languages: &[&str], kinds: &[Kind]) -> Self {
        let mut all = BTreeMap::new();
        for language in languages {
            for kind in kinds {
                for role in [Role::Caller, Role::Callee] {
                    let begin = Instant::now();
                    let component = part(workshop, language, kind.name(), role);
                    let built = begin.elapsed().as_secs_f64();
                    let gzip = gzip(&component);
                    all.insert(((*language).to_owned(), kind.name(), role.as_str()), Guest { component, built, gzip });
                }
            }
        }
        Self { all, plain: engine(false), concurrent: engine(true) }
    }

    fn component(&self, language: &str, kind: Kind, role: Role) -> &[u8] {
        &self.all[&(language.to_owned(), kind.name(), role.as_str())].component
    }

    /// Two languages in one component, and how long it takes to start.
    pub(crate) fn pair(&self, clock: &Clock, kind: Kind, caller: &str, callee: &str) -> (Compiled, Value) {
        let [caller, callee] =
            [(caller, Role::Caller), (callee, Role::Callee)].map(|(name, role)| self.component(name, kind, role));
        let app = composed(kind.name(), caller, callee);
        let (compiled, _) = self.load(kind, &app);
        let mut cached = true;
        let start = clock.time::<()>(|| {
            let (compiled, origin) = self.load(kind, &app);
            cached = origin == Origin::Cached;
            drop(Running::start(&compiled));
            Ok(())
        });
        let start = start.ok().filter(|_| cached).map(|time| time.processors.as_secs_f64() * 1e9);
        (compiled, json!({ "cached_ns": start, "bytes": app.len() }))
    }

    pub(crate) fn callee(&self, language: &str) -> Compiled {
        self.load(Kind::Costs, self.component(language, Kind::Costs, Role::Callee)).0
    }

    fn load(&self, kind: Kind, component: &[u8]) -> (Compiled, Origin) {
        let engine = match kind {
            Kind::Costs => &self.plain,
            Kind::Loads => &self.concurrent,
        };
        let loaded = engine.load(kind.name(), component, &[], &|_| {}).expect("it compiles");
        (loaded.compiled, loaded.origin)
    }

    pub(crate) fn json(&self) -> Value {
        let guest = |((language, kind, role), guest): (&(String, &str, &str), &Guest)| {
            json!({
                "language": language, "kind": kind, "role": role, "build_s": guest.built,
                "bytes": guest.component.len(), "gzip_bytes": guest.gzip,
            })
        };
        self.all.iter().map(guest).collect()
    }

    /// The same for people.
    pub(crate) fn table(&self) -> String {
        let mut table = head("guest", &["size", "gzip", "build"]);
        let size = |bytes: usize| format!("{:.2} MB", bytes as f64 / 1e6);
        for ((language, kind, role), guest) in &self.all {
            let gzip = guest.gzip.map_or("–".to_owned(), size);
            let line =
                [format!("{language} {kind} {role}"), size(guest.component.len()), gzip, text(guest.built * 1e9)];
            table += &format!("\n{}", cells(&line));
        }
        table
    }
}

fn engine(concurrency: bool) -> Engine {
    let cache = CacheOptions { dir: Some(user_cache().join("aot")), ..CacheOptions::default() };
    Engine::new(&EngineOptions { cache, concurrency, ..EngineOptions::default() }).expect("an engine")
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
