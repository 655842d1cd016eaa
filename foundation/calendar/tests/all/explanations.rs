//! What the clock says, word for word.

use calendar::{Options, WorkingCalendar};

#[track_caller]
fn says(received: &str, term: &str, options: &Options, expected: &str) {
    let due =
        WorkingCalendar::built_in().unwrap().due(received.parse().unwrap(), term.parse().unwrap(), options).unwrap();
    let lines: Vec<&str> = due.explanation.iter().map(|said| said.vi.as_str()).collect();
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(lines, expected);
    assert!(due.explanation.iter().all(|said| !said.en.is_empty()));
}

#[test]
fn tet_and_the_rule_of_15_00() {
    says(
        "2026-02-13T15:20",
        "5 working-days",
        &Options { after_15: true, ..Options::default() },
        "Nhận 15:20 thứ Sáu 13/02/2026, từ 15 giờ trở đi: tính là nhận vào ngày làm việc tiếp theo, thứ Hai 23/02/2026.
        Thời hạn 5 ngày làm việc, không tính ngày tiếp nhận: từ thứ Ba 24/02/2026 đến hết thứ Hai 02/03/2026.
        Nghỉ Tết Nguyên đán, từ 14/02 đến 22/02/2026: không tính vào thời hạn.
        Hạn trả kết quả: 17:00 thứ Hai 02/03/2026.",
    );
}

#[test]
fn pauses_of_every_kind() {
    let pauses = [
        "2026-03-03T09:00..2026-03-05T10:30".parse().unwrap(),
        "financial-duty:2026-03-07T09:00..2026-03-08T09:00".parse().unwrap(),
        "excluded-by-law:2026-03-20T09:00..2026-03-21T09:00".parse().unwrap(),
    ];
    says(
        "2026-03-02T12:20",
        "5 working-days",
        &Options { pauses: &pauses, ..Options::default() },
        "Nhận 12:20 thứ Hai 02/03/2026, trong giờ nghỉ trưa: tính từ giờ làm việc buổi chiều cùng ngày.
        Thời hạn 5 ngày làm việc, không tính ngày tiếp nhận: từ thứ Ba 03/03/2026 đến hết thứ Hai 09/03/2026.
        Tạm dừng 2 ngày 1 giờ 30 phút làm việc chờ bổ sung hồ sơ, từ 09:00 thứ Ba 03/03/2026 đến 10:30 thứ Năm 05/03/2026: \
        cộng thêm vào thời hạn, tròn đến hết giờ làm việc.
        Tạm dừng chờ thực hiện nghĩa vụ tài chính, từ 09:00 thứ Bảy 07/03/2026 đến 09:00 Chủ nhật 08/03/2026: không có giờ \
        làm việc nào, thời hạn giữ nguyên.
        Tạm dừng do pháp luật không tính vào thời hạn từ 09:00 thứ Sáu 20/03/2026, sau khi đã quá hạn 17:00 thứ Năm \
        12/03/2026: thời hạn giữ nguyên.
        Hạn trả kết quả: 17:00 thứ Năm 12/03/2026.",
    );
}

#[test]
fn a_restart_after_a_supplement_and_an_extension() {
    let pauses = ["2026-03-04T09:00..2026-03-09T17:30".parse().unwrap()];
    let extension = calendar::Extension {
        at: "2026-03-12T09:00".parse().unwrap(),
        to: calendar::NewEnd::By("2 working-days".parse().unwrap()),
    };
    says(
        "2026-03-02T09:00",
        "5 working-days",
        &Options { pauses: &pauses, restart_on_supplement: true, extension: Some(extension), ..Options::default() },
        "Nhận 09:00 thứ Hai 02/03/2026.
        Bổ sung xong 17:30 thứ Hai 09/03/2026: tính lại thời hạn từ đầu; khi đã hết giờ làm việc: tính là nhận vào ngày làm \
        việc tiếp theo, thứ Ba 10/03/2026.
        Thời hạn 5 ngày làm việc, không tính ngày tiếp nhận: từ thứ Tư 11/03/2026 đến hết thứ Ba 17/03/2026.
        Gia hạn thêm 2 ngày làm việc theo văn bản ngày 12/03/2026.
        Hạn trả kết quả: 17:00 thứ Năm 19/03/2026.",
    );
}

#[test]
fn an_open_pause() {
    let pauses = ["2026-03-03T09:00..".parse().unwrap()];
    says(
        "2026-03-02T09:00",
        "5 working-days",
        &Options { pauses: &pauses, ..Options::default() },
        "Nhận 09:00 thứ Hai 02/03/2026.
        Thời hạn 5 ngày làm việc, không tính ngày tiếp nhận: từ thứ Ba 03/03/2026 đến hết thứ Hai 09/03/2026.
        Đang tạm dừng chờ bổ sung hồ sơ từ 09:00 thứ Ba 03/03/2026.
        Chưa xác định hạn trả kết quả: thời hạn tính tiếp khi hết tạm dừng.",
    );
}

#[test]
fn a_swapped_saturday_and_the_national_day() {
    says(
        "2026-08-17T09:00",
        "12 working-days",
        &Options::default(),
        "Nhận 09:00 thứ Hai 17/08/2026.
        Thời hạn 12 ngày làm việc, không tính ngày tiếp nhận: từ thứ Ba 18/08/2026 đến hết thứ Sáu 04/09/2026.
        Thứ Bảy 22/08/2026 làm bù, tính là ngày làm việc.
        Nghỉ Quốc khánh 2/9, từ 29/08 đến 02/09/2026: không tính vào thời hạn.
        Hạn trả kết quả: 17:00 thứ Sáu 04/09/2026.",
    );
}

#[test]
fn a_calendar_term_that_ends_on_a_day_off() {
    says(
        "2026-03-31T09:00",
        "30 calendar-days",
        &Options::default(),
        "Nhận 09:00 thứ Ba 31/03/2026.
        Thời hạn 30 ngày theo lịch, không tính ngày nhận: đến hết thứ Năm 30/04/2026.
        Ngày cuối, thứ Năm 30/04/2026, là ngày nghỉ (Ngày Chiến thắng 30/4): thời hạn kết thúc vào ngày làm việc tiếp theo.
        Hạn trả kết quả: 17:00 thứ Hai 04/05/2026.",
    );
}

#[test]
fn hours_in_a_year_that_is_estimated() {
    says(
        "2030-01-31T16:00",
        "4 working-hours",
        &Options::default(),
        "Nhận 16:00 thứ Năm 31/01/2030.
        Thời hạn 4 giờ làm việc, chỉ tính trong giờ làm việc: từ 16:00 thứ Năm 31/01/2030 đến 10:30 thứ Sáu 08/02/2030.
        Nghỉ Tết Nguyên đán, từ 01/02 đến 07/02/2030: không tính vào thời hạn.
        Lịch nghỉ năm 2030 là dự kiến, chưa có văn bản quy định.
        Hạn trả kết quả: 10:30 thứ Sáu 08/02/2030.",
    );
}
