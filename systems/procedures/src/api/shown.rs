//! What the API answers: ids and codes as strings, moments with the province's offset, amounts in đồng as integers.

use base::{Lang, Result};
use serde_json::{Map, Value, json};
use storage::Tx;

use crate::{
    accept, catalogue,
    definition::{APPLICANT, Choice, FieldKind, Group, PersonPart, Procedure, Version, Words},
    dossier::Dossier,
    rights::{By, RECEIVE},
    store,
};

/// A dossier's state without anybody's data: what every act answers.
pub fn state(d: &Dossier) -> Value {
    json!({
        "id": d.id,
        "code": d.code,
        "foreign_code": d.foreign_code,
        "procedure": d.procedure,
        "case": d.case_code,
        "field": d.field,
        "channel": d.channel,
        "assisted": d.assisted,
        "status": d.status.code(),
        "intake_unit": d.intake_unit,
        "competent_unit": d.competent_unit,
        "holder": { "unit": d.holder_unit, "role": d.holder_role, "person": d.holder_person },
        "step": d.step,
        "submitted_at": d.submitted_at,
        "acceptance_due": d.acceptance_due,
        "accepted_at": d.accepted_at,
        "term": d.term,
        "due": d.due,
        "extended_to": d.extended_to,
        "supplements": d.supplements,
        "ended_at": d.ended_at,
        "outcome": d.outcome,
        "handed_over_at": d.handed_over_at,
        "revision": d.revision,
    })
}

/// A dossier with all that came with it. Sensitive answers go to the applicant and to those who work on it.
pub fn whole(tx: &mut Tx, by: By, d: &Dossier, lang: Lang) -> Result<Value> {
    let version = catalogue::load_version(tx, d.version)?;
    let answers: Value = serde_json::from_str(&store::answers(tx, d.id)?).map_err(base::Error::internal)?;
    let works_on_it =
        d.applicant == Some(by.me.person) || by.must_hold(tx, d).is_ok() || by.covers(tx, RECEIVE, d.intake_unit)?;
    let applicant = store::applicant(tx, d.id)?;
    let due = accept::explain_due(tx, by.app, d)?;
    let lines: Vec<String> = due.iter().flat_map(|due| &due.explanation).map(|l| l.get(lang).to_owned()).collect();
    let papers = store::papers(tx, d.id)?;
    let fees = store::fees(tx, d.id)?;
    let result = store::result(tx, d.id)?;

    let mut whole = state(d);
    let more = json!({
        "procedure_name": catalogue::procedure(tx, &d.procedure)?.name.get(lang),
        "status_name": d.status.title().get(lang),
        "national_status": d.status.national(),
        "due_explanation": lines,
        "applicant": {
            "name": applicant.name,
            "personal_number": applicant.personal_number,
            "phone": applicant.phone,
            "email": applicant.email,
            "address": applicant.address,
        },
        "answers": if works_on_it { answers } else { without_sensitive(&version, answers) },
        "papers": papers.iter().map(paper).collect::<Vec<_>>(),
        "fees": fees.iter().map(fee).collect::<Vec<_>>(),
        "missing": store::missing(tx, d.id)?,
        "result": result.map(|r| json!({ "code": r.code, "kind": r.kind, "number": r.number, "day": r.day, "file": r.file })),
    });
    if let (Value::Object(whole), Value::Object(more)) = (&mut whole, more) {
        whole.extend(more);
    }
    Ok(whole)
}

fn paper(p: &store::PaperIn) -> Value {
    json!({ "id": p.id, "code": p.code, "title": p.title, "form": p.form, "file": p.file, "at": p.at })
}

fn fee(f: &store::Fee) -> Value {
    json!({
        "title": f.title,
        "kind": f.kind,
        "amount": f.amount,
        "explanation": f.explanation,
        "collect": f.collect,
        "basis": f.basis,
        "state": f.state,
        "method": f.method,
        "receipt": f.receipt,
        "paid_at": f.paid_at,
    })
}

/// The answers less what the definition calls sensitive.
fn without_sensitive(version: &Version, mut answers: Value) -> Value {
    let Some(all) = answers.as_object_mut() else { return answers };
    if let Some(applicant) = all.get_mut(APPLICANT) {
        hide_parts(&version.applicant, applicant);
    }
    for group in &version.groups {
        match group.repeat {
            None => hide_fields(group, all),
            Some(_) => {
                let rows = all.get_mut(&group.code).and_then(Value::as_array_mut);
                rows.into_iter().flatten().filter_map(Value::as_object_mut).for_each(|row| hide_fields(group, row));
            }
        }
    }
    answers
}

fn hide_fields(group: &Group, answers: &mut Map<String, Value>) {
    for field in &group.fields {
        if field.sensitive {
            answers.remove(&field.code);
        } else if let Some(person) = answers.get_mut(&field.code).filter(|_| field.kind == FieldKind::Person) {
            hide_parts(&field.parts, person);
        }
    }
}

fn hide_parts(parts: &[PersonPart], person: &mut Value) {
    let Some(person) = person.as_object_mut() else { return };
    for part in parts.iter().filter(|p| p.part.sensitive()) {
        person.remove(part.part.code());
    }
}

/// One line of a list of dossiers.
pub fn line(l: &store::Line) -> Value {
    json!({
        "id": l.id,
        "code": l.code,
        "procedure": l.procedure,
        "channel": l.channel,
        "status": l.status,
        "intake_unit": l.intake_unit,
        "competent_unit": l.competent_unit,
        "holder": { "unit": l.holder_unit, "role": l.holder_role },
        "submitted_at": l.submitted_at,
        "acceptance_due": l.acceptance_due,
        "accepted_at": l.accepted_at,
        "due": l.due,
        "ended_at": l.ended_at,
        "outcome": l.outcome,
        "applicant_name": l.applicant_name,
    })
}

/// One line of an official's queue; `kind_name` is the title of its kind.
pub fn work(item: &work::Item, kind_name: &str) -> Value {
    json!({
        "id": item.id,
        "kind": item.kind,
        "kind_name": kind_name,
        "record": item.record,
        "code": item.label,
        "detail": item.detail,
        "unit": item.unit,
        "role": item.role,
        "person": item.person,
        "due": item.due(),
        "note": item.note,
        "made_at": item.made_at,
    })
}

/// One line of the catalogue.
pub fn listed(p: &catalogue::Listed, lang: Lang) -> Value {
    json!({
        "code": p.code,
        "name": p.name.get(lang),
        "field": p.field,
        "levels": p.levels,
        "received_here": !p.elsewhere,
    })
}

/// A procedure with the version in force today, if one is.
pub fn procedure(p: &Procedure, version: Option<&Version>, lang: Lang) -> Value {
    let words = |words: &Option<Words>| words.as_ref().map(|w| w.get(lang).to_owned());
    json!({
        "code": p.code,
        "name": p.name.get(lang),
        "field": p.field,
        "levels": p.levels,
        "received_here": p.handled_elsewhere.is_none(),
        "handled_elsewhere": words(&p.handled_elsewhere),
        "life_events": p.life_events,
        "subjects": p.subjects,
        "summary": words(&p.summary),
        "link": p.link,
        "version": version.map(|v| of_version(v, lang)),
    })
}

fn of_version(v: &Version, lang: Lang) -> Value {
    let choices = |of: &[Choice]| -> Vec<Value> {
        of.iter().map(|c| json!({ "code": c.code, "title": c.title.get(lang) })).collect()
    };
    let fields = |group: &Group| -> Vec<Value> {
        let field = |f: &crate::definition::Field| {
            json!({
                "code": f.code,
                "title": f.title.get(lang),
                "kind": f.kind,
                "required": f.required(),
                "when": f.when,
                "options": choices(&f.options),
                "parts": f.parts,
                "min": f.min,
                "max": f.max,
            })
        };
        group.fields.iter().map(field).collect()
    };
    json!({
        "number": v.number,
        "decision": v.decision,
        "valid_from": v.valid_from,
        "valid_to": v.valid_to,
        "legal_basis": v.legal_basis,
        "who_decides": v.who_decides.get(lang),
        "channels": v.channels,
        "applicant": v.applicant,
        "cases": choices(&v.cases),
        "terms": v.terms,
        "fees": v.fees.iter().map(|f| json!({
            "title": f.title.get(lang),
            "kind": f.kind,
            "price": f.price,
            "case": f.case,
            "channel": f.channel,
            "payer": f.payer,
            "collect": f.collect,
            "exemptions": f.exemptions.iter().map(|e| json!({ "payer": e.payer, "percent": e.percent })).collect::<Vec<_>>(),
            "basis": f.basis,
        })).collect::<Vec<_>>(),
        "papers": v.papers.iter().map(|p| json!({
            "code": p.code,
            "title": p.title.get(lang),
            "form": p.form,
            "copies": p.copies,
            "required": !p.optional,
            "when": p.when,
        })).collect::<Vec<_>>(),
        "groups": v.groups.iter().map(|g| json!({
            "code": g.code,
            "title": g.title.get(lang),
            "repeat": g.repeat,
            "when": g.when,
            "fields": fields(g),
        })).collect::<Vec<_>>(),
        "steps": v.steps.iter().map(|s| json!({
            "code": s.code,
            "title": s.title.get(lang),
            "unit": s.unit,
            "role": s.role,
            "share": s.share,
        })).collect::<Vec<_>>(),
        "result": { "code": v.result.code, "title": v.result.title.get(lang), "paper": v.result.paper },
    })
}

#[cfg(test)]
mod tests {
    use base::Day;

    use super::*;
    use crate::definition::Competence;

    #[test]
    fn who_does_not_work_on_it_sees_no_sensitive_answers() {
        let mut version = Version::generic("1/QĐ", Day::new(2025, 7, 1).unwrap(), Competence::Intake);
        let mut person = version.groups[0].fields[0].clone();
        person.code = "child".into();
        person.kind = FieldKind::Person;
        person.parts = serde_json::from_value(json!(["name", "ethnicity"])).unwrap();
        let mut illness = version.groups[0].fields[0].clone();
        illness.code = "illness".into();
        illness.sensitive = true;
        version.groups[0].fields.extend([person, illness]);
        let mut rows = version.groups[0].clone();
        rows.code = "members".into();
        rows.repeat = Some((0, 9));
        version.groups.push(rows);

        let given = json!({
            "applicant": { "name": "Ma Văn Thử" },
            "request": "Xin cấp bản sao",
            "child": { "name": "Ma Thị Bé", "ethnicity": "Tày" },
            "illness": "hen",
            "members": [{ "illness": "lao", "request": "x" }],
        });
        let shown = without_sensitive(&version, given);
        assert_eq!(
            shown,
            json!({
                "applicant": { "name": "Ma Văn Thử" },
                "request": "Xin cấp bản sao",
                "child": { "name": "Ma Thị Bé" },
                "members": [{ "request": "x" }],
            })
        );
    }
}
