//! Functions that share their guests: the drawn ones of a group, or the scripted ones.

use std::path::Path;
use std::sync::Arc;

use witloom_bindgen::guest::Role;
use witloom_host::Engine;

use crate::build::groups::Group;
use crate::build::guests::{Guest, NoGuest};
use crate::draw::values::Share;
use crate::judge::results::HOST;
use crate::play::host_side::{Book, takes};
use crate::play::pair::{Bounds, Outcome, Pair, Stage};

/// Guests of every language, and what they play.
pub trait Deck: Sync {
    /// What a pair plays.
    fn entries(&self, caller: &str, callee: &str) -> Vec<Entry<'_>>;

    /// The guest of a language.
    fn guest(&self, language: &str, role: Role) -> Result<&Guest, NoGuest>;

    /// What the guests were compiled with.
    fn engine(&self) -> &Engine;

    /// Plays functions, each with its number of vectors; one outcome per function.
    fn play(&self, callee: &str, pair: Pair<'_>, functions: &[(u32, usize)], bounds: Bounds) -> Vec<Outcome>;
}

/// One function of a deck.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The case in the report.
    pub case: &'a str,
    /// The file or folder that holds the case; none for the built-in ones.
    pub source: Option<&'a Path>,
    /// The function in the report.
    pub function: &'a str,
    /// Its number among the deck's.
    pub number: u32,
    /// Calls to make.
    pub vectors: usize,
    /// Whether two guests must be in one component.
    pub fused: bool,
}

/// The functions of a group of cases, called with drawn values.
#[derive(Debug)]
pub struct DrawnDeck<'a> {
    group: &'a Group<'a>,
    book: Arc<Book>,
    share: &'a Share,
}

impl<'a> DrawnDeck<'a> {
    /// The deck of a group.
    pub fn new(group: &'a Group<'a>, share: &'a Share) -> Self {
        Self { group, book: Arc::new(Book::new(&group.cases, share)), share }
    }
}

impl Deck for DrawnDeck<'_> {
    fn entries(&self, caller: &str, callee: &str) -> Vec<Entry<'_>> {
        let functions = self.group.cases.iter().flat_map(|case| case.callable().map(move |f| (case, f)));
        let hosted = [caller, callee].contains(&HOST);
        functions
            .filter(|(case, function)| !hosted || case.model(function).is_some_and(|model| takes(&case.survey, model)))
            .map(|(case, function)| Entry {
                case: &case.name,
                source: case.source.as_deref(),
                function: &function.name,
                number: function.number,
                vectors: self.share.count(function.number),
                fused: false,
            })
            .filter(|entry| entry.vectors > 0)
            .collect()
    }

    fn guest(&self, language: &str, role: Role) -> Result<&Guest, NoGuest> {
        self.group.guest(language, role)
    }

    fn engine(&self) -> &Engine {
        &self.group.engine
    }

    fn play(&self, _callee: &str, pair: Pair<'_>, functions: &[(u32, usize)], bounds: Bounds) -> Vec<Outcome> {
        let mut stage = Stage::new(self.engine(), pair, Arc::clone(&self.book), bounds).from(self.share.first);
        functions.iter().map(|(number, vectors)| stage.play(*number, *vectors)).collect()
    }
}
