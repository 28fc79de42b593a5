//! What comes before and after an instance's work on a request: whom it is for, and what the client gets.

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::body::{Body as _, Incoming};
use hyper::header::{CONTENT_LENGTH, HOST};
use hyper::http::uri::Scheme;
use hyper::{Method, Request, Response, StatusCode, Uri, Version};

use tokio_rustls::TlsAcceptor;

use super::body::{Answer, GuestBody};
use super::files::PublicFiles;
use super::job::job;
use super::limited::{TOO_LARGE, limited};
use super::pool::dispatch;
use super::report::{OnEvent, Report};
use super::{ClientLimits, Current};

/// What every connection needs.
#[derive(Clone)]
pub(super) struct Service {
    pub(super) app: Current,
    pub(super) address: SocketAddr,
    pub(super) clients: ClientLimits,
    pub(super) health: Option<Arc<str>>,
    pub(super) files: Option<PublicFiles>,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) on_event: OnEvent,
}

impl Service {
    pub(super) async fn answer(self, mut request: Request<Incoming>) -> Response<Answer> {
        if self.health.as_deref() == Some(request.uri().path()) {
            return text(StatusCode::OK, "ok");
        }
        let report = Report::new(&request, Arc::clone(&self.on_event));
        if head_size(&request) > self.clients.head as usize {
            return refuse(&report, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "the request's head is too large");
        }
        let scheme = if self.tls.is_some() { Scheme::HTTPS } else { Scheme::HTTP };
        if let Err(reason) = settle_authority(&mut request, scheme, self.address) {
            return refuse(&report, StatusCode::BAD_REQUEST, reason);
        }
        if let Some(files) = &self.files
            && let Some(response) = files.answer(&request, &report).await
        {
            return response;
        }
        let longest = self.clients.body.unwrap_or(u64::MAX);
        if request.body().size_hint().lower() > longest {
            return refuse(&report, TOO_LARGE.status, TOO_LARGE.reason);
        }
        let asks_for_head = request.method() == Method::HEAD;
        let (request, cut_off) = limited(request, longest, self.clients.stalled, &report);
        let (job, running, head) = job(request, &report);
        dispatch(&self.app.get(), job);
        let head = tokio::select! {
            // Before whatever the guest makes of it.
            biased;
            why = cut_off => {
                running.refused();
                return text(why.status, why.reason);
            }
            head = head => head,
        };
        let Ok(response) = head else {
            // Whoever failed to answer has told why.
            running.go_on();
            let why = format!("the component failed to answer; the log says more about request {}", report.id());
            return text(StatusCode::INTERNAL_SERVER_ERROR, &why);
        };
        let bodiless = [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&response.status());
        let promised = response.headers().get(CONTENT_LENGTH);
        let promised = promised.and_then(|length| length.to_str().ok()?.parse().ok());
        let unwanted = asks_for_head || bodiless;
        response.map(|body| Answer::Guest(Box::new(GuestBody::new(body, running, promised, unwanted))))
    }
}

/// Bytes of the target and the headers; hyper itself stops reading only somewhere past its limit.
fn head_size<B>(request: &Request<B>) -> usize {
    let target = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    request.headers().iter().fold(target, |size, (name, value)| size + name.as_str().len() + value.len() + 4)
}

fn refuse(report: &Report, status: StatusCode, reason: &'static str) -> Response<Answer> {
    report.refused(status, reason);
    text(status, reason)
}

pub(super) fn text(status: StatusCode, text: &str) -> Response<Answer> {
    let mut response = Response::new(Answer::text(format!("{text}\n")));
    *response.status_mut() = status;
    response
}

/// Makes sure that the guest finds out whom the request is for. HTTP/1.0 needn't say; then it is for us.
fn settle_authority<B>(request: &mut Request<B>, scheme: Scheme, own: SocketAddr) -> Result<(), &'static str> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let authority = match (hosts.next(), hosts.next()) {
        (Some(_), Some(_)) => return Err("a request has one Host header"),
        (Some(host), None) => host.to_str().map_err(|_| "the Host header is not a name")?.to_owned(),
        // Of HTTP/2 the target names it (RFC 9113, 8.3.1).
        (None, _) if request.uri().authority().is_some() => return Ok(()),
        (None, _) if request.version() > Version::HTTP_10 => return Err("an HTTP/1.1 request has a Host header"),
        (None, _) => own.to_string(),
    };
    // A target that names its server counts more than the header (RFC 9112, 3.2.2); `*` is about no path at all.
    if request.uri().authority().is_some() || request.uri().path() == "*" || authority.is_empty() {
        return Ok(());
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let uri = Uri::builder().scheme(scheme).authority(authority).path_and_query(path).build();
    *request.uri_mut() = uri.map_err(|_| "the Host header is not a name")?;
    Ok(())
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
        assert_eq!(settle_authority(&mut old, Scheme::HTTP, own), Ok(()));
        assert_eq!(old.uri().to_string(), "http://127.0.0.1:80/a?b");
        assert!(settle_authority(&mut request(Version::HTTP_11, &[]), Scheme::HTTP, own).is_err());
        assert!(settle_authority(&mut request(Version::HTTP_11, &["a", "b"]), Scheme::HTTP, own).is_err());
        assert!(settle_authority(&mut request(Version::HTTP_11, &["ü"]), Scheme::HTTP, own).is_err());
        assert_eq!(settle_authority(&mut request(Version::HTTP_11, &["a"]), Scheme::HTTP, own), Ok(()));
    }
}
