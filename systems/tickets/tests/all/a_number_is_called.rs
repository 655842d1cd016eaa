//! A number from the kiosk to the end of the day.

use storage::args;

use crate::place::*;

#[test]
fn a_number_is_taken_followed_called_served_and_counted() {
    each(|town| {
        let hall = hall(town);
        let (first, second) = (hall.takes("A", false), hall.takes("A", false));
        let stranger = town.stranger();
        stranger.get(&format!("/lay-so/{}/{first}", hall.kiosk)).is(200).says("A 001").says("Mã QR");
        stranger.get(&format!("/theo-doi-so/{second}")).is(200).says("A 002").says("Còn khoảng 1 lượt trước bạn");

        town.later(7);
        hall.does("goi-tiep", &[]).is(303);
        let board = format!("/phong-cho/{}", town.centre("Xã An Bình"));
        stranger.get(&board).is(200).says("A 001").says("Quầy 1").says("Đang chờ: 1").says("aria-live");
        stranger.get(&format!("/theo-doi-so/{first}")).says("Mời đến quầy số 1");
        hall.does("goi-lai", &[]).is(303);
        hall.does("goi-tiep", &[]).is(409).says("Bắt đầu hoặc Vắng mặt");
        hall.does("bat-dau", &[]).is(303);
        town.later(5);
        // Done and next in one press.
        hall.does("goi-tiep", &[]).is(303);
        hall.clerk.get(&format!("/so-thu-tu/quay/{}", hall.counter)).says("A 002").says("/chung-thuc");
        hall.does("vang", &[]).is(303);
        hall.does("goi-tiep", &[]).is(409).says("Không còn ai chờ");

        let day = hall.chair.get("/so-thu-tu/ngay?gio=8");
        day.is(200).says("08:00").says("A 001");
        let one = hall.chair.get(&format!("/so-thu-tu/so/{first}"));
        one.says("Lấy số thứ tự").says("Gọi số lần đầu").says("Gọi lại số").says("Phục vụ xong");
        hall.chair.get("/so-thu-tu/ngay/xuat.xlsx").is(200);
        let waited: (i64, i64) = town.rows(
            "select cast(sum(n) as bigint), cast(sum(m1) as bigint) from ledger_day_cell where kind = 'tickets.called'",
            args![],
        )[0];
        assert_eq!(waited, (2, 7 + 12));
        let served: (i64, i64) =
            town.rows("select n, m1 from ledger_day_cell where kind = 'tickets.served'", args![])[0];
        assert_eq!(served, (1, 5));

        // A new day begins at one again, and yesterday's are gone from the screen.
        town.clock_at("2026-03-10T08:00");
        let next = hall.takes("A", false);
        stranger.get(&format!("/theo-doi-so/{next}")).says("A 001");
        town.run_jobs();
    });
}

#[test]
fn priority_and_ordinary_numbers_take_turns_and_who_fetched_a_paper_comes_first() {
    each(|town| {
        let hall = hall(town);
        for priority in [false, false, true, true] {
            hall.takes("A", priority);
        }
        let mut called = Vec::new();
        hall.does("goi-tiep", &[]);
        called.push(hall.at_the_counter());
        hall.does("di-lay", &[]).is(303);
        hall.does("goi-tiep", &[]);
        called.push(hall.at_the_counter());
        // The first comes back with the paper: he is next.
        let (away,): (base::Id,) = town.rows("select id from tickets_ticket where state = 'fetching'", args![])[0];
        hall.does("co-mat", &[("ticket", &away.to_string())]).is(303);
        hall.does("co-mat", &[("ticket", &away.to_string())]).is(409);
        hall.does("vang", &[]);
        for _ in 0..3 {
            hall.does("goi-tiep", &[]);
            called.push(hall.at_the_counter());
            hall.does("bat-dau", &[]);
        }
        assert_eq!(called, ["A 1", "A 3", "A 1", "A 2", "A 4"]);

        // Who was not there comes late: called again, and that he left is taken back.
        let (late,): (base::Id,) = town.rows("select id from tickets_ticket where state = 'absent'", args![])[0];
        hall.does("co-mat", &[("ticket", &late.to_string())]).is(303);
        hall.does("goi-tiep", &[]);
        assert_eq!(hall.at_the_counter(), "A 3");
        let left: (i64,) =
            town.rows("select cast(sum(n) as bigint) from ledger_day_cell where kind = 'tickets.left'", args![])[0];
        assert_eq!(left, (0,));
    });
}

#[test]
fn a_number_sent_to_another_counter_is_called_first_there_and_not_here() {
    each(|town| {
        let hall = hall(town);
        let group = hall.group("B").to_string();
        let fields = [("number", "2"), ("groups", group.as_str()), ("open", "yes")];
        hall.chair.post("/so-thu-tu/thiet-lap/quay", &fields).is(303);
        let (other,): (base::Id,) = town.rows("select id from tickets_counter where number = 2", args![])[0];
        hall.takes("B", false);
        hall.takes("A", false);
        hall.takes("B", false);
        hall.does("goi-tiep", &[]).is(303);
        hall.does("chuyen", &[("to", "")]).is(422).says("Hãy chọn quầy");
        hall.does("chuyen", &[("to", &hall.counter.to_string())]).is(422);
        hall.does("chuyen", &[("to", &other.to_string())]).is(303);
        hall.does("goi-tiep", &[]);
        assert_eq!(hall.at_the_counter(), "A 1");
        hall.clerk.post(&format!("/so-thu-tu/quay/{other}/goi-tiep"), &[]).is(303);
        town.run_jobs();
        let sql = "select letter || ' ' || number from tickets_ticket where counter = $1";
        assert_eq!(town.rows::<(String,)>(sql, args![other])[0].0, "B 1");
    });
}
