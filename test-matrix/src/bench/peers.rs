//! What one would use instead: the same functions behind other ways to call, by the native programs of languages
//! ([`ByHand::peers`](witloom_bindgen::guest::ByHand)), and a block of memory that is copied.
//!
//! `make.sh PROTO FOLDER` makes them and prints the ways that it knows. `FOLDER/serve WAY` prints its address and serves
//! until its input ends. `FOLDER/call WAY ADDRESS` reads lines `FUNCTION TIMES [UNIT] [COUNT]` and answers each: `ok`, `none`
//! where it has no such function, or what went wrong. As guests do, it calls once, looks at the answer, and calls so many
//! times. Every caller of a way plays with every server of it.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use witloom_bindgen::guest::{Measured, Sources};

use super::clock::Clock;
use super::figures::Row;
use super::measure::{Cost, cost};
use super::workloads::Workload;
use crate::build::guests::Language;
use crate::error::MatrixError;

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

/// Makes the programs of a language, or says why there are none.
fn made(language: &str, sources: Sources, folder: &Path) -> Result<Peer, MatrixError> {
    let folder = folder.join(language);
    let (source, made) = (folder.join("source"), folder.join("made"));
    let files = sources.iter().map(|(path, text)| (source.join(path), *text));
    let proto = (source.join("proto/costs.proto"), include_str!("../../scripts/costs.proto"));
    for (path, text) in files.chain([proto]) {
        std::fs::create_dir_all(path.parent().unwrap_or(&source)).map_err(MatrixError::io(&path))?;
        std::fs::write(&path, text).map_err(MatrixError::io(&path))?;
    }
    std::fs::create_dir(&made).map_err(MatrixError::io(&made))?;
    let failed = |reason: String| MatrixError::Measured { guest: format!("peers in {language}"), reason };
    let mut make = Command::new("sh");
    make.arg(source.join("make.sh")).arg(source.join("proto/costs.proto")).arg(&made);
    let output = make.output().map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(failed(said.lines().last().unwrap_or("no reason given").to_owned()));
    }
    let ways = String::from_utf8_lossy(&output.stdout).split_whitespace().map(str::to_owned).collect();
    Ok(Peer { language: language.to_owned(), folder: made, ways })
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

fn played(caller: &mut Program, clock: &Clock, workload: &Workload) -> Result<Option<Cost>, String> {
    if workload.kind == Measured::Loads && workload.function != "produce" {
        return Ok(None);
    }
    if !ask(caller, &order(workload, 0))? {
        return Ok(None);
    }
    cost(clock, |times| ask(caller, &order(workload, times)).map(|_| ())).map(Some)
}

fn between(way: &str, caller: &Peer, callee: &Peer, workloads: &[Workload]) -> Result<Row, String> {
    let started = |peer: &Peer, name: &str, args: &[&str]| {
        let program = Program::start(&peer.folder.join(name), args);
        program.map_err(|error| format!("{name} {way}: {error}"))
    };
    let mut server = started(callee, "serve", &[way])?;
    let address = server.hear().map_err(|error| error.to_string())?;
    let mut program = started(caller, "call", &[way, &address])?;
    let clock = Clock::with(&[server.child.id(), program.child.id()]);
    let mut costs = BTreeMap::new();
    for workload in workloads {
        if let Some(cost) = played(&mut program, &clock, workload)? {
            costs.insert(workload.name.to_owned(), cost);
        }
    }
    let name = format!("{way} {}→{}", caller.language, callee.language);
    Ok(Row { name, caller: caller.language.clone(), callee: callee.language.clone(), costs, app: None })
}

/// One mebibyte, copied there and back.
fn copied(workloads: &[Workload]) -> Option<Row> {
    let bytes = workloads.iter().find(|workload| workload.function == "bytes")?;
    let from = vec![7_u8; MEBIBYTE];
    let mut to = vec![0_u8; MEBIBYTE];
    let mut back = vec![0_u8; MEBIBYTE];
    let mut run = |times: u32| {
        for _ in 0..times {
            to.copy_from_slice(black_box(&from));
            back.copy_from_slice(black_box(&to));
            black_box(&mut back);
        }
        Ok(())
    };
    let cost = cost(&Clock::with(&[]), &mut run).ok()?;
    let costs = BTreeMap::from([(bytes.name.to_owned(), cost)]);
    let name = "a block of memory, copied".to_owned();
    Some(Row { name, caller: String::new(), callee: String::new(), costs, app: None })
}

/// Measures all of them; tells which couldn't be.
pub(super) fn measure(
    languages: &[Language<'_>],
    workloads: &[Workload],
    tell: &mut dyn FnMut(Row),
) -> Result<Vec<String>, MatrixError> {
    let folder = tempfile::tempdir().map_err(MatrixError::io(std::env::temp_dir()))?;
    let (mut peers, mut failures) = (Vec::new(), Vec::new());
    for language in languages {
        let sources = language.by_hand().map_or(&[] as Sources, |by_hand| by_hand.peers);
        if !sources.is_empty() {
            match made(&language.id, sources, folder.path()) {
                Ok(peer) => peers.push(peer),
                Err(error) => failures.push(error.to_string()),
            }
        }
    }
    copied(workloads).into_iter().for_each(&mut *tell);
    let mut ways: Vec<&String> = peers.iter().flat_map(|peer| &peer.ways).collect();
    ways.sort();
    ways.dedup();
    for way in ways {
        let those: Vec<&Peer> = peers.iter().filter(|peer| peer.ways.contains(way)).collect();
        for caller in &those {
            for callee in &those {
                match between(way, caller, callee, workloads) {
                    Ok(row) => tell(row),
                    Err(error) => failures.push(format!("{way} {}→{}: {error}", caller.language, callee.language)),
                }
            }
        }
    }
    Ok(failures)
}
