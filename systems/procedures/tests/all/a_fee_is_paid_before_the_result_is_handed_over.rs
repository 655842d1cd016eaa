//! Nothing leaves the counter unpaid.

use crate::counter::*;

#[test]
fn the_result_stays_at_the_desk_until_the_fee_is_paid() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let code = take(town, &clerk, WITH_FEE);
        clerk.get(&format!("/ho-so/{code}")).says("15.000 đ");
        does(&clerk, &code, "chuyen", &[]);
        does(&specialist, &code, "chuyen", &[]);
        does(&chair, &code, "ket-qua", &[]);
        act(&clerk, &code, "tra-ket-qua", &[("way", "counter")]).is(409).says("15.000 đ chưa thu");
        assert_eq!(status(town, &code), "finished");

        act(&clerk, &code, "thu-phi", &[("method", "vàng")]).is(422);
        does(&clerk, &code, "thu-phi", &[("method", "cash"), ("receipt", "AA-000123")]);
        clerk.get(&format!("/ho-so/{code}")).says("AA-000123");
        act(&clerk, &code, "thu-phi", &[("method", "cash")]).is(409);
        does(&clerk, &code, "tra-ket-qua", &[("way", "post"), ("note", "Mã bưu gửi 1234")]);
        assert_eq!(status(town, &code), "handed_over");
        let paid = events(town, &code).into_iter().filter(|kind| kind == "paid").count();
        assert_eq!(paid, 1);
        town.run_jobs();
    });
}

#[test]
fn a_poor_household_pays_nothing() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let intake = town.centre("Xã An Bình").to_string();
        let mut form = counter_form(&intake);
        form.extend([("payer", "poor"), ("then", "accept")]);
        let page = clerk.post(&format!("/tiep-nhan/{WITH_FEE}"), &form);
        let code = page.is(303).location.clone().unwrap().replace("/ho-so/", "");
        does(&clerk, &code, "chuyen", &[]);
        does(&specialist, &code, "chuyen", &[]);
        does(&chair, &code, "ket-qua", &[]);
        does(&clerk, &code, "tra-ket-qua", &[("way", "counter")]);
        town.run_jobs();
    });
}
