//! The chair is away: his folder lies on the deputy's desk for the days of the delegation.

use base::Day;
use identity::NewDelegation;
use storage::args;
use town::{Person, Town};

use crate::counter::*;

fn lend(town: &Town, giver: &Person, taker: &Person) {
    let (giver, taker) = (giver.person, taker.person);
    let (from_day, to_day): (Day, Day) = ("2026-03-09".parse().unwrap(), "2026-03-13".parse().unwrap());
    town.write(move |tx| {
        let post = directory::posts(tx, giver, from_day)?[0].id;
        let new = NewDelegation { post, taker, from_day, to_day, document: "12/QĐ-UBND".into() };
        identity::delegate(tx, identity::By::Operator, &new)
    })
    .unwrap();
}

/// The first line of the signature: by what power, and whose.
fn signed_by(town: &Town, clerk: &Person, code: &str) -> String {
    let paper = papers(town, code).into_iter().find(|paper| paper.title.contains("xác nhận")).unwrap();
    clerk.get(&format!("/ho-so/{code}/giay/{}", paper.id)).is(200).text.clone()
}

#[test]
fn he_signs_eighty_returns_one_and_numbers_follow() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let deputy = town.person("Xã An Bình", "deputy_chair");
        let codes: Vec<String> = (0..80).map(|_| take(town, &clerk, PLAIN)).collect();
        for person in [&clerk, &specialist] {
            for code in &codes {
                does(person, code, "chuyen", &[]);
            }
        }
        deputy.get("/trinh-ky").says("Không có hồ sơ nào chờ ký");
        lend(town, &chair, &deputy);
        deputy.get("/trinh-ky").says("80 hồ sơ chờ ký");
        specialist.get("/trinh-ky").is(403);

        // The first two are read one by one: one is signed, the other goes back.
        let first = deputy.get(&format!("/trinh-ky/{}", codes[0]));
        first.says("Hồ sơ 1/80").says(MAI).says("GIẤY XÁC NHẬN").says("Bổ túc hồ sơ xin việc");
        let then = first.field("then").unwrap();
        assert_eq!(then, format!("/trinh-ky/{}", codes[1]));
        let seen = [("revision", first.field("revision").unwrap()), ("then", then)];
        let seen: Vec<(&str, &str)> = seen.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let second = deputy.post(&format!("/trinh-ky/{}/ky", codes[0]), &seen).follow(&deputy);
        second.says("đã ký").says("Hồ sơ 1/79").says(&codes[1]);
        let revision = second.field("revision").unwrap();
        let back = [("revision", revision.as_str()), ("reason", "")];
        deputy.post(&format!("/trinh-ky/{}/tra-lai", codes[1]), &back).is(422);
        let back = [("revision", revision.as_str()), ("reason", "Thiếu xác minh"), ("then", "https://example.com")];
        let page = deputy.post(&format!("/trinh-ky/{}/tra-lai", codes[1]), &back);
        assert_eq!(page.is(303).location.as_deref(), Some("/trinh-ky"));
        assert_eq!(queue(town, &specialist), [("process".to_owned(), codes[1].clone())]);

        // The rest in one act. One of them was taken away meanwhile: it explains itself, the others are signed.
        let mut form: Vec<(&str, String)> = vec![("act", "ky".into()), ("back", "/trinh-ky".into())];
        for code in &codes[2..] {
            form.push(("chon", format!("{code}:{}", dossier(town, code).revision)));
        }
        does(&chair, &codes[2], "dung", &[("reason", "Công dân không đủ điều kiện")]);
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let report = deputy.post("/ho-so/hang-loat", &form);
        report.is(200).says("Đã làm xong 77 hồ sơ; 1 hồ sơ chưa làm được").says("vừa được người khác xử lý");
        deputy.get("/trinh-ky").says("Không có hồ sơ nào chờ ký");

        let numbers: Vec<(String,)> = town.rows("select number from procedures_result order by dossier", args![]);
        let numbers: Vec<i64> = numbers.into_iter().map(|(n,)| n.parse().unwrap()).collect();
        assert_eq!(numbers.len(), 78);
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (1..=78).collect::<Vec<_>>(), "each number once, none left out");
        let paper = signed_by(town, &clerk, &codes[5]);
        for line in ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"] {
            assert!(paper.contains(line), "{line} is not in {paper}");
        }

        // When the days are over the folder is the chair's again.
        let more = take(town, &clerk, PLAIN);
        does(&clerk, &more, "chuyen", &[]);
        does(&specialist, &more, "chuyen", &[]);
        town.clock_at("2026-03-16T08:00");
        deputy.get("/trinh-ky").says("Không có hồ sơ nào chờ ký");
        chair.get("/trinh-ky").says("1 hồ sơ chờ ký");
        town.run_jobs();
    });
}

#[test]
fn whoever_is_no_deputy_signs_by_authorisation_and_a_head_by_order() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        does(&specialist, &code, "chuyen", &[]);
        let head = town.person("Xã An Bình", "head");
        lend(town, &chair, &head);
        does(&head, &code, "ket-qua", &[("from_template", "yes")]);
        let paper = signed_by(town, &clerk, &code);
        assert!(paper.contains("TUQ. CHỦ TỊCH") && paper.contains("TRƯỞNG PHÒNG"), "{paper}");
        town.run_jobs();
    });
}
