//! An authority of certificates, and what servers show that it has signed for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// An authority that nobody knows but the test.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: tempfile::NamedTempFile,
}

impl Default for Authority {
    fn default() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new([]).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(pem.path(), params.self_signed(&key).expect("a certificate").pem()).expect("written");
        Self { issuer: Issuer::new(params, key), pem }
    }
}

impl Authority {
    /// The file with its certificate, for those who are to trust it; gone with the authority.
    pub fn pem(&self) -> &Path {
        self.pem.path()
    }

    /// A server with a certificate for these names.
    pub fn server(&self, names: &[&str]) -> Arc<ServerConfig> {
        self.server_with(names, |_| {})
    }

    /// The certificate of a server for these names, and its key, which nobody else may read, as files in a folder.
    pub fn files(&self, names: &[&str], folder: &Path) -> [PathBuf; 2] {
        let (certificate, key) = self.sign(names, |_| {});
        let paths = ["server.pem", "server.key"].map(|name| folder.join(name));
        for (path, text) in paths.iter().zip([certificate.pem(), key.serialize_pem()]) {
            std::fs::write(path, text).expect("written");
            #[cfg(unix)]
            std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("one's own");
        }
        paths
    }

    fn sign(&self, names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> (Certificate, KeyPair) {
        let key = KeyPair::generate().expect("a key");
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("names");
        change(&mut params);
        (params.signed_by(&key, &self.issuer).expect("a certificate"), key)
    }

    /// The same with another certificate than usual.
    pub fn server_with(&self, names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Arc<ServerConfig> {
        let (certificate, key) = self.sign(names, change);
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.expect("versions").with_no_client_auth();
        Arc::new(builder.with_single_cert(vec![certificate.der().clone()], key).expect("a key for it"))
    }
}
