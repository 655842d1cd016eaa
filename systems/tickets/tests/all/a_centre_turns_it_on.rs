//! Off unless a centre turns it on; each looks after its own.

use storage::args;

use crate::place::*;

#[test]
fn a_centre_that_did_not_turn_it_on_hands_out_nothing() {
    each(|town| {
        let clerk = town.person("Xã Minh Tân", "clerk");
        clerk.get("/so-thu-tu").is(200).says("Trung tâm chưa dùng số thứ tự");
        let unit = town.centre("Xã Minh Tân");
        town.stranger().get(&format!("/phong-cho/{unit}")).is(404);
        town.stranger().get("/lay-so/0000000000000000").is(404);
        clerk.post("/so-thu-tu/thiet-lap/bat", &[("on", "yes"), ("each", "2")]).is(403);
        clerk.get("/so-thu-tu/thiet-lap").is(403);
    });
}

#[test]
fn a_kiosk_with_an_old_address_and_a_centre_turned_off_are_shut() {
    each(|town| {
        let hall = hall(town);
        let kiosk = format!("/lay-so/{}", hall.kiosk);
        let page = town.stranger().get(&kiosk);
        page.is(200).says("Chứng thực").says("Luật Người cao tuổi");
        town.stranger().post(&kiosk, &[("group", "x")]).is(422).says("Hãy chọn việc cần làm");
        hall.chair.post("/so-thu-tu/thiet-lap/ki-ot", &[]).is(303);
        town.stranger().get(&kiosk).is(404).says("không còn dùng");
        hall.chair.post("/so-thu-tu/thiet-lap/bat", &[("on", "no"), ("each", "2")]).is(303);
        hall.clerk.get(&format!("/so-thu-tu/quay/{}", hall.counter)).is(404);
    });
}

#[test]
fn what_is_wrong_with_the_arrangement_is_said_and_what_was_typed_stays() {
    each(|town| {
        let hall = hall(town);
        let post =
            |what: &str, fields: &[(&str, &str)]| hall.chair.post(&format!("/so-thu-tu/thiet-lap/{what}"), fields);
        post("nhom", &[("letter", "Đ"), ("title", "Đất đai"), ("opens", "/tiep-nhan")])
            .is(422)
            .says("A đến Z")
            .says("Đất đai");
        post("nhom", &[("letter", "d"), ("title", "Đất đai"), ("opens", "//xa.vn")])
            .is(422)
            .says("Địa chỉ trong hệ thống");
        post("nhom", &[("letter", "d"), ("title", ""), ("opens", "/tiep-nhan")]).is(422).says("không được để trống");
        post("nhom", &[("letter", "d"), ("title", "Đất đai"), ("opens", "/tiep-nhan"), ("is_open", "yes")]).is(303);
        post("quay", &[("number", "0")]).is(422).says("từ 1 đến 99");
        post("quay", &[("number", "5")]).is(422).says("ít nhất một nhóm");
        post("bat", &[("on", "yes"), ("each", "nhiều")]).is(422).says("từ 0 đến 99");
        post("uu-tien", &[("class", "Thương binh"), ("basis", "")]).is(422).says("Thương binh");
        let fields = [("class", "Thương binh"), ("basis", "Pháp lệnh 02/2020"), ("class_open", "yes")];
        post("uu-tien", &fields).is(303);
        let page = hall.chair.get("/so-thu-tu/thiet-lap");
        page.says("Thương binh").says("Đất đai");
    });
}

#[test]
fn a_neighbours_clerk_neither_calls_nor_arranges() {
    each(|town| {
        let hall = hall(town);
        hall.takes("A", false);
        let other = town.person("Xã Minh Tân", "clerk");
        let chair = town.person("Xã Minh Tân", "chair");
        other.get(&format!("/so-thu-tu/quay/{}", hall.counter)).is(403);
        other.post(&format!("/so-thu-tu/quay/{}/goi-tiep", hall.counter), &[]).is(403);
        let unit = town.centre("Xã An Bình");
        chair.post(&format!("/so-thu-tu/thiet-lap/bat?trung-tam={unit}"), &[("on", "no"), ("each", "1")]).is(403);
        chair.get(&format!("/so-thu-tu/ngay?trung-tam={unit}")).is(403);
        let (on,): (bool,) = town.rows("select is_on from tickets_centre", args![])[0];
        assert!(on);
    });
}
