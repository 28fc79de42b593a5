//! What a contract test lets its instance reach: what the test grants, and no data of the app's.

use std::collections::BTreeMap;
use std::time::Duration;

use miette::Diagnostic;
use thiserror::Error as ThisError;
use witloom_host::{
    Grants, HttpOrigin, HttpTrust, Limits, Net, OriginError, Output, RunOptions, Secret, Settings, Stdin, StoreUrl,
    StoreUrlError, Stores,
};
use witloom_project::Project;
use witloom_project::contracts::{Action, Contract};

use crate::grants::dir_below;
use crate::ui::Error;

/// How long one call of a test may take.
const TIME: Duration = Duration::from_secs(60);
/// What one instance may take.
const MEMORY: u64 = 1 << 30;

#[derive(Debug, ThisError, Diagnostic)]
enum GrantError {
    #[error("`{text}` in `http` of a test is no origin: {reason}")]
    #[diagnostic(code("W0026"), help("write it as in `http = [\"http://localhost:8080\"]`"))]
    Origin { text: String, reason: OriginError },
    #[error("`{text}` in `stores` of a test is no store: {reason}")]
    #[diagnostic(code("W0027"), help("write it as in `{name} = \"memory:\"`"))]
    Store { name: String, text: String, reason: StoreUrlError },
}

/// The options of a test's instance. Stores of witloom.toml are empty ones in memory unless the test names others.
pub(super) fn options(project: &Project<'_>, test: &Contract) -> Result<RunOptions, Error> {
    let (granted, manifest, root) = (&test.grants, project.manifest(), project.root());
    let dirs = granted.dirs.iter().map(|text| dir_below(root, text)).collect();
    let env = granted.env.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut grants = Grants { dirs, env, ..Grants::default() };
    if granted.net {
        grants.net = Net::All;
    }
    for text in &granted.http {
        let origin: HttpOrigin = text.parse().map_err(|reason| GrantError::Origin { text: text.clone(), reason })?;
        grants.http.push(origin);
    }
    let authorities: Vec<_> = granted.http_ca.0.iter().map(|file| root.join(file)).collect();
    grants.http_trust = HttpTrust::with_files(&authorities)?;
    let mut stores: BTreeMap<String, StoreUrl> =
        manifest.stores.keys().map(|name| (name.clone(), StoreUrl::Memory)).collect();
    for (name, text) in &granted.stores {
        let url: StoreUrl = text.parse().map_err(|reason| {
            let (name, text) = (name.clone(), text.clone());
            GrantError::Store { name, text, reason }
        })?;
        stores.insert(name.clone(), url.below(root));
    }
    grants.stores = Stores::new(stores);
    let mut plain = manifest.config.clone();
    plain.extend(granted.config.clone());
    let secrets = granted.secrets.iter().map(|(name, value)| (name.clone(), Secret::new(value.clone()))).collect();
    grants.settings = Settings::new(plain, secrets);
    if let Action::Command(run) = &test.action {
        grants.args.clone_from(&run.args);
        grants.stdin = Stdin::Bytes(run.stdin.clone().into_bytes());
    }
    let limits = Limits { memory: Some(MEMORY), time: Some(TIME), ..Limits::default() };
    Ok(RunOptions { grants, output: Output::captured(), limits })
}
