//! The figures as a table and as JSON.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::measure::Cost;

/// What was measured for a pair.
pub(crate) struct Row {
    /// `go→java`, or what a peer is.
    pub(crate) name: String,
    pub(crate) caller: String,
    pub(crate) callee: String,
    /// By workload; nothing where the pair can't play it.
    pub(crate) costs: Vec<Option<Cost>>,
    /// What else is known of it.
    pub(crate) more: Value,
}

/// A number of nanoseconds with three digits.
pub(crate) fn text(nanoseconds: f64) -> String {
    let (number, unit) = match nanoseconds {
        n if n < 1e3 => (n, "ns"),
        n if n < 1e6 => (n / 1e3, "µs"),
        n if n < 1e9 => (n / 1e6, "ms"),
        n => (n / 1e9, "s"),
    };
    let decimals = match number {
        n if n < 9.995 => 2,
        n if n < 99.95 => 1,
        _ => 0,
    };
    format!("{number:.decimals$} {unit}")
}

pub(crate) fn cells(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// The begin of a table, as Markdown has it.
pub(crate) fn head(first: &str, workloads: &[&str]) -> String {
    let names: Vec<String> = [first].iter().chain(workloads).map(|name| (*name).to_owned()).collect();
    let rules: Vec<String> = names.iter().map(|_| "---".to_owned()).collect();
    format!("{}\n{}", cells(&names), cells(&rules).replace(' ', ""))
}

/// A pair's line.
pub(crate) fn line(row: &Row) -> String {
    let cost = |cost: &Option<Cost>| cost.map_or("–".to_owned(), |cost| text(cost.processors.least));
    cells(&[row.name.clone()].into_iter().chain(row.costs.iter().map(cost)).collect::<Vec<_>>())
}

fn json_of(row: &Row, workloads: &[&str]) -> Value {
    let costs = workloads.iter().zip(&row.costs);
    let costs: serde_json::Map<String, Value> =
        costs.filter_map(|(name, cost)| Some(((*name).to_owned(), cost.as_ref()?.json()))).collect();
    json!({ "name": row.name, "caller": row.caller, "callee": row.callee, "costs": costs, "more": row.more })
}

/// All of it, where cargo keeps what it makes.
pub(crate) fn write(workloads: &[&str], rows: &[Row], peers: &[Row], guests: &Value) -> std::io::Result<PathBuf> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let machine = json!({ "cores": cores, "os": std::env::consts::OS, "architecture": std::env::consts::ARCH });
    let of = |rows: &[Row]| rows.iter().map(|row| json_of(row, workloads)).collect::<Vec<_>>();
    let all = json!({
        "machine": machine, "workloads": workloads, "guests": guests, "pairs": of(rows), "peers": of(peers),
    });
    let folder = target().join("bench");
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("pairs.json");
    std::fs::write(&path, serde_json::to_string_pretty(&all)? + "\n")?;
    Ok(path)
}

/// The folder where cargo builds.
fn target() -> PathBuf {
    let set = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    set.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"))
}
