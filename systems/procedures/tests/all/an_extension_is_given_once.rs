//! With an apology, once, before the due day.

use crate::counter::*;

#[test]
fn a_dossier_is_extended_once_before_it_is_due_with_an_apology() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        let fields = [("until", "17/03/2026"), ("reason", "Chờ xác minh tại nơi cư trú cũ")];
        act(&specialist, &code, "hen-lai", &fields).is(403);
        act(&chair, &code, "hen-lai", &[("until", "15/03/2026"), fields[1]]).is(422).says("ngày làm việc");
        act(&chair, &code, "hen-lai", &[("until", "11/03/2026"), fields[1]]).is(422).says("sau hạn cũ");
        does(&chair, &code, "hen-lai", &fields);
        let extended = dossier(town, &code);
        assert_eq!(extended.due, Some(moment("2026-03-17T17:00")));
        assert_eq!(extended.status.code(), "in_process");
        let apology = papers(town, &code).pop().unwrap();
        let page = chair.get(&format!("/ho-so/{code}/giay/{}", apology.id));
        page.is(200).says("Chờ xác minh tại nơi cư trú cũ").says("ngày 17 tháng 3 năm 2026");
        chair.get(&format!("/ho-so/{code}")).says("17/03/2026");

        act(&chair, &code, "hen-lai", &[("until", "20/03/2026"), fields[1]]).is(409).says("chỉ cho phép một lần");
        assert_eq!(events(town, &code), ["registered", "accepted", "forwarded", "extended"]);
        town.run_jobs();
    });
}

#[test]
fn after_the_due_moment_it_is_too_late() {
    each(|town| {
        let Staff { clerk, chair, .. } = staff(town);
        let code = take(town, &clerk, PLAIN);
        town.clock_at("2026-03-12T17:01");
        let fields = [("until", "17/03/2026"), ("reason", "Chờ xác minh")];
        act(&chair, &code, "hen-lai", &fields).is(409).says("Đã quá hạn");
        assert_eq!(dossier(town, &code).due, Some(moment("2026-03-12T17:00")));
        town.run_jobs();
    });
}
