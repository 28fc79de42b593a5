//! Nothing is granted that was not asked for.

use witloom_host::{DirGrant, Grants, Net, RunOptions};

use crate::{captured, compile, shown};

fn count(function: &str, grants: Grants) -> u32 {
    let options = RunOptions { grants, ..captured() };
    let wave = compile("nosy").invoke(function, &options).expect("it ran").wave;
    wave.and_then(|w| w.parse().ok()).expect("a number")
}

#[test]
fn only_what_is_granted_is_there() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let dirs = vec![DirGrant { host: dir.path().to_owned(), guest: "/data".to_owned(), read_only: true }];
    let env = vec![("A".to_owned(), "1".to_owned()), ("B".to_owned(), String::new())];
    let args = vec!["x".to_owned()];
    assert_eq!(["dirs", "env", "args"].map(|f| count(f, Grants::default())), [0, 0, 1]);
    let all = Grants { dirs, env, args, ..Grants::default() };
    assert_eq!(["dirs", "env", "args"].map(|f| count(f, all.clone())), [1, 2, 2]);
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let grants = Grants { dirs: vec![DirGrant::parse("no/such/folder::/data")], ..Grants::default() };
    let error = compile("nosy").invoke("dirs", &RunOptions { grants, ..captured() }).expect_err("refused");
    insta::assert_snapshot!(shown(&error));
}

/// What became of a connection to this machine, and what the user was told.
fn dial(net: Net, port: u16) -> (u8, String) {
    let options = RunOptions { grants: Grants { net, ..Grants::default() }, ..captured() };
    let invoked = compile("dialer").invoke(&format!("dial({port})"), &options).expect("it ran");
    let code = invoked.wave.and_then(|w| w.parse().ok()).expect("a number");
    (code, invoked.stderr.text().replace(&port.to_string(), "PORT"))
}

#[test]
fn the_network_is_there_when_it_is_granted() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    assert_eq!(dial(Net::All, port), (255, String::new()));
    assert_eq!(dial(Net::Loopback, port), (255, String::new()));
    let (code, said) = dial(Net::None, port);
    assert_eq!(code, 1, "access-denied");
    insta::assert_snapshot!(said);
}
