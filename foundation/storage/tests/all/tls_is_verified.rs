//! A PostgreSQL server over the network proves who it is, or no word is said to it.

use base::Kind;
use storage::{
    Config, Db, args,
    testing::{POSTGRES, TestDb},
};

#[test]
fn a_server_is_spoken_to_encrypted_and_only_if_its_certificate_is_believed() {
    let Ok(server) = std::env::var(POSTGRES) else { return };
    let db = TestDb::postgres(&server, &[]);
    let (data, ssl) = db
        .read_now(|tx| {
            tx.one::<(String, String)>("select current_setting('data_directory'), current_setting('ssl')", args![])
        })
        .unwrap();
    assert_eq!(ssl, "on", "script/postgres starts it with TLS");
    let certificate = std::path::Path::new(&data).join("server.crt");
    let secret = format!("{}?sslmode=require", db.url());
    let open = |url: &str, ca: Option<&std::path::Path>| {
        Db::open(Config { ca: ca.map(Into::into), ..Config::new(url) }, base::Sources::system(0))
    };

    let encrypted = |db: &Db| {
        let sql = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
        db.read_now(move |tx| tx.one::<(bool,)>(sql, args![])).unwrap().0
    };
    assert!(encrypted(&open(&secret, Some(&certificate)).unwrap()));
    assert!(!encrypted(&open(db.url(), None).unwrap()));

    // Nobody this machine knows has signed it, and it was not made out to that name.
    assert_eq!(open(&secret, None).err().unwrap().kind, Kind::Busy);
    let other_name = secret.replace("127.0.0.1", "localhost");
    let refused = open(&other_name, Some(&certificate)).err().unwrap();
    assert!(refused.kind == Kind::Busy && refused.to_string().contains("certificate"), "{refused}");
    assert_eq!(open(&secret, Some("/nowhere.pem".as_ref())).err().unwrap().kind, Kind::Invalid);
}
