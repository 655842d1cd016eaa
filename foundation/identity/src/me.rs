//! Who asks: loaded at each request, in one read, from a session or a token.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use base::{Day, Error, Id, Lang, Moment, Result, Said, Text, personal_number::PersonalNumber, text};
use storage::{Tx, args, columns};

use crate::{Held, Lent, Limits, Reach, Right, Rights, Seat, Who, rights::seats_of, role::RoleTable, secret::Secret};

/// The one who asks, as of `day`. Cheap to clone into a closure.
#[derive(Clone, Debug)]
pub struct Me {
    pub person: Id,
    pub account: Id,
    pub kind: Who,
    pub name: String,
    /// Of a citizen.
    pub personal_number: Option<PersonalNumber>,
    pub lang: Lang,
    pub via: Via,
    /// Where `me` sits today: own posts first, then lent ones.
    pub posts: Arc<[Seat]>,
    /// What must be done before anything else; until then there are no rights.
    pub must: Option<Must>,
    /// Whether a role of `me` requires a second factor.
    pub second_factor_needed: bool,
    /// The unit and role of the seat one acts in, as pages show them; empty without a post.
    pub unit_name: String,
    pub role_title: Said,
    pub day: Day,
    pub(crate) rights: Arc<Rights>,
    acting: Option<Id>,
    version: i64,
}

/// How `me` was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// By the session of this id.
    Session(Id),
    /// By the API token of this id.
    Token(Id),
    /// By the operator at the machine, a job or the demo, which act in somebody's name.
    Command,
}

/// What stands between a right password and the rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Must {
    /// The code of the second factor has not been given yet.
    GiveCode,
    ChangePassword,
    /// A role requires a second factor and there is none yet.
    EnrolSecondFactor,
}

/// What a request shows.
#[derive(Clone)]
pub(crate) enum Credential {
    /// The session cookie.
    Session(Secret),
    /// `Authorization: Bearer`.
    Token(Secret),
}

impl Me {
    pub fn has(&self, right: Right) -> bool {
        self.rights.has(right)
    }

    /// The units over which the right holds, and all that is under them.
    pub fn reach(&self, right: Right) -> Reach {
        self.rights.reach(right)
    }

    /// Errors: `Forbidden` without the right, whatever the unit.
    pub fn require(&self, right: Right) -> Result<()> {
        if self.has(right) { Ok(()) } else { Err(Error::forbidden(NO_RIGHT)) }
    }

    /// Errors: `Forbidden` unless the right holds over this unit today.
    pub fn require_over(&self, tx: &mut Tx, right: Right, unit: Id) -> Result<()> {
        if self.reach(right).covers_on(tx, unit, self.day)? { Ok(()) } else { Err(Error::forbidden(NO_RIGHT)) }
    }

    pub fn rights(&self) -> &Rights {
        &self.rights
    }

    /// The post one acts in: the chosen one, else the first.
    pub fn seat(&self) -> Option<&Seat> {
        chosen(&self.posts, self.acting)
    }

    /// The unit one acts for.
    pub fn unit(&self) -> Option<Id> {
        self.seat().map(|seat| seat.unit)
    }

    pub fn is_official(&self) -> bool {
        self.kind == Who::Official
    }

    /// Whether `me` still may what it might when it was loaded; to be asked inside the transaction of an act.
    /// Errors: `SignIn` when the session has ended, `Conflict` when posts, delegations or roles have changed.
    pub fn still(&self, tx: &mut Tx) -> Result<()> {
        let (alive, version) = match self.via {
            Via::Session(id) => tx.one::<(i64, i64)>(
                "select (select count(*) from identity_session s join identity_account a on a.id = s.account
                         where s.id = $1 and a.suspended_at is null), n from identity_version where id = 1",
                args![id],
            )?,
            Via::Token(id) => tx.one(
                "select (select count(*) from identity_token t join identity_account a on a.id = t.account
                         where t.id = $1 and a.suspended_at is null), n from identity_version where id = 1",
                args![id],
            )?,
            Via::Command => tx.one("select cast(1 as bigint), n from identity_version where id = 1", args![])?,
        };
        if alive == 0 {
            return Err(Error::sign_in());
        }
        let unchanged = version == self.version
            && (self.kind == Who::Citizen || seats(tx, self.person, self.day)?.as_slice() == &*self.posts);
        if unchanged { Ok(()) } else { Err(Error::conflict(CHANGED)) }
    }
}

fn chosen(posts: &[Seat], acting: Option<Id>) -> Option<&Seat> {
    acting.and_then(|post| posts.iter().find(|seat| seat.post == post)).or_else(|| posts.first())
}

const NO_RIGHT: Text =
    text("Bạn không có quyền thực hiện việc này tại đơn vị này", "You do not have the right to do this for this unit");
const CHANGED: Text = text(
    "Quyền của bạn vừa thay đổi; vui lòng tải lại trang rồi thử lại",
    "Your rights have just changed; please reload the page and try again",
);

/// An account and how it was known, in one row.
struct Found {
    via: Id,
    seen_at: Option<Moment>,
    ends_at: Moment,
    second_factor: bool,
    acting: Option<Id>,
    rights: Option<String>,
    account: Id,
    person: Id,
    kind: Who,
    must_change: bool,
    suspended_at: Option<Moment>,
    totp_since: Option<Moment>,
    lang: String,
    name: String,
    personal_number: Option<String>,
    version: i64,
    map_version: i64,
}

columns!(Found {
    via,
    seen_at,
    ends_at,
    second_factor,
    acting,
    rights,
    account,
    person,
    kind,
    must_change,
    suspended_at,
    totp_since,
    lang,
    name,
    personal_number,
    version,
    map_version,
});

const ACCOUNT: &str = "a.id, a.person, a.kind, a.must_change, a.suspended_at, a.totp_since, a.lang,
     p.name, p.personal_number, (select n from identity_version where id = 1),
     (select coalesce(max(version), 0) from directory_vintage)";

/// What changes seldom, kept between transactions under the version that each transaction reads anew.
#[derive(Default)]
pub(crate) struct Kept {
    roles: Mutex<(i64, Arc<RoleTable>)>,
    /// As of one version of the map.
    names: Mutex<(i64, UnitNames)>,
}

type UnitNames = HashMap<(Id, Day), String>;

const MOST_NAMES: usize = 10_000;

impl Kept {
    fn roles(&self, tx: &mut Tx, version: i64) -> Result<Arc<RoleTable>> {
        let kept = || self.roles.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, roles) = kept().clone();
        if at == version {
            return Ok(roles);
        }
        let roles = Arc::new(RoleTable::load(tx)?);
        *kept() = (version, roles.clone());
        Ok(roles)
    }

    fn unit_name(&self, tx: &mut Tx, version: i64, unit: Id, day: Day) -> Result<String> {
        let kept = || self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let name = match &*kept() {
            (at, names) if *at == version => names.get(&(unit, day)).cloned(),
            _ => None,
        };
        if let Some(name) = name {
            return Ok(name);
        }
        let name = directory::unit(tx, unit, day)?.full_name();
        let mut kept = kept();
        if kept.0 != version || kept.1.len() >= MOST_NAMES {
            *kept = (version, HashMap::new());
        }
        kept.1.insert((unit, day), name.clone());
        Ok(name)
    }
}

/// `Me` and whether the time of last use should be written.
pub(crate) struct Known {
    pub me: Me,
    pub touch: bool,
}

/// Two statements (three when roles have changed). `None` for a credential that is unknown, over, idle or suspended.
pub(crate) fn load(tx: &mut Tx, limits: &Limits, kept: &Kept, by: &Credential) -> Result<Option<Known>> {
    let now = tx.now();
    let found = match by {
        Credential::Session(secret) => {
            let sql = format!(
                "select s.id, s.seen_at, s.ends_at, s.second_factor, s.acting, null, {ACCOUNT}
                 from identity_session s join identity_account a on a.id = s.account
                 join directory_person p on p.id = a.person where s.hash = $1"
            );
            tx.first::<Found>(&sql, args![secret.hash()])?
        }
        Credential::Token(secret) => {
            let sql = format!(
                "select t.id, t.used_at, t.ends_at, true, null, t.rights, {ACCOUNT}
                 from identity_token t join identity_account a on a.id = t.account
                 join directory_person p on p.id = a.person where t.hash = $1"
            );
            tx.first::<Found>(&sql, args![secret.hash()])?
        }
    };
    let Some(found) = found else {
        return Ok(None);
    };
    let is_session = matches!(by, Credential::Session(_));
    let idle = is_session && found.seen_at.is_some_and(|seen| now >= seen.plus_minutes(limits.idle_minutes));
    if now >= found.ends_at || idle || found.suspended_at.is_some() {
        return Ok(None);
    }
    let touch = found.seen_at.is_none_or(|seen| now >= seen.plus_minutes(limits.seen_minutes));
    let via = if is_session { Via::Session(found.via) } else { Via::Token(found.via) };
    Ok(Some(Known { me: complete(tx, kept, via, found)?, touch }))
}

/// Somebody without his session, for the command line, jobs and the demo, which act in his name.
pub(crate) fn of_account(tx: &mut Tx, kept: &Kept, account: Id) -> Result<Me> {
    let sql = format!(
        "select a.id, null, cast(0 as bigint), true, null, null, {ACCOUNT}
         from identity_account a join directory_person p on p.id = a.person where a.id = $1"
    );
    let found: Found = tx.one(&sql, args![account])?;
    complete(tx, kept, Via::Command, found)
}

fn complete(tx: &mut Tx, kept: &Kept, via: Via, found: Found) -> Result<Me> {
    let day = tx.now().day();
    let mut seat = (String::new(), Said::new("", ""));
    let (mut posts, mut rights, mut second_factor_needed) = (Vec::new(), Rights::default(), false);
    if found.kind == Who::Official {
        let roles = kept.roles(tx, found.version)?;
        posts = seats(tx, found.person, day)?;
        rights = Rights::of(&posts, &roles.rights);
        // A lent post brings its rights and with them its duty.
        second_factor_needed = posts.iter().any(|seat| roles.second_factor.contains(&seat.role));
        if let Some(it) = chosen(&posts, found.acting) {
            seat = (kept.unit_name(tx, found.map_version, it.unit, day)?, roles.title(&it.role));
        }
    }
    let must = match via {
        Via::Session(_) if found.totp_since.is_some() && !found.second_factor => Some(Must::GiveCode),
        Via::Session(_) if found.must_change => Some(Must::ChangePassword),
        Via::Session(_) if second_factor_needed && found.totp_since.is_none() => Some(Must::EnrolSecondFactor),
        _ => None,
    };
    let rights = match (&must, &found.rights) {
        (Some(_), _) => Rights::default(),
        (None, Some(names)) => rights.only(&names.split(' ').collect::<Vec<_>>()),
        (None, None) => rights,
    };
    let number = found.personal_number.filter(|_| found.kind == Who::Citizen);
    Ok(Me {
        person: found.person,
        account: found.account,
        kind: found.kind,
        name: found.name,
        personal_number: number.and_then(|number| PersonalNumber::parse(&number).ok()),
        lang: Lang::from_tag(&found.lang),
        via,
        posts: posts.into(),
        must,
        second_factor_needed,
        unit_name: seat.0,
        role_title: seat.1,
        day,
        rights: Arc::new(rights),
        acting: found.acting,
        version: found.version,
    })
}

/// Everything that could give the person a seat on `day` or later, own posts first.
const SEATS: &str =
    "select o.id, o.unit, o.role, o.from_day, o.to_day, null as giver, null as lent_from, null as lent_to
     from directory_post o where o.person = $1 and (o.to_day is null or o.to_day >= $2)
     union all
     select o.id, o.unit, o.role, o.from_day, o.to_day, d.giver, d.from_day, d.to_day
     from identity_delegation d join directory_post o on o.id = d.post and o.person = d.giver
     where d.taker = $1 and d.to_day >= $2 and d.ended_at is null
     order by 6 nulls first, 4, 1";

type SeatRow = (Id, Id, String, Day, Option<Day>, Option<Id>, Option<Day>, Option<Day>);

pub(crate) fn seats(tx: &mut Tx, person: Id, day: Day) -> Result<Vec<Seat>> {
    let (mut posts, mut lent) = (Vec::new(), Vec::new());
    for (post, unit, role, from_day, to_day, giver, lent_from, lent_to) in
        tx.all::<SeatRow>(SEATS, args![person, day])?
    {
        let held = Held { post, unit, role, from_day, to_day };
        match (giver, lent_from, lent_to) {
            (Some(giver), Some(from_day), Some(to_day)) => lent.push(Lent { held, giver, from_day, to_day }),
            _ => posts.push(held),
        }
    }
    Ok(seats_of(&posts, &lent, day))
}
