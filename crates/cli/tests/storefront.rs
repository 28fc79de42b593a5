//! The example that is a shop, as its customers and those who mean it ill meet it.
//!
//! What a browser shows is in `storefront/pages.rs`; what comes over the wire is here. Each test serves the same built app
//! with stores of its own, and plays the bank.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use bank::Bank;
use http::{Answer, ask};

#[path = "storefront/bank.rs"]
mod bank;
#[path = "storefront/browser.rs"]
mod browser;
#[path = "storefront/http.rs"]
mod http;
#[path = "storefront/pages.rs"]
mod pages;

/// What `products.sql` has.
const PRODUCTS: usize = 16;

const KEY: &str = "the key of the test";

/// Copies the example, without what a build or a run leaves.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let (name, target) = (entry.file_name(), to.join(entry.file_name()));
        if [".witloom", "gen", "data"].iter().any(|left| name == *left) {
            continue;
        }
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

fn witloom(args: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
    command.args(args).current_dir(folder).stdin(Stdio::null());
    command
}

/// The built app. What was built by an earlier run is used again, in a place that goes away with the target folder.
fn app() -> &'static Path {
    static APP: OnceLock<PathBuf> = OnceLock::new();
    APP.get_or_init(|| {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/storefront");
        let app = Path::new(env!("CARGO_TARGET_TMPDIR")).join("storefront");
        std::fs::create_dir_all(&app).expect("a folder");
        for old in std::fs::read_dir(&app).expect("a folder").map(|entry| entry.expect("an entry")) {
            if old.file_name() == ".witloom" {
                continue;
            }
            let is_folder = old.file_type().expect("a type").is_dir();
            let removed =
                if is_folder { std::fs::remove_dir_all(old.path()) } else { std::fs::remove_file(old.path()) };
            removed.expect("an old copy goes away");
        }
        copy(&example, &app);
        let built = witloom(&["build", "."], &app).output().expect("witloom starts");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        app
    })
}

/// A shop that is open, with shelves of its own.
struct Shop {
    port: u16,
    bank: Bank,
    data: tempfile::TempDir,
    server: Child,
}

impl Shop {
    fn open() -> Self {
        let bank = Bank::open(KEY);
        let origin = format!("http://127.0.0.1:{}", bank.port);
        let payments = format!("payment-url={origin}/payments");
        Self::serve(bank, &["--port", "0", "--config", &payments, "--config", "test-bank=off"])
    }

    fn serve(bank: Bank, args: &[&str]) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(data.path().join("outbox")).expect("a folder");
        std::fs::write(data.path().join("key"), KEY).expect("a file");
        let place = |name: &str| data.path().join(name).display().to_string();
        let given = [
            ("--store", format!("shop=sqlite:{}", place("shop.db"))),
            ("--store", format!("sessions=redb:{}", place("sessions.redb"))),
            ("--dir", format!("{}::/outbox", place("outbox"))),
            ("--secret", format!("payment-key=file:{}", place("key"))),
        ];
        let mut command = witloom(&["serve", "."], app());
        command.args(args).args(given.iter().flat_map(|(option, value)| [*option, value]));
        let log = std::fs::File::create(data.path().join("log")).expect("a file");
        let mut server = command.stdout(Stdio::piped()).stderr(log).spawn().expect("witloom starts");
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(server.stdout.take().expect("a pipe")));
        let address = lines.find_map(|line| line.ok()?.split_once("127.0.0.1:").map(|(_, port)| port.to_owned()));
        let Some(address) = address else {
            panic!("it isn't served:\n{}", std::fs::read_to_string(data.path().join("log")).unwrap_or_default());
        };
        let port = address.split('/').next().and_then(|port| port.parse().ok()).expect("a port");
        Self { port, bank, data, server }
    }

    fn get(&self, path: &str, cookie: &str) -> Answer {
        ask(self.port, "GET", path, &[("Cookie", cookie)], "")
    }

    /// How many pieces the database has of a product.
    fn stock(&self, sku: &str) -> u32 {
        let database = rusqlite::Connection::open(self.data.path().join("shop.db")).expect("it opens");
        database.query_row("SELECT stock FROM products WHERE sku = ?", [sku], |row| row.get(0)).expect("a product")
    }

    /// The letter about an order.
    fn letter(&self, number: &str) -> Option<String> {
        std::fs::read_to_string(self.data.path().join("outbox").join(format!("{number}.eml"))).ok()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Somebody who sends forms without a browser.
struct Customer<'s> {
    shop: &'s Shop,
    cookie: String,
    token: String,
}

impl<'s> Customer<'s> {
    fn new(shop: &'s Shop) -> Self {
        let page = shop.get("/products/pilea", "");
        let cookie = page.header("set-cookie").expect("a cookie");
        assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"), "{cookie}");
        let cookie = cookie.split(';').next().expect("a value").to_owned();
        Self { shop, cookie, token: page.field("token") }
    }

    fn get(&self, path: &str) -> Answer {
        self.shop.get(path, &self.cookie)
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(path, &[&[("token", self.token.as_str())], fields].concat())
    }

    fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let text: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", http::encode(value))).collect();
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        ask(self.shop.port, "POST", path, &[("Cookie", &self.cookie), kind], &text.join("&"))
    }

    fn add(&self, sku: &str, quantity: &str) -> Answer {
        self.post("/cart/lines", &[("sku", sku), ("quantity", quantity)])
    }

    /// Sends the form at the till as it was shown last.
    fn pay(&self, till: &Answer, card: &str) -> Answer {
        let (attempt, total) = (till.field("attempt"), till.field("total"));
        let form = [
            ("attempt", attempt.as_str()),
            ("total", &total),
            ("name", "Ada"),
            ("email", "ada@example.com"),
            ("street", "Hauptstr. 1"),
            ("postcode", "10115"),
            ("city", "Berlin"),
            ("country", "DE"),
            ("card-number", card),
            ("card-expiry", "12/2099"),
            ("card-code", "123"),
            ("agreed", "yes"),
        ];
        self.post("/checkout", &form)
    }
}

#[test]
fn forms_of_other_sites_change_nothing() {
    let shop = Shop::open();
    let (ada, eve) = (Customer::new(&shop), Customer::new(&shop));
    assert_ne!(ada.cookie, eve.cookie);
    let line = [("sku", "pilea"), ("quantity", "1")];
    for token in [None, Some(""), Some(eve.token.as_str())] {
        let fields: Vec<_> = token.map(|token| ("token", token)).into_iter().chain(line).collect();
        let answer = ada.send("/cart/lines", &fields);
        assert_eq!(answer.status, 403);
        assert!(answer.body.contains("That form has expired"), "{}", answer.body);
    }
    assert!(ada.get("/cart").body.contains("It is empty"));
    assert_eq!(ada.add("pilea", "1").status, 303);
    assert!(ada.get("/cart").body.contains("Pilea is in your cart."));
    assert!(!ada.get("/cart").body.contains("Pilea is in your cart."), "a message is shown once");
}

#[test]
fn what_customers_type_is_neither_sql_nor_html() {
    let shop = Shop::open();
    let ada = Customer::new(&shop);
    let drop = "x'); DROP TABLE products; --";
    assert_eq!(ada.get(&format!("/products/{}", http::encode(drop))).status, 404);
    assert_eq!(ada.add(drop, "1").status, 303);
    assert!(ada.get("/cart").body.contains("We don’t sell that any more."));
    let script = "<script>alert(1)</script>\"'";
    let found = ada.get(&format!("/search?q={}", http::encode(script)));
    let escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;";
    assert!(found.body.contains(&format!("value=\"{escaped}\"")), "{}", found.body);
    assert!(!found.body.contains("<script"), "{}", found.body);
    assert!(found.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'")));
    assert_eq!(ada.post("/cart/voucher", &[("voucher", script)]).status, 303);
    ada.add("pilea", "2");
    let cart = ada.get("/cart");
    assert!(cart.body.contains("We don’t know this voucher.") && !cart.body.contains("<script"), "{}", cart.body);
    for quantity in ["-1", "1e3", "99999999999999999999", ""] {
        ada.post("/cart/lines/pilea", &[("quantity", quantity)]);
        assert!(ada.get("/cart").body.contains("Quantities are whole numbers"), "{quantity}");
    }
    for path in ["/search?q=%FF%ED%A0%80", "/search?q=%00", "/search?q=%zz"] {
        assert_eq!(ada.get(path).status, 200, "{path}");
    }
    assert_eq!(ada.get("/products/%FF").status, 404);
    assert_eq!(ada.post("/cart/lines/%FF", &[("quantity", "1")]).status, 303);
    assert_eq!(shop.get("/", "").body.matches("class=\"card\"").count(), PRODUCTS);
}

#[test]
fn a_form_that_is_sent_twice_is_paid_once() {
    let shop = Shop::open();
    let ada = Customer::new(&shop);
    ada.add("cactus", "2");
    let till = ada.get("/checkout");
    let first = ada.pay(&till, bank::GOOD);
    let receipt = first.header("location").expect("a receipt").to_owned();
    assert_eq!(ada.pay(&till, bank::GOOD).header("location"), Some("/cart"), "the cart is empty");
    ada.add("cactus", "1");
    // 29.80 and 4.90 for sending; a cart of another total is no repetition.
    assert_eq!(ada.pay(&till, bank::GOOD).status, 409);
    assert_eq!(shop.bank.payments().len(), 1);
    assert_eq!(shop.bank.payments()[0].amount, 3470);
    assert_eq!(shop.stock("cactus"), 1);
    assert!(ada.get(&receipt).body.contains("Thank you, Ada"));
    assert_eq!(Customer::new(&shop).get(&receipt).status, 404, "who is somebody else doesn't see it");
}

#[test]
fn a_bank_that_hangs_up_is_asked_again_for_the_same_order() {
    let shop = Shop::open();
    let ada = Customer::new(&shop);
    ada.add("olive", "1");
    let till = ada.get("/checkout");
    let unclear = ada.pay(&till, bank::SILENT);
    assert_eq!(unclear.status, 503);
    assert!(unclear.body.contains("The bank does not answer"), "{}", unclear.body);
    let paid = ada.pay(&till, bank::GOOD);
    assert_eq!(paid.header("location"), Some("/orders/FW-1001"));
    let references: Vec<_> = shop.bank.payments().into_iter().map(|payment| payment.reference).collect();
    assert_eq!(references, ["FW-1001", "FW-1001"]);
    assert_eq!(shop.stock("olive"), 4, "reserved once");
    assert!(shop.letter("FW-1001").is_some_and(|letter| letter.contains("To: <ada@example.com>")));
}

#[test]
fn two_customers_do_not_get_the_last_one() {
    let shop = Shop::open();
    let (ada, eve) = (Customer::new(&shop), Customer::new(&shop));
    ada.add("cactus", "3");
    eve.add("cactus", "3");
    let (first, second) = (ada.get("/checkout"), eve.get("/checkout"));
    assert_eq!(ada.pay(&first, bank::DECLINED).status, 402);
    assert_eq!(shop.stock("cactus"), 3, "what wasn't paid goes back");
    assert_eq!(eve.pay(&second, bank::GOOD).status, 303);
    assert_eq!(shop.stock("cactus"), 0);
    assert_eq!(ada.get("/checkout").header("location"), Some("/cart"));
    assert!(ada.get("/cart").body.contains("cap is sold out."));
}

/// As it is served by the one command of its README, but for the port.
#[test]
fn the_shop_plays_the_bank_itself() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let origin = format!("http://localhost:{port}");
    let payments = format!("payment-url={origin}/test-bank/payments");
    let args = ["--port", &port.to_string(), "--config", &payments];
    let shop = Shop::serve(Bank::open(KEY), &args);
    let ada = Customer::new(&shop);
    ada.add("book", "1");
    let refused = ada.pay(&ada.get("/checkout"), bank::DECLINED);
    assert_eq!(refused.status, 402);
    assert!(refused.body.contains("The bank has declined the card."), "{}", refused.body);
    assert_eq!(ada.pay(&refused, bank::GOOD).header("location"), Some("/orders/FW-1002"));
    let stranger = ask(port, "POST", "/test-bank/payments", &[("Authorization", "Bearer x")], "{}");
    assert_eq!(stranger.status, 401);
}
