//! Roles are rows: filled from the systems' defaults, changed by the province.

use std::{collections::BTreeMap, sync::Arc};

use base::{Error, Result, Said, Text, text};
use storage::{Tx, args};

use crate::{By, Right, RoleRights, events};

/// A role as the program brings it along.
#[derive(Clone, Copy, Debug)]
pub struct RoleDefault {
    pub code: &'static str,
    pub title: Text,
    /// Whoever holds it must enrol a second factor before anything else.
    pub second_factor: bool,
}

const fn role(code: &'static str, vi: &'static str, en: &'static str) -> RoleDefault {
    RoleDefault { code, title: text(vi, en), second_factor: false }
}

const fn guarded(code: &'static str, vi: &'static str, en: &'static str) -> RoleDefault {
    RoleDefault { code, title: text(vi, en), second_factor: true }
}

pub const ROLES: &[RoleDefault] = &[
    role("clerk", "Cán bộ bộ phận một cửa", "One-stop clerk"),
    role("specialist", "Chuyên viên", "Specialist"),
    role("head", "Trưởng phòng, lãnh đạo đơn vị chuyên môn", "Head of division"),
    role("chair", "Chủ tịch UBND cấp xã", "Chair of the commune"),
    role("deputy_chair", "Phó Chủ tịch UBND cấp xã", "Deputy chair of the commune"),
    role("department_director", "Giám đốc sở", "Director of a department"),
    role("deputy_director", "Phó Giám đốc sở", "Deputy director of a department"),
    role("province_leader", "Lãnh đạo UBND tỉnh", "Provincial leader"),
    guarded("admin", "Quản trị hệ thống", "Administrator"),
    guarded("privacy_officer", "Cán bộ bảo vệ dữ liệu cá nhân", "Data protection officer"),
    guarded("auditor", "Cán bộ kiểm tra, giám sát", "Auditor"),
];

/// Creates accounts, suspends them, resets passwords, gives posts; within reach.
pub const ACCOUNTS: Right = Right("identity.accounts");
/// Changes what a role may do, in the whole province.
pub const CHANGE_ROLES: Right = Right("identity.change_roles");
/// Sees who read whose data.
pub const SEE_READS: Right = Right("identity.see_reads");

pub const RIGHTS: &[(Right, Text)] = &[
    (ACCOUNTS, text("Quản lý tài khoản và vị trí công tác", "Manage accounts and posts")),
    (CHANGE_ROLES, text("Thay đổi quyền của vai trò", "Change the rights of roles")),
    (SEE_READS, text("Xem nhật ký truy cập dữ liệu cá nhân", "See the log of reads of personal data")),
];

pub const ROLE_RIGHTS: &[(&str, Right)] =
    &[("admin", ACCOUNTS), ("admin", CHANGE_ROLES), ("privacy_officer", SEE_READS), ("auditor", SEE_READS)];

/// A role as it stands.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Role {
    pub code: String,
    pub title: Said,
    pub second_factor: bool,
    pub rights: Vec<String>,
}

/// Fills in the roles and the rights that were never filled in before; what the province changed since stays changed.
pub fn install_roles(tx: &mut Tx, roles: &[RoleDefault], rights: &[(&'static str, Right)]) -> Result<()> {
    let mut changed = false;
    for (place, role) in roles.iter().enumerate() {
        let new = tx.run(
            "insert into identity_role (code, title_vi, title_en, second_factor, place) values ($1, $2, $3, $4, $5)
             on conflict (code) do nothing",
            args![role.code, role.title.vi, role.title.en, role.second_factor, place as i64],
        )?;
        changed |= new == 1;
    }
    for (role, right) in rights {
        let new = tx.run(
            "insert into identity_role_default (role, right_name) values ($1, $2) on conflict (role, right_name) do nothing",
            args![*role, right.0],
        )?;
        if new == 1 {
            changed |= give(tx, role, right.0)?;
        }
    }
    if changed { bump(tx) } else { Ok(()) }
}

/// All roles with their rights, in the order of the administration page.
pub fn roles(tx: &mut Tx) -> Result<Vec<Role>> {
    let rights = load(tx)?;
    let rows = tx.all::<(String, String, String, bool)>(
        "select code, title_vi, title_en, second_factor from identity_role order by place, code",
        args![],
    )?;
    let role = |(code, vi, en, second_factor): (String, String, String, bool)| {
        let rights = rights.get(&code).map(|all| all.iter().map(|it| it.to_string()).collect()).unwrap_or_default();
        Role { code, title: Said { vi, en }, second_factor, rights }
    };
    Ok(rows.into_iter().map(role).collect())
}

/// The title of a role, for pages and papers; its code if it has been removed.
pub fn role_title(tx: &mut Tx, code: &str) -> Result<Said> {
    let row = tx.first("select title_vi, title_en from identity_role where code = $1", args![code])?;
    Ok(row.map_or_else(|| Said::new(code, code), |(vi, en): (String, String)| Said { vi, en }))
}

/// Gives the right to the role or takes it away, for everybody who holds it, from the next request on.
pub fn set_role_right(tx: &mut Tx, by: By, role: &str, right: Right, given: bool) -> Result<()> {
    by.require_everywhere(tx, CHANGE_ROLES)?;
    known_role(tx, role)?;
    let changed = if given {
        give(tx, role, right.0)?
    } else {
        let gone =
            tx.run("delete from identity_role_right where role = $1 and right_name = $2", args![role, right.0])?;
        gone == 1
    };
    if changed {
        events::role_changed(tx, by, role, right.0, given)?;
        bump(tx)?;
    }
    Ok(())
}

/// Whether holders of the role must have a second factor.
pub fn set_role_second_factor(tx: &mut Tx, by: By, role: &str, needed: bool) -> Result<()> {
    by.require_everywhere(tx, CHANGE_ROLES)?;
    known_role(tx, role)?;
    let changed = tx.run(
        "update identity_role set second_factor = $2 where code = $1 and second_factor <> $2",
        args![role, needed],
    )?;
    if changed == 1 {
        events::role_changed(tx, by, role, "second_factor", needed)?;
        bump(tx)?;
    }
    Ok(())
}

pub(crate) fn known_role(tx: &mut Tx, role: &str) -> Result<()> {
    match tx.first::<(i64,)>("select place from identity_role where code = $1", args![role])? {
        Some(_) => Ok(()),
        None => Err(Error::field("role", NO_ROLE)),
    }
}

const NO_ROLE: Text = text("Không có vai trò này", "There is no such role");

fn give(tx: &mut Tx, role: &str, right: &str) -> Result<bool> {
    let new = tx.run(
        "insert into identity_role_right (role, right_name) values ($1, $2) on conflict (role, right_name) do nothing",
        args![role, right],
    )?;
    Ok(new == 1)
}

fn bump(tx: &mut Tx) -> Result<()> {
    let n = tx.new_id();
    tx.run("update identity_version set n = $1 where id = 1", args![n])?;
    Ok(())
}

fn load(tx: &mut Tx) -> Result<RoleRights> {
    let mut names: BTreeMap<String, Arc<str>> = BTreeMap::new();
    let mut all = RoleRights::new();
    tx.each("select role, right_name from identity_role_right order by role, right_name", args![], &mut |row| {
        let right = row.text(1)?;
        let right = names.entry(right.to_owned()).or_insert_with(|| right.into()).clone();
        match all.get_mut(row.text(0)?) {
            Some(rights) => rights.push(right),
            None => drop(all.insert(row.get(0)?, vec![right])),
        }
        Ok(())
    })?;
    Ok(all)
}

/// The roles as of one version, for the loading of `Me`.
#[derive(Default)]
pub(crate) struct RoleTable {
    pub rights: RoleRights,
    pub titles: BTreeMap<String, Said>,
    pub second_factor: Vec<String>,
}

impl RoleTable {
    pub fn load(tx: &mut Tx) -> Result<RoleTable> {
        let mut table = RoleTable { rights: load(tx)?, ..RoleTable::default() };
        tx.each("select code, title_vi, title_en, second_factor from identity_role", args![], &mut |row| {
            let code: String = row.get(0)?;
            if row.bool(3)? {
                table.second_factor.push(code.clone());
            }
            table.titles.insert(code, Said::new(row.text(1)?, row.text(2)?));
            Ok(())
        })?;
        Ok(table)
    }

    pub fn title(&self, code: &str) -> Said {
        self.titles.get(code).cloned().unwrap_or_else(|| Said::new(code, code))
    }
}
