//! The languages, one line each.

use witloom_component::Driver;

use crate::ProjectError;
use crate::manifest::guess;
use crate::prebuilt::Prebuilt;

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
            Box::new(witloom_sdk_python::Python),
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

    /// All languages, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Driver> {
        self.drivers.iter().map(AsRef::as_ref)
    }

    /// Their ids.
    pub fn ids(&self) -> Vec<&'static str> {
        self.iter().map(|driver| driver.language().id()).collect()
    }

    /// The language of that id.
    pub fn get(&self, id: &str) -> Result<&dyn Driver, ProjectError> {
        self.iter()
            .find(|driver| driver.language().id() == id)
            .ok_or_else(|| ProjectError::UnknownLanguage { name: id.to_owned(), hint: guess(id, &self.ids()) })
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}
