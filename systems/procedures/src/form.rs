//! Answers to the form of a version: read as people type them, held against the definition, kept in one shape. Pure.
//!
//! Answers are a JSON object. What is wrong is named by the path of the answer, as the form names its fields:
//! `mother.name`, `children[2].birth`, `plot.commune`.

use std::collections::BTreeSet;

use base::{Day, Dong, Error, Lang, PersonalNumber, Result, Said, Sex, Text, said, text, text as words};
use serde_json::{Map, Number, Value};

use crate::{
    definition::{
        APPLICANT, CASE, Choice, Condition, ETHNICITIES, Field, FieldKind, Group, MOST_ROWS, PaperRequirement, Part,
        PersonPart, Version, Words,
    },
    fees::Copied,
};

/// Answers that have been checked: only what the definition asks in these circumstances, texts composed (NFC), dates
/// as `2026-03-09`, numbers and amounts as numbers, yes and no as booleans. This is what a dossier stores.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers(Map<String, Value>);

impl Answers {
    /// Answers as [`Answers::value`] gave them, from the dossier's row.
    pub fn stored(value: Value) -> Answers {
        match value {
            Value::Object(map) => Answers(map),
            _ => Answers::default(),
        }
    }

    /// With who applies, as templates name him: `applicant.name`, `applicant.personal_number`.
    pub fn with_applicant(mut self, name: &str, personal_number: Option<&str>) -> Answers {
        let applicant = self.0.entry("applicant").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(applicant) = applicant {
            let known = [("name", Some(name)), ("personal_number", personal_number)];
            for (part, value) in known.into_iter().filter_map(|(part, value)| Some((part, value?))) {
                applicant.entry(part).or_insert_with(|| Value::String(value.to_owned()));
            }
        }
        self
    }

    pub fn value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// The answer at `mother.name` or `children[2].birth`.
    pub fn get(&self, path: &str) -> Option<&Value> {
        at(&self.0, path)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.get(path)?.as_str()
    }

    /// The case chosen, of those the law tells apart.
    pub fn case(&self) -> Option<&str> {
        self.text(CASE)
    }

    /// What is to be copied, for the fees.
    pub fn copied(&self, version: &Version) -> Vec<Copied> {
        let count = |row: &Value, code: &str| {
            row.get(code).and_then(Value::as_u64).map(|n| u32::try_from(n).unwrap_or(u32::MAX))
        };
        let rows = version.copied.as_deref().and_then(|group| self.get(group)?.as_array());
        rows.into_iter()
            .flatten()
            .map(|row| Copied { pages: count(row, "pages").unwrap_or(1), copies: count(row, "copies").unwrap_or(1) })
            .collect()
    }
}

/// A commune of today that an address names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub code: String,
    /// With its kind: "Xã Hùng Lợi".
    pub name: String,
    pub province: String,
}

/// What somebody wrote of an address: names of today or from before a merger, or the code of a commune.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sought<'a> {
    /// Name, with or without its kind, or code.
    pub commune: &'a str,
    /// Of an old address; empty if none was written. It tells communes of one name apart.
    pub district: &'a str,
    /// Empty if none was written.
    pub province: &'a str,
    pub day: Day,
}

/// Finds the communes of the province that are meant; none if it lies in another province.
pub type Places<'a> = dyn FnMut(&Sought) -> Result<Vec<Place>> + 'a;

/// The whole form, addresses as they are written.
pub fn check(version: &Version, answers: &Value, as_of: Day) -> Result<Answers> {
    check_in(version, answers, as_of, None)
}

/// The whole form; addresses become communes of the day.
pub fn check_in(version: &Version, answers: &Value, as_of: Day, places: Option<&mut Places>) -> Result<Answers> {
    Checker::new(version, as_of, Scope::Whole, places).run(answers)
}

/// One page of the form, a group or [`APPLICANT`] with the case: errors of that page only. What else was answered is kept.
pub fn check_page(
    version: &Version,
    group: &str,
    answers: &Value,
    as_of: Day,
    places: Option<&mut Places>,
) -> Result<Answers> {
    Checker::new(version, as_of, Scope::Page(group), places).run(answers)
}

/// What has been answered so far: nothing is required yet, but what is there must be right.
pub fn check_draft(version: &Version, answers: &Value, as_of: Day, places: Option<&mut Places>) -> Result<Answers> {
    Checker::new(version, as_of, Scope::Draft, places).run(answers)
}

/// Puts what is known about the signed-in person into the locked persons of the form: name, number, birth and sex over
/// whatever was typed, the rest only where nothing was. `known` has the parts of a person by their codes.
pub fn fill(version: &Version, answers: &mut Value, known: &Map<String, Value>) {
    if !answers.is_object() {
        *answers = Value::Object(Map::new());
    }
    let Some(answers) = answers.as_object_mut() else { return };
    let locked = version.groups.iter().filter(|g| g.repeat.is_none()).flat_map(|g| &g.fields);
    let locked = locked.filter(|f| f.locked && f.kind == FieldKind::Person).map(|f| (f.code.as_str(), &f.parts));
    for (code, parts) in locked.chain([(APPLICANT, &version.applicant)]) {
        let person = answers.entry(code).or_insert_with(|| Value::Object(Map::new()));
        if !person.is_object() {
            *person = Value::Object(Map::new());
        }
        let Some(person) = person.as_object_mut() else { continue };
        for part in parts {
            let part = part.part;
            if let Some(value) = known.get(part.code())
                && (part.vouched() || person.get(part.code()).is_none_or(is_empty))
            {
                person.insert(part.code().into(), value.clone());
            }
        }
    }
}

/// Answers a supplement: only what was asked for may change. `allowed` are paths (`mother`, `mother.name`).
pub fn amend(
    version: &Version,
    old: &Answers,
    allowed: &[&str],
    new: &Value,
    as_of: Day,
    places: Option<&mut Places>,
) -> Result<Answers> {
    let mut merged = old.value();
    for path in allowed {
        if let Some(value) = new.as_object().and_then(|new| at(new, path)) {
            put(&mut merged, path, value.clone())?;
        }
    }
    let mut strays = Vec::new();
    leaves(new, String::new(), &mut |path, _| {
        if !is_within(path, allowed) && strays.len() < MOST_ERRORS {
            strays
                .push((shortened(path), text("Mục này không thuộc yêu cầu bổ sung", "This was not asked for").into()));
        }
    });
    Error::fields(strays)?;
    Checker::new(version, as_of, Scope::Supplement(allowed), places).run(&merged)
}

/// Whether `path` is one of `places` or lies below one.
pub fn is_within(path: &str, places: &[impl AsRef<str>]) -> bool {
    let below =
        |place: &str| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    places.iter().any(|place| below(place.as_ref()))
}

/// The fields of a posted form, named by their paths, as nested answers. The same name twice gives a list; empty rows
/// of repeated groups are left out.
pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Value> {
    let mut answers = Value::Object(Map::new());
    for (path, typed) in pairs {
        let mut value = Value::String(typed.to_string());
        if let Some(before) = answers.as_object().and_then(|map| at(map, path)) {
            let mut list = match before {
                Value::Array(list) => list.clone(),
                one => vec![one.clone()],
            };
            list.push(value);
            value = Value::Array(list);
        }
        put(&mut answers, path, value)?;
    }
    if let Some(map) = answers.as_object_mut() {
        for rows in map.values_mut().filter_map(Value::as_array_mut) {
            rows.retain(|row| !is_empty(row));
        }
    }
    Ok(answers)
}

/// Whether a question is asked, given the answers so far; `row` is the row of the repeated group it stands in.
pub fn is_asked(when: Option<&Condition>, answers: &Map<String, Value>, row: Option<&Map<String, Value>>) -> bool {
    when.is_none_or(|when| {
        let answer = row.and_then(|row| at(row, &when.field)).or_else(|| at(answers, &when.field));
        answer.is_some_and(|answer| when.is.contains(answer))
    })
}

/// The papers this dossier takes: those whose condition holds.
pub fn papers<'a>(version: &'a Version, answers: &Answers) -> Vec<&'a PaperRequirement> {
    version.papers.iter().filter(|p| is_asked(p.when.as_ref(), &answers.0, None)).collect()
}

/// A part of the answers as it is shown: a group, or one row of a repeated group.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub group: String,
    /// Of a repeated group, from 0.
    pub row: Option<usize>,
    pub title: Words,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub path: String,
    pub title: Words,
    pub shown: String,
    pub sensitive: bool,
}

/// The answers in the order of the form, for check-your-answers, the dossier's page and its papers.
pub fn sections(version: &Version, answers: &Answers, lang: Lang) -> Vec<Section> {
    let mut sections = Vec::new();
    for group in version.groups.iter().filter(|g| is_asked(g.when.as_ref(), &answers.0, None)) {
        let rows: Vec<(Option<usize>, &Map<String, Value>)> = match group.repeat {
            None => vec![(None, &answers.0)],
            Some(_) => {
                let rows = answers.0.get(&group.code).and_then(Value::as_array);
                rows.into_iter()
                    .flatten()
                    .enumerate()
                    .filter_map(|(i, row)| Some((Some(i), row.as_object()?)))
                    .collect()
            }
        };
        for (row, map) in rows {
            let mut lines = Vec::new();
            for field in &group.fields {
                let Some(value) = map.get(&field.code) else { continue };
                let path = match row {
                    None => field.code.clone(),
                    Some(i) => format!("{}[{i}].{}", group.code, field.code),
                };
                lines_of(field, &path, value, lang, &mut lines);
            }
            if !lines.is_empty() {
                sections.push(Section { group: group.code.clone(), row, title: group.title.clone(), lines });
            }
        }
    }
    sections
}

/// What was answered about the applicant: the title of each part, and the answer as people read it.
pub fn applicant_lines(version: &Version, answers: &Answers, lang: Lang) -> Vec<(String, String)> {
    let line = |PersonPart { part, .. }: &PersonPart| {
        let value = answers.get(&format!("{APPLICANT}.{}", part.code()))?;
        Some((part.title().get(lang).to_owned(), show(part.kind(), &[], value, lang)))
    };
    version.applicant.iter().filter_map(line).collect()
}

fn lines_of(field: &Field, path: &str, value: &Value, lang: Lang, lines: &mut Vec<Line>) {
    if field.kind != FieldKind::Person {
        let shown = show(field.kind, &field.options, value, lang);
        lines.push(Line { path: path.into(), title: field.title.clone(), shown, sensitive: field.sensitive });
        return;
    }
    for PersonPart { part, .. } in &field.parts {
        let Some(value) = value.get(part.code()) else { continue };
        let title = part.title();
        lines.push(Line {
            path: format!("{path}.{}", part.code()),
            title: Words::new(
                format!("{}: {}", field.title.get(Lang::Vi), lower_first(title.vi)),
                format!("{}: {}", field.title.get(Lang::En), lower_first(title.en)),
            ),
            shown: show(part.kind(), &[], value, lang),
            sensitive: field.sensitive || part.sensitive(),
        });
    }
}

/// One answer as people read it: `09/03/2026`, `1.500.000 đ`, the title of a choice, an address on one line.
pub fn show(kind: FieldKind, options: &[Choice], value: &Value, lang: Lang) -> String {
    match (kind, value) {
        (FieldKind::Date, Value::String(day)) => day.parse::<Day>().map_or_else(|_| day.clone(), Day::dmy),
        (FieldKind::Money, Value::Number(n)) => Dong(n.as_i64().unwrap_or_default()).to_string(),
        (FieldKind::Number, Value::Number(n)) => n.to_string().replace('.', ","),
        (FieldKind::YesNo, Value::Bool(yes)) => {
            if *yes { words("Có", "Yes") } else { words("Không", "No") }.get(lang).into()
        }
        (FieldKind::Choice, Value::String(code)) => match options.iter().find(|o| o.code == *code) {
            Some(option) => option.title.get(lang).into(),
            None => code.parse::<Sex>().map_or_else(|_| code.clone(), |sex| sex.title().get(lang).into()),
        },
        (FieldKind::Address, Value::Object(address)) => {
            let part = |code: &str| address.get(code).and_then(Value::as_str).filter(|p| !p.is_empty());
            let line: Vec<&str> = ["detail", "commune", "province"].into_iter().filter_map(part).collect();
            match part("was") {
                Some(was) => format!("{} ({}: {was})", line.join(", "), words("trước đây", "formerly").get(lang)),
                None => line.join(", "),
            }
        }
        (FieldKind::Person, Value::Object(person)) => {
            person.get("name").and_then(Value::as_str).unwrap_or_default().into()
        }
        (FieldKind::File, Value::Array(files)) => {
            let names: Vec<&str> = files.iter().filter_map(|f| f.get("name")?.as_str()).collect();
            names.join(", ")
        }
        (_, Value::String(s)) => s.clone(),
        (_, other) => other.to_string(),
    }
}

/// As a heading is written elsewhere: `GIẤY XÁC NHẬN` becomes `Giấy xác nhận`.
pub fn sentence_case(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut letters = lower.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text of a result: every `{path}` of the template replaced by the answer as people read it, or by dots where
/// there is none, as on a paper form.
pub fn merge(version: &Version, template: &str, answers: &Answers) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        match answers.get(name) {
            Some(value) => {
                let (kind, options) = kind_at(version, name);
                out.push_str(&show(kind, options, value, Lang::Vi));
            }
            None => out.push_str("……"),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn kind_at<'a>(version: &'a Version, path: &str) -> (FieldKind, &'a [Choice]) {
    let (code, part) = path.split_once('.').map_or((path, None), |(code, part)| (code, Some(part)));
    if let Some(part) = part.and_then(|code| Part::ALL.into_iter().find(|p| p.code() == code)) {
        return (part.kind(), &[]);
    }
    if code == CASE {
        return (FieldKind::Choice, &version.cases);
    }
    version.field(code).map_or((FieldKind::Text, &[]), |f| (f.kind, &f.options))
}

/// No more errors than a page can show, whatever is sent.
const MOST_ERRORS: usize = 50;
/// Of a text without a limit of its own.
const USUAL_LENGTH: usize = 1_000;
const LONGEST_NAME: usize = 120;

enum Scope<'a> {
    Whole,
    /// One group, or the applicant with the case.
    Page(&'a str),
    Draft,
    /// What is there must be right, but only what was asked for must be there: the counter enters less than the whole form.
    Supplement(&'a [&'a str]),
}

struct Checker<'a, 'p> {
    version: &'a Version,
    as_of: Day,
    scope: Scope<'a>,
    places: Option<&'a mut Places<'p>>,
    wrong: Vec<(String, Said)>,
}

impl<'a, 'p> Checker<'a, 'p> {
    fn new(version: &'a Version, as_of: Day, scope: Scope<'a>, places: Option<&'a mut Places<'p>>) -> Checker<'a, 'p> {
        Checker { version, as_of, scope, places, wrong: Vec::new() }
    }

    fn run(mut self, given: &Value) -> Result<Answers> {
        let empty = Map::new();
        let given = match given {
            Value::Object(map) => map,
            Value::Null => &empty,
            _ => {
                return Err(Error::invalid(text(
                    "Các câu trả lời phải là một đối tượng JSON",
                    "The answers must be a JSON object",
                )));
            }
        };
        let mut out = Map::new();
        let mut known: BTreeSet<&str> = BTreeSet::from([CASE, APPLICANT]);

        self.case(given, &mut out);
        if let Some(person) = given.get(APPLICANT) {
            let before = self.wrong.len();
            let required = matches!(self.scope, Scope::Whole | Scope::Page(APPLICANT));
            let person = self.person(&self.version.applicant, APPLICANT, person, required)?;
            out.insert(APPLICANT.into(), person);
            if matches!(self.scope, Scope::Page(page) if page != APPLICANT) {
                self.wrong.truncate(before);
            }
        }
        for group in &self.version.groups {
            match group.repeat {
                None => known.extend(group.fields.iter().map(|f| f.code.as_str())),
                Some(_) => _ = known.insert(&group.code),
            }
            if is_asked(group.when.as_ref(), &out, None) {
                self.group(group, given, &mut out)?;
            }
        }
        for key in given.keys().filter(|key| !known.contains(key.as_str())) {
            self.add(&shortened(key), NOT_ASKED);
        }
        Error::fields(self.wrong)?;
        Ok(Answers(out))
    }

    fn add(&mut self, path: &str, said: impl Into<Said>) {
        if self.wrong.len() < MOST_ERRORS {
            self.wrong.push((path.into(), said.into()));
        }
    }

    fn case(&mut self, given: &Map<String, Value>, out: &mut Map<String, Value>) {
        match given.get(CASE).filter(|v| !is_empty(v)) {
            None if self.version.cases.is_empty() || !matches!(self.scope, Scope::Whole | Scope::Page(APPLICANT)) => {}
            None => self.add(CASE, text("Hãy chọn trường hợp của bạn", "Choose the case that is yours")),
            Some(code) if code.as_str().is_some_and(|c| self.version.case(c).is_some()) => {
                out.insert(CASE.into(), code.clone());
            }
            Some(_) => self.add(CASE, text("Không có trường hợp này", "There is no such case")),
        }
    }

    fn group(&mut self, group: &Group, given: &Map<String, Value>, out: &mut Map<String, Value>) -> Result<()> {
        let checked = match self.scope {
            Scope::Whole | Scope::Draft | Scope::Supplement(_) => true,
            Scope::Page(page) => page == group.code,
        };
        let required = checked && !matches!(self.scope, Scope::Draft);
        // Pages other than the one at hand are read as they are, with their errors kept for their own turn.
        let before = self.wrong.len();
        match group.repeat {
            None => {
                let clean = self.fields(&group.fields, "", given, out, required)?;
                out.extend(clean);
            }
            Some((least, most)) => {
                let rows = self.rows(group, least, most, given.get(&group.code), out, required)?;
                if !rows.is_empty() {
                    out.insert(group.code.clone(), Value::Array(rows));
                }
            }
        }
        if !checked {
            self.wrong.truncate(before);
        }
        Ok(())
    }

    fn rows(
        &mut self,
        group: &Group,
        least: usize,
        most: usize,
        given: Option<&Value>,
        above: &Map<String, Value>,
        required: bool,
    ) -> Result<Vec<Value>> {
        let code = &group.code;
        let none = Vec::new();
        let rows = match given {
            None | Some(Value::Null) => &none,
            Some(Value::Array(rows)) => rows,
            Some(_) => {
                self.add(code, text("Mục này phải là một danh sách", "This must be a list"));
                return Ok(none);
            }
        };
        if required && self.awaits(code) && rows.len() < least {
            self.add(code, said!("Cần ít nhất {least} dòng", "At least {least} rows are needed"));
        }
        let most = most.min(MOST_ROWS);
        if rows.len() > most {
            self.add(code, said!("Không được quá {most} dòng", "At most {most} rows"));
            return Ok(none);
        }
        let mut kept = Vec::with_capacity(rows.len());
        for (i, row) in rows.iter().enumerate() {
            let path = format!("{code}[{i}]");
            let Value::Object(row) = row else {
                self.add(&path, MUST_BE_OBJECT);
                continue;
            };
            let clean = self.fields(&group.fields, &format!("{path}."), row, above, required)?;
            for key in row.keys().filter(|key| !group.fields.iter().any(|f| f.code == **key)) {
                self.add(&format!("{path}.{}", shortened(key)), NOT_ASKED);
            }
            kept.push(Value::Object(clean));
        }
        Ok(kept)
    }

    /// The fields of a group or of one row, as far as they are asked; what is no longer asked is left out.
    fn fields(
        &mut self,
        fields: &[Field],
        prefix: &str,
        given: &Map<String, Value>,
        above: &Map<String, Value>,
        required: bool,
    ) -> Result<Map<String, Value>> {
        let mut clean = Map::new();
        for field in fields {
            if !is_asked(field.when.as_ref(), above, Some(&clean)) {
                continue;
            }
            let path = format!("{prefix}{}", field.code);
            let value = given.get(&field.code).unwrap_or(&Value::Null);
            let answered = if is_empty(value) {
                self.missing(&path, &field.title, field.kind, required && field.required());
                None
            } else if field.kind == FieldKind::Person {
                Some(self.person(&field.parts, &path, value, required)?)
            } else if field.kind == FieldKind::Address {
                self.address(&path, value, field.here)?
            } else {
                match self.simple(field, value) {
                    Ok(value) => Some(value),
                    Err(e) => {
                        self.add(&path, e.said);
                        None
                    }
                }
            };
            if let Some(value) = answered {
                clean.insert(field.code.clone(), value);
            }
        }
        Ok(clean)
    }

    fn awaits(&self, path: &str) -> bool {
        match self.scope {
            Scope::Supplement(asked) => is_within(path, asked),
            Scope::Whole | Scope::Page(_) | Scope::Draft => true,
        }
    }

    fn missing(&mut self, path: &str, title: &Words, kind: FieldKind, required: bool) {
        if !required || !self.awaits(path) {
            return;
        }
        let (vi, en) = (title.get(Lang::Vi), lower_first(title.get(Lang::En)));
        match kind {
            FieldKind::Choice | FieldKind::YesNo => self.add(path, said!("Hãy chọn: {vi}", "Choose: {en}")),
            FieldKind::File => self.add(path, said!("Hãy đính kèm: {vi}", "Attach: {en}")),
            _ => self.add(path, said!("Hãy nhập: {vi}", "Enter: {en}")),
        }
    }

    fn simple(&self, field: &Field, value: &Value) -> Result<Value> {
        match field.kind {
            FieldKind::Number => number(value, field),
            FieldKind::Money => money(value, field),
            FieldKind::Date => self.date(value, field.past),
            FieldKind::PersonalNumber => Ok(PersonalNumber::parse(typed(value)?)?.as_str().into()),
            FieldKind::Choice => choice(value, &field.options),
            FieldKind::YesNo => yes_no(value),
            FieldKind::File => files(value, field.max),
            FieldKind::Text | FieldKind::Person | FieldKind::Address => {
                let most = field.max.and_then(|m| usize::try_from(m).ok()).unwrap_or(USUAL_LENGTH);
                let clean = if field.lines { base::text::clean_lines } else { base::text::clean };
                Ok(clean(typed(value)?, most)?.into())
            }
        }
    }

    fn date(&self, value: &Value, past: bool) -> Result<Value> {
        let day = Day::from_typed(typed(value)?)
            .filter(|d| (1800..=2200).contains(&d.year()))
            .ok_or_else(|| Error::invalid(text("Ngày phải viết như 27/3/1988", "A date is written as 27/3/1988")))?;
        if past && day > self.as_of {
            return Err(Error::invalid(text("Ngày này chưa tới", "This day is still to come")));
        }
        Ok(day.to_string().into())
    }

    fn person(&mut self, parts: &[PersonPart], path: &str, value: &Value, required: bool) -> Result<Value> {
        let mut clean = Map::new();
        let Value::Object(given) = value else {
            self.add(path, MUST_BE_OBJECT);
            return Ok(Value::Object(clean));
        };
        for PersonPart { part, required: part_required } in parts {
            let path = format!("{path}.{}", part.code());
            let value = given.get(part.code()).unwrap_or(&Value::Null);
            let answered = if is_empty(value) {
                self.missing(&path, &part.title().into(), part.kind(), required && *part_required);
                None
            } else if part.kind() == FieldKind::Address {
                self.address(&path, value, false)?
            } else {
                match self.part(*part, value) {
                    Ok(value) => Some(value),
                    Err(e) => {
                        self.add(&path, e.said);
                        None
                    }
                }
            };
            if let Some(value) = answered {
                clean.insert(part.code().into(), value);
            }
        }
        for key in given.keys().filter(|key| !parts.iter().any(|p| p.part.code() == **key)) {
            self.add(&format!("{path}.{}", shortened(key)), NOT_ASKED);
        }
        self.agree(path, &clean);
        Ok(Value::Object(clean))
    }

    fn part(&self, part: Part, value: &Value) -> Result<Value> {
        let typed = typed(value)?;
        Ok(match part {
            Part::Name => person_name(typed)?.into(),
            // Of old people often only the year is known.
            Part::Birth => match typed.trim().parse::<i16>() {
                Ok(year) if typed.trim().len() == 4 && (1850..=self.as_of.year()).contains(&year) => {
                    year.to_string().into()
                }
                _ => self.date(value, true)?,
            },
            Part::Sex => typed.parse::<Sex>()?.to_string().into(),
            Part::PersonalNumber => PersonalNumber::parse(typed)?.as_str().into(),
            Part::Ethnicity => ethnicity(typed)?.into(),
            Part::Nationality => base::text::clean(typed, 60)?.into(),
            Part::IdentityPaper => base::text::clean(typed, 200)?.into(),
            Part::Phone => phone(typed)?.into(),
            Part::Email => email(typed)?.into(),
            Part::Residence | Part::Hometown => base::text::clean(typed, USUAL_LENGTH)?.into(),
        })
    }

    /// The number says the sex and the year of birth; a slip in one of the three shows here.
    fn agree(&mut self, path: &str, person: &Map<String, Value>) {
        let part = |part: Part| person.get(part.code()).and_then(Value::as_str);
        let (Some(Ok(number)), Some(Ok(sex)), Some(Ok(birth))) = (
            part(Part::PersonalNumber).map(PersonalNumber::parse),
            part(Part::Sex).map(str::parse::<Sex>),
            part(Part::Birth).map(str::parse::<Day>),
        ) else {
            return;
        };
        if let Err(e) = number.agrees_with(sex, birth) {
            self.add(&format!("{path}.{}", Part::PersonalNumber.code()), e.said);
        }
    }

    fn address(&mut self, path: &str, value: &Value, here: bool) -> Result<Option<Value>> {
        let written = match Written::read(value) {
            Ok(written) => written,
            Err((part, e)) => {
                self.add(&format!("{path}.{part}"), e.said);
                return Ok(None);
            }
        };
        let sought = Sought {
            commune: if written.code.is_empty() { &written.commune } else { &written.code },
            district: &written.district,
            province: &written.province,
            day: self.as_of,
        };
        let commune = format!("{path}.commune");
        if sought.commune.is_empty() {
            self.add(&commune, text("Hãy nhập xã, phường", "Enter the commune or ward"));
            return Ok(None);
        }
        let Some(places) = &mut self.places else { return Ok(Some(written.unmapped())) };
        let found = places(&sought)?;
        match found.as_slice() {
            [place] => return Ok(Some(written.found(place))),
            [] if here => self
                .add(&commune, text("Trong tỉnh không có xã, phường này", "The province has no such commune or ward")),
            [] if written.province.is_empty() => self.add(
                &commune,
                text(
                    "Trong tỉnh không có xã, phường này; nếu ở tỉnh khác, hãy nhập cả tên tỉnh",
                    "The province has no such commune or ward; if it lies in another province, enter that too",
                ),
            ),
            [] => return Ok(Some(written.unmapped())),
            several => {
                let names: Vec<&str> = several.iter().take(6).map(|p| p.name.as_str()).collect();
                let names = names.join("; ");
                self.add(&commune, said!("Hãy chọn một trong các xã, phường: {names}", "Choose one of these: {names}"));
            }
        }
        Ok(None)
    }
}

const NOT_ASKED: Text = text("Thủ tục này không hỏi mục này", "This procedure does not ask for this");
const MUST_BE_OBJECT: Text = text("Mục này phải là một đối tượng JSON", "This must be a JSON object");

/// An address as somebody wrote it: `{ "detail", "commune", "district", "province", "code" }`, or one line from the
/// house to the province.
#[derive(Default)]
struct Written {
    detail: String,
    commune: String,
    district: String,
    province: String,
    code: String,
    was: String,
}

impl Written {
    fn read(value: &Value) -> Result<Written, (&'static str, Error)> {
        let line = |part, s: &str| base::text::clean(s, 200).map_err(|e| (part, e));
        let map = match value {
            Value::String(whole) => return Ok(Written::from_line(&line("detail", whole)?)),
            Value::Object(map) => map,
            _ => return Err(("commune", Error::invalid(MUST_BE_OBJECT))),
        };
        let mut written = Written::default();
        for (part, value) in map.iter().filter(|(_, value)| !is_empty(value)) {
            let (part, slot) = match part.as_str() {
                "detail" => ("detail", &mut written.detail),
                "commune" => ("commune", &mut written.commune),
                "district" => ("district", &mut written.district),
                "province" => ("province", &mut written.province),
                "code" => ("code", &mut written.code),
                "was" => ("was", &mut written.was),
                _ => return Err(("commune", Error::invalid(NOT_ASKED))),
            };
            *slot = line(part, typed(value).map_err(|e| (part, e))?)?;
        }
        Ok(written)
    }

    /// "Thôn 3, xã Hùng Lợi, huyện Yên Sơn, tỉnh Tuyên Quang"
    fn from_line(line: &str) -> Written {
        let mut parts: Vec<&str> = line.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
        let mut take = |kinds: &[&str]| match parts.last() {
            Some(last) if kinds.iter().any(|kind| base::text::fold(last).starts_with(kind)) => {
                parts.pop().unwrap_or_default()
            }
            _ => "",
        };
        let province = take(&["tinh ", "thanh pho "]);
        let district = take(&["huyen ", "quan ", "thi xa ", "thanh pho "]);
        let commune = parts.pop().unwrap_or_default();
        Written {
            detail: parts.join(", "),
            commune: commune.into(),
            district: district.into(),
            province: province.into(),
            ..Written::default()
        }
    }

    fn found(self, place: &Place) -> Value {
        // A code is not a name: who writes the code of an old commune names nothing else.
        let by_code = self.commune.bytes().all(|b| b.is_ascii_digit());
        let renamed = !by_code && !same_name(&place.name, &self.commune);
        let was = match (self.was.is_empty(), renamed || !self.district.is_empty()) {
            (false, _) => self.was,
            (true, true) => joined(&[&self.commune, &self.district]),
            (true, false) => String::new(),
        };
        Written {
            detail: self.detail,
            commune: place.name.clone(),
            province: place.province.clone(),
            code: place.code.clone(),
            was,
            ..Written::default()
        }
        .value()
    }

    fn unmapped(mut self) -> Value {
        self.commune = joined(&[&self.commune, &self.district]);
        self.value()
    }

    fn value(self) -> Value {
        let parts = [
            ("detail", self.detail),
            ("commune", self.commune),
            ("province", self.province),
            ("code", self.code),
            ("was", self.was),
        ];
        Value::Object(parts.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k.into(), v.into())).collect())
    }
}

fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}

/// "Hùng Lợi" and "xã Hùng Lợi" are one name.
fn same_name(a: &str, b: &str) -> bool {
    let bare = |name: &str| {
        let folded = base::text::fold(name);
        let kinds = ["xa ", "phuong ", "thi tran ", "tinh ", "thanh pho "];
        kinds.iter().find_map(|kind| folded.strip_prefix(kind)).unwrap_or(&folded).to_string()
    };
    bare(a) == bare(b)
}

fn typed(value: &Value) -> Result<&str> {
    value.as_str().ok_or_else(|| Error::invalid(text("Mục này phải là một chuỗi ký tự", "This must be a string")))
}

/// Nothing was answered: null, blank, or an object or a list of nothing.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(s) => s.trim().is_empty(),
        Value::Array(list) => list.iter().all(is_empty),
        Value::Object(map) => map.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// As Vietnamese type it: a comma before the decimals, dots at the thousands. `1.200` is 1200, `120.5` can only be 120,5.
fn number(value: &Value, field: &Field) -> Result<Value> {
    let wrong = || Error::invalid(text("Mục này phải là một số", "This must be a number"));
    let written = match value {
        Value::Number(n) => n.to_string(),
        other => {
            let typed: String = typed(other)?.split_whitespace().collect();
            let (whole, decimals) = typed.split_once(',').unwrap_or((&typed, ""));
            let groups: Vec<&str> = whole.split('.').collect();
            if groups.len() > 1 && (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|g| g.len() == 3) {
                format!("{}.{decimals}", groups.concat())
            } else if decimals.is_empty() {
                typed
            } else {
                format!("{whole}.{decimals}")
            }
        }
    };
    let written = written.trim_end_matches('.');
    if written.len() > 24 || !written.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')) {
        return Err(wrong());
    }
    let n: f64 = written.parse().map_err(|_| wrong())?;
    let decimals = written.split_once('.').map_or(0, |(_, d)| d.trim_end_matches('0').len());
    if decimals > usize::from(field.decimals) {
        return Err(match field.decimals {
            0 => Error::invalid(text("Mục này phải là một số nguyên", "This must be a whole number")),
            most => Error::invalid(said!("Không được quá {most} chữ số thập phân", "At most {most} decimals")),
        });
    }
    within(n, field)?;
    match decimals {
        0 => Ok((n as i64).into()),
        _ => Number::from_f64(n).map(Value::Number).ok_or_else(wrong),
    }
}

fn within(n: f64, field: &Field) -> Result<()> {
    let (min, max) = (field.min.unwrap_or(0), field.max.unwrap_or(Dong::MOST.get()));
    if n < min as f64 {
        return Err(Error::invalid(said!("Phải từ {min} trở lên", "It must be {min} or more")));
    }
    if n > max as f64 {
        return Err(Error::invalid(said!("Không được quá {max}", "It must be {max} or less")));
    }
    Ok(())
}

fn money(value: &Value, field: &Field) -> Result<Value> {
    let amount = match value {
        Value::Number(n) => Dong(
            n.as_i64()
                .ok_or_else(|| Error::invalid(text("Số tiền phải là số đồng nguyên", "An amount is in whole đồng")))?,
        ),
        other => typed(other)?.parse()?,
    };
    within(amount.get() as f64, field)?;
    Ok(amount.get().into())
}

fn choice(value: &Value, options: &[Choice]) -> Result<Value> {
    let code = typed(value)?;
    match options.iter().any(|o| o.code == code) {
        true => Ok(code.into()),
        false => Err(Error::invalid(text("Không có lựa chọn này", "There is no such option"))),
    }
}

fn yes_no(value: &Value) -> Result<Value> {
    let said = match value {
        Value::Bool(yes) => Some(*yes),
        other => match typed(other)?.trim().to_lowercase().as_str() {
            "true" | "yes" | "có" | "1" | "on" => Some(true),
            "false" | "no" | "không" | "0" | "off" => Some(false),
            _ => None,
        },
    };
    said.map(Value::Bool).ok_or_else(|| Error::invalid(text("Hãy chọn Có hoặc Không", "Choose yes or no")))
}

/// One or several files that were uploaded before, each by its SHA-256 and, if given, its name.
fn files(value: &Value, most: Option<i64>) -> Result<Value> {
    let most = most.and_then(|m| usize::try_from(m).ok()).unwrap_or(1);
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    if list.len() > most {
        return Err(Error::invalid(said!("Không được quá {most} tệp", "At most {most} files")));
    }
    let mut files = Vec::with_capacity(list.len());
    for file in list.iter().filter(|f| !is_empty(f)) {
        let (hash, name) = match file {
            Value::Object(map) => (map.get("hash").unwrap_or(&Value::Null), map.get("name")),
            hash => (hash, None),
        };
        let hash = typed(hash)?.to_ascii_lowercase();
        if hash.len() != 64 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Error::invalid(text("Tệp này chưa được tải lên", "This file has not been uploaded")));
        }
        let mut clean = Map::from_iter([("hash".to_string(), hash.into())]);
        if let Some(name) = name {
            clean.insert("name".into(), base::text::clean(typed(name)?, 200)?.into());
        }
        files.push(Value::Object(clean));
    }
    Ok(Value::Array(files))
}

fn person_name(typed: &str) -> Result<String> {
    let name = base::text::clean(typed, LONGEST_NAME)?.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = name.chars().any(char::is_alphabetic);
    match letters && !name.chars().any(|c| c.is_numeric() || "<>{}[]|\\@#=".contains(c)) {
        true => Ok(name),
        false => Err(Error::invalid(text("Họ tên chỉ gồm các chữ", "A name has letters only"))),
    }
}

/// One of the 54, however it is typed, or "Khác" of foreigners.
fn ethnicity(typed: &str) -> Result<String> {
    let folded = base::text::fold(&base::text::clean(typed, 60)?);
    // No two of the list are alike without their marks.
    let known = ETHNICITIES.iter().chain(&["Khác"]).find(|e| base::text::fold(e) == folded);
    known.map(|e| e.to_string()).ok_or_else(|| {
        Error::invalid(text("Không có dân tộc này trong danh mục", "The official list has no such ethnicity"))
    })
}

fn phone(typed: &str) -> Result<String> {
    let digits: String = typed.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
    let national = digits.strip_prefix("+84").map(|rest| format!("0{rest}")).unwrap_or(digits);
    let (sign, number) = national.strip_prefix('+').map_or(("", national.as_str()), |n| ("+", n));
    match (9..=15).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) {
        true => Ok(format!("{sign}{number}")),
        false => Err(Error::invalid(text(
            "Số điện thoại viết như 0912 345 678",
            "A phone number is written as 0912 345 678",
        ))),
    }
}

fn email(typed: &str) -> Result<String> {
    let email = base::text::clean(typed, 254)?;
    let well_formed = email.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
    });
    match well_formed && !email.contains(|c: char| c.is_whitespace() || "<>,;".contains(c)) {
        true => Ok(email),
        false => Err(Error::invalid(text(
            "Thư điện tử viết như ten@vidu.vn",
            "An e-mail address is written as name@example.vn",
        ))),
    }
}

pub fn lower_first(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// A name somebody sent, as far as it is worth repeating to them.
fn shortened(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// The steps of a path: `children[2].birth` is children, 2, birth.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[']).map(|step| step.strip_suffix(']').unwrap_or(step))
}

fn at<'v>(map: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let mut steps = steps(path);
    let mut here = map.get(steps.next()?)?;
    for step in steps {
        here = match here {
            Value::Object(map) => map.get(step)?,
            Value::Array(list) => list.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(here)
}

/// Puts a value at a path, making objects and rows on the way.
fn put(answers: &mut Value, path: &str, value: Value) -> Result<()> {
    let wrong = || Error::field(shortened(path), NOT_ASKED);
    let mut here = answers;
    for (depth, step) in steps(path).enumerate() {
        let row = step.parse::<usize>().ok();
        if depth > 4 || step.is_empty() || row.is_some_and(|row| row >= MOST_ROWS) {
            return Err(wrong());
        }
        if here.is_null() {
            *here = if row.is_some() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
        }
        here = match (here, row) {
            (Value::Array(list), Some(row)) => {
                if list.len() <= row {
                    list.resize(row + 1, Value::Null);
                }
                &mut list[row]
            }
            (Value::Object(map), None) => map.entry(step).or_insert(Value::Null),
            _ => return Err(wrong()),
        };
    }
    *here = value;
    Ok(())
}

/// Calls `each` with the path of every answer that is not empty.
fn leaves(value: &Value, path: String, each: &mut dyn FnMut(&str, &Value)) {
    match value {
        value if is_empty(value) => {}
        Value::Object(map) => {
            for (key, value) in map {
                leaves(value, if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, each);
            }
        }
        Value::Array(list) => {
            for (i, value) in list.iter().enumerate() {
                leaves(value, format!("{path}[{i}]"), each);
            }
        }
        leaf => each(&path, leaf),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::definition::Procedure;

    const FORM: &str = r#"
code = "9.000001"
name = ["Thủ tục thử", "A test procedure"]
field = "Thử"
levels = ["commune"]

[[versions]]
number = 1
decision = "1/QĐ"
valid_from = "2025-07-01"
who_decides = "Chủ tịch UBND cấp xã"
competence = { commune_of = ["plot"] }
cases = [["in_time", "Đúng hạn", "In time"], ["late", "Quá hạn", "Late"]]
terms = [{ term = "5 working-days" }]
steps = [{ code = "all", title = "Làm", unit = "competent", role = "clerk", share = 100 }]
result = { code = "KQ.1", title = "Giấy", template = "Bà {mother.name}, sinh {mother.birth}; tại {plot}; phí {price}; {married}; {kind}; {reason}." }
papers = [
  { code = "id", title = "Giấy tờ tùy thân" },
  { code = "reason_paper", title = "Giấy giải trình", when = { field = "case", is = "late" } },
]
groups = [
  { code = "mother", title = ["Người mẹ", "Mother"], fields = [
    { code = "mother", title = ["Người mẹ", "Mother"], kind = "person", parts = ["name", "birth", "sex?", "personal_number?", "ethnicity?", "phone?", "email?"], locked = true },
    { code = "married", title = ["Đã kết hôn", "Married"], kind = "yes_no" },
    { code = "wed_on", title = ["Ngày kết hôn", "Day of marriage"], kind = "date", past = true, when = { field = "married", is = true } },
  ] },
  { code = "more", title = ["Khác", "More"], fields = [
    { code = "reason", title = "Lý do", kind = "text", lines = true, max = 50, when = { field = "case", is = ["late"] } },
    { code = "kind", title = "Loại", kind = "choice", options = [["a", "Loại A", "Kind A"], ["b", "Loại B"]], optional = true },
    { code = "plot", title = ["Nơi có đất", "Plot"], kind = "address", here = true, optional = true },
    { code = "area", title = "Diện tích", kind = "number", decimals = 1, max = 1000, optional = true },
    { code = "price", title = "Giá", kind = "money", optional = true },
    { code = "scan", title = "Tệp", kind = "file", optional = true, max = 2 },
  ] },
  { code = "children", title = ["Các con", "Children"], repeat = [0, 3], fields = [
    { code = "name", title = "Tên", kind = "text" },
    { code = "birth", title = ["Ngày sinh", "Birth"], kind = "date", past = true },
    { code = "school", title = "Đi học", kind = "yes_no", optional = true },
    { code = "class", title = "Lớp", kind = "number", when = { field = "school", is = true } },
  ] },
]
"#;

    fn version() -> Version {
        Procedure::from_toml("form.toml", FORM).unwrap().versions.remove(0)
    }

    fn today() -> Day {
        "2026-03-09".parse().unwrap()
    }

    fn good() -> Value {
        json!({ "case": "in_time", "married": false, "mother": { "name": "Lò Thị  Mẩy", "birth": "1990" } })
    }

    fn with(path: &str, value: Value) -> Value {
        let mut answers = good();
        put(&mut answers, path, value).unwrap();
        answers
    }

    /// The path and the words of each error.
    fn wrong(answers: &Value) -> Vec<String> {
        match check(&version(), answers, today()) {
            Ok(answers) => panic!("nothing is wrong with {:?}", answers.0),
            Err(e) => e.fields.iter().map(|(path, said)| format!("{path}: {said}")).collect(),
        }
    }

    fn right(answers: &Value) -> Answers {
        check(&version(), answers, today()).unwrap_or_else(|e| panic!("{e}"))
    }

    fn one(path: &str, value: Value) -> Value {
        right(&with(path, value)).get(path).cloned().unwrap_or(Value::Null)
    }

    #[test]
    fn what_is_missing_is_named_by_its_path_in_the_order_of_the_form() {
        assert_eq!(
            wrong(&json!({ "mother": { "name": " " }, "children": [{ "name": "An" }] })),
            [
                "case: Hãy chọn trường hợp của bạn",
                "mother: Hãy nhập: Người mẹ",
                "married: Hãy chọn: Đã kết hôn",
                "children[0].birth: Hãy nhập: Ngày sinh",
            ]
        );
        assert_eq!(wrong(&with("mother.birth", Value::Null)), ["mother.birth: Hãy nhập: Ngày, tháng, năm sinh"]);
    }

    #[test]
    fn answers_are_kept_in_one_shape_however_they_are_typed() {
        assert_eq!(one("mother.name", json!("  La\u{300}n   Thi\u{323} Hoa ")), "Làn Thị Hoa");
        assert_eq!(one("mother.birth", json!("27/3/1988")), "1988-03-27");
        assert_eq!(one("mother.birth", json!("1950")), "1950", "of the old, the year is enough");
        assert_eq!(one("mother.ethnicity", json!("dao")), "Dao");
        assert_eq!(one("mother.phone", json!("+84 912.345.678")), "0912345678");
        assert_eq!(one("area", json!("1.000")), 1000);
        assert_eq!(one("area", json!("120,5")), 120.5);
        assert_eq!(one("area", json!(120.50)), 120.5);
        assert_eq!(one("price", json!("1.500.000 đ")), 1_500_000);
        assert_eq!(one("married", json!("không")), false);
        assert_eq!(one("scan", json!("AB".repeat(32))), json!([{ "hash": "ab".repeat(32) }]));
    }

    #[test]
    fn each_kind_refuses_what_it_cannot_be() {
        let says = |path: &str, value: Value| wrong(&with(path, value)).join(" | ");

        assert_eq!(says("mother.name", json!("Lò 5")), "mother.name: Họ tên chỉ gồm các chữ");
        assert_eq!(says("mother.birth", json!("31/02/1990")), "mother.birth: Ngày phải viết như 27/3/1988");
        assert_eq!(says("mother.birth", json!("10/3/2026")), "mother.birth: Ngày này chưa tới");
        assert_eq!(says("mother.ethnicity", json!("Klingon")), "mother.ethnicity: Không có dân tộc này trong danh mục");
        assert_eq!(says("mother.email", json!("a@b")), "mother.email: Thư điện tử viết như ten@vidu.vn");
        assert_eq!(says("mother.phone", json!("12")), "mother.phone: Số điện thoại viết như 0912 345 678");
        assert_eq!(says("kind", json!("c")), "kind: Không có lựa chọn này");
        assert_eq!(says("area", json!("12,34")), "area: Không được quá 1 chữ số thập phân");
        assert_eq!(says("area", json!("1001")), "area: Không được quá 1000");
        assert_eq!(says("area", json!("-1")), "area: Phải từ 0 trở lên");
        assert_eq!(says("area", json!("1e3")), "area: Mục này phải là một số");
        assert_eq!(says("price", json!(0.5)), "price: Số tiền phải là số đồng nguyên");
        assert_eq!(says("scan", json!("x.pdf")), "scan: Tệp này chưa được tải lên");
        assert_eq!(says("scan", json!(["a", "b", "c"])), "scan: Không được quá 2 tệp");
        assert_eq!(says("mother.age", json!("5")), "mother.age: Thủ tục này không hỏi mục này");
        assert_eq!(says("<script>", json!("5")), "<script>: Thủ tục này không hỏi mục này");
        assert_eq!(says("case", json!("never")), "case: Không có trường hợp này");
    }

    #[test]
    fn a_personal_number_must_agree_with_sex_and_birth() {
        // 026 Vĩnh Phúc, 1 a woman born in the 1900s, 90 the year.
        let person = |sex: &str, birth: &str| {
            with(
                "mother",
                json!({ "name": "Lò Thị Mẩy", "birth": birth, "sex": sex, "personal_number": "026190000123" }),
            )
        };
        right(&person("female", "27/3/1990"));
        for answers in [person("male", "27/3/1990"), person("female", "27/3/1991"), person("nữ", "27/3/2090")] {
            assert!(
                wrong(&answers)
                    .iter()
                    .any(|w| w.starts_with("mother.personal_number: ") || w.starts_with("mother.birth: "))
            );
        }
    }

    #[test]
    fn a_question_is_asked_only_where_its_condition_holds_and_its_answer_is_dropped_where_not() {
        let late = with("case", json!("late"));
        assert_eq!(wrong(&late), ["reason: Hãy nhập: Lý do"]);

        let answers = right(&with("reason", json!("Ở xa")));
        assert_eq!(answers.get("reason"), None, "nobody asked");

        let married = with("married", json!("có"));
        assert_eq!(wrong(&married), ["wed_on: Hãy nhập: Ngày kết hôn"]);
    }

    #[test]
    fn a_condition_inside_a_row_looks_at_its_own_row() {
        let children = json!([
            { "name": "An", "birth": "1/1/2015", "school": true, "class": 5 },
            { "name": "Bình", "birth": "1/1/2024", "school": false, "class": "nine" },
        ]);
        let answers = right(&with("children", children));
        assert_eq!(answers.get("children[0].class"), Some(&json!(5)));
        assert_eq!(answers.get("children[1].class"), None);

        let children =
            json!([{ "name": "An", "birth": "1/1/2015" }, { "name": "", "birth": "32/1/2015", "school": true }]);
        assert_eq!(
            wrong(&with("children", children)),
            [
                "children[1].name: Hãy nhập: Tên",
                "children[1].birth: Ngày phải viết như 27/3/1988",
                "children[1].class: Hãy nhập: Lớp"
            ]
        );
        assert_eq!(wrong(&with("children", json!([{}, {}, {}, {}]))), ["children: Không được quá 3 dòng"]);
        assert_eq!(wrong(&with("children", json!("An"))), ["children: Mục này phải là một danh sách"]);
    }

    #[test]
    fn checking_checked_answers_changes_nothing() {
        let mut given = with("children", json!([{ "name": "An", "birth": "1/1/2015", "school": "có", "class": "5" }]));
        put(&mut given, "area", json!("12,5")).unwrap();
        put(&mut given, "plot", json!("Thôn 3, xã Hùng Lợi, huyện Yên Sơn, tỉnh Tuyên Quang")).unwrap();
        let once = right(&given);
        assert_eq!(right(&once.value()), once);
        assert_eq!(Answers::stored(once.value()), once);
    }

    fn map_of_2025(sought: &Sought) -> Result<Vec<Place>> {
        let place = |code: &str, name: &str| Place {
            code: code.into(),
            name: name.into(),
            province: "Tỉnh Tuyên Quang".into(),
        };
        Ok(match base::text::fold(sought.commune).trim_start_matches("xa ") {
            "hung loi" | "02473" => vec![place("02473", "Xã Hùng Lợi")],
            "trung minh" => vec![place("02473", "Xã Hùng Lợi")],
            "minh quang" if sought.district.is_empty() => {
                vec![place("02260", "Xã Minh Quang"), place("02308", "Xã Kiên Đài")]
            }
            "minh quang" => vec![place("02308", "Xã Kiên Đài")],
            _ => vec![],
        })
    }

    fn placed(typed: Value) -> Result<Value, Vec<String>> {
        match check_in(&version(), &with("plot", typed), today(), Some(&mut map_of_2025)) {
            Ok(answers) => Ok(answers.get("plot").cloned().unwrap_or(Value::Null)),
            Err(e) => Err(e.fields.iter().map(|(path, said)| format!("{path}: {said}")).collect()),
        }
    }

    #[test]
    fn an_old_address_becomes_the_commune_of_today_and_remembers_what_was_written() {
        let today =
            json!({ "code": "02473", "commune": "Xã Hùng Lợi", "province": "Tỉnh Tuyên Quang", "detail": "Thôn 3" });
        assert_eq!(placed(json!({ "commune": "hùng lợi", "detail": "Thôn 3" })), Ok(today.clone()));
        assert_eq!(placed(json!({ "code": "02473", "detail": "Thôn 3" })), Ok(today.clone()));
        assert_eq!(
            placed(json!({ "commune": "02473", "detail": "Thôn 3" })),
            Ok(today.clone()),
            "a code is no old name"
        );

        let mut old = today;
        old["was"] = json!("xã Trung Minh, huyện Yên Sơn");
        let typed = json!("Thôn 3, xã Trung Minh, huyện Yên Sơn, tỉnh Tuyên Quang");
        assert_eq!(placed(typed), Ok(old.clone()));
        assert_eq!(placed(old.clone()), Ok(old), "and is not mapped again");
    }

    #[test]
    fn an_address_that_may_be_several_communes_or_none_asks() {
        assert_eq!(
            placed(json!({ "commune": "Minh Quang" })),
            Err(vec!["plot.commune: Hãy chọn một trong các xã, phường: Xã Minh Quang; Xã Kiên Đài".into()])
        );
        assert!(placed(json!({ "commune": "Minh Quang", "district": "huyện Chiêm Hóa" })).is_ok());
        assert_eq!(
            placed(json!({ "commune": "xã Nơi Khác", "province": "Hà Nội" })),
            Err(vec!["plot.commune: Trong tỉnh không có xã, phường này".into()])
        );
        assert_eq!(placed(json!({ "detail": "Thôn 3" })), Err(vec!["plot.commune: Hãy nhập xã, phường".into()]));
        assert_eq!(placed(json!({ "commune": 5 })), Err(vec!["plot.commune: Mục này phải là một chuỗi ký tự".into()]));
    }

    #[test]
    fn a_posted_form_becomes_nested_answers() {
        let hash = "ab".repeat(32);
        let pairs = [
            ("case", "in_time"),
            ("married", "off"),
            ("mother.name", "Lò Thị Mẩy"),
            ("mother.birth", "1990"),
            ("children[0].name", ""),
            ("children[0].birth", ""),
            ("children[2].name", "An"),
            ("children[2].birth", "1/1/2015"),
            ("scan", &hash),
            ("scan", &hash),
        ];
        let answers = right(&from_pairs(pairs).unwrap());
        assert_eq!(answers.text("children[0].name"), Some("An"), "empty rows are not answers");
        assert_eq!(answers.get("scan").unwrap().as_array().unwrap().len(), 2);

        for hostile in ["children[4000000000].name", "a[0][0][0][0][0][0]", "case.x", "", "children[].name"] {
            assert!(from_pairs([("case", "in_time"), (hostile, "x")]).is_err(), "{hostile}");
        }
    }

    #[test]
    fn identity_goes_over_what_was_typed_into_locked_persons_and_leaves_the_rest() {
        let known = json!({ "name": "Lò Thị Mẩy", "birth": "1990-03-27", "personal_number": "026190000123", "phone": "0912345678", "ethnicity": "Dao" });
        let mut answers = with("mother", json!({ "name": "Người Khác", "birth": "2000", "phone": "0987654321" }));

        fill(&version(), &mut answers, known.as_object().unwrap());

        let answers = right(&answers);
        assert_eq!(answers.text("mother.name"), Some("Lò Thị Mẩy"));
        assert_eq!(answers.text("mother.birth"), Some("1990-03-27"));
        assert_eq!(answers.text("mother.phone"), Some("0987654321"), "the phone one may choose");
        assert_eq!(answers.text("mother.ethnicity"), Some("Dao"));
        assert_eq!(answers.text("applicant.name"), Some("Lò Thị Mẩy"));
    }

    #[test]
    fn a_supplement_changes_only_what_was_asked_for() {
        let version = version();
        let old = right(&with("price", json!(5000)));
        let amend = |allowed: &[&str], new: Value| amend(&version, &old, allowed, &new, today(), None);

        let amended =
            amend(&["mother.name", "area"], json!({ "mother": { "name": "Lò Thị Mẩy Hai" }, "area": 12 })).unwrap();
        assert_eq!(amended.text("mother.name"), Some("Lò Thị Mẩy Hai"));
        assert_eq!(amended.text("mother.birth"), Some("1990"));
        assert_eq!(amended.get("price"), Some(&json!(5000)));

        let e =
            amend(&["mother.name"], json!({ "mother": { "name": "Ai", "birth": "1991" }, "price": 1 })).unwrap_err();
        assert_eq!(e.fields.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["mother.birth", "price"]);

        let e = amend(&["mother.name"], json!({ "mother": { "name": "" } })).unwrap_err();
        assert_eq!(e.fields[0].0, "mother.name", "what was asked for is still required");
    }

    #[test]
    fn a_page_shows_only_its_own_errors_and_a_draft_none_of_what_is_missing() {
        let version = version();
        let given = json!({ "married": "có", "area": "viele", "children": [{ "name": "An" }] });
        let page = |group: &str| match check_page(&version, group, &given, today(), None) {
            Ok(_) => Vec::new(),
            Err(e) => e.fields.into_iter().map(|(path, _)| path).collect::<Vec<_>>(),
        };

        assert_eq!(page("mother"), ["mother", "wed_on"]);
        assert_eq!(page("more"), ["area"]);
        assert_eq!(page("children"), ["children[0].birth"]);

        let draft = check_draft(&version, &given, today(), None).unwrap_err();
        assert_eq!(draft.fields.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["area"]);
        assert!(check_draft(&version, &json!({ "married": true }), today(), None).is_ok());
    }

    #[test]
    fn papers_follow_the_answers() {
        let codes = |answers: &Value| {
            papers(&version(), &right(answers)).iter().map(|p| p.code.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(codes(&good()), "id");
        let mut late = with("case", json!("late"));
        put(&mut late, "reason", json!("Ở xa")).unwrap();
        assert_eq!(codes(&late), "id reason_paper");
    }

    #[test]
    fn answers_are_shown_as_people_read_them() {
        let mut given = with("children", json!([{ "name": "An", "birth": "1/1/2015" }]));
        put(&mut given, "mother.birth", json!("27/3/1988")).unwrap();
        put(&mut given, "mother.ethnicity", json!("Dao")).unwrap();
        put(&mut given, "kind", json!("a")).unwrap();
        put(&mut given, "price", json!("1500000")).unwrap();
        put(&mut given, "area", json!("12,5")).unwrap();
        put(&mut given, "plot", json!("Thôn 3, xã Hùng Lợi, tỉnh Tuyên Quang")).unwrap();
        let (version, answers) = (version(), right(&given));

        let shown: Vec<String> = sections(&version, &answers, Lang::En)
            .iter()
            .flat_map(|s| {
                s.lines
                    .iter()
                    .map(move |l| format!("{}: {} = {}", s.title.get(Lang::En), l.title.get(Lang::En), l.shown))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "Mother: Mother: full name = Lò Thị Mẩy",
                "Mother: Mother: date of birth = 27/03/1988",
                "Mother: Mother: ethnicity = Dao",
                "Mother: Married = No",
                "More: Loại = Kind A",
                "More: Plot = Thôn 3, xã Hùng Lợi, tỉnh Tuyên Quang",
                "More: Diện tích = 12,5",
                "More: Giá = 1.500.000 đ",
                "Children: Tên = An",
                "Children: Birth = 01/01/2015",
            ]
        );
        let sensitive: Vec<String> = sections(&version, &answers, Lang::Vi)
            .into_iter()
            .flat_map(|s| s.lines)
            .filter(|l| l.sensitive)
            .map(|l| l.path)
            .collect();
        assert_eq!(sensitive, ["mother.ethnicity"]);

        let template = version.result.template.clone().unwrap();
        assert_eq!(
            merge(&version, &template, &answers),
            "Bà Lò Thị Mẩy, sinh 27/03/1988; tại Thôn 3, xã Hùng Lợi, tỉnh Tuyên Quang; phí 1.500.000 đ; Không; Loại A; ……."
        );
    }

    #[test]
    fn an_answer_that_looks_like_a_placeholder_is_not_one() {
        let answers = right(&{
            let mut given = with("case", json!("late"));
            put(&mut given, "reason", json!("{wed_on}")).unwrap();
            put(&mut given, "married", json!(true)).unwrap();
            put(&mut given, "wed_on", json!("1/2/2010")).unwrap();
            given
        });
        assert_eq!(merge(&version(), "{reason}, {wed_on}; {", &answers), "{wed_on}, 01/02/2010; ……");
    }

    #[test]
    fn hostile_answers_are_refused_and_not_repeated_at_length() {
        let version = version();
        for hostile in [json!([]), json!("x"), json!(5), json!({ "mother": [[[[]]], 5] }), json!({ "mother": "x" })] {
            assert!(check(&version, &hostile, today()).is_err());
        }
        let long = "x".repeat(10_000_000);
        assert!(wrong(&with("mother.name", json!(long)))[0].len() < 200);
        assert!(wrong(&with(&long, json!(1)))[0].len() < 200);
        assert!(wrong(&with("mother.name", json!("A\u{0}B")))[0].starts_with("mother.name: Có ký tự điều khiển"));
        let many: Map<String, Value> = (0..10_000).map(|i| (format!("f{i}"), json!(1))).collect();
        assert!(wrong(&Value::Object(many)).len() <= MOST_ERRORS);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let word = prop_oneof![
            any::<String>(),
            prop_oneof![Just("yes"), Just("1/2/2010"), Just("1.234,5"), Just("late"), Just("dao"), Just("0912345678")]
                .prop_map(String::from)
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            word.prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 40, 6, |inner| {
            let key = prop_oneof![
                Just("name"),
                Just("birth"),
                Just("sex"),
                Just("mother"),
                Just("children"),
                Just("school"),
                Just("class"),
                Just("plot"),
                Just("commune"),
                Just("code"),
                Just("hash"),
                Just("applicant"),
                Just("personal_number"),
                Just("?")
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((key, inner), 0..5)
                    .prop_map(|pairs| pairs.into_iter().map(|(k, v)| (k.to_string(), v)).collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_is_answered_is_refused_or_kept_in_a_shape_that_checks_again(
            values in prop::collection::vec((prop::sample::select(vec!["mother", "married", "wed_on", "reason", "kind", "plot", "area", "price", "scan", "children", "applicant"]), any_json()), 0..6)
        ) {
            let version = version();
            let mut given = good();
            for (key, value) in values {
                given[key] = value;
            }
            for places in [false, true] {
                let checked = if places {
                    check_draft(&version, &given, today(), Some(&mut map_of_2025))
                } else {
                    check_draft(&version, &given, today(), None)
                };
                if let Ok(answers) = checked {
                    prop_assert_eq!(&check_draft(&version, &answers.value(), today(), None).unwrap(), &answers);
                    sections(&version, &answers, Lang::Vi);
                    merge(&version, "{plot} {mother.name} {children}", &answers);
                }
            }
        }

        #[test]
        fn whatever_is_posted_becomes_answers_or_an_error(pairs in prop::collection::vec(("[a-c.\\[\\]0-9]{0,12}", ".{0,5}"), 0..12)) {
            let _ = from_pairs(pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())));
        }
    }

    #[test]
    fn the_ethnicities_are_54_and_none_is_like_another_without_marks() {
        let folded: BTreeSet<String> = ETHNICITIES.iter().map(|e| base::text::fold(e)).collect();
        assert_eq!(folded.len(), 54);
    }
}
