//! Whatever the role, unit, delegation and merger: nobody sees a dossier with which none of his units has to do, on no page,
//! and everybody sees all of his own. What he may see is said here once more, as simply as it can be.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
};

use base::{Day, Id, Kind, SeededRandom};
use directory::Maps;
use identity::NewDelegation;
use procedures::{
    accept,
    dossier::Dossier,
    end,
    finish::{self, Signed},
    forward, opinion, register, rights,
    rights::By,
    store::{self, Missing},
    supplement,
};
use serde_json::{Value, json};
use storage::Tx;
use town::{MERGER, Person, Town};

use crate::counter::*;

/// What the simple rule needs to know.
#[derive(Default)]
struct Known {
    /// Units that had to do with a dossier, by its code: where it came in, who decides, who holds it, who was asked.
    involved: BTreeMap<String, BTreeSet<Id>>,
    posts: Vec<Post>,
    lent: Vec<Lent>,
}

struct Post {
    id: Id,
    person: Id,
    unit: Id,
    role: &'static str,
    from: Day,
    to: Option<Day>,
}

struct Lent {
    post: Id,
    taker: Id,
    from: Day,
    to: Day,
}

impl Known {
    /// (unit, role) in which the person sits that day.
    fn seats(&self, person: Id, day: Day) -> Vec<(Id, &'static str)> {
        let holds = |post: &&Post| post.from <= day && post.to.is_none_or(|to| day <= to);
        let lent_to = |post: &Post| {
            self.lent.iter().any(|l| l.post == post.id && l.taker == person && l.from <= day && day <= l.to)
        };
        let mine = self.posts.iter().filter(holds).filter(|post| post.person == person || lent_to(post));
        mine.map(|post| (post.unit, post.role)).collect()
    }

    fn may_view(&self, person: Id, day: Day) -> bool {
        self.seats(person, day).iter().any(|(_, role)| views(role))
    }

    /// A unit of his is one of those that have to do with it, or stands above one.
    fn sees(&self, town: &Town, person: Id, code: &str) -> bool {
        let day = town.now().day();
        let map = town.read(move |tx| Maps::default().get(tx, day)).unwrap();
        let roots: Vec<Id> =
            self.seats(person, day).into_iter().filter(|(_, role)| views(role)).map(|(unit, _)| unit).collect();
        self.involved[code]
            .iter()
            .any(|unit| roots.contains(unit) || map.ancestors(*unit).any(|above| roots.contains(&above.id)))
    }

    fn passes_to(&mut self, from: Id, to: Id) {
        for units in self.involved.values_mut() {
            if units.remove(&from) {
                units.insert(to);
            }
        }
        for post in self.posts.iter_mut().filter(|post| post.unit == from) {
            post.unit = to;
        }
    }
}

fn views(role: &str) -> bool {
    rights::OF_ROLES.iter().any(|(code, right)| *code == role && *right == rights::VIEW)
}

const ROLES: [&str; 8] =
    ["clerk", "specialist", "head", "chair", "department_director", "province_leader", "auditor", "admin"];

/// Does one thing or another, if it may be done now. Gives the unit that was asked for an opinion.
fn something(town: &Town, driver: &Person, random: &SeededRandom, units: &[Id], code: &str) -> Option<Id> {
    let (what, unit) = (random.below(10), units[random.below(units.len())]);
    let wanted = code.to_owned();
    let missing = [Missing { item: "proof".into(), kind: "paper".into(), why: String::new() }];
    let done = as_person(town, driver, move |tx: &mut Tx, by: By| {
        let d: Dossier = store::load_any(tx, &wanted)?.unwrap();
        match what {
            0 | 1 => accept::accept(tx, by, &d).map(drop),
            2..=4 => forward::forward(tx, by, &d, None, "").map(drop),
            5 => accept::route(tx, by, &d, unit, "").map(drop),
            6 => opinion::ask(tx, by, &d, unit, "Ý kiến?", "2026-03-30".parse().unwrap()),
            7 => supplement::request(tx, by, &d, &missing, "Bản sao mờ").map(drop),
            8 => finish::finish(tx, by, &d, &Signed::default()).map(drop),
            _ => end::withdraw(tx, by, &d, "Không còn nhu cầu").map(drop),
        }
    });
    match done {
        Ok(()) => (what == 6).then_some(unit),
        Err(e) => {
            // What was closed before a merger stays with the unit that has ended.
            let closed = dossier(town, code).status.is_closed() && e.kind == Kind::Forbidden;
            assert!(closed || matches!(e.kind, Kind::Conflict | Kind::Invalid), "{e}");
            None
        }
    }
}

fn units_of(d: &Dossier) -> impl Iterator<Item = Id> + use<> {
    [Some(d.intake_unit), d.competent_unit, Some(d.holder_unit)].into_iter().flatten()
}

fn codes_in(text: &str) -> BTreeSet<String> {
    let parts = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'));
    parts.filter(|part| part.starts_with("H99.") && part.matches('-').count() == 2).map(str::to_owned).collect()
}

fn unzipped(bytes: &[u8]) -> String {
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..parts.len() {
        parts.by_index(at).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}

const HEAPS: [&str; 5] = ["cho-tiep-nhan", "dang-xu-ly", "tam-dung", "cho-tra", "da-ket-thuc"];

/// Everything the person can look at shows exactly what the simple rule says.
fn check(town: &Town, known: &Known, person: &Person) {
    let day = town.now().day();
    let all: Vec<&String> = known.involved.keys().collect();
    let his: BTreeSet<String> =
        all.iter().filter(|code| known.sees(town, person.person, code)).map(|code| (*code).clone()).collect();
    let who = format!("{} {:?}", person.username, known.seats(person.person, day));

    if !known.may_view(person.person, day) {
        assert!(his.is_empty());
        for path in ["/ho-so", "/ho-so/xuat.xlsx", "/sap-den-han", "/so-theo-doi", "/tim", "/trinh-ky"] {
            let page = person.get(path);
            assert!(codes_in(&page.text).is_empty() && page.status != 200, "{who}: {path} {}", page.status);
        }
        person.api("GET", "/api/v1/dossiers", Value::Null).is(403);
        return;
    }
    let (mut listed, mut exported) = (BTreeSet::new(), BTreeSet::new());
    for heap in HEAPS {
        listed.extend(codes_in(&person.get(&format!("/ho-so?nhom={heap}")).is(200).text));
        exported.extend(codes_in(&unzipped(&person.get(&format!("/ho-so/xuat.xlsx?nhom={heap}")).is(200).bytes)));
    }
    assert_eq!(listed, his, "lists of {who}");
    assert_eq!(exported, his, "exports of {who}");
    let by_api = person.api("GET", "/api/v1/dossiers?limit=100", Value::Null).is(200).json();
    let items = by_api["items"].as_array().unwrap();
    let answered: BTreeSet<String> = items.iter().map(|item| item["code"].as_str().unwrap().to_owned()).collect();
    assert_eq!(answered, his, "API of {who}");
    assert_eq!(items.len(), his.len(), "nothing twice: {who}");

    let mut tried = None;
    for code in all {
        let expected = if his.contains(code) { 200 } else { 404 };
        person.get(&format!("/ho-so/{code}")).is(expected);
        person.api("GET", &format!("/api/v1/dossiers/{code}"), Value::Null).is(expected);
        let found = person.post("/tim", &[("q", code)]);
        let is_row = found.is(200).text.contains(&format!("/ho-so/{code}"));
        assert_eq!(is_row, his.contains(code), "search of {who} for {code}");
        for paper in papers(town, code).iter().take(1) {
            let page = person.get(&format!("/ho-so/{code}/giay/{}", paper.id));
            assert_eq!(page.status == 200, his.contains(code), "a paper of {code} for {who}");
        }
        if expected == 404 && tried.is_none() {
            tried = Some(code);
            let before = events(town, code).len();
            for act in ["tiep-nhan", "chuyen", "ket-qua", "rut", "dung", "tin-nhan", "phieu-kiem-soat"] {
                let answer =
                    person.post(&format!("/ho-so/{code}/{act}"), &[("reason", "Không phải của tôi"), ("text", "x")]);
                assert!([403, 404].contains(&answer.status), "{who} {act}: {}", answer.status);
                answer.does_not_say(MAI);
            }
            let stop =
                person.api("POST", &format!("/api/v1/dossiers/{code}/stop"), json!({ "reason": "Không phải của tôi" }));
            assert!([403, 404].contains(&stop.status), "{who}: {}", stop.status);
            assert_eq!(events(town, code).len(), before);
        }
    }
    let by_name = codes_in(&person.post("/tim", &[("q", "hoang thi mai")]).is(200).text);
    assert_eq!(by_name, his, "search by name of {who}");
    for path in ["/sap-den-han", "/so-theo-doi", "/so-theo-doi?ngay=09/03/2026", "/trinh-ky"] {
        let shown = codes_in(&person.get(path).text);
        assert!(shown.is_subset(&his), "{path} of {who} shows {:?}", shown.difference(&his));
    }

    // The queue is what waits for his seats; the badge says the same (`queue` compares them).
    let seats = known.seats(person.person, day);
    let waiting = town.rows::<(String, Id, String, Option<Id>)>("select label, unit, role, person from work_item", &[]);
    let mut expected: Vec<String> = waiting
        .into_iter()
        .filter(|(_, unit, role, given)| match given {
            Some(given) => *given == person.person,
            None => seats.iter().any(|(u, r)| u == unit && r == role),
        })
        .map(|(label, ..)| label)
        .collect();
    let mut queued: Vec<String> = queue(town, person).into_iter().map(|(_, code)| code).collect();
    queued.sort();
    expected.sort();
    assert_eq!(queued, expected, "queue of {who}");
    assert!(queued.iter().all(|code| his.contains(code)), "work of {who} that he cannot see");
}

fn story(town: &Town, seed: u64) {
    let random = SeededRandom::new(seed);
    let communes = ["Phường Hoa Lư", "Xã An Bình", "Xã Minh Tân"];
    let mut centres: Vec<Id> = communes.iter().map(|name| town.centre(name)).collect();
    centres.push(town.centre("Tỉnh Mẫu"));
    let mut units: Vec<Id> = communes.iter().map(|name| town.unit(name)).collect();
    units.push(town.unit("Sở Tư pháp"));
    let seats: Vec<Id> = [&units[..], &centres[..], &[town.unit("Tỉnh Mẫu")]].concat();

    // Who does it all.
    let driver = town.official(town.unit("Tỉnh Mẫu"), "head");
    let (person, province) = (driver.person, town.unit("Tỉnh Mẫu"));
    town.write(move |tx| directory::add_post(tx, None, person, province, "chair", "2026-01-01".parse()?, None))
        .unwrap();

    // Eight people somewhere, some with a second post, past or coming; some lend theirs.
    let mut known = Known::default();
    let mut people: Vec<Person> = Vec::new();
    let today = town.now().day();
    for role in ROLES {
        let unit = seats[random.below(seats.len())];
        let one = town.official(unit, role);
        let id = one.person;
        let held = town.read(move |tx| directory::posts(tx, id, today)).unwrap();
        known.posts.push(Post { id: held[0].id, person: id, unit, role, from: held[0].from_day, to: None });
        if random.below(2) == 0 {
            let (unit, role) = (seats[random.below(seats.len())], ROLES[random.below(ROLES.len())]);
            let spans: [(&str, Option<&str>); 3] =
                [("2026-01-01", None), ("2026-01-01", Some("2026-03-08")), ("2026-03-10", None)];
            let (from, to) = spans[random.below(3)];
            let (from, to): (Day, Option<Day>) = (from.parse().unwrap(), to.map(|day| day.parse().unwrap()));
            let post = town.write(move |tx| directory::add_post(tx, None, id, unit, role, from, to)).unwrap();
            known.posts.push(Post { id: post, person: id, unit, role, from, to });
        }
        people.push(one);
    }
    for _ in 0..4 {
        let post = &known.posts[random.below(known.posts.len())];
        let taker = people[random.below(people.len())].person;
        let spans = [("2026-03-09", "2026-03-09"), ("2026-03-01", "2026-03-20"), ("2026-03-10", "2026-03-20")];
        let (from, to) = spans[random.below(3)];
        let (from_day, to_day): (Day, Day) = (from.parse().unwrap(), to.parse().unwrap());
        if taker == post.person {
            continue;
        }
        let new = NewDelegation { post: post.id, taker, from_day, to_day, document: "12/QĐ-UBND".into() };
        town.write(move |tx| identity::delegate(tx, identity::By::Operator, &new)).unwrap();
        known.lent.push(Lent { post: post.id, taker, from: from_day, to: to_day });
    }

    let live = |known: &mut Known, units: &[Id], centres: &[Id], rounds: usize| {
        for _ in 0..rounds {
            if known.involved.len() < 14 || random.below(6) == 0 {
                let procedure = [PLAIN, OF_DEPARTMENT, OF_NOBODY][random.below(3)];
                let application = application(procedure, centres[random.below(centres.len())]);
                let made = as_person(town, &driver, move |tx, by| register::register(tx, by, &application)).unwrap();
                known.involved.insert(made.code.clone(), units_of(&made).collect());
            }
            let codes: Vec<String> = known.involved.keys().cloned().collect();
            let code = &codes[random.below(codes.len())];
            let asked = something(town, &driver, &random, units, code);
            let involved = known.involved.get_mut(code).unwrap();
            involved.extend(asked);
            involved.extend(units_of(&dossier(town, code)));
        }
    };
    live(&mut known, &units, &centres, 60);
    town.run_jobs();
    for person in &people {
        check(town, &known, person);
    }

    // Days pass: posts and delegations begin and end.
    town.clock_at("2026-03-12T09:00");
    live(&mut known, &units, &centres, 15);
    town.run_jobs();
    for person in &people {
        check(town, &known, person);
    }

    // Two communes become one.
    let old = [units[1], units[2], centres[1], centres[2]];
    town.clock_at("2026-03-16T00:00");
    town.reorganise(MERGER);
    town.clock_at("2026-03-16T09:00");
    let (commune, centre) = (town.unit("Xã Bình Tân"), town.centre("Xã Bình Tân"));
    for (from, to) in old.into_iter().zip([commune, commune, centre, centre]) {
        known.passes_to(from, to);
    }
    let units = [units[0], commune, units[3]];
    let centres = [centres[0], centre, centres[3]];
    live(&mut known, &units, &centres, 15);
    town.run_jobs();
    for person in &people {
        check(town, &known, person);
    }
}

#[test]
fn nobody_sees_a_dossier_of_others_and_everybody_all_of_his_own() {
    each(|town| story(town, 1));
}

#[test]
fn whatever_the_dice_say_nobody_sees_a_dossier_of_others() {
    each(|town| story(town, 3));
}

#[test]
fn a_citizen_and_a_stranger_see_no_staff_page() {
    each(|town| {
        let clerk = staff(town).clerk;
        let code = take(town, &clerk, PLAIN);
        let mai = town.citizen(MAI, MAIS_NUMBER);
        let other = town.citizen("Lò Văn Khác", "008190000456");
        let stranger = town.stranger();
        for path in ["/ho-so".to_owned(), "/ho-so/xuat.xlsx".to_owned(), format!("/ho-so/{code}"), "/tim".to_owned()] {
            mai.get(&path).is(403);
            other.get(&path).is(403);
            stranger.get(&path).is(303);
        }
        mai.api("GET", &format!("/api/v1/dossiers/{code}"), Value::Null).is(200);
        other.api("GET", &format!("/api/v1/dossiers/{code}"), Value::Null).is(404);
        stranger.api("GET", &format!("/api/v1/dossiers/{code}"), Value::Null).is(401);
        mai.api("GET", "/api/v1/dossiers", Value::Null).is(403);
        town.run_jobs();
    });
}
