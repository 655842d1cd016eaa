//! Whose turn it is. A pure rule: who came back or was sent here stands before all; then priority and ordinary numbers, interleaved.

use base::{Id, Moment};

/// What the rule looks at of a number that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub id: Id,
    pub priority: bool,
    pub taken_at: Moment,
    /// Since when it stands before all others.
    pub ahead_at: Option<Moment>,
}

/// The number to be called next. `each`: so many ordinary numbers before one priority number, 0 for priority always first;
/// `ordinary`: how many ordinary ones this counter has called since its last priority one.
pub fn next(waiting: &[Waiting], each: i64, ordinary: i64) -> Option<Waiting> {
    let ahead = waiting.iter().filter(|one| one.ahead_at.is_some()).min_by_key(|one| (one.ahead_at, one.id));
    let first = |priority: bool| {
        let of_kind = waiting.iter().filter(move |one| one.ahead_at.is_none() && one.priority == priority);
        of_kind.min_by_key(|one| (one.taken_at, one.id))
    };
    let by_turn = || match (first(true), first(false)) {
        (Some(priority), Some(_)) if ordinary >= each => Some(priority),
        (priority, None) => priority,
        (_, ordinary) => ordinary,
    };
    ahead.or_else(by_turn).copied()
}

/// How many will be called before this one, if nobody else comes: the rule followed to its turn.
pub fn before(waiting: &[Waiting], each: i64, mut ordinary: i64, id: Id) -> Option<usize> {
    let mut left = waiting.to_vec();
    for turn in 0.. {
        let called = next(&left, each, ordinary)?;
        if called.id == id {
            return Some(turn);
        }
        ordinary = after(called, ordinary);
        left.retain(|one| one.id != called.id);
    }
    None
}

/// The count of ordinary numbers since the last priority one, once this was called. Who stood ahead does not change it.
pub fn after(called: Waiting, ordinary: i64) -> i64 {
    match (called.ahead_at, called.priority) {
        (Some(_), _) => ordinary,
        (None, true) => 0,
        (None, false) => ordinary + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(n: i64) -> Moment {
        Moment::from_ms(n * 60_000)
    }

    fn one(n: i64, priority: bool) -> Waiting {
        Waiting { id: Id::from_i64(n), priority, taken_at: at(n), ahead_at: None }
    }

    fn turns(mut waiting: Vec<Waiting>, each: i64) -> Vec<i64> {
        let (mut ordinary, mut called) = (0, Vec::new());
        while let Some(turn) = next(&waiting, each, ordinary) {
            ordinary = after(turn, ordinary);
            waiting.retain(|one| one.id != turn.id);
            called.push(turn.id.get());
        }
        called
    }

    #[test]
    fn one_priority_number_comes_after_each_so_many_ordinary_ones() {
        let waiting =
            [1, 2, 3, 4, 5].map(|n| one(n, false)).into_iter().chain([6, 7].map(|n| one(n, true))).collect::<Vec<_>>();
        assert_eq!(turns(waiting.clone(), 2), [1, 2, 6, 3, 4, 7, 5]);
        assert_eq!(turns(waiting.clone(), 0), [6, 7, 1, 2, 3, 4, 5]);
        assert_eq!(turns(waiting, 9), [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn a_kind_that_waits_alone_is_called_in_the_order_of_taking() {
        assert_eq!(turns(vec![one(3, true), one(1, true)], 2), [1, 3]);
        assert_eq!(turns(vec![one(3, false), one(1, false)], 0), [1, 3]);
        assert_eq!(next(&[], 1, 0), None);
    }

    #[test]
    fn who_came_back_with_a_paper_stands_at_the_head_and_costs_nobody_his_turn() {
        let back = |n: i64, since: i64| Waiting { ahead_at: Some(at(since)), ..one(n, false) };
        let waiting = vec![one(1, false), one(2, true), back(9, 20), back(8, 30)];
        assert_eq!(turns(waiting, 1), [9, 8, 1, 2]);
    }

    #[test]
    fn who_waits_is_told_how_many_come_before() {
        let waiting = [one(1, false), one(2, false), one(3, true)];
        assert_eq!(before(&waiting, 1, 0, Id::from_i64(2)), Some(2));
        assert_eq!(before(&waiting, 1, 0, Id::from_i64(3)), Some(1));
        assert_eq!(before(&waiting, 1, 0, Id::from_i64(4)), None);
    }
}
