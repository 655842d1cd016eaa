//! What comes from outside is read without a panic, and what is wrong with it is said as the sender's error. Each target is
//! a function of bytes, as fuzzing engines call it; here it runs for a bounded time over seeds that a fixed randomness mutates.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{LazyLock, OnceLock},
};

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use base::{Day, Error, Kind, Moment, SeededRandom};
use calendar::{Options, Pause, Term, WorkingCalendar};
use procedures::{
    definition::{APPLICANT, Procedure, Version},
    form, import,
};
use serde_json::{Map, Value, json};
use server::province;
use tower::ServiceExt;

use crate::doors::{House, doors, house};

/// Calls the target with `rounds` mutations of the seeds; the input on which it fails is printed.
#[track_caller]
fn fuzz(target: impl Fn(&[u8]), seeds: &[Vec<u8>], rounds: usize) {
    let random = SeededRandom::new(20_260_309);
    for seed in seeds {
        target(seed);
    }
    for round in 0..rounds {
        let input = mutated(&random, seeds);
        if catch_unwind(AssertUnwindSafe(|| target(&input))).is_err() {
            panic!("round {round}, on {:?}", String::from_utf8_lossy(&input));
        }
    }
}

/// What often breaks a reader.
const NASTY: &[&str] = &[
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{301}",
    "Đ",
    "𝕏",
    "\r\n",
    "\"",
    "'",
    "\"\"\"",
    ",",
    ";",
    "\t",
    "=",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "%00",
    "%ff",
    "%",
    "+",
    "&",
    "..",
    ":",
    "-",
    "0",
    "-1",
    "65536",
    "99999999999999999999",
    "9223372036854775807",
    "1e999",
    "nan",
    "true",
    "2100-12-31",
    "1999-12-31",
    "2026-02-29",
    "24:00",
    "T23:59:60",
    "\u{ff10}",
    "\\",
    "\\u0000",
    "=cmd|' /C calc'!A0",
    "<b>",
];

fn mutated(random: &SeededRandom, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let from = random.below(bytes.len() + 1);
        let to = (from + random.below(24)).min(bytes.len());
        match random.below(7) {
            0 => bytes.truncate(from),
            1 => drop(bytes.drain(from..to)),
            2 => drop(bytes.splice(from..to, NASTY[random.below(NASTY.len())].bytes())),
            3 => drop(bytes.splice(from..from, NASTY[random.below(NASTY.len())].bytes())),
            4 => {
                let again = bytes[from..to].to_vec();
                bytes.splice(from..from, again.repeat(1 + random.below(20)));
            }
            5 => {
                let other = &seeds[random.below(seeds.len())];
                let at = random.below(other.len() + 1);
                bytes.splice(from..to, other[at..(at + random.below(60)).min(other.len())].iter().copied());
            }
            _ => {
                if let Some(byte) = bytes.get_mut(from) {
                    *byte = random.next() as u8;
                }
            }
        }
    }
    bytes
}

#[track_caller]
fn is_the_senders<T>(result: Result<T, Error>) -> Option<T> {
    result.inspect_err(|e| assert_eq!(e.kind, Kind::Invalid, "{e}")).ok()
}

fn day() -> Day {
    "2026-03-09".parse().unwrap()
}

// --- The CSV importer

const PROCEDURES: &str = "code,name,field,level,ministry_slug,decision,kind,subjects,channels,first_channel_terms,result_code,url\n\
    1.001193,Thủ tục đăng ký khai sinh,Hộ tịch,Cấp xã,bo-tu-phap,163/QĐ-BTP,,\"Công dân Việt Nam, Người nước ngoài\",Dịch vụ bưu \
    chính; Trực tiếp,,KQ.G15.000031Từ,https://dichvucong.gov.vn/x\n\
    2.000815,\"Chứng thực \"\"bản sao\"\"\",Chứng thực,\"Cấp xã, Cơ quan khác\",bo-tu-phap,,,,,,,\n";
const TERMS: &str = "code,seq,channel,duration,unit_or_blank,fee\n\
    1.001193,1,Trực tiếp,1,Ngày làm việc,Lệ phí : 8.000 Đồng (đăng ký quá hạn)\n\
    1.001193,2,Trực tuyến,5,,Phí : 0\n1.001193,3,Dịch vụ bưu chính,1.5,Giờ,\n2.000815,1,Trực tiếp,30,Ngày,Phí: 2.000 đồng/trang\n";

fn csv_import(data: &[u8]) {
    is_the_senders(import::read(data, None, day()));
    is_the_senders(import::read(PROCEDURES.as_bytes(), Some(data), day()));
}

#[test]
fn any_bytes_are_a_catalogue_or_an_error() {
    let read = import::read(PROCEDURES.as_bytes(), Some(TERMS.as_bytes()), day()).unwrap();
    assert_eq!(
        (read.procedures.len(), read.report.problem_count),
        (2, 0),
        "the seeds say something: {:?}",
        read.report
    );
    let utf_16 = |text: &str| [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let seeds =
        [PROCEDURES.into(), TERMS.into(), utf_16(PROCEDURES), utf_16(TERMS), PROCEDURES.replace(',', ";").into()];
    fuzz(csv_import, &seeds, 2_000);
}

// --- The legal clock

static CALENDAR: LazyLock<WorkingCalendar> = LazyLock::new(|| WorkingCalendar::built_in().unwrap());

/// A moment, a term, and pauses, a line each.
fn clock(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let received = is_the_senders(lines.next().unwrap_or_default().parse::<Moment>());
    let term = is_the_senders(lines.next().unwrap_or_default().parse::<Term>());
    let pauses: Vec<Pause> = lines.filter_map(|line| is_the_senders(line.parse())).collect();
    let (Some(received), Some(term)) = (received, term) else { return };
    for (after_15, restart_on_supplement) in [(false, false), (true, true)] {
        let options = Options { after_15, pauses: &pauses, restart_on_supplement, ..Options::default() };
        if let Some(due) = is_the_senders(CALENDAR.due(received, term, &options)) {
            assert!(due.due.is_none_or(|due| due >= received), "due before it was received");
            assert!(!due.explanation.is_empty());
            assert_eq!(due.due, CALENDAR.due_moment(received, term, &options).unwrap());
        }
    }
}

#[test]
fn any_bytes_are_a_due_moment_or_an_error() {
    let seeds = [
        "2026-02-13T15:20\n5 working-days\n2026-02-23T09:00..2026-02-26T09:00",
        "2026-04-29T16:59:59+07:00\nsame-day\n",
        "2026-12-31T17:00:00Z\n120 months\nfinancial-duty:2027-01-04T07:30..2027-03-01T11:45\nexcluded-by-law:2027-02-01T00:00..",
        "2024-02-29T07:30\n1 month\n",
        "2026-08-14T11:30\n8 working-hours\n2026-08-14T13:00..2026-08-14T13:00\n2026-08-14T14:00..2026-08-15T09:00",
        "2099-12-30T10:00\n3650 calendar-days\n2099-12-31T10:00..2100-12-31T23:59",
        "2000-01-01T00:00\n1000 working-days\n",
    ];
    fuzz(clock, &seeds.map(|seed| seed.as_bytes().to_vec()), 20_000);
}

// --- Definitions of procedures

fn toml_definition(data: &[u8]) {
    is_the_senders(Procedure::from_toml("any.toml", &String::from_utf8_lossy(data)));
}

#[test]
fn any_text_is_a_definition_or_an_error() {
    // The shortest: the wide variety is in their mutations.
    let mut seeds: Vec<Vec<u8>> =
        province::procedures().unwrap().into_iter().map(|(_, text)| text.into_bytes()).collect();
    seeds.sort_by_key(Vec::len);
    seeds.truncate(12);
    fuzz(toml_definition, &seeds, 2_000);
}

// --- Answers to a form

static VERSIONS: LazyLock<Vec<Version>> = LazyLock::new(|| {
    let procedures = province::procedures().unwrap();
    procedures.iter().flat_map(|(path, text)| Procedure::from_toml(path, text).unwrap().versions).collect()
});

/// The bytes choose a form and answers that know its codes, but not what belongs where.
fn form_answers(data: &[u8]) {
    let mut choices = Choices(data.iter());
    let version = choices.one(&VERSIONS);
    let groups: Vec<&str> = version.groups.iter().map(|group| group.code.as_str()).collect();
    let fields: Vec<&str> =
        version.groups.iter().flat_map(|group| &group.fields).map(|field| field.code.as_str()).collect();
    let mut codes = [groups, fields].concat();
    codes.extend([
        APPLICANT,
        "case",
        "name",
        "birth",
        "sex",
        "personal_number",
        "residence",
        "nationality",
        "commune",
        "province",
        "Đ\0",
    ]);
    let options: Vec<&str> = version
        .groups
        .iter()
        .flat_map(|group| &group.fields)
        .flat_map(|field| &field.options)
        .map(|o| o.code.as_str())
        .collect();

    let mut answers = Map::new();
    while !choices.is_over() {
        answers.insert((*choices.one(&codes)).to_owned(), choices.value(&codes, &options, 4));
    }
    let mut answers = Value::Object(answers);
    if let Some(checked) = is_the_senders(form::check(version, &answers, day())) {
        is_the_senders(form::check(version, &checked.value(), day())).expect("what was found right stays right");
    }
    if let Some(checked) = is_the_senders(form::check_draft(version, &answers, day(), None)) {
        form::sections(version, &checked, base::Lang::Vi);
        form::papers(version, &checked);
        checked.copied(version);
        is_the_senders(form::amend(version, &checked, &codes, &answers, day(), None));
    }
    form::fill(version, &mut answers, json!({ "name": "Ma Văn Thử", "birth": "1985-03-09" }).as_object().unwrap());

    // The same as a posted form: paths and what was typed.
    let text = String::from_utf8_lossy(data);
    let pairs = text.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let known = codes.iter().zip(text.chars()).map(|(code, c)| (*code, if c < 'a' { "" } else { "x" }));
    if let Some(answers) = is_the_senders(form::from_pairs(pairs.chain(known))) {
        is_the_senders(form::check_draft(version, &answers, day(), None));
    }
}

/// Bytes as choices; when they are used up, always the first.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn is_over(&self) -> bool {
        self.0.as_slice().is_empty()
    }

    fn next(&mut self) -> usize {
        self.0.next().copied().unwrap_or_default().into()
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.next() % of.len()]
    }

    fn value(&mut self, codes: &[&str], options: &[&str], depth: usize) -> Value {
        const WORDS: [&str; 12] = [
            "Hoàng Thị Mai",
            "2026-02-30",
            "1985-03-09",
            "008190000123",
            "12345",
            "",
            "x\0y",
            "\u{202e}Mai",
            "-7",
            "1.500.000 đ",
            "Xã Hùng Lợi",
            "9999999999999999999999",
        ];
        match self.next() % if depth == 0 { 6 } else { 10 } {
            0 => Value::Null,
            1 => Value::Bool(self.next() % 2 == 1),
            2 => json!([0, 1, -1, i64::MAX, i64::MIN][self.next() % 5]),
            3 => json!([0.5, -0.0, 1e300, u64::MAX as f64][self.next() % 4]),
            4 if !options.is_empty() => json!(self.one(options)),
            4 | 5 => match self.next() {
                255 => Value::String("ả".repeat(10_000)),
                n => json!(WORDS[n % WORDS.len()]),
            },
            6 | 7 => (0..self.next() % 5).map(|_| self.value(codes, options, depth - 1)).collect(),
            _ => {
                let parts = (0..self.next() % 6)
                    .map(|_| ((*self.one(codes)).to_owned(), self.value(codes, options, depth - 1)));
                Value::Object(parts.collect())
            }
        }
    }
}

#[test]
fn any_answers_are_right_or_an_error() {
    let random = SeededRandom::new(7);
    let mut seeds: Vec<Vec<u8>> = (0..60).map(|n| (0..8 + n * 4).map(|_| random.next() as u8).collect()).collect();
    seeds.extend(
        [
            "applicant.name=Mai&documents[0].title=Bằng&documents[0].pages=2",
            "a[99999999999]=1&a.b.c[0][0]=2&[]=&.=&a=&a.b=",
        ]
        .map(Into::into),
    );
    fuzz(form_answers, &seeds, 3_000);
}

// --- Posted forms and queries, at a door that is open to all

static HOUSE: OnceLock<House> = OnceLock::new();

fn posted_form(data: &[u8]) {
    let house = HOUSE.get_or_init(house);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let kinds =
        ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "\u{e9}"];
    for kind in kinds {
        let request =
            Request::post("/dang-nhap").header(header::CONTENT_TYPE, kind).body(Body::from(data.to_vec())).unwrap();
        let status = runtime.block_on(house.router.clone().oneshot(request)).unwrap().status();
        assert!(status.is_client_error(), "{kind}: {status}");
    }
    // What no address can hold does not come as far as the program.
    let query = format!("/thu-tuc?{}", String::from_utf8_lossy(data).replace(['\r', '\n'], "&"));
    if let Ok(request) = Request::get(query).body(Body::empty()) {
        let status = runtime.block_on(house.router.clone().oneshot(request)).unwrap().status();
        assert!(!status.is_server_error(), "{status}");
    }
}

#[test]
fn any_bytes_are_a_form_or_an_error() {
    assert!(doors().iter().any(|door| door.method == Method::POST && door.path == "/dang-nhap"));
    let seeds = [
        "username=motcua&password=%C4%90%C6%B0%E1%BB%9Dng&_csrf=x",
        "q=khai+sinh&level=commune&after=0000000000001&limit=10",
        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nĐường\r\n--x\r\nContent-Disposition: form-data; name=\"f\"; \
         filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\r\n--x--\r\n",
    ];
    fuzz(posted_form, &seeds.map(|seed| seed.as_bytes().to_vec()), 1_000);
}
