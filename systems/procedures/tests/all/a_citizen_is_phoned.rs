//! Whoever has no account here is told by telephone, and the office remembers what was said.

use crate::counter::*;

#[test]
fn the_list_empties_as_people_are_reached() {
    each(|town| {
        let Staff { clerk, specialist, .. } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        clerk.get("/can-goi").says("Không có ai cần gọi");
        does(
            &specialist,
            &code,
            "yeu-cau-bo-sung",
            &[("missing", "paper:proof"), ("usual", "0"), ("reason", "Trang hai")],
        );
        let page = clerk.get(&format!("/ho-so/{code}"));
        page.says("Bản chụp mờ, không đọc được").says("Trang hai");

        clerk.get("/can-goi").says(MAI).says("0912345678").says(&code);
        let elsewhere = town.person("Xã Minh Tân", "clerk");
        elsewhere.get("/can-goi").does_not_say(MAI);
        specialist.get("/can-goi").is(403);

        town.later(10);
        act(&clerk, &code, "lien-he", &[("way", "call"), ("reached", "no"), ("words", "")]).is(422);
        act(&clerk, &code, "lien-he", &[("way", "shout"), ("reached", "no"), ("words", "x")]).is(422);
        let by_a_stranger = [("way", "call"), ("reached", "yes"), ("words", "x")];
        elsewhere.post(&format!("/ho-so/{code}/lien-he"), &by_a_stranger).is(404);
        does(&clerk, &code, "lien-he", &[("way", "call"), ("reached", "no"), ("words", "Không nghe máy")]);
        clerk.get("/can-goi").says(MAI);
        clerk.get(&format!("/ho-so/{code}")).says("Không nghe máy").says("Liên hệ người nộp");
        does(&clerk, &code, "lien-he", &[("way", "relative"), ("reached", "yes"), ("words", "Đã nhắn qua con trai")]);
        clerk.get("/can-goi").says("Không có ai cần gọi");

        // What is said in the office is not for the tracking page.
        let tracked = town.stranger().post("/tra-cuu", &[("code", &code), ("digits", "0123")]);
        tracked.is(200).does_not_say("con trai").does_not_say("Không nghe máy");

        // Something new has happened: she is called again, unless she has an account.
        does(&clerk, &code, "bo-sung", &[]);
        let chair = town.person("Xã An Bình", "chair");
        does(&specialist, &code, "chuyen", &[]);
        town.later(10);
        does(&chair, &code, "ket-qua", &[]);
        clerk.get("/can-goi").says(MAI);
        town.citizen(MAI, MAIS_NUMBER);
        clerk.get("/can-goi").says("Không có ai cần gọi");
        town.run_jobs();
        town.verify();
    });
}

#[test]
fn a_supplement_asked_for_at_the_last_moment_warns() {
    each(|town| {
        let Staff { clerk, specialist, .. } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        specialist.get(&format!("/ho-so/{code}")).does_not_say("được ghi nhận và liệt kê khi kiểm tra");
        town.clock_at("2026-03-11T09:00");
        specialist.get(&format!("/ho-so/{code}")).says("được ghi nhận và liệt kê khi kiểm tra");
        town.run_jobs();
    });
}
