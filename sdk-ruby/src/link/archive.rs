//! The Ruby files that go into a component: the runtime, the generated files and the user's.

use std::path::Path;

use witloom_component::BuildError;
use witloom_component::disk::{Kind, walk};

use super::gems::{self, GemFile};

/// The runtime, by the paths under which it is packed.
const RUNTIME: &[(&str, &str)] = &[
    ("witloom/start.rb", include_str!("../../runtime/witloom/start.rb")),
    ("witloom/packed.rb", include_str!("../../runtime/witloom/packed.rb")),
    ("witloom/surroundings.rb", include_str!("../../runtime/witloom/surroundings.rb")),
    ("lib/bundler/setup.rb", include_str!("../../runtime/bundler-setup.rb")),
    ("witloom/values.rb", include_str!("../../runtime/witloom/values.rb")),
    ("witloom/wire.rb", include_str!("../../runtime/witloom/wire.rb")),
    ("witloom/handle.rb", include_str!("../../runtime/witloom/handle.rb")),
    ("witloom/table.rb", include_str!("../../runtime/witloom/table.rb")),
    ("witloom/program.rb", include_str!("../../runtime/witloom/program.rb")),
    ("witloom/async.rb", include_str!("../../runtime/witloom/async.rb")),
    ("witloom/bytes.rb", include_str!("../../runtime/witloom/bytes.rb")),
    ("witloom/streams.rb", include_str!("../../runtime/witloom/streams.rb")),
    ("witloom/report.rb", include_str!("../../runtime/witloom/report.rb")),
];

/// The folder of the component's own tests.
pub(crate) const TESTS: &str = "test";

/// Files by path, with `/`, relative to the component's folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    /// No files.
    #[must_use]
    pub fn new() -> Files {
        Files::default()
    }

    /// Adds a file.
    pub fn add(&mut self, path: impl Into<String>, contents: impl Into<Vec<u8>>) {
        self.0.push((path.into(), contents.into()));
    }

    /// All files of a folder except those that are hidden, signatures and tests.
    ///
    /// # Errors
    /// When the folder can't be read, or holds a gem that needs a C compiler.
    pub fn of_folder(folder: &Path) -> Result<Files, BuildError> {
        Self::of(folder, &|path| path == TESTS)
    }

    /// The same with the component's own tests.
    ///
    /// # Errors
    /// As above.
    pub fn with_tests(folder: &Path) -> Result<Files, BuildError> {
        Self::of(folder, &|_| false)
    }

    fn of(folder: &Path, left_out: &dyn Fn(&str) -> bool) -> Result<Files, BuildError> {
        let mut files = Files::new();
        let skip = |path: &Path| {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            let path = slashes(path);
            hidden || skipped(&path) || left_out(&path)
        };
        // Links that lead nowhere or in circles are passed by: npm and editors leave such.
        let found = walk(folder, &skip).map_err(|e| BuildError::io(folder, e))?;
        for found in found.iter().filter(|found| found.kind == Kind::File) {
            let path = slashes(&found.relative);
            let place = GemFile::of(&path);
            if place.as_ref().is_some_and(GemFile::is_built_in) {
                continue;
            }
            refuse_native(&path, place.as_ref())?;
            let contents = std::fs::read(&found.path).map_err(|e| BuildError::io(&found.path, e))?;
            files.add(path, contents);
        }
        files.0.sort();
        Ok(files)
    }

    /// The paths of all.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(path, _)| path.as_str())
    }

    /// Whether a file is among them.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.0.iter().any(|(found, _)| found == path)
    }

    /// Bytes for the loader: a count, then for each file the lengths of path and contents, and both.
    #[must_use]
    pub fn archive(&self, entry: &str) -> Vec<u8> {
        let gems = gems::load_paths(&self.0.iter().map(|(path, contents)| (path.as_str(), contents.as_slice())));
        let gems: Vec<String> = gems.iter().map(|folder| format!("{folder:?}")).collect();
        let entry = format!("module Witloom\n  ENTRY = {entry:?}\n  GEMS = [{}].freeze\nend\n", gems.join(", "));
        let runtime = RUNTIME.iter().map(|(path, text)| (*path, text.as_bytes()));
        let generated = std::iter::once(("witloom/entry.rb", entry.as_bytes()));
        let users = self.0.iter().map(|(path, contents)| (path.as_str(), contents.as_slice()));
        let all: Vec<_> = runtime.chain(generated).chain(users).collect();
        let mut out = Vec::new();
        length(&mut out, all.len());
        for (path, contents) in all {
            length(&mut out, path.len());
            length(&mut out, contents.len());
            out.extend_from_slice(path.as_bytes());
            out.extend_from_slice(contents);
        }
        out
    }
}

fn length(out: &mut Vec<u8>, value: usize) {
    out.extend_from_slice(&u32::try_from(value).expect("files are far below 4 GiB").to_le_bytes());
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// What a component never needs.
fn skipped(path: &str) -> bool {
    path.starts_with("gen/sig")
        || path == "sig"
        || gems::is_beside(path)
        || GemFile::of(path).is_some_and(|place| place.is_unused())
}

/// There is no C compiler behind a component.
fn refuse_native(path: &str, place: Option<&GemFile<'_>>) -> Result<(), BuildError> {
    let native = path.ends_with("/extconf.rb") || [".so", ".bundle", ".dll"].iter().any(|end| path.ends_with(end));
    if !native {
        return Ok(());
    }
    let gem = place.map_or(path, GemFile::name);
    Err(BuildError::user_code(
        format!("the gem `{gem}` has a C extension (`{path}`)"),
        "only gems of pure Ruby work in a component: choose another one, or an older version without the extension",
    ))
}
