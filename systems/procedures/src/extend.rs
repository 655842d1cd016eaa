//! Once, before it is due, with an apology: a new date.

use base::{Day, Error, Result, said, text};
use storage::Tx;

use crate::{
    accept::required_reason,
    dossier::Dossier,
    events, print,
    rights::{By, CHECK},
    settle,
};

/// `until` is the new day; the dossier is then due at its closing time.
pub fn extend(tx: &mut Tx, by: By, before: &Dossier, until: Day, reason: &str) -> Result<Dossier> {
    by.must_cover(tx, CHECK, before.holder_unit)?;
    let reason = required_reason(reason)?;
    let Some(to) = by.app.calendar().closing(until) else {
        return Err(Error::field(
            "until",
            text("Ngày hẹn lại phải là ngày làm việc", "The new date must be a working day"),
        ));
    };
    let after = before.extend(to, tx.now())?;
    let event = events::EXTENDED
        .event(after.holder_unit, after.id)
        .with("procedure", after.procedure.as_str())
        .with("until", until.to_string().as_str());
    settle::settle(tx, by, before, &after, event, Some(&reason))?;
    print::apology(tx, by, before, &after, &reason)?;
    let (code, day) = (&after.code, until.dmy());
    let said = said!(
        "Xin lỗi và hẹn lại: hồ sơ {code} trả kết quả ngày {day}",
        "With an apology: the result of dossier {code} will be ready on {day}"
    );
    settle::tell_applicant(tx, &after, &said)?;
    Ok(after)
}
