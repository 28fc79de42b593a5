//! `docs/support.md` says what the languages say of themselves. `WITLOOM_BLESS=1` writes it.

use std::path::Path;

use witloom_project::registry::Registry;
use witloom_project::support::{BEGIN, END, table};

#[test]
fn the_page_says_what_the_languages_refuse() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/support.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = page.split_once(BEGIN).expect("the page has a place for the table");
    let (_, tail) = rest.split_once(END).expect("the table has an end");
    let wanted = format!("{head}{BEGIN}\n\n{}\n{END}{tail}", table(&Registry::default()));
    if std::env::var_os("WITLOOM_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    assert!(page == wanted || std::fs::read_to_string(&path).unwrap() == wanted, "run with WITLOOM_BLESS=1 and review");
}
