//! The same handlers by WASI 0.2, which takes one request at a time and knows nothing async.

use super::handlers::{Form, MEMORY, MEMORY_OF_RUBY, Site, answers_instead, answers_with, line_of};
use super::{get, line};

/// Applications of WSGI and ASGI, in one component, by the handler of WASI 0.2.
#[test]
fn applications_of_wsgi_and_asgi_answer_on_wasi_0_2() {
    let site = Site::of_wasi_0_2("python");
    let (wsgi, asgi) = (include_str!("../cases/handler_wsgi.py"), include_str!("../cases/handler_asgi.py"));
    site.write("python/handler_wsgi.py", wsgi);
    site.write("python/handler_asgi.py", asgi);
    site.write("python/app.py", include_str!("../cases/handler_both.py"));
    for (form, handler, trailers) in [("wsgi", wsgi, false), ("asgi", asgi, true)] {
        let place = format!("handler_{form}.py\", line {}, in app", line_of(handler, "out of order"));
        let fail =
            ["GET /fail failed:", "Traceback", &place, "RuntimeError: out of order", "internal-error: RuntimeError"];
        let args = ["--memory", MEMORY, "--env", &format!("FORM={form}")];
        answers_with(&site, &args, &Form { trailers, fail: &fail, bad: &["can't have the field 'a b'"] });
    }
    answers_instead(&site);
    let mut served = site.serve_with(&["--env", "FORM=asgi"]);
    assert!(get(served.port, "/timeout").ends_with("\r\n\r\nin time"));
    assert!(get(served.port, "/stuck").starts_with("HTTP/1.1 500 "));
    line(&mut served.log, "Stuck: this waits for ever");
    assert!(get(served.port, "/timeout").ends_with("\r\n\r\nin time"));
}

#[test]
fn an_application_of_rack_answers_on_wasi_0_2() {
    let site = Site::of_wasi_0_2("ruby");
    let handler = include_str!("../cases/handler.rb");
    site.write("ruby/app.rb", handler);
    let place = format!("app.rb:{}:in", line_of(handler, "out of order"));
    let fail = ["GET /fail failed: RuntimeError: out of order", &place, "internal-error: RuntimeError: out of order"];
    let form = Form { trailers: false, fail: &fail, bad: &["can't have the field \"a b\""] };
    answers_with(&site, &["--memory", MEMORY_OF_RUBY], &form);
}
