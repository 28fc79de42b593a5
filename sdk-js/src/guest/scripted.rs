//! Scripted guests, written by hand in `sdk-js/scripts`.

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

pub(super) static GUESTS: ByHand =
    ByHand { scripts: [CALLER, CALLEE], waiting: [WAITING_CALLER, WAITING_CALLEE], left_out: &[] };
