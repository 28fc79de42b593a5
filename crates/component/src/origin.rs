//! Whom a guest may ask: the scheme, host and port of a URL, and patterns of them.
//!
//! Everything is compared part by part: `https://api.example.com` is no prefix of anything.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use thiserror::Error;

/// Origins that may be asked: one, or many by a pattern.
///
/// Written `scheme://host[:port]`, with `https` or `http` as scheme. The host `*.example.com` stands for all names below
/// `example.com`, but not for itself; the host `*` for every host, the port `*` for every port, and `*` alone for
/// everything. Without a port it is the scheme's own: 443 or 80.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpOrigin {
    scheme: Option<Scheme>,
    host: HostPattern,
    port: Option<u16>,
}

/// How a server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// In the clear.
    Http,
    /// Over TLS.
    Https,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum HostPattern {
    Any,
    /// Names that end in a dot and this.
    Below(String),
    One(Host),
}

/// A host by name, in small letters and without a dot at its end, or by address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// Such as `api.example.com`.
    Name(String),
    /// Of IPv4 or IPv6.
    Address(IpAddr),
}

/// Where one request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// How its server is spoken to.
    pub scheme: Scheme,
    /// Who it is.
    pub host: Host,
    /// Where it listens.
    pub port: u16,
}

/// Why a text is no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OriginError {
    /// Neither `http` nor `https`.
    #[error("an origin begins with `https://` or `http://`; `*` alone stands for all")]
    Scheme,
    /// More than scheme, host and port.
    #[error("an origin ends after the host and its port: leave out user, path and query")]
    Rest,
    /// No name and no address.
    #[error(
        "the host is no name and no address; `*.example.com` stands for all names below, names in other scripts are written as `xn--…`"
    )]
    Host,
    /// No number up to 65,535.
    #[error("the port is no number from 1 to 65535; `*` stands for all")]
    Port,
}

impl Scheme {
    fn parse(text: &str) -> Option<Self> {
        [Self::Http, Self::Https].into_iter().find(|scheme| text.eq_ignore_ascii_case(scheme.name()))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl Host {
    /// Reads a host as it stands in a URL, where IPv6 addresses have brackets.
    fn parse(text: &str) -> Option<Self> {
        if let Some(address) = text.strip_prefix('[') {
            return Ipv6Addr::from_str(address.strip_suffix(']')?).ok().map(|address| Self::Address(address.into()));
        }
        if let Ok(address) = Ipv4Addr::from_str(text) {
            return Some(Self::Address(address.into()));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        is_name(name).then(|| Self::Name(name.to_ascii_lowercase()))
    }
}

/// Labels of letters, digits, `-` and `_`, as systems take them.
fn is_name(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.len() <= 253
        && text.split('.').all(|label| !label.is_empty() && label.len() <= 63 && label.chars().all(letter))
}

impl Place {
    /// Where the scheme and the authority of a URL lead; none when there is a user's name or a host that can't be one.
    pub fn of(scheme: &str, authority: &str) -> Option<Self> {
        let scheme = Scheme::parse(scheme)?;
        let (host, port) = split(authority);
        // An empty port is the scheme's own.
        let port = match port {
            None | Some("") => scheme.port(),
            Some(port) => number(port)?,
        };
        Some(Self { scheme, host: Host::parse(host)?, port })
    }
}

/// The host with its brackets, and what follows its colon.
fn split(authority: &str) -> (&str, Option<&str>) {
    let from = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    match authority[from..].find(':') {
        Some(colon) => (&authority[..from + colon], Some(&authority[from + colon + 1..])),
        None => (authority, None),
    }
}

fn number(port: &str) -> Option<u16> {
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    port.parse().ok().filter(|number| digits && *number != 0)
}

impl HttpOrigin {
    /// Everybody.
    pub fn everywhere() -> Self {
        Self { scheme: None, host: HostPattern::Any, port: None }
    }

    /// Whether it is everybody.
    pub fn is_everywhere(&self) -> bool {
        self.scheme.is_none()
    }

    /// The same as text in which the port always stands and `*` stands for any text.
    pub(crate) fn pattern(&self) -> String {
        let scheme = self.scheme.map_or("*", Scheme::name);
        let host = match &self.host {
            HostPattern::Any => "*".to_owned(),
            HostPattern::Below(parent) => format!("*.{parent}"),
            HostPattern::One(host) => host.to_string(),
        };
        let port = self.port.map_or_else(|| "*".to_owned(), |port| port.to_string());
        format!("{scheme}://{host}:{port}")
    }

    /// Whether a request may go there.
    pub fn covers(&self, place: &Place) -> bool {
        let host = match (&self.host, &place.host) {
            (HostPattern::Any, _) => true,
            (HostPattern::Below(parent), Host::Name(name)) => {
                name.strip_suffix(parent.as_str()).is_some_and(|start| start.len() > 1 && start.ends_with('.'))
            }
            (HostPattern::Below(_), Host::Address(_)) => false,
            (HostPattern::One(granted), host) => granted == host,
        };
        host && self.scheme.is_none_or(|scheme| scheme == place.scheme)
            && self.port.is_none_or(|port| port == place.port)
    }
}

impl FromStr for HttpOrigin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        if text == "*" {
            return Ok(Self::everywhere());
        }
        let (scheme, rest) = text.split_once("://").ok_or(OriginError::Scheme)?;
        let scheme = Scheme::parse(scheme).ok_or(OriginError::Scheme)?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#', '@', '\\']) {
            return Err(OriginError::Rest);
        }
        let (host, port) = split(authority);
        let host = match (host, host.strip_prefix("*.")) {
            ("*", _) => HostPattern::Any,
            (_, Some(parent)) => match Host::parse(parent) {
                Some(Host::Name(name)) => HostPattern::Below(name),
                Some(Host::Address(_)) | None => return Err(OriginError::Host),
            },
            (host, None) => HostPattern::One(Host::parse(host).ok_or(OriginError::Host)?),
        };
        let port = match port {
            None => Some(scheme.port()),
            Some("*") => None,
            Some(port) => Some(number(port).ok_or(OriginError::Port)?),
        };
        Ok(Self { scheme: Some(scheme), host, port })
    }
}

impl fmt::Display for HttpOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(scheme) = self.scheme else { return f.write_str("*") };
        write!(f, "{}://", scheme.name())?;
        match &self.host {
            HostPattern::Any => f.write_str("*")?,
            HostPattern::Below(parent) => write!(f, "*.{parent}")?,
            HostPattern::One(host) => write!(f, "{host}")?,
        }
        match self.port {
            None => f.write_str(":*"),
            Some(port) if port == scheme.port() => Ok(()),
            Some(port) => write!(f, ":{port}"),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => write!(f, "{address}"),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.name(), self.host)?;
        if self.port == self.scheme.port() { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_and_written() {
        for (text, written) in [
            ("https://API.example.com:443/", Ok("https://api.example.com")),
            ("http://[0::1]:8080", Ok("http://[::1]:8080")),
            ("https://*.example.com:*", Ok("https://*.example.com:*")),
            ("*", Ok("*")),
            ("api.example.com", Err(OriginError::Scheme)),
            ("ftp://a.test", Err(OriginError::Scheme)),
            ("https://a.test/path", Err(OriginError::Rest)),
            ("https://a@b.test", Err(OriginError::Rest)),
            ("https://a.*.test", Err(OriginError::Host)),
            ("https://bücher.example", Err(OriginError::Host)),
            ("https://", Err(OriginError::Host)),
            ("https://::1", Err(OriginError::Host)),
            ("https://a.test:0", Err(OriginError::Port)),
            ("https://a.test:", Err(OriginError::Port)),
        ] {
            let read = text.parse::<HttpOrigin>().map(|origin| origin.to_string());
            assert_eq!(read.as_deref().map_err(|error| *error), written, "{text}");
        }
    }
}
