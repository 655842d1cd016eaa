use procedures::{SYSTEM, definition::Channel, register::ONLINE_FORM};
use town::Town;

use crate::place::{LAN, SINGLE, publish, publish_all, shipped};

#[test]
fn anybody_finds_a_procedure_and_what_it_takes() {
    let town = Town::with(&[&SYSTEM]);
    publish(&town, &[SINGLE, "1.001193", "2.000815", "1.004222"]);
    let stranger = town.stranger();

    let home = stranger.get("/");
    home.says("Làm thủ tục hành chính trong tỉnh").says("Hồ sơ của tôi đến đâu rồi?").says("Hôn nhân và gia đình");
    home.says("Xã An Bình").says("Thủ tục đăng ký khai sinh");
    assert!(home.bytes.len() < 30_000, "the front page itself has {} bytes", home.bytes.len());

    stranger.get("/thu-tuc?q=dang+ky+khai+sinh").says("1.001193").does_not_say("2.000815");
    stranger.get("/thu-tuc?su-kien=marriage").says("Hôn nhân và gia đình").says(SINGLE).does_not_say("1.001193");
    stranger.get("/thu-tuc?linh-vuc=Ch%E1%BB%A9ng+th%E1%BB%B1c").says("2.000815").does_not_say(SINGLE);
    stranger.get("/thu-tuc?q=tau+vu+tru").says("Không có thủ tục nào khớp");
    stranger.get("/thu-tuc?after=sai").is(422);
    stranger.get("/thu-tuc?su-kien=%3Cscript%3E").is(200).does_not_say("<script>");

    let page = stranger.get(&format!("/thu-tuc/{SINGLE}"));
    page.says("Chủ tịch Ủy ban nhân dân cấp xã")
        .says("3 ngày làm việc")
        .says("15.000 đ một hồ sơ")
        .says("Người thuộc hộ nghèo");
    page.says("Chỉ khi “Đã được cấp giấy xác nhận trước đó”: có").says("CSDL quốc gia về dân cư").says("163/QĐ-BTP");
    let copies = stranger.get("/thu-tuc/2.000815");
    copies.says("2.000 đ một trang cho 2 trang đầu, từ trang sau 1.000 đ một trang; nhiều nhất 200.000 đ một bản");
    let residence = stranger.get("/thu-tuc/1.004222");
    residence.says("Công an").says("20.000 đ").says("10.000 đ").does_not_say("Nộp trực tuyến qua Cổng");
    stranger.get("/thu-tuc/9.999999").is(404);
    stranger.get("/thu-tuc/%3Cscript%3E").is(404).does_not_say("<script>");
}

#[test]
fn every_procedure_of_the_province_has_its_page_and_its_form() {
    let town = Town::with(&[&SYSTEM]);
    town.set(&ONLINE_FORM, "on");
    let procedures = shipped();
    publish_all(&town, procedures.clone());
    let (stranger, lan) = (town.stranger(), town.citizen(LAN.0, LAN.1));
    for p in procedures {
        let page = stranger.get(&format!("/thu-tuc/{}", p.code));
        page.is(200).says("Giấy tờ cần có").says("Thời hạn giải quyết").says("Phí, lệ phí");
        assert!(page.bytes.len() < 60_000, "{} has {} bytes", p.code, page.bytes.len());
        let online = p.handled_elsewhere.is_none() && p.versions[0].channels.contains(&Channel::Online);
        lan.get(&format!("/nop/{}", p.code)).is(if online { 200 } else { 303 });
    }
}
