//! Generated files, held against what is recorded, and compiled by CRuby: neither it nor a reader has anything to
//! complain about. The worlds are those that every language is recorded for.

use crate::support;

use witloom_sdk_ruby::Ruby;
use witloom_test_kit::growth::hold_in_proportion;
use witloom_test_kit::{SAMPLES, hold_against_goldens};

#[test]
fn files_are_as_recorded() {
    // The runtime's signatures are the same for all worlds.
    hold_against_goldens(env!("CARGO_MANIFEST_DIR"), &Ruby, |path| path != "gen/sig/witloom.rbs");
}

#[test]
fn types_that_are_used_twice_are_written_once() {
    hold_in_proportion(&Ruby);
}

#[test]
fn lines_are_short_and_nothing_warns() {
    for sample in SAMPLES {
        let name = sample.name;
        for (path, text) in sample.generate(&Ruby).unwrap().iter().filter(|(path, _)| path.ends_with(".rb")) {
            // A template of `unpack` is one word.
            let text = String::from_utf8_lossy(text);
            let long = text.lines().find(|line| line.len() > 120 && !line.contains("pack(\""));
            assert_eq!(long, None, "{name}: {path}");
        }
        let app = support::CHECK.to_owned() + support::STAND_IN;
        let started = support::load_world(&sample.wit(), sample.world.unwrap_or_default(), &app);
        assert!(started.image.is_some() && !started.output.contains("warning"), "{name}: {}", started.output);
    }
}
