//! Taking, giving back, forwarding, assigning, recalling.

use std::{sync::Barrier, thread};

use base::{Id, Kind, Result};
use identity::Me;
use work::{Filter, Item, assign, claim, done, forward, give_back, held_in, list, loads};

use crate::place::{ACCEPT, Place, each};

fn queue(place: &Place, me: &Me) -> Vec<Id> {
    let me = me.clone();
    let items = place.db.read_now(move |tx| list(tx, &me, &Filter::default(), None, 50)).unwrap();
    items.into_iter().map(|item| item.id).collect()
}

fn act(place: &Place, me: &Me, f: impl Fn(&mut storage::Tx, &Me) -> Result<Item> + Send + 'static) -> Result<Item> {
    let me = me.clone();
    place.write(move |tx| f(tx, &me))
}

#[test]
fn a_claimed_item_waits_for_one_person_until_it_is_given_back() {
    each(|place| {
        let hoa = place.official("hoa", &["clerk"], place.commune);
        let lan = place.official("lan", &["clerk"], place.commune);
        let item = place.item(&ACCEPT, place.commune, "clerk", Some(60));
        assert_eq!((queue(place, &hoa), queue(place, &lan)), (vec![item], vec![item]));

        assert_eq!(act(place, &hoa, move |tx, me| claim(tx, me, item)).unwrap().person, Some(hoa.person));

        assert_eq!((queue(place, &hoa), queue(place, &lan)), (vec![item], vec![]));
        let kind = |result: Result<Item>| result.unwrap_err().kind;
        assert_eq!(kind(act(place, &lan, move |tx, me| claim(tx, me, item))), Kind::Conflict);
        assert_eq!(kind(act(place, &lan, move |tx, me| give_back(tx, me, item))), Kind::Forbidden);
        let to = lan.person;
        assert_eq!(
            kind(act(place, &lan, move |tx, me| forward(tx, me, item, to, ""))),
            Kind::Forbidden,
            "nor taken away"
        );
        act(place, &hoa, move |tx, me| give_back(tx, me, item)).unwrap();
        assert_eq!(queue(place, &lan), [item]);
    });
}

#[test]
fn of_two_who_claim_at_once_one_is_told() {
    each(|place| {
        let both = [place.official("hoa", &["clerk"], place.commune), place.official("lan", &["clerk"], place.commune)];
        for _ in 0..10 {
            let item = place.item(&ACCEPT, place.commune, "clerk", None);
            let start = &Barrier::new(2);
            let mut told = thread::scope(|scope| {
                let claims = both.each_ref().map(|me| {
                    scope.spawn(move || {
                        start.wait();
                        act(place, me, move |tx, me| claim(tx, me, item)).map(drop).map_err(|e| e.kind)
                    })
                });
                claims.map(|claim| claim.join().unwrap())
            });
            told.sort_by_key(Result::is_err);
            assert_eq!(told, [Ok(()), Err(Kind::Conflict)]);
        }
    });
}

#[test]
fn work_of_another_unit_or_role_is_out_of_reach() {
    each(|place| {
        let hoa = place.official("hoa", &["clerk"], place.commune);
        for item in [place.item(&ACCEPT, place.other, "clerk", None), place.item(&ACCEPT, place.commune, "chair", None)]
        {
            assert_eq!(queue(place, &hoa), []);
            let claimed = act(place, &hoa, move |tx, me| claim(tx, me, item));
            assert_eq!(claimed.unwrap_err().kind, Kind::Forbidden);
            let to = hoa.person;
            let assigned = act(place, &hoa, move |tx, me| assign(tx, me, item, Some(to)));
            assert_eq!(assigned.unwrap_err().kind, Kind::Forbidden);
        }
    });
}

#[test]
fn an_item_is_forwarded_with_a_note_to_a_colleague_and_to_no_stranger() {
    each(|place| {
        let hoa = place.official("hoa", &["clerk"], place.commune);
        let lan = place.official("lan", &["clerk"], place.commune);
        let stranger = place.official("mai", &["clerk"], place.other);
        let item = place.item(&ACCEPT, place.commune, "clerk", Some(60));
        let to = stranger.person;
        let away = act(place, &hoa, move |tx, me| forward(tx, me, item, to, ""));
        assert_eq!(away.unwrap_err().fields[0].0, "person");
        let to = lan.person;

        let forwarded = act(place, &hoa, move |tx, me| forward(tx, me, item, to, " Nhờ chị xem giúp ")).unwrap();

        assert_eq!((forwarded.person, forwarded.note.as_deref()), (Some(lan.person), Some("Nhờ chị xem giúp")));
        assert_eq!((queue(place, &hoa), queue(place, &lan)), (vec![], vec![item]));
    });
}

#[test]
fn the_head_assigns_recalls_and_moves_a_sick_colleagues_queue() {
    each(|place| {
        let head = place.official("truong", &["head"], place.commune);
        let hoa = place.official("hoa", &["clerk"], place.commune);
        let lan = place.official("lan", &["clerk"], place.commune);
        let items = [10, 20].map(|due| place.item(&ACCEPT, place.commune, "clerk", Some(due)));
        let to = hoa.person;
        for item in items {
            act(place, &head, move |tx, me| assign(tx, me, item, Some(to))).unwrap();
        }
        assert_eq!((queue(place, &hoa), queue(place, &lan)), (items.to_vec(), vec![]));

        let (commune, from, to) = (place.commune, hoa.person, lan.person);
        let held = place.write(move |tx| held_in(tx, commune, from, 10)).unwrap();
        assert_eq!(held.iter().map(|item| item.id).collect::<Vec<_>>(), items);
        for item in items {
            act(place, &head, move |tx, me| assign(tx, me, item, Some(to))).unwrap();
        }
        assert_eq!((queue(place, &hoa), queue(place, &lan)), (vec![], items.to_vec()));
        let all = place.write(move |tx| loads(tx, commune)).unwrap();
        assert_eq!((all.len(), all[0].person, all[0].items), (1, Some(lan.person), 2));
        let item = items[0];
        let by_lan = act(place, &lan, move |tx, me| assign(tx, me, item, None));
        assert_eq!(by_lan.unwrap_err().kind, Kind::Forbidden);

        let [first, _] = items;
        act(place, &head, move |tx, me| assign(tx, me, first, None)).unwrap();
        assert_eq!(queue(place, &hoa), [first]);
    });
}

#[test]
fn a_lent_post_brings_its_queue() {
    use identity::{By, NewDelegation, delegate};

    each(|place| {
        let chair = place.official("chutich", &["chair"], place.commune);
        let hoa = place.official("hoa", &["clerk"], place.commune);
        let item = place.item(&ACCEPT, place.commune, "chair", None);
        assert_eq!(queue(place, &hoa), []);
        let new = NewDelegation {
            post: chair.posts[0].post,
            taker: hoa.person,
            from_day: hoa.day,
            to_day: hoa.day.plus(3),
            document: "QĐ 12".into(),
        };
        place.write(move |tx| delegate(tx, By::Me(&chair), &new)).unwrap();
        assert_eq!(queue(place, &place.again(&hoa)), [item]);
        assert!(act(place, &place.again(&hoa), move |tx, me| claim(tx, me, item)).is_ok());
    });
}

#[test]
fn what_is_done_waits_for_nobody_and_an_act_on_it_is_told_so() {
    each(|place| {
        let hoa = place.official("hoa", &["clerk"], place.commune);
        let item = place.item(&ACCEPT, place.commune, "clerk", None);
        let me = hoa.clone();
        let record = place.db.read_now(move |tx| list(tx, &me, &Filter::default(), None, 1)).unwrap()[0].record;
        assert_eq!(place.write(move |tx| done(tx, &ACCEPT, record)).unwrap(), 1);
        assert_eq!(queue(place, &hoa), []);
        let late = act(place, &hoa, move |tx, me| claim(tx, me, item));
        assert_eq!(late.unwrap_err().kind, Kind::Conflict);
    });
}
