//! A fee is paid: cash at the desk, or a transfer that an official has seen arrive. The state's own receipt (biên lai)
//! is recorded by its number; this program prints none of its own.

use base::{Error, Result, text};
use storage::Tx;

use crate::{
    dossier::Dossier,
    events,
    rights::{By, RECEIVE},
    store,
};

pub const METHODS: [(&str, base::Text); 2] =
    [("cash", text("Tiền mặt", "Cash")), ("transfer", text("Chuyển khoản", "Bank transfer"))];

pub fn confirm(tx: &mut Tx, by: By, d: &Dossier, method: &str, receipt: &str) -> Result<i64> {
    by.must_cover(tx, RECEIVE, d.intake_unit)?;
    if !METHODS.iter().any(|(code, _)| *code == method) {
        return Err(Error::field("method", text("Hãy chọn hình thức thu", "Choose how it was paid")));
    }
    let receipt = base::text::clean(receipt, 40).map_err(|e| Error::field("receipt", e.said))?;
    let now = tx.now();
    let amount = store::pay_fees(tx, d.id, method, Some(&receipt).filter(|r| !r.is_empty()).map(String::as_str), by.me.person, now)?;
    let event = events::PAID
        .event(d.intake_unit, d.id)
        .with("method", method)
        .with("procedure", d.procedure.as_str())
        .with("amount", amount);
    ledger::record(tx, Some(by.me.person), event)?;
    Ok(amount)
}
