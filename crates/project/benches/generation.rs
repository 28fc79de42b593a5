//! What writing bindings costs in every language, from WIT text to files in memory: `cargo bench -p witloom-project --bench
//! generation`. It fails where one takes longer than [`LIMIT`] of a processor's time.
//!
//! The WIT is the largest file of the corpus (`$WITLOOM_CORPUS`, by default `../shared/corpus`, if there), all of WASI 0.2
//! that a service may import, and forty levels of types that use the one before twice.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a failed run has no figures")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use witloom_bindgen::{Language, Options, Wit, World};
use witloom_project::registry::Registry;

const LIMIT: Duration = Duration::from_millis(50);
/// The least of so many times counts: others use the machine, too.
const ROUNDS: usize = 10;

const SERVICE: &str = "package bench:service;
world service {
  import wasi:cli/environment@0.2.12; import wasi:cli/stdout@0.2.12; import wasi:clocks/wall-clock@0.2.12;
  import wasi:filesystem/types@0.2.12; import wasi:filesystem/preopens@0.2.12; import wasi:random/random@0.2.12;
  import wasi:sockets/tcp@0.2.12; import wasi:sockets/udp@0.2.12; import wasi:sockets/ip-name-lookup@0.2.12;
  import wasi:http/types@0.2.12; import wasi:http/outgoing-handler@0.2.12;
  export wasi:http/incoming-handler@0.2.12;
}
";

fn ladder() -> String {
    let mut wit = "package bench:ladder;\ninterface api {\n  type t0 = list<u32>;\n".to_owned();
    for level in 1..=40 {
        let _ = writeln!(wit, "  record t{level} {{ a: list<t{0}>, b: list<t{0}> }}", level - 1);
    }
    wit + "  f: func(x: t40) -> t40;\n}\nworld w { import api; export api; }\n"
}

/// The largest file of the corpus that has worlds.
fn largest() -> Option<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let corpus = std::env::var_os("WITLOOM_CORPUS").map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    let files = std::fs::read_dir(corpus.join("wit")).ok()?.map(|entry| entry.unwrap().path());
    let texts = files.filter(|path| path.extension().is_some_and(|end| end == "wit")).map(|path| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path.file_name().unwrap().to_string_lossy().into_owned(), text)
    });
    texts
        .filter(|(name, text)| Wit::parse(name, text).is_ok_and(|wit| !wit.worlds().is_empty()))
        .max_by_key(|(_, text)| text.len())
}

/// The least time for every world of a text; nothing where the language refuses one.
fn least(language: &dyn Language, name: &str, text: &str) -> Option<Duration> {
    let once = || {
        let begin = Instant::now();
        let wit = Wit::parse(name, text).unwrap();
        for world in wit.worlds() {
            let world = World::from_wit(&wit, Some(world)).unwrap();
            language.generate(&world, &Options::default()).ok()?;
        }
        Some(begin.elapsed())
    };
    (0..ROUNDS).map(|_| once()).min()?
}

fn main() -> ExitCode {
    let mut texts = vec![("service".to_owned(), SERVICE.to_owned()), ("ladder".to_owned(), ladder())];
    texts.extend(largest());
    let mut slow = false;
    for driver in Registry::default().iter() {
        for (name, text) in &texts {
            let shown = match least(driver.language(), name, text) {
                Some(time) => {
                    slow |= time > LIMIT;
                    format!("{:8.2} ms{}", time.as_secs_f64() * 1e3, if time > LIMIT { ", too long" } else { "" })
                }
                None => " refused".to_owned(),
            };
            println!("{:12} {name:20} {shown}", driver.language().id());
        }
    }
    if slow { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
