//! Scripted guests, written by hand in `sdk-js/scripts`.

use witloom_bindgen::guest::{Role, Scripted};

const CALLER: &[(&str, &str)] = &[
    ("errors.js", include_str!("../../scripts/caller/errors.js")),
    ("homes.js", include_str!("../../scripts/caller/homes.js")),
    ("relay.js", include_str!("../../scripts/caller/relay.js")),
    ("index.js", include_str!("../../scripts/caller/index.js")),
    ("play.js", include_str!("../../scripts/caller/play.js")),
    ("resources.js", include_str!("../../scripts/caller/resources.js")),
    ("tables.js", include_str!("../../scripts/caller/tables.js")),
];

const CALLEE: &[(&str, &str)] = &[
    ("faults.js", include_str!("../../scripts/callee/faults.js")),
    ("homes.js", include_str!("../../scripts/callee/homes.js")),
    ("relay.js", include_str!("../../scripts/callee/relay.js")),
    ("index.js", include_str!("../../scripts/callee/index.js")),
    ("seen.js", include_str!("../../scripts/callee/seen.js")),
];

/// The guest of a role.
pub(super) fn scripted(role: Role) -> Scripted {
    Scripted::new(match role {
        Role::Caller => CALLER,
        Role::Callee => CALLEE,
    })
}

/// The guest of a role in the scenarios of tasks, streams and futures.
pub(super) fn waiting(role: Role) -> Scripted {
    Scripted::new(match role {
        Role::Caller => &[("index.js", include_str!("../../scripts/waiting/caller.js"))],
        Role::Callee => &[("index.js", include_str!("../../scripts/waiting/callee.js"))],
    })
}
