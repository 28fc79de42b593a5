//! The languages, one line each.

use witloom_component::Driver;
use witloom_diag::did_you_mean;

use crate::ProjectError;
use crate::manifest::guess;
use crate::prebuilt::Prebuilt;
use crate::toolchain::LangManifest;

/// The languages that apps may use.
pub struct Registry {
    drivers: Vec<Box<dyn Driver>>,
}

impl Default for Registry {
    /// Every language of this build of witloom.
    fn default() -> Self {
        Self::of(vec![
            Box::new(witloom_sdk_go::GoDriver),
            Box::new(witloom_sdk_js::JavaScriptDriver),
            Box::new(witloom_sdk_python::PythonDriver),
            Box::new(witloom_sdk_java::JavaDriver),
            Box::new(witloom_sdk_ruby::RubyDriver),
            Box::new(witloom_host_gc::WasmGc),
            Box::new(Prebuilt),
        ])
    }
}

impl Registry {
    /// A registry of other languages, for tests and embedders.
    pub fn of(drivers: Vec<Box<dyn Driver>>) -> Self {
        Self { drivers }
    }

    /// The same with one more.
    #[must_use]
    pub fn with(mut self, driver: Box<dyn Driver>) -> Self {
        self.drivers.push(driver);
        self
    }

    /// All languages, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Driver> {
        self.drivers.iter().map(AsRef::as_ref)
    }

    /// Their ids.
    pub fn ids(&self) -> Vec<&'static str> {
        self.iter().map(|driver| driver.language().id()).collect()
    }

    /// How names of functions begin that are the languages' runtimes, for reports of traps.
    pub fn noise(&self) -> Vec<String> {
        self.iter().filter_map(|driver| LangManifest::of(driver).ok()).flat_map(|lang| lang.noise).collect()
    }

    /// The language of that id.
    pub fn get(&self, id: &str) -> Result<&dyn Driver, ProjectError> {
        self.iter().find(|driver| driver.language().id() == id).ok_or_else(|| {
            let meant = self.by_alias(id).or_else(|| self.by_alias(&self.closest_alias(id)?));
            let hint = meant.map(|driver| format!("did you mean `{}`?", driver.language().id()));
            let hint = hint.unwrap_or_else(|| guess(id, &self.ids()));
            ProjectError::UnknownLanguage { name: id.to_owned(), hint }
        })
    }

    /// What somebody may have meant, when it is closer than any id.
    fn closest_alias(&self, name: &str) -> Option<String> {
        let aliases = self.iter().filter_map(|driver| LangManifest::of(driver).ok()).flat_map(|lang| lang.aliases);
        let aliases: Vec<String> = aliases.collect();
        let names: Vec<&str> = self.ids().into_iter().chain(aliases.iter().map(String::as_str)).collect();
        let close = did_you_mean(name, names)?.to_owned();
        (!self.ids().contains(&close.as_str())).then_some(close)
    }

    /// The language of that id, or that people call so.
    pub fn named(&self, name: &str) -> Result<&dyn Driver, ProjectError> {
        let name = name.to_lowercase();
        self.by_alias(&name).map_or_else(|| self.get(&name), Ok)
    }

    fn by_alias(&self, name: &str) -> Option<&dyn Driver> {
        self.iter().find(|driver| {
            LangManifest::of(*driver).is_ok_and(|manifest| manifest.aliases.iter().any(|alias| alias == name))
        })
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}
