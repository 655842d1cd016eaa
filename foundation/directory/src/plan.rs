//! What a reorganisation file means on the map of the day before: a pure rule, so that the dry run and the act cannot differ.

use std::collections::{HashMap, HashSet};

use base::{Day, Id, Said, said, text::fold};
use serde::Serialize;

use crate::{
    Level, Moving, ReorganisationFile, Scheme, Unit, UnitMap,
    file::{Found, OfficeRule},
};

/// A unit of the new day: one that goes on, or the n-th one that is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    Old(Id),
    New(usize),
}

#[derive(Debug)]
pub(crate) struct Founding {
    pub unit: Found,
    pub parent: Option<Target>,
}

#[derive(Debug)]
pub(crate) struct Keeping {
    pub id: Id,
    /// Kind and name, if either changes.
    pub called: Option<(String, String)>,
    pub gso: Option<String>,
    pub agency: Option<String>,
    pub parent: Option<Target>,
    pub place: Option<(f64, f64)>,
}

#[derive(Debug)]
pub(crate) struct Ending {
    pub id: Id,
    /// Where the territory went; `true` for all of it.
    pub to: Vec<(Target, bool)>,
    /// Which of them takes what was still open. `None` while nobody has decided.
    pub heir: Option<Target>,
}

/// A unit split between several: which of them takes what it still had open.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    pub unit: String,
    pub candidates: Vec<String>,
    pub default: Option<String>,
    pub decided: Option<String>,
}

/// The whole change, decided but not written.
#[derive(Debug)]
pub(crate) struct Draft {
    pub founded: Vec<Founding>,
    pub kept: Vec<Keeping>,
    pub ended: Vec<Ending>,
    pub questions: Vec<Question>,
    pub problems: Vec<Said>,
}

/// What a dry run shows.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    pub day: Day,
    pub document: String,
    pub founded: Vec<PlannedUnit>,
    /// Units that go on under another name, code or parent.
    pub kept: Vec<PlannedUnit>,
    /// `units` of a dissolved one are its successors.
    pub dissolved: Vec<PlannedUnit>,
    /// Every split, decided or not.
    pub questions: Vec<Question>,
    /// What is wrong with the file, in Vietnamese; nothing is done before the list is empty.
    pub problems: Vec<String>,
    /// What each system would carry over.
    pub moving: Vec<Moving>,
}

impl Plan {
    /// No problem and no open question.
    pub fn ready(&self) -> bool {
        self.problems.is_empty() && self.questions.iter().all(|question| question.decided.is_some())
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct PlannedUnit {
    pub code: Option<String>,
    pub name: String,
    pub level: Level,
    pub units: Vec<String>,
}

pub(crate) fn draft(before: &UnitMap, file: &ReorganisationFile) -> Draft {
    let mut planner = Planner::new(before, file);
    planner.find_what_ends();
    planner.place_the_new();
    planner.change_the_kept();
    planner.let_offices_follow_rules();
    planner.let_offices_end_with_their_units();
    planner.check_parents();
    planner.check_codes();
    let Planner { founded, kept, mut ended, questions, problems, .. } = planner;
    ended.sort_by_key(|ending| ending.id);
    Draft { founded, kept, ended, questions, problems }
}

struct Planner<'a> {
    before: &'a UnitMap,
    file: &'a ReorganisationFile,
    by_code: HashMap<&'a str, Id>,
    new_by_code: HashMap<&'a str, usize>,
    founded: Vec<Founding>,
    kept: Vec<Keeping>,
    ended: Vec<Ending>,
    ending: HashSet<Id>,
    questions: Vec<Question>,
    problems: Vec<Said>,
}

impl<'a> Planner<'a> {
    fn new(before: &'a UnitMap, file: &'a ReorganisationFile) -> Planner<'a> {
        let mut by_code = HashMap::new();
        for unit in before.units() {
            by_code.extend(unit.gso.iter().chain(&unit.agency).map(|code| (code.as_str(), unit.id)));
        }
        let mut new_by_code = HashMap::new();
        for (at, unit) in file.founded.iter().enumerate() {
            new_by_code.extend(unit.gso.iter().chain(&unit.agency).map(|code| (code.as_str(), at)));
        }
        let founded = file.founded.iter().map(|unit| Founding { unit: unit.clone(), parent: None }).collect();
        Planner {
            before,
            file,
            by_code,
            new_by_code,
            founded,
            kept: Vec::new(),
            ended: Vec::new(),
            ending: HashSet::new(),
            questions: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The unit of the day before; its code counts and its name, if given, must agree.
    fn old(&mut self, named: &str) -> Option<&'a Unit> {
        let (code, label) = code_and_label(named);
        let Some(unit) = self.by_code.get(code).and_then(|id| self.before.get(*id)) else {
            let day = self.before.day.dmy();
            self.problems.push(said!(
                "\"{named}\": ngày {day} không có đơn vị mã {code}",
                "\"{named}\": no unit had the code {code} on {day}"
            ));
            return None;
        };
        self.check_label(named, label, &unit.full_name());
        Some(unit)
    }

    /// A unit of the new day: a founded one, else one that goes on.
    fn new_side(&mut self, named: &str) -> Option<Target> {
        let (code, label) = code_and_label(named);
        let target = self.new_by_code.get(code).map(|at| Target::New(*at));
        let target = target.or_else(|| self.by_code.get(code).map(|id| Target::Old(*id)));
        match target {
            Some(Target::Old(id)) if self.ending.contains(&id) => {
                self.problems.push(said!(
                    "\"{named}\": đơn vị này chấm dứt trong chính lần sắp xếp này",
                    "\"{named}\": this unit ends in this very reorganisation"
                ));
                None
            }
            Some(target) => {
                let name = self.name_of(target);
                self.check_label(named, label, &name);
                Some(target)
            }
            None => {
                self.problems.push(said!(
                    "\"{named}\": không có đơn vị mã {code} sau khi sắp xếp",
                    "\"{named}\": no unit has the code {code} after the reorganisation"
                ));
                None
            }
        }
    }

    fn check_label(&mut self, named: &str, label: &str, name: &str) {
        if !label.is_empty() && fold(label) != fold(name) {
            self.problems.push(said!("\"{named}\": mã này là của {name}", "\"{named}\": this code belongs to {name}"));
        }
    }

    fn name_of(&self, target: Target) -> String {
        match target {
            Target::Old(id) => self.before.get(id).map(Unit::full_name).unwrap_or_default(),
            Target::New(at) => {
                let unit = &self.founded[at].unit;
                crate::unit::full_name(unit.level, &unit.kind, &unit.name)
            }
        }
    }

    /// The code first, as files name units.
    fn reference_of(&self, target: Target) -> String {
        let code = match target {
            Target::Old(id) => self.before.get(id).and_then(Unit::code),
            Target::New(at) => {
                let unit = &self.founded[at].unit;
                unit.gso.as_deref().or(unit.agency.as_deref())
            }
        };
        format!("{} {}", code.unwrap_or("-"), self.name_of(target))
    }

    fn level_of(&self, target: Target) -> Option<Level> {
        match target {
            Target::Old(id) => self.before.get(id).map(|unit| unit.level),
            Target::New(at) => Some(self.founded[at].unit.level),
        }
    }

    fn find_what_ends(&mut self) {
        let file = self.file;
        let mut wholes: HashMap<Id, Vec<usize>> = HashMap::new();
        let mut parts: HashMap<Id, Vec<usize>> = HashMap::new();
        let mut order: Vec<Id> = Vec::new();
        for (at, founded) in file.founded.iter().enumerate() {
            if founded.level.holds_territory() && founded.whole.is_empty() && founded.part.is_empty() {
                let name = self.name_of(Target::New(at));
                self.problems.push(said!(
                    "{name}: phải ghi được lập từ đơn vị nào",
                    "{name}: the file must say which units it is made of"
                ));
            }
            for (names, into) in [(&founded.whole, &mut wholes), (&founded.part, &mut parts)] {
                for named in names {
                    if let Some(unit) = self.old(named) {
                        into.entry(unit.id).or_default().push(at);
                        order.push(unit.id);
                    }
                }
            }
        }
        self.ending.extend(&order);
        let dissolved: Vec<(Id, &str)> =
            file.dissolved.iter().filter_map(|d| Some((self.old(&d.unit)?.id, d.to.as_str()))).collect();
        for (id, _) in &dissolved {
            if !self.ending.insert(*id) {
                self.named_twice(*id);
            }
        }

        let mut seen = HashSet::new();
        for id in order {
            if !seen.insert(id) {
                continue;
            }
            match (wholes.get(&id).map(Vec::as_slice), parts.get(&id).map(Vec::as_slice)) {
                (Some([one]), None) => {
                    let to = Target::New(*one);
                    self.ended.push(Ending { id, to: vec![(to, true)], heir: Some(to) });
                }
                (None, Some(several)) if several.iter().collect::<HashSet<_>>().len() > 1 => {
                    let to: Vec<Target> = several.iter().map(|at| Target::New(*at)).collect();
                    let heir = self.ask(id, &to);
                    self.ended.push(Ending { id, to: to.into_iter().map(|to| (to, false)).collect(), heir });
                }
                (None, Some(_)) => {
                    let name = self.name_of(Target::Old(id));
                    self.problems.push(said!(
                        "{name}: một phần phải đi kèm ít nhất một phần khác",
                        "{name}: a part needs at least one other part"
                    ));
                }
                _ => self.named_twice(id),
            }
        }
        for (id, to) in dissolved {
            if let Some(to) = self.new_side(to) {
                self.ended.push(Ending { id, to: vec![(to, true)], heir: Some(to) });
            }
        }
        for split in &file.splits {
            if let Some(unit) = self.old(&split.unit)
                && !parts.contains_key(&unit.id)
            {
                let name = unit.full_name();
                self.problems.push(said!("{name}: không bị chia tách", "{name}: is not split"));
            }
        }
    }

    fn named_twice(&mut self, id: Id) {
        let name = self.name_of(Target::Old(id));
        self.problems.push(said!("{name}: được nêu nhiều lần trong tệp", "{name}: is named more than once"));
    }

    /// Notes the question of a split and gives the answer, if the file holds one.
    fn ask(&mut self, id: Id, candidates: &[Target]) -> Option<Target> {
        let file = self.file;
        let code = self.before.get(id).and_then(Unit::code);
        let split = file.splits.iter().find(|split| Some(code_and_label(&split.unit).0) == code);
        let mut pick = |named: Option<&String>| {
            let named = named?;
            let target = self.new_side(named)?;
            if !candidates.contains(&target) {
                self.problems.push(said!(
                    "\"{named}\": không nhận phần nào của đơn vị bị chia",
                    "\"{named}\": takes no part of the split unit"
                ));
                return None;
            }
            Some(target)
        };
        let default = pick(split.and_then(|split| split.default.as_ref()));
        let decided = pick(split.and_then(|split| split.decided.as_ref()));
        self.questions.push(Question {
            unit: self.reference_of(Target::Old(id)),
            candidates: candidates.iter().map(|to| self.reference_of(*to)).collect(),
            default: default.map(|to| self.reference_of(to)),
            decided: decided.map(|to| self.reference_of(to)),
        });
        decided
    }

    fn place_the_new(&mut self) {
        let file = self.file;
        for (at, founded) in file.founded.iter().enumerate() {
            self.founded[at].parent = founded.parent.as_ref().and_then(|named| self.new_side(named));
        }
    }

    fn change_the_kept(&mut self) {
        let file = self.file;
        let mut seen = HashSet::new();
        for keep in &file.kept {
            let Some(unit) = self.old(&keep.unit) else { continue };
            if self.ending.contains(&unit.id) || !seen.insert(unit.id) {
                self.named_twice(unit.id);
                continue;
            }
            let kind = keep.kind.as_ref().unwrap_or(&unit.kind);
            let name = keep.name.as_ref().unwrap_or(&unit.name);
            let called = (*kind != unit.kind || *name != unit.name).then(|| (kind.clone(), name.clone()));
            let parent = keep.parent.as_ref().and_then(|named| self.new_side(named));
            self.kept.push(Keeping {
                id: unit.id,
                called,
                gso: keep.gso.clone().filter(|code| Some(code) != unit.gso.as_ref()),
                agency: keep.agency.clone().filter(|code| Some(code) != unit.agency.as_ref()),
                parent: parent.filter(|to| unit.parent.is_none_or(|now| *to != Target::Old(now))),
                place: keep.lat.zip(keep.lon),
            });
        }
    }

    /// The offices of every unit the file founds or keeps become those of the rules.
    fn let_offices_follow_rules(&mut self) {
        let file = self.file;
        let founded = (0..file.founded.len()).map(Target::New);
        let touched: Vec<Target> = founded.chain(self.kept.iter().map(|kept| Target::Old(kept.id))).collect();
        for unit in touched {
            let (level, kind, name) = match unit {
                Target::New(at) => {
                    let unit = &self.founded[at].unit;
                    (unit.level, unit.kind.clone(), unit.name.clone())
                }
                Target::Old(id) => {
                    let Some(old) = self.before.get(id) else { continue };
                    let called = self.kept.iter().find(|kept| kept.id == id).and_then(|kept| kept.called.clone());
                    let (kind, name) = called.unwrap_or_else(|| (old.kind.clone(), old.name.clone()));
                    (old.level, kind, name)
                }
            };
            let rules: Vec<&OfficeRule> = file.offices.iter().filter(|rule| rule.applies(level, &kind)).collect();
            if rules.is_empty() {
                continue;
            }
            let within = crate::unit::in_sentence(level, &kind, &name);
            let mut standing: Vec<&Unit> = match unit {
                Target::Old(id) => self.before.children(id).filter(|it| it.level == Level::Office).collect(),
                Target::New(_) => Vec::new(),
            };
            standing.retain(|office| !self.ending.contains(&office.id));
            for rule in rules {
                let name = rule.name_below(&within);
                let same = standing.iter().position(|it| it.duty.as_deref() == Some(&rule.duty));
                if let Some(at) = same {
                    let office = standing.swap_remove(at);
                    if office.kind != rule.kind || office.name != name {
                        self.kept.push(Keeping {
                            id: office.id,
                            called: Some((rule.kind.clone(), name)),
                            gso: None,
                            agency: None,
                            parent: None,
                            place: None,
                        });
                    }
                } else {
                    let office =
                        Found { duty: Some(rule.duty.clone()), ..Found::new(Level::Office, &rule.kind, &name) };
                    self.founded.push(Founding { unit: office, parent: Some(unit) });
                }
            }
            for office in standing {
                self.ending.insert(office.id);
                self.ended.push(Ending { id: office.id, to: vec![(unit, true)], heir: Some(unit) });
            }
        }
    }

    /// Offices under a unit that ends pass to the office with the same duty of each successor, else to the successor.
    fn let_offices_end_with_their_units(&mut self) {
        let mut office_of: HashMap<(Target, String), Target> = HashMap::new();
        for unit in self.before.of_level(Level::Office).filter(|unit| !self.ending.contains(&unit.id)) {
            if let (Some(parent), Some(duty)) = (unit.parent, &unit.duty) {
                office_of.insert((Target::Old(parent), duty.clone()), Target::Old(unit.id));
            }
        }
        for (at, Founding { unit, parent }) in self.founded.iter().enumerate() {
            if let (Level::Office, Some(parent), Some(duty)) = (unit.level, parent, &unit.duty) {
                office_of.insert((*parent, duty.clone()), Target::New(at));
            }
        }
        // A province's one-stop centre stands under the committee's office and is the province's all the same.
        for ((parent, duty), office) in office_of.clone() {
            if self.level_of(parent) == Some(Level::Department)
                && let Some(above) = self.parent_of(parent)
            {
                office_of.entry((above, duty)).or_insert(office);
            }
        }
        let mut at = 0;
        while at < self.ended.len() {
            let under: Vec<&Unit> = self.before.children(self.ended[at].id).collect();
            for office in under {
                if office.level != Level::Office || self.ending.contains(&office.id) || self.moves_away(office.id) {
                    continue;
                }
                let duty = office.duty.clone().unwrap_or_default();
                let follow = |to: Target| *office_of.get(&(to, duty.clone())).unwrap_or(&to);
                let above = &self.ended[at];
                let ending = Ending {
                    id: office.id,
                    to: above.to.iter().map(|(to, whole)| (follow(*to), *whole)).collect(),
                    heir: above.heir.map(follow),
                };
                self.ending.insert(office.id);
                self.ended.push(ending);
            }
            at += 1;
        }
    }

    fn parent_of(&self, target: Target) -> Option<Target> {
        match target {
            Target::New(at) => self.founded[at].parent,
            Target::Old(id) => {
                let moved = self.kept.iter().find(|kept| kept.id == id).and_then(|kept| kept.parent);
                moved.or_else(|| self.before.get(id)?.parent.map(Target::Old))
            }
        }
    }

    fn moves_away(&self, id: Id) -> bool {
        self.kept.iter().any(|kept| kept.id == id && kept.parent.is_some())
    }

    /// After the change every unit stands under exactly one living unit of a fitting level, provinces under none.
    fn check_parents(&mut self) {
        let goes_on = self.before.units().filter(|unit| !self.ending.contains(&unit.id));
        let mut parents: Vec<(Target, Option<Target>)> =
            goes_on.map(|unit| Target::Old(unit.id)).map(|unit| (unit, self.parent_of(unit))).collect();
        parents.extend(self.founded.iter().enumerate().map(|(at, it)| (Target::New(at), it.parent)));
        let parent_of: HashMap<Target, Target> =
            parents.iter().filter_map(|(it, parent)| Some((*it, (*parent)?))).collect();
        for (unit, parent) in parents {
            let Some(level) = self.level_of(unit) else { continue };
            let name = self.name_of(unit);
            match parent {
                None if level == Level::Province => {}
                None => self.problems.push(said!("{name}: thiếu đơn vị cấp trên", "{name}: has no parent")),
                Some(Target::Old(id)) if self.ending.contains(&id) => {
                    let above = self.name_of(Target::Old(id));
                    self.problems.push(said!(
                        "{name}: còn trực thuộc {above} là đơn vị chấm dứt",
                        "{name}: still stands under {above}, which ends"
                    ));
                }
                Some(parent) => {
                    let above = self.name_of(parent);
                    let fits = self.level_of(parent).is_some_and(|over| level.fits_under(over));
                    let climbs = std::iter::successors(Some(parent), |at| parent_of.get(at).copied());
                    if !fits || climbs.take(parent_of.len() + 1).any(|at| at == unit) {
                        self.problems
                            .push(said!("{name}: không thể trực thuộc {above}", "{name}: cannot stand under {above}"));
                    }
                }
            }
        }
    }

    /// On one day a code belongs to one unit.
    fn check_codes(&mut self) {
        let kept: HashMap<Id, &Keeping> = self.kept.iter().map(|kept| (kept.id, kept)).collect();
        let mut codes: Vec<(String, String)> = Vec::new();
        for unit in self.before.units().filter(|unit| !self.ending.contains(&unit.id)) {
            let change = kept.get(&unit.id);
            let gso = change.and_then(|change| change.gso.as_ref()).or(unit.gso.as_ref());
            let agency = change.and_then(|change| change.agency.as_ref()).or(unit.agency.as_ref());
            codes.extend(gso.into_iter().chain(agency).map(|code| (code.clone(), unit.full_name())));
        }
        for (at, Founding { unit, .. }) in self.founded.iter().enumerate() {
            let name = self.name_of(Target::New(at));
            let theirs = unit.gso.iter().chain(&unit.agency).chain(&unit.aliases);
            codes.extend(theirs.map(|code| (code.clone(), name.clone())));
        }
        let mut seen: HashMap<String, String> = HashMap::new();
        for (code, name) in codes {
            if let Some(other) = seen.insert(code.clone(), name.clone()) {
                self.problems.push(said!(
                    "Mã {code} bị dùng cho cả {other} và {name}",
                    "The code {code} is used for both {other} and {name}"
                ));
            }
        }
    }
}

/// `02608 Xã Hồng Lạc` is the code and the name it is checked against.
pub(crate) fn code_and_label(named: &str) -> (&str, &str) {
    let (code, label) = named.trim().split_once(char::is_whitespace).unwrap_or((named.trim(), ""));
    (code, label.trim())
}

impl Draft {
    pub fn show(&self, before: &UnitMap, file: &ReorganisationFile) -> Plan {
        let name = |target: &Target| match target {
            Target::Old(id) => before.get(*id).map(Unit::full_name).unwrap_or_default(),
            Target::New(at) => {
                let unit = &self.founded[*at].unit;
                crate::unit::full_name(unit.level, &unit.kind, &unit.name)
            }
        };
        let old = |id: Id, units: Vec<String>| {
            let unit = before.get(id)?;
            Some(PlannedUnit { code: unit.code().map(str::to_owned), name: unit.full_name(), level: unit.level, units })
        };
        let founded = self.founded.iter().enumerate().map(|(at, Founding { unit, .. })| PlannedUnit {
            code: unit.gso.clone().or(unit.agency.clone()),
            name: name(&Target::New(at)),
            level: unit.level,
            units: unit.whole.iter().chain(&unit.part).cloned().collect(),
        });
        Plan {
            day: file.day,
            document: file.document.clone(),
            founded: founded.collect(),
            kept: self
                .kept
                .iter()
                .filter_map(|kept| {
                    let called = kept.called.as_ref().zip(before.get(kept.id));
                    let called = called.map(|((kind, name), unit)| crate::unit::full_name(unit.level, kind, name));
                    old(kept.id, called.into_iter().chain(kept.parent.as_ref().map(name)).collect())
                })
                .collect(),
            dissolved: self
                .ended
                .iter()
                .filter_map(|ending| old(ending.id, ending.to.iter().map(|(to, _)| name(to)).collect()))
                .collect(),
            questions: self.questions.clone(),
            problems: self.problems.iter().map(|said| said.vi.clone()).collect(),
            moving: Vec::new(),
        }
    }
}

/// `Scheme` of a code as files write it, for the store.
pub(crate) fn codes(unit: &Found) -> impl Iterator<Item = (Scheme, &str, bool)> {
    let gso = unit.gso.iter().map(|code| (Scheme::Gso, code.as_str(), false));
    let agency = unit.agency.iter().map(|code| (Scheme::Agency, code.as_str(), false));
    gso.chain(agency).chain(unit.aliases.iter().map(|code| (Scheme::Agency, code.as_str(), true)))
}
