//! The server's certificate.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use tokio_rustls::TlsAcceptor;

use crate::error::HostError;
use crate::http::certificates;

/// A server's certificate and its key, both as PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerTls {
    /// The server's certificate and those that lead to its authority, in this order.
    pub certificate: PathBuf,
    /// Its private key in PKCS #8, PKCS #1 or SEC 1.
    pub key: PathBuf,
}

impl ServerTls {
    /// What takes connections for it: HTTP/2 or 1.1 as the client wishes.
    pub(super) fn acceptor(&self) -> Result<TlsAcceptor, HostError> {
        let failed = |path: &Path, reason: String| HostError::ServerTls { path: path.to_owned(), reason };
        let certificates = certificates(&self.certificate).map_err(|reason| failed(&self.certificate, reason))?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| failed(&self.key, error.to_string()))?;
        let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()));
        let builder = builder.with_safe_default_protocol_versions().map_err(HostError::engine)?;
        let config = builder.with_no_client_auth().with_single_cert(certificates, key);
        let mut config = config.map_err(|error| failed(&self.key, error.to_string()))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}
