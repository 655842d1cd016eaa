use procedures::SYSTEM;
use town::Town;

use crate::place::{LAN, PDF, SINGLE, publish, revision, taken_at_the_counter};

#[test]
fn a_result_is_downloaded_rated_and_checked_by_whoever_holds_a_copy() {
    Town::each(&[&SYSTEM], |town| {
        publish(town, &[SINGLE]);
        let clerk = town.person("Xã An Bình", "clerk");
        let specialist = town.person("Xã An Bình", "specialist");
        let chair = town.person("Xã An Bình", "chair");
        let lan = town.citizen(LAN.0, LAN.1);
        let code = taken_at_the_counter(&clerk);
        let (desk, own) = (format!("/ho-so/{code}"), format!("/toi/ho-so/{code}"));
        lan.post(&format!("{own}/danh-gia"), &[("stars", "5"), ("act", "danh-gia")]).is(409);
        for person in [&clerk, &specialist] {
            person.post(&format!("{desk}/chuyen"), &[("revision", &revision(person, &desk))]).is(303);
        }
        let signed = [("revision", revision(&chair, &desk)), ("number", "17/XNHN".to_owned())];
        let signed: Vec<(&str, &str)> = signed.iter().map(|(n, v)| (*n, v.as_str())).collect();
        chair.post_files(&format!("{desk}/ket-qua"), &signed, &[("file", "ket qua.pdf", PDF)]).is(303);

        let page = lan.get(&own);
        page.says("Đã có kết quả").says("17/XNHN").says("Tải kết quả");
        let file = page.text.split(&format!("{own}/tep/")).nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(lan.get(&format!("{own}/tep/{file}")).bytes, PDF);
        let check = page.text.split("/ket-qua/").nth(1).unwrap().split('"').next().unwrap();

        town.stranger().post("/tra-cuu", &[("code", &code), ("digits", "1234")]).says(&format!("/ket-qua/{check}"));
        let public = town.stranger().get(&format!("/ket-qua/{}", check.to_lowercase()));
        public.is(200).says("17/XNHN").says("09/03/2026").says("Xã An Bình").says("Giấy xác nhận tình trạng hôn nhân");
        for hidden in [LAN.0, LAN.1, &code, "Nguyễn Văn"] {
            public.does_not_say(hidden);
        }

        lan.post(&format!("{own}/danh-gia"), &[("stars", "6"), ("act", "danh-gia")]).is(422);
        lan.post(&format!("{own}/danh-gia"), &[("stars", "5"), ("words", "Nhanh"), ("act", "danh-gia")]).is(303);
        lan.get(&own).says("Đánh giá của bạn: Rất hài lòng").says("Nhanh");
        lan.post(&format!("{own}/danh-gia"), &[("stars", "1"), ("act", "danh-gia")]).is(409);
    });
}

#[test]
fn a_result_is_written_from_the_procedures_template_and_stays_as_it_was() {
    Town::each(&[&SYSTEM], |town| {
        publish(town, &[SINGLE]);
        let [clerk, specialist, chair] = ["clerk", "specialist", "chair"].map(|role| town.person("Xã An Bình", role));
        let lan = town.citizen(LAN.0, LAN.1);
        let code = taken_at_the_counter(&clerk);
        let (desk, own) = (format!("/ho-so/{code}"), format!("/toi/ho-so/{code}"));
        for person in [&clerk, &specialist] {
            person.post(&format!("{desk}/chuyen"), &[("revision", &revision(person, &desk))]).is(303);
        }
        clerk.get(&desk).does_not_say("soạn kết quả theo mẫu");
        chair.get(&desk).says("soạn kết quả theo mẫu").says("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN");
        let signed =
            [("revision", revision(&chair, &desk)), ("number", "18/XNHN".into()), ("from_template", "yes".into())];
        let signed: Vec<(&str, &str)> = signed.iter().map(|(n, v): &(_, String)| (*n, v.as_str())).collect();
        chair.post(&format!("{desk}/ket-qua"), &signed).is(303);

        let page = lan.get(&own);
        page.says("Đã có kết quả").says("18/XNHN").says("Tải kết quả");
        let papers = format!("{own}/giay/");
        let rest = page.text.split(&papers).skip(1).map(|rest| rest.split('"').next().unwrap());
        let papers: Vec<String> =
            rest.map(|paper| lan.get(&format!("{own}/giay/{paper}")).is(200).text.clone()).collect();
        let result = papers
            .iter()
            .find(|paper| paper.contains("Giấy xác nhận tình trạng hôn nhân"))
            .unwrap_or_else(|| panic!("{papers:?}"));
        for part in ["18/XNHN", LAN.0, "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "XÁC NHẬN:"] {
            assert!(result.contains(part), "{part} is not in {result}");
        }
    });
}

#[test]
fn what_is_owed_is_paid_by_a_code_that_names_the_dossier() {
    let town = Town::with(&[&SYSTEM]);
    publish(&town, &[SINGLE]);
    let code = taken_at_the_counter(&town.person("Xã An Bình", "clerk"));
    let lan = town.citizen(LAN.0, LAN.1);
    let own = format!("/toi/ho-so/{code}");

    lan.get(&own).says("15.000 đ").says("tại quầy của nơi tiếp nhận").does_not_say("Số tài khoản");

    town.set(&procedures::pay::FEE_BANK, "970436");
    town.set(&procedures::pay::FEE_ACCOUNT, "1234567890");
    let page = lan.get(&own);
    page.says("Mã QR: Chuyển khoản: 15.000 đ").says("Số tài khoản").says("1234567890").says("Nội dung chuyển khoản");

    town.set(&procedures::pay::FEE_ACCOUNT, "số sai");
    lan.get(&own).is(200).does_not_say("Mã QR").says("tại quầy của nơi tiếp nhận");
}
