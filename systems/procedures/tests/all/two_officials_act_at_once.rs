//! Two act on the same state at the same moment: one wins, the other is told, and nothing is half done. For every act.

use std::{
    sync::{Arc, Barrier},
    thread,
};

use base::{Id, Kind, Result};
use procedures::{
    accept,
    dossier::Dossier,
    end, extend,
    finish::{self, Signed},
    forward, opinion, pay,
    rights::By,
    store::{self, Missing},
    supplement,
};
use serde_json::json;
use storage::{Tx, args};
use town::{Person, Town};

use crate::counter::*;

type Act = Arc<dyn Fn(&mut Tx, By, &Dossier) -> Result<()> + Send + Sync>;

fn act(f: impl Fn(&mut Tx, By, &Dossier) -> Result<()> + Send + Sync + 'static) -> Act {
    Arc::new(f)
}

/// Where a story's dossier stands when two lay hands on it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    /// Registered, with nobody competent for it.
    Unrouted,
    Registered,
    Specialist,
    Chair,
    Supplement,
    Duty,
    /// The department was asked for its opinion.
    Asked,
    Finished,
}

/// Two of each.
struct Cast<'t> {
    town: &'t Town,
    clerks: [Person<'t>; 2],
    specialists: [Person<'t>; 2],
    chairs: [Person<'t>; 2],
    advisers: [Person<'t>; 2],
    mai: Person<'t>,
    department: Id,
}

impl<'t> Cast<'t> {
    fn of(town: &'t Town) -> Cast<'t> {
        let two = |unit: &str, role: &str| [town.person(unit, role), town.person(unit, role)];
        Cast {
            clerks: two("Xã An Bình", "clerk"),
            specialists: two("Xã An Bình", "specialist"),
            chairs: two("Xã An Bình", "chair"),
            advisers: two("Sở Tư pháp", "specialist"),
            mai: town.citizen(MAI, MAIS_NUMBER),
            department: town.unit("Sở Tư pháp"),
            town,
        }
    }

    fn does(&self, who: &Person, id: Id, what: &Act) {
        let what = what.clone();
        let done = as_person(self.town, who, move |tx, by| {
            let dossier = store::load_by_id(tx, id)?.unwrap();
            what(tx, by, &dossier)
        });
        done.unwrap_or_else(|e| panic!("{e}"));
    }

    fn dossier(&self, at: At) -> Dossier {
        let procedure = if at == At::Unrouted { OF_NOBODY } else { WITH_FEE };
        let intake = self.town.centre("Xã An Bình");
        let id = registered(self.town, &self.clerks[0], procedure, intake).id;
        if !matches!(at, At::Unrouted | At::Registered) {
            self.does(&self.clerks[0], id, &accept());
            self.does(&self.clerks[0], id, &forward());
        }
        match at {
            At::Supplement => self.does(&self.specialists[0], id, &request_supplement()),
            At::Duty => self.does(&self.specialists[0], id, &request_duty()),
            At::Asked => self.does(&self.specialists[0], id, &ask(self.department)),
            At::Chair => self.does(&self.specialists[0], id, &forward()),
            At::Finished => {
                self.does(&self.specialists[0], id, &forward());
                self.does(&self.chairs[0], id, &finish());
            }
            At::Unrouted | At::Registered | At::Specialist => {}
        }
        let found = self.town.read(move |tx| store::load_by_id(tx, id)).unwrap();
        found.unwrap()
    }
}

fn accept() -> Act {
    act(|tx, by, d| accept::accept(tx, by, d).map(drop))
}

fn refuse() -> Act {
    act(|tx, by, d| accept::refuse(tx, by, d, "Không thuộc thẩm quyền").map(drop))
}

fn forward() -> Act {
    act(|tx, by, d| forward::forward(tx, by, d, None, "Đủ giấy tờ").map(drop))
}

fn request_supplement() -> Act {
    let missing = [("proof", "paper"), ("purpose", "field")].map(|(item, kind)| Missing {
        item: item.into(),
        kind: kind.into(),
        why: "Chưa rõ".into(),
    });
    act(move |tx, by, d| supplement::request(tx, by, d, &missing, "Bản sao mờ").map(drop))
}

fn answer() -> Act {
    act(|tx, by, d| supplement::answer(tx, by, d, &json!({ "purpose": "Xin việc" }), &[]).map(drop))
}

fn request_duty() -> Act {
    act(|tx, by, d| supplement::request_duty(tx, by, d, "Nộp thuế trước bạ").map(drop))
}

fn ask(unit: Id) -> Act {
    act(move |tx, by, d| opinion::ask(tx, by, d, unit, "Có ý kiến gì không?", "2026-03-12".parse().unwrap()))
}

fn finish() -> Act {
    act(|tx, by, d| finish::finish(tx, by, d, &Signed::default()).map(drop))
}

fn withdraw() -> Act {
    act(|tx, by, d| end::withdraw(tx, by, d, "Không còn nhu cầu").map(drop))
}

fn stop() -> Act {
    act(|tx, by, d| end::stop(tx, by, d, "Không bổ sung").map(drop))
}

/// How many rows there are of all that an act may leave behind.
fn traces(town: &Town) -> Vec<(&'static str, i64)> {
    const TABLES: [&str; 15] = [
        "ledger_event",
        "procedures_note",
        "procedures_reach",
        "procedures_pause where to_at is null",
        "procedures_pause",
        "procedures_supplement where answered_at is null",
        "procedures_supplement",
        "procedures_paper",
        "procedures_result",
        "procedures_fee where state = 'paid'",
        "procedures_opinion where answered_at is not null",
        "procedures_opinion",
        "work_item",
        "documents_paper",
        "notify_message",
    ];
    TABLES.iter().map(|table| (*table, town.count(&format!("select count(*) from {table}"), args![]))).collect()
}

fn difference(after: &[(&'static str, i64)], before: &[(&'static str, i64)]) -> Vec<(&'static str, i64)> {
    after
        .iter()
        .zip(before)
        .map(|((table, after), (_, before))| (*table, after - before))
        .filter(|(_, n)| *n != 0)
        .collect()
}

/// Both act on what both have seen, as the doors do it; gives what each was told.
fn race(town: &Town, seen: &Dossier, hands: [(&Person, &Act); 2]) -> [Result<()>; 2] {
    let start = Arc::new(Barrier::new(2));
    hands
        .map(|(person, what)| {
            let (app, me, seen, what) = (town.app().clone(), person.me(), seen.clone(), what.clone());
            let start = start.clone();
            thread::spawn(move || {
                start.wait();
                let house = app.clone();
                app.db.write_now(move |tx| {
                    let dossier = store::load_by_id(tx, seen.id)?.unwrap();
                    dossier.unchanged_since(Some(seen.revision))?;
                    what(tx, By { app: &house, me: &me }, &dossier)
                })
            })
        })
        .map(|hand| hand.join().unwrap())
}

/// Exactly one has done it, and it left what it leaves when nobody else is there.
fn one_wins(cast: &Cast, name: &str, at: At, hands: [&Person; 2], what: &Act) {
    let town = cast.town;
    let alone = cast.dossier(at);
    let prepared = traces(town);
    cast.does(hands[0], alone.id, what);
    let expected = difference(&traces(town), &prepared);
    assert!(expected.contains(&("ledger_event", 1)), "{name} is one event: {expected:?}");

    for round in 0..3 {
        let seen = cast.dossier(at);
        let before = traces(town);
        let told = race(town, &seen, [(hands[0], what), (hands[1], what)]);
        check(name, round, &told);
        assert_eq!(difference(&traces(town), &before), expected, "{name}, round {round}: {told:?}");
    }
}

fn check(name: &str, round: usize, told: &[Result<()>; 2]) {
    let won = told.iter().filter(|told| told.is_ok()).count();
    assert_eq!(won, 1, "{name}, round {round}: {told:?}");
    let refused = told.iter().find_map(|told| told.as_ref().err()).unwrap();
    assert_eq!(refused.kind, Kind::Conflict, "{name}, round {round}: {refused}");
}

#[test]
fn of_two_who_do_the_same_one_wins_and_the_other_is_told() {
    each(|town| {
        let cast = Cast::of(town);
        let [c, d] = &cast.clerks;
        let [s, t] = &cast.specialists;
        let [h, i] = &cast.chairs;
        let [a, b] = &cast.advisers;
        let (department, colleague) = (cast.department, t.person);
        let route = act(move |tx, by, d| accept::route(tx, by, d, department, "Thẩm quyền của sở").map(drop));
        let give_back = act(|tx, by, d| forward::give_back(tx, by, d, "Thiếu chữ ký").map(drop));
        let reassign = act(move |tx, by, d| forward::reassign(tx, by, d, Some(colleague)).map(drop));
        let duty_done = act(|tx, by, d| supplement::duty_done(tx, by, d, "Biên lai 12").map(drop));
        let extend =
            act(|tx, by, d| extend::extend(tx, by, d, "2026-03-27".parse().unwrap(), "Chờ xác minh").map(drop));
        let hand_over = act(|tx, by, d| finish::hand_over(tx, by, d, "counter", "").map(drop));
        let pay = act(|tx, by, d| pay::confirm(tx, by, d, "cash", "AA-1").map(drop));
        let give = act(|tx, by, d| {
            let asked = store::opinions(tx, d.id)?;
            opinion::give(tx, by, d, asked[0].id, "Đồng ý")
        });

        one_wins(&cast, "accept", At::Registered, [c, d], &accept());
        one_wins(&cast, "refuse", At::Registered, [c, d], &refuse());
        one_wins(&cast, "route", At::Unrouted, [c, d], &route);
        one_wins(&cast, "forward", At::Specialist, [s, t], &forward());
        one_wins(&cast, "return", At::Specialist, [s, t], &give_back);
        one_wins(&cast, "reassign", At::Specialist, [h, i], &reassign);
        one_wins(&cast, "request a supplement", At::Specialist, [s, t], &request_supplement());
        one_wins(&cast, "supplement", At::Supplement, [c, &cast.mai], &answer());
        one_wins(&cast, "request a duty", At::Specialist, [s, t], &request_duty());
        one_wins(&cast, "duty done", At::Duty, [c, d], &duty_done);
        one_wins(&cast, "extend", At::Specialist, [h, i], &extend);
        one_wins(&cast, "finish", At::Chair, [h, i], &finish());
        one_wins(&cast, "withdraw", At::Specialist, [c, &cast.mai], &withdraw());
        one_wins(&cast, "stop", At::Specialist, [h, i], &stop());
        one_wins(&cast, "pay", At::Finished, [c, d], &pay);
        one_wins(&cast, "give an opinion", At::Asked, [a, b], &give);

        // Handed over only when nothing is owed.
        let paid = cast.dossier(At::Finished);
        cast.does(c, paid.id, &pay);
        let before = events(town, &paid.code).len();
        check("hand over", 0, &race(town, &paid, [(c, &hand_over), (d, &hand_over)]));
        assert_eq!(events(town, &paid.code).len(), before + 1);
        town.run_jobs();
    });
}

#[test]
fn of_two_who_do_different_things_one_wins_and_the_other_is_told() {
    each(|town| {
        let cast = Cast::of(town);
        let ([c, d], [s, t], [h, i]) = (&cast.clerks, &cast.specialists, &cast.chairs);
        let pairs: [(At, (&Person, Act), (&Person, Act)); 5] = [
            (At::Registered, (c, accept()), (d, refuse())),
            (At::Registered, (c, accept()), (&cast.mai, withdraw())),
            (At::Specialist, (s, forward()), (t, request_supplement())),
            (At::Supplement, (&cast.mai, answer()), (h, stop())),
            (At::Chair, (h, finish()), (i, stop())),
        ];
        for (at, (one, first), (other, second)) in &pairs {
            for round in 0..3 {
                let seen = cast.dossier(*at);
                let before = events(town, &seen.code).len();
                check(&format!("{at:?}"), round, &race(town, &seen, [(one, first), (other, second)]));
                let after = events(town, &seen.code);
                assert_eq!(after.len(), before + 1, "{at:?}: {after:?}");
                let now = dossier(town, &seen.code);
                assert_eq!(now.revision, seen.revision + 1);
                let items = town.count("select count(*) from work_item where record = $1", args![now.id]);
                let waits_for_somebody = !now.status.is_closed() && now.status.code() != "supplement_requested";
                assert_eq!(items, i64::from(waits_for_somebody), "{at:?} is now {}", now.status);
            }
        }
        town.run_jobs();
    });
}

#[test]
fn a_form_that_was_sent_twice_is_done_once() {
    each(|town| {
        let Staff { clerk, .. } = staff(town);
        let code = take(town, &clerk, PLAIN);
        let revision = clerk.get(&format!("/ho-so/{code}")).field("revision").unwrap();
        let send = || clerk.post(&format!("/ho-so/{code}/chuyen"), &[("revision", &revision), ("note", "Gửi")]);
        send().is(303);
        let again = send();
        assert!([403, 409].contains(&again.status), "{}", again.status);
        assert_eq!(events(town, &code), ["registered", "accepted", "forwarded"]);
        town.run_jobs();
    });
}
