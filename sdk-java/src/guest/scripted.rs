//! Scripted guests, written by hand in `sdk-java/scripts`.

use witloom_bindgen::guest::{Role, Scripted};

const CALLER: &[(&str, &str)] = &[
    ("scripts/Errors.java", include_str!("../../scripts/caller/scripts/Errors.java")),
    ("scripts/InHomes.java", include_str!("../../scripts/caller/scripts/InHomes.java")),
    ("scripts/InRelay.java", include_str!("../../scripts/caller/scripts/InRelay.java")),
    ("scripts/InTables.java", include_str!("../../scripts/caller/scripts/InTables.java")),
    ("scripts/Play.java", include_str!("../../scripts/caller/scripts/Play.java")),
    ("scripts/Player.java", include_str!("../../scripts/caller/scripts/Player.java")),
    ("scripts/Resources.java", include_str!("../../scripts/caller/scripts/Resources.java")),
];

const CALLEE: &[(&str, &str)] = &[
    ("scripts/AllFaults.java", include_str!("../../scripts/callee/scripts/AllFaults.java")),
    ("scripts/AllHomes.java", include_str!("../../scripts/callee/scripts/AllHomes.java")),
    ("scripts/AllOthers.java", include_str!("../../scripts/callee/scripts/AllOthers.java")),
    ("scripts/AllRelay.java", include_str!("../../scripts/callee/scripts/AllRelay.java")),
    ("scripts/AllTables.java", include_str!("../../scripts/callee/scripts/AllTables.java")),
    ("scripts/AllThings.java", include_str!("../../scripts/callee/scripts/AllThings.java")),
    ("scripts/LabelledThing.java", include_str!("../../scripts/callee/scripts/LabelledThing.java")),
    ("scripts/Seen.java", include_str!("../../scripts/callee/scripts/Seen.java")),
];

const WAITING_CALLER: &[(&str, &str)] = &[
    ("scripts/FlowScenes.java", include_str!("../../scripts/waiting/caller/scripts/FlowScenes.java")),
    ("scripts/Player.java", include_str!("../../scripts/waiting/caller/scripts/Player.java")),
    ("scripts/Scenes.java", include_str!("../../scripts/waiting/caller/scripts/Scenes.java")),
    ("scripts/TaskScenes.java", include_str!("../../scripts/waiting/caller/scripts/TaskScenes.java")),
];

const WAITING_CALLEE: &[(&str, &str)] = &[
    ("scripts/AllFlows.java", include_str!("../../scripts/waiting/callee/scripts/AllFlows.java")),
    ("scripts/AllTasks.java", include_str!("../../scripts/waiting/callee/scripts/AllTasks.java")),
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
    Scripted::new(match role {
        Role::Caller => WAITING_CALLER,
        Role::Callee => WAITING_CALLEE,
    })
}
