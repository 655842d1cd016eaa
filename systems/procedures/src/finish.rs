//! The result is signed: here it is judged whether the dossier was on time. Then it is handed over.

use base::{Day, Error, Id, Result, said, text};
use storage::Tx;

use crate::{
    catalogue, custody,
    dossier::{self, Dossier, Holder},
    events, print,
    rights::{By, DECIDE, RECEIVE},
    settle,
    store::{self, ResultRow},
};

/// What the signing official records. A number left out is taken from the unit's book.
#[derive(Clone, Debug, Default)]
pub struct Signed {
    pub number: Option<String>,
    pub day: Option<Day>,
    pub file: Option<Id>,
    /// Write the result from the procedure's template, if it has one.
    pub from_template: bool,
    pub note: String,
}

pub fn finish(tx: &mut Tx, by: By, before: &Dossier, signed: &Signed) -> Result<Dossier> {
    by.must_hold(tx, before)?;
    by.must_cover(tx, DECIDE, before.holder_unit)?;
    let after = conclude(tx, by, before, signed)?;
    let code = &after.code;
    settle::tell_applicant(tx, &after, &said!("Hồ sơ {code} đã có kết quả", "The result of dossier {code} is ready"))?;
    Ok(after)
}

/// The result with its number, and whether it came in time. Who may is the caller's to check.
pub fn conclude(tx: &mut Tx, by: By, before: &Dossier, signed: &Signed) -> Result<Dossier> {
    let now = tx.now();
    let note = base::text::clean_lines(&signed.note, 2_000).map_err(|e| Error::field("note", e.said))?;
    let day = signed.day.unwrap_or(now.day());
    if day > now.day() {
        return Err(Error::field("day", text("Ngày ký không thể ở tương lai", "The day of signing cannot lie ahead")));
    }
    if before.accepted_at.is_some_and(|at| day < at.day()) {
        return Err(Error::field("day", SIGNED_TOO_SOON));
    }
    let version = catalogue::load_version(tx, before.version)?;
    let outcome = before.due.map(|due| dossier::outcome(now, due));
    let desk = Holder { unit: before.intake_unit, role: "clerk".into(), person: None };
    let after = before.finish(&version, outcome, now)?.held_by(desk);

    let competent = before.competent_unit.unwrap_or(before.intake_unit);
    let number = match signed.number.as_deref().map(str::trim).filter(|n| !n.is_empty()) {
        Some(number) => base::text::clean(number, 60).map_err(|e| Error::field("number", e.said))?,
        None => documents::next_number(tx, competent, "KQ", day.year())?.to_string(),
    };
    let code = tx.new_id().to_string();
    let mut result = ResultRow { code, kind: version.result.code.clone(), number, day, file: signed.file, paper: None };
    if signed.from_template && signed.file.is_none() {
        result.paper = print::result(tx, by, &after, &version, &result)?;
    }
    store::put_result(tx, after.id, &result)?;
    custody::take(tx, after.id, None, &version.result.title.vi, competent, by.me.person)?;

    let hours = before.accepted_at.map_or(0, |at| (now.ms() - at.ms()) / 3_600_000);
    let event = events::FINISHED
        .event(competent, after.id)
        .with("channel", after.channel.as_str())
        .with("time", outcome.map_or("none", dossier::Outcome::code))
        .with("procedure", after.procedure.as_str())
        .with("hours", hours);
    settle::settle(tx, by, before, &after, event, Some(&note))?;
    Ok(after)
}

const SIGNED_TOO_SOON: base::Text = text(
    "Ngày ký không thể trước ngày tiếp nhận hồ sơ",
    "The day of signing cannot lie before the dossier was accepted",
);

/// How a result reaches the citizen.
pub const WAYS: [(&str, base::Text); 3] = [
    ("counter", text("Trực tiếp tại quầy", "At the counter")),
    ("online", text("Trực tuyến", "Online")),
    ("post", text("Bưu chính công ích", "By post")),
];

pub fn hand_over(tx: &mut Tx, by: By, before: &Dossier, way: &str, note: &str) -> Result<Dossier> {
    by.must_cover(tx, RECEIVE, before.intake_unit)?;
    if !WAYS.iter().any(|(code, _)| *code == way) {
        return Err(Error::field("way", text("Hãy chọn cách trả kết quả", "Choose how the result is handed over")));
    }
    let owed: i64 = store::fees(tx, before.id)?.iter().filter(|f| f.state == "due").map(|f| f.amount).sum();
    if owed > 0 {
        let owed = base::money::Dong(owed);
        return Err(Error::conflict(said!(
            "Hồ sơ còn {owed} chưa thu: hãy xác nhận thu phí, lệ phí trước khi trả kết quả",
            "{owed} is still to be paid: confirm the payment before handing over the result"
        )));
    }
    let note = base::text::clean_lines(note, 2_000).map_err(|e| Error::field("note", e.said))?;
    let after = before.hand_over(tx.now())?;
    custody::result_given(tx, after.id)?;
    let event = events::HANDED_OVER
        .event(after.intake_unit, after.id)
        .with("by", way)
        .with("procedure", after.procedure.as_str());
    settle::settle(tx, by, before, &after, event, Some(&note))?;
    Ok(after)
}
