//! The figures as tables, in Markdown.

use super::counted::grouped;
use super::figures::{Figures, Row};
use super::measure::Cost;

/// A number of nanoseconds with three digits.
pub fn text(nanoseconds: f64) -> String {
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

fn cells(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// The begin of a table.
fn head(first: &str, columns: &[&str]) -> String {
    let names: Vec<String> = [first].iter().chain(columns).map(|name| (*name).to_owned()).collect();
    format!("{}\n|{}", cells(&names), "---|".repeat(names.len()))
}

/// A row of what calls cost on processors, by the names of workloads.
pub fn line(row: &Row, workloads: &[&str]) -> String {
    cells(&costs(row, workloads, &|cost| cost.processor_ns.least))
}

fn costs(row: &Row, workloads: &[&str], pick: &dyn Fn(&Cost) -> f64) -> Vec<String> {
    let cost = |name: &&str| row.costs.get(*name).map_or("–".to_owned(), |cost| text(pick(cost)));
    [row.name.clone()].into_iter().chain(workloads.iter().map(cost)).collect()
}

/// All of them.
pub fn tables(figures: &Figures) -> String {
    let names: Vec<&str> = figures.workloads.iter().map(|workload| workload.name.as_str()).collect();
    let mut all = Vec::new();
    if !figures.pairs.is_empty() {
        let lines = figures.pairs.iter().map(|row| line(row, &names));
        all.push([head("caller→callee", &names)].into_iter().chain(lines).collect::<Vec<_>>());
        all.push(apps(figures));
    }
    if !figures.peers.is_empty() {
        // Two processes: what somebody waits for, not only what both work.
        let lines = figures.peers.iter().map(|row| cells(&costs(row, &names, &|cost| cost.wall_ns.least)));
        all.push([head("instead, by the clock", &names)].into_iter().chain(lines).collect());
    }
    if !figures.guests.is_empty() {
        all.push(guests(figures));
    }
    if !figures.counted.is_empty() {
        all.push(counted(figures, &names));
    }
    for (title, problems) in [("left out", &figures.left_out), ("failed", &figures.failures)] {
        if !problems.is_empty() {
            all.push(problems.iter().map(|problem| format!("{title}: {problem}")).collect());
        }
    }
    all.iter().map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\n\n")
}

fn megabytes(bytes: usize) -> String {
    format!("{:.2} MB", bytes as f64 / 1e6)
}

fn apps(figures: &Figures) -> Vec<String> {
    let columns = ["size", "start from machine code", "memory at start", "memory after calls"];
    let one = |row: &Row| {
        let app = row.app.as_ref()?;
        let start = app.start_ns.map_or("–".to_owned(), text);
        let memory = [app.memory_start, app.memory_after].map(|bytes| megabytes(bytes as usize));
        let [before, after] = memory;
        Some(cells(&[row.name.clone(), megabytes(app.bytes), start, before, after]))
    };
    [head("app", &columns)].into_iter().chain(figures.pairs.iter().filter_map(one)).collect()
}

fn guests(figures: &Figures) -> Vec<String> {
    let lines = figures.guests.iter().map(|guest| {
        let title = format!("{} {} {}", guest.language, guest.kind, guest.role);
        let gzip = guest.gzip_bytes.map_or("–".to_owned(), megabytes);
        cells(&[title, megabytes(guest.bytes), gzip, text(guest.build_s * 1e9), text(guest.again_s * 1e9)])
    });
    [head("guest", &["size", "gzip", "build", "again"])].into_iter().chain(lines).collect()
}

fn counted(figures: &Figures, workloads: &[&str]) -> Vec<String> {
    let known: Vec<&str> =
        workloads.iter().copied().filter(|name| figures.counted.values().any(|of| of.contains_key(*name))).collect();
    let lines = figures.counted.iter().map(|(language, of)| {
        let count = |name: &&str| of.get(*name).map_or("–".to_owned(), |count| grouped(*count));
        cells(&[language.clone()].into_iter().chain(known.iter().map(count)).collect::<Vec<_>>())
    });
    [head("instructions, of a language with itself", &known)].into_iter().chain(lines).collect()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn numbers_have_three_digits() {
        assert_eq!(
            [16.34, 999.0, 1_280.0, 99_960.0, 4.56e7].map(text),
            ["16.3 ns", "999 ns", "1.28 µs", "100 µs", "45.6 ms"]
        );
    }
}
