//! What every story begins with: three procedures, and dossiers of them.

use base::{Id, Moment, Result};
use procedures::{
    SYSTEM, catalogue,
    definition::{Channel, Procedure},
    dossier::Dossier,
    register::{self, Application},
    rights::By,
    store::{self, Party},
};
use serde_json::json;
use storage::{Tx, args};
use town::{Page, Person, Town};

/// Three working days; the commune of the counter decides; one paper, one field.
pub const PLAIN: &str = "9.000001";
/// Ten working days, a fee of 15,000 đồng.
pub const WITH_FEE: &str = "9.000002";
/// Four working days that begin anew after a supplement.
pub const RESTARTING: &str = "9.000003";
/// Sở Tư pháp decides.
pub const OF_DEPARTMENT: &str = "9.000004";
/// Nobody knows who decides.
pub const OF_NOBODY: &str = "9.000005";

const DEFINITION: &str = r#"
code = "CODE"
name = ["Xác nhận thử nghiệm CODE", "Test confirmation CODE"]
field = "Thử nghiệm"
levels = ["commune"]
[[versions]]
number = 1
decision = "1/QĐ-UBND"
valid_from = "2025-07-01"
legal_basis = ["Nghị định 118/2025/NĐ-CP"]
who_decides = ["Chủ tịch UBND cấp xã", "The chair of the commune"]
competence = COMPETENCE
terms = [{ term = "TERM" }]
on_supplement = "ON_SUPPLEMENT"
fees = [FEES]
papers = [{ code = "proof", title = ["Giấy tờ chứng minh", "Proof"] }]
groups = [{ code = "request", title = ["Đề nghị", "Request"], fields = [
  { code = "purpose", kind = "text", title = ["Mục đích", "Purpose"], max = 300 },
  { code = "other", kind = "text", title = ["Điều khác", "Something else"], max = 300, optional = true },
] }]
steps = [
  { code = "receive", title = ["Tiếp nhận", "Receive"], unit = "intake", role = "clerk", share = 10 },
  { code = "process", title = ["Thẩm định", "Examine"], unit = "competent", role = "specialist", share = 60 },
  { code = "decide", title = ["Ký", "Sign"], unit = "competent", role = "ROLE", share = 30 },
  { code = "hand_over", title = ["Trả kết quả", "Hand over"], unit = "intake", role = "clerk" },
]
result = { code = "KQ.1", title = ["Giấy xác nhận", "Confirmation"], template = "GIẤY XÁC NHẬN\nXét đề nghị của {applicant.name}\nXÁC NHẬN:\nMục đích: {purpose}; {other}" }
"#;

const FEE: &str = r#"{ title = ["Lệ phí", "Fee"], kind = "le_phi", price = { once = 15_000 }, exemptions = ["poor"], basis = "Nghị quyết" }"#;

/// As `PLAIN`, under another code.
pub fn definition(code: &str) -> Procedure {
    filled((code, "3 working-days", "\"intake\"", "resume", "", "chair"))
}

fn filled((code, term, competence, on_supplement, fees, role): (&str, &str, &str, &str, &str, &str)) -> Procedure {
    let source = DEFINITION
        .replace("CODE", code)
        .replace("TERM", term)
        .replace("COMPETENCE", competence)
        .replace("ON_SUPPLEMENT", on_supplement)
        .replace("FEES", fees)
        .replace("ROLE", role);
    Procedure::from_toml(code, &source).unwrap_or_else(|e| panic!("{e}: {:?}", e.fields))
}

fn definitions() -> Vec<Procedure> {
    let rows = [
        (PLAIN, "3 working-days", "\"intake\"", "resume", "", "chair"),
        (WITH_FEE, "10 working-days", "\"intake\"", "resume", FEE, "chair"),
        (RESTARTING, "4 working-days", "\"intake\"", "restart", "", "chair"),
        (OF_DEPARTMENT, "3 working-days", "{ province = \"Sở Tư pháp\" }", "resume", "", "head"),
        (OF_NOBODY, "3 working-days", "\"unknown\"", "resume", "", "chair"),
    ];
    rows.into_iter().map(filled).collect()
}

/// Tells the story on each engine.
pub fn each(story: impl Fn(&Town)) {
    Town::each(&[&SYSTEM], |town| {
        publish(town);
        story(town);
    });
}

pub fn publish(town: &Town) {
    let published = town.write(|tx| definitions().iter().try_for_each(|one| catalogue::publish(tx, one).map(drop)));
    published.unwrap_or_else(|e| panic!("{e}"));
}

/// The three who work on a dossier of An Bình.
pub struct Staff<'t> {
    pub clerk: Person<'t>,
    pub specialist: Person<'t>,
    pub chair: Person<'t>,
}

pub fn staff(town: &Town) -> Staff<'_> {
    staff_of(town, "Xã An Bình")
}

pub fn staff_of<'t>(town: &'t Town, commune: &str) -> Staff<'t> {
    Staff {
        clerk: town.person(commune, "clerk"),
        specialist: town.person(commune, "specialist"),
        chair: town.person(commune, "chair"),
    }
}

pub const MAI: &str = "Hoàng Thị Mai";
pub const MAIS_NUMBER: &str = "008190000123";

/// The counter's form as the clerk fills it in.
pub fn counter_form(intake: &str) -> Vec<(&str, &str)> {
    vec![
        ("intake_unit", intake),
        ("channel", "counter"),
        ("applicant.name", MAI),
        ("applicant.personal_number", MAIS_NUMBER),
        ("applicant.phone", "0912345678"),
        ("purpose", "Bổ túc hồ sơ xin việc"),
        ("paper:proof", "copy"),
    ]
}

/// Received and accepted at the counter of An Bình; gives the code.
#[track_caller]
pub fn take(town: &Town, clerk: &Person, procedure: &str) -> String {
    take_as(town, clerk, procedure, "accept")
}

/// `then`: `accept` or `keep`.
#[track_caller]
pub fn take_as(town: &Town, clerk: &Person, procedure: &str, then: &str) -> String {
    let intake = town.centre("Xã An Bình").to_string();
    let mut form = counter_form(&intake);
    form.push(("then", then));
    let page = clerk.post(&format!("/tiep-nhan/{procedure}"), &form);
    let to = page.is(303).location.clone().unwrap();
    to.strip_prefix("/ho-so/").unwrap().to_owned()
}

/// An act on the dossier's page, on the state that this person sees now.
#[track_caller]
pub fn act(person: &Person, code: &str, act: &str, fields: &[(&str, &str)]) -> Page {
    let page = person.get(&format!("/ho-so/{code}"));
    let revision = page.is(200).field("revision").unwrap_or_default();
    let mut form = vec![("revision", revision.as_str())];
    form.extend(fields);
    person.post(&format!("/ho-so/{code}/{act}"), &form)
}

/// The same, and it is done.
#[track_caller]
pub fn does(person: &Person, code: &str, what: &str, fields: &[(&str, &str)]) {
    act(person, code, what, fields).is(303);
}

pub fn dossier(town: &Town, code: &str) -> Dossier {
    let wanted = code.to_owned();
    town.read(move |tx| store::load_any(tx, &wanted)).unwrap().unwrap_or_else(|| panic!("there is no {code}"))
}

pub fn status(town: &Town, code: &str) -> &'static str {
    dossier(town, code).status.code()
}

pub fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

/// What the ledger was told of the dossier, in order, without `dossier.`.
pub fn events(town: &Town, code: &str) -> Vec<String> {
    let id = dossier(town, code).id;
    let kinds = town.rows::<(String,)>("select kind from ledger_event where subject = $1 order by id", args![id]);
    kinds.into_iter().map(|(kind,)| kind.trim_start_matches("dossier.").to_owned()).collect()
}

/// What waits for the person, as (kind, code). The badge on the page says the same number, and so does the API.
#[track_caller]
pub fn queue(town: &Town, person: &Person) -> Vec<(String, String)> {
    let me = person.me();
    let (items, badge) = town
        .read(move |tx| Ok((work::list(tx, &me, &work::Filter::default(), None, 200)?, work::badge(tx, &me)?)))
        .unwrap();
    assert_eq!(badge, items.len().min(100) as i64, "the badge equals the list");
    let shown = person.api("GET", "/api/v1/work?limit=100", serde_json::Value::Null).is(200).json();
    assert_eq!(shown["items"].as_array().unwrap().len(), items.len().min(100), "the API shows the same queue");
    items.into_iter().map(|item| (item.kind.trim_start_matches("dossier.").to_owned(), item.label)).collect()
}

/// Titles of the papers that were issued for it.
pub fn papers(town: &Town, code: &str) -> Vec<documents::Issued> {
    let id = dossier(town, code).id;
    town.read(move |tx| documents::papers_of(tx, id)).unwrap()
}

/// What a citizen hands in at that centre.
pub fn application(procedure: &str, intake_unit: Id) -> Application {
    Application {
        procedure: procedure.to_owned(),
        case: None,
        channel: Channel::Counter,
        intake_unit,
        applicant: Party {
            role: "applicant".into(),
            name: MAI.into(),
            personal_number: Some(MAIS_NUMBER.into()),
            ..Party::default()
        },
        answers: json!({ "purpose": "Bổ túc hồ sơ" }),
        papers: Vec::new(),
        payer: Vec::new(),
        foreign_code: None,
        submitter: None,
    }
}

/// Registered without a page; gives the dossier.
pub fn registered(town: &Town, clerk: &Person, procedure: &str, intake: Id) -> Dossier {
    let application = application(procedure, intake);
    as_person(town, clerk, move |tx, by| register::register(tx, by, &application)).unwrap()
}

/// Does something in one transaction in the name of the person.
pub fn as_person<T: Send + 'static>(
    town: &Town,
    person: &Person,
    f: impl Fn(&mut Tx, By) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (app, me) = (town.app().clone(), person.me());
    town.write(move |tx| f(tx, By { app: &app, me: &me }))
}
