//! The shop in a browser: what people see, click and type.

use super::browser::Browser;
use super::{PRODUCTS, Shop, bank};

/// Every image is there, and nothing has gone to another host.
fn is_whole(browser: &Browser) {
    let images =
        "return Promise.all([...document.images].map((image) => { image.loading = 'eager'; return image.decode(); }))
                    .then(() => true, (error) => String(error))";
    assert_eq!(browser.script(images), true);
    let elsewhere = "return performance.getEntriesByType('resource').map((entry) => entry.name)
                       .filter((name) => !name.startsWith(location.origin))";
    assert_eq!(browser.script(elsewhere), serde_json::json!([]));
}

/// Landmarks, one heading of the first level, and a name for everything that can be used.
fn is_accessible(browser: &Browser) {
    let path = browser.path();
    for landmark in ["header", "nav[aria-label]", "main", "footer", "form[role=search]", "h1", "html[lang]", "title"] {
        assert_eq!(browser.count(landmark), 1, "{landmark} of {path}");
    }
    let nameless =
        "return [...document.querySelectorAll('input:not([type=hidden]), select, button, a, img')].filter((it) =>
        !(it.labels?.length || it.getAttribute('aria-label') || it.textContent.trim() || it.hasAttribute('alt')))
        .map((it) => it.outerHTML)";
    assert_eq!(browser.script(nameless), serde_json::json!([]), "{path}");
    let levels =
        "return [...document.querySelectorAll('main :is(h1, h2, h3)')].map((heading) => Number(heading.tagName[1]))";
    let levels: Vec<i64> = serde_json::from_value(browser.script(levels)).expect("numbers");
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "headings of {path}: {levels:?}");
}

/// Nothing has to be scrolled sideways.
fn fits(browser: &Browser) {
    let wide = browser.script("return document.documentElement.scrollWidth - innerWidth");
    assert!(wide.as_i64().expect("a number") <= 0, "{} is {wide} pixels too wide", browser.path());
}

/// A page is good at each width.
fn looks_right(browser: &Browser, name: &str) {
    is_whole(browser);
    is_accessible(browser);
    for (width, device) in [(390, "phone"), (1280, "desktop")] {
        browser.width(width);
        fits(browser);
        browser.shot(&format!("{name}-{device}"));
    }
}

#[test]
fn customers_browse_search_choose_and_pay() {
    let shop = Shop::open();
    let Some(browser) = Browser::open(shop.port) else { return };
    browses(&browser);
    searches(&browser);
    fills_the_cart(&browser);
    let total = prices(&browser);
    assert_eq!(total, "165.44 €");
    is_told_what_is_missing(&browser);
    pays(&browser, &shop);
    dark(&browser);
}

fn browses(browser: &Browser) {
    browser.go("/");
    assert_eq!(browser.text("h1"), "Everything that grows");
    assert_eq!(browser.count(".card"), PRODUCTS as u64);
    looks_right(browser, "home");
    browser.follow("nav a[href='/categories/pots']");
    assert_eq!(browser.text("h1"), "Pots");
    assert_eq!(browser.text("nav [aria-current=page]"), "Pots");
    assert_eq!(browser.count(".card"), 3);
    browser.go("/no/such/page");
    assert_eq!(browser.text("h1"), "Nothing grows here");
    looks_right(browser, "missing");
    browser.follow("main .button");
    assert_eq!(browser.path(), "/");
}

fn searches(browser: &Browser) {
    let search = |text: &str| {
        browser.fill("#q", text);
        browser.follow("form[role=search] button");
    };
    search("Monsteras");
    assert_eq!(browser.text(".card"), "Monstera\nSwiss cheese plant, 60 cm\n34.90 €", "the name that is nothing else");
    assert_eq!(browser.count(".instead"), 0);
    search("succ");
    assert_eq!(browser.count(".card"), 2, "the beginning of a word");
    search("watreing can");
    assert!(browser.text(".instead").contains("watering can"), "{}", browser.text(".instead"));
    assert!(browser.text(".card").starts_with("Watering can"));
    looks_right(browser, "search");
    search("<script>document.title = 'owned'</script><img src=x onerror=alert(1)>");
    assert!(browser.text("h1").contains("<script>document.title = 'owned'</script><img src=x"));
    assert!(browser.script("return document.title").as_str().expect("a title").starts_with("Search: <script>"));
    assert_eq!(browser.count("script") + browser.count("main h1 *"), 0);
    search("zzzzzz");
    assert!(browser.text("main").contains("Nothing fits."));
}

fn add(browser: &Browser, sku: &str, quantity: &str) {
    browser.go(&format!("/products/{sku}"));
    browser.fill("#quantity", quantity);
    browser.follow(".add button");
    assert_eq!(browser.path(), "/cart");
}

fn fills_the_cart(browser: &Browser) {
    browser.go("/products/variegata");
    assert_eq!(browser.text("h1"), "Monstera albo");
    assert!(browser.text(".facts").contains("1 piece per order"));
    assert!(browser.count("section .card") >= 2, "others are proposed");
    looks_right(browser, "product");
    add(browser, "variegata", "5");
    assert_eq!(browser.text(".message.notice"), "Monstera albo: an order may have 1 piece at most.");
    add(browser, "soil", "3");
    assert_eq!(browser.text(".message.notice"), "Potting soil comes in packs of 2: we made it 4.");
    add(browser, "cactus", "9");
    assert!(browser.text(".message.notice").contains("only 3 pieces left"));
    browser.follow("form[action='/cart/lines/cactus'] [name=remove]");
    assert_eq!(browser.text(".message.done"), "Bishop’s cap was removed.");
    add(browser, "terracotta", "1");
    assert_eq!(browser.text(".message.done"), "Terracotta pot is in your cart.");
    browser.fill("#quantity-terracotta", "2");
    browser.follow("form[action='/cart/lines/terracotta'] button");
    assert_eq!(browser.text(".message.done"), "Terracotta pot: 2 pieces.");
    assert_eq!(browser.text(".count"), "7");
}

/// 129.00 + 4 × 7.90 + 2 × 9.90 = 180.40; less 0.99 for one pot, 8.97 for a large order, and 5.00 of the voucher.
fn prices(browser: &Browser) -> String {
    browser.fill("#voucher", "NOSUCH");
    browser.follow(".voucher button");
    assert_eq!(browser.text("#voucher-problem"), "We don’t know this voucher.");
    browser.fill("#voucher", "spring5");
    browser.follow(".voucher button");
    let sums = browser.text(".sums");
    for line in ["Goods\n180.40 €", "10 % off a pot with each plant\n−0.99 €", "Orders from 100 €: 5 % off\n−8.97 €"]
    {
        assert!(sums.contains(line), "{line} in {sums}");
    }
    assert!(sums.contains("SPRING5: 5.00 € off\n−5.00 €") && sums.contains("Shipping\nfree"), "{sums}");
    looks_right(browser, "cart");
    browser.text(".total dd")
}

fn is_told_what_is_missing(browser: &Browser) {
    browser.follow(".panel .button.main");
    assert_eq!(browser.path(), "/checkout");
    browser.follow(".till button");
    assert_eq!(browser.text("[role=alert] h2"), "Something is missing");
    assert_eq!(browser.count("[role=alert] li"), browser.count(".problem"));
    assert_eq!(browser.count("[aria-invalid]"), browser.count(".problem"));
    assert!(browser.count(".problem") >= 8);
    let described = "return [...document.querySelectorAll('[aria-invalid]')].every((field) =>
        field.getAttribute('aria-describedby').split(' ').every((id) => document.getElementById(id)))";
    assert_eq!(browser.script(described), true);
    looks_right(browser, "problems");
}

fn pays(browser: &Browser, shop: &Shop) {
    for (field, text) in [
        ("#name", "Ada <b>Bold</b>"),
        ("#email", "ada@example.com"),
        ("#street", "Hauptstr. 1"),
        ("#postcode", "1011"),
        ("#city", "Berlin"),
    ] {
        browser.fill(field, text);
    }
    let card = |number: &str| {
        browser.fill("#card-number", number);
        browser.fill("#card-expiry", "12/99");
        browser.fill("#card-code", "123");
        browser.follow(".till button");
    };
    browser.click("#agreed");
    card(bank::DECLINED);
    assert_eq!(browser.text("[role=alert] li"), "A postcode there has five digits.");
    assert_eq!(browser.script("return document.getElementById('name').value"), "Ada <b>Bold</b>");
    browser.fill("#postcode", "10115");
    card(bank::DECLINED);
    assert_eq!(browser.text("[role=alert] h2"), "Your payment was refused");
    assert!(browser.text("[role=alert]").contains("No <b>money</b> & no credit. Nothing was charged"));
    assert_eq!(browser.text(".count"), "7", "the cart is as it was");
    looks_right(browser, "refused");
    card(bank::GOOD);
    assert_eq!(browser.text("h1"), "Thank you, Ada <b>Bold</b>");
    assert_eq!(browser.path(), "/orders/FW-1002");
    assert_eq!(browser.count(".count"), 0, "the cart is empty");
    assert_eq!(browser.text(".total dd"), "165.44 €");
    looks_right(browser, "receipt");
    let paid = shop.bank.payments();
    let asked: Vec<_> = paid.iter().map(|it| (it.amount, it.reference.as_str(), it.card.as_str())).collect();
    assert_eq!(asked, [(16544, "FW-1001", "4000000000000002"), (16544, "FW-1002", "4242424242424242")]);
    assert_eq!((shop.stock("variegata"), shop.stock("soil"), shop.stock("terracotta")), (3, 76, 58));
    assert!(shop.letter("FW-1001").is_none());
    let letter = shop.letter("FW-1002").expect("a letter");
    assert!(letter.contains("Subject: Your order FW-1002 at Fernweh"), "{letter}");
    assert!(
        letter.contains("Thank you, Ada &lt;b&gt;Bold&lt;/b&gt;") && letter.contains("Hello Ada <b>Bold</b>,"),
        "{letter}"
    );
}

fn dark(browser: &Browser) {
    let colours = || {
        browser.script(
            "const { backgroundColor, color } = getComputedStyle(document.body); return [backgroundColor, color]",
        )
    };
    browser.go("/products/fern");
    browser.prefer("light");
    let light = colours();
    browser.prefer("dark");
    assert_ne!(colours(), light);
    browser.shot("dark-desktop");
    browser.go("/");
    browser.width(390);
    browser.shot("dark-phone");
}
