//! Where a store is kept.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use redis::{ConnectionInfo, IntoConnectionInfo as _};
use thiserror::Error;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use super::database::PATIENCE;
use crate::settings::Secret;

/// What a store is, and where: `redb:FILE` and `redis://HOST` for keys and values, `sqlite:FILE` and `postgres://HOST` for
/// a database, `memory:` for either until the process ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// Nothing is kept.
    Memory,
    /// A file of redb's, which one process has open at a time.
    Redb(PathBuf),
    /// A file of SQLite's.
    Sqlite(PathBuf),
    /// A server of Redis.
    Redis(RedisUrl),
    /// A server of PostgreSQL.
    Postgres(PostgresUrl),
}

/// A database of a server of Redis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedisUrl {
    text: String,
    password: Option<Secret>,
}

/// A database of a server of PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    text: String,
    password: Option<Secret>,
}

/// Why a text is no place for a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreUrlError {
    /// None of those that there are.
    #[error("a store is `redb:FILE`, `redis://HOST`, `sqlite:FILE`, `postgres://USER@HOST/DATABASE` or `memory:`")]
    Scheme,
    /// Nothing behind the colon.
    #[error("the file is missing behind the colon")]
    File,
    /// Something behind the colon.
    #[error("`memory:` has nothing behind its colon")]
    Rest,
    /// No place of Redis's.
    #[error("a server of Redis is `redis://HOST`, `redis://USER@HOST:PORT/NUMBER`, or `rediss://` with TLS")]
    Redis,
    /// No place of PostgreSQL's.
    #[error("a server of PostgreSQL is `postgres://USER@HOST:PORT/DATABASE`")]
    Postgres,
    /// A password, which would be read by whoever sees the URL.
    #[error("a password has no place in the URL of a store")]
    Password,
}

impl FromStr for StoreUrl {
    type Err = StoreUrlError;

    fn from_str(text: &str) -> Result<Self, StoreUrlError> {
        let (scheme, rest) = text.split_once(':').ok_or(StoreUrlError::Scheme)?;
        let file = || if rest.is_empty() { Err(StoreUrlError::File) } else { Ok(PathBuf::from(rest)) };
        match scheme {
            "memory" if rest.is_empty() => Ok(Self::Memory),
            "memory" => Err(StoreUrlError::Rest),
            "redb" => file().map(Self::Redb),
            "sqlite" => file().map(Self::Sqlite),
            "redis" | "rediss" => RedisUrl::parse(text).map(Self::Redis),
            "postgres" | "postgresql" => PostgresUrl::parse(text).map(Self::Postgres),
            _ => Err(StoreUrlError::Scheme),
        }
    }
}

impl RedisUrl {
    fn parse(text: &str) -> Result<Self, StoreUrlError> {
        let read = text.into_connection_info().map_err(|_| StoreUrlError::Redis)?;
        if read.redis_settings().password().is_some() {
            return Err(StoreUrlError::Password);
        }
        // Behind `#` stands what turns the checks of certificates off, behind `?` what we don't know.
        if text.contains(['#', '?']) {
            return Err(StoreUrlError::Redis);
        }
        Ok(Self { text: text.to_owned(), password: None })
    }

    /// How a client reaches it.
    pub(super) fn connection(&self) -> ConnectionInfo {
        let read = self.text.as_str().into_connection_info().expect("the text was read before");
        let Some(password) = &self.password else { return read };
        let settings = read.redis_settings().clone().set_password(password.text());
        read.set_redis_settings(settings)
    }
}

impl fmt::Display for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PostgresUrl {
    fn parse(text: &str) -> Result<Self, StoreUrlError> {
        let config = Self::read(text).ok_or(StoreUrlError::Postgres)?;
        if config.get_password().is_some() {
            return Err(StoreUrlError::Password);
        }
        if config.get_hosts().is_empty() || config.get_user().is_none() {
            return Err(StoreUrlError::Postgres);
        }
        Ok(Self { text: text.to_owned(), password: None })
    }

    /// Who asks for TLS gets names checked, too, as other clients do in two further modes alone.
    fn read(text: &str) -> Option<Config> {
        let text = ["verify-full", "verify-ca"]
            .iter()
            .fold(text.to_owned(), |text, mode| text.replace(&format!("sslmode={mode}"), "sslmode=require"));
        text.parse().ok()
    }

    /// How a client reaches it. What leaves this machine is secured unless the URL says otherwise.
    pub(super) fn config(&self) -> Config {
        let mut config = Self::read(&self.text).expect("the text was read before");
        let near = |host: &Host| match host {
            Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
            #[cfg(unix)]
            Host::Unix(_) => true,
        };
        if !self.text.contains("sslmode=") {
            let near = config.get_hosts().iter().all(near);
            config.ssl_mode(if near { SslMode::Disable } else { SslMode::Require });
        }
        let options = config.get_options().unwrap_or_default().to_owned();
        config.options(format!("{options} -c lock_timeout={}s", PATIENCE.as_secs()).trim_start());
        if config.get_application_name().is_none() {
            config.application_name("witloom");
        }
        if let Some(password) = &self.password {
            config.password(password.text());
        }
        config
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StoreUrl {
    /// The same with a relative file taken from a folder.
    #[must_use]
    pub fn below(self, folder: &Path) -> Self {
        match self {
            Self::Redb(file) => Self::Redb(folder.join(file)),
            Self::Sqlite(file) => Self::Sqlite(folder.join(file)),
            Self::Memory | Self::Redis(_) | Self::Postgres(_) => self,
        }
    }

    /// The same with the password that its server asks for; none where there is no server.
    #[must_use]
    pub fn with_password(self, password: Secret) -> Option<Self> {
        match self {
            Self::Redis(url) => Some(Self::Redis(RedisUrl { password: Some(password), ..url })),
            Self::Postgres(url) => Some(Self::Postgres(PostgresUrl { password: Some(password), ..url })),
            Self::Memory | Self::Redb(_) | Self::Sqlite(_) => None,
        }
    }

    /// Its file, if it has one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Redb(file) | Self::Sqlite(file) => Some(file),
            Self::Memory | Self::Redis(_) | Self::Postgres(_) => None,
        }
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory:"),
            Self::Redb(file) => write!(f, "redb:{}", file.display()),
            Self::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
            Self::Redis(url) => url.fmt(f),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redis(text: &str) -> StoreUrl {
        StoreUrl::Redis(RedisUrl { text: text.to_owned(), password: None })
    }

    fn postgres(text: &str) -> StoreUrl {
        StoreUrl::Postgres(PostgresUrl { text: text.to_owned(), password: None })
    }

    #[test]
    fn what_leaves_the_machine_is_secured() {
        for (text, mode) in [
            ("postgres://app@localhost/shop", SslMode::Disable),
            ("postgres://app@127.0.0.1/shop", SslMode::Disable),
            ("postgres://app@db.example.com/shop", SslMode::Require),
            ("postgres://app@db.example.com/shop?sslmode=disable", SslMode::Disable),
            ("postgres://app@localhost/shop?sslmode=verify-full", SslMode::Require),
        ] {
            let StoreUrl::Postgres(url) = postgres(text) else { panic!("{text}") };
            assert_eq!(url.config().get_ssl_mode(), mode, "{text}");
        }
    }

    #[test]
    fn passwords_are_of_servers_and_not_shown() {
        let secret = || Secret::new("hunter2".to_owned());
        let url = redis("redis://app@localhost").with_password(secret()).expect("it has a server");
        assert!(!format!("{url:?} {url}").contains("hunter2"));
        let StoreUrl::Redis(url) = url else { panic!("{url}") };
        assert_eq!(url.connection().redis_settings().password(), Some("hunter2"));
        assert_eq!(StoreUrl::Memory.with_password(secret()), None);
    }

    #[test]
    fn places_are_read_and_written() {
        for (text, read) in [
            ("memory:", Ok(StoreUrl::Memory)),
            ("redb:data/a.redb", Ok(StoreUrl::Redb("data/a.redb".into()))),
            ("sqlite:/a:b.db", Ok(StoreUrl::Sqlite("/a:b.db".into()))),
            ("memory", Err(StoreUrlError::Scheme)),
            ("memory:x", Err(StoreUrlError::Rest)),
            ("sqlite:", Err(StoreUrlError::File)),
            ("data/a.redb", Err(StoreUrlError::Scheme)),
            ("redis://localhost:6380/1", Ok(redis("redis://localhost:6380/1"))),
            ("rediss://app@example.com", Ok(redis("rediss://app@example.com"))),
            ("redis:", Err(StoreUrlError::Redis)),
            ("redis://localhost/one", Err(StoreUrlError::Redis)),
            ("rediss://localhost#insecure", Err(StoreUrlError::Redis)),
            ("redis://app:hunter2@localhost", Err(StoreUrlError::Password)),
            ("postgres://app@db.example.com/shop", Ok(postgres("postgres://app@db.example.com/shop"))),
            ("postgres://localhost/shop", Err(StoreUrlError::Postgres)),
            ("postgres:shop", Err(StoreUrlError::Postgres)),
            ("postgres://app:hunter2@localhost/shop", Err(StoreUrlError::Password)),
            ("postgres://app@localhost/shop?password=hunter2", Err(StoreUrlError::Password)),
            ("mysql:a", Err(StoreUrlError::Scheme)),
        ] {
            assert_eq!(text.parse(), read, "{text}");
            if let Ok(url) = read {
                assert_eq!(url.to_string(), text);
            }
        }
        let below = |text: &str| text.parse::<StoreUrl>().map(|url| url.below(Path::new("/app")).to_string());
        assert_eq!(below("redb:a").as_deref(), Ok("redb:/app/a"));
        assert_eq!(below("sqlite:/a").as_deref(), Ok("sqlite:/a"));
    }
}
