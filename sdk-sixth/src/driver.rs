//! Compiles the words of a folder, of its bindings and of the runtime.

use std::path::Path;

use witloom_bindgen::Language;
use witloom_bindgen::guest::GuestWriter;
use witloom_component::encode::{EncodeOptions, encode};
use witloom_component::{BuildError, Built, Driver, Job, Role, SourceFile, Starter};

use crate::compile::compile;
use crate::generate::Sixth;
use crate::guest::Guests;

/// The driver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SixthDriver;

impl Driver for SixthDriver {
    fn language(&self) -> &dyn Language {
        &Sixth
    }

    fn manifest(&self) -> &'static str {
        include_str!("../lang.toml")
    }

    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError> {
        let mut files = vec![("sixth.6th".to_owned(), include_str!("../runtime/sixth.6th").to_owned())];
        sources(job.source, &mut files)?;
        sources(&job.source.join("gen"), &mut files)?;
        (job.progress)("compile");
        let refused = |message: String| BuildError::user_code(message, "correct the word");
        let module = compile(&files).map_err(|wrong| refused(wrong.message))?;
        let options = EncodeOptions::default();
        let component = encode(&module, job.world.wit.resolve(), job.world.world_id, &options)?;
        Ok(Built { component, warnings: Vec::new() })
    }

    fn template(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        let Role::Part { export } = starter.role else { return Vec::new() };
        let text =
            include_str!("../templates/part.6th").replace("hello:app/greet", &format!("{}:app/{export}", starter.app));
        vec![SourceFile { path: "main.6th".to_owned(), text }]
    }

    fn guest_writer(&self) -> Option<&dyn GuestWriter> {
        Some(&Guests)
    }
}

/// The files directly in a folder, by their names.
fn sources(folder: &Path, files: &mut Vec<(String, String)>) -> Result<(), BuildError> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| BuildError::io(folder, e))? {
        paths.push(entry.map_err(|e| BuildError::io(folder, e))?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "6th"));
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|e| BuildError::io(&path, e))?;
        files.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text));
    }
    Ok(())
}
