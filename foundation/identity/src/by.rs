//! On whose word an administrative act is done.

use base::{Error, Id, Result, Text, text};
use directory::Level;
use storage::{Tx, args};

use crate::{ACCOUNTS, Me, Right};

/// An official with his reach, or the operator at the machine's command line, who has all of it anyway.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    Me(&'a Me),
    Operator,
}

impl<'a> From<&'a Me> for By<'a> {
    fn from(me: &'a Me) -> By<'a> {
        By::Me(me)
    }
}

impl By<'_> {
    /// The person, for the ledger; none for the operator.
    pub fn actor(self) -> Option<Id> {
        match self {
            By::Me(me) => Some(me.person),
            By::Operator => None,
        }
    }

    /// Errors: `Forbidden` unless the right holds over the unit.
    pub fn require_over(self, tx: &mut Tx, right: Right, unit: Id) -> Result<()> {
        match self {
            By::Me(me) => me.require_over(tx, right, unit),
            By::Operator => Ok(()),
        }
    }

    /// Errors: `Forbidden` unless the right holds over a whole province.
    pub fn require_everywhere(self, tx: &mut Tx, right: Right) -> Result<()> {
        let By::Me(me) = self else {
            return Ok(());
        };
        for root in me.reach(right).roots {
            if directory::unit(tx, root, me.day)?.level == Level::Province {
                return Ok(());
            }
        }
        Err(Error::forbidden(NOT_THE_PROVINCE))
    }

    /// Whoever administers an account could sign in as its person: so the reach must cover every unit where that person
    /// holds or will hold a post, and the whole province for a person without posts.
    pub(crate) fn require_over_person(self, tx: &mut Tx, person: Id) -> Result<()> {
        let By::Me(me) = self else {
            return Ok(());
        };
        let units = tx.all::<(Id,)>(
            "select distinct unit from directory_post where person = $1 and (to_day is null or to_day >= $2)",
            args![person, me.day],
        )?;
        if units.is_empty() {
            return self.require_everywhere(tx, ACCOUNTS);
        }
        let reach = me.reach(ACCOUNTS);
        for (unit,) in units {
            if !reach.covers_on(tx, unit, me.day)? {
                return Err(Error::forbidden(BEYOND));
            }
        }
        Ok(())
    }

    pub(crate) fn require_over_account(self, tx: &mut Tx, account: Id) -> Result<()> {
        let person = crate::account::account(tx, account)?.person;
        self.require_over_person(tx, person)
    }
}

const NOT_THE_PROVINCE: Text =
    text("Việc này chỉ quản trị cấp tỉnh được làm", "Only an administrator of the whole province may do this");
const BEYOND: Text = text(
    "Người này giữ vị trí ở đơn vị ngoài phạm vi quản lý của bạn",
    "This person holds a post in a unit beyond your reach",
);
