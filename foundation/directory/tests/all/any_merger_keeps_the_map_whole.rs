//! Whatever a merger file says, if it is accepted the map stays whole and only the named change hands.

use std::collections::{BTreeMap, HashSet};

use directory::{
    Found, Keep, Level, OfficeRule, ReorganisationFile, Split, UnitMap, UnitsFile, import, living_successor,
    reorganise, reorganise_plan, successors,
};
use proptest::{prelude::*, test_runner::TestRunner};
use storage::testing::TestDb;

use crate::the_provinces_own_files::{day, migrations};

const COMMUNES: usize = 8;

/// What happens to each commune: left alone, kept with a change, merged into a group, or split between two groups.
#[derive(Clone, Debug)]
enum Fate {
    Alone,
    Kept(bool),
    Into(usize),
    Split(usize, usize, Option<bool>),
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        2 => Just(Fate::Alone),
        1 => any::<bool>().prop_map(Fate::Kept),
        5 => (0..4usize).prop_map(Fate::Into),
        2 => (0..4usize, 0..4usize, any::<Option<bool>>()).prop_map(|(a, b, decided)| Fate::Split(a, b, decided)),
    ]
}

fn first() -> UnitsFile {
    let mut units = vec![Found { gso: Some("08".into()), ..Found::new(Level::Province, "tỉnh", "Thử") }];
    units.extend((0..COMMUNES).map(|at| Found {
        gso: Some(code(at)),
        parent: Some("08".into()),
        ..Found::new(Level::Commune, "xã", &format!("Xóm {at}"))
    }));
    UnitsFile {
        valid_from: day("2020-01-01"),
        document: "NQ 0".into(),
        territory: None,
        units,
        offices: vec![rule("one-stop"), rule("police")],
    }
}

fn rule(duty: &str) -> OfficeRule {
    OfficeRule {
        below: Level::Commune,
        kinds: Vec::new(),
        duty: duty.into(),
        kind: "bộ phận".into(),
        name: format!("{duty} {{unit}}"),
    }
}

fn code(at: usize) -> String {
    format!("{:05}", at + 1)
}

fn merger(fates: &[Fate], new_desk: &str) -> ReorganisationFile {
    let mut groups: BTreeMap<usize, Found> = BTreeMap::new();
    let (mut kept, mut splits) = (Vec::new(), Vec::new());
    let new_code = |group: usize| format!("9000{group}");
    let mut group = |at: usize| {
        groups
            .entry(at)
            .or_insert_with(|| Found {
                gso: Some(new_code(at)),
                parent: Some("08".into()),
                ..Found::new(Level::Commune, "phường", &format!("Nhóm {at}"))
            })
            .clone()
    };
    let mut changes: Vec<(usize, bool, String)> = Vec::new();
    for (at, fate) in fates.iter().enumerate() {
        match fate {
            Fate::Alone => {}
            Fate::Kept(renamed) => {
                kept.push(Keep { unit: code(at), name: renamed.then(|| format!("Tên mới {at}")), ..Keep::default() })
            }
            Fate::Into(one) => {
                group(*one);
                changes.push((*one, true, code(at)));
            }
            Fate::Split(a, b, decided) => {
                for one in [a, b] {
                    group(*one);
                    changes.push((*one, false, code(at)));
                }
                splits.push(Split {
                    unit: code(at),
                    default: Some(new_code(*a)),
                    decided: decided.map(|first| new_code(if first { *a } else { *b })),
                });
            }
        }
    }
    for (at, whole, code) in changes {
        let group = groups.get_mut(&at).expect("made above");
        if whole { group.whole.push(code) } else { group.part.push(code) }
    }
    ReorganisationFile {
        day: day("2021-01-01"),
        document: "NQ 1".into(),
        founded: groups.into_values().collect(),
        kept,
        dissolved: Vec::new(),
        splits,
        offices: vec![rule("one-stop"), rule(new_desk)],
    }
}

fn check(db: &TestDb, fates: Vec<Fate>, new_desk: &str) -> Result<(), TestCaseError> {
    let units = first();
    db.exclusive_now(move |tx| import(tx, &units)).unwrap();
    let file = merger(&fates, new_desk);
    let undecided = fates.iter().any(|fate| matches!(fate, Fate::Split(_, _, None)));
    let split_in_one = fates.iter().any(|fate| matches!(fate, Fate::Split(a, b, _) if a == b));

    let planned = file.clone();
    let plan = db.read_now(move |tx| reorganise_plan(tx, &planned, &[])).unwrap();
    prop_assert_eq!(plan.problems.is_empty(), !split_in_one, "{:?}", plan.problems);
    let done = db.exclusive_now(move |tx| reorganise(tx, &file, &[]));
    prop_assert_eq!(done.is_ok(), plan.ready());
    prop_assert_eq!(done.is_ok(), !undecided && !split_in_one);

    let (before, after) = (day("2020-12-31"), day("2021-01-01"));
    let load = |on| db.read_now(move |tx| UnitMap::load(tx, on)).unwrap();
    let (old, new) = (load(before), load(after));
    for map in [&old, &new] {
        for unit in map.units() {
            let fine = match unit.parent {
                Some(parent) => map.get(parent).is_some(),
                None => unit.level == Level::Province,
            };
            prop_assert!(fine, "{} has one living parent", unit.name);
        }
        let ids: HashSet<_> = map.units().map(|unit| unit.id).collect();
        prop_assert_eq!(ids.len(), map.len(), "each unit once: one name, one code, one parent a day");
    }
    for unit in old.units() {
        let id = unit.id;
        let (next, heir) =
            db.read_now(move |tx| Ok((successors(tx, id, after)?, living_successor(tx, id, after)?))).unwrap();
        let at = old.commune(id).and_then(|commune| commune.gso.as_deref()).and_then(|gso| gso.parse::<usize>().ok());
        let fate = at.filter(|_| done.is_ok()).map_or(&Fate::Alone, |gso| &fates[gso - 1]);
        match fate {
            Fate::Alone => {
                prop_assert_eq!(new.get(id), Some(unit), "what is not named stays as it was");
                prop_assert_eq!(heir, id);
            }
            Fate::Kept(_) if new.get(id).is_some() => prop_assert_eq!(heir, id),
            _ => {
                prop_assert!(new.get(id).is_none());
                prop_assert!(!next.is_empty(), "{} has successors", unit.name);
                prop_assert!(next.iter().all(|(to, _)| new.get(*to).is_some()));
                prop_assert!(next.iter().any(|(to, _)| *to == heir), "the heir is one of them");
            }
        }
    }
    Ok(())
}

#[test]
fn any_accepted_merger_keeps_one_living_parent_and_gives_every_ended_unit_an_heir() {
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    let story = (proptest::collection::vec(fate(), COMMUNES), prop_oneof![Just("police"), Just("culture")]);
    TestRunner::new(config)
        .run(&story, |(fates, new_desk)| {
            for db in storage::testing::engines(&migrations()) {
                check(&db, fates.clone(), new_desk)?;
            }
            Ok(())
        })
        .unwrap();
}
