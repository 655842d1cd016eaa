//! The town itself: its people, its province, and what it lets nobody leave behind.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use base::{Text, text};
use jobs::{Handler, JobKind};
use platform::{Answer, App, Needs, Posted, Routes, System, Visit, see};
use serde_json::json;
use town::Town;

static GREET: JobKind = JobKind::new("greetings.greet", text("Chào", "Greet"));
const TITLE: Text = text("Lời chào", "Greetings");

static GREETINGS: System =
    System { routes, jobs: &[Handler { kind: &GREET, run: |_, _| Ok(()) }], ..System::new("greetings", TITLE) };

fn routes(at: &mut Routes) {
    at.get("/chao", Needs::Official, hello);
    at.post("/chao", Needs::Official, greet);
    at.get("/canh-bao", Needs::Public, warn);
}

async fn hello(app: App, visit: Visit) -> Answer {
    let name = visit.me()?.name.clone();
    Ok(visit.page(&app, TITLE, web::PreEscaped(format!("<h1>Chào {name}</h1>"))).await)
}

async fn greet(app: App, posted: Posted) -> Answer {
    let whom = posted.text("whom").to_owned();
    app.write(move |tx| jobs::enqueue(tx, &GREET, &json!({ "whom": &whom }), tx.now())).await?;
    Ok(see("/chao", text("Đã chào", "Greeted")))
}

async fn warn(app: App, visit: Visit) -> Answer {
    tracing::warn!("something is odd");
    Ok(visit.page(&app, TITLE, web::PreEscaped(String::new())).await)
}

#[test]
fn people_come_to_the_doors_as_themselves() {
    Town::each(&[&GREETINGS], |town| {
        let clerk = town.person("Xã Minh Tân", "clerk");
        clerk.get("/chao").is(200).says("Chào Nguyễn Văn");
        town.citizen("Ma Thị Thử", "008190000001").get("/chao").is(403);
        let sent = town.stranger().get("/chao");
        assert_eq!((sent.status, sent.location.as_deref()), (303, Some("/dang-nhap?back=%2Fchao")));
    });
}

#[test]
fn a_form_of_ones_own_passes_with_and_without_files() {
    Town::each(&[&GREETINGS], |town| {
        let clerk = town.person("Phường Hoa Lư", "clerk");
        clerk.post("/chao", &[("whom", "mọi người")]).follow(&clerk).says("Đã chào");
        clerk.post_files("/chao", &[("whom", "mọi người")], &[("file", "a.txt", b"a")]).follow(&clerk).says("Đã chào");
        town.run_jobs();
    });
}

/// The words with which the town fails a story.
fn failure(story: impl Fn(&Town)) -> String {
    let failed = catch_unwind(AssertUnwindSafe(|| Town::each(&[&GREETINGS], story))).expect_err("the story fails");
    failed.downcast_ref::<String>().cloned().unwrap()
}

#[test]
fn a_story_that_leaves_a_job_unrun_fails() {
    let said = failure(|town| {
        town.person("Xã Minh Tân", "clerk").post("/chao", &[]).is(303);
    });
    assert!(said.contains("greetings.greet"), "{said}");
}

#[test]
fn a_story_that_leaves_a_warning_fails_unless_it_takes_it() {
    let said = failure(|town| {
        town.stranger().get("/canh-bao").is(200);
    });
    assert!(said.contains("something is odd"), "{said}");
    Town::each(&[&GREETINGS], |town| {
        town.stranger().get("/canh-bao").is(200);
        assert_eq!(town.take_warnings().len(), 1);
    });
}
