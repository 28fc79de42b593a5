//! What `run`, `serve` and `dev` let an app reach: the command line's options, and the defaults of `[run]`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use miette::Diagnostic;
use thiserror::Error as ThisError;
use witloom_host::{DirGrant, Grants, HttpOrigin, HttpTrust, Limits, Net, OriginError, Output, RunOptions, Stdin};
use witloom_project::manifest::{Run, Size};

use crate::app::Target;
use crate::ui::{Error, Ui};
use state::StateArgs;

pub(crate) use state::ManifestState;

mod state;

/// Options of every command that runs an app.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct GrantArgs {
    /// Let the app use a folder: `HOST`, `HOST::GUEST`, with `::ro` at the end for reading only.
    #[arg(long = "dir", value_name = "HOST[::GUEST]")]
    dirs: Vec<String>,
    /// Give the app an environment variable: `NAME=VALUE`, or `NAME` for the one that is set here.
    #[arg(long, value_name = "NAME[=VALUE]")]
    env: Vec<String>,
    /// Let the app use the network, HTTP included.
    #[arg(long)]
    net: bool,
    /// Let the app send HTTP requests to an origin: `https://api.example.com`, `https://*.example.com` for all names
    /// below, `http://localhost:*` for all ports, `*` for everyone.
    #[arg(long, value_name = "ORIGIN", value_parser = |text: &str| text.parse::<HttpOrigin>())]
    http: Vec<HttpOrigin>,
    /// Take certificates for HTTP that are signed by the authorities in this PEM file, too.
    #[arg(long, value_name = "FILE")]
    http_ca: Vec<PathBuf>,
    #[command(flatten)]
    state: StateArgs,
    /// Stop the app when it takes more memory, for instance `512MiB`; `none` for no limit. A request of a server may
    /// take 1GiB when left out.
    #[arg(long, value_name = "SIZE", value_parser = ceiling(size))]
    memory: Option<Ceiling<u64>>,
    /// Stop the app (or one call, or one request) after this time, for instance `30s`; `none` for no limit. A request
    /// of a server may take 60s when left out.
    #[arg(long, value_name = "TIME", value_parser = ceiling(time))]
    timeout: Option<Ceiling<Duration>>,
}

/// What an app is run for, which decides the limits it has when none are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// One run that its user waits for.
    Run,
    /// Requests of strangers.
    Serve,
}

impl Purpose {
    fn memory(self) -> Option<u64> {
        match self {
            Self::Run => None,
            Self::Serve => Some(1 << 30),
        }
    }

    fn time(self) -> Option<Duration> {
        match self {
            Self::Run => None,
            Self::Serve => Some(Duration::from_secs(60)),
        }
    }
}

/// A limit that can be lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ceiling<T> {
    None,
    At(T),
}

impl<T> Ceiling<T> {
    fn limit(self) -> Option<T> {
        match self {
            Self::None => None,
            Self::At(limit) => Some(limit),
        }
    }
}

/// A parser of limits: `none`, or what `parse` takes.
fn ceiling<T>(
    parse: fn(&str) -> Result<T, String>,
) -> impl Fn(&str) -> Result<Ceiling<T>, String> + Clone + Send + Sync + 'static
where
    T: 'static,
{
    move |text| if text == "none" { Ok(Ceiling::None) } else { parse(text).map(Ceiling::At) }
}

#[derive(Debug, ThisError, Diagnostic)]
enum GrantError {
    #[error("the environment variable `{name}` is not set")]
    #[diagnostic(code("W0013"), help("give it a value: `--env {name}=VALUE`"))]
    Unset { name: String },
    #[error("`{text}` in `[run] http` of witloom.toml is no origin: {reason}")]
    #[diagnostic(code("W0019"), help("write it as in `http = [\"https://api.example.com\"]`"))]
    Origin { text: String, reason: OriginError },
    #[error("`{}` can't be made", .path.display())]
    #[diagnostic(code("W0308"), help("`[run] dirs` in witloom.toml asks for this folder"))]
    Folder {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
}

impl GrantArgs {
    /// The options of a run; says on stderr what the app's manifest grants.
    pub(crate) fn options(
        &self,
        purpose: Purpose,
        target: &Target,
        args: &[String],
        ui: &Ui,
    ) -> Result<RunOptions, Error> {
        let mut grants = Grants { stdin: Stdin::Inherit, args: args.to_vec(), ..Grants::default() };
        let mut authorities = self.http_ca.clone();
        if let Some((root, run)) = &target.app {
            from_manifest(&mut grants, root, run, ui)?;
            authorities.extend(run.http_ca.0.iter().map(|file| root.join(file)));
        }
        for dir in self.dirs.iter().map(|text| DirGrant::parse(text)) {
            grants.dirs.retain(|granted| granted.guest != dir.guest);
            grants.dirs.push(dir);
        }
        for text in &self.env {
            let pair = match text.split_once('=') {
                Some((name, value)) => (name.to_owned(), value.to_owned()),
                None => (text.clone(), std::env::var(text).map_err(|_| GrantError::Unset { name: text.clone() })?),
            };
            grants.env.retain(|(name, _)| *name != pair.0);
            grants.env.push(pair);
        }
        if self.net {
            grants.net = Net::All;
        }
        grants.http.extend(self.http.iter().cloned());
        grants.http_trust = HttpTrust::with_files(&authorities)?;
        let root = target.app.as_ref().map(|(root, _)| root.as_path());
        grants.stores = self.state.stores(&target.state, root, ui)?;
        grants.settings = self.state.settings(&target.state, root)?;
        let limits = Limits {
            memory: self.memory.map_or(purpose.memory(), Ceiling::limit),
            time: self.timeout.map_or(purpose.time(), Ceiling::limit),
            ..Limits::default()
        };
        Ok(RunOptions { grants, output: Output::default(), limits })
    }
}

/// A folder to grant as files of the app name it, relative to the app's.
pub(crate) fn dir_below(root: &Path, text: &str) -> DirGrant {
    // A single colon before `ro` reads as well as two.
    let text = text.strip_suffix(":ro").map_or(text.to_owned(), |rest| format!("{}::ro", rest.trim_end_matches(':')));
    let mut dir = DirGrant::parse(&text);
    dir.host = root.join(&dir.host);
    dir
}

fn from_manifest(grants: &mut Grants, root: &Path, run: &Run, ui: &Ui) -> Result<(), Error> {
    for text in &run.dirs {
        let dir = dir_below(root, text);
        if !dir.read_only {
            let failed = |cause| GrantError::Folder { path: dir.host.clone(), cause };
            std::fs::create_dir_all(&dir.host).map_err(failed)?;
        }
        let what = if dir.read_only { "reading" } else { "reading and writing" };
        ui.note(&format!("granted by witloom.toml: {what} `{}` as `{}`", dir.host.display(), dir.guest));
        grants.dirs.push(dir);
    }
    for (name, value) in &run.env {
        ui.note(&format!("granted by witloom.toml: the environment variable `{name}`"));
        grants.env.push((name.clone(), value.clone()));
    }
    if run.net {
        ui.note("granted by witloom.toml: the network");
        grants.net = Net::All;
    }
    for text in &run.http {
        let origin: HttpOrigin = text.parse().map_err(|reason| GrantError::Origin { text: text.clone(), reason })?;
        ui.note(&format!("granted by witloom.toml: HTTP requests to `{origin}`"));
        grants.http.push(origin);
    }
    if grants.args.is_empty() {
        grants.args.clone_from(&run.args);
    }
    Ok(())
}

/// A number with a unit: the number, and the unit in small letters.
fn split_unit(text: &str) -> (&str, String) {
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    (&text[..at], text[at..].trim().to_ascii_lowercase())
}

fn size(text: &str) -> Result<u64, String> {
    text.parse().map(|Size(bytes)| bytes)
}

fn time(text: &str) -> Result<Duration, String> {
    let (number, unit) = split_unit(text);
    let seconds = match unit.as_str() {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("unknown unit `{unit}`: use ms, s, min or h")),
    };
    let number: f64 = number.parse().map_err(|_| "write a number and a unit, such as 30s".to_owned())?;
    Duration::try_from_secs_f64(number * seconds).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_sizes_and_times() {
        assert_eq!(size("512MiB"), Ok(512 << 20));
        assert_eq!(size("1000"), Ok(1000));
        assert!(size("12 parsecs").is_err() && size("MiB").is_err());
        assert_eq!(time("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(time("20ms"), Ok(Duration::from_millis(20)));
        assert!(time("soon").is_err());
        assert_eq!(ceiling(size)("none"), Ok(Ceiling::None));
        assert_eq!(ceiling(size)("1KiB"), Ok(Ceiling::At(1024)));
    }
}
