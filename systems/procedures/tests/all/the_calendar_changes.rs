//! A new calendar counts for what comes; what is due stays due until somebody has it recomputed, from a list, with a reason.

use town::{Person, Town};

use crate::counter::*;

const REASON: &str = "Quyết định 100/QĐ-UBND cho nghỉ phòng chống bão ngày 11/03/2026";

/// Wednesday 11/03/2026 becomes a day off.
fn a_storm(town: &Town, leader: &Person) {
    let by = leader.person;
    town.write(move |tx| {
        let storm = "\n[[exceptions]]\nfrom = \"2026-03-11\"\nvi = \"Nghỉ bão\"\nen = \"Storm\"\n";
        let source = format!("{}{storm}", platform::calendar_source(tx)?);
        platform::decide_calendar(tx, &source, "100/QĐ-UBND", by)
    })
    .unwrap();
    town.app().reload().unwrap();
}

#[test]
fn what_is_due_moves_only_by_an_act_with_its_list_and_reason() {
    each(|town| {
        let Staff { clerk, chair, .. } = staff(town);
        let leader = town.person("Tỉnh Mẫu", "province_leader");
        let (before, extended) = (take(town, &clerk, PLAIN), take(town, &clerk, PLAIN));
        does(&clerk, &extended, "chuyen", &[]);
        does(&chair, &extended, "hen-lai", &[("until", "17/03/2026"), ("reason", "Chờ xác minh")]);
        leader.get("/tinh-lai-han").is(200).says("khớp với lịch làm việc");

        a_storm(town, &leader);
        let after = take(town, &clerk, PLAIN);
        assert_eq!(dossier(town, &before).due, Some(moment("2026-03-12T17:00")));
        assert_eq!(dossier(town, &after).due, Some(moment("2026-03-13T17:00")));
        let page = leader.get("/tinh-lai-han");
        page.is(200).says("1 hồ sơ").says(&before).says("12/03/2026").says("13/03/2026");
        page.does_not_say(&after).does_not_say(&extended);
        leader.get("/tinh-lai-han/xuat.xlsx").is(200);
        chair.get("/tinh-lai-han").is(403);
        let list = page.field("list").unwrap();
        chair.post("/tinh-lai-han", &[("list", &list), ("reason", REASON)]).is(403);

        leader.post("/tinh-lai-han", &[("list", &list), ("reason", "")]).is(422).says("lý do");
        leader.post("/tinh-lai-han", &[("list", "0"), ("reason", REASON)]).is(422).says("vừa thay đổi");
        town.run_jobs();
        assert_eq!(dossier(town, &before).due, Some(moment("2026-03-12T17:00")));

        leader.post("/tinh-lai-han", &[("list", &list), ("reason", REASON)]).is(303);
        town.run_jobs();
        assert_eq!(dossier(town, &before).due, Some(moment("2026-03-13T17:00")));
        assert_eq!(dossier(town, &extended).due, Some(moment("2026-03-17T17:00")));
        assert_eq!(events(town, &before), ["registered", "accepted", "redated"]);
        assert_eq!(events(town, &after), ["registered", "accepted"]);
        clerk.get(&format!("/ho-so/{before}")).says("Nghỉ bão").says(REASON).says("Hạn cũ");
        leader.get("/tinh-lai-han").says("khớp với lịch làm việc");
        // Its queue goes by the new moment too.
        assert_eq!(
            town.count(
                "select count(*) from work_item w join procedures_dossier d on d.id = w.record where w.due <> d.due",
                &[]
            ),
            0
        );
    });
}

#[test]
fn a_job_that_is_run_twice_moves_nothing_twice() {
    each(|town| {
        let clerk = staff(town).clerk;
        let leader = town.person("Tỉnh Mẫu", "province_leader");
        let codes: Vec<String> = (0..3).map(|_| take(town, &clerk, PLAIN)).collect();
        a_storm(town, &leader);
        let decided = town.rows::<(i64,)>("select max(id) from platform_calendar", &[])[0].0;
        let body = |calendar: i64| serde_json::json!({ "account": leader.account.to_string(), "calendar": calendar, "reason": REASON });
        // Ordered by another calendar than the one in force: another list was seen.
        assert_eq!(procedures::redate::recompute(town.app(), &body(decided - 1)).unwrap(), 0);
        let body = body(decided);
        assert_eq!(procedures::redate::recompute(town.app(), &body).unwrap(), 3);
        assert_eq!(procedures::redate::recompute(town.app(), &body).unwrap(), 0);
        for code in &codes {
            assert_eq!(events(town, code), ["registered", "accepted", "redated"]);
        }
    });
}
