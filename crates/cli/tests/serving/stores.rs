//! Stores of services: all instances see one state, and it outlives the server.

use super::get;
use super::handlers::Site;

fn body(answer: &str) -> &str {
    answer.rsplit("\r\n\r\n").next().unwrap_or_default().trim_end()
}

#[test]
fn requests_at_the_same_time_count_in_one_store() {
    let site = Site::new("go");
    let world = "package site:app;\nworld go {\n  import wasi:keyvalue/store@0.2.0-draft2;\n  \
                 import wasi:keyvalue/atomics@0.2.0-draft2;\n  export wasi:http/handler@0.3.0;\n}\n";
    site.write("wit/app.wit", world);
    site.write("go/main.go", include_str!("../cases/counter.go"));
    let manifest = std::fs::read_to_string(site.folder().join("witloom.toml")).expect("a manifest");
    site.write("witloom.toml", &format!("{manifest}\n[stores]\nvisits = \"redb:visits.redb\"\n"));
    let counts = {
        let served = site.serve_with(&["--instances", "4", "--reuse", "10"]);
        let mut counts: Vec<u32> = std::thread::scope(|scope| {
            let client = || (0..25).map(|_| body(&get(served.port, "/count")).parse().expect("a number")).collect();
            let clients: Vec<_> = (0..8).map(|_| scope.spawn(client)).collect();
            clients.into_iter().flat_map(|client| -> Vec<u32> { client.join().expect("no panic") }).collect()
        });
        counts.sort_unstable();
        counts
    };
    assert_eq!(counts, (1..=200).collect::<Vec<_>>());
    assert_eq!(body(&get(site.serve().port, "/count")), "201");
}
