//! Keys and values on a server of Redis.
//!
//! Keys are Redis's own, of the database that the URL names, as other programs see them. An operation has a connection to
//! itself, which waits for the next one afterwards. When a connection is lost, nobody knows whether the operation took
//! effect: it fails, and the next one connects anew.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::{
    Client, Cmd, Connection, ConnectionLike as _, ErrorKind, FromRedisValue, Pipeline, RedisError, ServerErrorKind,
    cmd, pipe,
};

use super::keys::{ANSWER, Answer, Fault, Keys, PAGE_KEYS, Page, Seen, Swapped, Values, look};
use super::url::RedisUrl;

/// How long a connection, and an answer, is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Connections that are kept for the next operations.
const KEPT: usize = 16;

/// How often a swap is tried when others set the same value that was there.
const TRIES: usize = 100;

/// A store.
pub(super) struct Redis {
    url: RedisUrl,
    idle: Mutex<Vec<Connection>>,
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Redis").field(&self.url.to_string()).finish()
    }
}

impl Redis {
    pub(super) fn new(url: RedisUrl) -> Self {
        Self { url, idle: Mutex::default() }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(&self) -> Result<Connection, RedisError> {
        let connection = Client::open(self.url.connection())?.get_connection_with_timeout(PATIENCE)?;
        connection.set_read_timeout(Some(PATIENCE))?;
        connection.set_write_timeout(Some(PATIENCE))?;
        Ok(connection)
    }

    /// Runs one operation.
    fn with<T>(&self, work: impl FnOnce(&mut Connection) -> Result<Answer<T>, RedisError>) -> Answer<T> {
        let kept = self.idle().pop();
        let mut connection = match kept {
            Some(connection) => connection,
            None => self.connect().map_err(|error| self.fault(&error))?,
        };
        let done = work(&mut connection);
        match &done {
            Err(error) if error.is_unrecoverable_error() || error.is_timeout() => {
                // A server that went away took all of its connections along.
                self.idle().clear();
            }
            Ok(_) | Err(_) => {
                let mut idle = self.idle();
                if connection.is_open() && idle.len() < KEPT {
                    idle.push(connection);
                }
            }
        }
        done.unwrap_or_else(|error| Err(self.fault(&error)))
    }

    fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Answer<T> {
        self.with(|connection| command.query(connection).map(Ok))
    }

    fn fault(&self, error: &RedisError) -> Fault {
        if error.code() == Some("WRONGTYPE") {
            return Fault::Store("the key holds no plain value: another program keeps something else there".to_owned());
        }
        // The client tells of it as it comes by: choosing the database fails first.
        if error.detail().is_some_and(|words| words.contains("Authentication required")) {
            return Fault::Store(format!("the server of the store, {}, asks for a password", self.url));
        }
        let lost = error.is_io_error() || error.is_connection_dropped() || error.is_timeout();
        Fault::Store(match error.kind() {
            _ if lost => format!("the server of the store, {}, can't be reached: {error}", self.url),
            ErrorKind::AuthenticationFailed => {
                format!("the server of the store, {}, refuses the user or the password", self.url)
            }
            ErrorKind::Server(ServerErrorKind::ReadOnly) => "the server of the store takes no changes".to_owned(),
            _ => format!("Redis says: {error}"),
        })
    }
}

impl Keys for Redis {
    fn ready(&self) -> Answer<()> {
        self.ask(&cmd("PING"))
    }

    fn get(&self, key: &str) -> Answer<Option<Vec<u8>>> {
        self.ask(cmd("GET").arg(key))
    }

    fn exists(&self, key: &str) -> Answer<bool> {
        self.ask(cmd("EXISTS").arg(key))
    }

    fn keys(&self, cursor: Option<&str>) -> Answer<Page> {
        let mut cursor = match cursor.map(str::parse) {
            None => 0,
            Some(Ok(cursor)) => cursor,
            Some(Err(_)) => return Err(Fault::Store("the cursor is none of this store's".to_owned())),
        };
        let mut keys = BTreeSet::new();
        // A page of Redis's may be empty though others follow.
        while keys.is_empty() {
            let (next, found): (u64, Vec<Vec<u8>>) = self.ask(cmd("SCAN").arg(cursor).arg("COUNT").arg(PAGE_KEYS))?;
            for key in found {
                let key = String::from_utf8(key);
                keys.insert(key.map_err(|_| Fault::Store("the store has a key that isn't UTF-8".to_owned()))?);
            }
            cursor = next;
            if cursor == 0 {
                break;
            }
        }
        Ok((keys.into_iter().collect(), (cursor != 0).then(|| cursor.to_string())))
    }

    fn get_many(&self, keys: &[String]) -> Answer<Values> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        self.with(|connection| {
            let mut lengths = pipe();
            for key in keys {
                lengths.cmd("STRLEN").arg(key);
            }
            let lengths: Vec<usize> = lengths.query(connection)?;
            if lengths.into_iter().fold(0, usize::saturating_add) > ANSWER {
                return Ok(Err(Fault::TooMuch));
            }
            cmd("MGET").arg(keys).query(connection).map(Ok)
        })
    }

    fn set_many(&self, entries: &[(String, Vec<u8>)]) -> Answer<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut set = cmd("MSET");
        for (key, value) in entries {
            set.arg(key).arg(value);
        }
        self.ask(&set)
    }

    fn delete_many(&self, keys: &[String]) -> Answer<()> {
        if keys.is_empty() { Ok(()) } else { self.ask(cmd("DEL").arg(keys)) }
    }

    fn increment(&self, key: &str, delta: i64) -> Answer<i64> {
        self.with(|connection| match cmd("INCRBY").arg(key).arg(delta).query(connection) {
            Ok(sum) => Ok(Ok(sum)),
            Err(error) if error.detail().is_some_and(|words| words.contains("would overflow")) => {
                Ok(Err(Fault::Overflow))
            }
            Err(error) if error.detail().is_some_and(|words| words.contains("not an integer")) => {
                Ok(Err(Fault::NoNumber))
            }
            Err(error) => Err(error),
        })
    }

    fn swap(&self, key: &str, seen: Seen, value: &[u8]) -> Answer<Swapped> {
        let done = self.with(|connection| {
            for _ in 0..TRIES {
                cmd("WATCH").arg(key).exec(connection)?;
                let now: Option<Vec<u8>> = cmd("GET").arg(key).query(connection)?;
                let now = look(now.as_deref());
                if now != seen {
                    cmd("UNWATCH").exec(connection)?;
                    return Ok(Ok(Some(Swapped::Late(now))));
                }
                let set: Option<()> =
                    Pipeline::new().atomic().cmd("SET").arg(key).arg(value).ignore().query(connection)?;
                if set.is_some() {
                    return Ok(Ok(Some(Swapped::Done)));
                }
            }
            Ok(Ok(None))
        })?;
        done.ok_or_else(|| Fault::Store("others set the value of the key all the time".to_owned()))
    }
}
