//! What people type, and what people type who mean harm.

use std::io::Read;

use serde_json::{Value, json};
use storage::args;
use town::{Person, Town};

use crate::counter::*;

/// The counter's form with another name and purpose.
fn form<'a>(intake: &'a str, name: &'a str, purpose: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut form = counter_form(intake);
    form.retain(|(field, _)| !["applicant.name", "purpose"].contains(field));
    form.extend([("applicant.name", name), ("purpose", purpose), ("then", "accept")]);
    form
}

fn sent(town: &Town, clerk: &Person, name: &str, purpose: &str) -> town::Page {
    let intake = town.centre("Xã An Bình").to_string();
    clerk.post(&format!("/tiep-nhan/{PLAIN}"), &form(&intake, name, purpose))
}

fn dossiers(town: &Town) -> i64 {
    town.count("select count(*) from procedures_dossier", args![])
}

#[test]
fn tags_in_an_answer_are_text() {
    each(|town| {
        let clerk = staff(town).clerk;
        let evil = "<script>alert('1')</script>\"><img src=x onerror=alert(1)>";
        // A name has no tags, and the form that comes back has them as text.
        let back = sent(town, &clerk, "Bùi <b>Đậm</b>", evil);
        back.is(422).does_not_say("<script>alert").does_not_say("<img src=x").does_not_say("<b>Đậm");
        assert_eq!(back.field("purpose").as_deref(), Some(evil), "nobody types it again");

        let page = sent(town, &clerk, MAI, evil);
        let shown = page.is(303).follow(&clerk);
        shown.is(200).says(evil);
        shown.does_not_say("<script>alert").does_not_say("<img src=x");
        let policy = shown.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
        town.run_jobs();
    });
}

#[test]
fn nul_is_refused_at_every_entrance() {
    each(|town| {
        let clerk = staff(town).clerk;
        sent(town, &clerk, MAI, "a\0b").is(422);
        let body = json!({
            "procedure": PLAIN, "intake_unit": town.centre("Xã An Bình").to_string(), "channel": "counter",
            "applicant": { "name": "Mai\u{0}", "personal_number": MAIS_NUMBER }, "answers": { "purpose": "x" },
        });
        clerk.api("POST", "/api/v1/dossiers", body.clone()).is(422);
        let mut body = body;
        body["applicant"]["name"] = json!(MAI);
        body["answers"]["purpose"] = json!("a\u{0}b");
        clerk.api("POST", "/api/v1/dossiers", body).is(422);
        assert!([400, 404, 422].contains(&clerk.get("/ho-so?linh-vuc=%00").status));
        assert!([400, 404, 422].contains(&clerk.get("/ho-so/%00").status));
        assert_eq!(dossiers(town), 0);
    });
}

#[test]
fn a_field_of_ten_megabytes_is_turned_away() {
    each(|town| {
        let clerk = staff(town).clerk;
        let huge = "a".repeat(10 << 20);
        assert!([413, 422].contains(&sent(town, &clerk, MAI, &huge).status));
        let intake = town.centre("Xã An Bình").to_string();
        let mut fields = vec![("purpose", huge.as_str()), ("applicant.name", huge.as_str())];
        fields.extend(
            counter_form(&intake).into_iter().filter(|(name, _)| !["purpose", "applicant.name"].contains(name)),
        );
        let page = clerk.post_files(&format!("/tiep-nhan/{PLAIN}"), &fields, &[]);
        assert!([413, 422].contains(&page.status), "{}", page.status);
        let body = json!({ "procedure": PLAIN, "intake_unit": intake, "applicant": { "name": huge }, "answers": {} });
        assert!([413, 422].contains(&clerk.api("POST", "/api/v1/dossiers", body).status));
        assert_eq!(dossiers(town), 0);
    });
}

#[test]
fn marks_that_turn_the_writing_around_are_taken_out() {
    each(|town| {
        let clerk = staff(town).clerk;
        let shown = sent(town, &clerk, "Lê \u{202e}nậhn\u{202c} Văn", "ngược \u{2067}lại\u{2069}").follow(&clerk);
        shown.is(200).says("Lê nậhn Văn").says("ngược lại");
        for mark in ['\u{202e}', '\u{202c}', '\u{2067}', '\u{2069}'] {
            assert!(!shown.text.contains(mark), "{mark:?}");
        }
        town.run_jobs();
    });
}

#[test]
fn marks_typed_apart_are_the_same_letters() {
    each(|town| {
        let clerk = staff(town).clerk;
        let shown = sent(town, &clerk, "Hoa\u{300}ng Thi\u{323} Mai", "x").follow(&clerk);
        shown.is(200).says("Hoàng Thị Mai");
        town.run_jobs();
    });
}

#[test]
fn a_formula_stays_text_in_the_sheet() {
    each(|town| {
        let clerk = staff(town).clerk;
        let formulas = ["=1+1", "+1+1", "-2+3", "@SUM(1)"];
        for (n, name) in formulas.into_iter().enumerate() {
            sent(town, &clerk, name, "x").is(422).says("chỉ gồm các chữ");
            let mut procedure = definition(&format!("9.00010{n}"));
            procedure.name.vi = name.to_owned();
            town.write(move |tx| procedures::catalogue::publish(tx, &procedure).map(drop)).unwrap();
            take(town, &clerk, &format!("9.00010{n}"));
        }
        let sheet = clerk.get("/ho-so/xuat.xlsx");
        let content = unzipped(&sheet.is(200).bytes);
        assert!(!content.contains("<f>") && !content.contains("<f "), "no cell is a formula");
        for name in formulas {
            assert!(content.contains(name), "{name} is there: {content}");
        }
        town.run_jobs();
    });
}

/// All parts of a sheet, one after the other.
fn unzipped(bytes: &[u8]) -> String {
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..parts.len() {
        parts.by_index(at).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}

#[test]
fn a_wrong_file_is_no_result() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        does(&specialist, &code, "chuyen", &[]);
        let files: [&[u8]; 3] = [b"MZ\x90\x00 a program", b"<html><script>alert(1)</script></html>", b""];
        for bytes in files.iter().take(2) {
            let page = chair.post_files(&format!("/ho-so/{code}/ket-qua"), &[], &[("file", "ket-qua.pdf", bytes)]);
            assert!([413, 415, 422].contains(&page.status), "{}", page.status);
        }
        assert_eq!(status(town, &code), "in_process");
        town.run_jobs();
    });
}

#[test]
fn json_of_any_shape_is_answered() {
    each(|town| {
        let clerk = staff(town).clerk;
        let code = take(town, &clerk, PLAIN);
        let odd = [
            json!([]),
            json!("x"),
            json!(7),
            json!({ "procedure": [] }),
            json!({ "procedure": PLAIN, "answers": [] }),
            json!({ "procedure": PLAIN, "applicant": "Mai", "intake_unit": -1 }),
            json!({ "revision": "none", "reason": {} }),
            json!({ "person": "x", "unit": 9, "until": "31/02/2026", "missing": "all" }),
            json!({ "reason": "a".repeat(100_000) }),
        ];
        let acts =
            ["accept", "refuse", "forward", "return", "request-supplement", "supplement", "extend", "finish", "stop"];
        for body in odd {
            let mut paths: Vec<String> = acts.iter().map(|act| format!("/api/v1/dossiers/{code}/{act}")).collect();
            paths.push("/api/v1/dossiers".to_owned());
            for path in paths.iter().filter(|path| !path.ends_with("/forward") || body.is_array()) {
                let status = clerk.api("POST", path, body.clone()).status;
                assert!((400..500).contains(&status), "{path} {body}: {status}");
            }
        }
        clerk.api("GET", "/api/v1/dossiers?after=%F0%9F%98%80&limit=-1", Value::Null).is(422);
        assert_eq!(status(town, &code), "accepted");
        town.run_jobs();
    });
}
