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
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::p2::bindings::http::types::{ErrorCode, Scheme};
use wasmtime_wasi_http::p2::body::HyperOutgoingBody;
use wasmtime_wasi_http::p2::types::{HostIncomingRequest, HostResponseOutparam};
use wasmtime_wasi_http::p3;
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode as AsyncErrorCode;

use super::body::{Answer, GuestBody};
use super::{App, ClientLimits, Current, Handler, ServeEvent};
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
    /// Set before what a guest that failed holds is dropped.
    failed: Arc<AtomicBool>,
    /// Dropped when nobody reads the answer's body any more.
    _reading: oneshot::Sender<()>,
}

impl Running {
    /// Lets it come to its end, or to its time limit, without a client.
    pub(super) fn go_on(mut self) {
        self.task = None;
    }

    /// Whether it failed, so that the end of its body is none.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
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
    let authority = match (hosts.next(), hosts.next()) {
        (Some(_), Some(_)) => return Err("a request has one Host header"),
        (Some(host), None) => host.to_str().map_err(|_| "the Host header is not a name")?.to_owned(),
        (None, _) if request.version() > Version::HTTP_10 => return Err("an HTTP/1.1 request has a Host header"),
        (None, _) => own.to_string(),
    };
    // A target that names its server counts more than the header (RFC 9112, 3.2.2); `*` is about no path at all.
    if request.uri().authority().is_some() || request.uri().path() == "*" || authority.is_empty() {
        return Ok(());
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let uri = Uri::builder().scheme("http").authority(authority).path_and_query(path).build();
    *request.uri_mut() = uri.map_err(|_| "the Host header is not a name")?;
    Ok(())
}

/// The head of the guest's answer, and the guest, which goes on writing its body.
async fn handle(
    app: Arc<App>,
    request: Request<Incoming>,
    report: &Arc<Report>,
) -> Result<(Response<HyperOutgoingBody>, Running), HostError> {
    let store = new_store(&app.compiled.engine, &app.compiled.name, &app.run, Files::OnPool)?;
    let (sender, receiver) = oneshot::channel();
    let (reading, read) = oneshot::channel();
    let (answered, failed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let progress = Progress { answered, failed: Arc::clone(&failed), report: Arc::clone(report) };
    let task = match &app.handler {
        Handler::Incoming(_) => {
            let (call, store) = Call::new(store, request, sender, progress)?;
            tokio::spawn(call.run(app, store))
        }
        Handler::Async(_) => tokio::spawn(AsyncCall { request, sender, read, progress }.run(app, store)),
    };
    let running = Running { task: Some(task), report: Arc::clone(report), failed, _reading: reading };
    match receiver.await {
        Ok(Ok(response)) => Ok((response, running)),
        Ok(Err(code)) => {
            running.go_on();
            Err(HostError::Response { reason: format!("it answered with the error {code}") })
        }
        Err(_never_answered) => Err(running.without_answer().await),
    }
}

/// The head of an answer on its way to the client, or the name of the error that the guest answered with.
type Sender = oneshot::Sender<Result<Response<HyperOutgoingBody>, String>>;

/// How far a call has come.
struct Progress {
    answered: Arc<AtomicBool>,
    failed: Arc<AtomicBool>,
    report: Arc<Report>,
}

impl Progress {
    /// The head is there. Told here and not where it is sent, so that it is told before what the guest does next.
    fn answer(&self, status: StatusCode) {
        self.answered.store(true, Ordering::Release);
        self.report.answered(status);
    }

    /// The outcome of a call that is over, or that ran into its time limit.
    fn end(
        &self,
        called: Result<wasmtime::Result<()>, Duration>,
        app: &App,
        store: &Store<State>,
        function: &str,
    ) -> Result<(), HostError> {
        let ended = match called {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(trap::explain(&error, &app.compiled, store, Some(function))),
            Err(limit) => Err(HostError::Limit { limit: Limit::Time { limit }, evidence: None }),
        };
        // An answer that has begun can't tell of it any more.
        if let (true, Err(error)) = (self.answered.load(Ordering::Acquire), &ended) {
            self.report.failed(true, error);
        }
        ended
    }
}

/// Runs a call for at most so long.
async fn within<T>(limit: Option<Duration>, called: impl Future<Output = T>) -> Result<T, Duration> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, called).await.map_err(|_elapsed| limit),
        None => Ok(called.await),
    }
}

/// A call of a handler of WASI 0.2.
struct Call {
    request: Resource<HostIncomingRequest>,
    out: Resource<HostResponseOutparam>,
    progress: Arc<Progress>,
}

impl Call {
    fn new(
        mut store: Store<State>,
        request: Request<Incoming>,
        sender: Sender,
        progress: Progress,
    ) -> Result<(Self, Store<State>), HostError> {
        let progress = Arc::new(progress);
        let told = Arc::clone(&progress);
        let mut http = store.data_mut().http();
        let request = http.new_incoming_request(Scheme::Http, request).map_err(HostError::engine)?;
        let out = http.new_response_outparam_from_callback(move |answer| {
            match &answer {
                Ok(response) => told.answer(response.status()),
                Err(_) => told.answered.store(true, Ordering::Release),
            }
            // A client that left doesn't wait for it.
            let _ = sender.send(answer.map_err(|code| match code {
                ErrorCode::InternalError(Some(why)) => format!("internal-error: {why}"),
                code => format!("{code:?}"),
            }));
        });
        let out = out.map_err(HostError::engine)?;
        Ok((Self { request, out, progress }, store))
    }

    /// Runs it to its end or its time limit, and tells of a failure that no answer can tell of any more.
    async fn run(self, app: Arc<App>, mut store: Store<State>) -> Result<(), HostError> {
        let Handler::Incoming(pre) = &app.handler else { return Ok(()) };
        let limit = app.run.limits.time;
        let _ticking = prepare(&mut store, &app.compiled, limit);
        let called = within(limit, async {
            let proxy = pre.instantiate_async(&mut store).await?;
            proxy.wasi_http_incoming_handler().call_handle(&mut store, self.request, self.out).await
        });
        let called = called.await;
        store.data_mut().abort_bodies();
        self.progress.end(called, &app, &store, "wasi:http/incoming-handler#handle")
    }
}

/// A call of a handler of WASI 0.3.
struct AsyncCall {
    request: Request<Incoming>,
    sender: Sender,
    /// Ends when nobody reads the answer's body any more.
    read: oneshot::Receiver<()>,
    progress: Progress,
}

impl AsyncCall {
    /// The same. The guest's tasks go on after it has answered, and what it passed on unread flows until it was read.
    async fn run(self, app: Arc<App>, mut store: Store<State>) -> Result<(), HostError> {
        let Handler::Async(pre) = &app.handler else { return Ok(()) };
        let Self { request, sender, read, progress } = self;
        let limit = app.run.limits.time;
        let _ticking = prepare(&mut store, &app.compiled, limit);
        let (request, sent) = p3::Request::from_http(store.data_mut().http().hooks, request);
        let called = within(limit, async {
            let service = pre.instantiate_async(&mut store).await?;
            let handle = async |accessor: &Accessor<State>| {
                match service.handle(accessor, request).await? {
                    Ok(response) => {
                        let response = accessor.with(|store| response.into_http(store, sent))?;
                        progress.answer(response.status());
                        // A client that left doesn't wait for it.
                        let _ = sender.send(Ok(response));
                    }
                    Err(code) => {
                        progress.answered.store(true, Ordering::Release);
                        let _ = sender.send(Err(match code {
                            AsyncErrorCode::InternalError(Some(why)) => format!("internal-error: {why}"),
                            code => format!("{code:?}"),
                        }));
                    }
                }
                std::future::poll_fn(|cx| accessor.poll_no_interesting_tasks(cx)).await;
                // It is dropped, not sent.
                let _ = read.await;
                wasmtime::Result::Ok(())
            };
            store.run_concurrent(handle).await?
        });
        let called = called.await;
        let ended = progress.end(called, &app, &store, "wasi:http/handler#handle");
        // The engine ends a body in the same way whether its writer came to its end or is gone with the store.
        progress.failed.store(ended.is_err(), Ordering::Release);
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
