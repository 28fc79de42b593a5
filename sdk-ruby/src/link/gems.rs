//! Gems in a component's folder: as a folder of `vendor/`, or as Bundler lays them out below `vendor/bundle`.

use std::collections::BTreeSet;

/// Gems whose compiled form is part of CRuby already: Bundler installs them beside it, with C sources.
const BUILT_IN: &[&str] = &[
    "date",
    "digest",
    "erb",
    "etc",
    "io-console",
    "json",
    "monitor",
    "openssl",
    "pathname",
    "psych",
    "ripper",
    "stringio",
    "strscan",
    "zlib",
];

/// Folders of Bundler's that hold no code.
const BESIDE: &[&str] = &["bin", "build_info", "cache", "doc", "extensions", "plugins"];

/// What a gem's folder holds that a component never needs.
const UNUSED: &[&str] = &["test", "tests", "spec", "doc", "docs", "sig", "bin", "exe", "benchmark", "benchmarks"];

/// A file of a gem.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GemFile<'p> {
    /// The gem's folder.
    root: &'p str,
    /// The folder's name, for instance `kramdown-2.5.1`.
    folder: &'p str,
    /// The file's path in the gem's folder.
    inner: &'p str,
}

impl<'p> GemFile<'p> {
    /// Where a file or folder lies, when it is a gem's.
    pub(super) fn of(path: &'p str) -> Option<Self> {
        let rest = path.strip_prefix("vendor/")?;
        let start = match rest.find("/gems/") {
            Some(at) if is_bundlers(&rest[..at]) => "vendor/".len() + at + "/gems/".len(),
            Some(_) | None if is_bundlers(rest) => return None,
            Some(_) | None => "vendor/".len(),
        };
        let (folder, inner) = path[start..].split_once('/')?;
        Some(Self { root: &path[..start + folder.len()], folder, inner })
    }

    /// The gem's name, without its version.
    pub(super) fn name(&self) -> &'p str {
        match self.folder.rsplit_once('-') {
            Some((name, version)) if version.starts_with(|c: char| c.is_ascii_digit()) => name,
            Some(_) | None => self.folder,
        }
    }

    /// Whether CRuby brings it.
    pub(super) fn is_built_in(&self) -> bool {
        BUILT_IN.contains(&self.name())
    }

    /// Whether a component has no use for the file.
    pub(super) fn is_unused(&self) -> bool {
        self.inner.split('/').next().is_some_and(|first| UNUSED.contains(&first))
    }
}

/// Whether a path below `vendor/` is one of Bundler's folders: `bundle/…`, `ruby/…` or its `cache`.
fn is_bundlers(path: &str) -> bool {
    matches!(path.split('/').next(), Some("bundle" | "ruby" | "cache"))
}

/// Whether a path is Bundler's own and holds no code.
pub(super) fn is_beside(path: &str) -> bool {
    let Some(rest) = path.strip_prefix("vendor/") else { return false };
    let parts: Vec<&str> = rest.split('/').collect();
    match parts.as_slice() {
        ["cache", ..] => true,
        ["bundle", "ruby", _, folder, ..] | ["ruby", _, folder, ..] => BESIDE.contains(folder),
        _ => false,
    }
}

/// The folders to load from, of all gems that these files belong to.
pub(super) fn load_paths<'f>(files: &(impl Iterator<Item = (&'f str, &'f [u8])> + Clone)) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for (path, _) in files.clone() {
        let Some(place) = GemFile::of(path) else { continue };
        let described = place.root.rsplit_once("/gems/").and_then(|(above, folder)| {
            let wanted = format!("{above}/specifications/{folder}.gemspec");
            files
                .clone()
                .find(|(path, _)| *path == wanted)
                .map(|(_, text)| require_paths(&String::from_utf8_lossy(text)))
        });
        for folder in described.filter(|paths| !paths.is_empty()).unwrap_or_else(|| vec!["lib".to_owned()]) {
            if place.inner.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')) {
                paths.insert(format!("{}/{folder}", place.root));
            }
        }
    }
    paths
}

/// What a gem's description says under `require_paths`.
fn require_paths(description: &str) -> Vec<String> {
    let Some(list) = description.split("require_paths = [").nth(1).and_then(|rest| rest.split(']').next()) else {
        return Vec::new();
    };
    let names = list.split(',').filter_map(|part| part.split('"').nth(1));
    names.filter(|name| !name.starts_with('/') && !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_layouts_are_known() {
        let plain = GemFile::of("vendor/mustache/lib/mustache.rb").unwrap();
        assert_eq!((plain.root, plain.name(), plain.inner), ("vendor/mustache", "mustache", "lib/mustache.rb"));
        let bundled = GemFile::of("vendor/bundle/ruby/3.4.0/gems/rack-test-2.1.0/lib/rack/test.rb").unwrap();
        assert_eq!((bundled.name(), bundled.inner), ("rack-test", "lib/rack/test.rb"));
        assert!(GemFile::of("vendor/bundle/ruby/3.4.0/specifications/x-1.gemspec").is_none());
        assert!(GemFile::of("vendor/cache/x-1.gem").is_none() && is_beside("vendor/cache/x-1.gem"));
        assert!(is_beside("vendor/bundle/ruby/3.4.0/doc") && !is_beside("vendor/bundle/ruby/3.4.0/gems"));
        assert!(GemFile::of("vendor/ruby/3.4.0/gems/json-2.9.1/ext/x.c").unwrap().is_built_in());
    }

    #[test]
    fn a_description_says_where_the_code_is() {
        let files: [(&str, &[u8]); 4] = [
            ("vendor/bundle/ruby/3.4.0/gems/a-1/src/a.rb", b""),
            ("vendor/bundle/ruby/3.4.0/gems/b-1/lib/b.rb", b""),
            ("vendor/bundle/ruby/3.4.0/specifications/a-1.gemspec", b"  s.require_paths = [\"src\".freeze, \"lib\"]\n"),
            ("vendor/c/lib/c.rb", b""),
        ];
        let paths: Vec<String> = load_paths(&files.into_iter()).into_iter().collect();
        assert_eq!(
            paths,
            ["vendor/bundle/ruby/3.4.0/gems/a-1/src", "vendor/bundle/ruby/3.4.0/gems/b-1/lib", "vendor/c/lib"]
        );
    }
}
