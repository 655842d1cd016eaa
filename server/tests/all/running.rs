//! A small demo province, the program itself serving it, and a caller of its API.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::mpsc::channel,
    thread::JoinHandle,
    time::Duration,
};

use base::Sources;
use serde_json::Value;
use server::house::{self, Place};
use storage::{
    Db, Engine,
    testing::{POSTGRES, TestDb},
};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_tinhso");

/// The commune of the demo accounts.
pub const COMMUNE: &str = "02215";

pub struct Demo {
    pub place: Place,
    pub engine: Engine,
    _folder: tempfile::TempDir,
    _database: Option<TestDb>,
}

impl Demo {
    /// One province on each engine.
    pub fn each(story: impl Fn(&Demo)) {
        story(&Demo::on(None));
        if let Ok(postgres) = std::env::var(POSTGRES) {
            story(&Demo::on(Some(&postgres)));
        }
    }

    pub fn sqlite() -> Demo {
        Demo::on(None)
    }

    fn on(postgres: Option<&str>) -> Demo {
        let ram = Path::new("/dev/shm");
        let root = if ram.is_dir() { ram.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::Builder::new().prefix("tinhso-test-").tempdir_in(root).unwrap();
        let database = postgres.map(|server| TestDb::postgres(server, &house::migrations()));
        let demo = Demo {
            place: Place {
                data: folder.path().join("data"),
                keys: None,
                database_url: database.as_ref().map(|db| db.url().to_owned()),
                database_ca: None,
            },
            engine: if database.is_some() { Engine::Postgres } else { Engine::Sqlite },
            _folder: folder,
            _database: database,
        };
        eprintln!("on {:?}", demo.engine);
        demo.must(&["demo", "--dossiers", "20", "--until", "2026-07-31"]);
        demo
    }

    /// The program with these words about this province.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .env_remove("TINHSO_DATABASE_URL")
            .env_remove("RUST_LOG")
            .args(words)
            .arg("--data")
            .arg(&self.place.data);
        if let Some(url) = &self.place.database_url {
            command.args(["--database-url", url]);
        }
        command
    }

    pub fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// What it prints.
    #[track_caller]
    pub fn must(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "tinhso {words:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn token(&self, person: &str) -> String {
        self.must(&["token", "create", "--person", person]).trim().to_owned()
    }

    pub fn db(&self) -> Db {
        self.place.open_db(Sources::system(2)).unwrap()
    }

    /// `ledger verify --json`: the exit status and the report.
    pub fn verify(&self, more: &[&str]) -> (Option<i32>, Value) {
        let output = self.run(&[&["ledger", "verify", "--json"], more].concat());
        let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"));
        (output.status.code(), report)
    }

    /// Everything sealed; the ledger whole, in agreement with the records, and the cells with the events.
    #[track_caller]
    pub fn must_verify(&self) {
        self.must(&["ledger", "seal"]);
        let (status, report) = self.verify(&["--records"]);
        assert_eq!(
            (status, report["ok"].as_bool(), report["unsealed"].as_i64()),
            (Some(0), Some(true), Some(0)),
            "{report}"
        );
        assert_eq!(report["size"], report["events"]);
        let differences: Value = serde_json::from_str(&self.must(&["ledger", "rebuild-cells"])).unwrap();
        assert_eq!(differences["differences"], 0, "{differences}");
    }

    pub fn serve(&self) -> Running {
        self.serve_with(|words| self.command(words))
    }

    /// Served by a command that ends in these words.
    pub fn serve_with(&self, command: impl Fn(&[&str]) -> Command) -> Running {
        // Between finding a port and listening to it somebody else may take it.
        let found = (0..5).find_map(|_| {
            let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
            Running::start(command(&["serve", "--listen", &address.to_string()]), address)
        });
        found.expect("the program serves")
    }
}

/// A server. Killed when it is dropped.
pub struct Running {
    child: Child,
    pub address: SocketAddr,
    log: Option<JoinHandle<Vec<String>>>,
}

impl Running {
    fn start(mut command: Command, address: SocketAddr) -> Option<Running> {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (ready, is_ready) = channel();
        let log = std::thread::spawn(move || {
            let said = lines.map_while(Result::ok).inspect(|line| {
                if line.starts_with("tinhso: http") {
                    let _ = ready.send(());
                }
            });
            said.collect()
        });
        // At the end of the log without that line nothing was sent.
        let running = Running { child, address, log: Some(log) };
        is_ready.recv().ok().map(|()| running)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -KILL`, while others still talk to it.
    pub fn send(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.id().to_string()]).status().unwrap().success());
    }

    /// Ends it in the same way. What it logged, at warning level or above.
    pub fn end(mut self) -> Vec<String> {
        let _ = self.child.kill();
        self.child.wait().unwrap();
        let log = self.log.take().unwrap().join().unwrap();
        log.into_iter().filter(|line| line.starts_with('{')).collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// As it was sent, in small letters.
    pub head: String,
    pub text: String,
    pub json: Value,
}

/// One request on a connection of its own. An error is an answer that did not arrive, or not whole.
pub fn call(
    to: SocketAddr,
    token: &str,
    method: &str,
    path: &str,
    key: Option<&str>,
    body: &str,
) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(to)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let key = key.map(|key| format!("Idempotency-Key: {key}\r\n")).unwrap_or_default();
    let length = body.len();
    write!(
        stream,
        "{method} /api/v1/{path} HTTP/1.1\r\nHost: {to}\r\nAuthorization: Bearer {token}\r\n{key}\
         Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    answer(&bytes).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// `None` unless it is all there.
fn answer(bytes: &[u8]) -> Option<Answer> {
    let (head, text) = std::str::from_utf8(bytes).ok()?.split_once("\r\n\r\n")?;
    let head = head.to_lowercase();
    let length: usize = head.split("\r\ncontent-length: ").nth(1)?.lines().next()?.parse().ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let json = serde_json::from_str(text).ok()?;
    (text.len() == length).then(|| Answer { status, head, text: text.to_owned(), json })
}

/// A dossier of certified copies, as the clerk of the commune hands it in.
pub fn application() -> String {
    let body = serde_json::json!({
        "procedure": "2.000815",
        "case": "many",
        "intake_unit": COMMUNE,
        "applicant": { "name": "Hoàng Thị Mai", "personal_number": "008190000123", "phone": "0912345678" },
        "answers": { "documents": [{ "title": "Bằng tốt nghiệp", "pages": 2, "copies": 3 }] },
        "papers": [{ "code": "original", "form": "original" }],
    });
    body.to_string()
}
