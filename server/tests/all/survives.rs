//! What the province survives: being killed under load, a clock that goes back, a disk that is full.

use std::{
    collections::BTreeMap,
    io::Write,
    path::Path,
    process::Command,
    sync::mpsc::{Sender, channel},
    thread,
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use base::{Id, Moment, SeededRandom, Sources};
use platform::{App, Routes};
use procedures::{dossier::Status, store};
use serde_json::Value;
use server::systems::SYSTEMS;
use storage::{Db, Engine, args};
use tower::ServiceExt;

use crate::running::{Answer, Demo, Running, application, call};

// --- Killed under load

const CLIENTS: usize = 8;

/// The accounts whose tokens the clients use.
const PEOPLE: [&str; 3] = ["motcua", "chuyenvien", "chutich"];
const CLERK: usize = 0;
const SPECIALIST: usize = 1;
const CHAIR: usize = 2;

/// One act: whose, what is sent with it, what the dossier is then, and what the ledger is told.
struct Step {
    by: usize,
    act: &'static str,
    with: &'static str,
    becomes: &'static str,
    told: &'static [&'static str],
}

const fn step(
    by: usize,
    act: &'static str,
    with: &'static str,
    becomes: &'static str,
    told: &'static [&'static str],
) -> Step {
    Step { by, act, with, becomes, told }
}

const ACCEPT: Step = step(CLERK, "accept", "{}", "accepted", &["dossier.accepted"]);
const TO_SPECIALIST: Step = step(CLERK, "forward", r#"{"note": "Đủ giấy tờ"}"#, "in_process", &["dossier.forwarded"]);
const TO_CHAIR: Step = step(SPECIALIST, "forward", "{}", "in_process", &["dossier.forwarded"]);
const BECAUSE: &str = r#"{"reason": "Thiếu chữ ký"}"#;
const MISSING: &str = r#"{"reason": "Thiếu bản sao", "missing": [{"item": "copies", "kind": "paper"}]}"#;

/// What becomes of a dossier once it is registered.
const STORIES: &[&[Step]] = &[
    &[
        ACCEPT,
        TO_SPECIALIST,
        TO_CHAIR,
        step(CHAIR, "finish", "{}", "finished", &["dossier.finished"]),
        step(CLERK, "hand-over", r#"{"paid": "cash"}"#, "handed_over", &["dossier.paid", "dossier.handed_over"]),
    ],
    &[
        ACCEPT,
        TO_SPECIALIST,
        step(SPECIALIST, "request-supplement", MISSING, "supplement_requested", &["dossier.supplement_requested"]),
        step(CLERK, "supplement", r#"{"papers": [{"code": "copies"}]}"#, "in_process", &["dossier.supplemented"]),
        step(SPECIALIST, "return", BECAUSE, "in_process", &["dossier.returned"]),
        step(CLERK, "withdraw", BECAUSE, "withdrawn", &["dossier.withdrawn"]),
    ],
    &[step(CLERK, "refuse", BECAUSE, "refused", &["dossier.refused"])],
    &[ACCEPT, step(CHAIR, "stop", BECAUSE, "stopped", &["dossier.stopped"])],
    &[ACCEPT, TO_SPECIALIST],
];

/// A dossier in the hands of one client, with every answer it has had.
struct Life {
    name: String,
    story: &'static [Step],
    answers: Vec<Answer>,
}

impl Life {
    fn is_over(&self) -> bool {
        self.answers.len() > self.story.len()
    }

    fn code(&self) -> &str {
        self.answers[0].json["code"].as_str().unwrap()
    }

    /// The act number `n`; 0 registers it. Asked again, it is the same request under the same key.
    fn ask(&self, n: usize, server: &Running, tokens: &[String]) -> std::io::Result<Answer> {
        let key = format!("{}-{n}", self.name);
        let Some(before) = n.checked_sub(1) else {
            return call(server.address, &tokens[CLERK], "POST", "dossiers", Some(&key), &application());
        };
        let step = &self.story[before];
        let path = format!("dossiers/{}/{}", self.code(), step.act);
        call(server.address, &tokens[step.by], "POST", &path, Some(&key), step.with)
    }

    /// The status after the last answered act.
    fn status(&self) -> &'static str {
        self.answers.len().checked_sub(2).map_or("registered", |n| self.story[n].becomes)
    }

    fn told(&self) -> Vec<&'static str> {
        let acts = self.story[..self.answers.len() - 1].iter().flat_map(|step| step.told);
        ["dossier.registered"].iter().chain(acts).copied().collect()
    }
}

struct Client {
    n: usize,
    random: SeededRandom,
    lives: Vec<Life>,
}

impl Client {
    fn new(n: usize) -> Client {
        let mut client = Client { n, random: SeededRandom::new(n as u64), lives: Vec::new() };
        client.begin();
        client
    }

    fn begin(&mut self) {
        let name = format!("{}-{}", self.n, self.lives.len());
        let story = STORIES[self.random.below(STORIES.len())];
        self.lives.push(Life { name, story, answers: Vec::new() });
    }

    /// One act after the other until the server is gone, then it is the last act that is asked for again.
    fn work(&mut self, server: &Running, tokens: &[String], answered: Sender<()>) {
        loop {
            if self.lives.last().is_none_or(Life::is_over) {
                self.begin();
            }
            if !self.act(server, tokens) || answered.send(()).is_err() {
                return;
            }
        }
    }

    fn end(&mut self, server: &Running, tokens: &[String]) {
        while self.lives.last().is_some_and(|life| !life.is_over()) {
            assert!(self.act(server, tokens), "the server went away");
        }
    }

    /// False if no answer came.
    fn act(&mut self, server: &Running, tokens: &[String]) -> bool {
        let life = self.lives.last_mut().unwrap();
        let n = life.answers.len();
        match life.ask(n, server, tokens) {
            Ok(answer) if (200..300).contains(&answer.status) => {
                life.answers.push(answer);
                assert_eq!(life.answers[n].json["status"], life.status());
                true
            }
            // Nothing was recorded: the same again.
            Ok(answer) if answer.status == 503 => true,
            Ok(answer) => panic!("{} {n}: {answer:?}", life.name),
            Err(_) => false,
        }
    }
}

#[test]
fn killed_under_load_it_keeps_every_answered_act_whole_and_once() {
    Demo::each(|demo| {
        let rounds: usize = std::env::var("TINHSO_KILL_ROUNDS").map_or(20, |n| n.parse().expect("a number of rounds"));
        let rounds = if demo.engine == Engine::Sqlite { rounds } else { rounds.div_ceil(4) };
        let before = count(&demo.db(), "select count(*) from procedures_dossier");
        let tokens: Vec<String> = PEOPLE.iter().map(|person| demo.token(person)).collect();
        let random = SeededRandom::new(20_260_309);
        let mut clients: Vec<Client> = (0..CLIENTS).map(Client::new).collect();

        for _ in 0..rounds {
            let server = demo.serve();
            let answering = thread::scope(|scope| {
                let (answered, answers) = channel();
                for client in &mut clients {
                    let (answered, server, tokens) = (answered.clone(), &server, &tokens);
                    scope.spawn(move || client.work(server, tokens, answered));
                }
                drop(answered);
                let answering = (0..random.below(150)).all(|_| answers.recv().is_ok());
                // Right after an answer no act is half done; a little later one may be.
                thread::sleep(Duration::from_micros(random.below(5_000) as u64));
                server.send("-KILL");
                drop(answers);
                answering
            });
            assert!(answering, "the server went away by itself");
            let complaints = server.end();
            assert!(complaints.is_empty(), "{complaints:#?}");
        }

        // The last acts are asked for until they are answered, and some that were answered once more.
        let server = demo.serve();
        for client in &mut clients {
            client.end(&server, &tokens);
        }
        let lives: Vec<&Life> = clients.iter().flat_map(|client| &client.lives).collect();
        for life in &lives {
            let n = random.below(life.answers.len());
            let again = life.ask(n, &server, &tokens).unwrap();
            assert_eq!(again.text, life.answers[n].text, "asked again, the answer is the same");
            let path = format!("dossiers/{}", life.code());
            let shown = call(server.address, &tokens[CLERK], "GET", &path, None, "").unwrap();
            assert_eq!((shown.status, &shown.json["status"]), (200, &Value::from(life.status())));
        }
        let complaints = server.end();
        assert!(complaints.is_empty(), "{complaints:#?}");

        let acts: usize = lives.iter().map(|life| life.answers.len()).sum();
        eprintln!("{rounds} kills, {} dossiers, {acts} answered acts", lives.len());
        let db = demo.db();
        assert_eq!(count(&db, "select count(*) from procedures_dossier"), before + lives.len() as i64);
        assert_eq!(count(&db, "select count(*) from platform_once"), acts as i64);
        lives.iter().for_each(|life| is_there_once(&db, life));
        nothing_is_half_done(&db);
        drop(db);
        demo.must_verify();
    });
}

fn count(db: &Db, sql: &str) -> i64 {
    let sql = sql.to_owned();
    db.read_now(move |tx| tx.one::<(i64,)>(&sql, &[])).unwrap().0
}

/// The row says what the last answer said, and the ledger tells exactly what was answered.
fn is_there_once(db: &Db, life: &Life) {
    let last = &life.answers.last().unwrap().json;
    let id: Id = last["id"].as_str().unwrap().parse().unwrap();
    let ((code, status, revision), told, papers, paid) = db
        .read_now(move |tx| {
            let sql = "select code, status, revision from procedures_dossier where id = $1";
            let row = tx.one::<(String, String, i64)>(sql, args![id])?;
            let told =
                tx.all::<(String,)>("select kind from ledger_event where subject = $1 order by id", args![id])?;
            let (papers,) = tx.one::<(i64,)>("select count(*) from documents_paper where record = $1", args![id])?;
            let sql = "select count(*) from procedures_fee where dossier = $1 and state = 'paid'";
            let (paid,) = tx.one::<(i64,)>(sql, args![id])?;
            Ok((row, told, papers, paid))
        })
        .unwrap();
    assert_eq!((code.as_str(), status.as_str()), (life.code(), life.status()));
    assert_eq!(Value::from(revision), last["revision"], "{code}");
    let told: Vec<String> = told.into_iter().map(|(kind,)| kind).collect();
    assert_eq!(told, life.told(), "{code}");
    let printed = ["accepted", "refused", "supplement_requested", "stopped"];
    let printed = told.iter().filter(|kind| printed.iter().any(|p| kind.ends_with(p))).count();
    assert_eq!(papers, printed as i64, "papers of {code}");
    assert_eq!(paid, i64::from(status == "handed_over"), "fees of {code}");
}

/// Of every dossier there is, row, reach, queue and search agree.
fn nothing_is_half_done(db: &Db) {
    let never = i64::MAX;
    let shelf: String = Status::ALL.iter().map(|s| format!(" when '{}' then {}", s.code(), store::shelf(*s))).collect();
    let other_reach = format!(
        "select count(*) from procedures_dossier d join procedures_reach r on r.id = d.id
         where r.shelf <> case d.status{shelf} end or r.due <>
         coalesce(case when d.status = 'registered' then d.acceptance_due else d.due end, {never})"
    );
    assert_eq!(count(db, &other_reach), 0, "a reach says something else than its dossier");
    for (table, column) in [("procedures_reach", "id"), ("procedures_content", "dossier"), ("search_entry", "record")] {
        let missing = format!("select count(*) from procedures_dossier where id not in (select {column} from {table})");
        assert_eq!(count(db, &missing), 0, "{table} lacks a dossier");
    }

    // What waits for somebody stands in the queue once, under the work that follows from its status.
    let rows = db.read_now(|tx| {
        tx.all::<(String, String, Option<String>, Option<i64>, i64)>(
            "select d.code, d.status, w.kind, w.due, coalesce(case when d.status = 'registered' then d.acceptance_due else d.due end,
                    9223372036854775807)
             from procedures_dossier d left join work_item w on w.record = d.id and w.kind <> 'dossier.opinion'",
            &[],
        )
    });
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (code, status, kind, due, expected) in rows.unwrap() {
        let kinds: &[&str] = match status.as_str() {
            "registered" => &["dossier.accept", "dossier.route"],
            "accepted" | "in_process" => &["dossier.process"],
            "financial_duty" => &["dossier.duty"],
            "finished" => &["dossier.hand_over"],
            _ => &[],
        };
        match &kind {
            Some(kind) => assert!(kinds.contains(&kind.as_str()), "{code} is {status} and waits for {kind}"),
            None => assert!(kinds.is_empty(), "{code} is {status} and waits for nobody"),
        }
        assert_eq!(due, kind.map(|_| expected), "{code}");
        *seen.entry(code).or_default() += 1;
    }
    assert!(seen.values().all(|n| *n == 1), "a dossier waits twice");
    assert_eq!(count(db, "select count(*) from work_item where record not in (select id from procedures_dossier)"), 0);
}

// --- A clock that goes back

/// The program, from one start to the next, at a clock that a test holds.
struct Run {
    app: App,
    router: Router,
    clock: std::sync::Arc<base::FixedClock>,
    tokens: Vec<String>,
}

impl Run {
    fn start(demo: &Demo, at: &str, seed: u64) -> Run {
        let (sources, clock) = Sources::fixed(moment(at), seed);
        let app = demo.place.open(sources, String::new()).unwrap();
        let router = platform::surround(Routes::of(SYSTEMS).open(&app), app.clone());
        let tokens = PEOPLE.map(|person| token(&app, person)).to_vec();
        Run { app, router, clock, tokens }
    }

    async fn call(&self, by: usize, method: &str, path: &str, body: &str) -> Value {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1/{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.tokens[by]))
            .body(Body::from(body.to_owned()));
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        assert!(status.is_success(), "{method} {path}: {status} {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    async fn register(&self) -> String {
        let made = self.call(CLERK, "POST", "dossiers", &application()).await;
        made["code"].as_str().unwrap().to_owned()
    }

    async fn act(&self, code: &str, step: &Step) {
        let after = self.call(step.by, "POST", &format!("dossiers/{code}/{}", step.act), step.with).await;
        assert_eq!(after["status"], step.becomes);
    }

    async fn look(&self, code: &str) {
        self.call(CLERK, "GET", &format!("dossiers/{code}"), "").await;
    }

    /// The highest id in the tables that such a day writes to.
    fn highest(&self) -> i64 {
        TABLES.iter().map(|table| count(&self.app.db, &format!("select max(id) from {table}"))).max().unwrap()
    }

    /// Rows in them, above that id or not.
    fn rows(&self, which: &str) -> i64 {
        TABLES.iter().map(|table| count(&self.app.db, &format!("select count(*) from {table} where {which}"))).sum()
    }
}

const TABLES: [&str; 6] =
    ["ledger_event", "procedures_dossier", "procedures_paper", "documents_paper", "identity_read", "identity_token"];

fn moment(at: &str) -> Moment {
    at.parse().unwrap()
}

fn token(app: &App, username: &'static str) -> String {
    let house = app.clone();
    let made = app.db.write_now(move |tx| {
        let account = identity::account_named(tx, username)?;
        let me = house.identity.me_of(tx, account.id)?;
        let new = identity::NewToken { name: "test".into(), rights: None, ends_at: None };
        identity::create_token(tx, identity::By::Operator, house.identity.limits(), &me, &new)
    });
    made.unwrap().1
}

#[test]
fn after_a_clock_that_went_back_ids_grow_and_acts_work() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    Demo::each(|demo| {
        runtime.block_on(async {
            let run = Run::start(demo, "2026-08-10T10:00", 1);
            let usual = run.register().await;
            run.act(&usual, &ACCEPT).await;
            let waiting = run.register().await;
            let story = STORIES[1];
            for step in &story[..3] {
                run.act(&waiting, step).await;
            }
            ledger::seal(&run.app.db, &run.app.seal_key).unwrap();
            // Looks are written down too, after the last event.
            run.clock.set(moment("2026-08-10T10:00").plus_ms(1));
            for _ in 0..20 {
                run.look(&usual).await;
            }
            let (highest, rows) = (run.highest(), run.rows("true"));
            drop(run);

            let run = Run::start(demo, "2026-08-10T09:00", 2);
            for _ in 0..20 {
                run.look(&usual).await;
            }
            for step in &STORIES[0][1..] {
                run.act(&usual, step).await;
            }
            for step in &story[3..] {
                run.act(&waiting, step).await;
            }
            let later = run.register().await;
            run.act(&later, &ACCEPT).await;
            assert_eq!(run.rows(&format!("id > {highest}")), run.rows("true") - rows, "an id did not grow");
            nothing_is_half_done(&run.app.db);

            ledger::seal(&run.app.db, &run.app.seal_key).unwrap();
            let (leaves, highest) = run
                .app
                .db
                .read_now(|tx| tx.one::<(i64, i64)>("select count(*), max(position) from ledger_leaf", &[]))
                .unwrap();
            assert_eq!(leaves, highest + 1, "positions have no gaps");
        });
        demo.must_verify();
    });
}

// --- A disk that is full

/// Serves from a disk of 16 MB that nobody else sees; it is gone with the program.
const ON_A_SMALL_DISK: &str = r#"
    cp -a "$1" "$1.kept" && mount -t tmpfs -o size=16m tmpfs "$1" && cp -a "$1.kept/." "$1" && shift && exec "$@"
"#;

fn on_a_small_disk(demo: &Demo, words: &[&str]) -> Command {
    let program = demo.command(words);
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", ON_A_SMALL_DISK, "sh"]).arg(&demo.place.data);
    command.arg(program.get_program()).args(program.get_args());
    command
}

#[test]
fn on_a_full_disk_it_refuses_in_order_and_goes_on_when_there_is_room() {
    let may_mount =
        Command::new("unshare").args(["--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status();
    if !may_mount.is_ok_and(|status| status.success()) {
        eprintln!("skipped: this machine does not let a test mount a disk of its own");
        return;
    }
    let demo = Demo::sqlite();
    let tokens: Vec<String> = PEOPLE.iter().map(|person| demo.token(person)).collect();
    let server = demo.serve_with(|words| on_a_small_disk(&demo, words));
    let data = &demo.place.data;
    let disk = Path::new("/proc").join(server.id().to_string()).join("root").join(data.strip_prefix("/").unwrap());

    let filler = disk.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    while file.write_all(&[7; 512]).is_ok() {}
    drop(file);

    // The write-ahead log has room for some more acts.
    let mut client = Client::new(0);
    let refused = (0..1_000).find_map(|_| {
        if client.lives.last().is_none_or(Life::is_over) {
            client.begin();
        }
        let life = client.lives.last_mut().unwrap();
        let answer = life.ask(life.answers.len(), &server, &tokens).unwrap();
        if answer.status < 300 {
            life.answers.push(answer);
            return None;
        }
        Some(answer)
    });
    let refused = refused.expect("the disk is full");
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.head.contains("\r\nretry-after: "), "{refused:?}");
    let pdf = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n".repeat(100);
    let file = call(server.address, &tokens[CLERK], "POST", "files?name=ket-qua.pdf", None, &pdf).unwrap();
    assert_eq!(file.status, 503, "{file:?}");
    let list = call(server.address, &tokens[CLERK], "GET", "procedures", None, "").unwrap();
    assert_eq!(list.status, 200, "who only reads is served");

    std::fs::remove_file(&filler).unwrap();
    client.end(&server, &tokens);
    let file = call(server.address, &tokens[CLERK], "POST", "files?name=ket-qua.pdf", None, &pdf).unwrap();
    assert_eq!(file.status, 201, "{file:?}");

    // What is on the disk at this moment, as after a kill.
    server.send("-STOP");
    for entry in std::fs::read_dir(&disk).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), data.join(entry.file_name())).unwrap();
        }
    }
    server.end();
    let db = demo.db();
    client.lives.iter().for_each(|life| is_there_once(&db, life));
    nothing_is_half_done(&db);
    drop(db);
    demo.must_verify();
}
