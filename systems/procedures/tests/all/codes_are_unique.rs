//! One allocator gives the codes, whoever asks at once.

use std::{collections::BTreeSet, thread};

use procedures::{register, rights::By};

use crate::counter::*;

#[test]
fn two_hundred_registrations_by_eight_hands_get_two_hundred_codes() {
    each(|town| {
        let clerk = staff(town).clerk;
        let intake = town.centre("Xã An Bình");
        let (app, me) = (town.app().clone(), clerk.me());
        let hands: Vec<_> = (0..8)
            .map(|_| {
                let (app, me) = (app.clone(), me.clone());
                thread::spawn(move || {
                    let register = |_| {
                        let (house, me) = (app.clone(), me.clone());
                        let application = application(PLAIN, intake);
                        let made = app.db.write_now(move |tx| {
                            register::register(tx, By { app: &house, me: &me }, &application).map(|d| d.code)
                        });
                        made.unwrap_or_else(|e| panic!("{e}"))
                    };
                    (0..25).map(register).collect::<Vec<String>>()
                })
            })
            .collect();
        let codes: Vec<String> = hands.into_iter().flat_map(|hand| hand.join().unwrap()).collect();
        let different: BTreeSet<&String> = codes.iter().collect();
        assert_eq!((codes.len(), different.len()), (200, 200));
        assert!(codes.iter().all(|code| code.starts_with("H99.102-260309-")), "{:?}", &codes[..3]);
        assert_eq!(town.count("select count(*) from ledger_event where kind = 'dossier.registered'", &[]), 200);
        assert_eq!(town.count("select count(*) from work_item", &[]), 200);
        town.run_jobs();
    });
}

#[test]
fn each_unit_and_each_day_counts_for_itself() {
    each(|town| {
        let clerk = staff(town).clerk;
        let there = town.person("Xã Minh Tân", "clerk");
        let code = |who, intake| registered(town, who, PLAIN, intake).code;
        let (here, other) = (town.centre("Xã An Bình"), town.centre("Xã Minh Tân"));
        assert_eq!(code(&clerk, here), "H99.102-260309-0001");
        assert_eq!(code(&clerk, here), "H99.102-260309-0002");
        assert_eq!(code(&there, other), "H99.103-260309-0001");
        town.clock_at("2026-03-10T08:00");
        assert_eq!(code(&clerk, here), "H99.102-260310-0001");
        town.run_jobs();
    });
}
