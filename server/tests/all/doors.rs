//! Knocks at every door without a key.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use base::{Moment, Sources};
use platform::{App, Door, Needs, Routes};
use server::{house::Place, systems::SYSTEMS};
use tower::ServiceExt;

pub struct House {
    _folder: tempfile::TempDir,
    pub router: Router,
}

pub fn house() -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place { data: folder.path().join("data"), keys: None, database_url: None, database_ca: None };
    let at: Moment = "2026-03-09T08:00".parse().expect("a moment");
    let app: App = place.open(Sources::fixed(at, 1).0, String::new()).expect("the house opens");
    let router = platform::surround(Routes::of(SYSTEMS).open(&app), app);
    House { _folder: folder, router }
}

pub fn doors() -> Vec<Door> {
    Routes::of(SYSTEMS).doors().cloned().collect()
}

/// The address with something in the place of its parameters.
fn address(door: &Door) -> String {
    let filled = door.path.split('/').map(|part| if part.starts_with('{') { "0000000000001" } else { part });
    filled.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn no_door_but_the_public_ones_opens_without_a_session() {
    let house = house();
    for door in doors().into_iter().filter(|door| door.needs != Needs::Public) {
        let request = Request::builder().method(door.method.clone()).uri(address(&door)).body(Body::empty()).unwrap();
        let status = house.router.clone().oneshot(request).await.unwrap().status();
        let shut = match (door.is_api(), &door.method) {
            (true, _) => status == StatusCode::UNAUTHORIZED,
            (false, &Method::GET) => status == StatusCode::SEE_OTHER,
            (false, _) => status == StatusCode::UNAUTHORIZED,
        };
        assert!(shut, "{} {} answered {status}", door.method, door.path);
    }
}

#[tokio::test]
async fn no_form_is_taken_without_its_token() {
    let house = house();
    for door in doors().into_iter().filter(|door| door.method == Method::POST && !door.is_api()) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(address(&door))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("_csrf=forged&x=1"))
            .unwrap();
        let status = house.router.clone().oneshot(request).await.unwrap().status();
        let refused = matches!(status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED);
        assert!(refused, "{} answered {status}", door.path);
    }
}

#[tokio::test]
async fn public_pages_do_not_fail_in_an_empty_house() {
    let house = house();
    for door in doors().into_iter().filter(|door| door.needs == Needs::Public && door.method == Method::GET) {
        let request = Request::builder().uri(address(&door)).body(Body::empty()).unwrap();
        let status = house.router.clone().oneshot(request).await.unwrap().status();
        assert!(!status.is_server_error(), "{} answered {status}", door.path);
    }
}

#[test]
fn every_right_at_a_door_is_declared_by_its_system() {
    let declared: Vec<&str> = SYSTEMS
        .iter()
        .flat_map(|s| s.rights)
        .map(|(right, _)| right.0)
        .chain(identity::RIGHTS.iter().map(|(r, _)| r.0))
        .collect();
    for door in doors() {
        if let Needs::Right(right) = door.needs {
            assert!(declared.contains(&right.0), "{} needs {}, which no system declares", door.path, right.0);
        }
    }
}
