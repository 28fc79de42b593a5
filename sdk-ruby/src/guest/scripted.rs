//! Scripted guests and those whose calls are measured, written by hand in `sdk-ruby/scripts`.

use witloom_bindgen::guest::{ByHand, Sources};

const CALLER: Sources = &[
    ("app.rb", include_str!("../../scripts/caller/app.rb")),
    ("errors.rb", include_str!("../../scripts/caller/errors.rb")),
    ("homes.rb", include_str!("../../scripts/caller/homes.rb")),
    ("relay.rb", include_str!("../../scripts/caller/relay.rb")),
    ("play.rb", include_str!("../../scripts/caller/play.rb")),
    ("resources.rb", include_str!("../../scripts/caller/resources.rb")),
    ("tables.rb", include_str!("../../scripts/caller/tables.rb")),
];

const CALLEE: Sources = &[
    ("app.rb", include_str!("../../scripts/callee/app.rb")),
    ("faults.rb", include_str!("../../scripts/callee/faults.rb")),
    ("homes.rb", include_str!("../../scripts/callee/homes.rb")),
    ("relay.rb", include_str!("../../scripts/callee/relay.rb")),
];

const WAITING_CALLER: Sources = &[("app.rb", include_str!("../../scripts/waiting/caller.rb"))];

const WAITING_CALLEE: Sources = &[("app.rb", include_str!("../../scripts/waiting/callee.rb"))];

const COSTS_CALLER: Sources = &[("app.rb", include_str!("../../scripts/costs/caller/app.rb"))];

const COSTS_CALLEE: Sources = &[("app.rb", include_str!("../../scripts/costs/callee/app.rb"))];

const LOADS_CALLER: Sources = &[("app.rb", include_str!("../../scripts/loads/caller/app.rb"))];

const LOADS_CALLEE: Sources = &[("app.rb", include_str!("../../scripts/loads/callee/app.rb"))];

pub(super) static GUESTS: ByHand = ByHand {
    scripts: [CALLER, CALLEE],
    waiting: [WAITING_CALLER, WAITING_CALLEE],
    left_out: &[],
    costs: [COSTS_CALLER, COSTS_CALLEE],
    loads: [LOADS_CALLER, LOADS_CALLEE],
    peers: &[],
};
