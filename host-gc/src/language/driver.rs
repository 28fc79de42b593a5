//! Builds a folder with a core module: the bridge makes it a component.

use witloom_bindgen::Language;
use witloom_bindgen::guest::GuestWriter;
use witloom_component::{BuildError, Built, Driver, Job};

use super::{MAIN, WasmGc};
use crate::{BridgeOptions, bridge};

impl Driver for WasmGc {
    fn language(&self) -> &dyn Language {
        self
    }

    fn manifest(&self) -> &'static str {
        include_str!("../../lang.toml")
    }

    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError> {
        let file = if job.source.is_dir() { job.source.join(MAIN) } else { job.source.to_owned() };
        let module = std::fs::read(&file).map_err(|cause| BuildError::io(&file, cause))?;
        (job.progress)("bridge");
        let component = bridge(&module, job.world, &BridgeOptions::default()).map_err(|error| {
            let hint = miette::Diagnostic::help(&error).map(|help| help.to_string());
            BuildError::UserCode { message: format!("`{}`: {error}", file.display()), hint }
        })?;
        Ok(Built { component, warnings: Vec::new() })
    }

    fn guest_writer(&self) -> Option<&dyn GuestWriter> {
        Some(self)
    }
}
