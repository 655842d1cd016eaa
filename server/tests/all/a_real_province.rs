//! A province's engineer begins with an empty folder and nobody's help.

use std::process::Command;

use identity::{Client, Must};
use server::house::Place;

use crate::running::PROGRAM;

fn run(place: &Place, words: &[&str]) -> std::process::Output {
    Command::new(PROGRAM).env_remove("TINHSO_DATABASE_URL").args(words).arg("--data").arg(&place.data).output().unwrap()
}

#[test]
fn a_province_is_made_with_an_administrator_who_must_choose_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place { data: folder.path().join("data"), keys: None, database_url: None, database_ca: None };
    let init = ["init", "--name", "Nguyễn Thị Quản Trị"];
    let made = run(&place, &init);
    assert!(made.status.success(), "{made:?}");
    let first = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    assert!(!place.is_demo());

    let app = place.open(base::Sources::system(2), String::new()).unwrap();
    let communes = app.db.read_now(|tx| directory::list(tx, tx.now().day(), Some(directory::Level::Commune))).unwrap();
    assert_eq!(communes.len(), 124);
    let client = Client { address: "127.0.0.1", agent: "" };
    let signed_in = app.identity.sign_in("quantri", &first, None, &client).unwrap();
    assert_eq!(signed_in.must, Some(Must::ChangePassword));

    // Again is refused, and nothing is lost.
    assert!(!run(&place, &init).status.success());
    let create = ["accounts", "create", "motcua.01", "--name", "Ma Văn Một", "--unit"];
    for (more, done) in [
        (["02215", "--role", "clerk"], true),
        (["02215", "--role", "king"], false),
        (["99999", "--role", "clerk"], false),
    ] {
        let made = run(&place, &[&create[..], &more].concat());
        assert_eq!(made.status.success(), done, "{more:?}: {made:?}");
    }
    let again = run(&place, &["accounts", "reset-password", "motcua.01", "--second-factor"]);
    let second = String::from_utf8(again.stdout).unwrap().trim().to_owned();
    assert!(app.identity.sign_in("motcua.01", &second, None, &client).is_ok());
}

#[test]
fn definitions_are_published_all_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place { data: folder.path().join("data"), keys: None, database_url: None, database_ca: None };
    place.open_db(base::Sources::system(2)).unwrap();
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../provinces/tuyen-quang/procedures");
    let good = std::fs::read_dir(shipped).unwrap().next().unwrap().unwrap().path();
    let wrong = folder.path().join("wrong.toml");
    std::fs::write(&wrong, "code = 1").unwrap();
    let (good, wrong) = (good.to_str().unwrap(), wrong.to_str().unwrap());
    let count = || String::from_utf8(run(&place, &["procedures", "list"]).stdout).unwrap().lines().count();
    let refused = run(&place, &["procedures", "publish", good, wrong]);
    assert!(
        !refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("wrong.toml"),
        "{refused:?}"
    );
    assert_eq!(count(), 0);
    assert!(run(&place, &["procedures", "publish", good]).status.success());
    assert_eq!(count(), 1);
}

#[test]
fn the_head_goes_to_a_program_each_day() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place { data: folder.path().join("data"), keys: None, database_url: None, database_ca: None };
    let printed = folder.path().join("printed");
    let program = |words: String| platform::Beside {
        witness_program: words.split(' ').map(str::to_owned).collect(),
        ..Default::default()
    };
    let printer = program(format!("tee {}", printed.display()));
    let app = place.open_beside(base::Sources::system(2), "https://mau.example.vn".into(), printer).unwrap();
    let province = server::province::units().unwrap();
    app.db.exclusive_now(move |tx| directory::import(tx, &province)).unwrap();
    let handler = server::housekeeping::HANDLERS.iter().find(|h| h.kind.name == "house.witness-program").unwrap();
    (handler.run)(&app, &serde_json::Value::Null).unwrap();
    let text = std::fs::read_to_string(&printed).unwrap();
    let head = app.db.read_now(ledger::head).unwrap().unwrap();
    assert!(text.starts_with("https://mau.example.vn") && text.ends_with(&ledger::witness_text(&head)), "{text}");
    drop(app);
    let app = place.open_beside(base::Sources::system(2), String::new(), program("false".into())).unwrap();
    assert!((handler.run)(&app, &serde_json::Value::Null).is_err());
}
