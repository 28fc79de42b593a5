//! Runs each component's own tests, in its language.

use std::time::Instant;

use witloom_component::OwnTests;
use witloom_project::Project;
use witloom_project::toolchain::{Toolchains, user_cache};

use super::report::{Case, Report, Verdict, seconds};
use crate::ui::Error;

/// Runs the tests of every component that has some.
pub(super) fn run(project: &Project<'_>, filter: Option<&str>, report: &mut Report<'_>) -> Result<(), Error> {
    let wit = project.wit()?;
    let toolchains = Toolchains::new(&user_cache());
    for name in project.select(&[])? {
        let component = project.component(name, wit.as_ref())?;
        if !component.source.is_dir() {
            continue;
        }
        let started = Instant::now();
        let tests = project.own_tests(&component, &toolchains, filter)?;
        let (name, verdict) = match tests {
            OwnTests::None => continue,
            OwnTests::LeftOut(reason) => ("own tests".to_owned(), Verdict::LeftOut(reason)),
            OwnTests::Ran(run) if run.passed => (format!("{}: {}", run.tool, run.summary), Verdict::Passed),
            OwnTests::Ran(run) => (run.tool, Verdict::Failed(run.output)),
        };
        let suite = format!("{} ({})", component.name, component.driver.language().id());
        report.add(Case { suite, name, place: None, seconds: seconds(started.elapsed()), verdict });
    }
    Ok(())
}
