//! Names, passwords, locks.

use std::{collections::BTreeMap, thread};

use base::{Kind, personal_number::PersonalNumber};
use directory::{NewPerson, add_person};
use identity::{
    By, Client, DemoCitizenSignIn, Identity, Limits, Must, NewAccount, Outcome, PasswordHash, Username, Vault, Who,
    create_account, initial_password, locked_until, reset_password, signins_of, unlock,
};

use crate::place::{HOME, PASSWORD, each, password};

#[test]
fn an_official_signs_in_and_is_known_by_the_cookie() {
    each(|place| {
        let hoa = place.official("hoa", place.commune, "clerk");

        let signed_in = place.keeper.sign_in(" Hoa ", PASSWORD, None, &HOME).unwrap();

        assert_eq!(signed_in.must, None);
        let me = place.me(&signed_in).unwrap();
        assert_eq!((me.person, me.account, me.kind), (hoa.person, hoa.account, Who::Official));
        assert_eq!((me.unit_name.as_str(), me.role_title.en.as_str()), ("Xã Minh Tân", "One-stop clerk"));
        assert!(place.keeper.by_session_now("not a cookie").unwrap().is_none());
        let stored = place.count("select count(*) from identity_session where length(hash) = 32");
        assert_eq!(stored, 1);
    });
}

#[test]
fn a_wrong_name_and_a_wrong_password_look_alike() {
    each(|place| {
        place.official("hoa", place.commune, "clerk");
        let refused = |name: &str| place.keeper.sign_in(name, "không phải mật khẩu", None, &HOME).err().unwrap();
        let (known, unknown) = (refused("hoa"), refused("nobody"));
        assert_eq!(known.kind, Kind::SignIn);
        assert_eq!((known.kind, known.said), (unknown.kind, unknown.said));
    });
}

#[test]
fn wrong_tries_lock_a_name_for_longer_and_longer_whether_it_exists_or_not() {
    each(|place| {
        place.official("hoa", place.commune, "clerk");
        for name in ["hoa", "nobody"] {
            let kind = |password: &str| place.keeper.sign_in(name, password, None, &HOME).err().map(|e| e.kind);
            for _ in 0..5 {
                assert_eq!(kind("sai"), Some(Kind::SignIn));
            }
            assert_eq!(kind(PASSWORD), Some(Kind::TooMany), "also with the right password");
            place.pass_minutes(1);
            assert_eq!(kind("sai"), Some(Kind::SignIn));
            place.pass_minutes(1);
            assert_eq!(kind("sai"), Some(Kind::TooMany), "the second lock lasts two minutes");
            place.pass_minutes(1);
            assert_eq!(kind(PASSWORD), if name == "hoa" { None } else { Some(Kind::SignIn) });
        }
        for _ in 0..4 {
            assert!(place.keeper.sign_in("hoa", "sai", None, &HOME).is_err());
        }
        assert!(place.keeper.sign_in("hoa", PASSWORD, None, &HOME).is_ok(), "a good sign-in began the count anew");
    });
}

#[test]
fn tries_sent_side_by_side_do_not_slip_through() {
    each(|place| {
        place.official("hoa", place.commune, "clerk");
        let kinds: Vec<Kind> = thread::scope(|scope| {
            let tries: Vec<_> = (0..12)
                .map(|n| {
                    scope.spawn(move || {
                        place.keeper.sign_in("hoa", &format!("đoán {n}"), None, &HOME).err().unwrap().kind
                    })
                })
                .collect();
            tries.into_iter().map(|it| it.join().unwrap()).collect()
        });
        let looked_at = kinds.iter().filter(|kind| **kind == Kind::SignIn).count();
        assert_eq!((looked_at, kinds.len() - looked_at), (5, 7), "{kinds:?}");
    });
}

#[test]
fn one_address_cannot_try_many_names_and_an_administrator_can_unlock() {
    each(|place| {
        let hoa = place.official("hoa", place.commune, "clerk");
        let from = |address| Client { address, agent: "curl" };
        let limits = Limits { client_failures: 6, ..Limits::default() };
        let keeper = Identity::new((**place).clone(), Vault::from_key(&[7; 32]), limits);
        for n in 0..6 {
            let refused = keeper.sign_in(&format!("name{n}"), "sai", None, &from("2001:db8:1:2:3::1"));
            assert_eq!(refused.err().unwrap().kind, Kind::SignIn);
        }
        let neighbour = keeper.sign_in("hoa", PASSWORD, None, &from("2001:db8:1:2:ffff::9"));
        assert_eq!(neighbour.err().unwrap().kind, Kind::TooMany, "one network of 64 bits is one client");
        assert!(keeper.sign_in("hoa", PASSWORD, None, &from("2001:db8:1:3::1")).is_ok());

        for _ in 0..5 {
            assert!(place.keeper.sign_in("hoa", "sai", None, &HOME).is_err());
        }
        let keeper = place.keeper.clone();
        let lock = place.write(move |tx| {
            let lock = locked_until(tx, keeper.vault(), hoa.account)?;
            unlock(tx, By::Operator, keeper.vault(), hoa.account)?;
            Ok(lock)
        });
        assert_eq!(lock.unwrap(), Some(place.now().plus_minutes(1)));
        assert!(place.keeper.sign_in("hoa", PASSWORD, None, &HOME).is_ok());
    });
}

#[test]
fn the_account_page_lists_what_was_tried_and_addresses_are_kept_nowhere() {
    each(|place| {
        let hoa = place.official("hoa", place.commune, "clerk");
        assert!(place.keeper.sign_in("hoa", "sai", None, &HOME).is_err());
        place.sign_in("hoa");
        let listed = place.read_now(move |tx| signins_of(tx, hoa.account, None, 10)).unwrap();
        let outcomes: Vec<Outcome> = listed.iter().map(|it| it.outcome).collect();
        assert_eq!(outcomes, [Outcome::SignedIn, Outcome::WrongPassword]);
        assert_eq!(listed[0].agent, "Firefox");
        let clients = place
            .read_now(|tx| {
                tx.all::<(Vec<u8>,)>(
                    "select client from identity_signin union select client from identity_session",
                    &[],
                )
            })
            .unwrap();
        assert_eq!(clients.len(), 1);
        assert!(clients[0].0.len() == 32 && !clients[0].0.starts_with(HOME.address.as_bytes()));
    });
}

#[test]
fn a_first_password_must_be_changed_and_gives_no_rights_before() {
    each(|place| {
        let hoa = place.official("hoa", place.commune, "clerk");
        let first = initial_password(place.sources());
        let hash = PasswordHash::new(place.sources(), &first, "hoa").unwrap();
        let before = place.sign_in("hoa");
        let keeper = place.keeper.clone();
        place.write(move |tx| reset_password(tx, By::Operator, keeper.vault(), hoa.account, &hash)).unwrap();
        assert!(place.me(&before).is_none(), "a reset ends the sessions");
        assert!(place.keeper.sign_in("hoa", PASSWORD, None, &HOME).is_err());

        let signed_in = place.keeper.sign_in("hoa", &first, None, &HOME).unwrap();
        assert_eq!(signed_in.must, Some(Must::ChangePassword));
        let me = place.me(&signed_in).unwrap();
        assert!(!me.has(crate::place::RECEIVE));

        let change = |old: &str, new: &str| place.keeper.change_password(&me, old, new, &HOME);
        assert_eq!(change("sai", "sông Lô xanh mát").unwrap_err().fields[0].0, "old");
        assert_eq!(change(&first, &first).unwrap_err().fields[0].0, "password");
        assert_eq!(change(&first, "ngắn").unwrap_err().fields[0].0, "password");
        let elsewhere = place.keeper.sign_in("hoa", &first, None, &HOME).unwrap();
        change(&first, "sông Lô xanh mát").unwrap();

        let me = place.me(&signed_in).unwrap();
        assert!(me.must.is_none() && me.has(crate::place::RECEIVE));
        assert!(place.me(&elsewhere).is_none(), "other sessions end");
        assert!(place.keeper.sign_in("hoa", "sông Lô xanh mát", None, &HOME).is_ok());
    });
}

#[test]
fn a_demo_citizen_signs_in_by_number_and_an_unknown_number_is_refused() {
    each(|place| {
        let hash = password();
        let person = place
            .write(move |tx| {
                let number = Some(PersonalNumber::parse("008190000123")?);
                let person = add_person(tx, NewPerson { personal_number: number, ..NewPerson::named("Lò Thị Mai") })?;
                let new = NewAccount {
                    person,
                    kind: Who::Citizen,
                    username: Username::parse("congdan")?,
                    password: Some(hash.clone()),
                    must_change: false,
                };
                create_account(tx, By::Operator, &new)?;
                Ok(person)
            })
            .unwrap();
        let answer = |number: &str, password: &str| {
            BTreeMap::from([
                ("personal_number".to_owned(), number.to_owned()),
                ("password".to_owned(), password.to_owned()),
            ])
        };
        let sign_in = |number: &str, password: &str| {
            place.keeper.sign_in_citizen(&DemoCitizenSignIn, &answer(number, password), &HOME)
        };

        let signed_in = sign_in("008 190 000 123", PASSWORD).unwrap();

        let me = place.me(&signed_in).unwrap();
        assert_eq!((me.person, me.kind, me.posts.len()), (person, Who::Citizen, 0));
        assert_eq!(me.personal_number.unwrap().as_str(), "008190000123");
        assert!(!format!("{me:?}").contains("008190000123"), "the number does not slip into a log");
        assert_eq!(sign_in("008190000123", "sai").err().unwrap().kind, Kind::SignIn);
        assert_eq!(sign_in("008190000999", PASSWORD).err().unwrap().kind, Kind::SignIn);
        assert_eq!(sign_in("12", PASSWORD).err().unwrap().fields[0].0, "personal_number");
        assert!(place.keeper.sign_in("congdan", PASSWORD, None, &HOME).is_ok(), "by username as well");
    });
}

#[test]
fn a_citizen_whom_the_provider_answers_for_gets_an_account_once() {
    use identity::{Answer, Begin, CitizenSignIn, Proven};

    struct Provider;

    impl CitizenSignIn for Provider {
        fn title(&self) -> base::Text {
            base::text("Nhà cung cấp", "Provider")
        }

        fn begin(&self, state: &str) -> Begin {
            Begin::Redirect(format!("https://provider.example/authorize?state={state}"))
        }

        fn prove(&self, _: &Identity, _: &Answer, _: &Client) -> base::Result<Proven> {
            Ok(Proven { personal_number: PersonalNumber::parse("008085000456")?, name: "Hoàng Văn Ba".into() })
        }
    }

    each(|place| {
        let sign_in = || place.keeper.sign_in_citizen(&Provider, &Answer::new(), &HOME).unwrap();
        let (first, second) = (sign_in(), sign_in());
        assert_eq!((first.account, first.person), (second.account, second.person));
        assert_eq!(place.me(&second).unwrap().name, "Hoàng Văn Ba");
        assert_eq!(place.count("select count(*) from identity_account"), 1);
    });
}
