//! Who may do what, and over which units.

use base::{Error, Id, Result, Text, text};
use identity::{Me, Right};
use platform::App;
use storage::Tx;

use crate::{dossier::Dossier, store};

/// See dossiers within one's reach.
pub const VIEW: Right = Right("procedures.view");
/// Receive, accept, refuse, collect fees, hand over: the one-stop desk.
pub const RECEIVE: Right = Right("procedures.receive");
/// Certify at the desk, with the signature of who may sign: received, signed and handed over in one act.
pub const CERTIFY: Right = Right("procedures.certify");
/// Work on a dossier: forward, return, ask for supplements and opinions.
pub const PROCESS: Right = Right("procedures.process");
/// Check what the specialist made, and hand out the work of one's unit.
pub const CHECK: Right = Right("procedures.check");
/// Decide: finish, stop, extend.
pub const DECIDE: Right = Right("procedures.decide");
/// Have the due dates of open dossiers recomputed after the working calendar changed.
pub const REDATE: Right = Right("procedures.redate");
/// Publish versions, import the national catalogue.
pub const CATALOGUE: Right = Right("procedures.catalogue");

pub const ALL: &[(Right, Text)] = &[
    (VIEW, text("Xem hồ sơ trong phạm vi đơn vị", "See dossiers within one's units")),
    (RECEIVE, text("Tiếp nhận và trả kết quả", "Receive dossiers and hand over results")),
    (CERTIFY, text("Làm chứng thực nhanh tại quầy", "Certify copies in the fast lane")),
    (PROCESS, text("Xử lý hồ sơ", "Work on dossiers")),
    (CHECK, text("Kiểm tra, phân công hồ sơ", "Check and assign dossiers")),
    (DECIDE, text("Quyết định, ký kết quả", "Decide and sign results")),
    (REDATE, text("Tính lại hạn trả khi lịch làm việc thay đổi", "Recompute due dates when the calendar changes")),
    (CATALOGUE, text("Quản lý danh mục thủ tục", "Keep the catalogue of procedures")),
];

/// What a role has unless the province decides otherwise.
pub const OF_ROLES: &[(&str, Right)] = &[
    ("clerk", VIEW),
    ("clerk", RECEIVE),
    ("clerk", CERTIFY),
    ("specialist", VIEW),
    ("specialist", PROCESS),
    ("head", VIEW),
    ("head", RECEIVE),
    ("head", PROCESS),
    ("head", CHECK),
    ("chair", VIEW),
    ("chair", PROCESS),
    ("chair", CHECK),
    ("chair", DECIDE),
    ("deputy_chair", VIEW),
    ("deputy_chair", PROCESS),
    ("deputy_chair", CHECK),
    ("deputy_chair", DECIDE),
    ("department_director", VIEW),
    ("department_director", PROCESS),
    ("department_director", CHECK),
    ("department_director", DECIDE),
    ("deputy_director", VIEW),
    ("deputy_director", PROCESS),
    ("deputy_director", CHECK),
    ("deputy_director", DECIDE),
    ("province_leader", VIEW),
    ("province_leader", REDATE),
    ("admin", CATALOGUE),
    ("auditor", VIEW),
];

/// The right that working in a step's role takes.
pub fn of_role(role: &str) -> Right {
    match role {
        "clerk" => RECEIVE,
        "specialist" => PROCESS,
        "head" => CHECK,
        _ => DECIDE,
    }
}

/// Who acts, and the house he acts in.
#[derive(Clone, Copy)]
pub struct By<'a> {
    pub app: &'a App,
    pub me: &'a Me,
}

impl By<'_> {
    /// Whether the person's right covers that unit: it or one above it.
    pub fn covers(self, tx: &mut Tx, right: Right, unit: Id) -> Result<bool> {
        let roots = self.me.reach(right).roots;
        if roots.is_empty() || roots.contains(&unit) {
            return Ok(!roots.is_empty());
        }
        let map = self.app.maps.get(tx, tx.now().day())?;
        Ok(map.ancestors(unit).any(|above| roots.contains(&above.id)))
    }

    /// Errors: `Forbidden` unless `right` covers the unit.
    pub fn must_cover(self, tx: &mut Tx, right: Right, unit: Id) -> Result<()> {
        if self.covers(tx, right, unit)? {
            return Ok(());
        }
        Err(Error::forbidden(text(
            "Việc này thuộc đơn vị khác, tài khoản của bạn không có quyền",
            "This belongs to another unit; your account may not do it",
        )))
    }

    /// The dossier waits for this person: it was given to him, or his role's right covers the unit that holds it.
    /// Errors: `Forbidden`.
    pub fn must_hold(self, tx: &mut Tx, dossier: &Dossier) -> Result<()> {
        if dossier.holder_person == Some(self.me.person)
            || self.covers(tx, of_role(&dossier.holder_role), dossier.holder_unit)?
        {
            return Ok(());
        }
        Err(Error::forbidden(text(
            "Hồ sơ đang do đơn vị hoặc người khác xử lý, bạn chỉ được xem",
            "The dossier is with another unit or person; you may only look",
        )))
    }

    /// The dossier of that code within the person's reach.
    pub fn load(self, tx: &mut Tx, code: &str) -> Result<Dossier> {
        store::load(tx, code, &self.me.reach(VIEW))
    }
}
