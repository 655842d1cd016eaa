//! What a clerk takes in a shift: paid, voided, counted, handed over, confirmed.

use storage::args;

use crate::counter::*;

#[test]
fn cash_is_counted_and_handed_to_somebody_who_confirms_it() {
    each(|town| {
        let Staff { clerk, chair, .. } = staff(town);
        let to = chair.person.to_string();
        clerk.get("/ca-thu").is(200).says("Chưa thu khoản nào");
        clerk.post("/ca-thu", &[("counted", "0"), ("given_to", &to)]).is(422).says("Chưa thu khoản nào");

        let codes: Vec<String> = (0..3).map(|_| take(town, &clerk, WITH_FEE)).collect();
        for (code, method, receipt) in
            [(&codes[0], "cash", "0000001"), (&codes[1], "cash", "0000002"), (&codes[2], "transfer", "")]
        {
            does(&clerk, code, "thu-phi", &[("method", method), ("receipt", receipt)]);
        }
        // One was recorded by mistake: it is owed again and paid again, by transfer.
        act(&clerk, &codes[1], "huy-thu", &[("reason", "")]).is(422);
        does(&clerk, &codes[1], "huy-thu", &[("reason", "Ghi nhầm hình thức thu")]);
        assert_eq!(fee_states(town, &codes[1]), ["due"]);
        does(&clerk, &codes[1], "thu-phi", &[("method", "transfer"), ("receipt", "")]);

        let page = clerk.get("/ca-thu");
        page.says("15.000 đ").says("30.000 đ").says("Ghi nhầm hình thức thu").says("0000001");

        // What was counted differs, and somebody must say why; it is not handed to oneself or to a stranger.
        let close = |counted: &str, to: &str, note: &str| {
            clerk.post("/ca-thu", &[("counted", counted), ("given_to", to), ("note", note)])
        };
        close("14.000", &to, "").is(422).says("ghi rõ lý do");
        close("15.000", &clerk.person.to_string(), "").is(422).says("người khác cùng đơn vị");
        let stranger = town.person("Xã Minh Tân", "chair");
        close("15.000", &stranger.person.to_string(), "").is(422).says("người khác cùng đơn vị");
        close("mười lăm", &to, "").is(422).says("150.000");
        close("14.000", &to, "Trả thừa 1.000 đ").is(303);
        clerk.get("/ca-thu").says("Chưa thu khoản nào").says("Trả thừa 1.000 đ").says("Chờ người nhận xác nhận");
        act(&clerk, &codes[0], "huy-thu", &[("reason", "Muộn rồi")]).is(409).says("trước khi chốt ca");

        let page = chair.get("/ca-thu");
        page.says("14.000 đ").says("Xác nhận đã nhận đủ");
        let (id,): (base::Id,) = town.rows("select id from procedures_shift", args![])[0];
        stranger.post(&format!("/ca-thu/{id}/nhan"), &[]).is(409);
        stranger.get(&format!("/ca-thu/{id}/xuat.xlsx")).is(404);
        chair.post(&format!("/ca-thu/{id}/nhan"), &[]).is(303);
        chair.post(&format!("/ca-thu/{id}/nhan"), &[]).is(409);
        clerk.get("/ca-thu").says("Đã nhận đủ tiền");
        clerk.get(&format!("/ca-thu/{id}/xuat.xlsx")).is(200);

        // In the ledger: three payments stand, and the shift with what was missing.
        let paid: (i64, i64) = town.rows(
            "select cast(sum(n) as bigint), cast(sum(m1) as bigint) from ledger_day_cell where kind = 'dossier.paid'",
            args![],
        )[0];
        assert_eq!(paid, (3, 45_000));
        let till: (i64, i64, i64) =
            town.rows("select m1, m2, m3 from ledger_day_cell where kind = 'till.closed'", args![])[0];
        assert_eq!(till, (15_000, 30_000, -1_000));
        town.run_jobs();
        town.verify();
    });
}

fn fee_states(town: &town::Town, code: &str) -> Vec<String> {
    let id = dossier(town, code).id;
    town.rows::<(String,)>("select state from procedures_fee where dossier = $1", args![id])
        .into_iter()
        .map(|(state,)| state)
        .collect()
}
