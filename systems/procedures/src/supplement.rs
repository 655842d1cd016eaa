//! What is missing is asked for once, for everything, naming each field and paper; the citizen answers only those.
//! While he does, the clock stands still. The same for a financial duty (tax, land levy).

use base::{Day, Error, Moment, Result, Said, Text, said, text};
use calendar::{PauseKind, WorkingCalendar};
use serde_json::Value;
use storage::Tx;

use crate::{
    accept::required_reason,
    catalogue,
    definition::Version,
    dossier::{self, Dossier},
    events,
    form::{self, Answers},
    places, print,
    register::{self, NewPaper},
    rights::{By, RECEIVE},
    settle,
    store::{self, Missing},
};

const MOST_MISSING: usize = 50;

/// A second request is possible and counted: an unfinished dossier with more than one counts as late (QĐ 766/QĐ-TTg).
pub fn second_request_warning(d: &Dossier) -> Option<Said> {
    (d.supplements > 0).then(|| {
        said!(
            "Hồ sơ này đã yêu cầu bổ sung {} lần. Yêu cầu thêm lần nữa làm hồ sơ bị tính là chậm khi chấm điểm",
            "A supplement was asked for {} time(s) already. Asking again makes the dossier count as late in the national score",
            d.supplements
        )
    })
}

/// Asked for at the end of the term, what could have been asked for at its beginning: inspectors look for it.
pub fn late_request_warning(d: &Dossier, calendar: &WorkingCalendar, now: Moment) -> Option<Said> {
    let due = d.due.filter(|due| *due > now)?;
    let left =
        (now.day().number()..due.day().number()).filter(|day| calendar.is_working_day(Day::from_number(*day + 1)));
    (left.count() <= LATE_DAYS).then(|| {
        said!(
            "Chỉ còn không quá {LATE_DAYS} ngày làm việc đến hạn. Yêu cầu bổ sung lúc này được ghi nhận và liệt kê khi kiểm tra",
            "No more than {LATE_DAYS} working days are left. A supplement asked for now is recorded and listed for inspectors"
        )
    })
}

/// Working days before the due day in which a request is late.
const LATE_DAYS: usize = 1;

/// What is wrong most often, so that nobody types it: for papers and for what was filled in.
pub const USUAL: [Text; 6] = [
    text("Bản chụp mờ, không đọc được", "The copy cannot be read"),
    text("Thiếu trang", "Pages are missing"),
    text("Thiếu chữ ký hoặc con dấu", "A signature or seal is missing"),
    text("Giấy tờ đã hết hạn", "The paper has expired"),
    text("Thông tin không khớp với giấy tờ tùy thân", "It does not agree with the identity paper"),
    text("Tờ khai ghi thiếu mục bắt buộc", "Required parts of the form are empty"),
];

/// The chosen usual reasons and what was written, one a line.
pub fn reason_of(chosen: impl Iterator<Item = usize>, words: &str) -> String {
    let usual = chosen.filter_map(|n| USUAL.get(n)).map(|text| text.vi);
    usual.chain(Some(words.trim()).filter(|words| !words.is_empty())).collect::<Vec<_>>().join("\n")
}

pub fn request(tx: &mut Tx, by: By, before: &Dossier, missing: &[Missing], reason: &str) -> Result<Dossier> {
    by.must_hold(tx, before)?;
    let reason = required_reason(reason)?;
    if missing.len() > MOST_MISSING {
        return Err(Error::field("missing", said!("Nhiều nhất {MOST_MISSING} mục", "At most {MOST_MISSING} items")));
    }
    let version = catalogue::load_version(tx, before.version)?;
    for (n, m) in missing.iter().enumerate() {
        let known = match m.kind.as_str() {
            "paper" => version.papers.iter().any(|p| p.code == m.item),
            "field" => version.field(&m.item).is_some(),
            _ => false,
        };
        // A procedure without papers and questions of its own takes any words for what is missing.
        let free = version.groups.is_empty() && version.papers.is_empty();
        if !known && !free {
            let said = said!("Thủ tục không có mục “{}”", "The procedure has no item “{}”", m.item);
            return Err(Error::field(format!("missing[{n}]"), said));
        }
    }
    let after = before.request_supplement()?;
    let again = after.supplements > 1;
    let event = events::SUPPLEMENT_REQUESTED
        .event(after.holder_unit, after.id)
        .with("again", again)
        .with("procedure", after.procedure.as_str());
    let request = settle::settle(tx, by, before, &after, event, Some(&reason))?;
    for m in missing {
        let why = base::text::clean_lines(&m.why, 500).map_err(|e| Error::field("missing", e.said))?;
        store::put_missing(tx, after.id, request, &Missing { why, ..m.clone() })?;
    }
    let items: Vec<(String, String)> = missing.iter().map(|m| (item_title(&version, m), m.why.clone())).collect();
    print::supplement(tx, by, &after, &items, &reason)?;
    let now = tx.now();
    store::open_pause(tx, after.id, PauseKind::Supplement, now, &reason)?;
    let code = &after.code;
    settle::tell_applicant(tx, &after, &said!("Hồ sơ {code} cần bổ sung", "Dossier {code} needs a supplement"))?;
    Ok(after)
}

/// The name of what is missing, as the procedure has it.
pub fn item_title(version: &Version, m: &Missing) -> String {
    let paper = version.papers.iter().find(|p| m.kind == "paper" && p.code == m.item).map(|p| &p.title.vi);
    let field = version.field(&m.item).map(|f| &f.title.vi);
    paper.or(field).unwrap_or(&m.item).clone()
}

/// The citizen's answer, or the desk's for him: only the fields and papers that were asked for are taken.
pub fn answer(tx: &mut Tx, by: By, before: &Dossier, answers: &Value, papers: &[NewPaper]) -> Result<Dossier> {
    let own = before.applicant == Some(by.me.person);
    if !own {
        by.must_cover(tx, RECEIVE, before.intake_unit)?;
    }
    // Before the answers are looked at: to who comes too late, what he sends is not wrong.
    before.supplement(None)?;
    let asked = store::missing(tx, before.id)?;
    let version = catalogue::load_version(tx, before.version)?;
    let now = tx.now();

    let stored = Answers::stored(serde_json::from_str(&store::answers(tx, before.id)?).map_err(Error::internal)?);
    let map = by.app.maps.get(tx, now.day())?;
    let fields: Vec<&str> = asked.iter().filter(|m| m.kind == "field").map(|m| m.item.as_str()).collect();
    let mut places = |sought: &form::Sought| places::find(tx, &map, sought);
    let checked = form::amend(&version, &stored, &fields, answers, now.day(), Some(&mut places))?;
    let papers: Vec<NewPaper> = papers
        .iter()
        .filter(|p| asked.is_empty() || asked.iter().any(|m| m.kind == "paper" && m.item == p.code))
        .cloned()
        .collect();

    store::close_pauses(tx, before.id, now)?;
    let due = due_now(tx, by, before)?;
    let answers_text = serde_json::to_string(&checked.value()).map_err(Error::internal)?;
    let parties = store::parties(tx, before.id)?;
    let after = Dossier { content: settle::content_hash(&answers_text, &parties)?, ..before.supplement(due)? };
    store::put_answers(tx, after.id, &answers_text)?;
    register::put_papers(tx, by, &version, &after, &papers)?;
    store::missing_answered(tx, after.id, now)?;
    let event = events::SUPPLEMENTED.event(after.holder_unit, after.id).with("procedure", after.procedure.as_str());
    settle::settle(tx, by, before, &after, event, None)?;
    Ok(after)
}

pub fn request_duty(tx: &mut Tx, by: By, before: &Dossier, reason: &str) -> Result<Dossier> {
    by.must_hold(tx, before)?;
    let reason = required_reason(reason)?;
    let after = before.request_duty()?;
    let event = events::DUTY_REQUESTED.event(after.holder_unit, after.id).with("procedure", after.procedure.as_str());
    settle::settle(tx, by, before, &after, event, Some(&reason))?;
    let now = tx.now();
    store::open_pause(tx, after.id, PauseKind::FinancialDuty, now, &reason)?;
    let code = &after.code;
    let said =
        said!("Hồ sơ {code}: cần thực hiện nghĩa vụ tài chính", "Dossier {code}: a financial duty is to be fulfilled");
    settle::tell_applicant(tx, &after, &said)?;
    Ok(after)
}

pub fn duty_done(tx: &mut Tx, by: By, before: &Dossier, note: &str) -> Result<Dossier> {
    by.must_cover(tx, RECEIVE, before.intake_unit)?;
    let note = base::text::clean_lines(note, 2_000).map_err(|e| Error::field("note", e.said))?;
    let now = tx.now();
    store::close_pauses(tx, before.id, now)?;
    let due = due_now(tx, by, before)?;
    let after = before.duty_done(due)?;
    let event = events::DUTY_DONE.event(after.holder_unit, after.id).with("procedure", after.procedure.as_str());
    settle::settle(tx, by, before, &after, event, Some(&note))?;
    Ok(after)
}

/// The due moment after all pauses so far.
fn due_now(tx: &mut Tx, by: By, d: &Dossier) -> Result<Option<base::Moment>> {
    let (Some(accepted), Some(term)) = (d.accepted_at, &d.term) else {
        return Err(Error::conflict(text("Hồ sơ chưa được tiếp nhận", "The dossier is not accepted yet")));
    };
    let version = catalogue::load_version(tx, d.version)?;
    let pauses = store::pauses(tx, d.id)?;
    let due = dossier::due(&by.app.calendar(), &version, term.parse()?, accepted, &pauses)?.due;
    // An extension that was promised stays promised.
    Ok(due.max(d.extended_to))
}
