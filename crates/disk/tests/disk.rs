//! What is written is whole, whoever else writes; what is damaged is noticed.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::path::Path;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use witloom_disk::{DiskError, Kind, Seen, once, replace, replace_lazily, walk};

const THREADS: usize = 32;

/// Runs something on many threads that start at the same moment.
fn crowd(run: impl Fn(usize) + Sync) {
    let barrier = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (barrier, run) = (&barrier, &run);
            scope.spawn(move || {
                barrier.wait();
                run(thread);
            });
        }
    });
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != ".witloom-lock");
    names.sort();
    names
}

#[test]
fn many_threads_replace_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/down/file");
    crowd(|thread| {
        for round in 0..8 {
            let text = vec![b'a' + (thread % 26) as u8; 10_000 + round];
            if thread % 2 == 0 { replace_lazily(&file, &text) } else { replace(&file, &text) }.unwrap();
            let read = std::fs::read(&file).unwrap();
            assert!(read.len() >= 10_000 && read.iter().all(|byte| *byte == read[0]), "half of a file");
        }
    });
    assert_eq!(names(file.parent().unwrap()), ["file"]);
}

#[test]
fn many_threads_make_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("cache/thing");
    let runs = AtomicUsize::new(0);
    let make = |aside: &Path| -> Result<(), DiskError> {
        runs.fetch_add(1, Ordering::Relaxed);
        std::fs::create_dir(aside.join("sub")).unwrap();
        std::fs::write(aside.join("sub/one"), "1").unwrap();
        Ok(())
    };
    crowd(|_| {
        once(&made, make).unwrap();
        assert_eq!(std::fs::read_to_string(made.join("sub/one")).unwrap(), "1");
    });
    let before = runs.load(Ordering::Relaxed);
    once(&made, make).unwrap();
    assert_eq!(runs.load(Ordering::Relaxed), before, "it is there");
    assert_eq!(names(made.parent().unwrap()), ["thing"]);
}

#[test]
fn many_threads_repair_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("thing");
    let make = |aside: &Path| -> Result<(), DiskError> {
        std::fs::write(aside.join("one"), "1").unwrap();
        Ok(())
    };
    once(&made, make).unwrap();
    for damage in ["cut", "changed", "gone"] {
        match damage {
            "cut" => std::fs::write(made.join("one"), "").unwrap(),
            "changed" => forge(&made.join("one"), "2"),
            _ => std::fs::remove_file(made.join("one")).unwrap(),
        }
        crowd(|_| once(&made, make).unwrap());
        assert_eq!(std::fs::read_to_string(made.join("one")).unwrap(), "1", "{damage}");
        assert_eq!(names(&made), [".sealed", "one"], "{damage}");
    }
    assert_eq!(names(folder.path()), ["thing"]);
}

#[test]
fn a_folder_that_fails_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("thing");
    let failed = once(&made, |aside| {
        std::fs::write(aside.join("half"), "…").unwrap();
        Err(DiskError { path: "x".into(), cause: std::io::Error::other("no") })
    });
    assert!(failed.is_err() && names(folder.path()).is_empty());
}

/// Changes a file in a way that leaves its size and its modification time alone.
fn forge(path: &Path, text: &str) {
    let time = std::fs::metadata(path).unwrap().modified().unwrap();
    std::fs::write(path, text).unwrap();
    std::fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn a_change_of_the_same_size_and_time_shows() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "one").unwrap();
    let old = SystemTime::now() - Duration::from_secs(1000);
    std::fs::File::options().write(true).open(&file).unwrap().set_modified(old).unwrap();
    let first = Seen::of(&file).unwrap();
    assert_eq!(Seen::again(Some(&first), &file).unwrap().sha256, first.sha256);
    forge(&file, "two");
    assert_ne!(Seen::again(Some(&first), &file).unwrap().sha256, first.sha256);
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_in_circles_are_listed_and_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("a/b")).unwrap();
    std::fs::write(at("a/file"), "x").unwrap();
    symlink("file", at("a/good")).unwrap();
    symlink("nowhere", at("a/dangling")).unwrap();
    symlink("itself", at("a/itself")).unwrap();
    symlink("../..", at("a/b/up")).unwrap();
    let found = walk(folder.path(), &|_| false).unwrap();
    let text: Vec<_> = found.iter().map(|f| format!("{} {:?}", f.relative.display(), f.kind)).collect();
    assert_eq!(
        text,
        [
            "a Folder",
            "a/b Folder",
            "a/b/up Astray(\"../..\")",
            "a/dangling Astray(\"nowhere\")",
            "a/file File",
            "a/good File",
            "a/itself Astray(\"itself\")",
        ]
    );
    std::fs::write(at("a/b/z"), "x").unwrap();
    let inner = walk(&at("a/b"), &|_| false).unwrap();
    let text: Vec<_> = inner.iter().map(|f| format!("{} {:?}", f.relative.display(), f.kind)).collect();
    assert_eq!(text, ["up Astray(\"../..\")", "z File"], "a folder above the one that is walked");
    assert!(walk(&at("missing"), &|_| false).is_err());
    let skipped = walk(folder.path(), &|path| path.starts_with("a/b") || path.ends_with("dangling")).unwrap();
    assert!(skipped.iter().all(|f| f.kind != Kind::Folder || f.relative == Path::new("a")), "{skipped:?}");
}
