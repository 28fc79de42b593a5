//! `witloom bindgen`.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;
use witloom_bindgen::Plan;
use witloom_bindgen::binding::Binding;
use witloom_diag::Exit;
use witloom_project::registry::Registry;
use witloom_project::{Component, Project};

use crate::ui::{Error, Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Components; all when left out.
    components: Vec<String>,
    /// The app's folder.
    #[arg(long, default_value = ".", value_name = "FOLDER")]
    app: PathBuf,
    /// Write nothing, and fail when bindings are stale.
    #[arg(long, conflicts_with = "emit")]
    check: bool,
    /// Also write first implementations of what components export, whose functions fail; files that are there stay as
    /// they are.
    #[arg(long, conflicts_with_all = ["check", "emit"])]
    stubs: bool,
    /// Print something instead of writing bindings.
    #[arg(long, value_enum)]
    emit: Option<Emit>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Emit {
    /// How every value and call crosses the boundary.
    Plan,
    /// What a language's generator reads: types with meaning and layout, and each call as a program of steps.
    Binding,
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    let project = Project::open(&args.app, registry)?;
    let wit = project.wit()?;
    let open = |name: &str| project.component(name, wit.as_ref());
    let names = project.select(&args.components)?;
    let mut components = names.iter().copied().map(open).collect::<Result<Vec<_>, _>>()?;
    if args.stubs {
        // What is generated depends on what lies in a component's folder.
        components.iter().try_for_each(Component::make_folder)?;
        components = names.into_iter().map(open).collect::<Result<Vec<_>, _>>()?;
    }
    match (args.emit, args.check) {
        (Some(emit), _) => print(&components, emit, ui),
        (None, true) => check(&components, ui),
        (None, false) => write(&components, args.stubs, ui),
    }
}

fn print(components: &[Component<'_>], emit: Emit, ui: &Ui) -> Outcome {
    for Component { name, world, driver, .. } in components {
        let plan = Plan::with(world, driver.language().modes());
        let text = match emit {
            Emit::Plan => plan.print(world),
            Emit::Binding => Binding::new(world, &plan).print(world),
        };
        ui.stdout(&format!("# {name}: {}\n{text}", world.name));
    }
    Ok(Exit::Success as u8)
}

/// The stale files of each component, by their path in the app.
fn stale(components: &[Component<'_>]) -> Result<Vec<String>, Error> {
    let mut stale = Vec::new();
    for component in components {
        let files = component.bindings()?;
        let names = files.stale(&component.source);
        stale.extend(names.iter().map(|name| component.source.join(name).display().to_string()));
    }
    Ok(stale)
}

fn check(components: &[Component<'_>], ui: &Ui) -> Outcome {
    let stale = stale(components)?;
    let text = if stale.is_empty() { "all bindings are up to date".to_owned() } else { stale.join("\n") };
    ui.result(&text, &json!({ "stale": stale }));
    if stale.is_empty() {
        return Ok(Exit::Success as u8);
    }
    ui.note("these bindings are stale: run `witloom bindgen`");
    Ok(Exit::User as u8)
}

fn write(components: &[Component<'_>], with_stubs: bool, ui: &Ui) -> Outcome {
    let mut stubs = Vec::new();
    if with_stubs {
        for component in components {
            stubs.extend(component.write_stubs()?.iter().map(|path| path.display().to_string()));
        }
    }
    let mut written = stale(components)?;
    for component in components {
        component.write_bindings()?;
        component.left_out().iter().for_each(|text| ui.warn(&format!("{}: {text}", component.name)));
    }
    if with_stubs && stubs.is_empty() {
        ui.note("no stubs were written: there are implementations, or files in their places");
    }
    written.append(&mut stubs);
    let text = if written.is_empty() { "all bindings were up to date".to_owned() } else { written.join("\n") };
    ui.result(&text, &json!({ "written": written }));
    Ok(Exit::Success as u8)
}
