//! Which files below an app's folder a watcher waits for.

use witloom_project::{Project, Sources};

use crate::support::App;

#[test]
fn the_languages_say_what_is_no_source() {
    let app = App::new();
    let sources = Sources::of(&Project::open(app.folder.path(), &app.registry).unwrap());
    let hold = |path: &str| sources.hold(&sources.root().join(path));
    for path in ["witloom.toml", "wit/app.wit", "pricing/value.txt", "pricing/src/gen/a.txt", "notes/built/a.txt"] {
        assert!(hold(path), "{path} is the user's");
    }
    let made = [
        "witloom.lock",
        ".witloom/x",
        "wit/.a.swp",
        "pricing/gen/world.txt",
        "pricing/built/a.txt",
        "pricing/a/out.tmp",
    ];
    for path in made {
        assert!(!hold(path), "{path} is made by tools");
    }
}
