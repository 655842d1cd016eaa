//! A form as its definition has it, drawn with the house's components; the names of its fields are the answers' paths.

use base::Lang;
use maud::{Markup, html};
use web::{Choice, FormState, Width};

use crate::{
    definition::{Condition, ETHNICITIES, Field, FieldKind, Group, Part, PersonPart, Version},
    show, texts,
};

/// One group. Of a repeated group as many rows as were typed, and one more.
pub fn group(version: &Version, group: &Group, state: &FormState) -> Markup {
    let lang = state.lang();
    html! {
        fieldset.group {
            legend { (group.title.get(lang)) }
            div.asked {
                @if let Some(hint) = &group.hint { p.hint { (hint.get(lang)) } }
                @match (group.repeat, &group.fields[..]) {
                    // A group of one person of its own name says that name once.
                    (None, [Field { kind: FieldKind::Person, when: None, title, code, parts, locked, .. }])
                        if title == &group.title => (person_parts(code, parts, *locked, state)),
                    (None, _) => (fields(version, &group.fields, "", state)),
                    (Some((least, most)), _) => {
                        @for row in 0..rows(group, state, least, most) {
                            fieldset.row {
                                legend { (group.title.get(lang)) " " (row + 1) }
                                div.asked { (fields(version, &group.fields, &format!("{}[{row}].", group.code), state)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn rows(group: &Group, state: &FormState, least: usize, most: usize) -> usize {
    let typed = (0..most).rev().find(|row| {
        let prefix = format!("{}[{row}].", group.code);
        group.fields.iter().any(|f| !state.value(&format!("{prefix}{}", f.code)).is_empty())
    });
    typed.map_or(least.max(1), |last| last + 2).clamp(1, most)
}

fn fields(version: &Version, fields: &[Field], prefix: &str, state: &FormState) -> Markup {
    let lang = state.lang();
    html! {
        @for field in fields {
            @match &field.when {
                Some(when) => (only_if(version, when, &path_of(when, fields, prefix), lang, one(field, prefix, state))),
                None => (one(field, prefix, state)),
            }
        }
    }
}

/// What is asked only if the control `path` has one of the values: it says so, and hides where scripts run.
pub fn only_if(version: &Version, when: &Condition, path: &str, lang: Lang, asked: Markup) -> Markup {
    html! {
        div.when data-field=(path) data-is=(values_of(when)) {
            p.hint { (base::words::capitalised(texts::ONLY_IF.get(lang))) " " (show::condition(lang, version, when)) ":" }
            (asked)
        }
    }
}

/// The control a condition looks at: of the same row, or of the whole form.
fn path_of(when: &Condition, fields: &[Field], prefix: &str) -> String {
    let first = when.field.split('.').next().unwrap_or_default();
    if fields.iter().any(|f| f.code == first) { format!("{prefix}{}", when.field) } else { when.field.clone() }
}

/// The values a condition waits for, as a form sends them, one beside the other.
fn values_of(when: &Condition) -> String {
    let sent = |value: &serde_json::Value| match value {
        serde_json::Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    when.is.iter().map(sent).collect::<Vec<_>>().join(" ")
}

fn one(field: &Field, prefix: &str, state: &FormState) -> Markup {
    let lang = state.lang();
    let path = format!("{prefix}{}", field.code);
    if field.kind == FieldKind::Person {
        return person(field.title.get(lang), &path, &field.parts, field.locked, state);
    }
    let mut control = state.field(&path, field.title.said());
    if let Some(hint) = &field.hint {
        control = control.hint(hint.said());
    }
    // A field with a condition is asked only in some circumstances, so the form marks it as optional.
    if field.optional || field.when.is_some() {
        control = control.optional();
    }
    match field.kind {
        FieldKind::Text if field.lines => control.textarea(4),
        FieldKind::Text => match field.max {
            Some(max) => control.max(max as usize).text(),
            None => control.text(),
        },
        FieldKind::Number => control.width(Width::Short).number(),
        FieldKind::Money => control.money(),
        FieldKind::Date => control.date(),
        FieldKind::PersonalNumber => control.max(12).width(Width::Short).text(),
        FieldKind::Choice if field.options.len() <= 5 => control.radios(&choices(lang, field)),
        FieldKind::Choice => control.select_or(texts::CHOOSE, &choices(lang, field)),
        FieldKind::YesNo => control.across().radios(&yes_no(lang)),
        FieldKind::Address => address(field.title.get(lang), &path, state),
        FieldKind::File => control.file("application/pdf,image/png,image/jpeg", field.max.unwrap_or(1) > 1),
        FieldKind::Person => html! {},
    }
}

fn choices(lang: Lang, field: &Field) -> Vec<Choice> {
    field.options.iter().map(|o| Choice::new(lang, &o.code, o.title.said())).collect()
}

fn yes_no(lang: Lang) -> [Choice; 2] {
    [Choice::new(lang, "yes", base::text("Có", "Yes")), Choice::new(lang, "no", base::text("Không", "No"))]
}

/// Values of a form's state under this name are the parts that the signed-in identity vouches for.
pub const VOUCHED: &str = "vouched";

/// The parts of a person, each under the person's path. In a locked one, what is vouched for is shown and not asked.
pub fn person(title: &str, path: &str, parts: &[PersonPart], locked: bool, state: &FormState) -> Markup {
    html! {
        fieldset.person { legend { (title) } div.asked { (person_parts(path, parts, locked, state)) } }
    }
}

fn person_parts(path: &str, parts: &[PersonPart], locked: bool, state: &FormState) -> Markup {
    let lang = state.lang();
    html! {
        @for PersonPart { part, required } in parts {
            @let name = format!("{path}.{}", part.code());
            @let control = state.field(&name, part.title()).readonly(locked && state.has(VOUCHED, part.code()));
            @let control = if *required { control } else { control.optional() };
            @match part {
                Part::Birth => (control.date()),
                Part::Sex => (control.across().radios(&[
                    Choice::new(lang, "male", base::text("Nam", "Male")),
                    Choice::new(lang, "female", base::text("Nữ", "Female")),
                ])),
                Part::PersonalNumber => (control.max(12).width(Width::Short).text()),
                Part::Ethnicity => (control.select_or(texts::CHOOSE, &ethnicities(lang))),
                Part::Residence | Part::Hometown => (address(part.title().get(lang), &name, state)),
                Part::Phone => (control.phone()),
                Part::Email => (control.email()),
                Part::Name => div.wide { (control.autocomplete("name").text()) },
                Part::Nationality | Part::IdentityPaper => (control.text()),
            }
        }
    }
}

fn ethnicities(lang: Lang) -> Vec<Choice> {
    ETHNICITIES.iter().map(|name| Choice::new(lang, *name, *name)).collect()
}

/// Commune and the rest of the line; old names of communes are understood.
fn address(title: &str, path: &str, state: &FormState) -> Markup {
    let commune = base::text("Xã, phường (tên mới hoặc tên cũ)", "Commune (new or old name)");
    let detail = base::text("Thôn, tổ dân phố, số nhà", "Village, street, number");
    let province = base::text("Tỉnh, thành phố (nếu ngoài tỉnh)", "Province, if another");
    html! {
        fieldset.address {
            legend { (title) }
            div.asked {
                (state.field(format!("{path}.commune"), commune).text())
                div.wide { (state.field(format!("{path}.detail"), detail).optional().text()) }
                (state.field(format!("{path}.province"), province).optional().text())
            }
        }
    }
}

/// Stored or drafted answers as the values of the form: paths to texts.
pub fn values(answers: &serde_json::Value) -> Vec<(String, String)> {
    fn walk(value: &serde_json::Value, path: String, out: &mut Vec<(String, String)>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    walk(value, below, out);
                }
            }
            serde_json::Value::Array(rows) => {
                for (n, value) in rows.iter().enumerate() {
                    walk(value, format!("{path}[{n}]"), out);
                }
            }
            serde_json::Value::String(text) => {
                let shown = text.parse::<base::Day>().map_or_else(|_| text.clone(), base::Day::dmy);
                out.push((path, shown));
            }
            serde_json::Value::Bool(yes) => out.push((path, if *yes { "yes" } else { "no" }.to_owned())),
            serde_json::Value::Number(n) => out.push((path, n.to_string())),
            serde_json::Value::Null => {}
        }
    }
    let mut out = Vec::new();
    walk(answers, String::new(), &mut out);
    out
}
