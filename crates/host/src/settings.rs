//! Settings of an app, as `wasi:config` gives them to its components.
//!
//! Secrets are settings that only who knows their name gets: they are not among all settings, and nothing of the host's
//! shows them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use wasmtime::component::{HasData, Linker};

use crate::state::State;
use bindings::wasi::config::store::{self, Error};

#[allow(missing_debug_implementations, unreachable_pub, reason = "written by wasmtime")]
mod bindings {
    wasmtime::component::bindgen!({
        path: "../wasi/wit/config.wit",
        world: "wasi:config/imports",
        imports: { default: trappable },
    });
}

/// Settings by name. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    plain: Arc<BTreeMap<String, String>>,
    secret: Arc<BTreeMap<String, Secret>>,
}

/// A text that isn't shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Settings {
    /// Where both have a name, the secret counts.
    pub fn new(plain: BTreeMap<String, String>, secret: BTreeMap<String, Secret>) -> Self {
        let plain = plain.into_iter().filter(|(name, _)| !secret.contains_key(name)).collect();
        Self { plain: Arc::new(plain), secret: Arc::new(secret) }
    }
}

struct HasSettings;

impl HasData for HasSettings {
    type Data<'a> = &'a mut Settings;
}

pub(crate) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    store::add_to_linker::<State, HasSettings>(linker, |state| &mut state.settings)
}

impl store::Host for Settings {
    fn get(&mut self, key: String) -> wasmtime::Result<Result<Option<String>, Error>> {
        let secret = self.secret.get(&key).map(|secret| &secret.0);
        Ok(Ok(secret.or_else(|| self.plain.get(&key)).cloned()))
    }

    fn get_all(&mut self) -> wasmtime::Result<Result<Vec<(String, String)>, Error>> {
        Ok(Ok(self.plain.iter().map(|(name, value)| (name.clone(), value.clone())).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_given_by_name_alone() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let plain = BTreeMap::from([pair("port", "80"), pair("key", "old")]);
        let secret = BTreeMap::from([("key".to_owned(), Secret::new("s3cr3t".to_owned()))]);
        let mut settings = Settings::new(plain, secret);
        let shown = format!("{settings:?}");
        assert!(shown.contains("80") && !shown.contains("s3cr3t") && !shown.contains("old"), "{shown}");
        let get = |settings: &mut Settings, name: &str| store::Host::get(settings, name.to_owned()).unwrap().unwrap();
        assert_eq!(get(&mut settings, "key").as_deref(), Some("s3cr3t"));
        assert_eq!(get(&mut settings, "none"), None);
        assert_eq!(store::Host::get_all(&mut settings).unwrap().unwrap(), [pair("port", "80")]);
    }
}
