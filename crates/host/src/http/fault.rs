//! What goes wrong on the way, as the error codes of `wasi:http` say it.

use std::error::Error as _;
use std::io::{self, ErrorKind};

use rustls::CertificateError;
use wasmtime_wasi_http::Error;

/// Of a connection that couldn't be made.
pub(super) fn connect(error: &io::Error) -> Error {
    match error.kind() {
        ErrorKind::ConnectionRefused => Error::ConnectionRefused,
        ErrorKind::TimedOut => Error::ConnectionTimeout,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => Error::ConnectionTerminated,
        ErrorKind::NetworkUnreachable => Error::DestinationIpUnroutable,
        ErrorKind::PermissionDenied => Error::DestinationIpProhibited,
        _ => Error::DestinationUnavailable,
    }
}

/// Of a connection that was there.
pub(super) fn stream(error: &io::Error) -> Error {
    if let Some(error) = tls_cause(error) {
        return tls(error);
    }
    match error.kind() {
        ErrorKind::TimedOut => Error::ConnectionReadTimeout,
        _ => Error::ConnectionTerminated,
    }
}

/// What the layer of TLS said, if it was that.
pub(super) fn tls_cause(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref().and_then(|cause| cause.downcast_ref())
}

fn tls(error: &rustls::Error) -> Error {
    if let rustls::Error::AlertReceived(alert) = error {
        let alert_message = alert.as_str().map(ToOwned::to_owned);
        return Error::TlsAlertReceived { alert_id: Some(u8::from(*alert)), alert_message };
    }
    if matches!(error, rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) {
        return Error::TlsCertificateError;
    }
    Error::TlsProtocolError
}

/// Of an exchange that had begun. What the guest's own body failed with is found inside of it by who reads the error.
pub(super) fn hyper(error: hyper::Error) -> Error {
    if error.is_user() {
        return Error::Hyper(error);
    }
    if error.is_parse_too_large() {
        return Error::HttpResponseHeaderSectionSize(None);
    }
    if error.is_parse() {
        return Error::HttpProtocolError;
    }
    if error.is_incomplete_message() {
        return Error::HttpResponseIncomplete;
    }
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    match cause {
        // A connection that ends before the answer does.
        Some(cause) if cause.kind() == ErrorKind::UnexpectedEof => Error::HttpResponseIncomplete,
        // Chunks that are none.
        Some(cause) if matches!(cause.kind(), ErrorKind::InvalidInput) => Error::HttpProtocolError,
        Some(cause) => stream(cause),
        None => Error::ConnectionTerminated,
    }
}

/// What is wrong with a certificate, and what helps.
pub(super) fn certificate(error: &CertificateError) -> String {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "it isn't valid yet".to_owned(),
        CertificateError::NotValidForName => "it is for another name".to_owned(),
        CertificateError::NotValidForNameContext { presented, .. } => match presented.as_slice() {
            [] => "it names no host".to_owned(),
            names => format!("it is for other names: {}", names.join(", ")),
        },
        CertificateError::UnknownIssuer => {
            "none of the authorities that this system trusts has signed it; `--http-ca FILE` adds one".to_owned()
        }
        other => other.to_string(),
    }
}
