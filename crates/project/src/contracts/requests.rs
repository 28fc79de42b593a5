//! Tests that send requests of HTTP.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Action, Reader, Sent, Written, WrittenStep};
use crate::ProjectError;

/// A request, and what is expected of its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The line that it stands on, from 1.
    pub line: usize,
    /// `GET`, `POST` and so on.
    pub method: String,
    /// The path and query.
    pub path: String,
    /// What it sends, by names.
    pub headers: BTreeMap<String, String>,
    /// What it sends.
    pub body: String,
    /// What is expected.
    pub expect: Response,
}

/// What is expected of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Its status.
    pub status: u16,
    /// Headers among its own; one that is there several times has its values joined by `, `.
    pub headers: BTreeMap<String, String>,
    /// All of its body, if that is looked at.
    pub body: Option<String>,
    /// What its body contains.
    pub contains: Vec<String>,
}

/// The keys of a test or a step that belong to requests.
pub(super) struct Wanted {
    pub(super) request: Option<String>,
    pub(super) with: Option<Sent>,
    pub(super) status: Option<u16>,
    pub(super) headers: Option<BTreeMap<String, String>>,
    pub(super) body: Option<String>,
    pub(super) contains: Vec<String>,
}

impl Wanted {
    /// Those of a step.
    pub(super) fn take(step: &mut WrittenStep) -> Self {
        Self {
            request: step.request.take(),
            with: step.with.take(),
            status: step.status.take(),
            headers: step.headers.take(),
            body: step.body.take(),
            contains: std::mem::take(&mut step.contains).list(),
        }
    }

    /// Whether there are any.
    pub(super) fn is_some(&self) -> bool {
        let expects =
            self.status.is_some() || self.headers.is_some() || self.body.is_some() || !self.contains.is_empty();
        self.request.is_some() || self.with.is_some() || expects
    }
}

impl Reader<'_> {
    /// A test of one request.
    pub(super) fn requests(&self, wanted: Wanted, test: &Written, span: &Range<usize>) -> Result<Action, ProjectError> {
        let calls = test.call.is_some() || !test.steps.is_empty() || test.run.is_some();
        let others = [&test.expect, &test.traps, &test.stdin, &test.stdout, &test.stderr];
        if wanted.request.is_some() && (calls || others.iter().any(|key| key.is_some())) {
            let hint = "of a request, compare `status`, `headers`, `body` and `contains`".to_owned();
            return Err(self.error("a test does one thing".to_owned(), Some(hint), span.clone()));
        }
        let line = self.line(span.start);
        Ok(Action::Requests(vec![self.request(wanted, line, span)?]))
    }

    /// A test whose steps are requests.
    pub(super) fn request_steps(&self, test: Written, span: &Range<usize>) -> Result<Action, ProjectError> {
        let others = [&test.expect, &test.traps, &test.stdin, &test.stdout, &test.stderr];
        if test.call.is_some() || test.run.is_some() || others.iter().any(|key| key.is_some()) {
            let hint = "say what is expected in each step".to_owned();
            return Err(self.error(
                "a test of `steps` that does something besides".to_owned(),
                Some(hint),
                span.clone(),
            ));
        }
        let request = |step: toml::Spanned<WrittenStep>| {
            let span = step.span();
            let mut step = step.into_inner();
            let wanted = Wanted::take(&mut step);
            self.request(wanted, self.line(span.start), &span)
        };
        Ok(Action::Requests(test.steps.into_iter().map(request).collect::<Result<_, _>>()?))
    }

    fn request(&self, wanted: Wanted, line: usize, span: &Range<usize>) -> Result<Request, ProjectError> {
        let Some(text) = wanted.request else {
            let hint = "write it as in `request = \"GET /\"`".to_owned();
            return Err(self.error(
                "what belongs to a request, without a request".to_owned(),
                Some(hint),
                span.clone(),
            ));
        };
        let is_method = |method: &str| !method.is_empty() && method.chars().all(|c| c.is_ascii_uppercase());
        let is_path =
            |path: &str| path.starts_with('/') && !path.contains(|c: char| c.is_whitespace() || c.is_control());
        let parts = text.split_once(' ').filter(|(method, path)| is_method(method) && is_path(path));
        let Some((method, path)) = parts else {
            let hint = "it is a method and a path, as in `GET /items?page=2`".to_owned();
            return Err(self.error(format!("`{text}` is no request"), Some(hint), span.clone()));
        };
        let sent = wanted.with.unwrap_or_default();
        let expect = Response {
            status: wanted.status.unwrap_or(200),
            headers: wanted.headers.unwrap_or_default(),
            body: wanted.body,
            contains: wanted.contains,
        };
        let (method, path) = (method.to_owned(), path.to_owned());
        Ok(Request { line, method, path, headers: sent.headers, body: sent.body, expect })
    }
}
