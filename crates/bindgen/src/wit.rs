//! Loading WIT packages.
//!
//! [`Wit`] is a resolved package with everything it depends on, from a folder (with `deps/`), one file, or a
//! string; WASI's packages needn't lie there. Errors carry the place in the WIT file and what to do. Nothing here
//! interprets types; see [`crate::model`].

mod gates;
mod hints;
mod load;
mod packages;

pub use gates::LeftOut;
pub use packages::PackageFiles;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;
use wit_parser::{PackageId, ParseError, Resolve, ResolveError, Span, WorldId};
use witloom_diag::{Place, did_you_mean};
use witloom_disk::{Kind, walk};

/// A resolved WIT package.
#[derive(Debug, Clone)]
pub struct Wit {
    resolve: Resolve,
    package: PackageId,
    files: Vec<PathBuf>,
    /// The same with every feature switched on, where that makes a difference.
    ungated: Option<Resolve>,
}

/// What can be wrong with a WIT package.
#[derive(Debug, Error, Diagnostic)]
pub enum WitError {
    /// The folder or file can't be read.
    #[error("cannot read WIT from `{}`: {message}", path.display())]
    #[diagnostic(code("W0100"), help("give a folder with `.wit` files, or one `.wit` file"))]
    Read {
        /// Folder or file.
        path: PathBuf,
        /// Why.
        message: String,
    },
    /// The text is not WIT, or refers to something that does not exist.
    #[error("{message}")]
    #[diagnostic(code("W0101"))]
    Syntax {
        /// What the parser says.
        message: String,
        /// What to do.
        #[help]
        hint: Option<String>,
        /// The file.
        #[source_code]
        source_code: NamedSource<String>,
        /// The place in it.
        #[label]
        span: SourceSpan,
    },
    /// No world of that name.
    #[error("unknown world `{wanted}`")]
    #[diagnostic(code("W0102"), help("{hint}"))]
    UnknownWorld {
        /// The name that was asked for.
        wanted: String,
        /// The closest name, or all of them.
        hint: String,
    },
    /// Several worlds and no name.
    #[error("the package has {count} worlds and none was chosen")]
    #[diagnostic(code("W0103"), help("name one of {names}"))]
    ChooseWorld {
        /// How many there are.
        count: usize,
        /// Their names.
        names: String,
    },
    /// A name without version that several packages have.
    #[error("there are several worlds `{wanted}`")]
    #[diagnostic(code("W0105"), help("name one of {names}"))]
    AmbiguousWorld {
        /// The name that was asked for.
        wanted: String,
        /// The full names.
        names: String,
    },
    /// A word of WIT that is newer than what components are run by.
    #[error("{}`{item}` uses `{word}`, which can't be built yet", .place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default())]
    #[diagnostic(code("W0106"), help("{hint}"))]
    Newer {
        /// The word.
        word: &'static str,
        /// What uses it.
        item: String,
        /// Where.
        place: Option<Place>,
        /// What to do.
        hint: &'static str,
    },
    /// The package is well-formed but not usable.
    #[error("{message}")]
    #[diagnostic(code("W0104"))]
    Package {
        /// What the resolver says.
        message: String,
    },
}

impl Wit {
    /// Loads a folder (with its `deps/`) or a single file.
    pub fn load(path: &Path) -> Result<Arc<Self>, WitError> {
        Self::load_with_features(path, &[])
    }

    /// The same with items that `@unstable(feature = …)` gates, for these features.
    pub fn load_with_features(path: &Path, features: &[String]) -> Result<Arc<Self>, WitError> {
        if !path.exists() {
            return Err(WitError::Read { path: path.to_owned(), message: "no such file or folder".to_owned() });
        }
        readable(path)?;
        let mut resolve = Resolve { features: features.iter().cloned().collect(), ..Resolve::default() };
        let (package, mut files) = match load::path(&mut resolve, path) {
            Ok(loaded) => loaded,
            Err(error) => return Err(syntax_error(&error, &resolve, path)),
        };
        files.sort();
        gates::open(&mut resolve);
        let ungated = gates::ungated(|resolve| load::path(resolve, path).is_ok());
        Ok(Arc::new(Self { resolve, package, files, ungated }))
    }

    /// Parses a package from text; `name` stands for the file in messages.
    pub fn parse(name: &str, text: &str) -> Result<Arc<Self>, WitError> {
        let mut resolve = Resolve::default();
        match load::text(&mut resolve, name, text) {
            Ok(package) => {
                let ungated = gates::ungated(|resolve| load::text(resolve, name, text).is_ok());
                Ok(Arc::new(Self { resolve, package, files: Vec::new(), ungated }))
            }
            Err(error) => Err(syntax_error_in(&error, &resolve, Path::new(name), |_| Some(text.to_owned()))),
        }
    }

    /// Takes a package that somebody else resolved.
    pub fn from_resolve(resolve: Resolve, package: PackageId) -> Arc<Self> {
        Arc::new(Self { resolve, package, files: Vec::new(), ungated: None })
    }

    /// The parser's view.
    pub fn resolve(&self) -> &Resolve {
        &self.resolve
    }

    /// The main package.
    pub fn package(&self) -> PackageId {
        self.package
    }

    /// The files it was read from, sorted; empty for text.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Names of the main package's worlds.
    pub fn worlds(&self) -> Vec<&str> {
        self.resolve.packages[self.package].worlds.keys().map(String::as_str).collect()
    }

    /// Finds a world by short or full name; without a name there must be exactly one.
    pub fn select_world(&self, name: Option<&str>) -> Result<WorldId, WitError> {
        if name.is_none() && self.worlds().len() > 1 {
            let worlds = self.worlds();
            return Err(WitError::ChooseWorld { count: worlds.len(), names: quoted(&worlds) });
        }
        if let Some(wanted) = name {
            self.one_version(wanted)?;
        }
        let world = self.resolve.select_world(&[self.package], name).map_err(|error| match name {
            Some(wanted) => self.unknown_world(wanted),
            None => WitError::Package { message: error.to_string() },
        })?;
        gates::refuse_newer(self, world)?;
        Ok(world)
    }

    /// A full name without version must mean one world.
    fn one_version(&self, wanted: &str) -> Result<(), WitError> {
        let Some((package, short)) = wanted.split_once('/').filter(|(_, short)| !short.contains('@')) else {
            return Ok(());
        };
        let packages = self.resolve.packages.iter().map(|(_, package)| package);
        let same = packages.filter(|found| {
            format!("{}:{}", found.name.namespace, found.name.name) == package && found.worlds.contains_key(short)
        });
        let names: Vec<String> = same.map(|package| package.name.interface_id(short)).collect();
        if names.len() < 2 {
            return Ok(());
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Err(WitError::AmbiguousWorld { wanted: wanted.to_owned(), names: quoted(&names) })
    }

    fn unknown_world(&self, wanted: &str) -> WitError {
        let worlds = self.worlds();
        let short = wanted.rsplit('/').next().unwrap_or(wanted);
        let hint = match did_you_mean(short, worlds.iter().copied()) {
            Some(close) => format!("did you mean `{close}`?"),
            None if worlds.is_empty() => "the package defines no world".to_owned(),
            None => format!("the package has {}", quoted(&worlds)),
        };
        WitError::UnknownWorld { wanted: wanted.to_owned(), hint }
    }

    /// The line of a span, where the package came from text.
    pub(crate) fn place(&self, span: Span) -> Option<Place> {
        let text = self.resolve.render_location(span);
        self.resolve.source_map.resolve_span(span)?;
        let mut parts = text.rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some(Place { file: PathBuf::from(parts.next()?), line, column })
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Pipes and devices have no end: nothing but files and folders is read.
fn readable(path: &Path) -> Result<(), WitError> {
    let refuse = |path: &Path, message: &str| WitError::Read { path: path.to_owned(), message: message.to_owned() };
    if path.is_file() {
        return Ok(());
    }
    if !path.is_dir() {
        return Err(refuse(path, "it is neither a file nor a folder"));
    }
    let found = walk(path, &|_| false).map_err(|error| refuse(path, &error.to_string()))?;
    let is_wit = |path: &Path| path.extension().is_some_and(|end| ["wit", "wasm", "wat"].iter().any(|wit| end == *wit));
    match found.iter().find(|found| is_wit(&found.path) && !matches!(found.kind, Kind::File | Kind::Folder)) {
        Some(found) if found.kind == Kind::Special => Err(refuse(&found.path, "it is neither a file nor a folder")),
        Some(found) => Err(refuse(&found.path, "the link leads nowhere")),
        None => Ok(()),
    }
}

fn syntax_error(error: &anyhow::Error, resolve: &Resolve, path: &Path) -> WitError {
    syntax_error_in(error, resolve, path, |file| std::fs::read_to_string(file).ok())
}

fn syntax_error_in(
    error: &anyhow::Error,
    resolve: &Resolve,
    path: &Path,
    text_of: impl Fn(&str) -> Option<String>,
) -> WitError {
    let located = error.chain().find_map(|layer| {
        let parsed = layer.downcast_ref::<ParseError>().map(|error| (error.kind().to_string(), error.kind().span()));
        let resolved = || layer.downcast_ref::<ResolveError>().map(|e| (e.kind().to_string(), e.kind().span()));
        let (message, span) = parsed.or_else(resolved)?;
        let location = resolve.source_map.resolve_span(span)?;
        let text = text_of(location.path)?;
        let said = hints::about(layer, resolve, &text, location.range.start);
        let message = said.message.unwrap_or_else(|| message.lines().next().unwrap_or_default().to_owned());
        let source_code = NamedSource::new(location.path, text);
        let span = (location.range.start, location.range.len()).into();
        Some(WitError::Syntax { message, hint: said.hint, source_code, span })
    });
    located.unwrap_or_else(|| WitError::Read { path: path.to_owned(), message: resolve.render_error(error) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use witloom_diag::{Colour, render};

    #[test]
    fn a_syntax_error_has_a_place() {
        let error = Wit::parse("bad.wit", "package a:b;\nworld w { export f: func(x: u33); }\n").unwrap_err();
        insta::assert_snapshot!(render(&error, Colour::Never), @"
        error[W0101]: name `u33` does not exist
          --> bad.wit:2:29
        2 | world w { export f: func(x: u33); }
          |                             ^^^
        hint: did you mean `u32`?
        ");
    }

    #[test]
    fn an_unknown_world_gets_a_suggestion() {
        let wit = Wit::parse("shop.wit", "package a:b;\nworld shop-api {}\nworld cart {}\n").unwrap();
        let error = wit.select_world(Some("shop-appi")).unwrap_err();
        insta::assert_snapshot!(render(&error, Colour::Never), @"
        error[W0102]: unknown world `shop-appi`
        hint: did you mean `shop-api`?
        ");
        let error = wit.select_world(None).unwrap_err();
        insta::assert_snapshot!(render(&error, Colour::Never), @"
        error[W0103]: the package has 2 worlds and none was chosen
        hint: name one of `shop-api`, `cart`
        ");
    }

    #[test]
    fn an_external_id_is_refused_by_name() {
        let refused = |world: &str, function: &str, ty: &str| {
            let text = format!(
                "package a:b;\n\ninterface i {{\n  {ty} record r {{ a: u8 }}\n  {function} f: func(x: r);\n}}\n\n\
                 interface j {{}}\n\nworld w {{\n  import i;\n  {world} import j;\n}}\n"
            );
            let wit = Wit::parse("in.wit", &text).unwrap();
            let error = crate::World::from_wit(&wit, Some("w")).map(|_| ()).unwrap_err();
            render(&error, Colour::Never)
        };
        let id = "@external-id(\"x\")";
        insta::assert_snapshot!([refused(id, "", ""), refused("", id, ""), refused("", "", id)].join("\n"));
    }

    #[test]
    fn gated_items_are_told_and_opened() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.wit");
        let text = "package a:b;
            interface i { @unstable(feature = one) f: func(); g: func(); }
            @unstable(feature = two) interface j { g: func(); }
            world w { import i; @unstable(feature = two) import j; }";
        std::fs::write(&file, text).unwrap();
        let told = |features: &[String]| {
            let wit = Wit::load_with_features(&file, features).unwrap();
            let left = wit.left_out("a:b/w");
            let gates = wit.resolve().interfaces.iter().filter(|(_, interface)| !interface.stability.is_unknown());
            assert_eq!(gates.count(), 0, "no gate is left that a reader could close again");
            left.iter().map(|left| format!("{} {}", left.item, left.feature)).collect::<Vec<_>>()
        };
        assert_eq!(told(&[]), ["a:b/i#f one", "a:b/j two"]);
        assert_eq!(told(&["two".to_owned()]), ["a:b/i#f one"]);
        assert!(told(&["one".to_owned(), "two".to_owned()]).is_empty());
    }
}
