//! `requirements.lock`: what the requirements came to, in the form of pip's own lists with hashes.

use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;
use witloom_component::BuildError;
use witloom_component::disk::replace;

use super::PYTHON;
use super::asked::Asked;

/// The lock's name in the component's folder.
pub(super) const FILE: &str = "requirements.lock";

const HEAD: &str = "# Written by witloom: the packages of";
const MADE_FROM: &str = "# made from ";

/// The text of a lock.
#[derive(Debug)]
pub(super) struct Lock {
    pub(super) text: String,
}

/// The part of pip's report that counts.
#[derive(Debug, Deserialize)]
struct Report {
    install: Vec<Found>,
}

#[derive(Debug, Deserialize)]
struct Found {
    metadata: Metadata,
    download_info: Download,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    name: String,
    version: String,
}

#[derive(Debug, Deserialize)]
struct Download {
    url: String,
    archive_info: Option<Archive>,
}

#[derive(Debug, Deserialize)]
struct Archive {
    hashes: Option<Hashes>,
}

#[derive(Debug, Deserialize)]
struct Hashes {
    sha256: Option<String>,
}

impl Lock {
    /// The lock of a component, if there is one.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, BuildError> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&path).map_err(|cause| BuildError::io(&path, cause))?;
        if !text.starts_with(HEAD) {
            return Err(BuildError::Packages {
                message: format!("`{}` was not written by witloom", path.display()),
                hint: "witloom writes a file of this name: give yours another one".to_owned(),
            });
        }
        Ok(Some(Self { text: text.replace("\r\n", "\n") }))
    }

    /// Whether it was made from these requirements.
    pub(super) fn is_of(&self, asked: &Asked) -> bool {
        self.text.lines().any(|line| line.strip_prefix(MADE_FROM) == Some(asked.hash.as_str()))
    }

    /// Writes down what pip found.
    pub(super) fn new(asked: &Asked, report: &[u8]) -> Result<Self, BuildError> {
        let report: Report = serde_json::from_slice(report).map_err(|error| BuildError::Packages {
            message: format!("pip's report can't be read: {error}"),
            hint: "report this: the pip that witloom pins writes something else than expected".to_owned(),
        })?;
        let mut packages = report.install.iter().map(Found::line).collect::<Result<Vec<_>, _>>()?;
        packages.sort();
        let head = format!("{HEAD} `{}`, for CPython {PYTHON}. Keep it under version control.\n", asked.file);
        let mut text = format!("{head}{MADE_FROM}{}\n", asked.hash);
        for (name, version, hash) in packages {
            let _ = write!(text, "{name}=={version} \\\n    --hash=sha256:{hash}\n");
        }
        Ok(Self { text })
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), BuildError> {
        let path = folder.join(FILE);
        replace(&path, self.text.as_bytes()).map_err(|cause| BuildError::io(&path, cause))
    }
}

impl Found {
    /// Name, version and hash.
    fn line(&self) -> Result<(String, String, String), BuildError> {
        let (name, version) = (self.metadata.name.to_lowercase().replace('_', "-"), self.metadata.version.clone());
        let hash = self.download_info.archive_info.as_ref().and_then(|archive| archive.hashes.as_ref()?.sha256.clone());
        let is_local = self.download_info.url.starts_with("file:");
        match hash {
            Some(hash) if !is_local => Ok((name, version, hash)),
            Some(_) | None => Err(BuildError::Packages {
                message: format!(
                    "`{name}` comes from a folder, a file or a repository, which no lock can name for all machines"
                ),
                hint: "put its modules into `vendor/`, or name its folder under `path` in the component's options"
                    .to_owned(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: Asked = Asked { file: "requirements.txt", hash: String::new(), listed: None };

    fn lock(url: &str, hashes: &str) -> Result<Lock, BuildError> {
        let download = format!(r#""download_info": {{"url": "{url}", "archive_info": {{"hashes": {hashes}}}}}"#);
        let metadata = r#""metadata": {"name": "Some_Thing", "version": "1.0"}"#;
        Lock::new(&ASKED, format!(r#"{{"install": [{{{metadata}, {download}}}]}}"#).as_bytes())
    }

    #[test]
    fn a_lock_names_no_machine() {
        let text = lock("https://index.example/x-1.0-py3-none-any.whl", r#"{"sha256": "aa"}"#).unwrap().text;
        assert!(text.ends_with("\nsome-thing==1.0 \\\n    --hash=sha256:aa\n"), "{text}");
        for (url, hashes) in
            [("file:///home/me/x-1.0-py3-none-any.whl", r#"{"sha256": "aa"}"#), ("git+https://x", "null")]
        {
            let error = lock(url, hashes).unwrap_err().to_string();
            assert!(error.starts_with("`some-thing` comes from a folder, a file or a repository"), "{error}");
        }
    }
}
