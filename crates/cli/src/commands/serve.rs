//! `witloom serve`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use witloom_diag::{Colour, Exit, render};
use witloom_host::{ClientLimits, RunOptions, ServeEvent, ServeOptions};
use witloom_project::registry::Registry;

use crate::app::{BuildArgs, engine, load, target};
use crate::grants::{GrantArgs, Purpose};
use crate::ui::{Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An app's folder, or a .wasm file.
    #[arg(default_value = ".")]
    target: PathBuf,
    #[command(flatten)]
    listen: ListenArgs,
    #[command(flatten)]
    grants: GrantArgs,
    #[command(flatten)]
    build: BuildArgs,
}

/// Where a server listens.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ListenArgs {
    /// The address and port to listen on, or a port alone; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT", value_parser = address)]
    addr: SocketAddr,
    /// The port to listen on at this machine's own address.
    #[arg(long, conflicts_with = "addr")]
    port: Option<u16>,
}

impl ListenArgs {
    pub(crate) fn address(&self) -> SocketAddr {
        self.port.map_or(self.addr, own)
    }
}

fn own(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let local = text.strip_prefix("localhost:").or_else(|| text.strip_prefix(':')).unwrap_or(text);
    let port = local.parse().ok().map(own);
    port.or_else(|| text.parse().ok()).ok_or_else(|| {
        "write an IP address and a port, such as `127.0.0.1:8080` or `[::1]:8080`, or a port alone, such as `8080`"
            .to_owned()
    })
}

/// How long running requests may take once the server stops.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    let target = target(&args.target, &args.build, ui, registry)?;
    let run = args.grants.options(Purpose::Serve, &target, &[], ui)?;
    let server = load(&engine(registry)?, &target, ui)?.serve(&options(args.listen.address(), run, ui))?;
    ui.stdout(&format!("http://{}/", server.address()));
    server.run_until_interrupted(PATIENCE);
    witloom_host::drain_log(PATIENCE);
    Ok(Exit::Success as u8)
}

/// Serves with one line on stderr per request.
pub(crate) fn options(address: SocketAddr, run: RunOptions, ui: &Ui) -> ServeOptions {
    let ui = *ui;
    let on_event = move |event: ServeEvent<'_>| match event {
        ServeEvent::Answered { method, path, status, elapsed } => {
            ui.log(&format!("{method} {path} {status} {}", milliseconds(elapsed)));
        }
        ServeEvent::Failed { method, path, answered, error } => {
            let when = if answered { " after the head of its answer was sent" } else { "" };
            let report = render(error, Colour::Never);
            // Said even when quiet.
            witloom_host::log(&format!("warning: {method} {path} failed{when}\n{}", report.trim_end()));
        }
        ServeEvent::Left { method, path, elapsed } => {
            ui.log(&format!("{method} {path} stopped: the client left after {}", milliseconds(elapsed)));
        }
        ServeEvent::Refused { method, path, reason } => {
            ui.log(&format!("{method} {path} 400: {reason}"));
        }
    };
    ServeOptions { address, run, clients: ClientLimits::default(), instances: None, on_event: Arc::new(on_event) }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_may_be_ports() {
        for (text, expected) in [
            ("9989", "127.0.0.1:9989"),
            (":9989", "127.0.0.1:9989"),
            ("localhost:9989", "127.0.0.1:9989"),
            ("0.0.0.0:80", "0.0.0.0:80"),
            ("[::1]:80", "[::1]:80"),
        ] {
            assert_eq!(address(text).map(|a| a.to_string()).as_deref(), Ok(expected));
        }
        assert!(address("example.com:80").is_err_and(|error| error.contains("127.0.0.1:8080")));
        assert!(address("99999").is_err());
    }
}
