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

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;
    use crate::output::{Sink, Stream};

    #[tokio::test]
    async fn requests_are_refused_and_told_of_once() {
        let stderr = Pipe::new(Stream::Err, &Sink::Capture);
        let mut hooks = NoOutgoing::new(stderr.clone());
        for path in ["/one", "/two"] {
            let body = http_body_util::Empty::new().map_err(|never| match never {}).boxed_unsync();
            let request = hyper::Request::get(format!("http://example.com{path}")).body(body).expect("a request");
            let sent = Box::into_pin(hooks.send_request(request, None, Box::new(async { Ok(()) }))).await;
            assert!(matches!(sent, Err(wasmtime_wasi_http::Error::HttpRequestDenied)));
        }
        let said = stderr.take().text();
        assert_eq!(said.matches("refused the request").count(), 1, "{said}");
        assert!(said.contains("GET http://example.com/one") && said.contains("--net"), "{said}");
    }
}
