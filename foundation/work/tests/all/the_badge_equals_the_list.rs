//! Order, pages, filters, and that the badge counts what the list shows.

use base::{Id, SeededRandom};
use identity::Me;
use work::{Filter, Item, Key, MOST_COUNTED, WorkKind, badge, claim, list};

use crate::place::{ACCEPT, DECIDE, Place, each};

fn pages(place: &Place, me: &Me, filter: &Filter, limit: i64) -> Vec<Item> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let (me, filter) = (me.clone(), filter.clone());
        let page = place.db.read_now(move |tx| list(tx, &me, &filter, after, limit)).unwrap();
        let full = page.len() as i64 == limit;
        after = page.last().map(Key::after);
        all.extend(page);
        if !full {
            return all;
        }
    }
}

fn count(place: &Place, me: &Me) -> i64 {
    let me = me.clone();
    place.db.read_now(move |tx| badge(tx, &me)).unwrap()
}

#[test]
fn the_nearest_deadline_comes_first_and_what_has_none_last() {
    each(|place| {
        let hoa = place.official("hoa", &["clerk", "chair"], place.commune);
        let never = place.item(&ACCEPT, place.commune, "clerk", None);
        let later = place.item(&ACCEPT, place.commune, "chair", Some(90));
        let overdue = place.item(&ACCEPT, place.commune, "clerk", Some(-90));
        let soon = place.item(&ACCEPT, place.commune, "clerk", Some(5));
        let me = hoa.clone();
        place.write(move |tx| claim(tx, &me, soon)).unwrap();

        let items = pages(place, &hoa, &Filter::default(), 50);

        assert_eq!(items.iter().map(|it| it.id).collect::<Vec<Id>>(), [overdue, soon, later, never]);
        assert_eq!(items[3].due(), None);
        let read_back: Key = Key::after(&items[1]).to_string().parse().unwrap();
        assert_eq!(read_back, Key::after(&items[1]));
        assert!("12".parse::<Key>().is_err());
    });
}

#[test]
fn whatever_waits_the_pages_show_each_item_once_in_order_and_the_badge_counts_them() {
    each(|place| {
        let random = SeededRandom::new(7);
        let hoa = place.official("hoa", &["clerk", "specialist"], place.commune);
        let lan = place.official("lan", &["clerk"], place.commune);
        let kinds: [&'static WorkKind; 2] = [&ACCEPT, &DECIDE];
        for round in 0..6 {
            for _ in 0..8 {
                let unit = [place.commune, place.other][random.below(2)];
                let role = ["clerk", "specialist", "chair"][random.below(3)];
                // Few different moments, so that many items share one.
                let due = (random.below(4) > 0).then(|| random.below(3) as i64 * 10 - 10);
                let item = place.item(kinds[random.below(2)], unit, role, due);
                let me = [&hoa, &lan][random.below(2)].clone();
                if random.below(3) == 0 {
                    let _ = place.write(move |tx| claim(tx, &me, item));
                }
            }
            for me in [&hoa, &lan] {
                let whole = pages(place, me, &Filter::default(), 200);
                assert_eq!(pages(place, me, &Filter::default(), 3), whole, "round {round}");
                assert!(whole.is_sorted_by_key(|it| (it.due().is_none(), it.due(), it.id)));
                assert_eq!(count(place, me), whole.len() as i64);
                let mine = |it: &Item| match it.person {
                    Some(person) => person == me.person,
                    None => me.posts.iter().any(|seat| (seat.unit, &seat.role) == (it.unit, &it.role)),
                };
                assert!(whole.iter().all(mine));

                let now = place.db.sources().now();
                let filter = Filter { kind: Some("dossier.decide".into()), due_before: Some(now) };
                let expected: Vec<Item> = whole
                    .into_iter()
                    .filter(|it| it.kind == "dossier.decide" && it.due().is_some_and(|due| due < now))
                    .collect();
                assert_eq!(pages(place, me, &filter, 2), expected);
            }
        }
    });
}

#[test]
fn the_badge_stops_counting_at_a_hundred() {
    each(|place| {
        let hoa = place.official("hoa", &["clerk"], place.commune);
        for _ in 0..MOST_COUNTED + 5 {
            place.item(&ACCEPT, place.commune, "clerk", None);
        }
        assert_eq!(count(place, &hoa), MOST_COUNTED);
    });
}
