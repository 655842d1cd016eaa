//! What is missing is asked for once; meanwhile the clock stands.

use base::Id;
use procedures::supplement;
use serde_json::json;
use storage::args;

use crate::counter::*;

const ASKED: [(&str, &str); 3] =
    [("missing", "paper:proof"), ("missing", "field:purpose"), ("reason", "Bản sao mờ, mục đích chưa rõ")];

/// Accepted on Monday morning, sent on to the specialist, asked about on Tuesday at ten, answered on Friday at ten.
fn answered_on_friday(town: &town::Town, procedure: &str) -> String {
    let Staff { clerk, specialist, .. } = staff(town);
    let code = take(town, &clerk, procedure);
    does(&clerk, &code, "chuyen", &[]);
    town.clock_at("2026-03-10T10:00");
    does(&specialist, &code, "yeu-cau-bo-sung", &ASKED);
    let asked = dossier(town, &code);
    assert_eq!((asked.status.code(), asked.due, asked.supplements), ("supplement_requested", None, 1));
    assert_eq!(queue(town, &specialist), [], "it waits for the citizen, for nobody here");
    specialist.get(&format!("/ho-so/{code}")).says("Bản sao mờ, mục đích chưa rõ");

    town.clock_at("2026-03-13T10:00");
    let page = clerk.get(&format!("/ho-so/{code}"));
    page.says("Giấy tờ chứng minh").says("Mục đích");
    does(&clerk, &code, "bo-sung", &[("purpose", "Xin việc tại Hà Nội")]);
    assert_eq!(queue(town, &specialist).len(), 1);
    code
}

#[test]
fn the_days_of_waiting_do_not_count() {
    each(|town| {
        let code = answered_on_friday(town, PLAIN);
        let answered = dossier(town, &code);
        // Three working days were Tuesday to Thursday; it stood from Tuesday 10:00 to Friday 10:00, three working days.
        assert_eq!(answered.status.code(), "in_process");
        assert_eq!(answered.due, Some(moment("2026-03-17T17:00")));
        assert_eq!(
            events(town, &code),
            ["registered", "accepted", "forwarded", "supplement_requested", "supplemented"]
        );
        town.run_jobs();
    });
}

#[test]
fn where_the_law_says_so_the_term_begins_anew() {
    each(|town| {
        let code = answered_on_friday(town, RESTARTING);
        assert_eq!(dossier(town, &code).due, Some(moment("2026-03-19T17:00")), "four working days after Friday");
        town.run_jobs();
    });
}

#[test]
fn only_what_was_asked_for_is_taken() {
    each(|town| {
        let Staff { clerk, specialist, .. } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        does(&specialist, &code, "yeu-cau-bo-sung", &ASKED);
        let more = [("purpose", "Xin việc"), ("other", "không ai hỏi điều này")];
        act(&clerk, &code, "bo-sung", &more).is(422).says("không thuộc yêu cầu bổ sung");
        assert_eq!(status(town, &code), "supplement_requested");
        let open = town.count("select count(*) from procedures_pause where to_at is null", &[]);
        assert_eq!(open, 1, "the clock still stands");

        does(&clerk, &code, "bo-sung", &[("purpose", "Xin việc")]);
        let id = dossier(town, &code).id;
        let (answers,) =
            town.rows::<(String,)>("select answers from procedures_content where dossier = $1", args![id])[0].clone();
        assert!(answers.contains("Xin việc") && !answers.contains("không ai hỏi"), "{answers}");
        let proofs =
            town.count("select count(*) from procedures_paper where dossier = $1 and code = 'proof'", args![id]);
        assert_eq!(proofs, 2, "the first copy and the better one");
        town.run_jobs();
    });
}

#[test]
fn a_second_request_is_possible_counted_and_warned_about() {
    each(|town| {
        let code = answered_on_friday(town, PLAIN);
        let specialist = town.person("Xã An Bình", "specialist");
        specialist.get(&format!("/ho-so/{code}")).says("đã yêu cầu bổ sung 1 lần");
        does(&specialist, &code, "yeu-cau-bo-sung", &[("missing", "paper:proof"), ("reason", "Vẫn mờ")]);
        assert_eq!(dossier(town, &code).supplements, 2);
        let again = town.rows::<(String,)>(
            "select body from ledger_event where kind = 'dossier.supplement_requested' order by id",
            &[],
        );
        assert!(again[1].0.contains("\"again\":true"), "{again:?}");
        town.run_jobs();
    });
}

#[test]
fn a_citizen_answers_for_himself_and_nobody_else_does() {
    each(|town| {
        let Staff { clerk, specialist, .. } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        does(&specialist, &code, "yeu-cau-bo-sung", &ASKED);
        let answer = |who: &town::Person| {
            let before = dossier(town, &code);
            as_person(town, who, move |tx, by| {
                supplement::answer(tx, by, &before, &json!({ "purpose": "Xin việc" }), &[]).map(drop)
            })
        };
        let other = town.citizen("Lò Văn Khác", "008190000456");
        assert_eq!(answer(&other).unwrap_err().kind, base::Kind::Forbidden);
        answer(&specialist).unwrap_err();
        let mai = town.citizen(MAI, MAIS_NUMBER);
        assert_eq!(dossier(town, &code).applicant, Some(mai.person).filter(|id| *id != Id::NONE));
        answer(&mai).unwrap();
        assert_eq!(status(town, &code), "in_process");
        town.run_jobs();
    });
}
