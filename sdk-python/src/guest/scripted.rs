//! Scripted guests and those whose calls are measured, written by hand in `sdk-python/scripts`.

use witloom_bindgen::guest::{ByHand, Sources};

const CALLER: Sources = &[
    ("app.py", include_str!("../../scripts/caller/app.py")),
    ("errors.py", include_str!("../../scripts/caller/errors.py")),
    ("homes.py", include_str!("../../scripts/caller/homes.py")),
    ("relays.py", include_str!("../../scripts/caller/relays.py")),
    ("maps.py", include_str!("../../scripts/caller/maps.py")),
    ("play.py", include_str!("../../scripts/caller/play.py")),
    ("resources.py", include_str!("../../scripts/caller/resources.py")),
];

const CALLEE: Sources = &[
    ("app.py", include_str!("../../scripts/callee/app.py")),
    ("faults.py", include_str!("../../scripts/callee/faults.py")),
    ("homes.py", include_str!("../../scripts/callee/homes.py")),
    ("relays.py", include_str!("../../scripts/callee/relays.py")),
    ("seen.py", include_str!("../../scripts/callee/seen.py")),
];

const WAITING_CALLER: Sources = &[("app.py", include_str!("../../scripts/waiting-caller/app.py"))];

const WAITING_CALLEE: Sources = &[("app.py", include_str!("../../scripts/waiting-callee/app.py"))];

const COSTS_CALLER: Sources = &[("app.py", include_str!("../../scripts/costs/caller/app.py"))];

const COSTS_CALLEE: Sources = &[("app.py", include_str!("../../scripts/costs/callee/app.py"))];

const LOADS_CALLER: Sources = &[("app.py", include_str!("../../scripts/loads/caller/app.py"))];

const LOADS_CALLEE: Sources = &[("app.py", include_str!("../../scripts/loads/callee/app.py"))];

const PEERS: Sources = &[
    ("call.py", include_str!("../../scripts/peers/call.py")),
    ("make.sh", include_str!("../../scripts/peers/make.sh")),
    ("serve.py", include_str!("../../scripts/peers/serve.py")),
    ("values.py", include_str!("../../scripts/peers/values.py")),
];

pub(super) static GUESTS: ByHand = ByHand {
    scripts: [CALLER, CALLEE],
    waiting: [WAITING_CALLER, WAITING_CALLEE],
    left_out: &[],
    costs: [COSTS_CALLER, COSTS_CALLEE],
    loads: [LOADS_CALLER, LOADS_CALLEE],
    peers: PEERS,
};
