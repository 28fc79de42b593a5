//! Chromium, led by its own driver over [WebDriver](https://www.w3.org/TR/webdriver2/): requests with JSON.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How WebDriver calls the id of an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A window on one site.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    site: u16,
}

impl Browser {
    /// None where Chromium or its driver isn't installed, which is said.
    pub(crate) fn open(site: u16) -> Option<Self> {
        let mut command = Command::new("chromedriver");
        let started = command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut driver) = started else {
            eprintln!("left out: there is no chromedriver; Debian has it in the packages chromium and chromium-driver");
            return None;
        };
        let lines = BufReader::new(driver.stdout.take().expect("a pipe")).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        let mut browser = Self { driver, port: port.expect("the driver says its port"), session: String::new(), site };
        // Chromium's own sandbox wants a user that isn't root; all it sees here is our own pages.
        let args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"];
        let options = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": { "args": args } } } });
        let session = browser.driver("POST", "", &options);
        browser.session = format!("/{}", session["sessionId"].as_str().expect("a session"));
        browser.width(1280);
        Some(browser)
    }

    /// What the driver answers, which must be no error.
    fn driver(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connected");
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a sound time");
        let (session, port, length) = (&self.session, self.port, body.len());
        let head = format!("{method} /session{session}{path} HTTP/1.1\r\nHost: localhost:{port}\r\n");
        let head = head + &format!("Content-Length: {length}\r\nConnection: close\r\n\r\n");
        stream.write_all((head + &body).as_bytes()).expect("sent");
        let mut reader = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        while reader.read_line(&mut line).expect("a line") > 2 {
            if let Some((name, value)) =
                line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            {
                length = value.trim().parse().unwrap_or_else(|_| panic!("{name} is no number"));
            }
            line.clear();
        }
        let mut text = vec![0; length];
        reader.read_exact(&mut text).expect("a body");
        let answer: Value = serde_json::from_slice(&text).expect("an object");
        let value = &answer["value"];
        assert!(value.get("error").is_none(), "{method} {path}: {} {}", value["error"], value["message"]);
        value.clone()
    }

    fn command(&self, command: &str, parameters: &Value) {
        self.driver("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }));
    }

    /// Shows pages as a window or phone of that width does.
    pub(crate) fn width(&self, width: u32) {
        let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.command("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// `light` or `dark`.
    pub(crate) fn prefer(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.command("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    pub(crate) fn go(&self, path: &str) {
        self.driver("POST", "/url", &json!({ "url": format!("http://localhost:{}{path}", self.site) }));
    }

    pub(crate) fn path(&self) -> String {
        self.script("return location.pathname").as_str().expect("a path").to_owned()
    }

    /// What a script returns; a promise is awaited.
    pub(crate) fn script(&self, script: &str) -> Value {
        self.driver("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    fn element(&self, selector: &str) -> String {
        let found = self.driver("POST", "/element", &json!({ "using": "css selector", "value": selector }));
        format!("/element/{}", found[ELEMENT].as_str().expect("an element"))
    }

    pub(crate) fn click(&self, selector: &str) {
        self.driver("POST", &format!("{}/click", self.element(selector)), &json!({}));
    }

    /// Clicks on what leads to another page, and waits for that: the driver doesn't for forms.
    pub(crate) fn follow(&self, selector: &str) {
        self.script("window.isOld = true");
        self.click(selector);
        let deadline = Instant::now() + Duration::from_secs(60);
        let arrived = "return window.isOld === undefined && document.readyState === 'complete'";
        while self.script(arrived) != true {
            assert!(Instant::now() < deadline, "{selector} leads nowhere from {}", self.path());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Types into a field, instead of what it holds.
    pub(crate) fn fill(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.driver("POST", &format!("{element}/clear"), &json!({}));
        self.driver("POST", &format!("{element}/value"), &json!({ "text": text }));
    }

    /// What people see of an element.
    pub(crate) fn text(&self, selector: &str) -> String {
        let text = self.driver("GET", &format!("{}/text", self.element(selector)), &Value::Null);
        text.as_str().expect("a text").replace('\u{a0}', " ")
    }

    pub(crate) fn count(&self, selector: &str) -> u64 {
        let found = self.script(&format!("return document.querySelectorAll({selector:?}).length"));
        found.as_u64().expect("a number")
    }

    /// The page as it looks, for whoever sets `STOREFRONT_SHOTS` to a folder.
    pub(crate) fn shot(&self, name: &str) {
        let Some(folder) = std::env::var_os("STOREFRONT_SHOTS") else { return };
        let height = self.script("return document.documentElement.scrollHeight");
        let width = self.script("return innerWidth");
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let wanted = json!({ "captureBeyondViewport": true, "clip": clip });
        let command = json!({ "cmd": "Page.captureScreenshot", "params": wanted });
        let shot = self.driver("POST", "/goog/cdp/execute", &command);
        let text = shot["data"].as_str().expect("a picture");
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), decode(text)).expect("a file");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.driver("DELETE", "", &json!({}));
        }
        // It may have ended already.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The bytes of base64.
fn decode(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let values: Vec<usize> = text.chars().filter_map(|digit| DIGITS.find(digit)).collect();
    let bytes = values.chunks(4).flat_map(|group| {
        let bits = group.iter().enumerate().fold(0, |bits, (at, value)| bits | value << (18 - 6 * at));
        [16, 8, 0].map(|shift| (bits >> shift & 0xff) as u8).into_iter().take(group.len() - 1)
    });
    bytes.collect()
}
