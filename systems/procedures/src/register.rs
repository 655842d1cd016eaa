//! A dossier comes in: at the counter, online, by post or from the national portal. It gets its code, its competent
//! unit and its place in a queue; the clock does not run before it is accepted.

use base::{Error, Id, Moment, PersonalNumber, Result, said, text};
use calendar::Term;
use directory::{NewPerson, Scheme, UnitMap};
use identity::Who;
use platform::Setting;
use serde_json::Value;
use storage::Tx;

use crate::{
    catalogue, competence, custody,
    definition::{APPLICANT, CASE, Channel, PayerClass, Version},
    dossier::{Dossier, Status},
    events, fees,
    form::{self, Answers},
    places,
    rights::{By, RECEIVE},
    settle,
    store::{self, PaperIn, Party},
};

/// Our own online form: off unless the province turns it on, since the national portal is the law's front door.
pub const ONLINE_FORM: Setting = Setting {
    name: "procedures.online_form",
    title: text("Nhận hồ sơ trực tuyến trên trang của tỉnh", "Online form on the province's own site"),
    default: "off",
    basis: "Công văn 623/TTg-KSTT: nộp hồ sơ trực tuyến trên Cổng Dịch vụ công quốc gia",
};

/// How long the desk has to answer about an online dossier.
pub const ACCEPTANCE_TERM: Setting = Setting {
    name: "procedures.acceptance_term",
    title: text("Thời hạn phản hồi hồ sơ trực tuyến", "Term to answer about an online dossier"),
    default: "8 working-hours",
    basis: "Nghị định 61/2018/NĐ-CP, 45/2020/NĐ-CP (08 giờ làm việc); đối chiếu Nghị định 118/2025/NĐ-CP",
};

/// What is handed in.
#[derive(Clone, Debug)]
pub struct Application {
    pub procedure: String,
    pub case: Option<String>,
    pub channel: Channel,
    /// The one-stop centre that takes it, or the commune it belongs to.
    pub intake_unit: Id,
    pub applicant: Party,
    pub answers: Value,
    pub papers: Vec<NewPaper>,
    pub payer: Vec<PayerClass>,
    pub foreign_code: Option<String>,
    /// Who hands it in, if not the owner.
    pub submitter: Option<Party>,
}

#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct NewPaper {
    pub code: String,
    #[serde(default)]
    pub form: Option<String>,
    #[serde(default)]
    pub file: Option<Id>,
}

/// Most papers of one dossier.
const MOST_PAPERS: usize = 100;

pub fn register(tx: &mut Tx, by: By, a: &Application) -> Result<Dossier> {
    let now = tx.now();
    let official = by.me.kind == Who::Official;
    let map = by.app.maps.get(tx, now.day())?;
    let intake = competence::intake_centre(&map, a.intake_unit)?;
    if official {
        by.must_cover(tx, RECEIVE, intake)?;
    } else {
        may_send_online(by, a)?;
    }

    // First of all writes: whoever must wait for his number waits here, with little to do again.
    let code = new_code(tx, &map, intake, now)?;
    let (version_id, version) = catalogue::current(tx, &a.procedure, now.day())?;
    catalogue::must_be_received_here(tx, &a.procedure)?;
    let applicant = checked_applicant(&a.applicant)?;
    let answers = checked_answers(tx, &map, &version, a, official)?;
    let competent = competence::competent_unit(&map, &version, &answers, intake);
    let person = person_of(tx, by, &applicant)?;

    let id = tx.new_id();
    let answers_text = serde_json::to_string(&answers.value()).map_err(Error::internal)?;
    let parties: Vec<Party> = [applicant].into_iter().chain(a.submitter.clone()).collect();
    let dossier = Dossier {
        id,
        code,
        foreign_code: a.foreign_code.clone(),
        procedure: a.procedure.clone(),
        version: version_id,
        case_code: answers.case().map(str::to_owned),
        field: catalogue::field_of(tx, &a.procedure)?,
        channel: a.channel.code().to_owned(),
        assisted: official && a.channel == Channel::Online,
        status: Status::Registered,
        intake_unit: intake,
        competent_unit: competent,
        holder_unit: intake,
        holder_role: "clerk".to_owned(),
        holder_person: None,
        step: 0,
        applicant: person,
        submitted_at: now,
        accepted_at: None,
        term: None,
        due: None,
        ended_at: None,
        outcome: None,
        handed_over_at: None,
        supplements: 0,
        extended_to: None,
        acceptance_due: acceptance_due(by, now)?,
        content: settle::content_hash(&answers_text, &parties)?,
        salt: tx.random::<16>().to_vec(),
        revision: 0,
    };
    store::put_answers(tx, id, &answers_text)?;
    for party in &parties {
        store::put_party(tx, id, party)?;
    }
    put_papers(tx, by, &version, &dossier, &a.papers)?;
    put_fees(tx, &version, &dossier, &answers, &a.payer, now)?;
    let event = events::REGISTERED
        .event(intake, id)
        .with("channel", dossier.channel.as_str())
        .with("assisted", dossier.assisted)
        .with("procedure", dossier.procedure.as_str());
    settle::begin(tx, by, &dossier, event)?;
    Ok(dossier)
}

/// At the counter the signed paper is at hand: the official enters what the work needs, and what he enters must be
/// right. Online nobody else will enter what is left out, so the whole form must be.
fn checked_answers(tx: &mut Tx, map: &UnitMap, version: &Version, a: &Application, official: bool) -> Result<Answers> {
    let mut answers = a.answers.clone();
    if !answers.is_object() {
        return Err(Error::field(
            "answers",
            text("Các câu trả lời phải là một đối tượng JSON", "The answers must be a JSON object"),
        ));
    }
    if let Some(fields) = answers.as_object_mut() {
        if let Some(case) = &a.case {
            fields.entry(CASE).or_insert_with(|| Value::String(case.clone()));
        }
        let applicant = fields.entry(APPLICANT).or_insert_with(|| Value::Object(Default::default()));
        let known = [("name", Some(&a.applicant.name)), ("personal_number", a.applicant.personal_number.as_ref())];
        for (part, value) in known {
            let asked = version.applicant.iter().any(|p| p.part.code() == part);
            if let (Some(applicant), Some(value), true) = (applicant.as_object_mut(), value, asked) {
                applicant.insert(part.to_owned(), Value::String(value.clone()));
            }
        }
    }
    let day = tx.now().day();
    let mut places = |sought: &form::Sought| places::find(tx, map, sought);
    if official {
        form::check_draft(version, &answers, day, Some(&mut places))
    } else {
        form::check_in(version, &answers, day, Some(&mut places))
    }
}

fn may_send_online(by: By, a: &Application) -> Result<()> {
    if a.channel != Channel::Online {
        return Err(Error::forbidden(text(
            "Chỉ cán bộ được nhận hồ sơ tại quầy",
            "Only officials receive at the counter",
        )));
    }
    if !by.app.settings().is_on(&ONLINE_FORM) {
        return Err(Error::forbidden(text(
            "Tỉnh nhận hồ sơ trực tuyến qua Cổng Dịch vụ công quốc gia (dichvucong.gov.vn)",
            "Online dossiers are sent through the national public service portal (dichvucong.gov.vn)",
        )));
    }
    Ok(())
}

fn checked_applicant(p: &Party) -> Result<Party> {
    let mut wrong = Vec::new();
    let mut clean = |field: &str, value: &str, most: usize| {
        base::text::clean(value, most).unwrap_or_else(|e| {
            wrong.push((field.to_owned(), e.said));
            String::new()
        })
    };
    let name = clean("applicant.name", &p.name, 100);
    let mut optional = |field: &str, value: &Option<String>, most: usize| {
        let value = clean(field, value.as_deref().unwrap_or_default(), most);
        Some(value).filter(|v| !v.is_empty())
    };
    let personal_number = optional("applicant.personal_number", &p.personal_number, 12);
    let phone = optional("applicant.phone", &p.phone, 20);
    let email = optional("applicant.email", &p.email, 100);
    let address = optional("applicant.address", &p.address, 300);
    if name.is_empty() && !wrong.iter().any(|(f, _)| f == "applicant.name") {
        wrong.push(("applicant.name".into(), text("Hãy nhập họ và tên", "Enter the full name").into()));
    }
    if let Some(number) = &personal_number
        && let Err(e) = PersonalNumber::parse(number)
    {
        wrong.push(("applicant.personal_number".into(), e.said));
    }
    if let Some(phone) = &phone
        && !(8..=15).contains(&phone.chars().filter(char::is_ascii_digit).count())
    {
        let said = said!("Số điện thoại phải có từ 8 đến 15 chữ số", "A phone number has 8 to 15 digits");
        wrong.push(("applicant.phone".into(), said));
    }
    Error::fields(wrong)?;
    Ok(Party { role: "applicant".into(), name, personal_number, phone, email, address, ..p.clone() })
}

/// The applicant as a person of the directory: himself if signed in, else by his number, else nobody.
fn person_of(tx: &mut Tx, by: By, applicant: &Party) -> Result<Option<Id>> {
    if by.me.kind == Who::Citizen {
        return Ok(Some(by.me.person));
    }
    match &applicant.personal_number {
        Some(number) => known_person(tx, number, applicant).map(Some),
        None => Ok(None),
    }
}

fn known_person(tx: &mut Tx, number: &str, applicant: &Party) -> Result<Id> {
    if let Some(known) = directory::person_by_number(tx, number)? {
        return Ok(known.id);
    }
    let new = NewPerson {
        personal_number: Some(PersonalNumber::parse(number)?),
        phone: applicant.phone.clone(),
        email: applicant.email.clone(),
        ..NewPerson::named(&applicant.name)
    };
    directory::add_person(tx, new)
}

fn acceptance_due(by: By, now: Moment) -> Result<Option<Moment>> {
    let term: Term = by.app.settings().get(&ACCEPTANCE_TERM).parse()?;
    by.app.calendar().due_moment(now, term, &calendar::Options::default())
}

/// `H60.<unit>-yymmdd-nnnn`: the code of the unit that takes it, the day, the unit's number on that day.
fn new_code(tx: &mut Tx, map: &UnitMap, intake: Id, now: Moment) -> Result<String> {
    let with_code = std::iter::once(intake).chain(map.ancestors(intake).map(|u| u.id));
    let owner = with_code.filter_map(|id| map.get(id)).find(|u| u.agency.is_some());
    let owner = owner.ok_or_else(|| {
        Error::conflict(text(
            "Đơn vị tiếp nhận chưa có mã định danh; quản trị viên cần bổ sung mã cho đơn vị",
            "The intake unit has no agency code; the administrator must give it one",
        ))
    })?;
    let agency = owner.agency.clone().unwrap_or_default();
    let day = now.day();
    let number = store::next_number(tx, owner.id, day)?;
    let date = format!("{:02}{:02}{:02}", day.year() % 100, day.month_number(), day.day_of_month());
    Ok(format!("{agency}-{date}-{number:04}"))
}

/// An original that an official takes has a holder from now on: himself, at the desk.
pub fn put_papers(tx: &mut Tx, by: By, version: &Version, dossier: &Dossier, papers: &[NewPaper]) -> Result<()> {
    if papers.len() > MOST_PAPERS {
        return Err(Error::field("papers", said!("Nhiều nhất {MOST_PAPERS} giấy tờ", "At most {MOST_PAPERS} papers")));
    }
    for paper in papers {
        let asked = version.papers.iter().find(|p| p.code == paper.code);
        let title = match asked {
            Some(asked) => asked.title.vi.clone(),
            None => base::text::clean(&paper.code, 200)?,
        };
        let form = match paper.form.as_deref() {
            None => "copy",
            Some(form @ ("original" | "copy" | "electronic")) => form,
            Some(other) => {
                let said = said!("Không có loại bản “{other}”", "There is no paper form “{other}”");
                return Err(Error::field("papers", said));
            }
        };
        let row = PaperIn {
            id: tx.new_id(),
            code: paper.code.clone(),
            title,
            form: form.to_owned(),
            file: paper.file,
            reused_from: None,
            at: tx.now(),
        };
        store::put_paper(tx, dossier.id, &row)?;
        if row.form == "original" && by.me.kind == Who::Official {
            custody::take(tx, dossier.id, Some(row.id), &row.title, dossier.intake_unit, by.me.person)?;
        }
    }
    Ok(())
}

fn put_fees(
    tx: &mut Tx,
    version: &Version,
    dossier: &Dossier,
    answers: &Answers,
    payer: &[PayerClass],
    now: Moment,
) -> Result<()> {
    let context = fees::FeeContext {
        case: dossier.case_code.as_deref(),
        channel: dossier.channel().in_law(),
        payers: payer,
        day: now.day(),
        copied: &answers.copied(version),
    };
    for line in fees::fees_for(version, &context) {
        let fee = store::Fee {
            id: tx.new_id(),
            kind: line.kind.title().vi.to_owned(),
            title: line.title.vi.clone(),
            amount: line.amount.0,
            explanation: line.explanation.vi.clone(),
            collect: format!("{:?}", line.collect).to_lowercase(),
            basis: line.legal_basis.clone(),
            state: if line.amount.0 == 0 { "void" } else { "due" }.to_owned(),
            method: None,
            receipt: None,
            paid_at: None,
        };
        store::put_fee(tx, dossier.id, &fee)?;
    }
    Ok(())
}

/// The unit a caller names: its id, its code of the statistics office or its agency code.
pub fn unit_named(map: &UnitMap, named: &str) -> Result<Id> {
    if let Ok(id) = named.parse::<Id>()
        && map.get(id).is_some()
    {
        return Ok(id);
    }
    let found = map.by_code(Scheme::of(named), named);
    found.map(|u| u.id).ok_or_else(|| {
        Error::field(
            "intake_unit",
            said!("Không có đơn vị “{named}” vào ngày này", "There is no unit “{named}” on this day"),
        )
    })
}
