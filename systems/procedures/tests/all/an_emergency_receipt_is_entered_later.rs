//! The power is gone: a receipt numbered ahead, written by hand, entered when the light is back, approved by the head.

use procedures::SYSTEM;
use storage::args;
use town::{Page, Person, Town};

use crate::{
    counter::{dossier, events, queue},
    place::publish,
};

const STATUS: &str = "1.004873";

fn enter(clerk: &Person, desk: &str, number: &str, at: &str) -> Page {
    let form = [
        ("intake_unit", desk),
        ("channel", "counter"),
        ("applicant.name", "Y"),
        ("late.number", number),
        ("late.at", at),
        ("late.reason", "Mất điện cả buổi sáng"),
        ("then", "accept"),
    ];
    clerk.post(&format!("/tiep-nhan/{STATUS}"), &form)
}

#[test]
fn the_clock_starts_at_the_true_time_once_the_head_approves() {
    Town::each(&[&SYSTEM], |town| {
        publish(town, &[STATUS]);
        let clerk = town.person("Xã An Bình", "clerk");
        let chair = town.person("Xã An Bình", "chair");
        let desk = town.unit("Xã An Bình").to_string();

        clerk.post("/giay-du-phong", &[("count", "0")]).is(422).says("Mỗi lần in từ 1 đến 50 giấy");
        clerk.post("/giay-du-phong", &[("count", "3")]).is(200);
        clerk.get("/giay-du-phong").is(200).says("DP-0003/").says("Chưa dùng");

        let received = town.now().plus_minutes(10);
        let written = format!("{} {}", received.day().dmy(), received.time().hm());
        enter(&clerk, &desk, "2", &written).is(422).says("Thời điểm này chưa tới");
        town.later(180);
        enter(&clerk, &desk, "9", &written).is(422).says("Không có giấy dự phòng số này").says("Mất điện cả buổi sáng");
        enter(&clerk, &desk, "2", &written).is(303);
        enter(&clerk, &desk, "2", &written).is(422).says("giấy đã được nhập rồi");

        let codes: Vec<(String,)> = town.rows("select code from procedures_dossier", args![]);
        let [(code,)] = codes.as_slice() else { panic!("one dossier, not {codes:?}") };
        clerk.get(&format!("/ho-so/{code}")).says("Nhập bù từ giấy tiếp nhận dự phòng DP-0002/");
        clerk.post(&format!("/ho-so/{code}/tiep-nhan"), &[]).is(409);
        clerk.post(&format!("/ho-so/{code}/nhap-bu"), &[]).is(403);
        assert!(queue(town, &chair).contains(&("late_entry".to_owned(), code.clone())));

        chair.post(&format!("/ho-so/{code}/nhap-bu"), &[]).is(303);
        let accepted = dossier(town, code).accepted_at.unwrap();
        assert_eq!((accepted.day(), accepted.time().hm()), (received.day(), received.time().hm()));
        assert_eq!(events(town, code), ["registered", "late_entered", "late_approved", "accepted"]);
        assert!(queue(town, &chair).is_empty());
        chair.post(&format!("/ho-so/{code}/nhap-bu"), &[]).is(409);
        town.run_jobs();
        town.verify();
    });
}
