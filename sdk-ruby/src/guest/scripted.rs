//! Scripted guests, written by hand in `sdk-ruby/scripts`.

use witloom_bindgen::guest::{Role, Scripted};

const CALLER: &[(&str, &str)] = &[
    ("app.rb", include_str!("../../scripts/caller/app.rb")),
    ("errors.rb", include_str!("../../scripts/caller/errors.rb")),
    ("homes.rb", include_str!("../../scripts/caller/homes.rb")),
    ("relay.rb", include_str!("../../scripts/caller/relay.rb")),
    ("play.rb", include_str!("../../scripts/caller/play.rb")),
    ("resources.rb", include_str!("../../scripts/caller/resources.rb")),
    ("tables.rb", include_str!("../../scripts/caller/tables.rb")),
];

const CALLEE: &[(&str, &str)] = &[
    ("app.rb", include_str!("../../scripts/callee/app.rb")),
    ("faults.rb", include_str!("../../scripts/callee/faults.rb")),
    ("homes.rb", include_str!("../../scripts/callee/homes.rb")),
    ("relay.rb", include_str!("../../scripts/callee/relay.rb")),
];

/// The guest of a role.
pub(super) fn scripted(role: Role) -> Scripted {
    Scripted::new(match role {
        Role::Caller => CALLER,
        Role::Callee => CALLEE,
    })
}

/// The guest of a role that waits.
pub(super) fn waiting(role: Role) -> Scripted {
    Scripted::new(&[(
        "app.rb",
        match role {
            Role::Caller => include_str!("../../scripts/waiting/caller.rb"),
            Role::Callee => include_str!("../../scripts/waiting/callee.rb"),
        },
    )])
}
