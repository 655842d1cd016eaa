//! The rule of rights, pure: a post gives its role's rights over its unit and what is under it, from its first day to its
//! last; a delegation lends them while the giver holds the post.

use std::{collections::BTreeMap, fmt, sync::Arc};

use base::{Day, Id, Result};
use storage::Tx;

/// One thing that one may do, named `<system>.<verb>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Right(pub &'static str);

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A post as far as rights need it; `to_day` is its last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub post: Id,
    pub unit: Id,
    pub role: String,
    pub from_day: Day,
    pub to_day: Option<Day>,
}

/// Another person's post, lent from `from_day` to `to_day`, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lent {
    pub held: Held,
    pub giver: Id,
    pub from_day: Day,
    pub to_day: Day,
}

/// The rights of each role, by its code.
pub type RoleRights = BTreeMap<String, Vec<Arc<str>>>;

/// Where somebody sits on a day: a post of his own, or one lent by `lent_by`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Seat {
    pub post: Id,
    pub unit: Id,
    pub role: String,
    pub lent_by: Option<Id>,
}

/// Each right and the units over which it holds, in order and once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights(BTreeMap<Arc<str>, Vec<Id>>);

/// The units over which a right holds: these, and all that is under them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    pub roots: Vec<Id>,
}

impl Held {
    fn on(&self, day: Day) -> bool {
        self.from_day <= day && self.to_day.is_none_or(|last| day <= last)
    }

    fn seat(&self, lent_by: Option<Id>) -> Seat {
        Seat { post: self.post, unit: self.unit, role: self.role.clone(), lent_by }
    }
}

/// Own posts first, each kind in the order given.
pub fn seats_of(posts: &[Held], lent: &[Lent], day: Day) -> Vec<Seat> {
    let own = posts.iter().filter(|post| post.on(day)).map(|post| post.seat(None));
    let lent = lent.iter().filter(|it| it.from_day <= day && day <= it.to_day && it.held.on(day));
    own.chain(lent.map(|it| it.held.seat(Some(it.giver)))).collect()
}

pub fn rights_of(posts: &[Held], lent: &[Lent], role_rights: &RoleRights, day: Day) -> Rights {
    Rights::of(&seats_of(posts, lent, day), role_rights)
}

impl Rights {
    pub(crate) fn of(seats: &[Seat], role_rights: &RoleRights) -> Rights {
        let mut rights = Rights::default();
        for seat in seats {
            for right in role_rights.get(&seat.role).into_iter().flatten() {
                let roots = rights.0.entry(right.clone()).or_default();
                if let Err(at) = roots.binary_search(&seat.unit) {
                    roots.insert(at, seat.unit);
                }
            }
        }
        rights
    }

    /// Only those of these names.
    pub(crate) fn only(mut self, names: &[&str]) -> Rights {
        self.0.retain(|right, _| names.contains(&right.as_ref()));
        self
    }

    pub fn has(&self, right: Right) -> bool {
        self.0.contains_key(right.0)
    }

    pub fn reach(&self, right: Right) -> Reach {
        Reach { roots: self.0.get(right.0).cloned().unwrap_or_default() }
    }

    /// The rights by name, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(AsRef::as_ref)
    }
}

impl Reach {
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// `ancestors` of the unit as `directory::ancestors` gives them.
    pub fn covers(&self, unit: Id, ancestors: &[Id]) -> bool {
        self.roots.contains(&unit) || ancestors.iter().any(|it| self.roots.contains(it))
    }

    /// On the map of that day.
    pub fn covers_on(&self, tx: &mut Tx, unit: Id, day: Day) -> Result<bool> {
        if self.roots.is_empty() || self.roots.contains(&unit) {
            return Ok(!self.roots.is_empty());
        }
        Ok(self.covers(unit, &directory::ancestors(tx, unit, day)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option, prelude::*};

    use super::*;

    fn id() -> impl Strategy<Value = Id> {
        (1_i64..8).prop_map(Id::from_i64)
    }

    fn day() -> impl Strategy<Value = Day> {
        (20_000..20_012).prop_map(Day::from_number)
    }

    fn held() -> impl Strategy<Value = Held> {
        (id(), id(), 0..3, day(), option::of(day())).prop_map(|(post, unit, role, from_day, to_day)| Held {
            post,
            unit,
            role: format!("role{role}"),
            from_day,
            to_day,
        })
    }

    fn lent() -> impl Strategy<Value = Lent> {
        (held(), id(), day(), day()).prop_map(|(held, giver, from_day, to_day)| Lent { held, giver, from_day, to_day })
    }

    fn role_rights() -> impl Strategy<Value = RoleRights> {
        vec((0..3, 0..4_usize), 0..8).prop_map(|pairs| {
            let mut all = RoleRights::new();
            for (role, right) in pairs {
                all.entry(format!("role{role}")).or_default().push(NAMES[right].into());
            }
            all
        })
    }

    const NAMES: [&str; 4] = ["a.read", "a.write", "b.read", "b.write"];

    proptest! {
        /// The rule said once more, as a question about one right, unit and day.
        #[test]
        fn a_right_holds_over_a_unit_exactly_when_a_seat_of_that_day_gives_it(
            posts in vec(held(), 0..5), lent in vec(lent(), 0..5), roles in role_rights(), day in day(),
            unit in id(), right in 0..4_usize,
        ) {
            let right = Right(NAMES[right]);
            let gives = |post: &Held| {
                post.unit == unit && post.from_day <= day && post.to_day.is_none_or(|last| last >= day)
                    && roles.get(&post.role).is_some_and(|rights| rights.iter().any(|it| it.as_ref() == right.0))
            };
            let expected = posts.iter().any(gives)
                || lent.iter().any(|it| gives(&it.held) && (it.from_day..=it.to_day).contains(&day));

            let rights = rights_of(&posts, &lent, &roles, day);

            prop_assert_eq!(rights.reach(right).roots.contains(&unit), expected);
            prop_assert!(rights.has(right) || !expected);
            prop_assert_eq!(rights.has(right), !rights.reach(right).is_empty());
        }

        #[test]
        fn nobody_gains_by_a_token(
            posts in vec(held(), 0..5), roles in role_rights(), day in day(), right in 0..4_usize, named in vec(0..4_usize, 0..3),
        ) {
            let all = rights_of(&posts, &[], &roles, day);
            let names: Vec<&str> = named.iter().map(|n| NAMES[*n]).collect();
            let few = all.clone().only(&names);
            let right = Right(NAMES[right]);
            prop_assert_eq!(few.reach(right), if names.contains(&right.0) { all.reach(right) } else { Reach::default() });
        }
    }

    #[test]
    fn reach_goes_down_and_not_up() {
        let (province, commune, desk) = (Id::from_i64(1), Id::from_i64(2), Id::from_i64(3));
        let reach = Reach { roots: vec![commune] };
        assert!(reach.covers(commune, &[province]));
        assert!(reach.covers(desk, &[commune, province]));
        assert!(!reach.covers(province, &[]));
        assert!(!Reach::default().covers(desk, &[commune, province]));
    }
}
