//! Scripted guests and those whose calls are measured, written by hand in `sdk-js/scripts`.

use witloom_bindgen::guest::{ByHand, Sources};

const CALLER: Sources = &[
    ("errors.js", include_str!("../../scripts/caller/errors.js")),
    ("homes.js", include_str!("../../scripts/caller/homes.js")),
    ("relay.js", include_str!("../../scripts/caller/relay.js")),
    ("index.js", include_str!("../../scripts/caller/index.js")),
    ("play.js", include_str!("../../scripts/caller/play.js")),
    ("resources.js", include_str!("../../scripts/caller/resources.js")),
    ("tables.js", include_str!("../../scripts/caller/tables.js")),
];

const CALLEE: Sources = &[
    ("faults.js", include_str!("../../scripts/callee/faults.js")),
    ("homes.js", include_str!("../../scripts/callee/homes.js")),
    ("relay.js", include_str!("../../scripts/callee/relay.js")),
    ("index.js", include_str!("../../scripts/callee/index.js")),
    ("seen.js", include_str!("../../scripts/callee/seen.js")),
];

const WAITING_CALLER: Sources = &[("index.js", include_str!("../../scripts/waiting/caller.js"))];

const WAITING_CALLEE: Sources = &[("index.js", include_str!("../../scripts/waiting/callee.js"))];

const COSTS_CALLER: Sources = &[("index.js", include_str!("../../scripts/costs/caller/index.js"))];

const COSTS_CALLEE: Sources = &[("index.js", include_str!("../../scripts/costs/callee/index.js"))];

const LOADS_CALLER: Sources = &[("index.js", include_str!("../../scripts/loads/caller/index.js"))];

const LOADS_CALLEE: Sources = &[("index.js", include_str!("../../scripts/loads/callee/index.js"))];

const PEERS: Sources = &[
    ("call.js", include_str!("../../scripts/peers/call.js")),
    ("make.sh", include_str!("../../scripts/peers/make.sh")),
    ("package.json", include_str!("../../scripts/peers/package.json")),
    ("serve.js", include_str!("../../scripts/peers/serve.js")),
    ("service.js", include_str!("../../scripts/peers/service.js")),
];

pub(super) static GUESTS: ByHand = ByHand {
    scripts: [CALLER, CALLEE],
    waiting: [WAITING_CALLER, WAITING_CALLEE],
    left_out: &[],
    costs: [COSTS_CALLER, COSTS_CALLEE],
    loads: [LOADS_CALLER, LOADS_CALLEE],
    peers: PEERS,
};
