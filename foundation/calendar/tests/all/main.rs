use calendar::*;
#[test]
fn shows() {
    let c = WorkingCalendar::built_in();
    let pauses = [
        "2026-02-24T09:00..2026-02-27T10:00".parse().unwrap(),
        "financial-duty:2026-02-28T09:00..2026-03-05T10:00".parse().unwrap(),
    ];
    for (r, t, o) in [
        ("2026-02-13T15:20", "5 working-days", Options { after_15: true, ..Options::default() }),
        ("2026-02-13T15:20", "5 working-days", Options { pauses: &pauses, ..Options::default() }),
        (
            "2026-02-13T15:20",
            "5 working-days",
            Options { pauses: &pauses, restart_on_supplement: true, ..Options::default() },
        ),
        ("2026-02-13T15:20", "30 calendar-days", Options { pauses: &pauses, ..Options::default() }),
        ("2026-02-18T15:20", "8 working-hours", Options { ..Options::default() }),
        ("2026-08-17T15:20", "12 working-days", Options { ..Options::default() }),
        ("2026-01-31T15:20", "1 months", Options { ..Options::default() }),
        ("2028-01-31T18:20", "same-day", Options { ..Options::default() }),
    ] {
        let due = c.due(r.parse().unwrap(), t.parse().unwrap(), &o).unwrap();
        println!("{r} {t} {:?}", due.due.map(|d| d.rfc3339()));
        for l in due.explanation {
            println!("   {}\n      {}", l.vi, l.en);
        }
    }
}
