//! Scripted guests, written by hand in `sdk-python/scripts`.

use witloom_bindgen::guest::{Role, Scripted};

const CALLER: &[(&str, &str)] = &[
    ("app.py", include_str!("../../scripts/caller/app.py")),
    ("errors.py", include_str!("../../scripts/caller/errors.py")),
    ("homes.py", include_str!("../../scripts/caller/homes.py")),
    ("relays.py", include_str!("../../scripts/caller/relays.py")),
    ("maps.py", include_str!("../../scripts/caller/maps.py")),
    ("play.py", include_str!("../../scripts/caller/play.py")),
    ("resources.py", include_str!("../../scripts/caller/resources.py")),
];

const CALLEE: &[(&str, &str)] = &[
    ("app.py", include_str!("../../scripts/callee/app.py")),
    ("faults.py", include_str!("../../scripts/callee/faults.py")),
    ("homes.py", include_str!("../../scripts/callee/homes.py")),
    ("relays.py", include_str!("../../scripts/callee/relays.py")),
    ("seen.py", include_str!("../../scripts/callee/seen.py")),
];

/// The guest of a role for tasks, streams and futures.
pub(super) fn waiting(role: Role) -> Scripted {
    Scripted::new(&[(
        "app.py",
        match role {
            Role::Caller => include_str!("../../scripts/waiting-caller/app.py"),
            Role::Callee => include_str!("../../scripts/waiting-callee/app.py"),
        },
    )])
}

/// The guest of a role.
pub(super) fn scripted(role: Role) -> Scripted {
    Scripted::new(match role {
        Role::Caller => CALLER,
        Role::Callee => CALLEE,
    })
}
