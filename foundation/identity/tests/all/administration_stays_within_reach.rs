//! Administrators and what they cannot do.

use std::{sync::Barrier, thread};

use base::Kind;
use directory::{NewPerson, add_person};
use identity::{
    By, NewAccount, Username, Who, account_named, accounts_of_unit, create_account, give_post, reset_password,
    set_role_right, suspend,
};

use crate::place::{RECEIVE, each, password};

#[test]
fn an_administrator_of_a_commune_reaches_its_people_and_nobody_elses() {
    each(|place| {
        let admin = place.official("quantri", place.commune, "admin");
        let clerk = place.official("motcua", place.desk, "clerk");
        let leader = place.official("lanhdao", place.province, "province_leader");
        let neighbour = place.official("hangxom", place.other, "clerk");
        // He works in this commune and at the province: whoever has his account has the province's rights too.
        let both = place.official("kiemnhiem", place.commune, "clerk");
        let province = place.province;
        let today = place.today();
        place.write(move |tx| give_post(tx, By::Operator, both.person, province, "head", today, None)).unwrap();

        let suspend_by_admin = |account| {
            let me = place.me_of(admin);
            place.write(move |tx| suspend(tx, By::Me(&me), account)).map_err(|e| e.kind)
        };
        assert_eq!(suspend_by_admin(leader.account), Err(Kind::Forbidden));
        assert_eq!(suspend_by_admin(neighbour.account), Err(Kind::Forbidden));
        assert_eq!(suspend_by_admin(both.account), Err(Kind::Forbidden));
        assert_eq!(suspend_by_admin(admin.account), Err(Kind::Conflict), "nor himself");
        assert_eq!(suspend_by_admin(clerk.account), Ok(()));

        let (me, keeper, hash) = (place.me_of(admin), place.keeper.clone(), password());
        let reset = place.write(move |tx| reset_password(tx, By::Me(&me), keeper.vault(), leader.account, &hash));
        assert_eq!(reset.unwrap_err().kind, Kind::Forbidden);
        let me = place.me_of(admin);
        let given = place.write(move |tx| give_post(tx, By::Me(&me), admin.person, province, "admin", today, None));
        assert_eq!(given.unwrap_err().kind, Kind::Forbidden, "he cannot raise himself");
        let me = place.me_of(admin);
        let role = place.write(move |tx| set_role_right(tx, By::Me(&me), "admin", RECEIVE, true));
        assert_eq!(role.unwrap_err().kind, Kind::Forbidden, "roles are the province's");
    });
}

#[test]
fn a_clerk_administers_nobody_and_a_person_without_posts_belongs_to_the_province() {
    each(|place| {
        let (clerk, other) =
            (place.official("hoa", place.commune, "clerk"), place.official("anh", place.commune, "clerk"));
        let me = place.me_of(clerk);
        assert_eq!(place.write(move |tx| suspend(tx, By::Me(&me), other.account)).unwrap_err().kind, Kind::Forbidden);

        let create_by = |admin, username: &'static str| {
            let me = place.me_of(admin);
            place.write(move |tx| {
                let person = add_person(tx, NewPerson::named("Lò Thị Mai"))?;
                let username = Username::parse(username)?;
                create_account(
                    tx,
                    By::Me(&me),
                    &NewAccount { person, kind: Who::Citizen, username, password: None, must_change: false },
                )
            })
        };
        let of_commune = place.official("quantrixa", place.commune, "admin");
        let of_province = place.official("quantri", place.province, "admin");
        assert_eq!(create_by(of_commune, "mai").unwrap_err().kind, Kind::Forbidden);
        assert!(create_by(of_province, "mai").is_ok());
        assert_eq!(create_by(of_province, "mai").unwrap_err().fields[0].0, "username");
    });
}

#[test]
fn of_two_administrators_who_take_the_same_username_one_wins() {
    each(|place| {
        let start = &Barrier::new(2);
        let mut won = thread::scope(|scope| {
            let create = || {
                scope.spawn(move || {
                    start.wait();
                    place
                        .write(|tx| {
                            let person = add_person(tx, NewPerson::named("Lò Thị Mai"))?;
                            let username = Username::parse("mai")?;
                            let kind = Who::Citizen;
                            create_account(
                                tx,
                                By::Operator,
                                &NewAccount { person, kind, username, password: None, must_change: false },
                            )
                        })
                        .is_ok()
                })
            };
            [create(), create()].map(|it| it.join().unwrap())
        });
        won.sort_unstable();
        assert_eq!(won, [false, true]);
    });
}

#[test]
fn the_people_of_a_unit_come_in_pages_by_given_name() {
    each(|place| {
        for username in ["binh", "anh", "dung", "cuong"] {
            place.official(username, place.commune, "clerk");
        }
        place.official("hangxom", place.other, "clerk");
        let commune = place.commune;
        let (first, next) = place.read_now(move |tx| accounts_of_unit(tx, commune, None, 3)).unwrap();
        let (rest, end) = place.read_now(move |tx| accounts_of_unit(tx, commune, next.as_ref(), 3)).unwrap();
        let names: Vec<String> = first.into_iter().chain(rest).map(|it| it.username).collect();
        assert_eq!(names, ["anh", "binh", "cuong", "dung"]);
        assert_eq!(end, None);
    });
}

#[test]
fn administrative_acts_are_events_without_names() {
    each(|place| {
        let hoa = place.official("hoa", place.commune, "clerk");
        place.write(move |tx| suspend(tx, By::Operator, hoa.account)).unwrap();
        let events = place
            .read_now(|tx| {
                tx.all::<(String, base::Id, String)>("select kind, unit, body from ledger_event order by id", &[])
            })
            .unwrap();
        let kinds: Vec<&str> =
            events.iter().map(|(kind, ..)| kind.as_str()).filter(|it| it.starts_with("account.")).collect();
        assert_eq!(kinds, ["account.created", "account.suspended"]);
        assert!(events.iter().filter(|it| it.0.starts_with("account.")).all(|it| it.1 == place.commune));
        assert!(events.iter().all(|(.., body)| !body.contains("hoa") && !body.contains("Nguyễn")));
        assert_eq!(place.read_now(|tx| account_named(tx, "HOA")).unwrap().id, hoa.account);
    });
}
