//! Which side of a pair is wrong: the one that also disagrees with the host.

use std::collections::BTreeMap;

use crate::judge::results::{Cell, HOST, State};

/// Says for every failed cell of two guests who disagrees with the reference.
pub fn assign(cells: &mut [Cell]) {
    type Id = (String, String, String, String);
    let with_host = cells.iter().filter(|cell| cell.caller == HOST || cell.callee == HOST);
    let ids = with_host.map(|cell| {
        let (case, function, caller, callee) = cell.id();
        ((case.to_owned(), function.to_owned(), caller.to_owned(), callee.to_owned()), cell.state)
    });
    let states: BTreeMap<Id, State> = ids.collect();
    for cell in cells.iter_mut().filter(|cell| went_wrong(cell.state)) {
        let state = |caller: &str, callee: &str| {
            let id = (cell.case.clone(), cell.function.clone(), caller.to_owned(), callee.to_owned());
            states.get(&id).copied()
        };
        cell.blame = match (cell.caller.as_str(), cell.callee.as_str()) {
            (HOST, guest) => Some(format!("{guest} as callee disagrees with the reference")),
            (guest, HOST) => Some(format!("{guest} as caller disagrees with the reference")),
            (caller, callee) => verdict(caller, callee, state(caller, HOST), state(HOST, callee)),
        };
    }
}

fn verdict(caller: &str, callee: &str, to_host: Option<State>, from_host: Option<State>) -> Option<String> {
    Some(match (went_wrong(to_host?), went_wrong(from_host?)) {
        (true, true) => format!("{caller} as caller and {callee} as callee disagree with the reference"),
        (true, false) => format!("{caller} as caller disagrees with the reference"),
        (false, true) => format!("{callee} as callee disagrees with the reference"),
        (false, false) => "both agree with the reference: only together they fail".to_owned(),
    })
}

fn went_wrong(state: State) -> bool {
    match state {
        State::Fail | State::Trap | State::Timeout => true,
        State::Pass
        | State::BuildFailed
        | State::Unsupported
        | State::KnownFail
        | State::UnexpectedPass
        | State::NotRun => false,
    }
}
