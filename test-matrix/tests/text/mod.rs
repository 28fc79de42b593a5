//! Languages whose guests are core modules in the text format.

use witloom_bindgen::guest::{GuestWriter, Script};
use witloom_bindgen::{FileSet, GenerateError, Language, Options, Support, World};
use witloom_component::encode::{EncodeOptions, encode};
use witloom_component::{BuildError, Built, Driver, Job};

/// What is particular to one.
pub(crate) trait Text: Send + Sync {
    /// The id, and the manifest with it.
    const ID: (&'static str, &'static str);

    /// A guest for a script.
    fn module(&self, world: &World, script: &Script) -> String;
}

/// The language.
pub(crate) struct Written<T>(pub(crate) T);

impl<T: Text> Language for Written<T> {
    fn id(&self) -> &'static str {
        T::ID.0
    }

    fn support(&self) -> Support {
        Support::default()
    }

    fn generate(&self, _: &World, _: &Options) -> Result<FileSet, GenerateError> {
        Ok(FileSet::new())
    }
}

impl<T: Text> GuestWriter for Written<T> {
    fn guest(&self, world: &World, script: &Script) -> Result<FileSet, GenerateError> {
        let mut files = FileSet::new();
        files.insert("module.wat", self.0.module(world, script));
        Ok(files)
    }
}

impl<T: Text> Driver for Written<T> {
    fn language(&self) -> &dyn Language {
        self
    }

    fn manifest(&self) -> &'static str {
        T::ID.1
    }

    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError> {
        let module = wat::parse_file(job.source.join("module.wat")).expect("the text is a module");
        let component = encode(&module, job.world.wit.resolve(), job.world.world_id, &EncodeOptions::default())?;
        Ok(Built { component, warnings: Vec::new() })
    }

    fn guest_writer(&self) -> Option<&dyn GuestWriter> {
        Some(self)
    }
}
