//! Many counters call at the same moment: nobody is called twice, nobody is lost.

use std::{
    collections::BTreeSet,
    sync::{Arc, Barrier},
    thread,
};

use base::{Id, Kind};
use storage::args;
use tickets::act;

use crate::place::*;

#[test]
fn clerks_who_press_next_at_once_each_get_another_number() {
    each(|town| {
        let hall = hall(town);
        let groups = hall.group("A").to_string();
        for number in ["2", "3", "4"] {
            let fields = [("number", number), ("groups", groups.as_str()), ("open", "yes")];
            hall.chair.post("/so-thu-tu/thiet-lap/quay", &fields).is(303);
        }
        let codes: Vec<String> = (0..3).map(|n| hall.takes("A", n == 1)).collect();
        let counters: Vec<Id> =
            town.rows::<(Id,)>("select id from tickets_counter", args![]).into_iter().map(|(id,)| id).collect();
        let start = Arc::new(Barrier::new(counters.len()));
        let hands: Vec<_> = counters
            .into_iter()
            .map(|counter| {
                let (app, me, start) = (town.app().clone(), hall.clerk.me(), start.clone());
                thread::spawn(move || {
                    start.wait();
                    app.db.write_now(move |tx| act::next(tx, &me, counter))
                })
            })
            .collect();
        let (mut called, mut nobody) = (BTreeSet::new(), 0);
        for hand in hands {
            match hand.join().unwrap() {
                Ok(t) => assert!(called.insert(t.code), "a number was called twice"),
                Err(e) => {
                    assert_eq!(e.kind, Kind::Conflict, "{e:?}");
                    nobody += 1;
                }
            }
        }
        assert_eq!((called, nobody), (codes.into_iter().collect(), 1));
        town.run_jobs();
    });
}
