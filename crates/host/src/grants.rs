//! What a guest may reach: nothing, unless a grant names it.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use wasmtime_wasi::p2::pipe::MemoryInputPipe;
use wasmtime_wasi::sockets::SocketAddrUse;
use wasmtime_wasi::{FsPerms, WasiCtxBuilder};

use crate::error::HostError;
use crate::http::{HttpLines, HttpOrigin, HttpTrust};
use crate::output::Pipe;
use crate::settings::Settings;
use crate::stores::Stores;

/// Everything that is granted to a guest beyond computing, clocks and random numbers.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    /// Folders.
    pub dirs: Vec<DirGrant>,
    /// Environment variables, exactly these.
    pub env: Vec<(String, String)>,
    /// Network access; all of it includes every origin of HTTP.
    pub net: Net,
    /// Whom requests of HTTP may be sent to.
    pub http: Vec<HttpOrigin>,
    /// Whose certificates are taken when they are sent over TLS.
    pub http_trust: HttpTrust,
    /// The connections that stay open between them: those of other grants are others.
    pub http_lines: HttpLines,
    /// Stores, by the names that the guest knows.
    pub stores: Stores,
    /// What `wasi:config` says.
    pub settings: Settings,
    /// Command-line arguments after the program's own name.
    pub args: Vec<String>,
    /// Standard input.
    pub stdin: Stdin,
}

/// A folder of the host as the guest sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirGrant {
    /// The folder on this machine.
    pub host: PathBuf,
    /// Its path inside the guest.
    pub guest: String,
    /// Whether the guest may only read.
    pub read_only: bool,
}

impl DirGrant {
    /// Reads `HOST[::GUEST][::ro]`; without a guest path the guest sees the host's.
    pub fn parse(text: &str) -> Self {
        let (text, read_only) = match text.strip_suffix("::ro") {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let (host, guest) = text.split_once("::").unwrap_or((text, text));
        Self { host: PathBuf::from(host), guest: guest.to_owned(), read_only }
    }
}

/// Which addresses a guest may open sockets to or listen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Net {
    /// No sockets.
    #[default]
    None,
    /// This machine only.
    Loopback,
    /// Every address, and names looked up.
    All,
}

/// Where standard input comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Stdin {
    /// It is empty.
    #[default]
    Empty,
    /// The process's own.
    Inherit,
    /// These bytes.
    Bytes(Vec<u8>),
}

impl Grants {
    /// Writes the grants into a WASI context whose first argument is `program`. What is refused later is said on
    /// the guest's stderr.
    pub(crate) fn apply(&self, program: &str, wasi: &mut WasiCtxBuilder, stderr: &Pipe) -> Result<(), HostError> {
        wasi.arg(program).args(&self.args).envs(&self.env);
        match &self.stdin {
            Stdin::Empty => {}
            Stdin::Inherit => {
                wasi.inherit_stdin();
            }
            Stdin::Bytes(bytes) => {
                wasi.stdin(MemoryInputPipe::new(bytes.clone()));
            }
        }
        self.net.apply(wasi, stderr);
        self.dirs.iter().try_for_each(|dir| grant_dir(wasi, dir))
    }
}

impl Net {
    /// Sockets can always be made; which addresses they may use is checked at each use, where the address can be
    /// named.
    fn apply(self, wasi: &mut WasiCtxBuilder, stderr: &Pipe) {
        wasi.allow_tcp(true).allow_udp(true).allow_ip_name_lookup(self == Self::All);
        let (stderr, told) = (stderr.clone(), AtomicBool::new(false));
        wasi.socket_addr_check(move |address, usage| {
            let granted = self.grants(address, usage);
            if !granted && !told.swap(true, Ordering::Relaxed) {
                stderr.say(&format!("witloom: refused the network address {address}: {}", self.remedy()));
            }
            Box::pin(async move { granted })
        });
    }

    fn grants(self, address: SocketAddr, usage: SocketAddrUse) -> bool {
        // What a socket is bound to before it connects; reaches nobody, and who it then reaches is checked again.
        let anywhere = matches!(usage, SocketAddrUse::TcpBind | SocketAddrUse::UdpBind)
            && address.ip().is_unspecified()
            && address.port() == 0;
        match self {
            Self::None => anywhere,
            Self::Loopback => anywhere || is_loopback(address.ip()),
            Self::All => true,
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::None => "the network isn't granted; `--net` grants it",
            Self::Loopback | Self::All => "only this machine's own addresses are granted",
        }
    }
}

fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

fn grant_dir(wasi: &mut WasiCtxBuilder, dir: &DirGrant) -> Result<(), HostError> {
    let perms = if dir.read_only { FsPerms::ReadOnly } else { FsPerms::ReadWrite };
    match wasi.preopened_dir(&dir.host, &dir.guest, perms) {
        Ok(_) => Ok(()),
        Err(error) => {
            let reason = error.root_cause().to_string();
            Err(HostError::Grant { path: dir.host.clone(), reason })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_read_as_host_guest_and_mode() {
        let dir = |host: &str, guest: &str, read_only| DirGrant { host: host.into(), guest: guest.into(), read_only };
        assert_eq!(DirGrant::parse("data"), dir("data", "data", false));
        assert_eq!(DirGrant::parse("data::/in"), dir("data", "/in", false));
        assert_eq!(DirGrant::parse("data::/in::ro"), dir("data", "/in", true));
        assert_eq!(DirGrant::parse("data::ro"), dir("data", "data", true));
    }

    #[test]
    fn loopback_covers_mapped_addresses() {
        assert!(["127.0.0.1", "::1", "::ffff:127.0.0.1"].iter().all(|a| is_loopback(a.parse().expect("an address"))));
        assert!(!is_loopback("10.0.0.1".parse().expect("an address")));
    }
}
