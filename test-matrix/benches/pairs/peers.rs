//! What one would use instead: the same functions behind other ways to call, by programs that lie in `scripts/peers` of a
//! language's folder, and a block of memory that is copied.
//!
//! `make.sh PROTO FOLDER` makes them and prints the ways that it knows. `FOLDER/serve WAY` prints its address and serves
//! until its input ends. `FOLDER/call WAY ADDRESS` reads lines `FUNCTION TIMES [UNIT] [COUNT]` and answers each: `ok`, `none`
//! where it has no such function, or what went wrong. As guests do, it calls once, looks at the answer, and calls so many
//! times. Every caller of a way plays with every server of it.

use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use witloom_project::registry::Registry;

use crate::clock::Clock;
use crate::costs::{Kind, Workload};
use crate::measure::{Cost, cost};
use crate::report::{Row, text};

const MEBIBYTE: usize = 1 << 20;

/// A program that is spoken with by lines.
struct Program {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Program {
    fn start(path: &Path, args: &[&str]) -> std::io::Result<Self> {
        let mut child = Command::new(path).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take().expect("it is a pipe"));
        Ok(Self { child, input, output: BufReader::new(output) })
    }

    fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.input.as_mut().map_or(Ok(()), |input| writeln!(input, "{line}"))
    }

    fn hear(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It ends with its input.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// What a language has made.
struct Peer {
    language: String,
    folder: PathBuf,
    ways: Vec<String>,
}

fn made(root: &Path, language: &str, folder: &Path) -> Option<Peer> {
    let script = root.join(format!("sdk-{language}/scripts/peers/make.sh"));
    if !script.is_file() {
        return None;
    }
    let folder = folder.join(language);
    std::fs::create_dir(&folder).expect("a folder");
    let proto = root.join("test-matrix/benches/peers/costs.proto");
    let output = Command::new("sh").arg(&script).arg(proto).arg(&folder).output().expect("a shell");
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        println!("left out: peers in {language}: {}", said.lines().last().unwrap_or("no reason given"));
        return None;
    }
    let ways = String::from_utf8_lossy(&output.stdout).split_whitespace().map(str::to_owned).collect();
    Some(Peer { language: language.to_owned(), folder, ways })
}

/// What a caller is told to do.
fn order(workload: &Workload, times: u32) -> String {
    let mut words = vec![workload.function.to_owned(), times.to_string()];
    words.extend(workload.unit.map(str::to_owned));
    words.extend(workload.count.map(|count| count.to_string()));
    words.join(" ")
}

/// Whether it has the function: what it says, then.
fn ask(caller: &mut Program, order: &str) -> Result<bool, String> {
    caller.say(order).map_err(|error| error.to_string())?;
    match caller.hear().map_err(|error| error.to_string())?.as_str() {
        "ok" => Ok(true),
        "none" => Ok(false),
        other => Err(format!("`{order}`: {other}")),
    }
}

fn played(caller: &mut Program, clock: &Clock, workload: &Workload) -> Option<Cost> {
    let problem = |error: String| -> ! { panic!("a peer failed: {error}") };
    if workload.kind == Kind::Loads && workload.function != "produce" {
        return None;
    }
    if !ask(caller, &order(workload, 0)).unwrap_or_else(|error| problem(error)) {
        return None;
    }
    let run = |times| ask(caller, &order(workload, times)).map(|_| ());
    Some(cost(clock, run).unwrap_or_else(|error| problem(error)))
}

fn between(way: &str, caller: &Peer, callee: &Peer, workloads: &[Workload]) -> Row {
    let started = |peer: &Peer, name: &str, args: &[&str]| {
        Program::start(&peer.folder.join(name), args).unwrap_or_else(|error| panic!("{name} {way}: {error}"))
    };
    let mut server = started(callee, "serve", &[way]);
    let address = server.hear().expect("an address");
    let mut program = started(caller, "call", &[way, &address]);
    let clock = Clock::with(&[server.child.id(), program.child.id()]);
    let costs = workloads.iter().map(|workload| played(&mut program, &clock, workload)).collect();
    let name = format!("{way} {}→{}", caller.language, callee.language);
    let (caller, callee) = (caller.language.clone(), callee.language.clone());
    Row { name, caller, callee, costs, more: json!({ "way": way }) }
}

/// One mebibyte, copied there and back.
fn copied(workloads: &[Workload]) -> Row {
    let from = vec![7_u8; MEBIBYTE];
    let mut to = vec![0_u8; MEBIBYTE];
    let mut back = vec![0_u8; MEBIBYTE];
    let copy = |times| -> Result<(), String> {
        for _ in 0..times {
            to.copy_from_slice(black_box(&from));
            back.copy_from_slice(black_box(&to));
            black_box(&mut back);
        }
        Ok(())
    };
    let time = cost(&Clock::with(&[]), copy).ok();
    let costs = workloads.iter().map(|workload| time.filter(|_| workload.function == "bytes")).collect();
    Row { name: "memcpy".to_owned(), caller: String::new(), callee: String::new(), costs, more: Value::Null }
}

/// The same row by the clock instead of by processors: two processes wait for each other.
fn by_clock(row: &Row) -> String {
    let costs: Vec<String> =
        row.costs.iter().map(|cost| cost.map_or("–".to_owned(), |cost| text(cost.wall.least))).collect();
    crate::report::cells(&[vec![format!("{}, by the clock", row.name)], costs].concat())
}

/// Measures all of them.
pub(crate) fn measure(workloads: &[Workload], tell: &mut dyn FnMut(Row)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().expect("a folder");
    let peers: Vec<Peer> =
        Registry::default().ids().into_iter().filter_map(|language| made(&root, language, folder.path())).collect();
    tell(copied(workloads));
    let mut ways: Vec<&String> = peers.iter().flat_map(|peer| &peer.ways).collect();
    ways.sort();
    ways.dedup();
    for way in ways {
        let those: Vec<&Peer> = peers.iter().filter(|peer| peer.ways.contains(way)).collect();
        for caller in &those {
            for callee in &those {
                let row = between(way, caller, callee, workloads);
                println!("{}", by_clock(&row));
                tell(row);
            }
        }
    }
}
