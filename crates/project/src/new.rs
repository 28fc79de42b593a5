//! `witloom new`: an app of one component per language that builds and runs as it is.
//!
//! The first language is the entry: a command or an HTTP service, which greets through all others; each language supplies its own files. What is
//! written is the user's from then on.

use std::path::{Path, PathBuf};

use witloom_bindgen::Wit;
use witloom_component::{Driver, Role, Starter};

use crate::files::replace;
use crate::registry::Registry;
use crate::toolchain::LangManifest;
use crate::{ProjectError, manifest};

/// `wasi:cli/run`, which the entry exports.
const RUN_WIT: &str = include_str!("../templates/run.wit");

/// What lies where, for whoever opens the app.
const README: &str = include_str!("../templates/README.md");

/// A new app.
#[derive(Debug, Clone)]
pub struct Created {
    /// Its folder.
    pub root: PathBuf,
    /// The files written, relative to it.
    pub files: Vec<String>,
}

/// What the entry of a new app is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shape {
    /// What `witloom run` runs.
    #[default]
    Command,
    /// What `witloom serve` serves.
    Service,
}

/// Makes an app named after the last part of `folder`.
pub fn create(folder: &Path, langs: &[String], shape: Shape, registry: &Registry) -> Result<Created, ProjectError> {
    let name = name_of(folder)?;
    if !is_kebab(&name) {
        return Err(ProjectError::BadName { name });
    }
    // A repository that was made first is fine.
    let counts = |entry: std::io::Result<std::fs::DirEntry>| entry.map_or(true, |entry| entry.file_name() != ".git");
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.any(counts)) {
        return Err(ProjectError::NotEmpty { path: folder.to_owned() });
    }
    let plan = Plan::new(&name, langs, shape, registry)?;
    let mut files = vec![
        (manifest::FILE_NAME.to_owned(), plan.manifest()),
        ("README.md".to_owned(), plan.readme()),
        ("wit/app.wit".to_owned(), plan.wit()),
    ];
    if shape == Shape::Command {
        files.push(("wit/deps/cli/run.wit".to_owned(), RUN_WIT.to_owned()));
    }
    if shape == Shape::Service {
        files.push(("tests/greetings.toml".to_owned(), plan.contract()));
    }
    files.push((".gitignore".to_owned(), ".witloom/\n*/gen/\n*/node_modules/\n*/target/\n".to_owned()));
    files.extend(plan.sources());
    for (path, text) in &files {
        replace(&folder.join(path), text.as_bytes())?;
    }
    Ok(Created { root: folder.to_owned(), files: files.into_iter().map(|(path, _)| path).collect() })
}

/// The last part of a folder's path; that of the whole path where it ends in dots.
fn name_of(folder: &Path) -> Result<String, ProjectError> {
    let whole = match std::fs::canonicalize(folder) {
        Ok(whole) if folder.file_name().is_none() => whole,
        Ok(_) | Err(_) => folder.to_owned(),
    };
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let whole = std::path::absolute(folder).map_err(ProjectError::io(folder))?;
    if whole.to_str().is_none() {
        return Err(ProjectError::NoText { path: whole });
    }
    Ok(name)
}

struct Plan<'a> {
    app: &'a str,
    /// The namespace of the app's package: its name, unless that is a word of WIT.
    space: String,
    shape: Shape,
    parts: Vec<(&'a str, &'a dyn Driver, String)>,
}

impl<'a> Plan<'a> {
    fn new(app: &'a str, langs: &'a [String], shape: Shape, registry: &'a Registry) -> Result<Self, ProjectError> {
        let mut parts: Vec<(&str, &dyn Driver, String)> = Vec::new();
        for lang in langs {
            let driver = registry.named(lang)?;
            let id = driver.language().id();
            let role = match shape {
                Shape::Service if parts.is_empty() => Role::Service { imports: &[] },
                Shape::Service | Shape::Command => Role::Part { export: "greet" },
            };
            let starter = Starter { app, world: id, role };
            if driver.template(&starter).is_empty() {
                let able = registry.iter().filter(|driver| !driver.template(&starter).is_empty());
                let able: Vec<_> = able.map(|driver| driver.language().id()).collect();
                return Err(ProjectError::NoTemplate { lang: lang.clone(), able: able.join(", ") });
            }
            if parts.iter().all(|(known, _, _)| *known != id) {
                parts.push((id, driver, LangManifest::of(driver)?.name));
            }
        }
        let space = if is_word_of_wit(app) { format!("{app}-app") } else { app.to_owned() };
        Ok(Self { app, space, shape, parts })
    }

    fn readme(&self) -> String {
        let line = |(id, _, name): &(&str, &dyn Driver, String)| format!("| `{id}/` | a component in {name} |");
        let mut lines: Vec<String> = self.parts.iter().map(line).collect();
        let command = match self.shape {
            Shape::Command => "run",
            Shape::Service => {
                lines.push("| `tests/` | what the app answers, for `witloom test` |".to_owned());
                "serve"
            }
        };
        README.replace("%APP%", self.app).replace("%COMMAND%", command).replace("%COMPONENTS%", &lines.join("\n"))
    }

    fn imports(&self) -> Vec<String> {
        self.parts.iter().skip(1).map(|(id, _, _)| format!("greet-{id}")).collect()
    }

    fn manifest(&self) -> String {
        let entry = self.parts.first().map_or("main", |(id, _, _)| id);
        let verb = match self.shape {
            Shape::Command => "run",
            Shape::Service => "serve",
        };
        let mut text = format!(
            "[app]\nname = \"{}\"\n# The component that `witloom {verb}` calls.\nentry = \"{entry}\"\n\n\
             # A component is a folder of code in one language. What it imports and exports is its world, in `wit/`;\n\
             # imports are wired to the component that exports them.\n",
            self.app
        );
        for (place, (id, _, _)) in self.parts.iter().enumerate() {
            let gap = if place == 0 { "" } else { "\n" };
            text += &format!("{gap}[components.{id}]\nlang = \"{id}\"\nworld = \"{}:app/{id}\"\n", self.space);
        }
        text += "\n# Nothing is granted that isn't written down, for instance:\n# [run]\n# dirs = [\"./data\"]\n# env = [\"HOME\"]\n";
        text
    }

    /// What a service answers.
    fn contract(&self) -> String {
        let greetings: Vec<String> =
            self.parts.iter().map(|(_, _, name)| format!("  \"hello, Ada, from {name}\",\n")).collect();
        format!(
            "# What the app answers, for `witloom test`. Each test is a fresh instance of the whole app.\n\n\
             [[test]]\nname = \"whom the query names is greeted\"\nrequest = \"GET /?name=Ada\"\ncontains = [\n{}]\n\n\
             [[test]]\nname = \"other paths are not found\"\nrequest = \"GET /elsewhere\"\nstatus = 404\n",
            greetings.concat()
        )
    }

    fn wit(&self) -> String {
        let mut text = format!("package {}:app;\n", self.space);
        for (id, _, name) in self.parts.iter().skip(1) {
            text += &format!(
                "\n/// A greeting from {name}.\ninterface greet-{id} {{\n  /// Greets somebody; an empty name is an error.\n  \
                 greet: func(name: string) -> result<string, string>;\n}}\n\nworld {id} {{\n  export greet-{id};\n}}\n"
            );
        }
        if let Some((id, _, _)) = self.parts.first() {
            let imports: String = self.imports().iter().map(|name| format!("  import {name};\n")).collect();
            let export = match self.shape {
                Shape::Command => "wasi:cli/run@0.2.6",
                Shape::Service => "wasi:http/handler@0.3.0",
            };
            text += &format!("\nworld {id} {{\n{imports}  export {export};\n}}\n");
        }
        text
    }

    fn sources(&self) -> Vec<(String, String)> {
        let imports = self.imports();
        let mut files = Vec::new();
        for (place, (id, driver, _)) in self.parts.iter().enumerate() {
            let world = format!("{}:app/{id}", self.space);
            let export = format!("greet-{id}");
            let role = match self.shape {
                Shape::Command if place == 0 => Role::Entry { imports: &imports },
                Shape::Service if place == 0 => Role::Service { imports: &imports },
                Shape::Command | Shape::Service => Role::Part { export: &export },
            };
            let starter = Starter { app: &self.space, world: &world, role };
            for file in driver.template(&starter).into_iter().chain(driver.template_tests(&starter)) {
                files.push((format!("{id}/{}", file.path), file.text));
            }
        }
        files
    }
}

/// Whether WIT's own parser takes a name for something else.
fn is_word_of_wit(name: &str) -> bool {
    Wit::parse("name.wit", &format!("package {name}:app;\ninterface i {{}}\n")).is_err()
}

fn is_kebab(name: &str) -> bool {
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    name.split('-').all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_wit_can_be_names() {
        let registry = Registry::default();
        for name in ["list", "record", "world", "string", "shop", "use", "my-app", "u8"] {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join(name);
            create(&root, &["golang".to_owned(), "PY".to_owned()], Shape::Command, &registry).unwrap();
            let project = crate::Project::open(&root, &registry).unwrap();
            let wit = project.wit().unwrap();
            assert_eq!(project.name(), name);
            for component in ["go", "python"] {
                let component = project.component(component, wit.as_ref()).unwrap();
                component.bindings().unwrap();
            }
        }
    }
}
