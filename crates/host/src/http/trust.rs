//! Whose certificates are taken: the system's authorities, and those of files.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::error::HostError;

/// The authorities that the servers of outgoing requests are held against.
///
/// Those of the system are read when the first request over TLS is sent, once for all clones.
#[derive(Debug, Clone, Default)]
pub struct HttpTrust(Arc<Trust>);

#[derive(Debug, Default)]
struct Trust {
    extra: Vec<CertificateDer<'static>>,
    config: OnceLock<Result<Arc<ClientConfig>, String>>,
}

impl HttpTrust {
    /// The system's authorities and those in these files, certificates in PEM form.
    pub fn with_files(files: &[PathBuf]) -> Result<Self, HostError> {
        let mut extra = Vec::new();
        for file in files {
            extra.extend(read(file).map_err(|reason| HostError::Authorities { path: file.clone(), reason })?);
        }
        Ok(Self(Arc::new(Trust { extra, config: OnceLock::new() })))
    }

    /// How connections are secured; the reason where this system can't.
    pub(super) fn config(&self) -> Result<Arc<ClientConfig>, String> {
        self.0.config.get_or_init(|| configure(&self.0.extra).map_err(|error| error.to_string())).clone()
    }
}

/// The certificates in a PEM file, at least one.
pub(crate) fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let text = std::fs::read(file).map_err(|error| error.to_string())?;
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let certificates = read.map_err(|error| error.to_string())?;
    if certificates.is_empty() { Err("it holds no certificate".to_owned()) } else { Ok(certificates) }
}

fn read(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates = certificates(file)?;
    let mut store = RootCertStore::empty();
    certificates.iter().try_for_each(|one| store.add(one.clone())).map_err(|error| error.to_string())?;
    Ok(certificates)
}

fn configure(extra: &[CertificateDer<'static>]) -> Result<Arc<ClientConfig>, rustls::Error> {
    let mut roots = RootCertStore::empty();
    // What can't be read or used is missing: the certificates that it has signed are refused, with a reason.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots.add_parsable_certificates(extra.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
