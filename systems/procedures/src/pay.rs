//! A fee is paid: cash at the desk, or a transfer that an official has seen arrive. The state's own receipt (biên lai)
//! is recorded by its number; this program prints none of its own.

use base::{Error, Result, text};
use platform::{Setting, Settings};
use storage::Tx;

use crate::{
    dossier::Dossier,
    events,
    rights::{By, RECEIVE},
    store,
    vietqr::Transfer,
};

/// Where fees are transferred to. While either is empty, fees are paid at the counter only.
pub const FEE_BANK: Setting = Setting {
    name: "procedures.fee_bank_bin",
    title: text("Mã ngân hàng (BIN) của tài khoản thu phí", "Bank (BIN) of the account for fees"),
    default: "",
    basis: "Nghị định 118/2025/NĐ-CP; tiêu chuẩn VietQR của NAPAS",
};
pub const FEE_ACCOUNT: Setting = Setting {
    name: "procedures.fee_bank_account",
    title: text("Số tài khoản thu phí, lệ phí", "Account for fees"),
    default: "",
    basis: "Nghị định 118/2025/NĐ-CP",
};

/// The transfer of `amount` đồng for a dossier; `None` where the province has named no account.
pub fn transfer(settings: &Settings, dossier_code: &str, amount: i64) -> Option<Transfer> {
    let (bank, account) = (settings.get(&FEE_BANK), settings.get(&FEE_ACCOUNT));
    (!bank.is_empty() && !account.is_empty()).then(|| Transfer::to_account(bank, account, amount, dossier_code))
}

pub const METHODS: [(&str, base::Text); 2] =
    [("cash", text("Tiền mặt", "Cash")), ("transfer", text("Chuyển khoản", "Bank transfer"))];

pub fn confirm(tx: &mut Tx, by: By, d: &Dossier, method: &str, receipt: &str) -> Result<i64> {
    by.must_cover(tx, RECEIVE, d.intake_unit)?;
    if !METHODS.iter().any(|(code, _)| *code == method) {
        return Err(Error::field("method", text("Hãy chọn hình thức thu", "Choose how it was paid")));
    }
    let receipt = base::text::clean(receipt, 40).map_err(|e| Error::field("receipt", e.said))?;
    let now = tx.now();
    let amount = store::pay_fees(
        tx,
        d.id,
        method,
        Some(&receipt).filter(|r| !r.is_empty()).map(String::as_str),
        by.me.person,
        now,
    )?;
    let event = events::PAID
        .event(d.intake_unit, d.id)
        .with("method", method)
        .with("procedure", d.procedure.as_str())
        .with("amount", amount);
    ledger::record(tx, Some(by.me.person), event)?;
    Ok(amount)
}
