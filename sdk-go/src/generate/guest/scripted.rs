//! Scripted guests, written by hand in `sdk-go/scripts`.

use witloom_bindgen::guest::{Role, Scripted};

/// What Go's compiler refuses already.
const LEFT_OUT: &[&str] = &["wrong-type"];

const CALLER: &[(&str, &str)] = &[
    ("errors.go", include_str!("../../../scripts/caller/errors.go")),
    ("homes.go", include_str!("../../../scripts/caller/homes.go")),
    ("main.go", include_str!("../../../scripts/caller/main.go")),
    ("relay.go", include_str!("../../../scripts/caller/relay.go")),
    ("resources.go", include_str!("../../../scripts/caller/resources.go")),
    ("tables.go", include_str!("../../../scripts/caller/tables.go")),
];

const CALLEE: &[(&str, &str)] = &[
    ("faults.go", include_str!("../../../scripts/callee/faults.go")),
    ("homes.go", include_str!("../../../scripts/callee/homes.go")),
    ("relay.go", include_str!("../../../scripts/callee/relay.go")),
    ("tables.go", include_str!("../../../scripts/callee/tables.go")),
    ("things.go", include_str!("../../../scripts/callee/things.go")),
];

const WAITING_CALLER: &[(&str, &str)] = &[
    ("flows.go", include_str!("../../../scripts/waiting/caller/flows.go")),
    ("main.go", include_str!("../../../scripts/waiting/caller/main.go")),
    ("tasks.go", include_str!("../../../scripts/waiting/caller/tasks.go")),
];

const WAITING_CALLEE: &[(&str, &str)] = &[
    ("flows.go", include_str!("../../../scripts/waiting/callee/flows.go")),
    ("main.go", include_str!("../../../scripts/waiting/callee/main.go")),
    ("tasks.go", include_str!("../../../scripts/waiting/callee/tasks.go")),
];

/// The guest of a role.
pub(super) fn scripted(role: Role) -> Scripted {
    let mut guest = match role {
        Role::Caller => Scripted { left_out: LEFT_OUT, ..Scripted::new(CALLER) },
        Role::Callee => Scripted::new(CALLEE),
    };
    guest.files.insert("go.mod", format!("module {}\n\ngo 1.24\n", role.as_str()));
    guest
}

/// The guest of a role that waits.
pub(super) fn waiting(role: Role) -> Scripted {
    let mut guest = Scripted::new(match role {
        Role::Caller => WAITING_CALLER,
        Role::Callee => WAITING_CALLEE,
    });
    guest.files.insert("go.mod", format!("module {}\n\ngo 1.26\n", role.as_str()));
    guest
}
