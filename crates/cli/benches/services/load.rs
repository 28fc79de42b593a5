//! Requests of `wrk`, and what it says of them.

use std::process::Command;
use std::time::Duration;

use witloom_test_matrix::bench::clock::Clock;

use crate::PATH;
use crate::server::Server;

/// What came of a load.
pub(crate) struct Load {
    /// Answers a second.
    pub(crate) rate: f64,
    pub(crate) requests: f64,
    /// Half of the answers came as soon as that.
    pub(crate) median: String,
    /// All but a hundredth came as soon as that.
    pub(crate) late: String,
    /// What the server's processes had of processors.
    pub(crate) processors: Duration,
}

/// So many connections ask for some seconds, each again when it has its answer.
pub(crate) fn load(server: &Server, connections: u32, seconds: u32) -> Load {
    let mut wrk = Command::new("wrk");
    wrk.args(["--latency", "-t1", &format!("-c{connections}"), &format!("-d{seconds}s")]);
    wrk.arg(format!("http://127.0.0.1:{}{PATH}", server.port));
    let mut said = String::new();
    let clock = Clock::of(&server.processes());
    let run = || {
        let output = wrk.output().unwrap_or_else(|error| panic!("`wrk`: {error}"));
        said = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    };
    let time = clock.time(run).unwrap_or_else(|error| panic!("`wrk`: {error}"));
    for problem in ["Non-2xx", "Socket errors"] {
        assert!(!said.contains(problem), "{said}");
    }
    let behind = |label: &str| {
        let line = said.lines().find_map(|line| line.trim().strip_prefix(label));
        line.unwrap_or_else(|| panic!("`wrk` says no {label}: {said}")).trim().to_owned()
    };
    let requests =
        said.lines().find_map(|line| line.trim().split_once(" requests in ")).map_or("", |(number, _)| number);
    Load {
        rate: behind("Requests/sec:").parse().expect("a number"),
        requests: requests.parse().expect("a number"),
        median: behind("50%"),
        late: behind("99%"),
        processors: time.processors,
    }
}
