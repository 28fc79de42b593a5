//! What `wasi:http` does beyond answering requests: nothing. Outgoing requests are refused, and the user is told.

use std::future::Future;

use wasmtime_wasi_http::{RequestOptions, WasiBody, WasiHttpHooks};

use crate::output::Pipe;

/// Refuses every outgoing request with `HTTP-request-denied`.
pub(crate) struct NoOutgoing {
    stderr: Pipe,
    told: bool,
}

impl NoOutgoing {
    pub(crate) fn new(stderr: Pipe) -> Self {
        Self { stderr, told: false }
    }
}

type Sent = (hyper::Response<WasiBody>, Box<dyn Future<Output = Result<(), wasmtime_wasi_http::Error>> + Send>);

impl WasiHttpHooks for NoOutgoing {
    fn send_request(
        &mut self,
        request: hyper::Request<WasiBody>,
        _options: Option<RequestOptions>,
        _done: Box<dyn Future<Output = Result<(), wasmtime_wasi_http::Error>> + Send>,
    ) -> Box<dyn Future<Output = Result<Sent, wasmtime_wasi_http::Error>> + Send> {
        if !std::mem::replace(&mut self.told, true) {
            let (method, to) = (request.method(), request.uri());
            self.stderr.say(&format!(
                "witloom: refused the request {method} {to}: this host doesn't serve `wasi:http/outgoing-handler` yet; \
                 with `--net`, open a socket instead"
            ));
        }
        Box::new(async { Err(wasmtime_wasi_http::Error::HttpRequestDenied) })
    }
}
