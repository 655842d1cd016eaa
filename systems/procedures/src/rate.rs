//! After the result the citizen may say how it was: one to five, and a word.

use base::{Error, Result, text};
use storage::Tx;

use crate::{
    dossier::{Dossier, Status},
    events,
    rights::By,
    store,
};

pub fn rate(tx: &mut Tx, by: By, d: &Dossier, stars: i64, words: &str) -> Result<()> {
    if d.applicant != Some(by.me.person) {
        return Err(Error::forbidden(text("Chỉ người nộp hồ sơ được đánh giá", "Only the applicant rates")));
    }
    if !matches!(d.status, Status::Finished | Status::HandedOver) {
        return Err(Error::conflict(text("Chỉ đánh giá sau khi có kết quả", "Rate after the result")));
    }
    if !(1..=5).contains(&stars) {
        return Err(Error::field("stars", text("Hãy chọn từ 1 đến 5", "Choose from 1 to 5")));
    }
    let words = base::text::clean_lines(words, 1_000).map_err(|e| Error::field("words", e.said))?;
    if store::rating(tx, d.id)?.is_some() {
        return Err(Error::conflict(text("Bạn đã đánh giá hồ sơ này", "You have rated this dossier")));
    }
    let now = tx.now();
    store::put_rating(tx, d.id, stars, &words, now)?;
    let unit = d.competent_unit.unwrap_or(d.intake_unit);
    ledger::record(tx, Some(by.me.person), events::RATED.event(unit, d.id).with("stars", stars.to_string().as_str()))?;
    Ok(())
}
