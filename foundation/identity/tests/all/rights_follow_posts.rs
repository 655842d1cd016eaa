//! Posts, delegations, roles: what they give, from when to when.

use base::{Id, Kind};
use directory::{Mover, PostMover, UnitMove};
use identity::{
    By, DelegationMover, Me, NewDelegation, delegate, delegations_of, end_delegation, end_post, give_post,
    install_roles, move_post, roles, set_role_right,
};

use crate::place::{DECIDE, HOME, PASSWORD, Place, RECEIVE, Someone, day, each};

fn post_of(place: &Place, who: Someone) -> Id {
    place.me_of(who).posts[0].post
}

fn lend(place: &Place, by: &Me, post: Id, taker: Someone, from: &str, to: &str) -> base::Result<Id> {
    let by = by.clone();
    let new = NewDelegation {
        post,
        taker: taker.person,
        from_day: day(from),
        to_day: day(to),
        document: "Quyết định 12/QĐ-UBND ngày 08/03/2026".into(),
    };
    place.write(move |tx| delegate(tx, By::Me(&by), &new))
}

#[test]
fn a_right_reaches_the_unit_of_the_post_and_what_is_under_it() {
    each(|place| {
        let chair = place.official("chutich", place.commune, "chair");
        let me = place.me_of(chair);
        let (commune, desk, other, province) = (place.commune, place.desk, place.other, place.province);
        place
            .read_now(move |tx| {
                let reach = me.reach(DECIDE);
                let mut covers = |unit| reach.covers_on(tx, unit, me.day);
                assert_eq!((covers(commune)?, covers(desk)?), (true, true));
                assert_eq!((covers(other)?, covers(province)?), (false, false));
                assert_eq!(me.require(RECEIVE).map_err(|e| e.kind), Ok(()));
                assert_eq!(me.require(identity::ACCOUNTS).map_err(|e| e.kind), Err(Kind::Forbidden));
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn a_post_gives_rights_from_its_first_day_to_its_last() {
    each(|place| {
        let hoa = place.official("hoa", place.commune, "clerk");
        let (other, post) = (place.other, post_of(place, hoa));
        place.write(move |tx| move_post(tx, By::Operator, post, other, "chair", day("2026-03-11"))).unwrap();
        let units = |on: &str| {
            place.clock.set(day(on).start().plus_minutes(1));
            let me = place.me_of(hoa);
            (me.reach(RECEIVE).roots, me.has(DECIDE))
        };
        assert_eq!(units("2026-03-10"), (vec![place.commune], false));
        assert_eq!(units("2026-03-11"), (vec![place.other], true));
    });
}

#[test]
fn a_delegation_lends_a_post_for_its_days_and_no_longer_than_the_giver_holds_it() {
    each(|place| {
        let (chair, hoa) =
            (place.official("chutich", place.commune, "chair"), place.official("hoa", place.commune, "clerk"));
        let post = post_of(place, chair);
        lend(place, &place.me_of(chair), post, hoa, "2026-03-10", "2026-03-12").unwrap();
        let decides = |on: &str| {
            place.clock.set(day(on).start().plus_minutes(1));
            place.me_of(hoa).has(DECIDE)
        };
        assert!(!decides("2026-03-09"));
        assert!(decides("2026-03-10") && decides("2026-03-12"));
        assert!(!decides("2026-03-13"));

        place.clock.set(day("2026-03-10").start());
        let me = place.me_of(hoa);
        assert_eq!(me.posts[1].lent_by, Some(chair.person));
        let again = lend(place, &me, post, chair, "2026-03-10", "2026-03-12");
        assert_eq!(again.unwrap_err().kind, Kind::Forbidden, "what was lent cannot be lent on");
        place.write(move |tx| end_post(tx, By::Operator, post, day("2026-03-10"))).unwrap();
        assert!(!decides("2026-03-11"), "the giver holds the post no more");
    });
}

#[test]
fn a_delegation_needs_sensible_days_a_document_and_another_official() {
    each(|place| {
        let (chair, hoa) =
            (place.official("chutich", place.commune, "chair"), place.official("hoa", place.commune, "clerk"));
        let (me, post) = (place.me_of(chair), post_of(place, chair));
        let field = |taker, from, to| lend(place, &me, post, taker, from, to).unwrap_err().fields[0].0.clone();
        assert_eq!(field(hoa, "2026-03-12", "2026-03-11"), "to_day");
        assert_eq!(field(hoa, "2026-03-01", "2026-03-08"), "to_day", "it is over before it begins");
        assert_eq!(field(hoa, "2026-03-10", "2027-04-01"), "to_day");
        assert_eq!(field(chair, "2026-03-10", "2026-03-12"), "taker");
        assert_eq!(field(Someone { person: Id::NONE, ..hoa }, "2026-03-10", "2026-03-12"), "taker");
        assert_eq!(
            lend(place, &place.me_of(hoa), post, hoa, "2026-03-10", "2026-03-12").unwrap_err().kind,
            Kind::Forbidden
        );
    });
}

#[test]
fn an_ended_delegation_is_gone_at_once_and_stops_an_act_under_way() {
    each(|place| {
        let (chair, hoa) =
            (place.official("chutich", place.commune, "chair"), place.official("hoa", place.commune, "clerk"));
        let giver = place.me_of(chair);
        let lent = lend(place, &giver, post_of(place, chair), hoa, "2026-03-09", "2026-03-12").unwrap();
        let me = place.me_of(hoa);
        let who = me.clone();
        assert!(place.write(move |tx| who.still(tx)).is_ok());
        let listed = place.read_now(move |tx| delegations_of(tx, hoa.person)).unwrap();
        assert_eq!((listed.len(), listed[0].giver, listed[0].role.as_str()), (1, chair.person, "chair"));

        place.write(move |tx| end_delegation(tx, By::Me(&giver), lent)).unwrap();

        assert!(!place.me_of(hoa).has(DECIDE));
        assert_eq!(place.write(move |tx| me.still(tx)).unwrap_err().kind, Kind::Conflict);
        assert!(place.read_now(move |tx| delegations_of(tx, hoa.person)).unwrap().is_empty());
    });
}

#[test]
fn what_was_lent_goes_with_the_post_when_units_merge() {
    each(|place| {
        let (chair, hoa) =
            (place.official("chutich", place.commune, "chair"), place.official("hoa", place.other, "clerk"));
        lend(place, &place.me_of(chair), post_of(place, chair), hoa, "2026-03-01", "2026-03-20").unwrap();
        let moves = [UnitMove { from: place.commune, to: place.other, day: day("2026-03-15"), whole: true }];
        place
            .write(move |tx| {
                let counted = DelegationMover.preview(tx, &moves)?;
                assert_eq!(counted, [("delegation".to_owned(), 1)]);
                PostMover.apply(tx, &moves)?;
                DelegationMover.apply(tx, &moves)
            })
            .unwrap();
        let reach = |on: &str| {
            place.clock.set(day(on).start());
            place.me_of(hoa).reach(DECIDE).roots
        };
        assert_eq!(reach("2026-03-14"), [place.commune]);
        assert_eq!(reach("2026-03-15"), [place.other]);
        assert_eq!(reach("2026-03-20"), [place.other]);
        assert_eq!(reach("2026-03-21"), []);
    });
}

#[test]
fn what_a_role_may_do_changes_for_all_at_once_and_survives_the_next_start() {
    each(|place| {
        place.official("hoa", place.commune, "clerk");
        let signed_in = place.keeper.sign_in("hoa", PASSWORD, None, &HOME).unwrap();
        assert!(place.me(&signed_in).unwrap().has(RECEIVE));

        place.write(|tx| set_role_right(tx, By::Operator, "clerk", RECEIVE, false)).unwrap();
        assert!(!place.me(&signed_in).unwrap().has(RECEIVE));
        // The next start brings the same defaults and a new one.
        place.write(|tx| install_roles(tx, identity::ROLES, &[("clerk", RECEIVE), ("clerk", DECIDE)])).unwrap();

        let me = place.me(&signed_in).unwrap();
        assert!(!me.has(RECEIVE) && me.has(DECIDE));
        let unknown = place.write(|tx| set_role_right(tx, By::Operator, "king", RECEIVE, true));
        assert_eq!(unknown.unwrap_err().fields[0].0, "role");
        let clerk = place.read_now(roles).unwrap().remove(0);
        assert_eq!((clerk.code.as_str(), clerk.rights), ("clerk", vec!["test.decide".to_owned()]));
    });
}

#[test]
fn a_post_in_an_unknown_role_is_refused() {
    each(|place| {
        let hoa = place.official("hoa", place.commune, "clerk");
        let (commune, today) = (place.commune, place.today());
        let given = place.write(move |tx| give_post(tx, By::Operator, hoa.person, commune, "king", today, None));
        assert_eq!(given.unwrap_err().fields[0].0, "role");
    });
}
