//! Another unit is heard; the dossier's clock runs on.

use crate::counter::*;

#[test]
fn a_department_is_asked_sees_the_dossier_from_then_on_and_answers() {
    each(|town| {
        let Staff { clerk, specialist, .. } = staff(town);
        let adviser = town.person("Sở Tư pháp", "specialist");
        let code = take(town, &clerk, PLAIN);
        let due = dossier(town, &code).due;
        does(&clerk, &code, "chuyen", &[]);
        adviser.get(&format!("/ho-so/{code}")).is(404);

        let department = town.unit("Sở Tư pháp").to_string();
        let asked = [("unit", department.as_str()), ("question", "Có cần bản án không?"), ("until", "11/03/2026")];
        act(&specialist, &code, "xin-y-kien", &[asked[0], asked[1], ("until", "08/03/2026")]).is(422);
        does(&specialist, &code, "xin-y-kien", &asked);
        assert_eq!(queue(town, &adviser), [("opinion".to_owned(), code.clone())]);
        assert_eq!(queue(town, &specialist).len(), 1, "the work goes on meanwhile");

        let page = adviser.get(&format!("/ho-so/{code}"));
        let opinion = page.says("Có cần bản án không?").field("opinion").unwrap();
        act(&specialist, &code, "cho-y-kien", &[("opinion", &opinion), ("answer", "Tự trả lời")]).is(403);
        does(
            &adviser,
            &code,
            "cho-y-kien",
            &[("opinion", &opinion), ("answer", "Không cần, đã có trong cơ sở dữ liệu")],
        );
        assert_eq!(queue(town, &adviser), []);
        specialist.get(&format!("/ho-so/{code}")).says("Không cần, đã có trong cơ sở dữ liệu");
        act(&adviser, &code, "cho-y-kien", &[("opinion", &opinion), ("answer", "Nói lại")]).is(409);
        assert_eq!(dossier(town, &code).due, due);
        assert_eq!(events(town, &code), ["registered", "accepted", "forwarded", "opinion_asked", "opinion_given"]);
        town.run_jobs();
    });
}

#[test]
fn of_two_units_asked_each_has_its_own_work() {
    each(|town| {
        let Staff { clerk, specialist, .. } = staff(town);
        let first = town.person("Sở Tư pháp", "specialist");
        let second = town.person("Xã Minh Tân", "specialist");
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        for unit in ["Sở Tư pháp", "Xã Minh Tân"] {
            let id = town.unit(unit).to_string();
            does(&specialist, &code, "xin-y-kien", &[("unit", &id), ("question", "Ý kiến?"), ("until", "11/03/2026")]);
        }
        let opinion = first.get(&format!("/ho-so/{code}")).field("opinion").unwrap();
        does(&first, &code, "cho-y-kien", &[("opinion", &opinion), ("answer", "Đồng ý")]);
        assert_eq!(queue(town, &first), []);
        assert_eq!(queue(town, &second), [("opinion".to_owned(), code.clone())], "the other is still asked");
        let opinion = second.get(&format!("/ho-so/{code}")).field("opinion").unwrap();
        does(&second, &code, "cho-y-kien", &[("opinion", &opinion), ("answer", "Không đồng ý")]);
        assert_eq!(queue(town, &second), []);
        town.run_jobs();
    });
}
