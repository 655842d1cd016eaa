//! The papers of TT 03/2025/TT-VPCP, issued by the act they belong to: numbered in its transaction, typeset when first
//! looked at, and then frozen as they were.

use base::{Dong, Id, Moment, Result};
use directory::UnitMap;
use documents::{Block, NewPaper, Power, number_and_symbol};
use identity::Seat;
use storage::Tx;

use crate::{
    catalogue,
    definition::Version,
    dossier::Dossier,
    form,
    papers::{
        ApologyPaper, Case, ControlPaper, DeclarationPaper, HandedPaper, Handover, Issue, Model, ReceiptPaper,
        RefusalPaper, ResultPaper, Signer, StopPaper, SupplementItem, SupplementPaper, Track,
    },
    rights::By,
    store::{self, ResultRow},
};

/// Letterhead and number: the issuing desk under its people's committee, the next number of its book.
fn issue_of(tx: &mut Tx, map: &UnitMap, unit: Id, model: Model) -> Result<(Issue, i64)> {
    let now = tx.now();
    let symbol = match map.get(unit) {
        Some(u) if u.duty.as_deref() == Some("one-stop") => "TTPVHCC",
        _ => "UBND",
    };
    let number = documents::next_number(tx, unit, model.code(), now.day().year())?;
    Ok((Issue { number: number_and_symbol(number, model.symbol(), symbol), ..letterhead(map, unit, now) }, number))
}

/// Who issues it, and where; without a number.
pub(crate) fn letterhead(map: &UnitMap, unit: Id, now: Moment) -> Issue {
    let desk = map.get(unit);
    let place = map.commune(unit).or_else(|| map.province(unit));
    Issue {
        parent: map.commune(unit).filter(|c| c.id != unit).map(|c| format!("Ủy ban nhân dân {}", c.in_sentence())),
        agency: match (desk, map.commune(unit)) {
            (Some(u), Some(commune)) if u.id == commune.id => format!("Ủy ban nhân dân {}", commune.in_sentence()),
            (Some(u), _) => u.full_name(),
            (None, _) => String::new(),
        },
        place: place.map(|u| u.name.clone()).unwrap_or_default(),
        number: String::new(),
        day: now.day(),
        made_at: now,
    }
}

fn case_of(tx: &mut Tx, d: &Dossier) -> Result<Case> {
    let p = store::applicant(tx, d.id)?;
    let answers: serde_json::Value = serde_json::from_str(&store::answers(tx, d.id)?).map_err(base::Error::internal)?;
    let residence = answers.pointer("/applicant/residence");
    let shown = residence.map(|v| crate::form::show(crate::definition::FieldKind::Address, &[], v, base::Lang::Vi));
    Ok(Case {
        code: d.code.clone(),
        request: catalogue::name_of(tx, &d.procedure)?,
        applicant: p.name,
        organisation: p.organisation,
        address: p.address.or(shown).unwrap_or_default(),
        phone: p.phone.unwrap_or_default(),
        email: p.email.unwrap_or_default(),
    })
}

fn track(by: By, d: &Dossier) -> Option<Track> {
    let base_url = &by.app.base_url;
    let secret = crate::track::secret(d);
    (!base_url.is_empty()).then(|| Track { url: format!("{base_url}/tra-cuu?ma={}", d.code), secret })
}

fn put(tx: &mut Tx, by: By, d: &Dossier, unit: Id, number: i64, paper: &documents::Paper) -> Result<Id> {
    documents::issue(tx, NewPaper { record: d.id, unit, number: Some(number), by: Some(by.me.person), paper })
}

/// Model 01, when a dossier is accepted.
pub fn receipt(tx: &mut Tx, by: By, d: &Dossier) -> Result<Id> {
    let map = by.app.maps.get(tx, tx.now().day())?;
    let (issue, number) = issue_of(tx, &map, d.intake_unit, Model::Receipt)?;
    let case = case_of(tx, d)?;
    let papers = store::papers(tx, d.id)?;
    let owed: i64 = store::fees(tx, d.id)?.iter().filter(|f| f.state != "void").map(|f| f.amount).sum();
    let term = d.term.as_deref().map(|t| t.parse::<calendar::Term>()).transpose()?;
    let paper = ReceiptPaper {
        submitter: store::submitter(tx, d.id)?.map_or_else(|| case.applicant.clone(), |p| p.name),
        issue,
        case,
        sheet: Default::default(),
        two_copies: false,
        papers: papers
            .iter()
            .map(|p| HandedPaper {
                name: p.title.clone(),
                form: match p.form.as_str() {
                    "original" => "bản chính",
                    "electronic" => "bản điện tử",
                    _ => "bản sao",
                }
                .to_owned(),
                count: 1,
            })
            .collect(),
        sets: 1,
        term: term.map(|t| t.vi()).unwrap_or_default(),
        received_at: d.accepted_at.unwrap_or(d.submitted_at),
        due_at: d.due,
        collect: "Trực tiếp tại nơi tiếp nhận".to_owned(),
        fee: if owed == 0 { String::new() } else { Dong(owed).to_string() },
        register: None,
        clerk: by.me.name.clone(),
        contact: String::new(),
        track: track(by, d),
        receipt: None,
    };
    put(tx, by, d, d.intake_unit, number, &paper.paper())
}

/// Model 02: what is missing, each by name.
pub fn supplement(tx: &mut Tx, by: By, d: &Dossier, items: &[(String, String)], reason: &str) -> Result<Id> {
    let map = by.app.maps.get(tx, tx.now().day())?;
    let (issue, number) = issue_of(tx, &map, d.intake_unit, Model::Supplement)?;
    let paper = SupplementPaper {
        issue,
        case: case_of(tx, d)?,
        items: items.iter().map(|(name, what)| SupplementItem { name: name.clone(), what: what.clone() }).collect(),
        reasons: vec![reason.to_owned()],
        until: None,
        contact: String::new(),
        clerk: by.me.name.clone(),
        track: track(by, d),
    };
    put(tx, by, d, d.intake_unit, number, &paper.paper())
}

/// Model 03.
pub fn refusal(tx: &mut Tx, by: By, d: &Dossier, reason: &str) -> Result<Id> {
    let map = by.app.maps.get(tx, tx.now().day())?;
    let (issue, number) = issue_of(tx, &map, d.intake_unit, Model::Refusal)?;
    let case = case_of(tx, d)?;
    let paper = RefusalPaper {
        submitter: case.applicant.clone(),
        issue,
        case,
        reasons: vec![reason.to_owned()],
        instead: String::new(),
        clerk: by.me.name.clone(),
    };
    put(tx, by, d, d.intake_unit, number, &paper.paper())
}

/// Who signs for the unit, and by what power (Nghị định 30/2020/NĐ-CP, Appendix I). It follows from the post he holds there, or,
/// without one, from the post that was lent to him.
fn signer(tx: &mut Tx, by: By, map: &UnitMap, unit: Id) -> Result<Signer> {
    let signs_for = |seat: &&Seat| seat.unit == unit || map.ancestors(unit).any(|above| above.id == seat.unit);
    let seats = || by.me.posts.iter().filter(signs_for);
    let own = seats().filter(|seat| seat.lent_by.is_none()).max_by_key(|seat| rank(&seat.role));
    let lent = || seats().find(|seat| seat.lent_by.is_some());
    let seat = own.filter(|seat| rank(&seat.role) > 1).or_else(lent).or(own).or_else(|| by.me.seat());
    let name = by.me.name.clone();
    let Some(seat) = seat else { return Ok(Signer { powers: Vec::new(), post: String::new(), name }) };
    let post = post_title(tx, &seat.role)?;
    if seat.lent_by.is_some() {
        let own = by.me.posts.iter().find(|seat| seat.lent_by.is_none());
        let own = own.map(|seat| post_title(tx, &seat.role)).transpose()?.unwrap_or_default();
        return Ok(Signer { powers: vec![(Power::Authorised, post)], post: own, name });
    }
    let committee = || (Power::OnBehalf, "Ủy ban nhân dân".to_owned());
    let powers = match seat.role.as_str() {
        "chair" => vec![committee()],
        "deputy_chair" => vec![committee(), (Power::InPlace, "Chủ tịch".to_owned())],
        "deputy_director" => vec![(Power::InPlace, "Giám đốc".to_owned())],
        "head" if map.commune(seat.unit).is_some() => vec![(Power::ByOrder, "Chủ tịch".to_owned())],
        "head" => vec![(Power::ByOrder, "Giám đốc".to_owned())],
        _ => Vec::new(),
    };
    Ok(Signer { powers, post, name })
}

/// Of several posts the highest signs; from 2 on it signs without a post being lent.
fn rank(role: &str) -> u8 {
    match role {
        "chair" | "department_director" => 3,
        "deputy_chair" | "deputy_director" => 2,
        "head" => 1,
        _ => 0,
    }
}

/// The post as it stands under a signature.
fn post_title(tx: &mut Tx, role: &str) -> Result<String> {
    Ok(match role {
        "chair" => "Chủ tịch".to_owned(),
        "deputy_chair" => "Phó Chủ tịch".to_owned(),
        "department_director" => "Giám đốc".to_owned(),
        "deputy_director" => "Phó Giám đốc".to_owned(),
        "head" => "Trưởng phòng".to_owned(),
        other => identity::role_title(tx, other)?.vi,
    })
}

/// The result in the words of the procedure's template; nothing if it has none. The first line is its title, a line in
/// capitals that ends in a colon stands in the middle.
pub fn result(tx: &mut Tx, by: By, d: &Dossier, version: &Version, row: &ResultRow) -> Result<Option<Id>> {
    let Some(template) = &version.result.template else { return Ok(None) };
    let text = result_text(tx, d, version, template)?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let title = lines.next().unwrap_or_default();
    let is_heading = |line: &str| line.ends_with(':') && line == line.to_uppercase();
    let block = |line: &str| if is_heading(line) { Block::centred(line) } else { Block::text(line) };
    let map = by.app.maps.get(tx, tx.now().day())?;
    let unit = d.competent_unit.unwrap_or(d.intake_unit);
    let base_url = &by.app.base_url;
    let paper = ResultPaper {
        issue: Issue { number: row.number.clone(), day: row.day, ..letterhead(&map, unit, tx.now()) },
        title: form::sentence_case(title),
        about: None,
        authority: None,
        grounds: Vec::new(),
        articles: Vec::new(),
        body: lines.map(block).collect(),
        signer: signer(tx, by, &map, unit)?,
        recipients: vec![store::applicant(tx, d.id)?.name, "Lưu: VT".to_owned()],
        check: (!base_url.is_empty()).then(|| format!("{base_url}/ket-qua/{}", row.code)),
    };
    let paper = paper.paper();
    documents::issue(tx, NewPaper { record: d.id, unit, number: None, by: Some(by.me.person), paper: &paper }).map(Some)
}

/// The template with the dossier's answers.
pub fn result_text(tx: &mut Tx, d: &Dossier, version: &Version, template: &str) -> Result<String> {
    let answers = serde_json::from_str(&store::answers(tx, d.id)?).map_err(base::Error::internal)?;
    let applicant = store::applicant(tx, d.id)?;
    let answers = form::Answers::stored(answers);
    let answers = answers.with_applicant(&applicant.name, applicant.personal_number.as_deref());
    Ok(form::merge(version, template, &answers))
}

/// Model 04, with the new day.
pub fn apology(tx: &mut Tx, by: By, before: &Dossier, after: &Dossier, reason: &str) -> Result<Id> {
    let map = by.app.maps.get(tx, tx.now().day())?;
    let unit = after.competent_unit.unwrap_or(after.intake_unit);
    let (issue, number) = issue_of(tx, &map, unit, Model::Apology)?;
    let case = case_of(tx, after)?;
    let now = tx.now();
    let paper = ApologyPaper {
        recipients: vec![case.applicant.clone(), "Lưu: VT".to_owned()],
        issue,
        case,
        received_at: after.accepted_at.unwrap_or(now),
        due_at: before.due.unwrap_or(now),
        reasons: vec![reason.to_owned()],
        new_due_at: after.due.unwrap_or(now),
        signer: signer(tx, by, &map, unit)?,
        track: track(by, after),
    };
    put(tx, by, after, unit, number, &paper.paper())
}

/// Model 05.
pub fn stop(tx: &mut Tx, by: By, d: &Dossier, reason: &str) -> Result<Id> {
    let map = by.app.maps.get(tx, tx.now().day())?;
    let unit = d.competent_unit.unwrap_or(d.intake_unit);
    let (issue, number) = issue_of(tx, &map, unit, Model::Stop)?;
    let case = case_of(tx, d)?;
    let now = tx.now();
    let paper = StopPaper {
        recipients: vec![case.applicant.clone(), "Lưu: VT".to_owned()],
        issue,
        case,
        received_at: d.accepted_at.unwrap_or(d.submitted_at),
        stopped_at: now,
        reasons: vec![reason.to_owned()],
        grounds: Vec::new(),
        returned: String::new(),
        signer: signer(tx, by, &map, unit)?,
    };
    put(tx, by, d, unit, number, &paper.paper())
}

/// The filled form, for the citizen to sign or to give his fingerprint under.
pub fn declaration(tx: &mut Tx, by: By, d: &Dossier, fingerprint: bool, witness: &str) -> Result<Id> {
    let map = by.app.maps.get(tx, tx.now().day())?;
    let unit = d.competent_unit.unwrap_or(d.intake_unit);
    let version = catalogue::load_version(tx, d.version)?;
    let answers = serde_json::from_str(&store::answers(tx, d.id)?).map_err(base::Error::internal)?;
    let answers = form::Answers::stored(answers);
    let applicant = store::applicant(tx, d.id)?;
    let submitter = store::submitter(tx, d.id)?;
    let paper = DeclarationPaper {
        issue: Issue { agency: String::new(), parent: None, ..letterhead(&map, unit, tx.now()) },
        request: catalogue::name_of(tx, &d.procedure)?,
        code: d.code.clone(),
        to: map
            .commune(unit)
            .or_else(|| map.get(unit))
            .map(|u| format!("Ủy ban nhân dân {}", u.in_sentence()))
            .unwrap_or_default(),
        applicant: form::applicant_lines(&version, &answers, base::Lang::Vi),
        known_by: applicant.known_by().map(|said| said.vi),
        acts_as: submitter.as_ref().map(|p| p.acts_as().vi),
        sections: form::sections(&version, &answers, base::Lang::Vi),
        signs: submitter.map_or(applicant.name, |p| p.name),
        fingerprint,
        witness: witness.to_owned(),
        track: track(by, d),
    };
    let paper = paper.paper();
    documents::issue(
        tx,
        NewPaper { record: d.id, unit: d.intake_unit, number: None, by: Some(by.me.person), paper: &paper },
    )
}

/// Model 06: who had it when, from the ledger.
pub fn control(tx: &mut Tx, by: By, d: &Dossier) -> Result<Id> {
    let map = by.app.maps.get(tx, tx.now().day())?;
    let (issue, number) = issue_of(tx, &map, d.intake_unit, Model::Control)?;
    let events = ledger::events_of(tx, d.id)?;
    let moved =
        ["dossier.accepted", "dossier.forwarded", "dossier.returned", "dossier.finished", "dossier.handed_over"];
    let mut handovers = Vec::new();
    for pair in events.iter().filter(|e| moved.contains(&e.kind.as_str())).collect::<Vec<_>>().windows(2) {
        let name = |tx: &mut Tx, event: &ledger::Recorded| -> Result<(String, String)> {
            let person = event.actor.map(|id| directory::person(tx, id)).transpose()?;
            Ok((crate::show::unit_name(&map, event.unit), person.map(|p| p.name).unwrap_or_default()))
        };
        handovers.push(Handover {
            from: name(tx, pair[0])?,
            to: name(tx, pair[1])?,
            at: Some(pair[1].at),
            outcome: None,
            note: String::new(),
        });
    }
    let paper = ControlPaper {
        issue,
        case: case_of(tx, d)?,
        competent: d.competent_unit.map(|u| crate::show::unit_name(&map, u)).unwrap_or_default(),
        others: Vec::new(),
        received_at: d.accepted_at.unwrap_or(d.submitted_at),
        due_at: d.due,
        handovers,
    };
    put(tx, by, d, d.intake_unit, number, &paper.paper())
}
