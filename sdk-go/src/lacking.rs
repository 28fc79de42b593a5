//! Calls of the standard library that compile and can only fail in a component, told by name while it is built.
//!
//! Go for WASI preview 1 answers them with errors such as "executable file not found in $PATH" or "Connection refused",
//! which lead nowhere. What is looked at is the user's own files; a call counts when its package was linked, too.

use std::collections::HashSet;
use std::path::Path;

use witloom_component::Job;
use witloom_component::disk::{Kind, walk};

use crate::generate::nethttp::client_package;
use crate::registered;

/// What a package lacks.
struct Lack {
    /// Its import path.
    package: &'static str,
    /// What of it can't work: names, each with all that starts so.
    names: &'static [&'static str],
    /// Why, and what to use.
    why: &'static str,
}

const SENDING: &str =
    "Go has no sockets in a component: add `import wasi:http/client@0.3.0;` to the world, and `net/http` sends by it";

const LACKS: &[Lack] = &[
    Lack {
        package: "os/exec",
        names: &["Command", "LookPath"],
        why: "a component can't start processes: call another component",
    },
    Lack { package: "os", names: &["StartProcess"], why: "a component can't start processes: call another component" },
    Lack {
        package: "os/signal",
        names: &["Notify"],
        why: "nothing sends signals to a component: its functions end when they return",
    },
    Lack {
        package: "net",
        names: &["Dial", "Listen", "Lookup"],
        why: "Go has no sockets in a component: import `wasi:sockets` in the world, or `wasi:http/client`",
    },
    Lack {
        package: "crypto/tls",
        names: &["Dial", "Listen"],
        why: "Go has no sockets in a component: `net/http` speaks HTTPS where the world imports `wasi:http/client`",
    },
    Lack { package: "net/http", names: &["Get", "Head(", "Post", "DefaultClient", "DefaultTransport"], why: SENDING },
    Lack {
        package: "net/http",
        names: &["ListenAndServe", "Serve("],
        why: "Go has no sockets in a component: export `wasi:http/handler@0.3.0`, hand the handler to `nethttp.Serve` of \
              `gen/wit/nethttp`, and `witloom serve` listens",
    },
    Lack { package: "plugin", names: &["Open"], why: "a component can't load code: call another component" },
];

/// Operating systems that Go's build constraints name and that aren't ours.
const OTHERS: &[&str] =
    &["linux", "darwin", "windows", "unix", "freebsd", "netbsd", "openbsd", "js", "plan9", "android"];

/// One sentence for each such call, with its place.
pub(crate) fn warnings(module: &[u8], job: &Job<'_>) -> Vec<String> {
    let linked = registered::functions(module).unwrap_or_default();
    let skip = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with('.')
            || name.starts_with('_')
            || ["gen", "vendor", "testdata"].iter().any(|folder| name == *folder)
    };
    let Ok(found) = walk(job.source, &skip) else { return Vec::new() };
    let sends = client_package(job.world, job.options).is_some();
    let mut warnings = Vec::new();
    for file in found.iter().filter(|file| file.kind == Kind::File) {
        let shown = job.source.join(&file.relative).display().to_string();
        if is_ours(&file.relative)
            && let Ok(text) = std::fs::read_to_string(&file.path)
            && is_built(&text)
        {
            let calls = calls(&text, &linked).into_iter().filter(|(_, said)| !(sends && said.ends_with(SENDING)));
            warnings.extend(calls.map(|(line, said)| format!("{shown}:{line}: {said}")));
        }
    }
    warnings
}

/// Whether a file's name makes it part of a build for our system.
fn is_ours(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = stem.rsplit('_').next().filter(|end| *end != stem).unwrap_or_default();
    path.extension().is_some_and(|end| end == "go") && end != "test" && !OTHERS.contains(&end)
}

/// Whether a file's constraint may hold for our system.
fn is_built(text: &str) -> bool {
    let Some(rule) = text.lines().find_map(|line| line.strip_prefix("//go:build ")) else { return true };
    let words: Vec<&str> = rule.split(|c: char| !c.is_alphanumeric() && c != '!').collect();
    let ours = ["wasip1", "wasm"];
    let excluded = ours.iter().any(|name| words.contains(&format!("!{name}").as_str()));
    let named = ours.iter().any(|name| words.contains(name));
    !excluded && (named || !words.iter().any(|word| OTHERS.contains(word) || *word == "ignore"))
}

/// Lines with a call that can't work, and what to say.
fn calls(text: &str, linked: &HashSet<String>) -> Vec<(usize, String)> {
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let mut said = Vec::new();
    for lack in LACKS {
        let symbol = lack.package.replace('/', "_") + ".";
        let Some(alias) = imported_as(&code, lack.package) else { continue };
        if !linked.iter().any(|name| name.starts_with(&symbol)) {
            continue;
        }
        for (at, line) in code.iter().enumerate() {
            if let Some(call) = lack.names.iter().find_map(|name| used(line, &alias, name)) {
                let package = lack.package.rsplit('/').next().unwrap_or(lack.package);
                said.push((at + 1, format!("`{package}.{call}` can only fail here: {}", lack.why)));
            }
        }
    }
    said.sort();
    said
}

/// The name by which a file calls a package that it imports.
fn imported_as(code: &[&str], package: &str) -> Option<String> {
    let path = format!("\"{package}\"");
    let line = code.iter().map(|line| line.trim()).find(|line| {
        let before = line.strip_suffix(path.as_str()).map(str::trim);
        before.is_some_and(|before| before.split_whitespace().count() <= 2 && !before.contains(['=', '(']))
    })?;
    let before = line.strip_suffix(path.as_str()).unwrap_or_default().trim_start_matches("import").trim();
    let last = package.rsplit('/').next().unwrap_or(package);
    Some(if before.is_empty() { last.to_owned() } else { before.to_owned() })
}

/// The whole name of what a line uses of a package, if it starts so.
fn used<'l>(line: &'l str, alias: &str, name: &str) -> Option<&'l str> {
    let selector = format!("{alias}.{name}");
    let at = line.match_indices(&selector).map(|(at, _)| at).find(|at| {
        let before = line[..*at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.' || c == '"')
    })?;
    let rest = &line[at + alias.len() + 1..];
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    Some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "package main\n\nimport (\n\t\"fmt\"\n\t\"net\"\n\trun \"os/exec\"\n)\n\nfunc f() {\n\tnet.ParseIP(\"::1\")\n\
        \t// net.Dial(\"tcp\", \"x\")\n\tnet.DialTimeout(\"tcp\", \"x\", 0)\n\tmynet.Dial()\n\trun.CommandContext(ctx, \"ls\")\n}\n";

    #[test]
    fn calls_have_places() {
        let linked = ["net.DialTimeout", "os_exec.CommandContext"].map(str::to_owned).into();
        let said: Vec<(usize, String)> = calls(FILE, &linked);
        assert_eq!(said.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [12, 14]);
        assert!(said[0].1.starts_with("`net.DialTimeout` can only fail here: Go has no sockets"), "{said:?}");
        assert!(said[1].1.starts_with("`exec.CommandContext` can only fail here: a component can't start"), "{said:?}");
        assert!(calls(FILE, &HashSet::new()).is_empty());
    }

    #[test]
    fn types_are_no_calls() {
        let file = "import \"net/http\"\n\nvar h http.Header\n\nfunc f() { http.Head(\"x\") }\n";
        let said = calls(file, &["net_http.Head".to_owned()].into());
        assert_eq!(said.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [5]);
        assert!(said[0].1.starts_with("`http.Head` can only fail here"), "{said:?}");
    }

    #[test]
    fn files_of_other_systems_are_passed_by() {
        assert!(is_ours(Path::new("a/main.go")) && is_ours(Path::new("a_wasip1.go")));
        assert!(!is_ours(Path::new("a_linux.go")) && !is_ours(Path::new("a_test.go")) && !is_ours(Path::new("a.txt")));
        assert!(is_built("package x\n") && is_built("//go:build wasip1 || linux\n"));
        assert!(
            !is_built("//go:build !wasip1\n") && !is_built("//go:build linux\n") && !is_built("//go:build ignore\n")
        );
    }
}
