//! Books, papers and files on both engines.

use std::sync::atomic::{AtomicUsize, Ordering};

use base::{Error, Id, Kind, Moment, Result};
use documents::{
    Agency, Block, Limits, MIGRATIONS, MediaType, NewPaper, Paper, Receipt, Scanner, Typesetter, Verdict, attach, file,
    files_of, freeze, issue, issue_bytes, keep, load, next_number, number_and_symbol, papers_of, receive, start_book,
};
use storage::{Blobs, Hash, Tx, testing::TestDb};

const UNIT: Id = Id::from_i64(12);
const OTHER: Id = Id::from_i64(13);
const DOSSIER: Id = Id::from_i64(700);
const CLERK: Id = Id::from_i64(5);
const KIND: &str = "TT03-01";

/// "Prints" a paper as its own JSON, and counts how often.
#[derive(Default)]
struct Words(AtomicUsize);

impl Typesetter for Words {
    fn pdf(&self, paper: &Paper) -> Result<Vec<u8>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        serde_json::to_vec(paper).map_err(Error::internal)
    }
}

fn paper(number: &str) -> Paper {
    let at: Moment = "2026-03-09T08:00".parse().expect("a moment");
    let agency = Agency {
        parent: Some("Ủy ban nhân dân xã Hùng An".into()),
        name: "Trung tâm Phục vụ hành chính công".into(),
    };
    Paper {
        number: Some(number.into()),
        body: vec![Block::text("Đã nhận hồ sơ.")],
        ..Paper::new(KIND, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", agency, "Hùng An", at)
    }
}

fn issued(tx: &mut Tx) -> Result<Id> {
    let number = next_number(tx, UNIT, KIND, 2026)?;
    let paper = paper(&number_and_symbol(number, "GTN", "TTPVHCC"));
    issue(tx, NewPaper { record: DOSSIER, unit: UNIT, number: Some(number), by: Some(CLERK), paper: &paper })
}

fn blobs(db: &TestDb) -> Blobs {
    Blobs::open(db.dir.join("blobs")).expect("a folder for blobs")
}

#[test]
fn a_book_counts_for_itself_in_each_unit_kind_and_year() {
    TestDb::each(MIGRATIONS, |db| {
        let take = |unit, kind: &'static str, year| db.write_now(move |tx| next_number(tx, unit, kind, year)).unwrap();
        assert_eq!([take(UNIT, KIND, 2026), take(UNIT, KIND, 2026), take(UNIT, KIND, 2026)], [1, 2, 3]);
        assert_eq!([take(OTHER, KIND, 2026), take(UNIT, "TT03-02", 2026), take(UNIT, KIND, 2027)], [1, 1, 1]);
    });
}

#[test]
fn an_act_that_fails_gives_its_number_back() {
    TestDb::each(MIGRATIONS, |db| {
        let failed = db.write_now(|tx| {
            next_number(tx, UNIT, KIND, 2026)?;
            Err::<(), _>(Error::conflict(base::text("Không được", "No")))
        });
        assert_eq!(failed.unwrap_err().kind, Kind::Conflict);
        assert_eq!(db.write_now(|tx| next_number(tx, UNIT, KIND, 2026)).unwrap(), 1);
    });
}

#[test]
fn many_who_take_at_once_get_different_numbers_without_a_gap() {
    TestDb::each(MIGRATIONS, |db| {
        let db = &**db;
        let mut numbers: Vec<i64> = std::thread::scope(|scope| {
            let takers: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(move || {
                        let take = |_| db.write_now(|tx| next_number(tx, UNIT, KIND, 2026)).unwrap();
                        (0..10).map(take).collect::<Vec<_>>()
                    })
                })
                .collect();
            takers.into_iter().flat_map(|taker| taker.join().unwrap()).collect()
        });
        numbers.sort();
        assert_eq!(numbers, (1..=80).collect::<Vec<_>>());
    });
}

#[test]
fn a_book_kept_on_paper_until_now_goes_on_but_never_back() {
    TestDb::each(MIGRATIONS, |db| {
        db.write_now(|tx| start_book(tx, UNIT, KIND, 2026, 126)).unwrap();
        assert_eq!(db.write_now(|tx| next_number(tx, UNIT, KIND, 2026)).unwrap(), 126);
        let back = db.write_now(|tx| start_book(tx, UNIT, KIND, 2026, 126)).unwrap_err();
        assert_eq!(back.said.vi, "Sổ đã cấp đến số 126; số tiếp theo phải từ 127");
        assert!(db.write_now(|tx| start_book(tx, OTHER, KIND, 2026, 0)).is_err());
    });
}

#[test]
fn a_paper_is_issued_with_its_number_and_frozen_with_its_first_print() {
    TestDb::each(MIGRATIONS, |db| {
        let (blobs, press) = (blobs(db), Words::default());
        let id = db.write_now(issued).unwrap();
        let before = db.read_now(move |tx| load(tx, id)).unwrap();
        assert_eq!((before.symbol.as_str(), before.number, before.year), ("01/GTN-TTPVHCC", Some(1), 2026));
        assert_eq!(before.bytes(&blobs).unwrap_err().kind, Kind::NotFound);
        assert_eq!(before.file_name(), "TT03-01 01-GTN-TTPVHCC.pdf");

        let receipt = Receipt { position: 41, size: 42, root: "ab".repeat(32) };
        let (first, bytes) = freeze(db, &blobs, &press, id, move |_, paper| {
            paper.receipt = Some(receipt.clone());
            Ok(())
        })
        .unwrap();
        assert_eq!(first.hash, Some(Hash::of(&bytes)));
        assert!(String::from_utf8(bytes.clone()).unwrap().contains("\"position\":41"));

        let never = |_: &mut Tx, _: &mut Paper| panic!("a frozen paper is not completed again");
        let (again, same) = freeze(db, &blobs, &press, id, never).unwrap();
        assert_eq!((again, same), (first.clone(), bytes));
        assert_eq!(press.0.load(Ordering::SeqCst), 1);
        assert_eq!(db.read_now(|tx| papers_of(tx, DOSSIER)).unwrap(), [first]);
        let words: (Option<String>,) = db.read_now(|tx| tx.one("select content from documents_paper", &[])).unwrap();
        assert_eq!(words.0, None);
    });
}

#[test]
fn two_who_print_at_once_get_the_same_bytes() {
    TestDb::each(MIGRATIONS, |db| {
        let blobs = blobs(db);
        let id = db.write_now(issued).unwrap();
        // The second prints, from other words, while the first is about to.
        struct Meanwhile<'a>(&'a TestDb, &'a Blobs, Id);
        impl Typesetter for Meanwhile<'_> {
            fn pdf(&self, _: &Paper) -> Result<Vec<u8>> {
                freeze(self.0, self.1, &Words::default(), self.2, |_, _| Ok(()))?;
                Ok(b"late".to_vec())
            }
        }
        let (late, bytes) = freeze(db, &blobs, &Meanwhile(db, &blobs, id), id, |_, _| Ok(())).unwrap();
        assert_ne!(bytes, b"late");
        assert_eq!(late.hash, Some(Hash::of(&bytes)));
    });
}

#[test]
fn a_paper_that_cannot_be_completed_yet_stays_unfrozen() {
    TestDb::each(MIGRATIONS, |db| {
        let blobs = blobs(db);
        let id = db.write_now(issued).unwrap();
        let early = freeze(db, &blobs, &Words::default(), id, |_, _| Err(Error::busy())).unwrap_err();
        assert_eq!(early.kind, Kind::Busy);
        assert_eq!(db.read_now(move |tx| load(tx, id)).unwrap().frozen_at, None);
        assert!(freeze(db, &blobs, &Words::default(), id, |_, _| Ok(())).is_ok());
    });
}

#[test]
fn a_scan_of_the_signed_sheet_is_a_paper_too_and_a_number_stands_once() {
    TestDb::each(MIGRATIONS, |db| {
        let blobs = blobs(db);
        let hash = blobs.put(b"%PDF-signed").unwrap();
        let store = move |tx: &mut Tx| {
            let new = NewPaper { record: DOSSIER, unit: UNIT, number: Some(9), by: None, paper: &paper("09/QĐ-UBND") };
            issue_bytes(tx, new, hash, 11)
        };
        let id = db.write_now(store).unwrap();
        let kept = db.read_now(move |tx| load(tx, id)).unwrap();
        assert_eq!(kept.bytes(&blobs).unwrap(), b"%PDF-signed");
        assert_eq!(kept.frozen_at, Some(kept.issued_at));
        assert_eq!(db.write_now(store).unwrap_err().kind, Kind::Conflict);
    });
}

#[test]
fn a_file_waits_for_its_record_and_never_leaves_it() {
    TestDb::each(MIGRATIONS, |db| {
        let blobs = blobs(db);
        let incoming = receive(&blobs, None, &Limits::default(), "/tmp/Giấy chứng sinh.pdf", b"%PDF-1.7 ...").unwrap();
        let kept = db.write_now(move |tx| keep(tx, &incoming, None, Some(CLERK))).unwrap();
        assert_eq!((kept.name.as_str(), kept.media_type, kept.size), ("Giấy chứng sinh.pdf", MediaType::Pdf, 12));
        assert_eq!(db.read_now(|tx| files_of(tx, DOSSIER)).unwrap(), []);

        let id = kept.id;
        db.write_now(move |tx| attach(tx, id, DOSSIER)).unwrap();
        db.write_now(move |tx| attach(tx, id, DOSSIER)).unwrap();
        let stolen = db.write_now(move |tx| attach(tx, id, Id::from_i64(701))).unwrap_err();
        assert_eq!(stolen.kind, Kind::Conflict);
        let found = db.read_now(|tx| files_of(tx, DOSSIER)).unwrap();
        assert_eq!(found, [documents::File { record: Some(DOSSIER), ..kept }]);
        assert_eq!(blobs.get(&found[0].hash).unwrap(), b"%PDF-1.7 ...");
        assert_eq!(db.read_now(|tx| file(tx, Id::from_i64(1))).unwrap_err().kind, Kind::NotFound);
    });
}

#[test]
fn what_the_scanner_names_or_cannot_look_at_is_not_stored() {
    struct Fake(Result<Verdict>);
    impl Scanner for Fake {
        fn scan(&self, _: &[u8]) -> Result<Verdict> {
            self.0.clone()
        }
    }
    let db = TestDb::sqlite(MIGRATIONS);
    let blobs = blobs(&db);
    let offer = |answer| receive(&blobs, Some(&Fake(answer)), &Limits::default(), "a.pdf", b"%PDF-1.7");
    let found = offer(Ok(Verdict::Found("Eicar".into()))).unwrap_err();
    assert_eq!(found.said.vi, "Tệp “a.pdf” có mã độc (Eicar) nên không được nhận");
    assert_eq!(offer(Err(Error::busy())).unwrap_err().kind, Kind::Busy);
    assert_eq!(blobs.all().unwrap(), []);
    assert!(offer(Ok(Verdict::Clean)).is_ok());
}

#[test]
fn every_list_is_an_index_range() {
    TestDb::each(MIGRATIONS, |db| {
        db.read_now(|tx| {
            for table in ["documents_paper", "documents_file"] {
                if tx.engine() == storage::Engine::Sqlite {
                    let plan =
                        tx.plan(&format!("select id from {table} where record = 1 order by id"), &[])?.join("\n");
                    assert!(plan.contains("_by_record") && !plan.contains("SCAN") && !plan.contains("TEMP"), "{plan}");
                }
            }
            Ok(())
        })
        .unwrap();
    });
}
