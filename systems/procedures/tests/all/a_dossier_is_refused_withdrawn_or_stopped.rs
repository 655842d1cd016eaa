//! The ends without a result.

use crate::counter::*;

#[test]
fn a_dossier_is_refused_at_the_counter_with_a_paper_that_says_why() {
    each(|town| {
        let clerk = staff(town).clerk;
        let code = take_as(town, &clerk, PLAIN, "keep");
        act(&clerk, &code, "tu-choi", &[("reason", "ab")]).is(422).says("Hãy ghi rõ lý do");
        does(&clerk, &code, "tu-choi", &[("reason", "Không thuộc thẩm quyền của xã")]);
        let refused = dossier(town, &code);
        assert_eq!((refused.status.code(), refused.accepted_at, refused.due), ("refused", None, None));
        assert_eq!(queue(town, &clerk), []);
        let paper = &papers(town, &code)[0];
        clerk.get(&format!("/ho-so/{code}/giay/{}", paper.id)).is(200).says("Không thuộc thẩm quyền của xã");
        act(&clerk, &code, "tiep-nhan", &[]).is(409);
        assert_eq!(events(town, &code), ["registered", "refused"]);
        town.run_jobs();
    });
}

#[test]
fn a_dossier_is_withdrawn_from_any_open_state_and_then_rests() {
    each(|town| {
        let Staff { clerk, specialist, .. } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        does(&specialist, &code, "yeu-cau-bo-sung", &[("missing", "paper:proof"), ("reason", "Bản sao mờ")]);
        does(&clerk, &code, "rut", &[("reason", "Không còn nhu cầu")]);
        assert_eq!(status(town, &code), "withdrawn");
        let open = town.count("select count(*) from procedures_pause where to_at is null", &[]);
        assert_eq!(open, 0, "no clock is left standing");
        for person in [&clerk, &specialist] {
            assert_eq!(queue(town, person), []);
        }
        for (path, fields) in [("chuyen", vec![]), ("rut", vec![("reason", "Lần nữa")]), ("bo-sung", vec![])] {
            let answer = act(&clerk, &code, path, &fields);
            assert!([403, 409].contains(&answer.status), "{path}: {}", answer.status);
        }
        assert_eq!(events(town, &code).last().unwrap(), "withdrawn");
        town.run_jobs();
    });
}

#[test]
fn a_dossier_is_stopped_by_who_decides_with_a_paper() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        act(&specialist, &code, "dung", &[("reason", "Người nộp không bổ sung")]).is(403);
        does(&chair, &code, "dung", &[("reason", "Người nộp không bổ sung")]);
        assert_eq!(status(town, &code), "stopped");
        assert_eq!(queue(town, &specialist), []);
        assert_eq!(papers(town, &code).len(), 2, "the receipt and the notice");
        assert_eq!(events(town, &code).last().unwrap(), "stopped");
        town.run_jobs();
    });
}
