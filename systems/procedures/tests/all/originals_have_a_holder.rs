//! An original goes from hand to hand on lists that are confirmed, and back to whom it belongs.

use base::Id;
use storage::args;
use town::{MERGER, Person, Town};

use crate::counter::*;

/// Taken at the counter with an original.
fn take_original(town: &Town, clerk: &Person) -> String {
    let intake = town.centre("Xã An Bình").to_string();
    let mut form = counter_form(&intake);
    form.retain(|(name, _)| *name != "paper:proof");
    form.extend([("paper:proof", "original"), ("then", "accept")]);
    let page = clerk.post(&format!("/tiep-nhan/{PLAIN}"), &form);
    page.is(303).location.clone().unwrap().strip_prefix("/ho-so/").unwrap().to_owned()
}

fn original(town: &Town, code: &str) -> Id {
    let id = dossier(town, code).id;
    let sql = "select id from procedures_custody where dossier = $1 and paper is not null";
    town.rows::<(Id,)>(sql, args![id])[0].0
}

fn where_is(town: &Town, thing: Id) -> (Id, String) {
    town.rows::<(Id, String)>("select unit, state from procedures_custody where id = $1", args![thing])[0].clone()
}

#[track_caller]
fn give(from: &Person, things: &[Id], to: Id) -> String {
    let things: Vec<String> = things.iter().map(Id::to_string).collect();
    let to = to.to_string();
    let mut form: Vec<(&str, &str)> = things.iter().map(|id| ("chon", id.as_str())).collect();
    form.push(("to", &to));
    from.post("/giao-nhan", &form).is(303).location.clone().unwrap()
}

#[test]
fn a_list_is_on_its_way_until_the_receiver_confirms_it_line_by_line() {
    each(|town| {
        let Staff { clerk, specialist, .. } = staff(town);
        let codes = [take_original(town, &clerk), take_original(town, &clerk)];
        let things = [original(town, &codes[0]), original(town, &codes[1])];
        let (centre, commune) = (town.centre("Xã An Bình"), town.unit("Xã An Bình"));
        clerk.get("/giao-nhan").is(200).says(&codes[0]).says(&codes[1]);
        clerk.post("/giao-nhan", &[("to", &commune.to_string())]).is(422).says("ít nhất một giấy tờ");

        let list = give(&clerk, &things, commune);
        assert_eq!(where_is(town, things[0]), (centre, "held".to_owned()), "still the giver's");
        clerk.get(&format!("/ho-so/{}", codes[0])).says("Đang giao");
        clerk.get(&format!("{list}/in")).is(200);
        let id = things[0].to_string();
        let again = clerk.post("/giao-nhan", &[("chon", &id), ("to", &commune.to_string())]);
        again.is(409).says("đang giao");
        clerk.post(&list, &[]).is(403);
        let stranger = town.person("Xã Minh Tân", "clerk");
        stranger.get(&list).is(404);
        stranger.post(&list, &[]).is(404);

        // Its item leads the receiver to the list; he misses one line.
        let sql = "select id from work_item where kind = 'custody.confirm' and unit = $1";
        let (item,): (Id,) = town.rows(sql, args![commune])[0];
        let page = specialist.get(&format!("/giao-nhan/{}", list.rsplit('/').next().unwrap()));
        page.says("Xác nhận đã nhận").says(&codes[1]);
        let missing = format!("missing.{}", things[1]);
        specialist.post(&list, &[(&missing, "Không có trong phong bì")]).is(303);
        specialist.post(&list, &[]).is(409).says("đã được xác nhận");
        assert_eq!(town.count("select count(*) from work_item where id = $1", args![item]), 0);
        assert_eq!(where_is(town, things[0]), (commune, "held".to_owned()));
        assert_eq!(where_is(town, things[1]), (centre, "held".to_owned()), "what is missing stays with the giver");
        clerk.get(&list).says("Không có trong phong bì");
        town.run_jobs();
        town.verify();
    });
}

#[test]
fn at_the_end_an_original_goes_back_or_is_listed_as_not_given_back() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let codes = [take_original(town, &clerk), take_original(town, &clerk)];
        for code in &codes {
            does(&clerk, code, "chuyen", &[]);
            does(&specialist, code, "chuyen", &[]);
            act(&clerk, code, "ban-chinh", &[]).is(409).says("chưa kết thúc");
            does(&chair, code, "ket-qua", &[]);
        }
        let fate = codes.each_ref().map(|code| format!("original.{}", original(town, code)));
        does(&clerk, &codes[0], "tra-ket-qua", &[("way", "counter"), (&fate[0], "returned")]);
        assert_eq!(where_is(town, original(town, &codes[0])).1, "returned");
        clerk.get(&format!("/ho-so/{}", codes[0])).says("Đã trả bản chính").says("Đã trả cho người nộp");

        does(&clerk, &codes[1], "tra-ket-qua", &[("way", "counter")]);
        clerk.get("/giao-nhan").says("Chưa trả bản chính").says(&codes[1]);
        does(&clerk, &codes[1], "ban-chinh", &[(&fate[1], "kept")]);
        clerk.get("/giao-nhan").does_not_say(&codes[1]);
        act(&clerk, &codes[1], "ban-chinh", &[(&fate[1], "returned")]).is(409);
        assert!(events(town, &codes[1]).contains(&"originals_settled".to_owned()));
        town.run_jobs();
        town.verify();
    });
}

#[test]
fn a_paper_result_that_is_on_its_way_is_not_handed_over() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        does(&specialist, &code, "chuyen", &[]);
        does(&chair, &code, "ket-qua", &[]);
        let sql = "select id from procedures_custody where dossier = $1 and paper is null";
        let (result,): (Id,) = town.rows(sql, args![dossier(town, &code).id])[0];
        let list = give(&chair, &[result], town.centre("Xã An Bình"));
        act(&clerk, &code, "tra-ket-qua", &[("way", "counter")]).is(409).says("xác nhận đã nhận");
        clerk.post(&list, &[]).is(303);
        does(&clerk, &code, "tra-ket-qua", &[("way", "counter")]);
        town.run_jobs();
        town.verify();
    });
}

#[test]
fn what_a_unit_holds_passes_to_its_heir() {
    each(|town| {
        let Staff { clerk, specialist, .. } = staff(town);
        let code = take_original(town, &clerk);
        let thing = original(town, &code);
        let list = give(&clerk, &[thing], town.unit("Xã An Bình"));
        town.clock_at("2026-03-16T00:00");
        town.reorganise(MERGER);
        town.clock_at("2026-03-16T08:00");
        assert_eq!(where_is(town, thing).0, town.centre("Xã Bình Tân"));
        specialist.post(&list, &[]).is(303);
        assert_eq!(where_is(town, thing).0, town.unit("Xã Bình Tân"));
        town.run_jobs();
        town.verify();
    });
}
