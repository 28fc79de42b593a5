//! What lies in a folder and is no source.

use std::path::Path;

/// What version control, witloom and the system keep in folders; no compiler reads it.
const NEVER: &[&str] = &[".git", ".hg", ".svn", ".jj", ".witloom", ".DS_Store"];

/// The files that a component's key leaves out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ignore {
    patterns: Vec<String>,
}

impl Ignore {
    /// The patterns of a `lang.toml`, beside what is no source in any language.
    pub(crate) fn of(patterns: &[String]) -> Self {
        Self { patterns: patterns.to_vec() }
    }

    /// Whether a path, relative to the component's folder, is left out.
    pub(crate) fn covers(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        NEVER.contains(&&*name)
            || is_editors(&name)
            || self.patterns.iter().any(|pattern| match pattern.strip_prefix('/') {
                Some(place) => path == Path::new(place),
                None => matches(pattern, &name),
            })
    }
}

/// The swap file of vi, the lock of Emacs: they come and go while somebody types.
fn is_editors(name: &str) -> bool {
    let hidden = name.starts_with('.');
    hidden && (name.starts_with(".#") || [".swp", ".swo", ".swx"].iter().any(|end| name.ends_with(end)))
}

fn matches(pattern: &str, name: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) => name.ends_with(end),
        (None, Some(start)) => name.starts_with(start),
        (None, None) => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_places() {
        let ignore = Ignore::of(&[".*".to_owned(), "/src/test".to_owned(), "*.class".to_owned(), "out".to_owned()]);
        let covered = |path: &str| ignore.covers(Path::new(path));
        assert!([".x", "a/.x", "src/test", "a/B.class", "a/out", "out"].iter().all(|path| covered(path)));
        assert!(!["x", "test", "a/src/test", "class", "outer"].iter().any(|path| covered(path)));
    }
}
