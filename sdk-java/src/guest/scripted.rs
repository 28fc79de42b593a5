//! Scripted guests and those whose calls are measured, written by hand in `sdk-java/scripts`.

use witloom_bindgen::guest::{ByHand, Sources};

const CALLER: Sources = &[
    ("scripts/Errors.java", include_str!("../../scripts/caller/scripts/Errors.java")),
    ("scripts/InHomes.java", include_str!("../../scripts/caller/scripts/InHomes.java")),
    ("scripts/InRelay.java", include_str!("../../scripts/caller/scripts/InRelay.java")),
    ("scripts/InTables.java", include_str!("../../scripts/caller/scripts/InTables.java")),
    ("scripts/Play.java", include_str!("../../scripts/caller/scripts/Play.java")),
    ("scripts/Player.java", include_str!("../../scripts/caller/scripts/Player.java")),
    ("scripts/Resources.java", include_str!("../../scripts/caller/scripts/Resources.java")),
];

const CALLEE: Sources = &[
    ("scripts/AllFaults.java", include_str!("../../scripts/callee/scripts/AllFaults.java")),
    ("scripts/AllHomes.java", include_str!("../../scripts/callee/scripts/AllHomes.java")),
    ("scripts/AllOthers.java", include_str!("../../scripts/callee/scripts/AllOthers.java")),
    ("scripts/AllRelay.java", include_str!("../../scripts/callee/scripts/AllRelay.java")),
    ("scripts/AllTables.java", include_str!("../../scripts/callee/scripts/AllTables.java")),
    ("scripts/AllThings.java", include_str!("../../scripts/callee/scripts/AllThings.java")),
    ("scripts/LabelledThing.java", include_str!("../../scripts/callee/scripts/LabelledThing.java")),
    ("scripts/Seen.java", include_str!("../../scripts/callee/scripts/Seen.java")),
];

const WAITING_CALLER: Sources = &[
    ("scripts/FlowScenes.java", include_str!("../../scripts/waiting/caller/scripts/FlowScenes.java")),
    ("scripts/Player.java", include_str!("../../scripts/waiting/caller/scripts/Player.java")),
    ("scripts/Scenes.java", include_str!("../../scripts/waiting/caller/scripts/Scenes.java")),
    ("scripts/TaskScenes.java", include_str!("../../scripts/waiting/caller/scripts/TaskScenes.java")),
];

const WAITING_CALLEE: Sources = &[
    ("scripts/AllFlows.java", include_str!("../../scripts/waiting/callee/scripts/AllFlows.java")),
    ("scripts/AllTasks.java", include_str!("../../scripts/waiting/callee/scripts/AllTasks.java")),
];

const COSTS_CALLER: Sources =
    &[("scripts/Loader.java", include_str!("../../scripts/costs/caller/scripts/Loader.java"))];

const COSTS_CALLEE: Sources =
    &[("scripts/Worker.java", include_str!("../../scripts/costs/callee/scripts/Worker.java"))];

const LOADS_CALLER: Sources =
    &[("scripts/Loader.java", include_str!("../../scripts/loads/caller/scripts/Loader.java"))];

const LOADS_CALLEE: Sources =
    &[("scripts/Worker.java", include_str!("../../scripts/loads/callee/scripts/Worker.java"))];

pub(super) static GUESTS: ByHand = ByHand {
    scripts: [CALLER, CALLEE],
    waiting: [WAITING_CALLER, WAITING_CALLEE],
    left_out: &[],
    costs: [COSTS_CALLER, COSTS_CALLEE],
    loads: [LOADS_CALLER, LOADS_CALLEE],
    peers: &[],
};
