//! Two years in the life of the demo province: dossiers go through the real acts, day by day, while its map changes.
//!
//! A seed and a day reproduce everything. Persons are made up; their names are put together from common parts.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use base::{Day, Error, Id, Moment, PersonalNumber, Result, SeededRandom, TimeOfDay};
use directory::UnitMap;
use identity::Me;
use platform::{App, Demo};
use serde_json::{Map, Value, json};
use storage::{Tx, args};

use crate::{
    accept, catalogue, custody,
    definition::{APPLICANT, Channel, Field, FieldKind, Part, PersonPart, Version},
    dossier::{Dossier, Status, deciding_step},
    end, extend, finish, forward, pay, rate,
    register::{self, Application, NewPaper},
    rights::By,
    shift,
    store::{self, Missing, Party},
    supplement,
};

/// Acts of one transaction. Few enough that a killed run loses a second, many enough that syncing costs little.
const BATCH: usize = 250;

/// What is asked for how often; the rest of the worked procedures share what is left.
const USUAL: [(&str, usize); 12] = [
    ("2.000815", 26),
    ("1.001193", 12),
    ("2.000635", 10),
    ("1.004873", 9),
    ("2.000884", 7),
    ("1.000894", 5),
    ("1.000656", 5),
    ("1.004859", 4),
    ("1.001612", 4),
    ("1.012753", 4),
    ("1.013225", 3),
    ("1.011607", 3),
];

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Task {
    Register,
    Accept(Id),
    Step(Id),
    Supplement(Id),
    HandOver(Id),
    Rate(Id),
}

pub fn demo(demo: &Demo) -> Result<()> {
    let life = Life::new(demo)?;
    // Nothing is received before the first procedure holds.
    let first = life.procedures.iter().map(|(_, version)| version.valid_from).min();
    let from = demo.until.plus_months(-24).max(first.unwrap_or(demo.until));
    let mut queue: BinaryHeap<Reverse<(Moment, usize, Task)>> = BinaryHeap::new();
    let mut count = 0;
    let days = working_days(demo.app, from, demo.until);
    if days.is_empty() {
        return Ok(());
    }
    for _ in 0..demo.dossiers {
        // One in eight came in the last ten days, so that desks and queues have life.
        let recent = demo.random.below(8) == 0;
        let from = if recent { days.len().saturating_sub(10) } else { 0 };
        let day = days[from + demo.random.below(days.len() - from)];
        queue.push(Reverse((office_moment(demo.random, day), count, Task::Register)));
        count += 1;
    }
    let mut milestones = demo.milestones.iter().peekable();
    let end = demo.until.at(TimeOfDay::hm_of(17, 0));
    let (mut done, mut total) = (0, demo.dossiers);
    let mut staff = Staff::default();
    while let Some(Reverse((next, _, _))) = queue.peek() {
        let next = *next;
        if next > end {
            break;
        }
        // The map changes at midnight; whoever acts after it acts on the new one.
        if let Some((day, change)) = milestones.next_if(|(day, _)| day.start() <= next) {
            change(*day)?;
            staff = Staff::default();
            continue;
        }
        let limit = milestones.peek().map_or(end, |(day, _)| day.start().plus_ms(-1)).min(end);
        let mut batch = Vec::new();
        while batch.len() < BATCH && queue.peek().is_some_and(|Reverse((at, ..))| *at <= limit) {
            if let Some(Reverse((at, _, task))) = queue.pop() {
                batch.push((at, task));
            }
        }
        let (known, followers) = life.run(demo, staff, batch)?;
        staff = known;
        for (at, task) in followers {
            total += 1;
            count += 1;
            queue.push(Reverse((at, count, task)));
        }
        done += BATCH.min(total - done);
        (demo.progress)(done, total);
    }
    for (day, change) in milestones {
        if day.start() <= end {
            change(*day)?;
        }
    }
    life.hand_papers_on(staff, end)?;
    (demo.progress)(total, total);
    Ok(())
}

/// Accounts by what they may do where, as the map stands; made anew after each change of it.
#[derive(Clone, Default)]
struct Staff {
    by_post: HashMap<(Id, String), Me>,
    communes: Vec<Id>,
    /// Where the demo accounts work.
    shown: Option<Id>,
    map: Option<Arc<UnitMap>>,
}

struct Life {
    app: App,
    random: Arc<SeededRandom>,
    procedures: Vec<(String, Arc<Version>)>,
    citizens: Vec<(Id, Id, String, String)>,
}

impl Life {
    fn new(demo: &Demo) -> Result<Life> {
        let random = Arc::new(SeededRandom::new(demo.random.next()));
        let day = demo.until;
        let procedures = demo.app.db.read_now(move |tx| {
            let codes: Vec<(String,)> =
                tx.all("select code from procedures_procedure where source = 'worked' order by code", args![])?;
            let mut found = Vec::new();
            for (code,) in codes {
                if catalogue::must_be_received_here(tx, &code).is_ok()
                    && let Ok((_, version)) = catalogue::current(tx, &code, day)
                    && !version.terms.is_empty()
                {
                    found.push((code, version));
                }
            }
            Ok(found)
        })?;
        if procedures.is_empty() {
            return Err(Error::internal("no procedure to receive in the demo province"));
        }
        let citizens = make_citizens(demo, &random)?;
        Ok(Life { app: demo.app.clone(), random, procedures, citizens })
    }

    /// Something that is in force on the day, what is usual more often.
    fn pick(&self, day: Day) -> &(String, Arc<Version>) {
        let holds = |(_, version): &&(String, Arc<Version>)| version.valid_from <= day;
        let roll = self.random.below(100);
        let mut sum = 0;
        for (code, share) in USUAL {
            sum += share;
            if roll < sum
                && let Some(found) = self.procedures.iter().find(|(c, _)| c == code).filter(holds)
            {
                return found;
            }
        }
        let all: Vec<_> = self.procedures.iter().filter(holds).collect();
        all.get(self.random.below(all.len())).copied().unwrap_or(&self.procedures[0])
    }

    /// Runs the batch in one transaction, each act at its own moment.
    fn run(&self, demo: &Demo, staff: Staff, batch: Vec<(Moment, Task)>) -> Result<(Staff, Vec<(Moment, Task)>)> {
        let out = Arc::new(Mutex::new((staff, Vec::new())));
        let shared = out.clone();
        let life = Life {
            app: self.app.clone(),
            random: self.random.clone(),
            procedures: self.procedures.clone(),
            citizens: self.citizens.clone(),
        };
        demo.app.db.write_now(move |tx| {
            let mut out = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let (mut staff, mut followers) = (out.0.clone(), Vec::new());
            for (at, task) in &batch {
                tx.replay_at(*at);
                life.act(tx, &mut staff, task, &mut followers)?;
            }
            *out = (staff, followers);
            Ok(())
        })?;
        let mut out = out.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(std::mem::take(&mut *out))
    }

    fn act(&self, tx: &mut Tx, staff: &mut Staff, task: &Task, next: &mut Vec<(Moment, Task)>) -> Result<()> {
        let now = tx.now();
        let later = |minutes: usize| self.later(now, minutes);
        match task {
            Task::Register => {
                let d = self.register(tx, staff)?;
                if d.competent_unit.is_none() {
                    return Ok(());
                }
                if d.channel() == Channel::Counter {
                    self.accept(tx, staff, &d, next)?;
                } else {
                    next.push((later(30 + self.random.below(420)), Task::Accept(d.id)));
                }
            }
            Task::Accept(id) => {
                let d = load(tx, *id)?;
                if d.status == Status::Registered {
                    self.accept(tx, staff, &d, next)?;
                }
            }
            Task::Step(id) => {
                let d = load(tx, *id)?;
                self.step(tx, staff, &d, next)?;
            }
            Task::Supplement(id) => {
                let d = load(tx, *id)?;
                if d.status == Status::SupplementRequested {
                    let me = self.official(tx, staff, d.intake_unit, "clerk")?;
                    let by = By { app: &self.app, me: &me };
                    let after = supplement::answer(tx, by, &d, &json!({}), &[])?;
                    next.push((later(60 + self.random.below(600)), Task::Step(after.id)));
                }
            }
            Task::HandOver(id) => {
                let d = load(tx, *id)?;
                if d.status == Status::Finished {
                    let me = self.official(tx, staff, d.intake_unit, "clerk")?;
                    let by = By { app: &self.app, me: &me };
                    if store::fees(tx, d.id)?.iter().any(|f| f.state == "due") {
                        let method = if self.random.below(3) == 0 { "transfer" } else { "cash" };
                        pay::confirm(tx, by, &d, method, &format!("{:07}", self.random.below(9_999_999)))?;
                        self.close_till(tx, staff, by)?;
                    }
                    let originals = custody::of_dossier(tx, d.id)?;
                    let originals = originals.iter().filter(|held| held.paper.is_some() && held.is_held());
                    let fates: Vec<_> = originals.map(|held| (held.id, custody::Fate::Returned)).collect();
                    custody::settle_originals(tx, by, &d, &fates)?;
                    let way = ["counter", "counter", "counter", "online", "post"][self.random.below(5)];
                    let after = finish::hand_over(tx, by, &d, way, "")?;
                    if after.applicant.is_some() && self.random.below(3) == 0 {
                        next.push((later(600 + self.random.below(3_000)), Task::Rate(after.id)));
                    }
                }
            }
            Task::Rate(id) => {
                let d = load(tx, *id)?;
                let citizen = d.applicant.and_then(|p| self.citizens.iter().find(|c| c.0 == p));
                if let Some((_, account, ..)) = citizen {
                    let me = self.app.identity.me_of(tx, *account)?;
                    let by = By { app: &self.app, me: &me };
                    let stars = [5, 5, 5, 4, 4, 3, 2][self.random.below(7)];
                    rate::rate(tx, by, &d, stars, "")?;
                }
            }
        }
        Ok(())
    }

    fn accept(&self, tx: &mut Tx, staff: &mut Staff, d: &Dossier, next: &mut Vec<(Moment, Task)>) -> Result<()> {
        let me = self.official(tx, staff, d.intake_unit, "clerk")?;
        let by = By { app: &self.app, me: &me };
        if self.random.below(60) == 0 {
            accept::refuse(tx, by, d, "Hồ sơ không thuộc phạm vi giải quyết theo quy định")?;
            return Ok(());
        }
        let after = accept::accept(tx, by, d)?;
        next.push((self.later(tx.now(), 5 + self.random.below(90)), Task::Step(after.id)));
        Ok(())
    }

    /// The last results of the shown commune are on their way to its desk.
    fn hand_papers_on(&self, staff: Staff, at: Moment) -> Result<()> {
        let life = Life {
            app: self.app.clone(),
            random: self.random.clone(),
            procedures: self.procedures.clone(),
            citizens: self.citizens.clone(),
        };
        self.app.db.write_now(move |tx| {
            tx.replay_at(at);
            let mut staff = staff.clone();
            life.know(tx, &mut staff)?;
            let (Some(shown), Some(map)) = (staff.shown, staff.map.clone()) else { return Ok(()) };
            let chair = life.official(tx, &mut staff, shown, "chair")?;
            let held = custody::held_by(tx, shown, Id::from_i64(0), 6)?;
            // Some stay, so that there is something left to give.
            let things: Vec<Id> = held.iter().map(|held| held.id).take(held.len().div_ceil(2)).collect();
            if things.is_empty() {
                return Ok(());
            }
            let desk = crate::competence::intake_centre(&map, shown)?;
            custody::give(tx, By { app: &life.app, me: &chair }, &things, desk, "").map(drop)
        })
    }

    /// Now and then the till is counted and handed to the head of the place.
    fn close_till(&self, tx: &mut Tx, staff: &Staff, by: By) -> Result<()> {
        let (Some(unit), Some(map)) = (by.me.unit(), &staff.map) else { return Ok(()) };
        if self.random.below(12) > 0 {
            return Ok(());
        }
        let above = map.get(unit).and_then(|unit| unit.parent);
        let chair = above.and_then(|unit| staff.by_post.get(&(unit, "chair".to_owned())));
        if let Some(chair) = chair {
            let cash = shift::sums(&shift::open(tx, by.me.person)?).cash;
            let closed = shift::close(tx, by, cash, chair.person, "")?;
            if self.random.below(4) > 0 {
                shift::receive(tx, By { app: &self.app, me: chair }, closed.id)?;
            }
        }
        Ok(())
    }

    /// One step on the way: usually forward, now and then something else.
    fn step(&self, tx: &mut Tx, staff: &mut Staff, d: &Dossier, next: &mut Vec<(Moment, Task)>) -> Result<()> {
        if !matches!(d.status, Status::Accepted | Status::InProcess) {
            return Ok(());
        }
        let now = tx.now();
        let (holder, role) = (d.holder_unit, d.holder_role.clone());
        let me = self.official(tx, staff, holder, &role)?;
        let by = By { app: &self.app, me: &me };
        let version = catalogue::load_version(tx, d.version)?;
        let decides = d.step >= deciding_step(&version);
        let roll = self.random.below(1_000);
        if d.step == 1 && d.supplements == 0 && roll < 60 && !version.papers.is_empty() {
            let paper = &version.papers[self.random.below(version.papers.len())];
            let missing =
                [Missing { item: paper.code.clone(), kind: "paper".into(), why: "Bản chụp không rõ".into() }];
            supplement::request(tx, by, d, &missing, "Giấy tờ nộp chưa đầy đủ, đề nghị bổ sung")?;
            next.push((self.later(now, 700 + self.random.below(4_000)), Task::Supplement(d.id)));
            return Ok(());
        }
        if roll > 990 {
            let clerk = self.official(tx, staff, d.intake_unit, "clerk")?;
            end::withdraw(tx, By { app: &self.app, me: &clerk }, d, "Công dân đề nghị rút hồ sơ")?;
            return Ok(());
        }
        if !decides {
            let after = forward::forward(tx, by, d, None, "")?;
            next.push((self.pace(now, &after), Task::Step(after.id)));
            // Now and then the chair gives it to somebody by name.
            let post = |role: &str| staff.by_post.get(&(after.holder_unit, role.to_owned()));
            if let (Some(chair), Some(specialist)) = (post("chair"), post("specialist"))
                && after.holder_role == "specialist"
                && self.random.below(8) == 0
            {
                forward::reassign(tx, By { app: &self.app, me: chair }, &after, Some(specialist.person))?;
            }
            return Ok(());
        }
        if roll < 15 && d.extended_to.is_none() && d.due.is_some_and(|due| due > now) {
            let until = self.next_working(d.due.unwrap_or(now).day().plus(3));
            let after = extend::extend(tx, by, d, until, "Cần xác minh thêm thông tin")?;
            next.push((self.pace(now, &after), Task::Step(after.id)));
            return Ok(());
        }
        if roll > 980 {
            end::stop(tx, by, d, "Không đủ điều kiện giải quyết theo quy định của pháp luật")?;
            return Ok(());
        }
        let after = finish::finish(tx, by, d, &finish::Signed::default())?;
        next.push((self.later(now, 10 + self.random.below(900)), Task::HandOver(after.id)));
        Ok(())
    }

    /// When the holder comes to it: mostly well before it is due, now and then too late.
    fn pace(&self, now: Moment, d: &Dossier) -> Moment {
        let left = d.due.map_or(0, |due| (due.ms() - now.ms()) / 60_000);
        let share = [5, 10, 15, 20, 25, 30, 35, 45, 55][self.random.below(9)];
        let slow = if self.random.below(100) < 4 { left + 1_500 } else { 0 };
        self.later(now, ((left.max(30) * share / 100) + slow).max(10) as usize)
    }

    /// So many minutes on, moved into office hours.
    fn later(&self, now: Moment, minutes: usize) -> Moment {
        let at = now.plus_minutes(minutes as i64).plus_ms(self.random.below(60_000) as i64);
        self.app.calendar().next_opening(at).unwrap_or(at).max(at)
    }

    fn next_working(&self, day: Day) -> Day {
        let mut day = day;
        while !self.app.calendar().is_working_day(day) {
            day = day.next();
        }
        day
    }

    fn register(&self, tx: &mut Tx, staff: &mut Staff) -> Result<Dossier> {
        let (code, version) = self.pick(tx.now().day()).clone();
        self.know(tx, staff)?;
        // One in twelve comes to the commune of the demo accounts.
        let shown = staff.shown.filter(|_| self.random.below(12) == 0);
        let commune = shown.unwrap_or_else(|| staff.communes[self.random.below(staff.communes.len())]);
        let map = staff.map.clone().ok_or_else(|| Error::internal("no map"))?;
        let intake = crate::competence::intake_centre(&map, commune)?;
        let channel = match self.random.below(10) {
            0..=5 => Channel::Counter,
            6..=8 => Channel::Online,
            _ => Channel::Post,
        };
        let channel = if version.channels.contains(&channel) { channel } else { Channel::Counter };
        let (_, _, name, number) = &self.citizens[self.random.below(self.citizens.len())];
        let phone = format!("09{:08}", self.random.below(100_000_000));
        let case =
            (!version.cases.is_empty()).then(|| version.cases[self.random.below(version.cases.len())].code.clone());
        let answers = self.answers(&map, &version, name, number, commune);
        let papers = version.papers.iter().filter(|p| !p.optional && p.when.is_none() && !p.show_only);
        let a = Application {
            case,
            channel,
            intake_unit: intake,
            applicant: Party {
                role: "applicant".into(),
                name: name.clone(),
                personal_number: Some(number.clone()),
                phone: Some(phone),
                ..Party::default()
            },
            papers: papers.enumerate().map(|(n, p)| paper(n, &p.code, channel)).collect(),
            payer: Vec::new(),
            foreign_code: None,
            submitter: None,
            procedure: code,
            answers,
        };
        let me = self.official(tx, staff, intake, "clerk")?;
        register::register(tx, By { app: &self.app, me: &me }, &a)
    }

    /// Answers to the questions that are always asked, as a citizen might give them.
    fn answers(&self, map: &UnitMap, version: &Version, name: &str, number: &str, commune: Id) -> Value {
        let mut answers = Map::new();
        let place = map.get(commune).and_then(|u| u.gso.clone()).unwrap_or_default();
        answers.insert(APPLICANT.into(), self.person(&version.applicant, name, number, &place));
        for group in version.groups.iter().filter(|g| g.when.is_none()) {
            let mut fields = Map::new();
            for field in group.fields.iter().filter(|f| f.when.is_none() && !f.optional) {
                if let Some(value) = self.answer(field, name, number, &place) {
                    fields.insert(field.code.clone(), value);
                }
            }
            match group.repeat {
                None => answers.extend(fields),
                Some(_) => {
                    answers.insert(group.code.clone(), Value::Array(vec![Value::Object(fields)]));
                }
            }
        }
        Value::Object(answers)
    }

    fn answer(&self, field: &Field, name: &str, number: &str, place: &str) -> Option<Value> {
        Some(match field.kind {
            FieldKind::Text if field.max.is_some_and(|max| max < 40) => json!((12 + self.random.below(80)).to_string()),
            FieldKind::Text => json!(WORDS[self.random.below(WORDS.len())]),
            FieldKind::Number => {
                let least = field.min.unwrap_or(1);
                let most = field.max.unwrap_or(least + 4).min(least + 4);
                json!(least + self.random.below((most - least + 1).max(1) as usize) as i64)
            }
            FieldKind::Money => json!(field.min.unwrap_or(0).max(100_000)),
            FieldKind::Date => json!("2020-05-12"),
            FieldKind::PersonalNumber => json!(number),
            FieldKind::Person => self.person(&field.parts, if field.locked { name } else { "" }, number, place),
            FieldKind::Address => json!({ "commune": place, "detail": "Thôn 2" }),
            FieldKind::Choice => json!(field.options.get(self.random.below(field.options.len()))?.code),
            FieldKind::YesNo => json!(self.random.below(2) == 0),
            FieldKind::File => return None,
        })
    }

    fn person(&self, parts: &[PersonPart], name: &str, number: &str, place: &str) -> Value {
        let mut person = Map::new();
        let own = !name.is_empty();
        let (made, female) = made_up_name(&self.random);
        for PersonPart { part, required } in parts.iter().filter(|p| p.required) {
            let _ = required;
            let value = match part {
                Part::Name => json!(if own { name } else { &made }),
                Part::PersonalNumber if own => json!(number),
                Part::Birth if !own => json!("1991-03-14"),
                Part::Sex if !own => json!(if female { "female" } else { "male" }),
                Part::Ethnicity => json!(["Kinh", "Tày", "Dao", "Mông", "Nùng"][self.random.below(5)]),
                Part::Nationality => json!("Việt Nam"),
                Part::Residence | Part::Hometown => json!({ "commune": place, "detail": "Thôn 1" }),
                Part::IdentityPaper => json!("Thẻ căn cước"),
                _ => continue,
            };
            person.insert(part.code().into(), value);
        }
        Value::Object(person)
    }

    fn know(&self, tx: &mut Tx, staff: &mut Staff) -> Result<()> {
        if staff.map.is_some() {
            return Ok(());
        }
        let map = self.app.maps.get(tx, tx.now().day())?;
        let day = tx.now().day();
        let posts: Vec<(Id, String, Id)> = tx.all(
            "select p.unit, p.role, a.id from directory_post p join identity_account a on a.person = p.person
             where p.from_day <= $1 and (p.to_day is null or p.to_day >= $1) order by p.id",
            args![day],
        )?;
        for (unit, role, account) in posts {
            let me = self.app.identity.me_of(tx, account)?;
            staff.by_post.entry((unit, role)).or_insert(me);
        }
        let staffed = |id: Id| staff.by_post.contains_key(&(id, "chair".to_owned()));
        let shown: Option<(Id,)> = tx.first(
            "select p.unit from directory_post p join identity_account a on a.person = p.person
             where a.username = 'chutich' and p.to_day is null",
            args![],
        )?;
        staff.shown = shown.map(|(unit,)| unit);
        staff.communes = map.communes().map(|u| u.id).filter(|id| staffed(*id)).collect();
        staff.map = Some(map);
        if staff.communes.is_empty() {
            return Err(Error::internal("no commune of the demo province has officials"));
        }
        Ok(())
    }

    /// Somebody who may act in that role for the unit: its own, or of the unit above.
    fn official(&self, tx: &mut Tx, staff: &mut Staff, unit: Id, role: &str) -> Result<Me> {
        self.know(tx, staff)?;
        let map = staff.map.clone().ok_or_else(|| Error::internal("no map"))?;
        let roles: &[&str] = match role {
            "clerk" => &["clerk", "head"],
            "specialist" => &["specialist", "head", "chair", "department_director"],
            "head" => &["head", "chair", "department_director"],
            _ => &["chair", "department_director"],
        };
        let up = std::iter::once(unit).chain(map.ancestors(unit).map(|u| u.id));
        for at in up {
            for role in roles {
                if let Some(me) = staff.by_post.get(&(at, (*role).to_owned())) {
                    return Ok(me.clone());
                }
            }
        }
        Err(Error::internal(format!("nobody in the demo province is {role} of {}", crate::show::unit_name(&map, unit))))
    }
}

/// At the counter the first paper is an original.
fn paper(n: usize, code: &str, channel: Channel) -> NewPaper {
    let form = (n == 0 && channel == Channel::Counter).then(|| "original".to_owned());
    NewPaper { code: code.to_owned(), form, file: None }
}

fn load(tx: &mut Tx, id: Id) -> Result<Dossier> {
    store::load_by_id(tx, id)?.ok_or_else(|| Error::internal("a dossier of the demo has gone"))
}

fn working_days(app: &App, from: Day, until: Day) -> Vec<Day> {
    let mut days = Vec::new();
    let mut day = from;
    while day <= until {
        if app.calendar().is_working_day(day) {
            days.push(day);
        }
        day = day.next();
    }
    days
}

/// Most people come in the morning.
fn office_moment(random: &SeededRandom, day: Day) -> Moment {
    let minute = if random.below(10) < 6 { 450 + random.below(235) } else { 780 + random.below(230) };
    day.at(TimeOfDay::from_seconds(minute as u32 * 60)).plus_ms(random.below(60_000) as i64)
}

/// Citizens with accounts of their own: (person, account, name, personal number). The first is the demo account `congdan`.
fn make_citizens(demo: &Demo, random: &Arc<SeededRandom>) -> Result<Vec<(Id, Id, String, String)>> {
    let wanted = (demo.dossiers / 4).clamp(20, 5_000);
    let random = random.clone();
    let at = demo.until.plus_months(-24).start();
    demo.app.db.write_now(move |tx| {
        tx.replay_at(at);
        let mut citizens: Vec<(Id, Id, String, String)> = tx.all(
            "select p.id, a.id, p.name, p.personal_number from identity_account a join directory_person p on p.id = a.person
             where a.kind = 'citizen' and p.personal_number is not null order by a.id",
            args![],
        )?;
        while citizens.len() < wanted {
            let (name, female) = made_up_name(&random);
            let year = 1950 + random.below(55);
            let century = if year < 2000 { 0 } else { 2 } + usize::from(female);
            let province = if random.below(2) == 0 { "008" } else { "002" };
            let number = format!("{province}{century}{:02}{:06}", year % 100, random.below(1_000_000));
            if directory::person_by_number(tx, &number)?.is_some() {
                continue;
            }
            let new = directory::NewPerson {
                personal_number: Some(PersonalNumber::parse(&number)?),
                ..directory::NewPerson::named(&name)
            };
            let person = directory::add_person(tx, new)?;
            let account = identity::NewAccount {
                person,
                kind: identity::Who::Citizen,
                username: identity::Username::parse(&number)?,
                password: None,
                must_change: false,
            };
            let account = identity::create_account(tx, identity::By::Operator, &account)?;
            citizens.push((person, account, name, number));
        }
        Ok(citizens)
    })
}

/// A name put together from common parts, and whether it is a woman's.
pub fn made_up_name(random: &SeededRandom) -> (String, bool) {
    const FAMILY: [&str; 24] = [
        "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ma", "Nông", "Lương", "Hà", "Quan",
        "Triệu", "Bàn", "Đặng", "Lý", "Giàng", "Vàng", "Sùng", "Thào", "Lù", "Chẩu",
    ];
    const MEN: [&str; 12] = ["Văn", "Đức", "Minh", "Quang", "Hữu", "Công", "Xuân", "Thế", "Mí", "Seo", "Tiến", "Ngọc"];
    const WOMEN: [&str; 8] = ["Thị", "Thị Thu", "Thị Hồng", "Ngọc", "Thanh", "Thị Mai", "Thị Kim", "Phương"];
    const HIS: [&str; 16] = [
        "An", "Bình", "Cường", "Dũng", "Đạt", "Hải", "Hiếu", "Hùng", "Khánh", "Long", "Nam", "Páo", "Sơn", "Thắng",
        "Tuấn", "Vinh",
    ];
    const HER: [&str; 16] = [
        "Anh", "Chi", "Dung", "Hà", "Hạnh", "Hoa", "Huyền", "Lan", "Liên", "Mai", "Mỷ", "Nga", "Nhung", "Thảo",
        "Trang", "Yến",
    ];
    let female = random.below(2) == 0;
    let family = FAMILY[random.below(FAMILY.len())];
    let (middle, given) = if female {
        (WOMEN[random.below(WOMEN.len())], HER[random.below(HER.len())])
    } else {
        (MEN[random.below(MEN.len())], HIS[random.below(HIS.len())])
    };
    (format!("{family} {middle} {given}"), female)
}

const WORDS: [&str; 6] = [
    "Theo giấy tờ kèm theo",
    "Phục vụ nhu cầu cá nhân",
    "Bổ sung hồ sơ xin việc",
    "Làm thủ tục nhập học",
    "Vay vốn ngân hàng chính sách",
    "Hoàn thiện hồ sơ đất đai",
];
