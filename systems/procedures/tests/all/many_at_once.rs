//! Many dossiers in one act, and a colleague's whole queue.

use storage::args;
use town::Town;

use crate::counter::*;

/// The desk's pages are needed too.
fn with_desk(story: impl Fn(&Town)) {
    Town::each(&[&procedures::SYSTEM, &desk::SYSTEM], |town| {
        publish(town);
        story(town);
    });
}

fn chosen(town: &Town, codes: &[String]) -> Vec<(&'static str, String)> {
    codes.iter().map(|code| ("chon", format!("{code}:{}", dossier(town, code).revision))).collect()
}

#[track_caller]
fn all(person: &town::Person, act: &[(&str, &str)], chosen: &[(&'static str, String)]) -> town::Page {
    let form: Vec<(&str, &str)> =
        act.iter().copied().chain(chosen.iter().map(|(name, value)| (*name, value.as_str()))).collect();
    person.post("/ho-so/hang-loat", &form)
}

#[test]
fn each_succeeds_or_explains_itself_alone() {
    with_desk(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let codes: Vec<String> = (0..5).map(|_| take_as(town, &clerk, PLAIN, "keep")).collect();
        clerk.get("/ho-so?nhom=cho-tiep-nhan").says("Tiếp nhận").says("Đã chọn");
        all(&clerk, &[("act", "tiep-nhan")], &chosen(town, &codes)).is(200).says("Đã làm xong 5 hồ sơ");

        // One goes on by itself between the look and the act.
        let seen = chosen(town, &codes);
        does(&clerk, &codes[3], "chuyen", &[]);
        let report = all(&clerk, &[("act", "chuyen")], &seen);
        report.is(200).says("Đã làm xong 4 hồ sơ; 1 hồ sơ chưa làm được").says("vừa được người khác xử lý");
        assert_eq!(queue(town, &specialist).len(), 5);

        // To one specialist, and only by who may.
        let other = town.person("Xã An Bình", "specialist");
        let to = other.person.to_string();
        let assign = [("act", "phan-cong"), ("person", to.as_str())];
        all(&clerk, &assign, &chosen(town, &codes)).says("Đã làm xong 0 hồ sơ; 5 hồ sơ chưa làm được");
        all(&chair, &assign, &chosen(town, &codes)).says("Đã làm xong 5 hồ sơ");
        assert_eq!((queue(town, &specialist).len(), queue(town, &other).len()), (0, 5));
        all(&other, &[("act", "chuyen")], &chosen(town, &codes)).says("Đã làm xong 5 hồ sơ");
        all(&chair, &[("act", "ky")], &chosen(town, &codes)).says("Đã làm xong 5 hồ sơ");
        all(&clerk, &[("act", "tra"), ("way", "counter")], &chosen(town, &codes)).says("Đã làm xong 5 hồ sơ");
        assert_eq!(town.count("select count(*) from work_item", args![]), 0);

        // Bad input, and a stranger's dossier.
        all(&clerk, &[("act", "tra")], &[]).is(422).says("chọn ít nhất một hồ sơ");
        all(&clerk, &[("act", "xoa")], &chosen(town, &codes)).is(422);
        let many: Vec<(&str, String)> = (0..101).map(|n| ("chon", format!("X-{n}:1"))).collect();
        all(&clerk, &[("act", "tra")], &many).is(413);
        let elsewhere = town.person("Xã Minh Tân", "clerk");
        all(&elsewhere, &[("act", "tra"), ("way", "counter")], &chosen(town, &codes[..1]))
            .says("Không có hồ sơ")
            .does_not_say(MAI);
        town.run_jobs();
    });
}

#[test]
fn a_sick_specialists_queue_moves_in_one_act() {
    with_desk(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let other = town.person("Xã An Bình", "specialist");
        let codes: Vec<String> = (0..6).map(|_| take(town, &clerk, PLAIN)).collect();
        for code in &codes {
            does(&clerk, code, "chuyen", &[]);
        }
        // Four were given to her, one she took herself, one waits for all.
        let hers = specialist.person.to_string();
        let given = [("act", "phan-cong"), ("person", hers.as_str())];
        all(&chair, &given, &chosen(town, &codes[..4])).says("Đã làm xong 4 hồ sơ");
        let code = codes[4].clone();
        let item: Vec<(base::Id,)> = town.rows("select id from work_item where label = $1", args![code]);
        specialist.post(&format!("/viec/{}/nhan", item[0].0), &[]).is(303);

        let team = chair.get("/viec/don-vi");
        team.is(200).says("Chưa ai nhận").says("Xã An Bình");
        let unit = town.unit("Xã An Bình");
        let page = format!("/viec/don-vi/{unit}/{hers}");
        assert!(team.text.contains(&page), "her five items open");
        chair.get(&page).says(&codes[0]).says(&codes[4]).does_not_say(&codes[5]);
        chair.post(&page, &[("to", "")]).is(422).says("Hãy chọn ít nhất một việc");

        let to = other.person.to_string();
        chair.post(&page, &[("to", &to), ("all", "1")]).follow(&chair).says("Đã chuyển 5 việc");
        assert_eq!(queue(town, &specialist).len(), 1, "only what waits for all");
        assert_eq!(queue(town, &other).len(), 6);
        assert_eq!(dossier(town, &codes[0]).holder_person, Some(other.person));
        assert!(events(town, &codes[0]).iter().filter(|kind| *kind == "reassigned").count() == 2);

        // Somebody who cannot do the step is not given it, and it is said why.
        let clerk_too = town.official(unit, "clerk").person.to_string();
        let to_other = format!("/viec/don-vi/{unit}/{to}");
        let refused = chair.post(&to_other, &[("to", &clerk_too), ("all", "1")]);
        refused.is(200).says("những việc sau chưa chuyển được").says("không giữ vị trí làm được bước này");
        // Back to everybody.
        chair.post(&to_other, &[("to", ""), ("all", "1")]).is(303);
        assert_eq!(queue(town, &specialist).len(), 6);

        // Another commune's chair sees nothing of it; the specialist herself has no such page.
        let stranger = town.person("Xã Minh Tân", "chair");
        stranger.get(&page).is(404);
        stranger.post(&page, &[("to", ""), ("all", "1")]).is(404);
        specialist.get("/viec/don-vi").is(403);
        town.run_jobs();
    });
}
