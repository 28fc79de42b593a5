//! Many damaged inputs through every command that reads them; what makes the tool panic is reduced and kept.
//!
//! `cargo run --release -p witloom-cli --example fuzz_inputs -- [--seed N] [--count N] [--kind KIND] [--seeds FOLDER]
//! [--out FOLDER]` takes the `witloom` beside it in the build folder. It ends with status 1 when it found anything.

#[path = "../fuzz/mod.rs"]
#[allow(unreachable_pub, missing_debug_implementations, reason = "a module of two programs")]
mod fuzz;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fuzz::reduce::reduce;
use fuzz::{Fault, Kind, check, input, seeds};

struct Options {
    seed: u64,
    count: u64,
    kinds: Vec<Kind>,
    seeds: Option<PathBuf>,
    out: PathBuf,
}

fn options() -> Result<Options, String> {
    let mut options =
        Options { seed: 0, count: 1000, kinds: Kind::ALL.to_vec(), seeds: None, out: PathBuf::from("fuzz-found") };
    let mut args = std::env::args().skip(1);
    while let Some(name) = args.next() {
        let value = args.next().ok_or_else(|| format!("`{name}` wants a value"))?;
        let number = || value.parse().map_err(|_| format!("`{name}` wants a number, not `{value}`"));
        match name.as_str() {
            "--seed" => options.seed = number()?,
            "--count" => options.count = number()?,
            "--seeds" => options.seeds = Some(PathBuf::from(value)),
            "--out" => options.out = PathBuf::from(value),
            "--kind" => {
                options.kinds = Kind::ALL.into_iter().filter(|kind| kind.as_str() == value).collect();
                if options.kinds.is_empty() {
                    let known = Kind::ALL.map(Kind::as_str).join(", ");
                    return Err(format!("there is no kind `{value}`, only {known}"));
                }
            }
            _ => return Err(format!("unknown option `{name}`")),
        }
    }
    Ok(options)
}

/// The program that was built beside this one.
fn program() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let program = own.ancestors().nth(2).map(|folder| folder.join("witloom")).filter(|program| program.is_file());
    program.ok_or_else(|| "build the program first: `cargo build --release -p witloom-cli`".to_owned())
}

fn keep(out: &Path, kind: Kind, number: u64, bytes: &[u8], fault: &Fault) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(out)?;
    let path = out.join(format!("{}-{number}", kind.as_str()));
    std::fs::write(&path, bytes)?;
    std::fs::write(path.with_extension("txt"), format!("witloom {}\n{}\n{}\n", fault.command, fault.mark, fault.said))?;
    Ok(path)
}

fn run() -> Result<usize, String> {
    let options = options()?;
    let witloom = program()?;
    let seeds = seeds::Seeds::gather(options.seeds.as_deref());
    let mut marks = BTreeSet::new();
    let mut faults = 0;
    for number in options.seed..options.seed + options.count {
        for &kind in &options.kinds {
            let bytes = input::input(&seeds, kind, number);
            let Err(fault) = check(&witloom, kind, &bytes) else { continue };
            faults += 1;
            if !marks.insert(fault.mark.clone()) {
                continue;
            }
            let (bytes, fault) = reduce(&witloom, kind, &bytes, &fault);
            let path = keep(&options.out, kind, number, &bytes, &fault).map_err(|error| error.to_string())?;
            println!("{} {number}: {} ({} bytes in {})", kind.as_str(), fault.mark, bytes.len(), path.display());
        }
        if (number + 1 - options.seed).is_multiple_of(100) {
            println!("{} of {}, {faults} faults, {} kinds", number + 1 - options.seed, options.count, marks.len());
        }
    }
    Ok(faults)
}

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(faults) => {
            println!("{faults} inputs made the tool panic");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
