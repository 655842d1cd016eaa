//! What administration tells the ledger: codes and ids only. Sign-ins are no events (they stand in
//! `identity_signin`), and posts are the directory's.

use base::{Id, Result, text};
use ledger::EventKind;
use storage::{Tx, args};

use crate::{By, Who};

pub static ACCOUNT_CREATED: EventKind =
    EventKind::new("account.created", text("Tạo tài khoản", "Account created")).dims(&["kind"]);
pub static ACCOUNT_SUSPENDED: EventKind =
    EventKind::new("account.suspended", text("Tạm khóa tài khoản", "Account suspended"));
pub static ACCOUNT_RESUMED: EventKind = EventKind::new("account.resumed", text("Mở lại tài khoản", "Account resumed"));
pub static PASSWORD_RESET: EventKind =
    EventKind::new("account.password_reset", text("Đặt lại mật khẩu", "Password reset"));
pub static SECOND_FACTOR_RESET: EventKind =
    EventKind::new("account.second_factor_reset", text("Gỡ xác thực lớp thứ hai", "Second factor removed"));
pub static DELEGATED: EventKind = EventKind::new("delegation.made", text("Ủy quyền", "Delegation made"));
pub static DELEGATION_ENDED: EventKind =
    EventKind::new("delegation.ended", text("Chấm dứt ủy quyền", "Delegation ended"));
pub static TOKEN_MADE: EventKind = EventKind::new("token.made", text("Cấp khóa truy cập API", "API token made"));
pub static ROLE_CHANGED: EventKind = EventKind::new("role.changed", text("Thay đổi vai trò", "Role changed"));

pub static EVENTS: [&EventKind; 9] = [
    &ACCOUNT_CREATED,
    &ACCOUNT_SUSPENDED,
    &ACCOUNT_RESUMED,
    &PASSWORD_RESET,
    &SECOND_FACTOR_RESET,
    &DELEGATED,
    &DELEGATION_ENDED,
    &TOKEN_MADE,
    &ROLE_CHANGED,
];

/// The unit of an account is that of its person's latest post; a citizen's has none.
pub(crate) fn about(tx: &mut Tx, by: By, kind: &'static EventKind, account: Id) -> Result<()> {
    let unit = unit_of(tx, account)?;
    ledger::record(tx, by.actor(), kind.event(unit, account))?;
    Ok(())
}

pub(crate) fn account_created(tx: &mut Tx, by: By, account: Id, kind: Who) -> Result<()> {
    let unit = unit_of(tx, account)?;
    ledger::record(tx, by.actor(), ACCOUNT_CREATED.event(unit, account).with("kind", kind.to_string()))?;
    Ok(())
}

/// `thing` is a right's name or `second_factor`. Roles have codes and no ids: the subject is the unit.
pub(crate) fn role_changed(tx: &mut Tx, by: By, role: &str, thing: &str, given: bool) -> Result<()> {
    let unit = match by {
        By::Me(me) => me.unit(),
        By::Operator => None,
    };
    let unit = unit.unwrap_or(Id::NONE);
    let event = ROLE_CHANGED.event(unit, unit).with("role", role).with("right", thing).with("given", given);
    ledger::record(tx, by.actor(), event)?;
    Ok(())
}

fn unit_of(tx: &mut Tx, account: Id) -> Result<Id> {
    let row = tx.first::<(Id,)>(
        "select o.unit from identity_account a join directory_post o on o.person = a.person
         where a.id = $1 order by o.from_day desc, o.id desc limit 1",
        args![account],
    )?;
    Ok(row.map_or(Id::NONE, |(unit,)| unit))
}
