//! Plays every deck on every pair, and writes a cell for each function.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use witloom_bindgen::guest::Role;

use crate::build::guests::{Language, NoGuest};
use crate::build::pool;
use crate::draw::suite::Case;
use crate::judge::results::{Cell, HOST, LinkMode, Phase, REPRODUCE, State};
use crate::options::{Event, LinkChoice, Options};
use crate::play::deck::{Deck, Entry};
use crate::play::pair::{Bounds, Outcome, Pair};
use crate::play::pairing::Match;

/// Everything that playing needs.
pub(crate) struct Players<'a> {
    pub(crate) options: &'a Options,
    pub(crate) languages: &'a [Language<'a>],
    pub(crate) decks: &'a [&'a dyn Deck],
}

/// One pair and what it plays.
struct Task<'a> {
    deck: &'a dyn Deck,
    caller: &'a str,
    callee: &'a str,
    entries: Vec<Entry<'a>>,
}

impl Players<'_> {
    fn ids(&self) -> Vec<&str> {
        self.languages.iter().map(|language| language.id.as_str()).chain([HOST]).collect()
    }

    /// Pairs that the filter takes; the host doesn't call itself.
    fn pairs(&self) -> Vec<(&str, &str)> {
        let ids = self.ids();
        let all = ids.iter().flat_map(|caller| ids.iter().map(|callee| (*caller, *callee)));
        all.filter(|(a, b)| (*a, *b) != (HOST, HOST) && self.options.filter.takes_pair(a, b)).collect()
    }

    fn tasks(&self) -> Vec<Task<'_>> {
        let mut tasks = Vec::new();
        for deck in self.decks {
            for (caller, callee) in self.pairs() {
                let mut entries = deck.entries(caller, callee);
                entries.retain(|entry| self.options.filter.takes(entry.case, entry.function));
                if !entries.is_empty() {
                    tasks.push(Task { deck: *deck, caller, callee, entries });
                }
            }
        }
        tasks
    }

    /// The cells of all functions that can be called.
    pub(crate) fn cells(&self, events: &(dyn Fn(Event) + Sync)) -> Vec<Cell> {
        let tasks = self.tasks();
        let (done, of) = (AtomicUsize::new(0), tasks.len());
        let played = pool::each(&tasks, |task| {
            let cells = self.pair(task);
            let bad = cells.iter().filter(|cell| cell.state.is_unexpected()).count();
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            events(Event::Played { done, of, pair: format!("{} → {}", task.caller, task.callee), bad });
            cells
        });
        let crashed = |task: &Task<'_>| {
            task.cells(State::Fail, Phase::Run, "the run of this pair crashed: this is a defect of witloom")
        };
        tasks.iter().zip(played).flat_map(|(task, cells)| cells.unwrap_or_else(|| crashed(task))).collect()
    }

    fn pair(&self, task: &Task<'_>) -> Vec<Cell> {
        let (caller, callee) = match task.guests() {
            Ok(guests) => guests,
            Err(NoGuest::NotRun(text)) => return task.cells(State::NotRun, Phase::Prepare, &text),
            Err(NoGuest::NoForm(text) | NoGuest::Unsupported(text)) => {
                return task.cells(State::Unsupported, Phase::Build, &text);
            }
            Err(NoGuest::Failed(text)) => return task.cells(State::BuildFailed, Phase::Build, &text),
        };
        let bounds = Bounds { time: self.options.time, memory: 4 << 30 };
        let play = |pair: Pair<'_>, functions: &[(u32, usize)]| -> Vec<Outcome> {
            task.deck.play(task.callee, pair, functions, bounds)
        };
        let mut played = BTreeMap::new();
        for (fused, choice) in [(false, self.options.link), (true, LinkChoice::Composed)] {
            let entries = task.entries.iter().filter(|entry| entry.fused == fused);
            let numbers: Vec<(u32, usize)> = entries.map(|entry| (entry.number, entry.vectors)).collect();
            if !numbers.is_empty() {
                let matched = Match { engine: task.deck.engine(), caller, callee, choice, play: &play };
                let outcomes = matched.play(&numbers, &self.options.cache.join("verdicts"));
                played.extend(numbers.iter().map(|(number, _)| *number).zip(outcomes));
            }
        }
        let mut cells = task.cells(State::Pass, Phase::Run, "");
        for (cell, entry) in cells.iter_mut().zip(&task.entries) {
            let Some((outcome, link)) = played.remove(&entry.number) else { continue };
            cell.state = outcome.state;
            cell.phase = outcome.phase;
            cell.link = Some(link);
            cell.vectors = outcome.vectors;
            cell.duration_ms = (outcome.took.as_secs_f64() * 1e5).round() / 1e2;
            if outcome.state != State::Pass {
                cell.detail = format!("{}\n{REPRODUCE}{}", outcome.detail, self.command(cell, entry, link));
            }
        }
        cells
    }

    /// Cells of functions that nobody can call.
    pub(crate) fn uncallable(&self, cases: &[Case]) -> Vec<Cell> {
        let mut cells = Vec::new();
        for case in cases {
            for function in case.functions.iter().filter(|f| self.options.filter.takes(&case.name, &f.name)) {
                let Some(reason) = &function.unsupported else { continue };
                let (name, source) = (case.name.as_str(), case.source.as_deref());
                let entry = Entry {
                    case: name,
                    source,
                    function: &function.name,
                    number: function.number,
                    vectors: 0,
                    fused: false,
                };
                let cell = |(caller, callee)| blank(&entry, caller, callee, State::Unsupported, Phase::Select, reason);
                cells.extend(self.pairs().into_iter().map(cell));
            }
        }
        cells
    }

    /// The command that shows a cell again: the one file that matters is the only case of its run.
    fn command(&self, cell: &Cell, entry: &Entry<'_>, link: LinkMode) -> String {
        let Cell { case, function, caller, callee, .. } = cell;
        let mut langs: Vec<&str> = [caller.as_str(), callee].into_iter().filter(|id| *id != HOST).collect();
        langs.dedup();
        let (mut files, case) = match entry.source {
            Some(path) => (format!("--wit {} ", word(&path.display().to_string())), String::new()),
            None => (String::new(), format!("case={case} ")),
        };
        let mut versions = self.options.versions.iter();
        if let Some(version) = versions.find(|version| langs.contains(&version.id().as_str())) {
            files += &format!("--versions {} ", word(&version.file.display().to_string()));
        }
        let link = match link {
            LinkMode::Host => "host",
            LinkMode::Composed => "composed",
            LinkMode::Both => "both",
        };
        format!(
            "witloom matrix {files}--langs {} --link {link} --vectors {} --seed {} --filter '{case}function={function} \
             caller={caller} callee={callee}'",
            langs.join(","),
            self.options.vectors,
            self.options.seed,
        )
    }
}

/// A word of a shell command.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@:,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

impl<'a> Task<'a> {
    /// Both guests; `None` is the host.
    fn guests(
        &self,
    ) -> Result<(Option<&'a crate::build::guests::Guest>, Option<&'a crate::build::guests::Guest>), NoGuest> {
        let side = |id: &str, role| match id {
            HOST => Ok(None),
            id => self.deck.guest(id, role).map(Some),
        };
        Ok((side(self.caller, Role::Caller)?, side(self.callee, Role::Callee)?))
    }

    /// Cells of all functions, all in one state.
    fn cells(&self, state: State, phase: Phase, detail: &str) -> Vec<Cell> {
        self.entries.iter().map(|entry| blank(entry, self.caller, self.callee, state, phase, detail)).collect()
    }
}

fn blank(entry: &Entry<'_>, caller: &str, callee: &str, state: State, phase: Phase, detail: &str) -> Cell {
    Cell {
        case: entry.case.to_owned(),
        function: entry.function.to_owned(),
        caller: caller.to_owned(),
        callee: callee.to_owned(),
        state,
        phase,
        link: None,
        detail: detail.to_owned(),
        blame: None,
        vectors: 0,
        duration_ms: 0.0,
    }
}
