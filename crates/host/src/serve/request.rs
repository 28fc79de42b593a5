//! One request: the guest that answers it, and what is told about it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hyper::body::{Body as _, Incoming};
use hyper::header::{CONTENT_LENGTH, HOST};
use hyper::{Method, Request, Response, StatusCode, Uri, Version};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use wasmtime::Store;
use wasmtime::component::Resource;
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;
use wasmtime_wasi_http::p2::body::HyperOutgoingBody;
use wasmtime_wasi_http::p2::types::{HostIncomingRequest, HostResponseOutparam};

use super::body::{Answer, GuestBody};
use super::{App, ClientLimits, Current, ServeEvent};
use crate::compiled::Compiled;
use crate::error::HostError;
use crate::limits::{Deadline, Limit};
use crate::state::{Files, State, new_store};
use crate::ticker::Ticking;
use crate::trap;

/// Hears of every event.
type OnEvent = Arc<dyn Fn(ServeEvent<'_>) + Send + Sync>;

/// What every connection needs.
#[derive(Clone)]
pub(super) struct Service {
    pub(super) app: Current,
    pub(super) address: SocketAddr,
    pub(super) clients: ClientLimits,
    pub(super) on_event: OnEvent,
}

/// Tells what becomes of a request.
struct Report {
    on_event: OnEvent,
    method: String,
    path: String,
    began: Instant,
    /// Set before the guest of a client that left is stopped: what goes wrong from then on is nobody's fault.
    gone: AtomicBool,
}

impl Report {
    fn new(request: &Request<Incoming>, on_event: OnEvent) -> Arc<Self> {
        let method = request.method().to_string();
        let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        Arc::new(Self { on_event, method, path, began: Instant::now(), gone: AtomicBool::new(false) })
    }

    fn answered(&self, status: StatusCode) {
        if self.gone.load(Ordering::Acquire) {
            return;
        }
        let (method, path, elapsed) = (&self.method, &self.path, self.began.elapsed());
        (self.on_event)(ServeEvent::Answered { method, path, status: status.as_u16(), elapsed });
    }

    fn failed(&self, answered: bool, error: &HostError) {
        if self.gone.load(Ordering::Acquire) {
            return;
        }
        (self.on_event)(ServeEvent::Failed { method: &self.method, path: &self.path, answered, error });
    }

    fn left(&self) {
        self.gone.store(true, Ordering::Release);
        let (method, path, elapsed) = (&self.method, &self.path, self.began.elapsed());
        (self.on_event)(ServeEvent::Left { method, path, elapsed });
    }

    fn refused(&self, reason: &'static str) {
        (self.on_event)(ServeEvent::Refused { method: &self.method, path: &self.path, reason });
    }
}

/// A guest at work for a client; dropped when the client leaves, which stops it.
pub(super) struct Running {
    task: Option<JoinHandle<Result<(), HostError>>>,
    report: Arc<Report>,
}

impl Running {
    /// Lets it come to its end, or to its time limit, without a client.
    pub(super) fn go_on(mut self) {
        self.task = None;
    }

    /// Its answer ended early. Unless it failed and told so itself, that is to be told.
    pub(super) fn broke_off(mut self) {
        let Some(task) = self.task.take() else { return };
        let report = Arc::clone(&self.report);
        tokio::spawn(async move {
            match task.await {
                Ok(Ok(())) => report.failed(true, &HostError::UnfinishedBody),
                Ok(Err(_told)) => {}
                Err(error) => report.failed(true, &HostError::engine(error)),
            }
        });
    }

    /// Reads a body that can't be sent, so that the guest doesn't wait for a reader.
    pub(super) fn read_to_the_end(self, body: HyperOutgoingBody) {
        tokio::spawn(async move {
            let mut body = body;
            let complete = loop {
                let frame = std::future::poll_fn(|cx| std::pin::Pin::new(&mut body).poll_frame(cx)).await;
                match frame {
                    Some(Ok(_)) => {}
                    Some(Err(_)) => break false,
                    None => break true,
                }
            };
            if complete { self.go_on() } else { self.broke_off() }
        });
    }

    /// What became of a guest that never answered.
    async fn without_answer(mut self) -> HostError {
        let Some(task) = &mut self.task else { return HostError::NoAnswer };
        let ended = task.await;
        self.task = None;
        match ended {
            Ok(Err(error)) => error,
            Ok(Ok(())) => HostError::NoAnswer,
            Err(error) => HostError::engine(error),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            self.report.left();
            task.abort();
        }
    }
}

impl Service {
    pub(super) async fn answer(self, mut request: Request<Incoming>) -> Response<Answer> {
        let report = Report::new(&request, Arc::clone(&self.on_event));
        if let Err(reason) = settle_authority(&mut request, self.address) {
            report.refused(reason);
            return text(StatusCode::BAD_REQUEST, reason);
        }
        let asks_for_head = request.method() == Method::HEAD;
        match handle(self.app.get(), request, &report).await {
            Ok((response, running)) => {
                let bodiless = [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&response.status());
                let promised = response.headers().get(CONTENT_LENGTH);
                let promised = promised.and_then(|length| length.to_str().ok()?.parse().ok());
                let unwanted = asks_for_head || bodiless;
                response.map(|body| Answer::Guest(Box::new(GuestBody::new(body, running, promised, unwanted))))
            }
            Err(error) => {
                report.failed(false, &error);
                text(StatusCode::INTERNAL_SERVER_ERROR, "the component failed to answer")
            }
        }
    }
}

fn text(status: StatusCode, text: &str) -> Response<Answer> {
    let mut response = Response::new(Answer::text(format!("{text}\n")));
    *response.status_mut() = status;
    response
}

/// Makes sure that the guest finds out whom the request is for. HTTP/1.0 needn't say; then it is for us.
fn settle_authority<B>(request: &mut Request<B>, own: SocketAddr) -> Result<(), &'static str> {
    let mut hosts = request.headers().get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(_), Some(_)) => return Err("a request has one Host header"),
        (Some(host), None) if host.to_str().is_err() => return Err("the Host header is not a name"),
        (Some(_), None) => return Ok(()),
        (None, _) if request.version() > Version::HTTP_10 => return Err("an HTTP/1.1 request has a Host header"),
        (None, _) if request.uri().authority().is_some() => return Ok(()),
        (None, _) => {}
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let uri = Uri::builder().scheme("http").authority(own.to_string()).path_and_query(path).build();
    *request.uri_mut() = uri.map_err(|_| "the request's target is not a path")?;
    Ok(())
}

/// The head of the guest's answer, and the guest, which goes on writing its body.
async fn handle(
    app: Arc<App>,
    request: Request<Incoming>,
    report: &Arc<Report>,
) -> Result<(Response<HyperOutgoingBody>, Running), HostError> {
    let mut store = new_store(&app.compiled.engine, &app.compiled.name, &app.run, Files::OnPool)?;
    let (sender, receiver) = oneshot::channel();
    let answered = Arc::new(AtomicBool::new(false));
    let (noticed, told) = (Arc::clone(&answered), Arc::clone(report));
    let mut http = store.data_mut().http();
    let request = http.new_incoming_request(Scheme::Http, request).map_err(HostError::engine)?;
    let out = http.new_response_outparam_from_callback(move |answer| {
        noticed.store(true, Ordering::Release);
        // Here and not where it is sent, so that it is told before what the guest does next.
        if let Ok(response) = &answer {
            told.answered(response.status());
        }
        // A client that left doesn't wait for it.
        let _ = sender.send(answer);
    });
    let call = Call { request, out: out.map_err(HostError::engine)?, answered, report: Arc::clone(report) };
    let running = Running { task: Some(tokio::spawn(call.run(app, store))), report: Arc::clone(report) };
    match receiver.await {
        Ok(Ok(response)) => Ok((response, running)),
        Ok(Err(code)) => {
            running.go_on();
            Err(HostError::Response { reason: format!("it answered with the error {code:?}") })
        }
        Err(_never_answered) => Err(running.without_answer().await),
    }
}

/// A call of the guest's handler.
struct Call {
    request: Resource<HostIncomingRequest>,
    out: Resource<HostResponseOutparam>,
    answered: Arc<AtomicBool>,
    report: Arc<Report>,
}

impl Call {
    /// Runs it to its end or its time limit, and tells of a failure that no answer can tell of any more.
    async fn run(self, app: Arc<App>, mut store: Store<State>) -> Result<(), HostError> {
        let limit = app.run.limits.time;
        let _ticking = prepare(&mut store, &app.compiled, limit);
        let called = async {
            let proxy = app.pre.instantiate_async(&mut store).await?;
            proxy.wasi_http_incoming_handler().call_handle(&mut store, self.request, self.out).await
        };
        let called = match limit {
            Some(limit) => tokio::time::timeout(limit, called).await.map_err(|_elapsed| limit),
            None => Ok(called.await),
        };
        let ended = match called {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                Err(trap::explain(&error, &app.compiled, &store, Some("wasi:http/incoming-handler#handle")))
            }
            Err(limit) => Err(HostError::Limit { limit: Limit::Time { limit } }),
        };
        store.data_mut().abort_bodies();
        if let (true, Err(error)) = (self.answered.load(Ordering::Acquire), &ended) {
            self.report.failed(true, error);
        }
        ended
    }
}

/// Sets the request's deadline and keeps the clock going as long as the guest may compute.
fn prepare(store: &mut Store<State>, compiled: &Compiled, limit: Option<Duration>) -> Option<Ticking> {
    store.data_mut().deadline = Deadline::after(limit);
    if !compiled.engine.options().interruptible {
        return None;
    }
    // Even without a limit a computing guest must let others have their turn.
    store.set_epoch_deadline(1);
    Some(compiled.engine.ticker().start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_1_0_may_leave_the_host_out() {
        let own = SocketAddr::from(([127, 0, 0, 1], 80));
        let request = |version, hosts: &[&str]| {
            let mut request = Request::builder().uri("/a?b").version(version);
            for host in hosts {
                request = request.header(HOST, *host);
            }
            request.body(()).expect("a sound request")
        };
        let mut old = request(Version::HTTP_10, &[]);
        assert_eq!(settle_authority(&mut old, own), Ok(()));
        assert_eq!(old.uri().to_string(), "http://127.0.0.1:80/a?b");
        assert!(settle_authority(&mut request(Version::HTTP_11, &[]), own).is_err());
        assert!(settle_authority(&mut request(Version::HTTP_11, &["a", "b"]), own).is_err());
        assert!(settle_authority(&mut request(Version::HTTP_11, &["ü"]), own).is_err());
        assert_eq!(settle_authority(&mut request(Version::HTTP_11, &["a"]), own), Ok(()));
    }
}
