//! An owner with nothing but a year of birth, somebody who hands in for him, the declaration he gives his fingerprint under, and the
//! digits on the receipt by which a relative follows.

use procedures::SYSTEM;
use storage::args;
use town::{Page, Person, Town};

use crate::{
    counter::{dossier, papers},
    place::publish,
};

const STATUS: &str = "1.004873";

fn each(story: impl Fn(&Town)) {
    Town::each(&[&SYSTEM], |town| {
        publish(town, &[STATUS]);
        story(town);
    });
}

fn take(clerk: &Person, desk: &str, more: &[(&str, &str)]) -> Page {
    let mut form = vec![
        ("intake_unit", desk),
        ("channel", "counter"),
        ("applicant.name", "Y"),
        ("applicant.birth", "1938"),
        ("then", "accept"),
    ];
    form.extend(more);
    clerk.post(&format!("/tiep-nhan/{STATUS}"), &form)
}

fn only_code(town: &Town) -> String {
    let codes: Vec<(String,)> = town.rows("select code from procedures_dossier", args![]);
    assert_eq!(codes.len(), 1);
    codes.into_iter().next().unwrap().0
}

#[test]
fn a_grandson_hands_in_for_an_old_woman_without_papers() {
    each(|town| {
        let clerk = town.person("Xã An Bình", "clerk");
        let desk = town.unit("Xã An Bình").to_string();
        let help = [
            ("owner_id.kind", "none"),
            ("owner_id.number", "Cháy nhà, chưa làm lại"),
            ("submitter.relation", "authorised"),
            ("submitter.name", "Giàng A Páo"),
            ("submitter.phone", "0912 000 111"),
        ];
        take(&clerk, &desk, &help).is(422).says("Hãy ghi số, ngày văn bản ủy quyền");
        take(&clerk, &desk, &[&help[..], &[("submitter.authority", "Giấy ủy quyền 12, 02/02/2026")]].concat()).is(303);
        let code = only_code(town);
        clerk
            .get(&format!("/ho-so/{code}"))
            .is(200)
            .says("Cháy nhà, chưa làm lại")
            .says("Người được ủy quyền: Giàng A Páo (Giấy ủy quyền 12, 02/02/2026)");

        clerk.post(&format!("/ho-so/{code}/to-khai"), &[("signs", "fingerprint"), ("witness", "Lý Thị Chứng")]).is(303);
        assert!(papers(town, &code).iter().any(|paper| paper.title == "Tờ khai"));

        let passer_by = town.stranger();
        let secret = procedures::track::secret(&dossier(town, &code));
        let ask = |digits: &str| passer_by.post("/tra-cuu", &[("code", &code), ("digits", digits)]);
        ask("0111").is(200);
        ask(&secret).is(200).says(&code);
        let other = if secret == "000000" { "000001" } else { "000000" };
        ask(other).is(422);
    });
}

#[test]
fn a_form_sent_twice_makes_one_dossier() {
    each(|town| {
        let clerk = town.person("Xã An Bình", "clerk");
        let desk = town.unit("Xã An Bình").to_string();
        let once = [("once", "form-1")];
        let first = take(&clerk, &desk, &once);
        let again = take(&clerk, &desk, &once);
        first.is(303);
        assert_eq!(first.location, again.location);
        only_code(town);
        take(&clerk, &desk, &[("once", "form-1"), ("applicant.phone", "0912000222")])
            .is(422)
            .says("đã được ghi nhận một lần");
        only_code(town);
    });
}
