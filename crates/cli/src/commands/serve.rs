//! `witloom serve`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use witloom_diag::Exit;
use witloom_host::{ClientLimits, Instances, RunOptions, ServeEvent, ServeOptions, ServerTls};
use witloom_project::manifest::{Serve, Size};
use witloom_project::registry::Registry;

use crate::app::{BuildArgs, engine, load, target};
use crate::grants::{GrantArgs, Purpose};
use crate::ui::{Outcome, Ui};

mod log;

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
    /// Serve HTTPS with this certificate: a PEM file, those of its authorities behind it.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, a PEM file.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Instances of the app that may be at work at the same time; further requests share them or wait. Twice the number of
    /// processors when left out.
    #[arg(long, value_name = "N")]
    instances: Option<NonZeroUsize>,
    /// Requests that an instance answers before it is replaced: 1000 when left out, 1 for handlers of WASI 0.2. With 1
    /// every request has an instance of its own.
    #[arg(long, value_name = "N")]
    reuse: Option<NonZeroUsize>,
    /// Requests that an instance may answer at the same time when all instances are at work; 128 when left out.
    #[arg(long, value_name = "N")]
    at_once: Option<NonZeroUsize>,
    /// A path that the server answers itself, for whoever watches it, for instance `/healthz`.
    #[arg(long, value_name = "PATH", value_parser = path)]
    health: Option<String>,
    /// Answer requests for the files in this folder without asking the app.
    #[arg(long = "static", value_name = "FOLDER")]
    public: Option<PathBuf>,
    /// The largest body of a request, for instance `10MiB`; any size when left out.
    #[arg(long, value_name = "SIZE")]
    max_body: Option<Size>,
    /// The largest head of a request; 64KiB when left out.
    #[arg(long, value_name = "SIZE")]
    max_head: Option<Size>,
    /// Connections that may be open; further clients wait. 512 when left out.
    #[arg(long, value_name = "N")]
    connections: Option<NonZeroUsize>,
    /// How requests are logged on stderr.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log: LogFormat,
}

/// How requests are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people.
    Text,
    /// An object of JSON in each line.
    Json,
}

fn path(text: &str) -> Result<String, String> {
    if text.starts_with('/') { Ok(text.to_owned()) } else { Err("a path begins with `/`".to_owned()) }
}

impl ListenArgs {
    /// How to serve an app.
    pub(crate) fn options(&self, run: RunOptions, manifest: &Serve, ui: &Ui) -> ServeOptions {
        let number = |given: Option<NonZeroUsize>, manifest: Option<NonZeroUsize>| given.or(manifest).map(Into::into);
        let instances = Instances {
            at_most: number(self.instances, manifest.instances),
            reuse: number(self.reuse, manifest.reuse),
            at_once: number(self.at_once, manifest.at_once),
            ..Instances::default()
        };
        let tls = self.tls_cert.clone().zip(self.tls_key.clone());
        let format = self.log;
        let ui = *ui;
        ServeOptions {
            address: self.port.map_or(self.addr, own),
            run,
            clients: self.clients(manifest),
            instances,
            tls: tls.map(|(certificate, key)| ServerTls { certificate, key }),
            health: self.health.clone().or_else(|| manifest.health.clone()),
            public: self.public.clone().or_else(|| manifest.public.clone()),
            on_event: Arc::new(move |event: ServeEvent<'_>| log::write(format, &event, &ui)),
        }
    }
}

impl ListenArgs {
    fn clients(&self, manifest: &Serve) -> ClientLimits {
        let usual = ClientLimits::default();
        let head = self.max_head.or(manifest.max_head).map(|Size(bytes)| u32::try_from(bytes).unwrap_or(u32::MAX));
        ClientLimits {
            connections: self.connections.or(manifest.connections).map_or(usual.connections, Into::into),
            head: head.unwrap_or(usual.head),
            body: self.max_body.or(manifest.max_body).map(|Size(bytes)| bytes),
            ..usual
        }
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
    let options = args.listen.options(run, &target.serve, ui);
    let server = load(&engine(registry)?, &target, ui)?.serve(&options)?;
    ui.stdout(&server.url());
    server.run_until_interrupted(PATIENCE);
    witloom_host::drain_log(PATIENCE);
    Ok(Exit::Success as u8)
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
