//! What a caller sends: strict about types, lenient about names it does not know, and cleaned before an act sees it.

use std::{fmt, marker::PhantomData};

use axum::http::HeaderMap;
use base::{Day, Error, Id, Result, Said, Text, said, text, text::clean};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::{Map, Value};

use crate::{
    definition::{Channel, PayerClass},
    register::NewPaper,
    store::{Missing, Party},
};

/// A JSON object and nothing else: serde by itself would read a struct from a list too.
#[derive(Clone, Debug, Default)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Object<T>, D::Error> {
        d.deserialize_map(OfObject(PhantomData))
    }
}

struct OfObject<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OfObject<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

/// A dossier that is handed in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewDossier {
    pub procedure: String,
    pub case: Option<String>,
    /// Id, code of the statistics office or agency code of a centre, or of the commune it belongs to.
    pub intake_unit: String,
    pub channel: Option<String>,
    pub applicant: Object<Applicant>,
    pub answers: Map<String, Value>,
    pub papers: Vec<Object<Paper>>,
    pub payer: Vec<String>,
    pub foreign_code: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Applicant {
    pub name: String,
    pub personal_number: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Paper {
    pub code: String,
    #[serde(default)]
    pub form: Option<String>,
    /// A file that this caller has sent before.
    #[serde(default)]
    pub file: Option<Id>,
}

/// What goes with an act; each act takes what it knows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// The revision on which the caller decided.
    pub revision: Option<i64>,
    pub reason: String,
    pub note: String,
    pub person: Option<Id>,
    pub unit: Option<String>,
    pub until: Option<Day>,
    pub missing: Vec<Object<MissingItem>>,
    pub answers: Map<String, Value>,
    pub papers: Vec<Object<Paper>>,
    pub number: Option<String>,
    pub day: Option<Day>,
    pub file: Option<Id>,
    pub from_template: bool,
    pub way: Option<String>,
    pub paid: Option<String>,
    pub method: String,
    pub receipt: String,
    pub question: String,
    pub opinion: Option<Id>,
    pub answer: String,
    pub text: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct MissingItem {
    pub item: String,
    pub kind: String,
    #[serde(default)]
    pub why: String,
}

impl NewDossier {
    /// How it comes in: as said, else a citizen's online and an official's at the counter.
    pub fn channel(&self, official: bool) -> Result<Channel> {
        let usual = if official { Channel::Counter } else { Channel::Online };
        match &self.channel {
            None => Ok(usual),
            Some(code) => Channel::from_code(code).ok_or_else(|| no_such("channel", code)),
        }
    }

    pub fn payer(&self) -> Result<Vec<PayerClass>> {
        let class = |code: &String| PayerClass::from_code(code).ok_or_else(|| no_such("payer", code));
        self.payer.iter().map(class).collect()
    }

    pub fn foreign_code(&self) -> Result<Option<String>> {
        let code = self.foreign_code.as_deref().unwrap_or_default();
        let code = clean(code, 60).map_err(|e| Error::field("foreign_code", e.said))?;
        Ok(Some(code).filter(|c| !c.is_empty()))
    }
}

impl Applicant {
    pub fn party(&self) -> Party {
        let Applicant { name, personal_number, phone, email, address } = self.clone();
        Party { role: "applicant".into(), name, personal_number, phone, email, address, ..Party::default() }
    }
}

pub fn papers(sent: &[Object<Paper>]) -> Result<Vec<NewPaper>> {
    let paper = |Object(sent): &Object<Paper>| {
        let code = named("papers", &sent.code)?;
        Ok(NewPaper { code, form: sent.form.clone(), file: sent.file })
    };
    sent.iter().map(paper).collect()
}

pub fn missing(sent: &[Object<MissingItem>]) -> Result<Vec<Missing>> {
    let missing = |Object(sent): &Object<MissingItem>| {
        if !["field", "paper"].contains(&sent.kind.as_str()) {
            return Err(no_such("missing", &sent.kind));
        }
        Ok(Missing { item: named("missing", &sent.item)?, kind: sent.kind.clone(), why: sent.why.clone() })
    };
    sent.iter().map(missing).collect()
}

/// The code by which a paper or a field is called.
fn named(field: &str, code: &str) -> Result<String> {
    let code = clean(code, 200).map_err(|e| Error::field(field, e.said))?;
    required(Some(code).filter(|c| !c.is_empty()), field)
}

/// Errors: `Invalid` naming the field that was left out.
pub fn required<T>(value: Option<T>, field: &str) -> Result<T> {
    value.ok_or_else(|| Error::field(field, MISSING))
}

pub const MISSING: Text = text("Thiếu trường này", "This field is missing");

/// A value that is none of those the field can have.
pub fn no_such(field: &str, value: &str) -> Error {
    let value = shortened(value);
    let said: Said = said!("Không có giá trị “{value}”", "There is no value “{value}”");
    Error::field(field, said)
}

/// So that an error does not send back megabytes.
pub fn shortened(value: &str) -> String {
    value.chars().take(40).collect()
}

/// The key by which an act that is sent again is known.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let wrong = |_| Error::invalid(text("Idempotency-Key phải là ký tự ASCII", "Idempotency-Key must be ASCII"));
    key.to_str().map(|key| Some(key.to_owned())).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(json: &str) -> serde_json::Result<Wish> {
        serde_json::from_str::<Object<Wish>>(json).map(|Object(wish)| wish)
    }

    #[test]
    fn a_struct_is_read_from_an_object_only() {
        assert!(wish("{}").is_ok());
        for other in ["[]", "[1]", "null", "true", "7", "\"{}\"", r#"{"missing": [["a", "field", "b"]]}"#] {
            assert!(wish(other).is_err(), "{other}");
        }
    }

    #[test]
    fn names_that_are_not_known_are_passed_over() {
        assert_eq!(wish(r#"{"reason": "Thiếu chữ ký", "colour": [1, 2]}"#).unwrap().reason, "Thiếu chữ ký");
    }

    #[test]
    fn hostile_values_are_refused() {
        let deep = format!(r#"{{"answers": {{"a": {}{}}}}}"#, "[".repeat(200), "]".repeat(200));
        for hostile in [
            r#"{"revision": "1"}"#,
            r#"{"revision": 99999999999999999999}"#,
            r#"{"reason": "\ud800"}"#,
            r#"{"reason": null}"#,
            r#"{"until": "2026-02-30"}"#,
            r#"{"person": 12}"#,
            r#"{"answers": []}"#,
            r#"{"answers": {"a": 1e999}}"#,
            &deep,
        ] {
            assert!(wish(hostile).is_err(), "{hostile:.60}");
        }
    }

    #[test]
    fn a_value_out_of_the_list_is_named_and_cut_short() {
        let new = NewDossier { channel: Some("x".repeat(1_000_000)), ..NewDossier::default() };
        let e = new.channel(true).unwrap_err();
        assert_eq!(e.fields[0].0, "channel");
        assert!(e.said.en.len() < 100);
    }
}
